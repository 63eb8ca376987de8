"""A workbook is read as typed, and everything a person could not see in it is refused by name."""

import contextlib
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from comparability.files.readers import open_file, read_table
from comparability.files.tables import Limits
from comparability.model.errors import Invalid
from tests.files.workbooks import (
    HEADING,
    LOTS,
    SHEET,
    text_cell,
    with_parts,
    with_shared_texts,
    with_sheet_xml,
    workbook,
)

pytestmark = pytest.mark.requirement("DI-04", "SEC-03")

GOOD = with_shared_texts("<si><t>lot</t></si><si><t>A</t></si>", cell_index="1")
with zipfile.ZipFile(io.BytesIO(GOOD)) as _archive:
    PARTS = [(name, _archive.read(name)) for name in _archive.namelist()]
HEAD_ROW = f'<row r="1">{text_cell("A1", "lot")}{text_cell("B1", "titre")}</row>'


def read(data, **options):
    return read_table(data, "lots.xlsx", **options)


def refusal(data, **options):
    with pytest.raises(Invalid) as refused:
        read(data, **options)
    return str(refused.value)


def test_a_sheet_of_texts_is_read_with_its_row_numbers_and_letters():
    table = read(workbook())
    assert [column.name for column in table.columns] == HEADING
    assert [column.letter for column in table.columns] == ["A", "B", "C"]
    assert [(row.number, list(row.cells)) for row in table.rows] == [(2, LOTS[0]), (3, LOTS[1])]
    assert table.sheet == "lots"


@pytest.mark.parametrize("literal", ["1.20E+13", "5.0999999999999996", "0", "-3", "1.10", "1E-3", "007"])
def test_a_number_is_the_literal_content_of_its_cell(literal):
    """Reading it through a binary float would lose trailing zeros and digits."""
    data = with_sheet_xml(f'{HEAD_ROW}<row r="2">{text_cell("A2", "x")}<c r="B2"><v>{literal}</v></c></row>')
    assert read(data).rows[0].cells[1] == literal


def test_text_keeps_its_spaces_and_its_script():
    rows = [["lot", "titre"], [" 山田 A ", "1.2×10¹³"]]
    assert read(workbook(rows=rows)).rows[0].cells == (" 山田 A ", "1.2×10¹³")


def test_rich_text_is_read_whole():
    rich = CellRichText("1.2×10", TextBlock(InlineFont(vertAlign="superscript"), "13"))
    assert read(workbook(rows=[["lot", "titre"], ["A", rich]])).rows[0].cells[1] == "1.2×1013"


def test_phonetic_guides_are_not_part_of_the_text():
    cell = '<c r="A2" t="inlineStr"><is><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></is></c>'
    assert read(with_sheet_xml(f'{HEAD_ROW}<row r="2">{cell}</row>')).rows[0].cells[0] == "山田"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<si><t xml:space='preserve'> A 1 </t></si>", " A 1 "),
        ("<si><r><t>1.2E</t></r><r><rPr><b/></rPr><t>13</t></r></si>", "1.2E13"),
        ("<si><t>山田</t><rPh sb='0' eb='2'><t>ヤマダ</t></rPh></si>", "山田"),
        ("<si><t>0.050</t></si>", "0.050"),
    ],
    ids=["spaces", "runs", "phonetic", "digits kept as text"],
)
def test_a_shared_text_is_read_as_it_was_typed(item, text):
    """Excel keeps each text once, in a part of its own."""
    assert read(with_shared_texts(f"<si><t>lot</t></si>{item}", cell_index="1")).rows[0].cells == (text,)


def test_an_escaped_character_is_restored():
    cell = '<c r="A2" t="inlineStr"><is><t>a_x005F_x0041_</t></is></c>'
    assert read(with_sheet_xml(f'{HEAD_ROW}<row r="2">{cell}</row>')).rows[0].cells[0] == "a_x0041_"


def test_cells_and_rows_without_reference_follow_each_other():
    row = '<row><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>{}</t></is></c></row>'
    table = read(with_sheet_xml(row.format("lot", "titre") + row.format("A", "1")))
    assert (table.rows[0].number, table.rows[0].cells) == (2, ("A", "1"))


def test_blank_rows_are_passed_over_and_keep_the_count():
    rows = [["lot"], [None], ["A"], [None], ["B"]]
    assert [row.number for row in read(workbook(rows=rows)).rows] == [3, 5]


def test_comment_rows_are_set_apart_with_their_number():
    rows = [["# made by hand"], ["lot"], ["A"], ["# end"]]
    table = read(workbook(rows=rows))
    assert (table.comments, len(table.rows)) == (((1, "# made by hand"), (4, "# end")), 1)


