"""A file that could not be imported comes back as it was, with what is wrong at the end of each row."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from comparability.files.problem_column import HEADING, name_with_problems, with_problems
from comparability.files.readers import read_table
from comparability.files.xlsx_texts import escaped, unescaped
from tests.files.workbooks import workbook

pytestmark = pytest.mark.requirement("DI-04")
PROBLEMS = {3: "column B (titre), found “4,0E8”: The comma is no sign of this grammar."}
CSV = 'lot,titre,remark\r\nA-001,1.20E13,"said ""so"", twice"\r\nA-002,"4,0E8", 01.50 \r\n'


def again(data, name, problems=PROBLEMS, **chosen):
    """The table of the answer, read as it would be when it is sent again."""
    return read_table(with_problems(read_table(data, name, **chosen), problems), name)


def cells(table):
    return {row.number: row.cells for row in table.rows}


def test_a_text_file_comes_back_with_every_cell_as_written_and_its_problems_last():
    table = again(CSV.encode(), "lots.csv")
    assert [column.name for column in table.columns] == ["lot", "titre", "remark", HEADING]
    assert cells(table) == {
        2: ("A-001", "1.20E13", 'said "so", twice', ""),
        3: ("A-002", "4,0E8", " 01.50 ", PROBLEMS[3]),
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_delimiter_stays_and_is_seen_at_once(delimiter):
    """Problems are full of commas, and a heading may be too; the answer leaves nothing to choose."""
    heading, rows = "lot{0}titre,\t;", "A-001{0}1.20E13\nA-002{0}x\n"
    written = f'{heading.split("{0}")[0]}{delimiter}"a, b; c"\n{rows.format(delimiter)}'
    table = again(written.encode(), "lots.csv", delimiter=delimiter)
    assert (table.delimiter, table.rows[1].cells) == (delimiter, ("A-002", "x", PROBLEMS[3]))


def test_a_workbook_comes_back_as_a_workbook_of_texts():
    data = workbook(rows=[["lot", "titre"], ["A-001", "1.20E13"], ["A-002", "4,0E8"], ["A-003", 5.5]])
    table = again(data, "lots.xlsx")
    assert table.sheet == "lots"
    assert cells(table)[3] == ("A-002", "4,0E8", PROBLEMS[3])
    assert cells(table)[4] == ("A-003", "5.5", "")
    answered = with_problems(read_table(data, "lots.xlsx"), PROBLEMS)
    sheet = load_workbook(io.BytesIO(answered))["lots"]
    assert {cell.number_format for row in sheet for cell in row if cell.value is not None} == {"@"}
    assert sheet["B3"].value == "4,0E8"


def test_rows_stand_where_they_stood():
    """So that a person finds "row 5" of the page in row 5 of the file."""
    text = b"# of: A, B\nlot,titre\n\nA-001,1\n# middle\nA-002,2\n"
    assert cells(again(text, "lots.csv", {6: "wrong"})) == {4: ("A-001", "1", ""), 6: ("A-002", "2", "wrong")}
    assert again(text, "lots.csv").comments == ((1, "# of: A, B"), (5, "# middle"))
    rows = [["# of", "A"], ["lot", "titre"], [None], ["A-001", "1"]]
    table = again(workbook(rows=rows), "lots.xlsx", {4: "wrong"})
    assert cells(table) == {4: ("A-001", "1", "wrong")}
    assert table.comments == ((1, "# of\tA"),)


def test_a_second_answer_replaces_the_column_of_the_first():
    first = with_problems(read_table(CSV.encode(), "lots.csv"), PROBLEMS)
    table = again(first, "lots.csv", {2: "something else"})
    assert [column.name for column in table.columns].count(HEADING) == 1
    assert [row.cells[-1] for row in table.rows] == ["something else", ""]


@pytest.mark.requirement("SEC-04")
@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-1+1"], ids=repr)
def test_formula_text_of_a_text_file_is_disarmed_in_cells_and_comments(cell):
    text = f'# note,"{cell}",{cell}\nlot,remark\nA-001,"{cell}"\n'
    answered = with_problems(read_table(text.encode(), "lots.csv"), {}).decode("utf-8-sig")
    assert answered.splitlines() == [
        f"# note,\"'{cell}\",'{cell}", f'"lot","remark","{HEADING}"', f'"A-001","\'{cell}",""'
    ]  # fmt: skip


@pytest.mark.requirement("DI-01")
def test_numbers_and_a_dash_for_nothing_are_not_touched():
    table = again(b"lot,titre,other\nA-001,-5.2,-\nA-002,1.20E+13,0\n", "lots.csv", {})
    assert [row.cells[1:3] for row in table.rows] == [("-5.2", "-"), ("1.20E+13", "0")]


@pytest.mark.requirement("DI-03")
@given(st.text(max_size=40))
def test_any_text_of_a_cell_of_a_workbook_is_read_back(text):
    assert unescaped(escaped(text)) == text


def test_a_row_that_begins_with_a_hash_in_quotation_marks_stays_a_row():
    table = again(b'lot,titre\n"#1",5\n', "lots.csv")
    assert cells(table) == {2: ("#1", "5", "")}


def test_a_large_workbook_is_read_again_within_the_limits():
    data = workbook(rows=[["lot", "titre"], *([f"L-{number}", "x"] for number in range(3_000))])
    wrong = {number: "column B (titre), found “x”: Expected a number." for number in range(2, 3_002)}
    assert len(again(data, "lots.xlsx", wrong).rows) == 3_000


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("lots.csv", "lots-problems.csv"),
        ("a.b.xlsx", "a.b-problems.xlsx"),
        ("l-problems.tsv", "l-problems.tsv"),
    ],
    ids=["csv", "two dots", "second time"],
)
def test_the_answer_is_named_after_the_file(name, answered):
    assert name_with_problems(name) == answered
