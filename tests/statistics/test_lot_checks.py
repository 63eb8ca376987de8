"""Checks of a table of lots: trends in time, duplicates, and spread that rounding hides."""

import math
from decimal import Decimal
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comparability.statistics.checks.duplicated_lots import duplicated_lots, repeated_values
from comparability.statistics.checks.mann_kendall import mann_kendall
from comparability.statistics.checks.rounding import hidden_spread
from comparability.statistics.checks.time_trend import time_trend, time_trend_log
from comparability.statistics.checks.typed import typed_table
from comparability.statistics.errors import (
    NoRange,
    NoScatter,
    NoSpread,
    NotAligned,
    NotATypedTable,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.tost import difference

MONTHS = [0, 31, 59, 92, 121, 150, 183]
TITRES = [5.1e12, 5.6e12, 4.9e12, 6.3e12, 5.9e12, 6.8e12, 6.1e12]

# R 4.2.2: lm(y ~ days), confint(level = 0.9), cor.test(method = "kendall", exact = TRUE).
TRENDS = [
    (MONTHS, TITRES, False, 7557584768.3295021, 3075385438.4889336, 0.057408692080218336,
     (1360534343.1303082, 13754635193.52869)),
    (MONTHS, TITRES, True, 0.0013134426787490174, 0.00053376623850907845, 0.057178887011489266,
     (0.0002378778881012122, 0.002389007469396822)),
    ([10, 45, 47, 80, 102], [72.4, 71.9, 73.0, 70.8, 71.2], False, -0.018243189262602981,
     0.0099453484258236833, 0.16395858289887205, (-0.041648208594300337, 0.0051618300690943614)),
    ([0, 5, 9], [1.0, 3.0, 2.0], False, 0.12295081967213101, 0.18456279097045414, 0.62588337212983247,
     (-1.0423327813702274, 1.288234420714488)),
]  # fmt: skip
KENDALL = [
    (MONTHS, TITRES, 11, 0.13611111111111107),
    ([10, 45, 47, 80, 102], [72.4, 71.9, 73.0, 70.8, 71.2], -4, 0.48333333333333334),
    (list(range(10)), [3.1, 2.9, 3.3, 3.0, 3.6, 3.5, 3.9, 3.7, 4.2, 4.0], 33, 0.0022128527336859882),
    ([0, 5, 9], [1.0, 3.0, 2.0], 1, 1.0),
]

values = st.lists(st.floats(1.0, 100.0), min_size=4, max_size=9).filter(lambda lots: np.std(lots) > 0.1)


@pytest.mark.parametrize("days, lots, is_log, slope, error, p, interval", TRENDS)
def test_a_trend_in_time_is_rs(days, lots, is_log, slope, error, p, interval):
    found = (time_trend_log if is_log else time_trend)(values=lots, days=days, arm="pre")
    got = [found.slope, found.standard_error, found.p, found.df]
    assert got == pytest.approx([slope, error, p, len(days) - 2], rel=1e-11)
    inner = found.interval(level=0.9)
    assert (inner.low, inner.high) == pytest.approx(interval, rel=1e-11)


def test_a_trend_is_seen_exactly_when_its_p_is_below_five_percent():
    rising = time_trend(values=[1.0, 2.1, 2.9, 4.2], days=[0, 1, 2, 3], arm="pre")
    assert difference(rising, level=0.95).is_seen and rising.p < 0.05
    assert not difference(time_trend(values=TITRES, days=MONTHS, arm="pre"), level=0.95).is_seen


@given(values, st.sampled_from([1e13, 1e-9]), st.randoms())
def test_neither_unit_nor_calendar_nor_order_changes_a_trend(lots, unit, random):
    days = [7 * place for place in range(len(lots))]
    rows = list(zip(lots, days, strict=True))
    random.shuffle(rows)
    try:
        here = time_trend(values=lots, days=days, arm="pre")
    except NoScatter:
        assume(False)
    there = time_trend(
        values=[unit * value for value, _ in rows], days=[738_000 + day for _, day in rows], arm="pre"
    )
    assert there.slope == pytest.approx(unit * here.slope, rel=1e-6, abs=1e-11 * unit)
    assert there.p == pytest.approx(here.p, rel=1e-6)


@pytest.mark.parametrize("days, lots, s, p", KENDALL)
def test_the_rank_test_of_a_trend_is_rs(days, lots, s, p):
    found = mann_kendall(values=lots, days=days, arm="pre")
    assert (found.s, found.is_exact) == (s, True)
    assert found.p == pytest.approx(p, rel=1e-12)


@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=6).filter(lambda lots: len(set(lots)) > 1),
    st.lists(st.integers(0, 4), min_size=6, max_size=6),
)
def test_the_rank_test_counts_every_order_of_the_lots_with_ties_in_values_and_dates(lots, dates):
    days = dates[: len(lots)]
    assume(len(set(days)) > 1)
    pairs = list(combinations(range(len(lots)), 2))

    def score(order):
        return sum(np.sign(order[j] - order[i]) * np.sign(days[j] - days[i]) for i, j in pairs)

    seen = abs(score(lots))
    orders = [abs(score(order)) >= seen for order in permutations(lots)]
    found = mann_kendall(values=lots, days=days, arm="pre")
    assert found.is_exact and found.p == pytest.approx(sum(orders) / len(orders), rel=1e-12)


