"""Text files with separated values: UTF-8, one of three delimiters, every row as long as its heading.

Cells are handed over exactly as written; nothing is trimmed, guessed or converted.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from comparability.files.tables import (
    Limits,
    Table,
    check_cell_length,
    make_table,
)
from comparability.model.errors import Invalid

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_OTHER_ENCODINGS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def read_csv(
    data: bytes, *, file_name: str, limits: Limits, delimiter: str | None, skip_comments: bool
) -> Table:
    """Read a text file, with or without byte-order mark.

    delimiter: one of `,` `;` tab, or None to take the only one that stands in the heading row.
    Raises Invalid, naming the row, for another encoding, NUL, a delimiter that cannot be told, quotation
    marks that do not match, a row longer or shorter than its heading, a row that another delimiter would
    divide as well, and more than the limits.
    """
    text = _decoded(data, file_name)
    lines = _Lines(text, skip_comments=skip_comments)
    chosen = _stated(delimiter) if delimiter else _sniffed(lines.heading_line(), file_name)
    reader = csv.reader(lines, delimiter=chosen, strict=True)
    cells: dict[int, dict[int, str]] = {}
    width: int | None = None
    while True:
        lines.begin_record()
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise _unreadable(error, file_name, lines.record_number) from error
        if not any(field.strip() for field in record):
            continue
        if len(record) > limits.columns:
            raise Invalid(f"{file_name} has {len(record):,} columns, at most {limits.columns} are read.")
        width = width or len(record)
        _check_width(record, width, lines.record_number, file_name, chosen)
        if delimiter is None:
            _check_other_delimiters(lines.record(), width, lines.record_number, file_name, chosen)
        for position, field in enumerate(record):
            check_cell_length(field, row=lines.record_number, position=position, limits=limits)
        cells[lines.record_number] = dict(enumerate(record))
        if len(cells) > limits.rows + 1 or len(cells) * width > limits.cells:
            raise Invalid(
                f"{file_name} has more than {limits.rows:,} rows or {limits.cells:,} cells; split the file."
            )
    table = make_table(
        file_name=file_name, sheet=None, delimiter=chosen, cells=cells, skip_comments=False, limits=limits
    )
    return replace(table, comments=tuple(lines.comments))


class _Lines:
    """The lines for the reader, comment lines set apart; a line inside quotation marks is never one."""

    def __init__(self, text: str, *, skip_comments: bool):
        self._text = text
        self._skip_comments = skip_comments
        self._lines = enumerate(io.StringIO(text, newline=""), start=1)
        self._at_record_start = True
        self._record: list[str] = []
        self.record_number = 0
        self.comments: list[tuple[int, str]] = []

    def begin_record(self) -> None:
        """The next line is the first of a record."""
        self._at_record_start = True
        self._record.clear()

    def record(self) -> str:
        """The lines of the last record, as they are written."""
        return "".join(self._record)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for number, line in self._lines:
            if self._at_record_start:
                if self._is_comment(line):
                    self.comments.append((number, line.rstrip("\r\n")))
                    continue
                self._at_record_start = False
                self.record_number = number
            self._record.append(line)
            return line
        raise StopIteration

    def heading_line(self) -> str:
        for line in io.StringIO(self._text, newline=""):
            if line.strip() and not self._is_comment(line):
                return line
        return ""

    def _is_comment(self, line: str) -> bool:
        return self._skip_comments and line.startswith("#")


def _decoded(data: bytes, file_name: str) -> str:
    for signature, encoding in _OTHER_ENCODINGS.items():
        if data.startswith(signature):
            raise Invalid(f"{file_name} is written in {encoding}. Save it as “CSV UTF-8”.")
    if b"\x00" in data:
        raise Invalid(
            f"{file_name}, row {_row_of(data, data.index(0))}: a NUL character, as UTF-16 and files that are "
            "no text have. Save it as “CSV UTF-8”."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"{file_name}, row {_row_of(data, error.start)}: the byte {data[error.start]:#04x} is not UTF-8. "
            "Save it as “CSV UTF-8”."
        ) from error


def _row_of(data: bytes, place: int) -> int:
    """In which line a byte stands, whatever ends the lines."""
    return len(re.split(rb"\r\n|\r|\n", data[:place]))


def _stated(delimiter: str) -> str:
    if delimiter not in DELIMITERS:
        raise Invalid(
            f"“{delimiter}” is not an accepted delimiter. Accepted: {', '.join(DELIMITERS.values())}."
        )
    return delimiter


def _sniffed(heading: str, file_name: str) -> str:
    """The only delimiter outside quotation marks in the heading row; a single column needs none."""
    outside = _outside_quotes(heading)
    found = [delimiter for delimiter in DELIMITERS if delimiter in outside]
    if len(found) > 1:
        names = " and ".join(DELIMITERS[delimiter] for delimiter in found)
        raise Invalid(
            f"{file_name}: the heading row contains {names}; state which one separates the columns."
        )
    return found[0] if found else ","


def _outside_quotes(written: str) -> str:
    return "".join(written.split('"')[::2])


def _unreadable(error: csv.Error, file_name: str, number: int) -> Invalid:
    if "field limit" in str(error):
        return Invalid(
            f"{file_name}, row {number}: a field of more than {csv.field_size_limit():,} characters; perhaps "
            "a quotation mark before it was never closed."
        )
    return Invalid(
        f"{file_name}, row {number}: the quotation marks do not match, or one was never closed ({error}). A "
        'field with a quotation mark inside is written "like ""this""".'
    )


def _check_width(record: list[str], width: int, number: int, file_name: str, delimiter: str) -> None:
    if len(record) != width:
        raise Invalid(
            f"{file_name}, row {number}: {len(record)} fields where the heading has {width}. A field that "
            f"contains a {DELIMITERS[delimiter]} must stand in quotation marks."
        )


def _check_other_delimiters(written: str, width: int, number: int, file_name: str, delimiter: str) -> None:
    """`A;1,5` under `lot,titre` is two fields either way, and only one of them is what was meant."""
    outside = _outside_quotes(written) if width > 1 else ""
    for other in DELIMITERS:
        if other != delimiter and outside.count(other) == width - 1 > 0:
            raise Invalid(
                f"{file_name}, row {number}: {DELIMITERS[delimiter]} and {DELIMITERS[other]} both divide this"
                f" row into {width} fields. State which one separates the columns, or put the field that "
                f"contains a {DELIMITERS[other]} in quotation marks."
            )
