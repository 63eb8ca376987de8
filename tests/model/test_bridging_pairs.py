"""Values by two methods as pasted: kept as typed, and every line that cannot be read is named."""

import pytest

from comparability.model.bridging.pairs import MethodPair, PairsRefused, as_text, read_pairs


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(PairsRefused) as caught:
        read_pairs(text)
    return caught.value.lines


def test_three_columns_of_a_spreadsheet_are_lot_before_and_after_with_their_exact_text():
    found = read_pairs("A-01\t1.20E13\t1.170E13\r\nA-02\t<2.8E9\tNT\r\n")
    assert found == (
        MethodPair(lot="A-01", before="1.20E13", after="1.170E13"),
        MethodPair(lot="A-02", before="<2.8E9", after="NT"),
    )


def test_two_columns_are_before_and_after_and_a_lot_is_named_by_its_line():
    assert read_pairs("1.2; 1.3\n\n1.4; 1.5") == (
        MethodPair(lot="line 1", before="1.2", after="1.3"),
        MethodPair(lot="line 3", before="1.4", after="1.5"),
    )


@pytest.mark.parametrize("heading", ["lot\tbefore\tafter", "Lot\tddPCR v1\tddPCR v2"])
def test_a_heading_in_the_first_line_is_passed_over(heading):
    assert [pair.lot for pair in read_pairs(f"{heading}\nA-01\t1\t2")] == ["A-01"]


@pytest.mark.parametrize("first", ["A-00\t1,20\t1,30", "A-00\tn.d.\tNA"], ids=["commas", "words for nothing"])
def test_a_first_line_that_may_hold_values_is_never_taken_for_a_heading(first):
    assert refused(f"{first}\nA-01\t1\t2")[0].startswith("Line 1: before: ")


def test_every_line_that_cannot_be_read_is_named_at_once():
    lines = refused("A\t1\t2\nA\t1\t2\nB\t1,2\t3\nC\t1\nD\t\t3\n\t1\t2\nE\t1\t2\t3")
    assert [line.partition(":")[0] for line in lines] == [f"Line {number}" for number in range(2, 8)]
    assert "lot A stands in line 1 already" in lines[0]
    assert "The comma in “1,2”" in lines[1]
    assert "2 columns, where the first line has 3" in lines[2]
    assert "before: Nothing was entered" in lines[3]
    assert "the lot is missing" in lines[4]
    assert "4 columns found" in lines[5]


def test_columns_divided_by_spaces_are_refused_with_an_example():
    """A number such as 1.2 x 10^13 has spaces of its own."""
    (line,) = refused("A-01 1.2 1.3")
    assert "separated by tabs" in line and "A-01, tab, 1.20E13" in line


def test_a_paste_without_any_value_says_what_is_accepted():
    assert "Two columns" in refused("\n \t \n")[0]


def test_more_lines_than_a_study_has_are_refused():
    text = "\n".join(f"A-{number}\t1\t2" for number in range(501))
    assert refused(text) == ("501 lines; at most 500 are accepted.",)


def test_what_was_read_can_be_pasted_again():
    text = "A-01\t1.20E13\t1.170E13\nA-02\t<2.8E9\tNT"
    assert as_text(read_pairs(text)) == text
