"""Which result counts for a lot and an attribute, and everything that is shown beside it.

One reading serves the grid, the lot page, the assessment and the package, so that they cannot differ.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from comparability.model.vocabulary import LotStatus, Occasion, ResultKind, ResultState
from comparability.storage.attributes import Method, MethodVersion
from comparability.storage.lots import Lot
from comparability.storage.people import Person
from comparability.storage.results import Investigation, Replicate, Result, Sampling, Verification
from comparability.storage.suppliers import Laboratory


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One row of the results, with the names of what it refers to.

    is_reportable: this row is the lot's value. A replaced row never is; of an original and its retests, the
    original is, unless its investigation found an assignable laboratory error: then the latest retest is.
    """

    id: int
    lot_id: int
    attribute_id: int
    kind: ResultKind
    replaces_id: int | None
    retest_of_id: int | None
    reason: str | None
    entered: str
    is_calculated: bool
    state: ResultState
    qualifier: str | None
    value: Decimal | None
    word: str | None
    unit: str | None
    occasion: Occasion
    storage_condition: str | None
    time_point_months: Decimal | None
    method: str | None
    method_version: str | None
    method_version_id: int | None
    laboratory: str | None
    laboratory_id: int | None
    instrument: str | None
    run: str | None
    plate: str | None
    control_value: str | None
    reference_standard: str | None
    analyst: str | None
    tested_on: date | None
    source_document: str | None
    source_page: str | None
    raw_data: str | None
    comment: str | None
    import_batch_id: int | None
    entered_by: str
    entered_by_id: int
    entered_at: datetime
    verified_by: str | None
    verified_at: datetime | None
    is_accepted: bool | None
    verification_comment: str | None
    replicates: tuple[Replicate, ...]
    investigation: str | None
    investigation_id: int | None
    is_laboratory_error: bool | None
    is_replaced: bool
    is_reportable: bool

    @property
    def is_verified(self) -> bool:
        return self.is_accepted is True


# Aliases of whole rows, and these statements, cost more to build than to run.
_ENTERED_BY, _VERIFIED_BY, _LATER = aliased(Person), aliased(Person), aliased(Result)
_OWN = tuple(getattr(Result, name) for name in Reported.__dataclass_fields__ if hasattr(Result, name))
# Columns and no rows of `Result`, named as the fields of `Reported`: a page has hundreds of them.
_ROWS: Select[Any] = (
    select(
        *_OWN, _LATER.id.label("later_id"), Method.name.label("method"),
        MethodVersion.label.label("method_version"), Laboratory.name.label("laboratory"),
        _ENTERED_BY.full_name.label("entered_by"), _VERIFIED_BY.full_name.label("verified_by"),
        Verification.at.label("verified_at"), Verification.is_accepted,
        Verification.comment.label("verification_comment"),
    )
    .join(_ENTERED_BY, _ENTERED_BY.id == Result.entered_by_id)
    .outerjoin(_LATER, _LATER.replaces_id == Result.id)
    .outerjoin(MethodVersion, MethodVersion.id == Result.method_version_id)
    .outerjoin(Method, Method.id == MethodVersion.method_id)
    .outerjoin(Laboratory, Laboratory.id == Result.laboratory_id)
    .outerjoin(Verification, Verification.result_id == Result.id)
    .outerjoin(_VERIFIED_BY, _VERIFIED_BY.id == Verification.person_id)
    .order_by(Result.id)
)  # fmt: skip
_ROWS_OF_LOTS = _ROWS.where(Result.lot_id.in_(bindparam("lot_ids", expanding=True)))
_INVESTIGATIONS = select(Investigation).where(
    Investigation.result_id.in_(bindparam("result_ids", expanding=True))
)
_TO_VERIFY = (
    select(func.count(Result.id))
    .join(Lot, Lot.id == Result.lot_id)
    .outerjoin(Verification, Verification.result_id == Result.id)
    .outerjoin(_LATER, _LATER.replaces_id == Result.id)
    .where(
        Lot.product_id == bindparam("product_id"),
        Lot.status != LotStatus.VOID,
        Verification.id.is_(None),
        _LATER.id.is_(None),
        Result.entered_by_id != bindparam("by"),
    )
)


def reportable_results(
    session: Session, lot_ids: Iterable[int], *, occasions: Iterable[Occasion] = tuple(Occasion)
) -> list[Reported]:
    """The one result that counts per lot, attribute, occasion and time point, by lot and attribute."""
    wanted = set(occasions)
    return [row for row in all_results(session, lot_ids) if row.is_reportable and row.occasion in wanted]


def stability_series(session: Session, lot_ids: Iterable[int]) -> dict[tuple[int, int], list[Reported]]:
    """By lot and attribute, what its stability study reports, in order of time."""
    series: defaultdict[tuple[int, int], list[Reported]] = defaultdict(list)
    rows = reportable_results(session, lot_ids, occasions=(Occasion.STABILITY,))
    for row in sorted(rows, key=lambda row: (row.storage_condition or "", row.time_point_months or 0)):
        series[row.lot_id, row.attribute_id].append(row)
    return dict(series)