def test_a_lot_may_begin_with_a_hash_when_comments_are_not_expected():
    rows = [["lot"], ["#12"]]
    assert read(workbook(rows=rows), skip_comments=False).rows[0].cells == ("#12",)


def test_formatting_far_away_without_content_is_no_obstacle():
    def colour(sheet):
        sheet.cell(row=5000, column=250).number_format = "0.00"

    assert len(read(workbook(colour)).rows) == 2


def test_rounding_of_what_is_shown_is_no_obstacle():
    def round_it(sheet):
        sheet["B2"] = 1.234
        sheet["B2"].number_format = '0.0 "days"'

    assert read(workbook(round_it)).rows[0].cells[1] == "1.234"


def set_cell(place, value, number_format=None):
    def change(sheet):
        sheet[place] = value
        if number_format:
            sheet[place].number_format = number_format

    return workbook(change)


@pytest.mark.parametrize(
    ("data", "place", "found"),
    [
        (set_cell("B3", "=1+1"), "B3", "a formula"),
        (set_cell("B3", '=HYPERLINK("http://example.org")'), "B3", "a formula"),
        (set_cell("B3", dt.date(2026, 11, 23)), "B3", "shown as a date"),
        (set_cell("B3", dt.datetime(2026, 11, 23, 8)), "B3", "shown as a date"),
        (set_cell("B3", dt.time(8, 30)), "B3", "shown as a date"),
        (set_cell("B3", 46000, "dd/mm/yyyy"), "B3", "shown as a date"),
        (set_cell("B3", 46000, '[$-411]ggge"年"m"月"d"日"'), "B3", "shown as a date"),
        (set_cell("B3", 0.5, "[h]:mm"), "B3", "shown as a date"),
        (set_cell("B3", 0.85, "0%"), "B3", "shown as a percentage"),
        (set_cell("B3", 0.85, "0.00 %"), "B3", "shown as a percentage"),
        (set_cell("B3", True), "B3", "the logical value TRUE"),
        (set_cell("B3", "#N/A"), "B3", "the spreadsheet error #N/A"),
        (workbook(lambda sheet: sheet.merge_cells("A5:B6")), "A5:B6", "merged cells"),
        (set_cell("XFD1048576", "x"), "XFD1048576", "far outside"),
        (set_cell("A900000", "x"), "A900000", "far outside"),
    ],
)
def test_what_a_cell_does_not_show_is_refused_with_its_place(data, place, found):
    message = refusal(data)
    assert f"“lots”, {place}: " in message and found in message and "expected" in message


def test_a_formula_with_a_cached_value_is_refused_too():
    data = with_sheet_xml(f'{HEAD_ROW}<row r="2"><c r="B2"><f>A1*2</f><v>2.4</v></c></row>')
    assert "B2" in refusal(data)


def test_a_date_typed_cell_is_refused():
    data = with_sheet_xml(f'{HEAD_ROW}<row r="2"><c r="B2" t="d"><v>2026-11-23</v></c></row>')
    assert "Dates must be text" in refusal(data)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_refused_by_name(state):
    book = Workbook()
    book.active.append(["lot"])
    book.create_sheet("secrets").sheet_state = state
    buffer = io.BytesIO()
    book.save(buffer)
    assert "“secrets” is hidden" in refusal(buffer.getvalue())


def test_a_hidden_row_with_content_is_refused():
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    assert "row 3: expected text or a plain number, found a hidden row" in refusal(workbook(hide))


def test_rows_hidden_by_the_sheets_default_are_refused():
    heading = HEAD_ROW.replace("<row", '<row hidden="0"')
    rows = f'{heading}<row r="2">{text_cell("A2", "x")}</row>'
    assert "hidden row" in refusal(with_sheet_xml(rows, before='<sheetFormatPr zeroHeight="1"/>'))


def test_a_hidden_column_with_content_is_refused():
    def hide(sheet):
        sheet.column_dimensions["B"].hidden = True

    assert "column B: expected text or a plain number, found a hidden column" in refusal(workbook(hide))


def test_hidden_columns_without_content_are_no_obstacle():
    def hide(sheet):
        sheet.column_dimensions["H"].hidden = True

    assert len(read(workbook(hide)).rows) == 2


def test_a_sheet_is_chosen_where_there_are_several():
    book = Workbook()
    book.active.title = "first"
    book.create_sheet("second").append(["lot"])
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    opened = open_file(data, "lots.xlsx")
    assert (opened.sheets, opened.table) == (("first", "second"), None)
    assert "choose one: “first”, “second”" in refusal(data)
    assert read(data, sheet="second").columns[0].name == "lot"
    assert "no sheet “third”" in refusal(data, sheet="third")


