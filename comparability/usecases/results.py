"""Record results and correct them. A result row is never changed: every step adds a row."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, NotFound, Refused
from comparability.model.numbers import MAX_LENGTH, Reading, exact_decimal, read_result, read_word
from comparability.model.people import Actor, Permission
from comparability.model.reportable import reportable
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import LotStatus, Occasion, ResultKind, ResultState
from comparability.storage import results as stored
from comparability.storage import rows
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.lots import Lot
from comparability.storage.results import Replicate, Result
from comparability.usecases.records import add


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntry:
    """One result as typed. Where `replicates` are given, `text` is empty and the method's rule makes the value."""

    text: str
    unit: str | None = None  # None: the attribute's unit
    replicates: tuple[str, ...] = ()
    occasion: Occasion = Occasion.RELEASE
    storage_condition: str | None = None
    time_point_months: Decimal | None = None
    method_version_id: int | None = None
    laboratory_id: int | None = None
    instrument: str | None = None
    run: str | None = None
    plate: str | None = None
    control_value: str | None = None
    reference_standard: str | None = None
    analyst: str | None = None
    tested_on: date | None = None
    source_document: str | None = None
    source_page: str | None = None
    raw_data: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Why a row is added and what it follows."""

    kind: ResultKind = ResultKind.ORIGINAL
    replaces_id: int | None = None
    retest_of_id: int | None = None
    reason: str | None = None
    import_batch_id: int | None = None


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
    lot, attribute = _lot_and_attribute(session, lot_id, attribute_id, actor)
    if stored.standing(session, lot.id, attribute.id, entry.occasion, entry.time_point_months) is not None:
        raise Refused(
            f"Lot {lot.number} already has a result of {attribute.name} ({entry.occasion.value}). "
            "Correct it with a reason, or open an investigation and retest."
        )
    return _write(session, lot, attribute, entry, Origin(import_batch_id=import_batch_id), actor, now)


def correct_result(
    session: Session, result_id: int, entry: ResultEntry, *, reason: str, actor: Actor, now: datetime
) -> Result:
    """Replace a result that was entered wrongly, with the reason. The old row stays and is shown.

    Raises NotAllowed, NotFound, Invalid, and Conflict where the result has been replaced already.
    """
    actor.must(Permission.ENTER_RESULTS)
    old = _standing(session, result_id)
    lot, attribute = _lot_and_attribute(session, old.lot_id, old.attribute_id, actor)
    origin = Origin(
        kind=ResultKind.CORRECTION,
        replaces_id=old.id,
        retest_of_id=old.retest_of_id,
        reason=meaningful_reason(reason),
    )
    return _write(session, lot, attribute, replace(entry, occasion=old.occasion), origin, actor, now)


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

    It becomes the reportable result only when the investigation is closed with an assignable laboratory error.
    Raises NotAllowed, NotFound, Invalid, Conflict, and Refused where no investigation was opened.
    """
    actor.must(Permission.ENTER_RESULTS)
    original = _standing(session, result_id)
    lot, attribute = _lot_and_attribute(session, original.lot_id, original.attribute_id, actor)
    if stored.investigation_of(session, original) is None:
        raise Refused("A retest needs an investigation: open one for the original result first.")
    origin = Origin(kind=ResultKind.RETEST, retest_of_id=original.id, reason=meaningful_reason(reason))
    return _write(session, lot, attribute, replace(entry, occasion=original.occasion), origin, actor, now)


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


def _lot_and_attribute(
    session: Session, lot_id: int, attribute_id: int, actor: Actor
) -> tuple[Lot, Attribute]:
    lot = rows.get(session, Lot, lot_id)
    if actor.supplier_id is not None and lot.supplier_id != actor.supplier_id:
        raise NotFound(f"There is no lot with the number {lot_id}.")
    attribute = rows.get(session, Attribute, attribute_id)
    if attribute.product_id != lot.product_id:
        raise NotFound("The attribute belongs to another product.")
    if attribute.stage is not lot.stage:
        raise Refused(
            f"{attribute.name} is measured in {attribute.stage.value}; lot {lot.number} is {lot.stage.value}."
        )
    if lot.status is LotStatus.VOID:
        raise Refused(f"Lot {lot.number} is void: {lot.status_reason or 'no results can be entered'}.")
    return lot, attribute


