"""Read an imported table by its mapping into lots and results, and name everything that cannot be accepted.

Nothing is written here. A problem says the row, the column, what was found and what was expected.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comparability.files.tables import Row, Table
from comparability.model.errors import ComparabilityError, Invalid
from comparability.model.mapping import ImportMapping, ResultColumns
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import Occasion
from comparability.storage import rows
from comparability.storage.attributes import Attribute, MethodVersion, attribute_by_code, method_version_named
from comparability.storage.imports import ImportUndo, places_taken_back
from comparability.storage.products import Product
from comparability.storage.result_grid import laboratories_for
from comparability.storage.results import Sampling, standing_places
from comparability.storage.suppliers import scope
from comparability.usecases.import_cells import Cells, Fields, Problem
from comparability.usecases.import_lots import LotPlanner, PlannedLot, lot_planner
from comparability.usecases.result_writing import ResultEntry, read_entered, read_entry, why_not_measured


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedResult:
    """rows: the rows of the file it was read from; several rows of one lot are replicates.

    shown: as typed, replicates one after the other. reported: what becomes the lot's result.
    taken_back: how the import of an earlier result of the same sample was taken back, if one was.
    """

    rows: tuple[int, ...]
    lot_number: str
    attribute_id: int
    attribute_name: str
    entry: ResultEntry
    shown: str
    reported: str
    taken_back: ImportUndo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What the import would write. It can be committed only when there is no problem."""

    file_name: str
    lots: tuple[PlannedLot, ...]
    results: tuple[PlannedResult, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    rows_left_out: int  # by the mapping's `where`
    cells_missing: int

    def problems_by_row(self) -> dict[int, str]:
        """By number of the row, everything that is wrong in it."""
        found: dict[int, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.row, []).append(problem.in_its_row)
        return {number: " | ".join(texts) for number, texts in found.items()}


def plan_import(
    session: Session,
    product_id: int,
    table: Table,
    mapping: ImportMapping,
    *,
    actor: Actor,
    now: datetime,
) -> ImportPlan:
    """Check the whole table against the mapping and the records. Raises NotAllowed, NotFound, Invalid.

    Invalid is raised where the mapping itself does not fit the table; what is wrong in rows is collected.
    """
    actor.must(Permission.ENTER_RESULTS)
    product = rows.get(session, Product, product_id)
    for column in mapping.columns():
        table.index(column)
    planner = _planner(session, product, Cells(table, mapping), actor, now)
    cells = planner.cells
    kept = [row for row in table.rows if cells.is_wanted(row)]
    for row in kept:
        planner.lots.read(row)
    for columns in mapping.results:
        planner.read_results(columns, kept)
    return ImportPlan(
        file_name=table.file_name,
        lots=tuple(planner.lots.planned.values()),
        results=tuple(planner.results),
        problems=tuple(sorted(cells.problems, key=lambda each: (each.row, each.place))),
        rows_read=len(kept),
        rows_left_out=len(table.rows) - len(kept),
        cells_missing=planner.missing,
    )


Place = tuple[int, int, Sampling]  # lot, attribute and sampling

# What several rows of one result may name differently: replicates on two plates are one result.
_MAY_DIFFER = ("instrument", "run", "plate", "analyst", "source_page", "raw_data")
_TEXTS = (
    *_MAY_DIFFER,
    "control_value",
    "reference_standard",
    "storage_condition",
    "source_document",
    "comment",
)


@dataclass(slots=True)
class _Planner:
    session: Session
    product: Product
    cells: Cells
    now: datetime
    lots: LotPlanner
    places: Collection[Place]  # of results that stand already
    taken_back: Mapping[Place, ImportUndo]  # of results whose import was taken back
    laboratories: Mapping[str, int]
    results: list[PlannedResult] = field(default_factory=list)
    planned: set[tuple[str, int, Sampling]] = field(default_factory=set)
    missing: int = 0

    def read_results(self, columns: ResultColumns, kept: list[Row]) -> None:
        """Plan the results of one attribute; the cells of one lot and sampling are replicates."""
        attribute = attribute_by_code(self.session, self.product.id, columns.attribute)
        if attribute is None:
            raise Invalid(f"{self.product.code} has no attribute with the code {columns.attribute}.")
        version = self._version(attribute, columns)
        groups: dict[tuple[str, Sampling], _Group] = {}
        for row in kept:
            number = self.cells.lot_number(row)
            if number is None:
                continue
            said: ResultEntry | None = None
            for column in columns.columns:
                if self.cells.is_missing(row, column):
                    self.missing += 1
                    continue
                said = said or self._said(Fields(self.cells, row, columns.fields))
                group = groups.setdefault((number, Sampling.of(said)), _Group(number, said, row, column))
                typed = self.cells.cell(row, column)
                try:
                    read_entered(typed, attribute, column)
                except Invalid as error:
                    self.cells.problem(row, column, error)
                    group.is_spoiled = True
                    continue
                self._join(group, said, Fields(self.cells, row, columns.fields))
                group.texts.append(typed)
                group.rows.append(row.number)
        for group in groups.values():
            if not group.is_spoiled:
                self._plan_result(group, attribute, version, columns)

    def _said(self, read: Fields) -> ResultEntry:
        """What a row says beside the value."""
        return ResultEntry(
            text="",
            occasion=read.word("occasion", Occasion) or Occasion.RELEASE,
            laboratory_id=read.named("laboratory", self.laboratories),
            tested_on=read.day("tested_on"),
            time_point_months=read.amount("time_point_months"),
            **{name: read.text(name) for name in _TEXTS},  # type: ignore[arg-type]  # texts all
        )

    def _join(self, group: "_Group", said: ResultEntry, read: Fields) -> None:
        """Rows of one result name its plates and runs one after the other, and agree on everything else."""
        changes: dict[str, Any] = {}
        for name in ("laboratory_id", "tested_on", *_TEXTS):
            before, now = getattr(group.said, name), getattr(said, name)
            if before == now:
                continue
            if name in _MAY_DIFFER:
                named = [*(before or "").split(" / "), now or ""]
                changes[name] = " / ".join(text for text in dict.fromkeys(named) if text)
            else:
                read.problem(
                    name.removesuffix("_id"),
                    f"Row {group.row.number} says otherwise of the same result of lot {group.number}. Rows "
                    "of one lot are replicates of one result; expected the same here.",
                )
        group.said = replace(group.said, **changes)

    def _plan_result(
        self,
        group: "_Group",
        attribute: Attribute,
        version: MethodVersion | None,
        columns: ResultColumns,
    ) -> None:
        read, texts = Fields(self.cells, group.row, columns.fields), tuple(group.texts)
        entry = replace(
            group.said,
            text=texts[0] if len(texts) == 1 else "",
            replicates=texts if len(texts) > 1 else (),
            method_version_id=None if version is None else version.id,
        )
        lot = self.lots.get(group.number)
        if lot is None:
            return  # the row of the lot has its own problem
        sampling = Sampling.of(entry)
        refusal = why_not_measured(attribute, number=group.number, stage=lot.stage, status=lot.status)
        place = self._place(group.number, attribute, sampling)
        if place in self.places:
            refusal = f"Lot {group.number} already has a result of {attribute.name}; correct it there."
        elif (group.number, attribute.id, sampling) in self.planned:
            refusal = f"Another part of the mapping reads {attribute.name} of lot {group.number} already."
        if refusal is not None:
            self.cells.problem(group.row, group.column, refusal)
            return
        try:
            found = read_entry(entry, attribute, version, manufactured_on=lot.manufactured_on, now=self.now)
        except Invalid as error:
            self._entry_problem(read, group, error)
            return
        self.planned.add((group.number, attribute.id, sampling))
        self.results.append(
            PlannedResult(
                rows=tuple(dict.fromkeys(group.rows)),
                lot_number=group.number,
                attribute_id=attribute.id,
                attribute_name=attribute.name,
                entry=entry,
                shown=" · ".join(texts),
                reported=found.reading.raw,
                taken_back=self.taken_back.get(place),
            )
        )

    def _place(self, number: str, attribute: Attribute, sampling: Sampling) -> Place:
        """Of the sample, in the register; 0 for a lot that is not in it."""
        lot = self.lots.registered.get(number)
        known = self.lots.taken_back_ids.get(number, 0) if lot is None else lot.id
        return known, attribute.id, sampling

    def _entry_problem(self, read: Fields, group: "_Group", error: ComparabilityError) -> None:
        """A problem of the value stands at its cell, one of another field at that field's cell."""
        name = error.field if isinstance(error, Invalid) else None
        if name == "method_version_id":
            message = (
                "Several values of one lot are replicates; name the method and its version in the mapping."
            )
            self.cells.problem(group.row, group.column, message)
        elif name in read.sources:
            read.problem(name, error)
        else:
            self.cells.problem(group.row, group.column, error)

    def _version(self, attribute: Attribute, columns: ResultColumns) -> MethodVersion | None:
        if columns.method is None or columns.method_version is None:
            return None
        found = method_version_named(self.session, attribute.id, columns.method, columns.method_version)
        if found is None:
            raise Invalid(
                f"{attribute.name} has no method {columns.method}, version {columns.method_version}; "
                "register it first."
            )
        return found


@dataclass(slots=True)
class _Group:
    """The cells that make one result. row, column: of the first cell."""

    number: str
    said: ResultEntry
    row: Row
    column: str
    texts: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    is_spoiled: bool = False


def _planner(session: Session, product: Product, cells: Cells, actor: Actor, now: datetime) -> _Planner:
    taken_back = places_taken_back(session, product.id)
    return _Planner(
        session=session,
        product=product,
        cells=cells,
        now=now,
        lots=lot_planner(session, product.id, cells, actor),
        places=standing_places(session, product.id) - taken_back.keys(),
        taken_back=taken_back,
        laboratories={
            each.name: each.id for each, _ in laboratories_for(session, only_supplier=scope(actor))
        },
    )
