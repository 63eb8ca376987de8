"""Real workbooks for tests, made by openpyxl, with parts rewritten where no program would write them."""

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "xl/worksheets/sheet1.xml"
HEADING = ["lot", "titre", "sterility"]
LOTS = [["A-001", "1.20E13", "no growth"], ["A-002", "<2.8E9", "NT"]]


def workbook(
    change: Callable[[Worksheet], object] | None = None, *, rows: list[list[object]] | None = None
) -> bytes:
    """A workbook of one sheet "lots" with a heading and two lots; `change` is applied before saving."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "lots"
    for row in [HEADING, *LOTS] if rows is None else rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, parts: dict[str, str | bytes | None]) -> bytes:
    """The workbook with parts replaced, added, or left out (None)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def with_sheet_xml(inside: str, *, before: str = "", after: str = "") -> bytes:
    """A workbook whose one sheet holds these `row` elements literally."""
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{inside}</sheetData>{after}</worksheet>"
    )
    return with_parts(workbook(), {SHEET: xml})


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def with_shared_texts(items: str, *, cell_index: str) -> bytes:
    """A workbook as Excel writes it: a heading and one cell, both kept in the shared texts."""
    relation = (
        '<Relationship Id="rId9" Target="sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    data = with_sheet_xml(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        f'<row r="2"><c r="A2" t="s"><v>{cell_index}</v></c></row>'
    )
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read(name).decode().replace("</Relationships>", relation)
    return with_parts(data, {name: relations, "xl/sharedStrings.xml": f"<sst>{items}</sst>"})
