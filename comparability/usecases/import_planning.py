"""Read an imported table by its mapping into lots and results, and name everything that cannot be accepted.

Nothing is written here. A problem says the row, the column, what was found and what was expected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from comparability.files.tables import Row, Table
from comparability.model.dates import read_date
from comparability.model.errors import ComparabilityError, Invalid
from comparability.model.mapping import ImportMapping, ResultColumns, Source
from comparability.model.numbers import exact_decimal
from comparability.model.people import Actor, Permission
from comparability.model.reportable import reportable
from comparability.model.vocabulary import LotStatus, LotUse, Occasion, Stage
from comparability.storage import rows
from comparability.storage.attributes import Attribute, MethodVersion, attribute_by_code, method_version_named
from comparability.storage.lots import lot_by_number
from comparability.storage.products import Product
from comparability.storage.results import standing
from comparability.storage.suppliers import laboratories, scope, site_named, suppliers
from comparability.usecases.lots import LotEntry
from comparability.usecases.result_writing import ResultEntry, read_entered

Word = TypeVar("Word", Stage, LotStatus, LotUse, Occasion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why the file cannot be imported. place: "row 12, column D (titre)"."""

    row: int | None
    place: str
    found: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLot:
    row: int
    entry: LotEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedResult:
    """rows: the rows of the file it was read from; several rows of one lot are replicates."""

    rows: tuple[int, ...]
    lot_number: str
    attribute_id: int
    attribute_name: str
    entry: ResultEntry
    shown: str


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


def plan_import(
    session: Session, product_id: int, table: Table, mapping: ImportMapping, *, actor: Actor
) -> ImportPlan:
    """Check the whole table against the mapping and the records. Raises NotAllowed, NotFound, Invalid.

    Invalid is raised where the mapping itself does not fit the table; what is wrong in rows is collected.
    """
    actor.must(Permission.ENTER_RESULTS)
    product = rows.get(session, Product, product_id)
    for column in mapping.columns():
        table.index(column)
    planner = _Planner(session, product, table, mapping, actor)
    kept = [row for row in table.rows if planner.is_wanted(row)]
    for row in kept:
        planner.read_lot(row)
    for columns in mapping.results:
        planner.read_results(columns, kept)
    return ImportPlan(
        file_name=table.file_name,
        lots=tuple(planner.lots.values()),
        results=tuple(planner.results),
        problems=tuple(sorted(planner.problems, key=lambda each: (each.row or 0, each.place))),
        rows_read=len(kept),
        rows_left_out=len(table.rows) - len(kept),
        cells_missing=planner.missing,
    )