def all_results(session: Session, lot_ids: Iterable[int]) -> list[Reported]:
    """Every result row of the lots, replaced ones and retests included, oldest first."""
    return _read(session, _ROWS_OF_LOTS, lot_ids=list(lot_ids))


def results_of_attribute(session: Session, lot_ids: Iterable[int], attribute_id: int) -> list[Reported]:
    """Every result row of the lots for one attribute, oldest first."""
    rows = _ROWS_OF_LOTS.where(Result.attribute_id == attribute_id)
    return _read(session, rows, lot_ids=list(lot_ids))


def history(session: Session, result_id: int) -> list[Reported]:
    """Every row of the same lot, attribute and sampling as this result, oldest first."""
    result = session.get(Result, result_id)
    return [] if result is None else history_of(session, result)


def history_of(session: Session, result: Result) -> list[Reported]:
    """The same for a row that was read already."""
    of_lot = results_of_attribute(session, [result.lot_id], result.attribute_id)
    return [row for row in of_lot if Sampling.of(row) == Sampling.of(result)]


def to_verify(session: Session, product_id: int | None = None) -> list[Reported]:
    """Standing results that nobody has verified yet. Those of a void lot wait for nobody."""
    from_lots = (
        select(Result.lot_id)
        .join(Lot, Lot.id == Result.lot_id)
        .where(
            ~select(Verification.id).where(Verification.result_id == Result.id).exists(),
            Lot.status != LotStatus.VOID,
        )
    )
    if product_id is not None:
        from_lots = from_lots.where(Lot.product_id == product_id)
    rows = _read(session, _ROWS.where(Result.lot_id.in_(from_lots)))
    return [row for row in rows if row.is_accepted is None and not row.is_replaced]


def count_to_verify(session: Session, product_id: int, *, by: int) -> int:
    """How many results of a product wait for this person, who verifies none of the own ones."""
    return session.scalar(_TO_VERIFY, {"product_id": product_id, "by": by}) or 0


def _read(session: Session, rows: Select[Any], **named: Any) -> list[Reported]:
    found = session.execute(rows, named).all()
    results = {row.id: row for row in found}
    replicates, investigations = _replicates(session, results), _investigations(session, results)
    counting = _counting(results, {row.id for row in found if row.later_id is not None}, investigations)
    return [
        _reported(row, replicates[row.id], investigations.get(row.id), row.id in counting) for row in found
    ]


def _reported(
    row: Row[Any], replicates: list[Replicate], investigation: Investigation | None, is_reportable: bool
) -> Reported:
    named = row._asdict()
    return Reported(
        is_replaced=named.pop("later_id") is not None,
        is_reportable=is_reportable,
        replicates=tuple(replicates),
        investigation=investigation.reference if investigation else None,
        investigation_id=investigation.id if investigation else None,
        is_laboratory_error=investigation.is_laboratory_error if investigation else None,
        **named,
    )


def _replicates(session: Session, results: dict[int, Row[Any]]) -> defaultdict[int, list[Replicate]]:
    grouped: defaultdict[int, list[Replicate]] = defaultdict(list)
    if not any(result.is_calculated for result in results.values()):
        return grouped
    query = (
        select(Replicate)
        .join(Result, Result.id == Replicate.result_id)
        .where(Result.id.in_(list(results)))
        .order_by(Replicate.result_id, Replicate.number)
    )
    for replicate in session.scalars(query):
        grouped[replicate.result_id].append(replicate)
    return grouped


def _investigations(session: Session, results: dict[int, Row[Any]]) -> dict[int, Investigation]:
    """By result: an investigation belongs to every later version of the result it was opened on."""
    opened = {
        investigation.result_id: investigation
        for investigation in session.scalars(_INVESTIGATIONS, {"result_ids": list(results)})
    }
    for number in sorted(results):
        earlier = results[number].replaces_id
        if earlier in opened:
            opened.setdefault(number, opened[earlier])
    return opened


def _counting(
    results: dict[int, Row[Any]], replaced: set[int], investigations: dict[int, Investigation]
) -> set[int]:
    """Numbers of the rows that are a lot's value: the rule that keeps a retest from improving a result."""
    standing = [result for number, result in results.items() if number not in replaced]
    retests = [result for result in standing if result.retest_of_id is not None]

    def counts(result: Row[Any]) -> int:
        investigation = investigations.get(result.id)
        is_error = investigation is not None and investigation.is_laboratory_error is True
        own = [retest for retest in retests if _is_version(results, result, retest.retest_of_id)]
        return counts(own[-1]) if is_error and own else result.id

    return {counts(result) for result in standing if result.retest_of_id is None}


def _is_version(results: dict[int, Row[Any]], result: Row[Any], number: int | None) -> bool:
    """Whether `number` is the result or one of the rows it replaced."""
    current: Row[Any] | None = result
    while current is not None:
        if current.id == number:
            return True
        current = results.get(current.replaces_id) if current.replaces_id is not None else None
    return False
