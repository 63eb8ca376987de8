"""What keeps an import from being taken back: work that others did on its results and its lots.

Whether it is taken back is decided in `usecases.import_undo`.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from comparability.storage.assessments import Assessment, AssessmentItem
from comparability.storage.attributes import Attribute
from comparability.storage.bridging_studies import BridgingPair
from comparability.storage.imports import lots_of_import, results_of_import, results_taken_back
from comparability.storage.lots import Lot, LotParent, Retain
from comparability.storage.results import ImportBatch, Investigation, Result, Verification
from comparability.storage.switches import Exclusion, Switch


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """record: the lot, and where it is one the result, by name. what: was done with it."""

    record: str
    what: str


def hindrances(session: Session, batch: ImportBatch) -> tuple[Hindrance, ...]:
    """Everything that stands in the way of taking the import back, by lot and attribute."""
    results = results_of_import(session, batch.id)
    lots = lots_of_import(session, batch.id)
    names = _names(session, results)
    found: dict[str, list[str]] = defaultdict(list)
    for number, what in _of_results(session, batch, results):
        found[names[number]].append(what)
    own, gone = [each.id for each in lots], results_taken_back(session, batch.product_id)
    for lot in lots:
        for what in _of_lot(session, lot, batch, own, gone):
            found[f"lot {lot.number}"].append(what)
    return tuple(
        Hindrance(record=record, what=", ".join(dict.fromkeys(done)))
        for record, done in sorted(found.items())
    )


def _names(session: Session, results: Sequence[Result]) -> dict[int, str]:
    query = (
        select(Result.id, Lot.number, Attribute.name)
        .join(Lot, Lot.id == Result.lot_id)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .where(Result.id.in_([each.id for each in results]))
    )
    return {number: f"lot {lot}, {attribute}" for number, lot, attribute in session.execute(query)}


def _of_results(session: Session, batch: ImportBatch, results: Sequence[Result]) -> Iterator[tuple[int, str]]:
    """Number of a result, and what was done with it."""
    numbers = [each.id for each in results]
    replaced = set(session.scalars(select(Result.replaces_id).where(Result.replaces_id.in_(numbers))))
    for number in set(numbers) & replaced:
        yield number, "replaced since"
    accepted = select(Verification.result_id).where(Verification.is_accepted)
    for number in session.scalars(accepted.where(Verification.result_id.in_(numbers))):
        yield number, "verified"
    investigated = select(Investigation.result_id, Investigation.reference)
    for number, reference in session.execute(investigated.where(Investigation.result_id.in_(numbers))):
        yield number, f"under investigation {reference}"
    yield from _of_bridging(session, numbers)
    yield from _of_assessments(session, batch, set(numbers))


def _of_bridging(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    pairs = select(BridgingPair.before_result_id, BridgingPair.after_result_id).where(
        or_(BridgingPair.before_result_id.in_(numbers), BridgingPair.after_result_id.in_(numbers))
    )
    for pair in session.execute(pairs):
        for number in set(numbers) & set(pair):
            yield number, "used in a bridging study"


def _of_assessments(session: Session, batch: ImportBatch, numbers: set[int]) -> Iterator[tuple[int, str]]:
    """An assessment keeps the numbers of every result that it read, used or not."""
    items = session.execute(
        select(AssessmentItem.observations, AssessmentItem.series, Switch.code)
        .join(Assessment, Assessment.id == AssessmentItem.assessment_id)
        .join(Switch, Switch.id == Assessment.switch_id)
        .where(Switch.product_id == batch.product_id, Assessment.run_at >= batch.imported_at)
    )
    for observations, series, code in items:
        for number in _read_by(observations) | _read_by(series or ()):
            if number in numbers:
                yield number, f"assessed in {code}"


def _read_by(observations: Iterable[dict[str, object]]) -> set[int]:
    return {number for each in observations if isinstance(number := each.get("result_id"), int)}


def _of_lot(
    session: Session, lot: Lot, batch: ImportBatch, own: Sequence[int], gone: Container[int]
) -> Iterator[str]:
    """What was added to a lot since, beside the results of the import.

    own: the lots of the import. gone: results that only say that an earlier import was taken back.
    """
    later = aliased(Result)
    others = (
        select(Result.id, Attribute.name)
        .join(Result, Result.attribute_id == Attribute.id)
        .outerjoin(later, later.replaces_id == Result.id)
        .where(
            Result.lot_id == lot.id,
            later.id.is_(None),
            or_(Result.import_batch_id.is_(None), Result.import_batch_id != batch.id),
        )
    )
    for result_id, name in session.execute(others):
        if result_id not in gone:
            yield f"holds a result of {name} that was not imported with it"
    children = (
        select(Lot.number)
        .join(LotParent, LotParent.lot_id == Lot.id)
        .where(LotParent.parent_id == lot.id, Lot.id.not_in(own))
    )
    for number in session.scalars(children):
        yield f"lot {number} was made from it"
    if session.scalar(select(Retain.id).where(Retain.lot_id == lot.id).limit(1)) is not None:
        yield "has a retain"
    if session.scalar(select(Exclusion.id).where(Exclusion.lot_id == lot.id).limit(1)) is not None:
        yield "is named in an exclusion"
