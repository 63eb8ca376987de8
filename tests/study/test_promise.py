"""No default criterion above 0.06 from three lots up: what the committed results say of it."""

import pytest

from study import document
from study.claims import MOST, default_rows_over, designs_over

PAGE = document.FILE.read_text(encoding="utf-8")


def test_default_criteria_are_welchs_tests(committed):
    assert {row.criterion for row in committed.rows if row.is_default} == {
        "Welch, difference",
        "Welch, ratio of geometric means",
        "Welch, odds ratio on logits",
        "Welch, non-inferiority",
        "means of lots, Welch",
        "the slope of every lot, Welch",
        "all sites, each against the reference",
        "all sites, every pair",
    }


def test_only_three_lots_against_fourteen_or_more_exceed_0_06(committed):
    """The corner in which the promise does not hold; everywhere else it does."""
    over = {(size.fewer, size.more) for size in designs_over(committed, most=MOST)}
    grid = {(size.fewer, size.more) for size in committed.sizes if size.fewer >= 3}
    assert over == {(fewer, more) for fewer, more in grid if fewer == 3 and more >= 14}


def test_in_that_corner_the_excess_stays_below_0_012(committed):
    assert max(size.size for size in designs_over(committed, most=MOST)) < 0.062


def test_four_lots_in_the_smaller_arm_are_enough_for_0_056(committed):
    assert max(size.size for size in committed.sizes if size.fewer >= 4) < 0.056


def test_simulated_default_criteria_exceed_0_06_in_that_corner_only(committed):
    """By their exact numbers, where they have one: of one test no margin gives more."""
    over = default_rows_over(committed, most=MOST)
    assert {row.design for row in over} == {"20 / 3 lots, SD ratio 1"}


def test_default_criteria_without_an_exact_number_stay_below_0_06_beyond_noise(committed):
    rates = [
        row.rates[row.size]
        for row in committed.rows
        if row.is_default and row.fewest_lots >= 3 and row.rates[row.size].exact is None
    ]
    assert rates
    assert all(rate.simulated + 2.0 * rate.standard_error < MOST for rate in rates)


@pytest.mark.parametrize("lots", [14, 20, 100], ids=lambda lots: f"{lots} lots")
def test_the_page_marks_what_exceeds_0_06(committed, lots):
    size = next(size.size for size in committed.sizes if (size.fewer, size.more) == (3, lots))
    assert f"**{size:.4f}**" in PAGE


def test_the_page_says_in_words_that_the_promise_does_not_hold_everywhere():
    assert "**Yes, in one corner: 3 lots in one arm against 14 or more in the other.**" in PAGE


def test_two_lots_are_never_hidden_among_the_others(committed):
    two = max(size.size for size in committed.sizes if size.fewer == 2)
    assert f"With two lots in an arm it reaches {two:.4f}" in PAGE
