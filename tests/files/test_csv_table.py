"""Text files: UTF-8 only, a delimiter that is never guessed between two, rows as long as their heading."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.files.readers import open_file, read_table
from comparability.files.tables import Limits, column_letter, column_position
from comparability.model.errors import Invalid

pytestmark = pytest.mark.requirement("DI-04")


def read(text, name="lots.csv", **options):
    return read_table(text.encode() if isinstance(text, str) else text, name, **options)


def refusal(text, **options):
    with pytest.raises(Invalid) as refused:
        read(text, **options)
    return str(refused.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order mark"])
def test_all_usual_forms_of_the_same_table_read_the_same(delimiter, line_end, mark):
    lines = [["lot", "titre"], ["A-1", "1.20E13"], ["山田", "<2.8E9"]]
    table = read(mark + line_end.join(delimiter.join(line) for line in lines))
    assert [row.cells for row in table.rows] == [("A-1", "1.20E13"), ("山田", "<2.8E9")]


def test_cells_are_handed_over_exactly_as_written():
    assert read("lot,titre\nA-1, 1.20E13 \n").rows[0].cells == ("A-1", " 1.20E13 ")


def test_a_quoted_field_may_hold_delimiters_quotation_marks_and_lines():
    table = read('lot,comment\nA,"one, ""two""\n# three"\nB,x\n')
    assert table.rows[0].cells == ("A", 'one, "two"\n# three')
    assert [row.number for row in table.rows] == [2, 4]


def test_comment_lines_are_set_apart_with_their_number():
    table = read('# source: "a, b\nlot,titre\n# middle\nA,1\n')
    assert table.comments == ((1, '# source: "a, b'), (3, "# middle"))
    assert [row.number for row in table.rows] == [4]


def test_a_quoted_hash_is_no_comment():
    assert read('lot\n"#12"\n').rows[0].cells == ("#12",)


def test_a_lot_may_begin_with_a_hash_when_comments_are_not_expected():
    assert read("lot\n#12\n", skip_comments=False).rows[0].cells == ("#12",)


def test_the_delimiter_can_be_stated():
    assert read("lot;a,b\nA;1\n", delimiter=";").columns[1].name == "a,b"


def test_a_single_column_needs_no_delimiter():
    assert read("lot\nA-1\n").rows[0].cells == ("A-1",)


def test_a_tab_separated_file_is_known_by_its_ending():
    assert read("lot\ta,b\nA\t1\n", name="lots.tsv").columns[1].name == "a,b"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("lot;a,b\nA;1\n", "comma and semicolon; state which"),
        ("lot,titre\nA\n", "row 2: 1 fields where the heading has 2"),
        ("lot,titre\nA,1\nB,1,23\n", "row 3: 3 fields where the heading has 2"),
        ('lot,titre\nA,"1\n', "row 2: the quotation marks do not match"),
        ('lot,titre\nA,"1"x\n', "row 2: the quotation marks do not match"),
        ("lot,lot\nA,1\n", "both called “lot”"),
        ("lot,\nA,1\n", "Row 2, column B: “1” stands in a column without heading"),
        ("lot,a\u202eb\nA,1\n", "heading of column B contains U+202E"),
        ("# only a comment\n", "no heading row"),
        ("\n\n", "no heading row"),
        ("", "is empty"),
        (b"lot,titre\nA,\x00\n", "row 2: a NUL"),
        ("lot,titre\nM\u00fcller,1\n".encode("latin-1"), "row 2: the byte 0xfc is not UTF-8"),
        ("lot,titre\n山田,1\n".encode("shift-jis"), "is not UTF-8"),
        ("lot,titre\n".encode("utf-16"), "written in UTF-16"),
        ("lot,titre\n".encode("utf-32"), "written in UTF-32"),
        ("lot\n" + "x" * 5000 + "\n", "Row 2, column A: 5,000 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "bytes",
)
def test_anything_else_is_refused_with_its_row(data, found):
    assert found in refusal(data)


def test_an_unknown_delimiter_is_refused():
    assert "comma, semicolon, tab" in refusal("lot|a\nA|1\n", delimiter="|")


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Limits(file_bytes=10), "bytes"),
        (Limits(rows=2), "more than 2 rows"),
        (Limits(columns=1), "columns"),
        (Limits(cells=4), "4 cells"),
    ],
)
def test_every_limit_stops_the_reading(limits, found):
    assert found in refusal("lot,titre\nA,1\nB,2\nC,3\n", limits=limits)


def test_a_text_file_has_no_sheets():
    assert open_file(b"lot\nA\n", "lots.csv").sheets == ()


def test_a_cell_is_named_as_a_person_finds_it():
    table = read("lot,titre\nA,1\n")
    assert table.cell_name(table.rows[0], table.index("titre")) == "row 2, column B (titre)"


def test_a_missing_column_is_refused_with_those_there_are():
    with pytest.raises(Invalid, match="there are: lot, titre"):
        read("lot,titre\nA,1\n").index("potency")


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")]
)
def test_a_column_has_the_letter_a_spreadsheet_gives_it(position, letter):
    assert (column_letter(position), column_position(letter)) == (letter, position)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_another_program_writes_is_read_back_unchanged(rows):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([("lot", "comment"), *rows])
    table = read(buffer.getvalue())
    assert [row.cells for row in table.rows] == [row for row in rows if any(cell.strip() for cell in row)]
