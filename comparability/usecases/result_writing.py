"""Turn what was typed into a result row: the grammar, the rule of the method, the checks against the lot.

Shared by entering, correcting, retesting and importing; permission and the life of a result are theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from comparability.model.dates import latest_today
from comparability.model.errors import Invalid, NotFound, Refused
from comparability.model.people import Actor
from comparability.model.values.numbers import MAX_LENGTH, Reading, exact_decimal, read_result, read_word
from comparability.model.values.possible_values import why_impossible
from comparability.model.values.reportable import reportable
from comparability.model.vocabulary import LotStatus, Occasion, ResultKind, ResultState, Stage
from comparability.storage import rows
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.imports import undo_behind
from comparability.storage.lots import Lot, visible_lot
from comparability.storage.results import Replicate, Result
from comparability.storage.suppliers import Laboratory, scope
from comparability.usecases.entries import storable
from comparability.usecases.records import add


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntry:
    """One result as typed. Where there are `replicates`, `text` is empty and the method's rule makes it."""

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
class ReadEntry:
    """An entry that may be stored, what its text says, and what each replicate says."""

    entry: ResultEntry
    reading: Reading
    replicates: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A result row that nothing speaks against, not yet added, and what each replicate of it says."""

    row: Result
    replicates: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Why a row is added and what it follows."""

    kind: ResultKind = ResultKind.ORIGINAL
    replaces_id: int | None = None
    retest_of_id: int | None = None
    reason: str | None = None
    import_batch_id: int | None = None


def lot_and_attribute(
    session: Session, lot_id: int, attribute_id: int, actor: Actor
) -> tuple[Lot, Attribute]:
    """The lot and the attribute of a result. Raises NotFound, also for a lot of another supplier,
    and Refused where the attribute is measured elsewhere in the process or the lot is void.
    """
    lot = visible_lot(session, lot_id, only_supplier=scope(actor))
    attribute = rows.get(session, Attribute, attribute_id)
    if attribute.product_id != lot.product_id:
        raise NotFound("The attribute belongs to another product.")
    refusal = why_not_measured(attribute, number=lot.number, stage=lot.stage, status=lot.status)
    if refusal is not None:
        raise Refused(refusal)
    return lot, attribute


def why_not_measured(attribute: Attribute, *, number: str, stage: Stage, status: LotStatus) -> str | None:
    """Why a lot takes no result of the attribute, or None."""
    if attribute.stage is not stage:
        return f"{attribute.name} is measured in {attribute.stage.value}; lot {number} is {stage.value}."
    return f"Lot {number} is void; no results can be entered." if status is LotStatus.VOID else None


def write_result(
    session: Session,
    lot: Lot,
    attribute: Attribute,
    entry: ResultEntry,
    origin: Origin,
    actor: Actor,
    now: datetime,
) -> Result:
    """Add the result and its replicates. Raises Invalid with its field, and then nothing was added."""
    composed = compose_result(session, lot, attribute, entry, origin, actor, now)
    add_results(session, [composed])
    return composed.row


def compose_result(
    session: Session,
    lot: Lot,
    attribute: Attribute,
    entry: ResultEntry,
    origin: Origin,
    actor: Actor,
    now: datetime,
) -> Composed:
    """Check everything and make the row. Raises Invalid with its field."""
    version = _method_version(session, attribute, entry.method_version_id)
    if entry.laboratory_id is not None:
        rows.get(session, Laboratory, entry.laboratory_id)
    read = read_entry(entry, attribute, version, manufactured_on=lot.manufactured_on, now=now)
    entry, reading, readings = read.entry, read.reading, read.replicates
    return Composed(
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
        readings,
    )


def add_results(session: Session, results: Sequence[Composed]) -> None:
    """Add results in their order, then their replicates: each kind of row in one statement, because who
    writes keeps others waiting.
    """
    session.add_all([each.row for each in results])
    session.flush()
    session.add_all(
        [
            Replicate(
                result_id=each.row.id,
                number=number,
                entered=determination.raw,
                state=determination.state,
                qualifier=determination.qualifier,
                value=None if determination.decimal is None else exact_decimal(determination.decimal),
            )
            for each in results
            for number, determination in enumerate(each.replicates, start=1)
        ]
    )
    session.flush()


