"""The results grid: lots down, attributes across, one cell for what counts, and what is missing per lot.

Which result counts is decided in `reportables`; how a cell is typed is not known here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from comparability.model.derived import factors
from comparability.model.specifications import is_outside
from comparability.model.values import formatting
from comparability.model.vocabulary import LotStatus, ResultKind, ResultState, Stage
from comparability.storage.attributes import Attribute, MethodLine, methods_of_product
from comparability.storage.datasets import LOG10_UNIT
from comparability.storage.imports import results_taken_back
from comparability.storage.lots import Lot, LotLine, lots_of_product
from comparability.storage.reportables import Reported, all_results
from comparability.storage.results import Sampling
from comparability.storage.suppliers import Laboratory, laboratories

_WIDE = Context(prec=34)  # a quotient is rounded once, when it is written


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """An attribute. parts: codes of numerator and denominator of one that follows from two others."""

    attribute: Attribute
    methods: tuple[MethodLine, ...]
    parts: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A lot. missing: names of the measured attributes that have no entry."""

    line: LotLine
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """What counts for a lot and an attribute, or what follows from two others.

    others: results beside it that do not count, such as retests. is_outside: of the release specification.
    """

    result: Reported | None = None
    computed: str | None = None
    others: int = 0
    is_outside: bool = False


@dataclass(frozen=True, kw_only=True)
class Grid:
    """stage and sampling say what is shown. cells: by lot and attribute number; empty ones are not there.

    taken_back: by the same, results whose import was taken back; their cells are empty and may be filled.
    """

    stage: Stage
    sampling: Sampling
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    cells: Mapping[tuple[int, int], GridCell]
    taken_back: Mapping[tuple[int, int], Reported]

    @property
    def complete(self) -> int:
        """How many lots miss nothing."""
        return sum(not row.missing for row in self.rows)

    @cached_property
    def filled(self) -> Counter[int]:
        """How many lots have an entry for each attribute, by its number."""
        return Counter(attribute_id for _, attribute_id in self.cells)


def grid_columns(
    session: Session, product_id: int, attributes: Iterable[Attribute], stage: Stage
) -> tuple[GridColumn, ...]:
    """The columns of a grid, which is all that a save needs to know of it. attributes: of the product."""
    methods = methods_of_product(session, product_id)
    return tuple(
        GridColumn(
            attribute=attribute,
            methods=methods.get(attribute.id, ()),
            parts=factors(attribute.derived_from),
        )
        for attribute in attributes
        if attribute.stage is stage
    )


def read_grid(
    session: Session,
    product_id: int,
    columns: tuple[GridColumn, ...],
    *,
    stage: Stage,
    sampling: Sampling,
    only_supplier: int | None,
) -> Grid:
    """The grid of one stage and sampling; a supplier user sees the rows of its own lots."""
    lines = visible_lots(session, product_id, only_supplier=only_supplier)
    lines = tuple(line for line in lines if line.lot.stage is stage)
    cells = _measured(session, lines, columns, sampling)
    # Only an invalidation can be one: mostly there is none, and nothing more is asked.
    invalidated = {
        key: cell.result
        for key, cell in cells.items()
        if cell.result is not None and cell.result.kind is ResultKind.INVALIDATION
    }
    gone = results_taken_back(session, product_id) if invalidated else {}
    taken_back = {key: result for key, result in invalidated.items() if result.id in gone}
    cells = {key: cell for key, cell in cells.items() if key not in taken_back}
    cells |= _derived(lines, columns, cells)
    return Grid(
        stage=stage,
        sampling=sampling,
        columns=columns,
        rows=tuple(_rows(lines, columns, cells)),
        cells=cells,
        taken_back=taken_back,
    )


def visible_lots(session: Session, product_id: int, *, only_supplier: int | None) -> tuple[LotLine, ...]:
    """The lots of a product that take results, by manufacture and number, the oldest first."""
    lines = (
        line
        for line in lots_of_product(session, product_id)
        if line.lot.status is not LotStatus.VOID and only_supplier in (None, line.lot.supplier_id)
    )
    return tuple(sorted(lines, key=lambda line: (str(line.lot.manufactured_on or "9"), line.lot.number)))


