"""A table read from a file: text cells, each with the row and column a person finds it at.

What the columns mean is decided by the mapping of the import, not here; no cell is interpreted.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from comparability.model.errors import Invalid
from comparability.model.texts import first_refused, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The largest file that is read. Everything is counted before or while it is unpacked, never after.

    ratio: unpacked to packed size of one part of a workbook; ordinary sheets stay below 50.
    depth: of elements inside one another in a part of a workbook; ordinary ones stay below 12.
    characters: of all cells together, because a workbook may name one long text in every cell.
    """

    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 64 * 1024 * 1024
    ratio: int = 250
    entries: int = 500
    rows: int = 20_000
    columns: int = 300
    cells: int = 500_000
    cell_characters: int = 4_000
    characters: int = 10_000_000
    depth: int = 60


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column and its place. name: as in the heading row, in composed form; letter: as shown beside it."""

    name: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of data. number: its row in the file, from 1. cells: one text per column, "" when empty."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """sheet: None for a text file. delimiter: what separates its columns, None for a workbook.

    comments: rows left out because they begin with `#`, each with its number; of a text file the line as
    written, of a workbook its cells with tabs between them.
    """

    file_name: str
    sheet: str | None
    delimiter: str | None
    heading_number: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    comments: tuple[tuple[int, str], ...]

    def index(self, column_name: str) -> int:
        """Position of a column in `Row.cells`. Raises Invalid, naming the columns there are."""
        wanted = unicodedata.normalize("NFC", column_name)
        for position, column in enumerate(self.columns):
            if column.name == wanted:
                return position
        there_are = ", ".join(column.name for column in self.columns)
        raise Invalid(f"There is no column “{column_name}” in {self.file_name}; there are: {there_are}.")

    def cell_name(self, row: Row, position: int) -> str:
        """Where a cell stands, for messages: "row 12, column D (titre)"."""
        column = self.columns[position]
        return f"row {row.number}, column {column.letter} ({column.name})"


def column_letter(position: int) -> str:
    """A position counted from 0 as a spreadsheet names it: A, B, … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_position(letters: str) -> int:
    """The position, counted from 0, of a column named by letters."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def make_table(
    *,
    file_name: str,
    sheet: str | None,
    delimiter: str | None,
    cells: Mapping[int, Mapping[int, str]],
    skip_comments: bool,
    limits: Limits,
) -> Table:
    """Build the table out of non-empty cells by row number and column position; the first row is the heading.

    skip_comments: rows whose first cell begins with `#` are set apart, before the heading and after it.
    Raises Invalid for no heading, a heading given twice, a cell without heading, and more than the limits.
    """
    comments: list[tuple[int, str]] = []
    heading: Mapping[int, str] | None = None
    heading_number = 0
    columns: tuple[Column, ...] = ()
    rows: list[Row] = []
    for number in sorted(cells):
        row = cells[number]
        if not any(text.strip() for text in row.values()):
            continue
        first = row[min(row)]
        if skip_comments and first.startswith("#"):
            texts = (row.get(position, "") for position in range(min(row), max(row) + 1))
            comments.append((number, "\t".join(texts)))
        elif heading is None:
            heading, heading_number = row, number
            columns = _columns(row, number, file_name)
        else:
            rows.append(_row(row, number, columns, heading_number))
            if len(rows) > limits.rows:
                raise Invalid(f"{file_name} has more than {limits.rows:,} rows of data; split the file.")
    if heading is None:
        raise Invalid(f"{file_name} has no heading row: nothing to import was found.")
    return Table(
        file_name=file_name,
        sheet=sheet,
        delimiter=delimiter,
        heading_number=heading_number,
        columns=columns,
        rows=tuple(rows),
        comments=tuple(comments),
    )


def check_cell_length(text: str, *, row: int, position: int, limits: Limits) -> None:
    """Raises Invalid for a cell longer than anything that can be stored; the message does not repeat it."""
    if len(text) > limits.cell_characters:
        raise Invalid(
            f"Row {row}, column {column_letter(position)}: {len(text):,} characters, at most "
            f"{limits.cell_characters:,} are accepted in a cell."
        )


def _columns(heading: Mapping[int, str], number: int, file_name: str) -> tuple[Column, ...]:
    width = max(position for position, text in heading.items() if text.strip()) + 1
    columns = []
    seen: dict[str, str] = {}
    for position in range(width):
        name = re.sub(r"[ \t\r\n]+", " ", heading.get(position, "")).strip(" ")
        name = unicodedata.normalize("NFC", name)
        letter = column_letter(position)
        found = first_refused(name)
        if found is not None:
            raise Invalid(f"{file_name}, row {number}: the heading of column {letter} contains {found[1]}.")
        if name and name in seen:
            raise Invalid(
                f"{file_name}, row {number}: columns {seen[name]} and {letter} are both called “{name}”; "
                "every heading must be its own."
            )
        seen[name] = letter
        columns.append(Column(name=name, letter=letter))
    return tuple(columns)


def _row(row: Mapping[int, str], number: int, columns: tuple[Column, ...], heading_number: int) -> Row:
    for position, text in row.items():
        has_heading = position < len(columns) and columns[position].name
        if text.strip() and not has_heading:
            raise Invalid(
                f"Row {number}, column {column_letter(position)}: {shown(text)} stands in a column without "
                f"heading (row {heading_number}). Give the column a heading or empty the cell."
            )
    return Row(number=number, cells=tuple(row.get(position, "") for position in range(len(columns))))
