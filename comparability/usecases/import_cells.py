"""Read the cells of an imported table by its mapping; what cannot be read becomes a problem of its cell.

What the cells mean for lots and results is decided in `import_planning`.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from comparability.files.tables import Row, Table
from comparability.model.dates import read_date
from comparability.model.errors import ComparabilityError, Invalid
from comparability.model.mapping import ImportMapping, Source
from comparability.model.texts import spelled_out
from comparability.model.vocabulary import LotStatus, LotUse, Occasion, Stage
from comparability.usecases.entries import amount

T = TypeVar("T")
Word = TypeVar("Word", Stage, LotStatus, LotUse, Occasion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why the file cannot be imported. place: "row 12, column D (titre)"."""

    row: int
    place: str
    found: str
    message: str

    @property
    def in_its_row(self) -> str:
        """The problem as it reads beside the row itself."""
        place = self.place.removeprefix(f"row {self.row}").removeprefix(", ")
        found = f"found “{self.found}”" if self.found else ""
        where = ", ".join(filter(None, (place, found)))
        return f"{where}: {self.message}" if where else self.message


def composed(text: str) -> str:
    """Both forms are the same text (Unicode Standard Annex 15); the records hold this one."""
    return unicodedata.normalize("NFC", text)


@dataclass(slots=True)
class Cells:
    """The table read through the mapping, and the problems found so far."""

    table: Table
    mapping: ImportMapping
    problems: list[Problem] = field(default_factory=list)

    def is_wanted(self, row: Row) -> bool:
        return all(
            composed(self.cell(row, column)) == composed(text) for column, text in self.mapping.where.items()
        )

    def cell(self, row: Row, column: str) -> str:
        return row.cells[self.table.index(column)]

    def is_missing(self, row: Row, column: str) -> bool:
        return self.cell(row, column).strip(" ") in self.mapping.missing

    def lot_number(self, row: Row) -> str | None:
        """The number of the row's lot, or None where a part of it is missing."""
        lot = self.mapping.lot
        if any(self.is_missing(row, column) for column in lot.number):
            return None
        return composed(lot.prefix + "-".join(self.cell(row, column).strip(" ") for column in lot.number))

    def problem(self, row: Row, column: str | None, error: ComparabilityError | str) -> None:
        if column is None:
            place, found = f"row {row.number}", ""
        else:
            position = self.table.index(column)
            place, found = self.table.cell_name(row, position), row.cells[position]
        self.problems.append(
            Problem(row=row.number, place=place, found=spelled_out(found[:80]), message=str(error))
        )

    def text(self, row: Row, source: Source | None) -> str | None:
        """The text of a field in a row, translated; None for a missing one. Raises Invalid."""
        if source is None:
            return None
        if source.column is None:
            return source.text
        if self.is_missing(row, source.column):
            return None
        typed = composed(self.cell(row, source.column).strip(" "))
        meanings = {composed(word): meaning for word, meaning in source.values.items()}
        if meanings and typed not in meanings:
            raise Invalid(f"Expected one of: {', '.join(source.values)}.")
        return meanings.get(typed, typed)


@dataclass(frozen=True, slots=True)
class Fields:
    """The described fields of one row. Whatever cannot be read is a problem, and reads None."""

    cells: Cells
    row: Row
    sources: Mapping[str, Source]

    def text(self, name: str) -> str | None:
        try:
            return self.cells.text(self.row, self.sources.get(name))
        except Invalid as error:
            self.problem(name, error)
            return None

    def word(self, name: str, vocabulary: type[Word]) -> Word | None:
        def read(text: str) -> Word:
            try:
                return vocabulary(text)
            except ValueError as error:
                known = ", ".join(word.value for word in vocabulary)
                raise Invalid(f"Expected one of: {known}.") from error

        return self._read(name, read)

    def named(self, name: str, known: Mapping[str, int]) -> int | None:
        """The row number of a registered name."""

        def read(text: str) -> int:
            if text not in known:
                raise Invalid(f"“{text}” is not registered. Registered: {', '.join(known) or 'none'}.")
            return known[text]

        return self._read(name, read)

    def day(self, name: str) -> date | None:
        return self._read(name, read_date)

    def amount(self, name: str) -> Decimal | None:
        return self._read(name, lambda text: amount(text, name))

    def column(self, name: str | None) -> str | None:
        """The column that a field is read from, None for a fixed text or a field that is not described."""
        source = self.sources.get(name or "")
        return None if source is None else source.column

    def problem(self, name: str | None, error: ComparabilityError | str) -> None:
        self.cells.problem(self.row, self.column(name), error)

    def _read(self, name: str, reader: Callable[[str], T]) -> T | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return reader(text)
        except Invalid as error:
            self.problem(name, error)
            return None