def lots_by_stage(session: Session, product_id: int, *, only_supplier: int | None) -> Counter[Stage]:
    """How many of the same lots each stage has."""
    asked = _STAGES if only_supplier is None else _STAGES.where(Lot.supplier_id == only_supplier)
    return Counter({stage: number for stage, number in session.execute(asked, {"product_id": product_id})})


_STAGES = (
    select(Lot.stage, func.count())
    .where(Lot.product_id == bindparam("product_id"), Lot.status != LotStatus.VOID)
    .group_by(Lot.stage)
)


def laboratories_for(
    session: Session, *, only_supplier: int | None
) -> tuple[tuple[Laboratory, str | None], ...]:
    """The laboratories to choose from; a supplier user learns of its own and of those of no supplier."""
    return tuple(
        (laboratory, supplier)
        for laboratory, supplier in laboratories(session)
        if only_supplier is None or laboratory.supplier_id in (None, only_supplier)
    )


def _measured(
    session: Session, lines: tuple[LotLine, ...], columns: tuple[GridColumn, ...], sampling: Sampling
) -> dict[tuple[int, int], GridCell]:
    attributes = {column.attribute.id: column.attribute for column in columns}
    found = [
        row for row in all_results(session, [line.lot.id for line in lines]) if Sampling.of(row) == sampling
    ]
    standing = Counter((row.lot_id, row.attribute_id) for row in found if not row.is_replaced)
    return {
        (row.lot_id, row.attribute_id): GridCell(
            result=row,
            others=standing[row.lot_id, row.attribute_id] - 1,
            is_outside=lies_outside(attributes[row.attribute_id], row),
        )
        for row in found
        if row.is_reportable and row.attribute_id in attributes
    }


def lies_outside(attribute: Attribute, row: Reported) -> bool:
    """Whether a result surely lies outside the release specification of its attribute."""
    return is_outside(
        state=row.state,
        qualifier=row.qualifier,
        value=row.value,
        word=row.word,
        low=attribute.specification_low,
        high=attribute.specification_high,
        conforming_words=attribute.conforming_words or (),
    )


def _derived(
    lines: tuple[LotLine, ...],
    columns: tuple[GridColumn, ...],
    measured: Mapping[tuple[int, int], GridCell],
) -> dict[tuple[int, int], GridCell]:
    by_code = {column.attribute.code: column.attribute.id for column in columns}
    cells = {}
    for column in columns:
        if column.parts is None or not all(code in by_code for code in column.parts):
            continue
        for line in lines:
            key = line.lot.id, column.attribute.id
            parts = [measured.get((line.lot.id, by_code[code])) for code in column.parts]
            numbers = [None if part is None else _number(part.result) for part in parts]
            if key not in measured and numbers[0] is not None and numbers[1]:
                value = _WIDE.divide(numbers[0], numbers[1])
                decimals, scientific = column.attribute.decimals, column.attribute.is_scientific
                written = formatting.figure(value, decimals=decimals, scientific=scientific)
                cells[key] = GridCell(computed=written)
    return cells


def _number(result: Reported | None) -> Decimal | None:
    if result is None or result.state is not ResultState.VALUE or result.value is None:
        return None
    is_log = (result.unit or "").startswith(LOG10_UNIT)
    return _WIDE.power(Decimal(10), result.value) if is_log else result.value


def _rows(
    lines: tuple[LotLine, ...], columns: tuple[GridColumn, ...], cells: Mapping[tuple[int, int], GridCell]
) -> Iterator[GridRow]:
    measured = [(each.attribute.id, each.attribute.name) for each in columns if each.parts is None]
    for line in lines:
        number = line.lot.id
        missing = tuple(name for attribute_id, name in measured if (number, attribute_id) not in cells)
        yield GridRow(line=line, missing=missing)
