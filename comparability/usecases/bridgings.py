"""Record that a changed method version, laboratory or reference standard reads the same, and approve it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from comparability.model.dates import latest_today
from comparability.model.errors import Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import Bridged
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.products import Product
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Bridging
from comparability.usecases.entries import storable
from comparability.usecases.records import add, require_version, values


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingEntry:
    """before, after: spelt as the results spell them. attribute_id: None for all attributes."""

    covers: Bridged
    before: str
    after: str
    document: str
    performed_on: date
    conclusion: str
    attribute_id: int | None = None


def record_bridging(
    session: Session, product_id: int, entry: BridgingEntry, *, actor: Actor, now: datetime
) -> Bridging:
    """Record a bridging study. It counts when another person has approved it.

    Raises NotAllowed, NotFound, Invalid.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    product = rows.get(session, Product, product_id)
    entry = storable(entry, Bridging)
    if entry.before == entry.after:
        raise Invalid("Before and after are the same, so there is nothing to bridge.", field="after")
    if entry.performed_on > latest_today(now):
        raise Invalid("This date is still to come.", field="performed_on")
    if entry.attribute_id is not None:
        attribute = rows.get(session, Attribute, entry.attribute_id)
        if attribute.product_id != product.id:
            raise Invalid("This attribute belongs to another product.", field="attribute_id")
    return add(session, Bridging(product_id=product.id, recorded_by_id=actor.number, **values(entry)))


def approve_bridging(
    session: Session, bridging_id: int, *, version: int, reason: str, actor: Actor, now: datetime
) -> Bridging:
    """Let a bridging record count in every later assessment. reason: what was checked.

    Raises NotAllowed for whoever recorded it, NotFound, Conflict, Invalid, Refused where it is approved.
    """
    actor.must(Permission.APPROVE_RECORDS)
    bridging = rows.get(session, Bridging, bridging_id)
    if bridging.recorded_by_id == actor.id:
        raise NotAllowed("You recorded this bridging study, so another person approves it.")
    if bridging.approved_at is not None:
        raise Refused("This bridging record has been approved.")
    require_version(bridging, version)
    state_reason(session, reason)
    bridging.approved_by_id = actor.number
    bridging.approved_at = now
    session.flush()
    return bridging
