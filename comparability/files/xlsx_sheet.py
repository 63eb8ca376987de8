"""The cells of one sheet, read while it is parsed; what a person could not see is refused by name."""

import re

from comparability.files.tables import check_cell_length, column_letter, column_position
from comparability.files.xlsx_package import Package
from comparability.files.xlsx_styles import PLAIN, CellStyle, Shown
from comparability.files.xlsx_texts import RichText, unescaped
from comparability.model.errors import Invalid
from comparability.model.texts import shown

_ROWS_OVER = 1_000  # blank and comment rows that may stand between the rows of data
_NOT_AS_HELD = {
    Shown.DATE: (
        "shown as a date or time",
        "Dates must be text: format the column as text and type 2026-11-23 or 23-Nov-2026.",
    ),
    Shown.PERCENT: (
        "shown as a percentage, which is a hundred times it",
        "Format the column as text or number and type the percentage without the sign.",
    ),
    Shown.SCALED: (
        "shown as thousands or millions",
        "Format the column as number without the comma at the end of its format.",
    ),
    Shown.NOTHING: ("which its format hides", "Format the column as number, or empty the cell."),
}
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SheetScan(RichText):
    """Reads the cells of a sheet while it is parsed, and refuses what a person could not see."""

    def __init__(self, package: Package, *, sheet: str, shared: list[str], styles: tuple[CellStyle, ...]):
        super().__init__()
        self.cells: dict[int, dict[int, str]] = {}
        self._package = package
        self._sheet = sheet
        self._shared = shared
        self._styles = styles
        self._hidden_columns: list[tuple[int, int]] = []
        self._hides_rows = False
        self._within: list[str] = []  # of the elements around: those that lead to a cell
        self._has_data = False
        self._row = 0
        self._row_hidden = False
        self._position = -1
        self._cell: dict[str, str] | None = None
        self._value: list[str] | None = None
        self._has_formula = False
        self._in_value = False
        self._count = 0
        self._characters = 0

    def element_started(self, tag: str, attributes: dict[str, str]) -> None:
        super().element_started(tag, attributes)
        if self._cell is not None:
            if tag == "v":
                if self._value is not None:
                    raise self._package.damaged(f"the cell {self._place()} has two values")
                self._value, self._in_value = [], True
            elif tag == "f":
                self._has_formula = True
            elif tag in {"c", "row", "sheetData"}:
                raise self._package.damaged(f"something stands inside the cell {self._place()}")
        elif tag in {"sheetData", "row", "c"} or self._within:
            self._enter(tag, attributes)
        elif tag == "mergeCell":
            raise self._refused(attributes.get("ref", "?"), "merged cells", "Undo the merging.")
        elif tag == "sheetFormatPr":
            self._hides_rows = _is_true(attributes.get("zeroHeight"))
        elif tag == "col" and (_is_true(attributes.get("hidden")) or _is_none(attributes.get("width"))):
            self._hidden_columns.append((_whole(attributes.get("min")), _whole(attributes.get("max"))))

    def text_found(self, text: str) -> None:
        if self._in_value and self._value is not None:
            self._value.append(text)
        else:
            super().text_found(text)

    def element_ended(self, tag: str) -> None:
        super().element_ended(tag)
        if tag == "v":
            self._in_value = False
        elif tag == "c" and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif self._cell is None and self._within and tag == self._within[-1]:
            self._within.pop()

    def _enter(self, tag: str, attributes: dict[str, str]) -> None:
        """Into the data, a row or a cell, each of which stands in exactly one place."""
        if tag == "c" and self._within == ["sheetData", "row"]:
            self._start_cell(attributes)
        elif tag == "row" and self._within == ["sheetData"]:
            self._start_row(attributes)
            self._within.append(tag)
        elif tag == "sheetData" and not self._within and not self._has_data:
            self._has_data = True
            self._within.append(tag)
        elif "extLst" in self._within or tag == "extLst":
            self._within.append(tag)  # extensions of a row: nothing that is shown
        else:
            raise self._package.damaged(f"the element {tag[:40]} stands where rows and cells belong")

    def _place(self) -> str:
        return f"{column_letter(self._position)}{self._row}"

    def refuse_hidden_columns(self) -> None:
        """Raises Invalid for a hidden column that holds something; an empty one hides nothing."""
        used = {position + 1 for row in self.cells.values() for position in row}
        for low, high in self._hidden_columns:
            found = next((number for number in sorted(used) if low <= number <= high), None)
            if found is not None:
                letter = column_letter(found - 1)
                raise self._refused(
                    f"column {letter}", "a hidden column with content", "Unhide or delete it."
                )

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes.get("r")) if "r" in attributes else self._row + 1
        if number <= self._row:
            raise self._package.damaged(f"row {number} of the sheet {shown(self._sheet)} stands out of order")
        self._row, self._position = number, -1
        self._row_hidden = (
            _is_true(attributes["hidden"])
            if "hidden" in attributes
            else _is_none(attributes.get("ht")) or (self._hides_rows and "ht" not in attributes)
        )

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._position += 1
        else:
            match = _REFERENCE.fullmatch(reference)
            position = column_position(match[1]) if match else -1
            if match is None or int(match[2]) != self._row or position <= self._position:
                raise self._package.damaged(f"the cell {reference[:20]} stands out of order")
            self._position = position
        self._cell, self._value, self._has_formula, self._in_value = attributes, None, False, False
        self.take()

    def _end_cell(self, attributes: dict[str, str]) -> None:
        written = self.take()
        value = "".join(self._value) if self._value is not None else ""
        if self._has_formula:
            raise self._refused(self._place(), "a formula", "Paste it as values.")
        text = self._text(attributes, value, written)
        if not text:
            return
        limits = self._package.limits
        if self._position >= limits.columns or self._row > limits.rows + _ROWS_OVER:
            raise self._refused(
                self._place(), "a cell far outside the table", "Delete the rows and columns around it."
            )
        if self._row_hidden:
            raise self._refused(f"row {self._row}", "a hidden row with content", "Unhide or delete it.")
        check_cell_length(text, row=self._row, position=self._position, limits=limits)
        self._count += 1
        self._characters += len(text)
        if self._count > limits.cells:
            raise Invalid(f"{self._package.file_name} has more than {limits.cells:,} cells; split the file.")
        if self._characters > limits.characters:
            raise Invalid(
                f"{self._package.file_name} has more than {limits.characters:,} characters; split the file."
            )
        self.cells.setdefault(self._row, {})[self._position] = text

    def _text(self, attributes: dict[str, str], value: str, written: str) -> str:
        match attributes.get("t", "n"):
            case "s":
                return self._seen(attributes, self._shared_text(value) if value else "")
            case "inlineStr":
                return self._seen(attributes, written)
            case "str":
                return self._seen(attributes, unescaped(value))
            case "n":
                return self._number(attributes, value)
            case "d":
                raise self._refused(
                    self._place(), f"the date {value[:20]}", "Dates must be text, such as 2026-11-23."
                )
            case "b":
                found = "TRUE" if value == "1" else "FALSE"
                raise self._refused(self._place(), f"the logical value {found}", "Type the word as text.")
            case "e":
                raise self._refused(
                    self._place(), f"the spreadsheet error {value[:20]}", "Replace it, for example by NT."
                )
            case other:
                raise self._package.damaged(f"the cell {self._place()} is of the unknown type {other[:20]}")

    def _shared_text(self, value: str) -> str:
        index = int(value) if re.fullmatch(r"[0-9]{1,7}", value) else len(self._shared)
        if index >= len(self._shared):
            raise self._package.damaged(f"the text of the cell {self._place()} is missing")
        return self._shared[index]

    def _seen(self, attributes: dict[str, str], text: str) -> str:
        if text and self._style(attributes).text is Shown.NOTHING:
            raise self._refused(
                self._place(), f"the text {shown(text)}, which its format hides", "Format the column as text."
            )
        return text

    def _number(self, attributes: dict[str, str], value: str) -> str:
        if not value:
            return value
        what = _NOT_AS_HELD.get(self._style(attributes).of_number(value))
        if what is not None:
            words, remedy = what
            raise self._refused(self._place(), f"the number {value[:20]}, {words}", remedy)
        return value

    def _style(self, attributes: dict[str, str]) -> CellStyle:
        number = _whole(attributes.get("s"))
        return self._styles[number] if number < len(self._styles) else PLAIN

    def _refused(self, place: str, found: str, remedy: str) -> Invalid:
        return Invalid(
            f"{self._package.file_name}, sheet {shown(self._sheet)}, {place}: expected text or a plain "
            f"number, found {found}. {remedy}"
        )


def _is_true(value: str | None) -> bool:
    return value in {"1", "true"}


def _is_none(size: str | None) -> bool:
    return size is not None and re.fullmatch(r"0+(?:\.0*)?", size) is not None


def _whole(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,7}", text) else 0