@given(values, st.randoms())
def test_reversing_time_turns_the_sign_and_keeps_the_p_value(lots, random):
    days = [random.randint(0, 5) for _ in lots]
    assume(len(set(days)) > 1)
    there = mann_kendall(values=lots, days=days, arm="pre")
    back = mann_kendall(values=lots, days=[-day for day in days], arm="pre")
    assert (back.s, back.tau_b) == (-there.s, -there.tau_b)
    assert back.p == pytest.approx(there.p, rel=1e-12)


def test_an_approximation_says_that_it_is_one():
    """Kendall's variance with ties in both; R 4.2.2 cor.test(exact = FALSE, continuity = TRUE)."""
    lots = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 10, 11, 12, 13]
    days = [1, 2, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 15, 16, 17, 18, 19]
    found = mann_kendall(values=lots, days=days, arm="pre")
    assert not found.is_exact
    assert found.p == pytest.approx(0.0022929422576857292, rel=1e-12)
    assert found.tau_b == pytest.approx(0.46337627286323757, rel=1e-12)


@pytest.mark.parametrize("test", [time_trend, time_trend_log, mann_kendall])
@pytest.mark.parametrize(
    "lots, days, refusal",
    [
        pytest.param([1.0, 2.0], [0, 1], TooFewLots, id="two lots"),
        pytest.param([5.0, 5.0, 5.0], [0, 1, 2], NoSpread, id="all the same"),
        pytest.param([1.0, 2.0, 4.0], [3, 3, 3], NoRange, id="one date"),
        pytest.param([1.0, 2.0, 4.0], [0, 1, 2, 3], NotAligned, id="a date too many"),
        pytest.param([1.0, 2.0, math.nan], [0, 1, 2], NotFinite, id="not a number"),
    ],
)
def test_degenerate_series_are_refused_with_a_sentence(test, lots, days, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        test(values=lots, days=days, arm="pre")


def test_lots_exactly_on_a_line_say_nothing_about_their_scatter():
    with pytest.raises(NoScatter):
        time_trend(values=[0.1, 0.2, 0.3, 0.4], days=[0, 10, 20, 30], arm="pre")
    with pytest.raises(NoScatter):
        time_trend_log(values=[1.0, 10.0, 100.0], days=[0, 1, 2], arm="pre")


def test_a_ratio_per_day_refuses_values_without_logarithm():
    with pytest.raises(NotPositive):
        time_trend_log(values=[1.0, 0.0, 2.0], days=[0, 1, 2], arm="pre")


def table(*rows: str):
    """One row of typed numbers for each lot; - stands for no result."""
    return typed_table(
        rows=[[None if entry == "-" else Decimal(entry) for entry in row.split()] for row in rows]
    )


def test_the_same_lot_under_three_numbers_is_found():
    found = duplicated_lots(
        table=table("7.2 93.1 5.1E12", "7.2 91.0 4.4E12", "7.2 93.1 5.10E12", "7.2 93.1 5.1E12"),
        least_attributes=2,
    )
    assert [(group.lots, group.attributes) for group in found] == [((0, 2, 3), 2)]


def test_one_digit_of_difference_is_a_different_lot():
    assert (
        duplicated_lots(table=table("7.1 93.1 5.11", "7.1 93.1 5.12", "7.0 90.0 4.1"), least_attributes=2)
        == ()
    )


def test_attributes_in_which_all_lots_agree_are_no_evidence_of_duplication():
    assert (
        duplicated_lots(table=table("7.2 0.5 93.1", "7.2 0.5 93.1", "7.2 0.5 90.0"), least_attributes=2) == ()
    )


def test_an_arm_that_is_one_lot_throughout_is_found_although_nothing_varies():
    found = duplicated_lots(table=table("7.2 93.1 5.1", "7.2 93.1 5.1", "7.2 93.1 5.1"), least_attributes=3)
    assert [(group.lots, group.attributes) for group in found] == [((0, 1, 2), 3)]


def test_lots_with_missing_results_are_compared_in_what_both_have():
    found = duplicated_lots(
        table=table("1.1 2.2 - 4.4", "1.1 2.2 3.3 -", "1.0 2.0 3.0 4.0"), least_attributes=2
    )
    assert [group.lots for group in found] == [(0, 1)]
    assert (
        duplicated_lots(table=table("1.1 2.2 - 4.4", "- 2.2 3.3 -", "1.0 2.0 3.0 4.0"), least_attributes=2)
        == ()
    )


def test_being_alike_does_not_carry_over_through_a_lot_with_missing_results():
    found = duplicated_lots(
        table=table("1.1 2.2 3.3", "1.1 2.2 -", "1.1 2.2 3.4", "1.0 2.1 3.0"), least_attributes=2
    )
    assert [group.lots for group in found] == [(0, 1)]


def test_a_repeated_value_of_one_attribute_is_information():
    found = repeated_values(table=table("7.2 93.1", "7.2 91.0", "7.1 93.10", "- 90.0"))
    assert [(each.attribute, each.value, each.lots) for each in found] == [
        (0, 7.2, (0, 1)),
        (1, 93.1, (0, 2)),
    ]


def test_identical_lots_hide_a_spread_of_up_to_half_a_step():
    """Four values that round to 98.5: two at either end have the largest SD, 0.05·√(4/3)."""
    (found,) = hidden_spread(table=table("98.5 1.1", "98.5 1.9", "98.5 1.4", "98.50 1.0"), most_steps=0)
    assert (found.attribute, found.lots, found.steps, found.unit) == (0, 4, 0, 0.1)
    assert found.largest_sd == pytest.approx(np.std([98.45, 98.45, 98.55, 98.55], ddof=1))


def test_lots_a_few_steps_apart_are_found_when_asked_for():
    three = table("7.2", "7.3", "7.2")
    assert hidden_spread(table=three, most_steps=0) == ()
    (found,) = hidden_spread(table=three, most_steps=1)
    assert (found.steps, found.low, found.high) == (1, 7.2, 7.3)
    assert found.largest_sd == pytest.approx(np.std([7.15, 7.15, 7.35], ddof=1))


def test_the_digits_typed_decide_and_not_the_size_of_the_value():
    (found,) = hidden_spread(table=table("5.1E12 5.10E12", "5.1E12 5.12E12"), most_steps=0)
    assert found.attribute == 0 and found.unit == 1e11


@pytest.mark.parametrize(
    "rows, refusal",
    [
        pytest.param([[Decimal(1)], [Decimal(1), Decimal(2)]], NotATypedTable, id="ragged"),
        pytest.param([], NotATypedTable, id="no lot"),
        pytest.param([[], []], NotATypedTable, id="no attribute"),
        pytest.param([[1.5]], NotATypedTable, id="a float, whose digits are unknown"),
        pytest.param([[Decimal("NaN")]], NotFinite, id="not a number"),
        pytest.param([[Decimal("1E400")]], NotFinite, id="beyond double precision"),
    ],
)
def test_what_is_no_table_of_typed_numbers_is_refused(rows, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        typed_table(rows=rows)


def test_impossible_questions_are_refused():
    with pytest.raises(OutOfRange):
        duplicated_lots(table=table("1 2", "1 2"), least_attributes=1)
    with pytest.raises(OutOfRange):
        hidden_spread(table=table("1 2", "1 2"), most_steps=-1)