def first_origin(
    session: Session, there: Result | None, *, import_batch_id: int | None = None
) -> Origin | None:
    """Why a row is added where `there` is what stands for the sample, or None where a result stands already.

    A result whose import was taken back is entered again in its own history.
    """
    if there is None:
        return Origin(import_batch_id=import_batch_id)
    undo = undo_behind(session, there)
    if undo is None:
        return None
    return Origin(
        kind=ResultKind.CORRECTION,
        replaces_id=there.id,
        reason=f"Entered again after import {undo.import_batch_id} was taken back.",
        import_batch_id=import_batch_id,
    )


def invalidate(session: Session, old: Result, reason: str, actor: Actor, now: datetime) -> Result:
    """Replace a result by "INV" with the reason; the old row stays and is shown."""
    columns = {
        column.key: getattr(old, column.key) for column in Result.__table__.columns if column.key != "id"
    }
    columns |= {
        "kind": ResultKind.INVALIDATION, "replaces_id": old.id, "reason": reason, "entered": "INV",
        "is_calculated": False, "state": ResultState.INVALID, "qualifier": None, "value": None, "word": None,
        "import_batch_id": None, "entered_by_id": actor.number, "entered_at": now,
    }  # fmt: skip
    return add(session, Result(**columns))


def read_entry(
    entry: ResultEntry,
    attribute: Attribute,
    version: MethodVersion | None,
    *,
    manufactured_on: date | None,
    now: datetime,
) -> ReadEntry:
    """Read everything of an entry that does not need the records. Raises Invalid with the field.

    manufactured_on: of the lot, before which nothing of it was tested.
    """
    entry = storable(entry, Result)
    if entry.unit not in (None, attribute.unit):
        raise Invalid(f"{attribute.name} is kept in {attribute.unit}.", field="unit")
    if entry.control_value is not None:
        read_entered(entry.control_value, attribute, "control_value")
    _check_time_point(entry)
    if entry.tested_on is not None and entry.tested_on > latest_today(now):
        raise Invalid(f"The test date {entry.tested_on} lies in the future.", field="tested_on")
    if entry.tested_on is not None and manufactured_on is not None and entry.tested_on < manufactured_on:
        raise Invalid(
            f"The test date {entry.tested_on} lies before the lot was made ({manufactured_on}).",
            field="tested_on",
        )
    readings = tuple(read_entered(text, attribute, "replicates") for text in entry.replicates)
    reading = (
        _reportable(entry, attribute, version) if readings else read_entered(entry.text, attribute, "text")
    )
    return ReadEntry(entry=entry, reading=reading, replicates=readings)


def read_entered(text: str, attribute: Attribute, field: str) -> Reading:
    """Read a typed result as the attribute takes it. Raises Invalid for that field."""
    try:
        if attribute.is_qualitative:
            return read_word(text, attribute.allowed_words or [])
        reading = read_result(text)
    except Invalid as error:
        raise Invalid(str(error), field=field) from error
    impossible = why_impossible(reading, name=attribute.name, scale=attribute.scale, unit=attribute.unit)
    if impossible is not None:
        raise Invalid(impossible, field=field)
    return reading


def _check_time_point(entry: ResultEntry) -> None:
    months = entry.time_point_months
    if entry.occasion is Occasion.STABILITY and months is None:
        raise Invalid("A stability result needs its time point; 0 is the start.", field="time_point_months")
    if entry.occasion is not Occasion.STABILITY and months is not None:
        raise Invalid(f"A {entry.occasion.value} result has no time point.", field="time_point_months")
    if months is not None and months < 0:
        raise Invalid("The time point is in months from the start: 0, 3, 6.", field="time_point_months")


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
