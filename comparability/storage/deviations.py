"""Departures from the frozen protocol, with the names of those who recorded and closed them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from comparability.storage.people import Person
from comparability.storage.switches import Deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationLine:
    deviation: Deviation
    recorded_by: str
    closed_by: str | None


def deviations_of(session: Session, switch_id: int) -> tuple[DeviationLine, ...]:
    """Every deviation of a switch, open or closed, oldest first."""
    recorder, closer = aliased(Person), aliased(Person)
    found = session.execute(
        select(Deviation, recorder.full_name, closer.full_name)
        .join(recorder, recorder.id == Deviation.recorded_by_id)
        .outerjoin(closer, closer.id == Deviation.closed_by_id)
        .where(Deviation.switch_id == switch_id)
        .order_by(Deviation.occurred_on, Deviation.id)
    )
    return tuple(
        DeviationLine(deviation=deviation, recorded_by=recorded_by, closed_by=closed_by)
        for deviation, recorded_by, closed_by in found
    )
