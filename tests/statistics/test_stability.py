"""Slopes of stability series with lots as fixed lines, and the poolability of lots."""

import csv
import math
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.statistics.errors import (
    NoRange,
    NoScatter,
    NoSpread,
    NotAligned,
    NotFinite,
    NotPoints,
    OutOfRange,
    TooFewLots,
    TooFewPoints,
)
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.stability import norris_line, stability_slopes
from comparability.statistics.regression import straight_line
from comparability.statistics.stability.poolability import PooledModel, poolability
from comparability.statistics.stability.slopes import lot_slopes, one_line_per_arm, own_intercepts
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import welch

MONTHS = (0.0, 3.0, 6.0, 9.0, 12.0)
ANALYSES = (one_line_per_arm, own_intercepts, lot_slopes)
PRE = [
    [(0, 99.8), (3, 99.1), (6, 98.9), (9, 97.9)],
    [(0, 101.2), (3, 100.1), (6, 99.9), (9, 98.6)],
    [(0, 98.9), (3, 98.8), (6, 97.6)],
]
POST = [[(0, 100.4), (3, 99.9), (6, 98.2), (9, 98.0)], [(0, 99.2), (3, 97.9), (6, 97.7), (12, 95.1)]]
LINE = [(0.0, 100.0), (3.0, 99.0), (6.0, 98.0)]

series = st.lists(
    st.lists(st.floats(-2.0, 2.0), min_size=5, max_size=5).map(
        lambda noise: [(month, 100.0 - 0.3 * month + e) for month, e in zip(MONTHS, noise, strict=True)]
    ),
    min_size=2,
    max_size=4,
).filter(
    lambda lots: (
        max(v for lot in lots for _, v in lot) - min(v for lot in lots for _, v in lot) > 4.0
        and _slope_range(lots) > 1e-3
    )
)


def _slope_range(lots):
    slopes = [straight_slope(lot) for lot in lots]
    return max(slopes) - min(slopes)


def straight_slope(lot):
    mean = math.fsum(month for month, _ in lot) / len(lot)
    squares = math.fsum((month - mean) ** 2 for month, _ in lot)
    return math.fsum((month - mean) * value for month, value in lot) / squares


@pytest.mark.parametrize("check", list(norris_line()), ids=attrgetter("name"))
def test_the_certified_regression_of_nist_is_met_to_thirteen_digits(check):
    assert check.digits > 13


@pytest.mark.parametrize("check", list(stability_slopes()), ids=attrgetter("name"))
def test_slopes_and_poolability_agree_with_r_to_eleven_digits(check):
    assert check.digits > 11


def test_the_interval_of_a_slope_is_that_of_r():
    """R 4.2.2: confint(lm(c(2.1,3.9,6.2,7.8,10.1) ~ c(1,2,3,4,5)), level = 0.95)."""
    line = straight_line(x=[1, 2, 3, 4, 5], y=[2.1, 3.9, 6.2, 7.8, 10.1])
    slope, intercept = line.slope_interval(level=0.95), line.intercept_interval(level=0.95)
    assert (slope.low, slope.high) == pytest.approx((1.7999392904005409, 2.1800607095994589), rel=1e-12)
    assert (intercept.low, intercept.high) == pytest.approx(
        (-0.58036006113010141, 0.68036006113010661), rel=1e-12
    )


def test_the_published_slope_equivalence_of_a_new_process_is_reproduced():
    """Burdick (2011) BioPharm Int 24(3):36: purity under stress, 4 and 4 lots at 4 times, 22 degrees of
    freedom, 90 % interval of historical - new 0.05 to 0.81 % a month, inside ±1. The values are made to have
    the published slopes and slope variance.
    """
    variance, df = 0.0967, 22
    squares = 5.0  # of the times 0, 1, 2, 3 about their mean
    wave = math.sqrt(variance * squares * df / 32)

    def lots(slope):
        return [
            [
                (t, 90 + level + slope * t + wave * sign)
                for t, sign in zip(range(4), (1, -1, -1, 1), strict=True)
            ]
            for level in (0.0, 0.7, -0.4, 0.2)
        ]

    contrast = own_intercepts(pre=lots(-1.56), post=lots(-1.13))
    found = equivalence(contrast, margin=Interval(-1.0, 1.0), alpha=0.05)
    assert contrast.df == df
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (0.05, 0.81)
    assert max(found.p_low, found.p_high) < 0.05


