"""Who was given which copy of an issued package: entries of the trail, so that none is changed later."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.storage.audit import AuditEntry
from comparability.storage.people import Person
from comparability.storage.sessions import record_event

EVENT = "package-given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One copy that somebody was given. given_by: full name; recorded_at: as the trail has it, in UTC."""

    recipient: str
    copy: str
    purpose: str
    given_on: date
    given_by: str
    recorded_at: str


def record_distribution(
    session: Session, package_id: int, *, recipient: str, copy: str, purpose: str, given_on: date
) -> None:
    """Append it to the trail, by whoever acts in this session."""
    said = {"recipient": recipient, "copy": copy, "purpose": purpose, "given_on": given_on.isoformat()}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    record_event(session, kind=EVENT, entity_id=str(package_id), text=text)


def distributions_of(session: Session, package_id: int) -> tuple[Distribution, ...]:
    """Every copy of the package that was given, oldest first."""
    found = session.execute(
        select(AuditEntry.new, AuditEntry.at, AuditEntry.actor, Person.full_name)
        .outerjoin(Person, Person.user_name == AuditEntry.actor)
        .where(
            AuditEntry.action == "event",
            AuditEntry.entity == EVENT,
            AuditEntry.entity_id == str(package_id),
        )
        .order_by(AuditEntry.seq)
    )
    return tuple(
        Distribution(
            **(said := json.loads(text or "{}")) | {"given_on": date.fromisoformat(said["given_on"])},
            given_by=name or actor,
            recorded_at=at,
        )
        for text, at, actor, name in found
    )
