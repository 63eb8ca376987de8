"""Workbooks as programs write them, with what people add to them, and what is stored of each."""

import io
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.files.workbooks import SHEET, text_cell, with_parts, with_sheet_xml, workbook

HEADING = ["lot", "titre", "look", "comment", "tested"]
LOTS = [["A-1", "1.20E13", "clear", None, "2026-03-04"], ["A-2", "<2.8E9", "NA", None, None]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
HEAD_ROW = '<row r="1">' + "".join(
    text_cell(f"{letter}1", name) for letter, name in zip("ABCDE", HEADING, strict=True)
) + "</row>"  # fmt: skip


def book(
    change: Callable[[Worksheet], object] | None = None, rows: Sequence[Sequence[object]] = LOTS
) -> bytes:
    """A workbook of one sheet "lots" with the heading and these rows."""
    return workbook(change, rows=[HEADING, *map(list, rows)])


def literal(cell: str, before: str = "", after: str = "") -> bytes:
    """One lot whose titre is this `c` element, written literally."""
    row = f'<row r="2">{text_cell("A2", "A-1")}{cell}{text_cell("C2", "clear")}</row>'
    return with_sheet_xml(HEAD_ROW + row, before=before, after=after)


def number(text: str) -> bytes:
    return literal(f'<c r="B2"><v>{text}</v></c>')


def repacked(data: bytes, *, compression: int = zipfile.ZIP_DEFLATED, large: bool = False) -> bytes:
    """The same parts in another archive. large: with the fields for files above 4 GB."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", compression) as new,
    ):
        for name in old.namelist():
            with new.open(zipfile.ZipInfo(name), "w", force_zip64=large) as part:
                part.write(old.read(name))
    return buffer.getvalue()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return with_parts(data, {name: change(name, archive.read(name)) for name in archive.namelist()})


def in_utf16(name: str, content: bytes) -> bytes:
    text = content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    if not text.startswith("<?xml"):
        text = '<?xml version="1.0" encoding="UTF-16"?>' + text
    return text.encode("utf-16")


def prefixed(name: str, content: bytes) -> bytes:
    """The sheet with its elements under a prefix, as the Open XML SDK writes them."""
    if name != SHEET:
        return content
    text = content.decode().replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()


def with_furniture(sheet: Worksheet) -> None:
    """What a person adds to a table without changing a cell."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:E3"
    sheet["A2"].comment = Comment("checked by LW", "LW")
    sheet["A3"].hyperlink = "https://example.org/lots/A-2"
    check = DataValidation(type="list", formula1='"clear,cloudy"')
    sheet.add_data_validation(check)
    check.add("C2:C3")
    fill = PatternFill(start_color="FFEE00", end_color="FFEE00", fill_type="solid")
    sheet.conditional_formatting.add("B2:B3", CellIsRule(operator="equal", formula=["0"], fill=fill))
    sheet.column_dimensions["B"].width = 30
    sheet.column_dimensions["K"].hidden = True  # empty, so that it hides nothing
    sheet.row_dimensions[40].hidden = True


def as_a_table(sheet: Worksheet) -> None:
    sheet.add_table(Table(displayName="lots", ref="A1:E3"))


def two_sheets() -> bytes:
    made = Workbook()
    first = made.active
    assert first is not None
    first.title = "read me"
    first.append(["Lots of the plate reader"])
    second = made.create_sheet("lots")
    for row in [HEADING, *LOTS]:
        second.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def formatted(code: str, value: object) -> bytes:
    def change(sheet: Worksheet) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = code

    return book(change, rows=LOTS[:1])


EXTENSION = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:conditionalFormattings>'
    "<x14:conditionalFormatting><x14:cfRule><xm:f>A1</xm:f></x14:cfRule><xm:sqref>A1</xm:sqref>"
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)

MAKERS: dict[str, Callable[[], bytes]] = {
    "xlsx-plain": book,
    "xlsx-half-a-thousand-rows": lambda: book(
        rows=[[f"A-{each}", "1.20E13", "clear", None, None] for each in range(1, 501)]
    ),
    "xlsx-number-with-exponent": lambda: number("1.20E+13"),
    "xlsx-number-of-seventeen-digits": lambda: number("5.0999999999999996"),
    "xlsx-number-with-zeros": lambda: number("1.10"),
    "xlsx-rich-text": lambda: book(
        rows=[["A-1", CellRichText("1.20", TextBlock(InlineFont(b=True), "E13")), "clear", None, None]]
    ),
    "xlsx-phonetic-guides": lambda: with_sheet_xml(
        HEAD_ROW
        + '<row r="2"><c r="A2" t="inlineStr"><is><t>山田-1</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></is>'
        + '</c><c r="B2"><v>1.20E13</v></c></row>'
    ),
    "xlsx-escaped-text": lambda: with_sheet_xml(
        HEAD_ROW + f'<row r="2">{text_cell("A2", "A_x005F_x0041_1")}<c r="B2"><v>1.20E13</v></c></row>'
    ),
    "xlsx-comment-rows": lambda: workbook(
        rows=[["# plate reader, run 7"], HEADING, ["# first"], *map(list, LOTS)]
    ),
    "xlsx-blank-rows": lambda: workbook(rows=[[None], HEADING, [None], LOTS[0], [None], LOTS[1]]),
    "xlsx-furniture": lambda: book(with_furniture),
    "xlsx-as-a-table": lambda: book(as_a_table),
    "xlsx-formatting-far-away": lambda: book(
        lambda sheet: setattr(sheet.cell(row=5000, column=250), "number_format", "0.00")
    ),
    "xlsx-rounded-when-shown": lambda: formatted("0.0", 1.234),
    "xlsx-shown-with-exponent": lambda: formatted("0.00E+00", 1.25),
    "xlsx-shown-with-thousands": lambda: formatted("#,##0.00", 1234.5),
    "xlsx-shown-in-red-when-negative": lambda: formatted("0.00;[Red]-0.00", 1.25),
    "xlsx-zero": lambda: formatted("0.00", 0),
    "xlsx-two-sheets": two_sheets,
    "xlsx-strict": lambda: rewritten(
        book(), lambda name, content: content.replace(MAIN.encode(), STRICT.encode())
    ),
    "xlsx-under-a-prefix": lambda: rewritten(literal('<c r="B2"><v>1.20E13</v></c>'), prefixed),
    "xlsx-in-utf16": lambda: rewritten(book(), in_utf16),
    "xlsx-not-compressed": lambda: repacked(book(), compression=zipfile.ZIP_STORED),
    "xlsx-zip64": lambda: repacked(book(), large=True),
    "xlsx-extensions": lambda: literal('<c r="B2"><v>1.20E13</v></c>', after=EXTENSION),
    "xlsx-cells-without-places": lambda: with_sheet_xml(
        "".join(
            "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
            for row in (HEADING, ["A-1", "1.20E13", "clear"])
        )
    ),
    "xlsx-text-result-of-a-formula-pasted": lambda: literal('<c r="B2" t="str"><v>1.20E13</v></c>'),
}
