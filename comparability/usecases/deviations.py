"""Record departures from the frozen protocol, and close them with their impact."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from comparability.model.dates import latest_today
from comparability.model.errors import Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.storage import rows
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Deviation, Switch
from comparability.usecases.entries import storable
from comparability.usecases.records import add, require_version, values


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationEntry:
    """reference: under which the quality system keeps it. impact: on the comparison, as known so far."""

    reference: str
    occurred_on: date
    description: str
    impact: str | None = None


def record_deviation(
    session: Session, switch_id: int, entry: DeviationEntry, *, actor: Actor, now: datetime
) -> Deviation:
    """Record a departure. It stays open, and blocks readiness, until another person closes it.

    Raises NotAllowed, NotFound, Invalid for a date to come, Conflict when the reference is used.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    switch = rows.get(session, Switch, switch_id)
    if entry.occurred_on > latest_today(now):
        raise Invalid("This date is still to come.", field="occurred_on")
    entry = storable(entry, Deviation)
    return add(
        session,
        Deviation(switch_id=switch.id, recorded_by_id=actor.number, recorded_at=now, **values(entry)),
    )


def close_deviation(
    session: Session, deviation_id: int, *, impact: str, version: int, actor: Actor, now: datetime
) -> Deviation:
    """Close a deviation with its impact on the comparison, which page 1 of the package prints.

    Raises NotAllowed for whoever recorded it, NotFound, Conflict, Invalid, Refused where it is closed.
    """
    actor.must(Permission.APPROVE_RECORDS)
    deviation = rows.get(session, Deviation, deviation_id)
    if deviation.recorded_by_id == actor.id:
        raise NotAllowed("You recorded this deviation, so another person closes it.")
    if deviation.closed_at is not None:
        raise Refused("This deviation is closed.")
    require_version(deviation, version)
    said = meaningful_reason(impact, field="impact")
    state_reason(session, said)
    deviation.impact = said
    deviation.closed_by_id = actor.number
    deviation.closed_at = now
    session.flush()
    return deviation
