"""Record results and correct them. A result row is never changed: every step adds a row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import ComparabilityError, Conflict, Invalid, NotFound, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import ResultKind, ResultState
from comparability.storage import results as stored
from comparability.storage import rows
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.base import Base
from comparability.storage.lots import Lot
from comparability.storage.results import Result, Sampling
from comparability.storage.suppliers import Laboratory, scope
from comparability.usecases.result_writing import (
    Composed,
    Origin,
    ResultEntry,
    add_results,
    compose_result,
    first_origin,
    invalidate,
    lot_and_attribute,
    write_result,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEntry:
    """One typed cell of the grid."""

    lot_id: int
    attribute_id: int
    entry: ResultEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """Why a cell was not saved. field: of the entry, e.g. "text" or "tested_on"."""

    lot_id: int
    attribute_id: int
    message: str
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """saved: results of this call. already: cells that an earlier sending of the same form saved."""

    saved: tuple[Result, ...]
    already: int
    problems: tuple[CellProblem, ...]


def record_result(
    session: Session,
    lot_id: int,
    attribute_id: int,
    entry: ResultEntry,
    *,
    actor: Actor,
    now: datetime,
) -> Result:
    """Record the first result of an attribute of a lot on one occasion.

    Raises NotAllowed, NotFound, Invalid, and Refused where a result is there already: that one is corrected,
    or retested under an investigation, never overwritten.
    """
    actor.must(Permission.ENTER_RESULTS)
    there = stored.standing(session, lot_id, attribute_id, Sampling.of(entry))
    composed = _compose(session, lot_id, attribute_id, entry, there, actor, now)
    add_results(session, [composed])
    return composed.row


def record_results(session: Session, cells: Sequence[CellEntry], *, actor: Actor, now: datetime) -> Recorded:
    """Record the cells of a grid that can be read; the others are named and leave nothing behind.

    Raises NotAllowed.
    """
    actor.must(Permission.ENTER_RESULTS)
    composed, problems, already = [], [], 0
    # Cells are many, and who saves keeps others from writing: what they name is read once and held.
    lots = rows.several(session, Lot, (cell.lot_id for cell in cells))
    held = _named(session, cells)
    there = stored.standing_of_lots(session, [lot.id for lot in lots])
    for cell in cells:
        stands = there.get((cell.lot_id, cell.attribute_id, Sampling.of(cell.entry)))
        if stands is not None and _is_resent(session, cell, stands, actor):
            already += 1
            continue
        try:
            composed.append(_compose(session, cell.lot_id, cell.attribute_id, cell.entry, stands, actor, now))
        except ComparabilityError as error:
            field = error.field if isinstance(error, Invalid) else None
            problems.append(
                CellProblem(
                    lot_id=cell.lot_id, attribute_id=cell.attribute_id, message=str(error), field=field
                )
            )
    held.clear()
    add_results(session, composed)
    return Recorded(saved=tuple(each.row for each in composed), already=already, problems=tuple(problems))


def correct_result(
    session: Session, result_id: int, entry: ResultEntry, *, reason: str, actor: Actor, now: datetime
) -> Result:
    """Replace a result that was entered wrongly, with the reason. The old row stays and is shown.

    Raises NotAllowed, NotFound, Invalid, Conflict where the result has been replaced already, and Refused
    where an investigation found no laboratory error.
    """
    actor.must(Permission.ENTER_RESULTS)
    old = _standing(session, result_id)
    lot, attribute = lot_and_attribute(session, old.lot_id, old.attribute_id, actor)
    _must_not_be_settled(session, old, lot)
    origin = Origin(
        kind=ResultKind.CORRECTION,
        replaces_id=old.id,
        retest_of_id=old.retest_of_id,
        reason=meaningful_reason(reason),
    )
    return write_result(session, lot, attribute, _sampled_as(entry, old), origin, actor, now)


def invalidate_run(
    session: Session,
    product_id: int,
    run: str,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    attribute_ids: Collection[int] | None = None,
) -> list[Result]:
    """Declare an assay run invalid: every standing result of that run is replaced by "INV" with the reason.

    attribute_ids: of the assay whose run it was; None where the name of the run is used by one assay only.
    Raises NotAllowed, Invalid without a reason, NotFound where no standing result carries that run, and
    Refused where an investigation of one of them found no laboratory error.
    """
    actor.must(Permission.ENTER_RESULTS)
    because = meaningful_reason(reason)
    affected = [
        (old, lot)
        for old in stored.standing_of_run(session, product_id, run)
        if old.state is not ResultState.INVALID
        and (attribute_ids is None or old.attribute_id in attribute_ids)
        and _is_own((lot := rows.get(session, Lot, old.lot_id)), actor)
    ]
    if not affected:
        raise NotFound(f"No standing result of this product was measured in run {run}.")
    for old, lot in affected:
        _must_not_be_settled(session, old, lot)
    return [invalidate(session, old, because, actor, now) for old, _ in affected]


def record_retest(
    session: Session, result_id: int, entry: ResultEntry, *, reason: str, actor: Actor, now: datetime
) -> Result:
    """Record a retest beside the original. It never replaces or averages with it.

    It becomes the reportable result only when the investigation is closed with a laboratory error. One
    retest belongs to one investigation, so that testing does not go on until a result pleases.
    Raises NotAllowed, NotFound, Invalid, Conflict, and Refused where no investigation was opened or its
    retest is recorded already.
    """
    actor.must(Permission.ENTER_RESULTS)
    original = _standing(session, result_id)
    lot, attribute = lot_and_attribute(session, original.lot_id, original.attribute_id, actor)
    if stored.investigation_of(session, original) is None:
        raise Refused("A retest needs an investigation: open one for the original result first.")
    if stored.standing_retest_of(session, original) is not None:
        raise Refused(
            "The retest of this investigation is recorded already. A doubt about the retest is investigated "
            "for itself: open an investigation of the retest."
        )
    origin = Origin(kind=ResultKind.RETEST, retest_of_id=original.id, reason=meaningful_reason(reason))
    return write_result(session, lot, attribute, _sampled_as(entry, original), origin, actor, now)


def _compose(
    session: Session,
    lot_id: int,
    attribute_id: int,
    entry: ResultEntry,
    there: Result | None,
    actor: Actor,
    now: datetime,
) -> Composed:
    lot, attribute = lot_and_attribute(session, lot_id, attribute_id, actor)
    origin = first_origin(session, there)
    if origin is None:
        stands = there.entered if there is not None else ""
        raise Refused(
            f"Lot {lot.number} already has a result of {attribute.name} ({entry.occasion.value}): {stands}. "
            "Correct it with a reason, or open an investigation and retest."
        )
    return compose_result(session, lot, attribute, entry, origin, actor, now)


def _named(session: Session, cells: Sequence[CellEntry]) -> list[Base]:
    """Attributes, methods and laboratories that the cells name."""
    versions = rows.several(session, MethodVersion, (cell.entry.method_version_id for cell in cells))
    return [
        *rows.several(session, Attribute, (cell.attribute_id for cell in cells)),
        *versions,
        *rows.several(session, Method, (version.method_id for version in versions)),
        *rows.several(session, Laboratory, (cell.entry.laboratory_id for cell in cells)),
    ]


def _is_resent(session: Session, cell: CellEntry, there: Result, actor: Actor) -> bool:
    """Whether what stands there is this person's own save of the same text: the form was sent twice."""
    if there.entered_by_id != actor.id or there.kind is not ResultKind.ORIGINAL:
        return False
    if not there.is_calculated:
        return there.entered == cell.entry.text
    return tuple(each.entered for each in stored.replicates_of(session, there.id)) == cell.entry.replicates


def _sampled_as(entry: ResultEntry, old: Result) -> ResultEntry:
    """The entry for the same sample: a correction or a retest does not move to another time point."""
    sampling = Sampling.of(old)
    condition = sampling.storage_condition or entry.storage_condition
    return replace(
        entry,
        occasion=sampling.occasion,
        time_point_months=sampling.time_point_months,
        storage_condition=condition,
    )


def _is_own(lot: Lot, actor: Actor) -> bool:
    return scope(actor) in (None, lot.supplier_id)


def _must_not_be_settled(session: Session, old: Result, lot: Lot) -> None:
    investigation = stored.investigation_of(session, old)
    if investigation is not None and investigation.is_laboratory_error is False:
        raise Refused(
            f"Investigation {investigation.reference} found no laboratory error, so the result of lot "
            f"{lot.number} stands as it is."
        )


def _standing(session: Session, result_id: int) -> Result:
    old = rows.get(session, Result, result_id)
    if stored.replacement_of(session, old.id) is not None:
        raise Conflict("This result has been replaced since you opened it. Open the one that stands now.")
    return old