@pytest.mark.parametrize(
    ("batches", "model"),
    [
        ("b2 b5 b7", PooledModel.ONE_LINE),
        ("b3 b4 b5", PooledModel.ONE_SLOPE),
        ("b4 b5 b8", PooledModel.OWN_LINES),
    ],
    ids=["one line", "one slope", "own lines"],
)
def test_published_poolability_of_batches_is_reproduced(batches, model, references: Path):
    """LeBlond, Griffith, Aubuchon (2011) J Valid Technol 17(3):47, tables IV, VI and VIII."""
    with (references / "lots_stability_exp1_expirest.csv").open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    lots = [
        [(float(row["Month"]), float(row["Potency"])) for row in rows if row["Batch"] == batch]
        for batch in batches.split()
    ]
    assert poolability(lots=lots, alpha=0.25).model is model


def test_lots_are_pooled_only_above_the_level_that_was_given():
    """The slopes of these lots differ with p = 0.17: pooled at 0.05, not at the 0.25 of ICH Q1E."""
    found = poolability(lots=PRE + POST, alpha=0.25)
    assert poolability(lots=PRE + POST, alpha=found.slopes.p * 1.01).model is PooledModel.OWN_LINES
    assert poolability(lots=PRE + POST, alpha=found.slopes.p * 0.99).model is not PooledModel.OWN_LINES


def test_one_slope_per_lot_is_the_welch_comparison_of_the_lots_own_slopes():
    found = lot_slopes(pre=PRE, post=POST)
    theirs = welch(pre=[straight_slope(lot) for lot in PRE], post=[straight_slope(lot) for lot in POST])
    assert (found.difference, found.standard_error, found.df) == pytest.approx(
        (theirs.difference, theirs.standard_error, theirs.df), rel=1e-12
    )


def test_own_intercepts_follow_r_where_lots_have_unlike_times():
    """R 4.2.2: lm(y ~ lot + arm:time) on PRE and POST; slope of post less pre, standard error and df."""
    found = own_intercepts(pre=PRE, post=POST)
    theirs = (-0.087803030303037974, 0.044883875015661795, 12)
    assert (found.difference, found.standard_error, found.df) == pytest.approx(theirs, rel=1e-11)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
@settings(deadline=None, max_examples=30)
@given(pre=series, post=series)
def test_swapping_the_arms_mirrors_the_difference_of_slopes(analysis, pre, post):
    there, back = analysis(pre=pre, post=post), analysis(pre=post, post=pre)
    assert back.difference == pytest.approx(-there.difference, rel=1e-9, abs=1e-12)
    assert (back.standard_error, back.df) == pytest.approx((there.standard_error, there.df), rel=1e-9)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
@settings(deadline=None, max_examples=30)
@given(
    pre=series, post=series, time=st.sampled_from([1e-3, 30.4375, 1e6]), value=st.sampled_from([1e-9, 1e13])
)
def test_a_change_of_units_changes_nothing_but_units(analysis, pre, post, time, value):
    def converted(lots):
        return [[(month * time, y * value) for month, y in lot] for lot in lots]

    plain, other = analysis(pre=pre, post=post), analysis(pre=converted(pre), post=converted(post))
    factor = value / time
    assert other.difference == pytest.approx(plain.difference * factor, rel=1e-9, abs=1e-11 * factor)
    assert other.standard_error == pytest.approx(plain.standard_error * factor, rel=1e-9)
    assert other.df == pytest.approx(plain.df, rel=1e-9)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
def test_an_offset_of_a_thousand_million_keeps_nine_digits(analysis):
    # Multiples of 1/64 stay exact beside 1e9, so the offset changes nothing but the room for digits.
    def shifted(lots, offset):
        return [[(month, round(value * 64) / 64 + offset) for month, value in lot] for lot in lots]

    plain = analysis(pre=shifted(PRE, 0.0), post=shifted(POST, 0.0))
    far = analysis(pre=shifted(PRE, 1e9), post=shifted(POST, 1e9))
    assert (far.difference, far.standard_error, far.df) == pytest.approx(
        (plain.difference, plain.standard_error, plain.df), rel=1e-12
    )


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
def test_the_order_of_lots_and_of_points_changes_nothing(analysis):
    plain = analysis(pre=PRE, post=POST)
    turned = analysis(pre=[lot[::-1] for lot in PRE[::-1]], post=POST[::-1])
    assert (turned.difference, turned.standard_error) == pytest.approx(
        (plain.difference, plain.standard_error)
    )