@dataclass(slots=True)
class _Planner:
    session: Session
    product: Product
    table: Table
    mapping: ImportMapping
    actor: Actor
    lots: dict[str, PlannedLot] = field(default_factory=dict)
    results: list[PlannedResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: int = 0

    def is_wanted(self, row: Row) -> bool:
        return all(self.cell(row, column) == text for column, text in self.mapping.where.items())

    def cell(self, row: Row, column: str) -> str:
        return row.cells[self.table.index(column)]

    def number_of(self, row: Row) -> str:
        lot = self.mapping.lot
        return lot.prefix + "-".join(self.cell(row, column).strip(" ") for column in lot.number)

    def problem(self, row: Row, column: str | None, error: ComparabilityError | str) -> None:
        if column is None:
            place, found = f"row {row.number}", ""
        else:
            position = self.table.index(column)
            place, found = self.table.cell_name(row, position), row.cells[position]
        self.problems.append(Problem(row=row.number, place=place, found=found[:80], message=str(error)))

    def text(self, row: Row, source: Source | None) -> str | None:
        """The text of a field in a row, translated and without the words for "missing"."""
        if source is None:
            return None
        if source.column is None:
            return source.text
        typed = self.cell(row, source.column)
        if typed.strip(" ") in self.mapping.missing:
            return None
        if source.values and typed not in source.values:
            known = ", ".join(source.values)
            raise Invalid(f"Expected one of: {known}.", field=source.column)
        return source.values.get(typed, typed)

    def read_lot(self, row: Row) -> None:
        number = self.number_of(row)
        column = self.mapping.lot.number[0]
        if self.cell(row, column).strip(" ") in self.mapping.missing:
            self.problem(row, column, "Expected the number of a lot.")
            return
        known = lot_by_number(self.session, self.product.id, number)
        if known is not None or number in self.lots:
            only = scope(self.actor)
            if known is not None and only is not None and known.supplier_id != only:
                self.problem(row, column, f"Lot {number} is not one of your lots.")
            return
        if not self.mapping.lot.fields:
            self.problem(row, column, f"Expected a registered lot; there is no lot {number}.")
            return
        entry = self._lot_entry(row, number)
        if entry is not None:
            self.lots[number] = PlannedLot(row=row.number, entry=entry)

    def _lot_entry(self, row: Row, number: str) -> LotEntry | None:
        fields = self.mapping.lot.fields
        before = len(self.problems)
        read = _Fields(self, row, fields)
        supplier = read.named(
            "supplier", {each.name: each.id for each in suppliers(self.session)}, required=True
        )
        site = read.text("site")
        site_id = None
        if site is not None and supplier is not None:
            found = site_named(self.session, supplier, site)
            if found is None:
                self.problem(row, fields["site"].column, f"Expected a site of the supplier; found {site}.")
            else:
                site_id = found.id
        only = scope(self.actor)
        if only is not None and supplier != only:
            self.problem(
                row, fields["supplier"].column, "You may hand in lots of your own organisation only."
            )
        stage, status, use = (
            read.word("stage", Stage),
            read.word("status", LotStatus),
            read.word("use", LotUse),
        )
        made, expires = read.day("manufactured_on"), read.day("expires_on")
        if len(self.problems) > before or supplier is None or stage is None or status is None or use is None:
            if len(self.problems) == before:
                self.problem(row, None, "A new lot needs its supplier, stage, status and use in the mapping.")
            return None
        return LotEntry(
            number=number,
            stage=stage,
            supplier_id=supplier,
            site_id=site_id,
            status=status,
            use=use,
            manufactured_on=made,
            expires_on=expires,
            process_version=read.text("process_version"),
            batch_scale=read.text("batch_scale"),
            clinical_exposure=read.text("clinical_exposure"),
            split_source=read.text("split_source"),
            notes=read.text("notes"),
        )

    def read_results(self, columns: ResultColumns, kept: list[Row]) -> None:
        attribute = attribute_by_code(self.session, self.product.id, columns.attribute)
        if attribute is None:
            raise Invalid(f"{self.product.code} has no attribute with the code {columns.attribute}.")
        version = self._version(attribute, columns)
        by_lot: dict[str, list[tuple[Row, str, str]]] = {}
        for row in kept:
            for column in columns.columns:
                typed = self.cell(row, column)
                if typed.strip(" ") in self.mapping.missing:
                    self.missing += 1
                    continue
                try:
                    read_entered(typed, attribute, column)
                except Invalid as error:
                    self.problem(row, column, error)
                    continue
                by_lot.setdefault(self.number_of(row), []).append((row, column, typed))
        for number, cells in by_lot.items():
            self._plan_result(number, cells, attribute, version, columns)

    def _plan_result(
        self,
        number: str,
        cells: list[tuple[Row, str, str]],
        attribute: Attribute,
        version: MethodVersion | None,
        columns: ResultColumns,
    ) -> None:
        row, column, typed = cells[0]
        texts = tuple(text for _, _, text in cells)
        before = len(self.problems)
        read = _Fields(self, row, columns.fields)
        entry = ResultEntry(
            text=typed if len(texts) == 1 else "",
            replicates=texts if len(texts) > 1 else (),
            method_version_id=None if version is None else version.id,
            occasion=read.word("occasion", Occasion) or Occasion.RELEASE,
            laboratory_id=read.named("laboratory", self._laboratories(), required=False),
            tested_on=read.day("tested_on"),
            time_point_months=read.amount("time_point_months"),
            **{name: read.text(name) for name in _TEXTS},
        )
        if len(texts) > 1:
            try:
                if version is None:
                    raise Invalid(
                        "Several values of one lot are replicates; name the method and its version."
                    )
                reportable(texts, version.reportable_rule)
            except Invalid as error:
                self.problem(row, column, error)
        lot = lot_by_number(self.session, self.product.id, number)
        if lot is not None and standing(
            self.session, lot.id, attribute.id, entry.occasion, entry.time_point_months
        ):
            self.problem(
                row, column, f"Lot {number} already has a result of {attribute.name}; correct it there."
            )
        if len(self.problems) == before:
            self.results.append(
                PlannedResult(
                    rows=tuple(dict.fromkeys(each.number for each, _, _ in cells)),
                    lot_number=number,
                    attribute_id=attribute.id,
                    attribute_name=attribute.name,
                    entry=entry,
                    shown=" · ".join(texts),
                )
            )

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

    def _laboratories(self) -> dict[str, int]:
        return {laboratory.name: laboratory.id for laboratory, _ in laboratories(self.session)}


_TEXTS = (
    "instrument", "run", "plate", "control_value", "reference_standard", "analyst", "storage_condition",
    "source_document", "source_page", "raw_data", "comment",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fields:
    """The described fields of one row; what cannot be read becomes a problem of its cell."""

    planner: _Planner
    row: Row
    sources: Mapping[str, Source]

    def text(self, name: str) -> str | None:
        try:
            return self.planner.text(self.row, self.sources.get(name))
        except Invalid as error:
            self._problem(name, error)
            return None

    def word(self, name: str, vocabulary: type[Word]) -> Word | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return vocabulary(text)
        except ValueError:
            self._problem(name, f"Expected one of: {', '.join(word.value for word in vocabulary)}.")
            return None

    def named(self, name: str, known: Mapping[str, int], *, required: bool) -> int | None:
        text = self.text(name)
        if text is None:
            if required:
                self._problem(name, f"Expected one of: {', '.join(known)}.")
            return None
        if text not in known:
            self._problem(name, f"“{text}” is not registered. Registered: {', '.join(known) or 'none'}.")
            return None
        return known[text]

    def day(self, name: str) -> date | None:
        return self._read(name, read_date)

    def amount(self, name: str) -> Decimal | None:
        return self._read(name, exact_decimal)

    def _read(self, name: str, reader: Any) -> Any:
        text = self.text(name)
        if text is None:
            return None
        try:
            return reader(text)
        except Invalid as error:
            self._problem(name, error)
            return None

    def _problem(self, name: str, error: ComparabilityError | str) -> None:
        source = self.sources.get(name)
        self.planner.problem(self.row, None if source is None else source.column, error)
