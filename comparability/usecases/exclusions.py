"""Leave a lot out of a comparison: one person asks with a reason, another approves. Nothing disappears."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.exclusions import same_exclusion
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Exclusion, Switch, lots_in_arms
from comparability.usecases.records import add, require_version


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionEntry:
    """attribute_id: None leaves the whole lot out."""

    lot_id: int
    reason: str
    attribute_id: int | None = None


def request_exclusion(
    session: Session, switch_id: int, entry: ExclusionEntry, *, actor: Actor, now: datetime
) -> Exclusion:
    """Ask that a lot, or one attribute of it, is left out. It has no effect until it is approved.

    Raises NotAllowed, NotFound, Invalid for a lot outside the arms or without a reason, Conflict where the
    same was asked before.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    switch = rows.get(session, Switch, switch_id)
    if all(each.lot.id != entry.lot_id for each in lots_in_arms(session, switch.id)):
        raise Invalid(
            "This lot stands in no arm of the switch, so there is nothing to leave out.", field="lot_id"
        )
    if entry.attribute_id is not None:
        attribute = rows.get(session, Attribute, entry.attribute_id)
        if attribute.product_id != switch.product_id:
            raise Invalid("This attribute belongs to another product.", field="attribute_id")
    if same_exclusion(session, switch.id, entry.lot_id, entry.attribute_id) is not None:
        raise Conflict("This has been asked for already.")
    reason = meaningful_reason(entry.reason)
    return add(
        session,
        Exclusion(
            switch_id=switch.id,
            lot_id=entry.lot_id,
            attribute_id=entry.attribute_id,
            reason=reason,
            requested_by_id=actor.number,
            requested_at=now,
        ),
    )


def approve_exclusion(
    session: Session, exclusion_id: int, *, version: int, reason: str, actor: Actor, now: datetime
) -> Exclusion:
    """Let an exclusion take effect. reason: why leaving it out does not hide a difference.

    Raises NotAllowed for whoever asked, NotFound, Conflict, Invalid, Refused where it is approved.
    """
    actor.must(Permission.APPROVE_RECORDS)
    exclusion = rows.get(session, Exclusion, exclusion_id)
    if exclusion.requested_by_id == actor.id:
        raise NotAllowed("You asked for this exclusion, so another person approves it.")
    if exclusion.approved_at is not None:
        raise Refused("This exclusion has been approved.")
    require_version(exclusion, version)
    state_reason(session, reason)
    exclusion.approved_by_id = actor.number
    exclusion.approved_at = now
    session.flush()
    return exclusion