@pytest.mark.parametrize(
    ("pre", "error", "sentence"),
    [
        ([], TooFewLots, "has 0 lots"),
        ([[(0.0, 1.0)]], TooFewPoints, "Lot 1 of the pre arm: 1 point, at least 2 are needed"),
        ([[(3.0, 1.0), (3.0, 2.0)]], NoRange, "Lot 1 of the pre arm: all points have the same time"),
        ([[(0.0, math.nan), (3.0, 2.0)]], NotFinite, "A time or a value of lot 1 of the pre arm"),
        ([[(math.inf, 1.0), (3.0, 2.0)]], NotFinite, "is not a finite number"),
        ([[0.0, 1.0, 2.0]], NotPoints, "Lot 1 of the pre arm must hold points of two numbers each"),
        ([1.0, 2.0], NotPoints, "must hold points of two numbers each"),
        (3.0, NotPoints, "Every lot of the pre arm"),
    ],
    ids=[
        "no lot",
        "one point",
        "one time",
        "a value that is no number",
        "an endless time",
        "numbers without times",
        "lots without points",
        "a number instead of lots",
    ],
)
@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
def test_degenerate_series_are_refused_with_a_sentence(analysis, pre, error, sentence):
    with pytest.raises(error, match=sentence):
        analysis(pre=pre, post=POST)


@pytest.mark.parametrize("analysis", ANALYSES[:2], ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "lots", [[LINE], [[(0.0, 7.0), (3.0, 7.0), (6.0, 7.0)]]], ids=["points on a line", "values all alike"]
)
def test_series_without_scatter_are_refused(analysis, lots):
    with pytest.raises(NoScatter, match="within the rounding of the values"):
        analysis(pre=lots, post=lots)


def test_points_on_a_line_but_for_rounding_are_refused():
    lots = [[(t, 0.1 + 0.7 * t) for t in (0.0, 0.3, 0.7, 1.1)]]
    with pytest.raises(NoScatter):
        one_line_per_arm(pre=lots, post=lots)


def test_copies_of_one_lot_at_another_level_have_no_spread_of_slopes():
    copies = [PRE[0], [(month, value + 0.3) for month, value in PRE[0]]]
    with pytest.raises(NoSpread, match="2 lots of the pre arm"):
        lot_slopes(pre=copies, post=POST)


def test_an_arm_of_one_lot_has_no_spread_of_slopes():
    with pytest.raises(TooFewLots, match="post arm has 1 lot; at least 2"):
        lot_slopes(pre=PRE, post=POST[:1])


def test_an_arm_of_two_points_is_refused():
    with pytest.raises(TooFewPoints, match="The pre arm: 2 points, at least 3 are needed"):
        own_intercepts(pre=[[(0.0, 1.0), (3.0, 2.0)]], post=POST)


def test_the_fewest_points_that_are_accepted_leave_two_degrees_of_freedom():
    two_lots = [[(0.0, 1.0), (1.0, 2.0)], [(0.0, 1.5), (1.0, 2.2)]]
    one_lot = [[(0.0, 1.0), (1.0, 2.0), (2.0, 2.5)]]
    assert own_intercepts(pre=two_lots, post=two_lots).df == 2
    assert own_intercepts(pre=one_lot, post=one_lot).df == 2


@pytest.mark.parametrize(
    ("lots", "alpha", "error"),
    [
        ([LINE], 0.25, TooFewLots),
        ([LINE[:2], LINE[1:]], 0.25, TooFewPoints),
        ([LINE, [(0.0, 101.0), (3.0, 100.0), (6.0, 99.0)]], 0.25, NoScatter),
        ([[(0.0, 5.0), (3.0, 5.0), (6.0, 5.0)]] * 2, 0.25, NoScatter),
        (PRE, 0.0, OutOfRange),
        (PRE, 1.0, OutOfRange),
        (PRE, math.nan, OutOfRange),
        (5.0, 0.25, NotPoints),
    ],
    ids=[
        "one lot",
        "no point to spare",
        "parallel lines",
        "all alike",
        "level 0",
        "level 1",
        "no level",
        "no lots",
    ],
)
def test_lots_that_cannot_be_pooled_by_a_test_are_refused(lots, alpha, error):
    with pytest.raises(error):
        poolability(lots=lots, alpha=alpha)


@pytest.mark.parametrize(
    ("x", "y", "error"),
    [
        ([1.0, 2.0], [1.0, 2.0], TooFewPoints),
        ([1.0, 2.0, 3.0], [1.0, 2.0], NotAligned),
        ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0], NoRange),
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], NoScatter),
        ([1.0, 2.0, 3.0], [2.0, 2.0, 2.0], NoScatter),
        ([1.0, 2.0, math.inf], [2.0, 2.0, 2.0], NotFinite),
        ([[1.0], [2.0], [3.0]], [2.0, 2.0, 2.0], NotPoints),
        ([-1.7e308, 1.7e308, 0.0], [1.0, 2.0, 5.0], NotFinite),
    ],
    ids=[
        "two points",
        "unlike lengths",
        "one x",
        "on a line",
        "one y",
        "endless",
        "not a list",
        "too far apart",
    ],
)
def test_points_without_a_line_are_refused(x, y, error):
    with pytest.raises(error):
        straight_line(x=x, y=y)
