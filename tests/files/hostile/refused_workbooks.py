"""Workbooks that hold what nobody can see, or what is no text and no plain number: nothing is stored."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.files.hostile.sound_workbooks import (
    HEAD_ROW,
    HEADING,
    LOTS,
    book,
    formatted,
    literal,
    number,
    two_sheets,
)
from tests.files.workbooks import text_cell, with_parts, with_shared_texts, with_sheet_xml, workbook

ROW = f'<row r="2">{text_cell("A2", "A-1")}<c r="B2"><v>1.20E13</v></c></row>'
LONG = "x" * 4_000


def cell(place: str, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[place] = value

    return change


def beside(name: str, state: str) -> bytes:
    """A second sheet that is not shown."""
    made = Workbook()
    first = made.active
    assert first is not None
    for row in [HEADING, *LOTS]:
        first.append(row)
    made.create_sheet(name).sheet_state = state
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def hidden_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def array_formula(sheet: Worksheet) -> None:
    sheet["B3"] = ArrayFormula("B3:B3", "=SUM(B2:B2*2)")


def long_text_in_every_cell() -> bytes:
    """One text of 4,000 characters, named by 100,000 cells: 400 MB out of 20 kB."""
    rows = "".join(f'<row r="{row}">' + '<c t="s"><v>1</v></c>' * 100 + "</row>" for row in range(2, 1_002))
    heading = "".join(f'<c t="inlineStr"><is><t>c{each}</t></is></c>' for each in range(100))
    data = with_shared_texts(f"<si><t>lot</t></si><si><t>{LONG}</t></si>", cell_index="1")
    sheet = with_sheet_xml(f'<row r="1">{heading}</row>{rows}')
    return with_parts(data, {"xl/worksheets/sheet1.xml": _part(sheet, "xl/worksheets/sheet1.xml")})


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


MAKERS: dict[str, Callable[[], bytes]] = {
    # what is no text and no plain number
    "xlsx-formula": lambda: book(cell("B3", "=B2*2")),
    "xlsx-formula-with-its-value": lambda: literal('<c r="B2"><f>2*0.6E13</f><v>1.20E13</v></c>'),
    "xlsx-formula-to-elsewhere": lambda: book(cell("B3", '=WEBSERVICE("http://example.org")')),
    "xlsx-formula-in-a-comment": lambda: book(cell("D3", '=HYPERLINK("http://example.org","x")')),
    "xlsx-array-formula": lambda: book(array_formula),
    "xlsx-shared-formula": lambda: literal('<c r="B2"><f t="shared" si="0"/><v>1.20E13</v></c>'),
    "xlsx-date": lambda: book(cell("E3", dt.date(2026, 3, 4))),
    "xlsx-date-and-time": lambda: book(cell("E3", dt.datetime(2026, 3, 4, 8, 30))),
    "xlsx-date-cell": lambda: literal('<c r="B2" t="d"><v>2026-03-04</v></c>'),
    "xlsx-serial-shown-as-date": lambda: formatted("dd/mm/yyyy", 46085),
    "xlsx-serial-shown-in-an-era": lambda: formatted('[$-411]ggge"年"m"月"d"日"', 46085),
    "xlsx-number-shown-as-time": lambda: formatted("[h]:mm", 0.5),
    "xlsx-percentage": lambda: formatted("0.0%", 0.85),
    "xlsx-shown-in-thousands": lambda: formatted("0.00,", 1234.5),
    "xlsx-shown-in-millions": lambda: formatted('0.0,,"M"', 1_234_500),
    "xlsx-hidden-by-its-format": lambda: formatted(";;;", 1.25),
    "xlsx-text-hidden-by-its-format": lambda: formatted(";;;", "1.25E13"),
    "xlsx-shown-as-a-fixed-text": lambda: formatted('"1.20E13"', 7),
    "xlsx-zero-hidden-by-its-format": lambda: formatted("0.00;-0.00;;@", 0),
    "xlsx-true": lambda: book(cell("B3", True)),
    "xlsx-spreadsheet-error": lambda: book(cell("B3", "#DIV/0!")),
    # what nobody sees
    "xlsx-merged-cells": lambda: book(lambda sheet: sheet.merge_cells("A5:B6")),
    "xlsx-merged-heading": lambda: book(lambda sheet: sheet.merge_cells("B1:C1")),
    "xlsx-hidden-sheet": lambda: beside("secrets", "hidden"),
    "xlsx-very-hidden-sheet": lambda: beside("secrets", "veryHidden"),
    "xlsx-hidden-row": lambda: book(hidden_row),
    "xlsx-hidden-column": lambda: book(hidden_column),
    "xlsx-row-of-no-height": lambda: with_sheet_xml(HEAD_ROW + ROW.replace('r="2"', 'r="2" ht="0.0"', 1)),
    "xlsx-column-of-no-width": lambda: with_sheet_xml(
        HEAD_ROW + ROW, before='<cols><col min="2" max="2" width="0"/></cols>'
    ),
    "xlsx-rows-hidden-by-default": lambda: with_sheet_xml(
        HEAD_ROW.replace("<row", '<row hidden="0"') + ROW, before='<sheetFormatPr zeroHeight="1"/>'
    ),
    # where programs would disagree, and cells that are out of place
    "xlsx-far-cell": lambda: book(cell("XFD1048576", "x")),
    "xlsx-far-row": lambda: book(cell("A1048576", "x")),
    "xlsx-far-column": lambda: book(cell("XFD2", "x")),
    "xlsx-rows-out-of-order": lambda: with_sheet_xml(
        HEAD_ROW + ROW.replace('"2"', '"3"').replace("A2", "A3").replace("B2", "B3") + ROW
    ),
    "xlsx-cells-out-of-order": lambda: with_sheet_xml(
        HEAD_ROW + '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>'
    ),
    "xlsx-one-cell-twice": lambda: with_sheet_xml(
        HEAD_ROW + '<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    ),
    "xlsx-one-row-twice": lambda: with_sheet_xml(HEAD_ROW + ROW + ROW),
    "xlsx-two-values-in-a-cell": lambda: literal('<c r="B2"><v>1</v><v>2</v></c>'),
    "xlsx-cell-in-a-cell": lambda: literal('<c r="B2"><c r="B3"><v>2</v></c><v>1</v></c>'),
    "xlsx-cell-outside-a-row": lambda: with_sheet_xml(HEAD_ROW + '<c r="A2"><v>1</v></c>'),
    "xlsx-two-sets-of-data": lambda: with_sheet_xml(HEAD_ROW, after=f"<sheetData>{ROW}</sheetData>"),
    "xlsx-row-of-another-namespace": lambda: with_sheet_xml(
        HEAD_ROW + ROW.replace("<row", '<row xmlns="http://example.org/other"')
    ),
    "xlsx-shared-text-missing": lambda: with_shared_texts("<si><t>lot</t></si>", cell_index="7"),
    "xlsx-long-text-in-every-cell": long_text_in_every_cell,
    "xlsx-heading-twice": lambda: workbook(rows=[["lot", "titre", "titre"], ["A-1", "1", "2"]]),
    "xlsx-column-without-heading": lambda: workbook(rows=[["lot", None, "titre"], ["A-1", "x", "1"]]),
    "xlsx-no-sheet-chosen": two_sheets,
    "xlsx-empty": lambda: workbook(rows=[]),
    "xlsx-too-many-rows": lambda: with_sheet_xml(
        HEAD_ROW + "".join(f'<row r="{each}"><c r="A{each}"><v>1</v></c></row>' for each in range(2, 20_003))
    ),
    "xlsx-wide-row": lambda: with_sheet_xml(f'<row r="1">{"<c><v>1</v></c>" * 16_384}</row>'),
    # cells that no grammar takes
    "xlsx-nul": lambda: literal(text_cell("B2", "1.2_x0000_E13")),
    "xlsx-half-a-surrogate": lambda: literal(text_cell("B2", "1.2_xD800_E13")),
    "xlsx-comma-decimal": lambda: literal(text_cell("B2", "1,20")),
    "xlsx-negative-titre": lambda: number("-5"),
    "xlsx-number-not-finite": lambda: number("NaN"),
    "xlsx-raised-power-lost": lambda: literal(text_cell("B2", "1.2×1013")),
}
