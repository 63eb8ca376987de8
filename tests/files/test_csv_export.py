"""Exported CSV starts no formula and changes no number."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.files.csv_export import guarded, write_csv
from comparability.files.readers import read_table

pytestmark = pytest.mark.requirement("SEC-04")


@pytest.mark.requirement("SEC-04")
@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0=1",
        "＝1+1",
        "--",
        "+ND",
    ],
    ids=repr,
)
def test_text_that_begins_like_a_formula_is_disarmed(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.requirement("SEC-04")
@pytest.mark.parametrize(
    "cell", ["-5.2", "+5", "-1.2E-3", "-1.2×10¹³", "<2.8E9", "1.20E13", "0", "NT", "A=B", "-", ""], ids=repr
)
def test_a_number_and_ordinary_text_are_not_touched(cell):
    assert guarded(cell) == cell


@pytest.mark.requirement("SEC-04")
def test_the_heading_is_guarded_too():
    assert write_csv(["=1"], []).decode("utf-8-sig") == "'=1\r\n"


def test_a_ragged_row_is_refused():
    with pytest.raises(ValueError):
        write_csv(["lot", "titre"], [["A"]])


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@pytest.mark.requirement("SEC-04")
@given(st.lists(st.tuples(CELL, CELL), max_size=5))
def test_no_exported_cell_starts_a_formula(rows):
    text = write_csv(["lot", "comment"], rows).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert all(cell == guarded(cell) for cell in cells)


@pytest.mark.requirement("SEC-04")
def test_an_exported_table_is_read_again_unchanged():
    rows = [("山田 A", "1.20E13"), ("B, C", "-5.2")]
    table = read_table(write_csv(["lot", "titre"], rows), "lots.csv")
    assert [row.cells for row in table.rows] == rows