def test_a_cell_in_a_column_without_heading_is_refused():
    rows = [["lot", None, "titre"], ["A", "x", "1"]]
    assert "Row 2, column B: “x” stands in a column without heading" in refusal(workbook(rows=rows))


def test_a_heading_given_twice_is_refused():
    assert "columns A and B are both called “lot”" in refusal(workbook(rows=[["lot", "lot"], ["A", "B"]]))


def test_a_sheet_without_heading_is_refused():
    assert "no heading row" in refusal(workbook(rows=[]))


def test_a_long_cell_is_refused_without_repeating_it():
    message = refusal(workbook(rows=[["lot"], ["x" * 10_000]]))
    assert "Row 2, column A: 10,000 characters" in message and len(message) < 200


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Limits(file_bytes=100), "bytes"),
        (Limits(unpacked_bytes=1000), "unpacks to more than"),
        (Limits(entries=3), "parts"),
        (Limits(rows=1), "more than 1 rows"),
        (Limits(columns=2), "far outside the table"),
        (Limits(cells=3), "more than 3 cells"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_limit_stops_the_reading(limits, found):
    assert found in refusal(workbook(), limits=limits)


def test_a_part_that_unpacks_to_far_more_than_its_size_is_refused():
    bomb = f"<worksheet><sheetData>{' ' * 20_000_000}</sheetData></worksheet>"
    assert "unpacks to far more" in refusal(with_parts(workbook(), {SHEET: bomb}))


def test_a_part_that_hides_its_size_is_still_counted():
    """The sizes in the directory are only a claim: here a large part claims to be small."""
    data = bytearray(with_parts(workbook(), {SHEET: " " * 5_000_000}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert "damaged" in refusal(bytes(data.replace(size, (10).to_bytes(4, "little"))))


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels", "xl/styles.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part(part, encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'
    message = refusal(with_parts(workbook(), {part: xml.encode(encoding)}))
    assert "document type" in message


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(part):
    assert "macros" in refusal(with_parts(workbook(), {part: "x"}))


def test_a_macro_workbook_under_another_name_is_refused():
    types = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert "macros" in refusal(with_parts(workbook(), {"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 not an archive",
        workbook()[:-200],
        with_parts(workbook(), {SHEET: None}),
        with_parts(workbook(), {SHEET: "<worksheet><sheetData><row>"}),
        with_parts(workbook(), {"xl/workbook.xml": None}),
        with_parts(workbook(), {"_rels/.rels": "<Relationships/>"}),
        with_shared_texts("<si><t>lot</t></si>", cell_index="1"),
        with_shared_texts("<si><t>lot</t></si>", cell_index="-1"),
        with_sheet_xml('<row r="2"/><row r="1"/>'),
        with_sheet_xml('<row r="1"><c r="B1"/><c r="A1"/></row>'),
        with_sheet_xml('<row r="1"><c r="A2"/></row>'),
        with_sheet_xml('<row r="1"><c r="AAAA1"/></row>'),
        with_sheet_xml('<row r="1"><c r="A1" t="z"><v>1</v></c></row>'),
    ],
)
def test_a_damaged_workbook_is_refused_in_words(data):
    assert "damaged" in refusal(data)


@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_corrupted_file_is_read_or_refused_and_nothing_else(changes):
    data = bytearray(GOOD)
    for place, value in changes:
        data[place % len(data)] = value
    with contextlib.suppress(Invalid):
        read(bytes(data))


@given(
    st.sampled_from(PARTS),
    st.integers(0),
    st.sampled_from([b"", b"<", b'"', b"-1", b"<c>", b"<v>", b"</row>"]),
)
def test_a_corrupted_part_is_read_or_refused_and_nothing_else(part, place, inserted):
    name, content = part
    place %= len(content)
    with contextlib.suppress(Invalid):
        read(with_parts(GOOD, {name: content[:place] + inserted + content[place + 3 :]}))


def test_an_old_or_protected_workbook_is_refused_with_the_remedy():
    assert "password-protected" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


@pytest.mark.parametrize("name", ["lots.xlsm", "lots.xls", "lots.xlsb", "lots.ods"])
def test_other_spreadsheet_files_are_refused_by_their_ending(name):
    with pytest.raises(Invalid, match=r"not read\. Save the sheet as \.xlsx"):
        read_table(workbook(), name)


def test_a_workbook_named_as_text_is_refused():
    with pytest.raises(Invalid, match=r"Name it \.xlsx"):
        read_table(workbook(), "lots.csv")


def test_an_encrypted_part_is_refused():
    data = bytearray(workbook())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(signature, start + 4)
    assert "encrypted" in refusal(bytes(data))