def _write(
    session: Session,
    lot: Lot,
    attribute: Attribute,
    entry: ResultEntry,
    origin: Origin,
    actor: Actor,
    now: datetime,
) -> Result:
    version = _method_version(session, attribute, entry.method_version_id)
    if entry.unit not in (None, attribute.unit):
        raise Invalid(f"{attribute.name} is kept in {attribute.unit}.", field="unit")
    if entry.control_value is not None:
        _read(entry.control_value, attribute, "control_value")
    if entry.tested_on is not None and entry.tested_on > now.date():
        raise Invalid("The test date lies in the future.", field="tested_on")
    if (
        entry.tested_on is not None
        and lot.manufactured_on is not None
        and entry.tested_on < lot.manufactured_on
    ):
        raise Invalid(
            f"The test date lies before the lot was made ({lot.manufactured_on}).", field="tested_on"
        )
    readings = [_read(text, attribute, "replicates") for text in entry.replicates]
    reading = _reportable(entry, attribute, version) if readings else _read(entry.text, attribute, "text")
    result = add(
        session,
        Result(
            lot_id=lot.id,
            attribute_id=attribute.id,
            kind=origin.kind,
            replaces_id=origin.replaces_id,
            retest_of_id=origin.retest_of_id,
            reason=origin.reason,
            entered=reading.raw,
            is_calculated=bool(readings),
            state=reading.state,
            qualifier=reading.qualifier,
            value=None if reading.decimal is None else exact_decimal(reading.decimal),
            word=reading.word,
            unit=attribute.unit,
            occasion=entry.occasion,
            storage_condition=entry.storage_condition,
            time_point_months=entry.time_point_months,
            method_version_id=None if version is None else version.id,
            laboratory_id=entry.laboratory_id,
            instrument=entry.instrument,
            run=entry.run,
            plate=entry.plate,
            control_value=entry.control_value,
            reference_standard=entry.reference_standard,
            analyst=entry.analyst,
            tested_on=entry.tested_on,
            source_document=entry.source_document,
            source_page=entry.source_page,
            raw_data=entry.raw_data,
            comment=entry.comment,
            import_batch_id=origin.import_batch_id,
            entered_by_id=actor.number,
            entered_at=now,
        ),
    )
    for number, determination in enumerate(readings, start=1):
        session.add(
            Replicate(
                result_id=result.id,
                number=number,
                entered=determination.raw,
                state=determination.state,
                qualifier=determination.qualifier,
                value=None if determination.decimal is None else exact_decimal(determination.decimal),
            )
        )
    session.flush()
    return result


def _read(text: str, attribute: Attribute, field: str) -> Reading:
    try:
        if attribute.is_qualitative:
            return read_word(text, attribute.allowed_words or [])
        return read_result(text)
    except Invalid as error:
        raise Invalid(str(error), field=field) from error


def _reportable(entry: ResultEntry, attribute: Attribute, version: MethodVersion | None) -> Reading:
    if entry.text:
        raise Invalid("Enter either the reportable result or its replicates, not both.", field="text")
    if attribute.is_qualitative:
        raise Invalid(f"{attribute.name} is qualitative and has no replicates.", field="replicates")
    if version is None:
        raise Invalid(
            "Choose the method version: its rule makes the reportable result from the replicates.",
            field="method_version_id",
        )
    text = reportable(entry.replicates, version.reportable_rule)[:MAX_LENGTH]
    return read_result(text)


def _method_version(session: Session, attribute: Attribute, number: int | None) -> MethodVersion | None:
    if number is None:
        return None
    version = rows.get(session, MethodVersion, number)
    if rows.get(session, Method, version.method_id).attribute_id != attribute.id:
        raise Invalid(f"This method does not measure {attribute.name}.", field="method_version_id")
    return version
