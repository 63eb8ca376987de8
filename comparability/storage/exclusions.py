"""Lots left out of a comparison, with the names that a person knows them by."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot
from comparability.storage.people import Person
from comparability.storage.switches import Exclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionLine:
    """attribute: None where the whole lot is left out. approved_by: None while it has no effect."""

    exclusion: Exclusion
    lot_number: str
    attribute: str | None
    requested_by: str
    approved_by: str | None


def exclusions_of(session: Session, switch_id: int) -> tuple[ExclusionLine, ...]:
    """Every exclusion of a switch, approved or not, oldest first."""
    requester, approver = aliased(Person), aliased(Person)
    found = session.execute(
        select(Exclusion, Lot.number, Attribute.name, requester.full_name, approver.full_name)
        .join(Lot, Lot.id == Exclusion.lot_id)
        .join(requester, requester.id == Exclusion.requested_by_id)
        .outerjoin(Attribute, Attribute.id == Exclusion.attribute_id)
        .outerjoin(approver, approver.id == Exclusion.approved_by_id)
        .where(Exclusion.switch_id == switch_id)
        .order_by(Exclusion.id)
    )
    return tuple(
        ExclusionLine(
            exclusion=exclusion,
            lot_number=number,
            attribute=attribute,
            requested_by=requested_by,
            approved_by=approved_by,
        )
        for exclusion, number, attribute, requested_by, approved_by in found
    )


def same_exclusion(
    session: Session, switch_id: int, lot_id: int, attribute_id: int | None
) -> Exclusion | None:
    """The exclusion that leaves this out already: of the same attribute, or of the whole lot."""
    found = session.scalars(
        select(Exclusion).where(Exclusion.switch_id == switch_id, Exclusion.lot_id == lot_id)
    )
    return next((each for each in found if each.attribute_id in (None, attribute_id)), None)
