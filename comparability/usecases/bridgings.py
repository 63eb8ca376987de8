"""Record that a changed method version, laboratory or reference standard reads the same, and approve it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from comparability.model.dates import latest_today
from comparability.model.errors import Invalid, NotAllowed, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import is_written, meaningful_reason
from comparability.model.vocabulary import Bridged, Outcome
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.bridging_studies import study_of
from comparability.storage.products import Product
from comparability.storage.sessions import state_reason
from comparability.storage.switches import Bridging
from comparability.usecases.bridging_studies import StudyEntry, attach_study
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
    session: Session,
    product_id: int,
    entry: BridgingEntry,
    *,
    study: StudyEntry | None = None,
    actor: Actor,
    now: datetime,
) -> Bridging:
    """Record a bridging study. It counts when another person has approved it.

    study: its values, from which everything is computed now and once; a record without them is only claimed.
    Raises NotAllowed, NotFound, Invalid.
    """
    actor.must(Permission.EDIT_PROTOCOL)
    product = rows.get(session, Product, product_id)
    entry = storable(entry, Bridging)
    if entry.before == entry.after:
        raise Invalid("Before and after are the same, so there is nothing to bridge.", field="after")
    if entry.performed_on > latest_today(now):
        raise Invalid("This date is still to come.", field="performed_on")
    attribute = None
    if entry.attribute_id is not None:
        attribute = rows.get(session, Attribute, entry.attribute_id)
        if attribute.product_id != product.id:
            raise Invalid("This attribute belongs to another product.", field="attribute_id")
    if study is not None and attribute is None:
        raise Invalid(
            "Name the attribute that was measured: its values say nothing of another one.",
            field="attribute_id",
        )
    bridging = add(session, Bridging(product_id=product.id, recorded_by_id=actor.number, **values(entry)))
    if study is not None and attribute is not None:
        attach_study(session, bridging, attribute, study, now=now)
    return bridging


def approve_bridging(
    session: Session,
    bridging_id: int,
    *,
    version: int,
    reason: str,
    explanation: str | None = None,
    actor: Actor,
    now: datetime,
) -> Bridging:
    """Let a bridging record count in every later assessment. reason: what was checked.

    explanation: why it counts although its data do not show that both read the same; needed for any outcome
    but "equivalent", and printed wherever the record is named.
    Raises NotAllowed for whoever recorded it, NotFound, Conflict, Invalid, Refused where it is approved.
    """
    actor.must(Permission.APPROVE_RECORDS)
    bridging = rows.get(session, Bridging, bridging_id)
    if bridging.recorded_by_id == actor.id:
        raise NotAllowed("You recorded this bridging study, so another person approves it.")
    if bridging.approved_at is not None:
        raise Refused("This bridging record has been approved.")
    require_version(bridging, version)
    explained = _explained(session, bridging, explanation)
    state_reason(session, reason)
    bridging.approved_by_id = actor.number
    bridging.approved_at = now
    bridging.explanation = explained
    session.flush()
    return bridging


def _explained(session: Session, bridging: Bridging, explanation: str | None) -> str | None:
    found = study_of(session, bridging.id)
    if found is None or found.study.outcome is Outcome.EQUIVALENT:
        return None
    if not is_written(explanation):
        raise Invalid(
            f"The outcome is “{found.study.outcome}”, so the data do not show that both read the same. Say "
            "why the record may count all the same, or leave it until more lots are measured both ways.",
            field="explanation",
        )
    return meaningful_reason(explanation or "", field="explanation")
