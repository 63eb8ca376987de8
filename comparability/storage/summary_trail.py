"""What the audit trail tells of published figures: who wrote them, when they came first, what was withdrawn.

The rows that stand are in `published_summaries`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comparability.storage.attributes import Attribute
from comparability.storage.audit import AuditEntry
from comparability.storage.people import Person
from comparability.storage.switches import arms_of

ENTITY = "published_summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A summary that was taken back, as the audit trail keeps it. arm: None where the arm is gone too."""

    arm: str | None
    attribute: str
    centre: str
    source: str
    reason: str
    by: str
    at: datetime


def first_entries(session: Session, switch_id: int) -> dict[tuple[int, int], datetime]:
    """By arm and attribute, when figures were entered first; what was withdrawn was seen."""
    found: dict[tuple[int, int], datetime] = {}
    for entry in _trail(session, switch_id, action="insert"):
        key = int(entry.values["arm_id"]), int(entry.values["attribute_id"])
        found[key] = min(found.get(key, entry.at), entry.at)
    return found


def withdrawn_summaries(session: Session, switch_id: int) -> tuple[Withdrawn, ...]:
    """What was withdrawn, oldest first, with the reason."""
    arms = {arm.id: arm.name for arm in arms_of(session, switch_id)}
    entries = _trail(session, switch_id, action="delete")
    attributes = {
        number: name
        for number, name in session.execute(
            select(Attribute.id, Attribute.name).where(
                Attribute.id.in_({int(entry.values["attribute_id"]) for entry in entries})
            )
        )
    }
    people = {
        user_name: full_name
        for user_name, full_name in session.execute(
            select(Person.user_name, Person.full_name).where(
                Person.user_name.in_({entry.actor for entry in entries})
            )
        )
    }
    return tuple(
        Withdrawn(
            arm=arms.get(int(entry.values["arm_id"])),
            attribute=attributes.get(int(entry.values["attribute_id"]), ""),
            centre=entry.values["centre"],
            source=entry.values["source_document"],
            reason=entry.reason,
            by=people.get(entry.actor, entry.actor),
            at=entry.at,
        )
        for entry in entries
    )


def authors_of_summary(session: Session, summary_id: int) -> frozenset[str]:
    """The user names of everybody who entered or corrected the summary, from the audit trail."""
    same = (AuditEntry.entity == ENTITY, AuditEntry.entity_id == str(summary_id))
    # The number of a withdrawn row may come again.
    last_gone = session.scalar(select(func.max(AuditEntry.seq)).where(*same, AuditEntry.action == "delete"))
    query = select(AuditEntry.actor).where(
        *same, AuditEntry.seq > (last_gone or 0), AuditEntry.field.not_in(("verified_by_id", "verified_at"))
    )
    return frozenset(session.scalars(query.distinct()))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row written or deleted, put together again from the entries of its columns."""

    values: Mapping[str, str]
    actor: str
    reason: str
    at: datetime


def _trail(session: Session, switch_id: int, *, action: str) -> list[_Entry]:
    rows: dict[tuple[str | None, str], list[AuditEntry]] = {}
    query = select(AuditEntry).where(AuditEntry.entity == ENTITY, AuditEntry.action == action)
    for entry in session.scalars(query.order_by(AuditEntry.seq)):
        rows.setdefault((entry.entity_id, entry.at), []).append(entry)
    found = []
    for (_, at), entries in rows.items():
        values = {
            entry.field: text
            for entry in entries
            if entry.field is not None
            and (text := entry.old if action == "delete" else entry.new) is not None
        }
        if values.get("switch_id") == str(switch_id):
            found.append(
                _Entry(
                    values=values,
                    actor=entries[0].actor,
                    reason=entries[0].reason or "",
                    at=datetime.fromisoformat(at),
                )
            )
    return found
