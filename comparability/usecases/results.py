"""Record results and correct them. A result row is never changed: every step adds a row."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, NotFound, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import ResultKind, ResultState
from comparability.storage import results as stored
from comparability.storage import rows
from comparability.storage.lots import Lot
from comparability.storage.results import Result
from comparability.usecases.records import add
from comparability.usecases.result_writing import Origin, ResultEntry, lot_and_attribute, write_result


def record_result(
    session: Session,
    lot_id: int,
    attribute_id: int,
    entry: ResultEntry,
    *,
    actor: Actor,
    now: datetime,
    import_batch_id: int | None = None,
) -> Result:
    """Record the first result of an attribute of a lot on one occasion.

    Raises NotAllowed, NotFound, Invalid, and Refused where a result is there already: that one is corrected,
    or retested under an investigation, never overwritten.
    """
    actor.must(Permission.ENTER_RESULTS)
    lot, attribute = lot_and_attribute(session, lot_id, attribute_id, actor)
    if stored.standing(session, lot.id, attribute.id, entry.occasion, entry.time_point_months) is not None:
        raise Refused(
            f"Lot {lot.number} already has a result of {attribute.name} ({entry.occasion.value}). "
            "Correct it with a reason, or open an investigation and retest."
        )
    return write_result(session, lot, attribute, entry, Origin(import_batch_id=import_batch_id), actor, now)


def correct_result(
    session: Session, result_id: int, entry: ResultEntry, *, reason: str, actor: Actor, now: datetime
) -> Result:
    """Replace a result that was entered wrongly, with the reason. The old row stays and is shown.

    Raises NotAllowed, NotFound, Invalid, and Conflict where the result has been replaced already.
    """
    actor.must(Permission.ENTER_RESULTS)
    old = _standing(session, result_id)
    lot, attribute = lot_and_attribute(session, old.lot_id, old.attribute_id, actor)
    origin = Origin(
        kind=ResultKind.CORRECTION,
        replaces_id=old.id,
        retest_of_id=old.retest_of_id,
        reason=meaningful_reason(reason),
    )
    return write_result(session, lot, attribute, replace(entry, occasion=old.occasion), origin, actor, now)


def invalidate_run(
    session: Session, product_id: int, run: str, *, reason: str, actor: Actor, now: datetime
) -> list[Result]:
    """Declare an assay run invalid: every standing result of that run is replaced by "INV" with the reason.

    Raises NotAllowed, Invalid without a reason, and NotFound where no standing result carries that run.
    """
    actor.must(Permission.ENTER_RESULTS)
    because = meaningful_reason(reason)
    affected = [
        old
        for old in stored.standing_of_run(session, product_id, run)
        if old.state is not ResultState.INVALID
        and (actor.supplier_id is None or rows.get(session, Lot, old.lot_id).supplier_id == actor.supplier_id)
    ]
    if not affected:
        raise NotFound(f"No standing result of this product was measured in run {run}.")
    return [_invalidate(session, old, because, actor, now) for old in affected]


def record_retest(
    session: Session, result_id: int, entry: ResultEntry, *, reason: str, actor: Actor, now: datetime
) -> Result:
    """Record a retest beside the original. It never replaces or averages with it.

    It becomes the reportable result only when the investigation is closed with a laboratory error.
    Raises NotAllowed, NotFound, Invalid, Conflict, and Refused where no investigation was opened.
    """
    actor.must(Permission.ENTER_RESULTS)
    original = _standing(session, result_id)
    lot, attribute = lot_and_attribute(session, original.lot_id, original.attribute_id, actor)
    if stored.investigation_of(session, original) is None:
        raise Refused("A retest needs an investigation: open one for the original result first.")
    origin = Origin(kind=ResultKind.RETEST, retest_of_id=original.id, reason=meaningful_reason(reason))
    return write_result(
        session, lot, attribute, replace(entry, occasion=original.occasion), origin, actor, now
    )


def _invalidate(session: Session, old: Result, reason: str, actor: Actor, now: datetime) -> Result:
    columns = {
        column.key: getattr(old, column.key) for column in Result.__table__.columns if column.key != "id"
    }
    columns |= {
        "kind": ResultKind.INVALIDATION, "replaces_id": old.id, "reason": reason, "entered": "INV",
        "is_calculated": False, "state": ResultState.INVALID, "qualifier": None, "value": None, "word": None,
        "import_batch_id": None, "entered_by_id": actor.number, "entered_at": now,
    }  # fmt: skip
    return add(session, Result(**columns))


def _standing(session: Session, result_id: int) -> Result:
    old = rows.get(session, Result, result_id)
    if stored.replacement_of(session, old.id) is not None:
        raise Conflict("This result has been replaced since you opened it. Open the one that stands now.")
    return old
