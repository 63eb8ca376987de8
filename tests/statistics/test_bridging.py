"""The same lots by two methods: Deming and Passing–Bablok lines, and agreement."""

import math
from operator import attrgetter

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comparability.statistics.bridging.bland_altman import agreement, agreement_ratio
from comparability.statistics.bridging.deming import deming
from comparability.statistics.bridging.passing_bablok import passing_bablok
from comparability.statistics.errors import (
    NoLine,
    NoScatter,
    NoSpreadOfPairs,
    NotAligned,
    NotFinite,
    NotPoints,
    NotPositive,
    OutOfRange,
    StatisticsError,
    TooFewPoints,
)
from comparability.statistics.paired import paired
from comparability.statistics.qualification.bridging import two_methods

OLD = [4.1, 5.3, 6.2, 7.7, 8.4, 9.9, 11.3]
NEW = [4.4, 5.1, 6.9, 7.5, 8.9, 9.4, 11.9]
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]

pairs = st.lists(
    st.tuples(st.floats(1.0, 100.0), st.floats(-3.0, 3.0)),
    min_size=5,
    max_size=9,
    unique_by=lambda pair: round(pair[0]),
).map(lambda rows: ([x for x, _ in rows], [2.0 + 1.1 * x + e for x, e in rows]))


def line_by_deming(old, new, ratio=1.0):
    return deming(old=old, new=new, error_variance_ratio=ratio, level=0.9)


def line_by_passing_bablok(old, new):
    return passing_bablok(old=old, new=new, level=0.9)


LINES = (line_by_deming, line_by_passing_bablok)


def or_assume(line, *arguments):
    """What is refused is no case for a property of lines."""
    try:
        return line(*arguments)
    except StatisticsError:
        assume(False)


@pytest.mark.parametrize("check", list(two_methods()), ids=attrgetter("name"))
def test_lines_and_limits_agree_with_r_to_eleven_digits(check):
    assert check.digits > 11


def test_the_published_agreement_of_two_peak_flow_meters_is_reproduced():
    """Bland and Altman (1986) Lancet 327:307: mean difference -2.1 l/min, SD 38.8."""
    found = agreement(old=MINI, new=WRIGHT, coverage=0.95, level=0.95)
    assert (round(found.bias, 1), round(found.sd, 1)) == (-2.1, 38.8)


def test_each_limit_of_agreement_has_its_noncentral_t_interval():
    """P(T < k·√n) with df n - 1 and noncentrality z·√n, integrated by mpmath in 30 digits."""
    found = agreement(old=OLD, new=NEW, coverage=0.9, level=0.95)
    n, z = len(OLD), mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf("0.9"))
    with mpmath.workdps(30):
        for end, chance in ((found.high_limit.low, 0.025), (found.high_limit.high, 0.975)):
            k = (mpmath.mpf(end) - mpmath.mpf(found.bias)) / mpmath.mpf(found.sd)
            assert float(noncentral_t(k * mpmath.sqrt(n), n - 1, z * mpmath.sqrt(n))) == pytest.approx(
                chance, rel=1e-10
            )


def noncentral_t(t, df, shift):
    def over_chi(s):
        density = (
            s ** (df - 1)
            * mpmath.exp(-s * s / 2)
            / (2 ** (mpmath.mpf(df) / 2 - 1) * mpmath.gamma(mpmath.mpf(df) / 2))
        )
        return mpmath.ncdf(t * s / mpmath.sqrt(df) - shift) * density

    return mpmath.quad(over_chi, [0, 1, 2, 3, 5, 8, 14])


def test_the_ratio_of_methods_is_the_difference_of_their_logarithms():
    ratio = agreement_ratio(old=OLD, new=NEW, coverage=0.95, level=0.9)
    logs = agreement(old=[math.log(x) for x in OLD], new=[math.log(x) for x in NEW], coverage=0.95, level=0.9)
    for name in ("bias_interval", "limits", "low_limit", "high_limit", "outer"):
        got, expected = getattr(ratio, name), getattr(logs, name)
        assert (math.log(got.low), math.log(got.high)) == pytest.approx(
            (expected.low, expected.high), rel=1e-10
        )
    assert math.log(ratio.bias) == pytest.approx(logs.bias, rel=1e-10)
    assert ratio.trend.slope == pytest.approx(logs.trend.slope, rel=1e-10)


def test_the_interval_of_the_bias_is_that_of_the_paired_contrast():
    expected = paired(pre=OLD, post=NEW).interval(level=0.9)
    assert agreement(old=OLD, new=NEW, coverage=0.95, level=0.9).bias_interval == expected


def test_limits_widen_from_estimated_to_each_to_both():
    """An interval for both limits together must reach further than what is estimated of each."""
    found = agreement(old=OLD, new=NEW, coverage=0.95, level=0.95)
    assert found.low_limit.low < found.limits.low < found.low_limit.high
    assert found.limits.strictly_inside(found.outer)


@settings(deadline=None, max_examples=50)
@given(pairs, st.sampled_from([0.25, 1.0, 3.0]))
def test_swapping_the_methods_inverts_the_line_of_deming(rows, ratio):
    there, back = or_assume(line_by_deming, *rows, ratio), or_assume(line_by_deming, *rows[::-1], 1.0 / ratio)
    assert back.slope == pytest.approx(1.0 / there.slope, rel=1e-11)
    assert back.intercept == pytest.approx(-there.intercept / there.slope, rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(pairs)
def test_swapping_the_methods_inverts_the_line_of_passing_and_bablok_and_its_interval(rows):
    there, back = or_assume(line_by_passing_bablok, *rows), or_assume(line_by_passing_bablok, *rows[::-1])
    assert back.slope == pytest.approx(1.0 / there.slope, rel=1e-12)
    assert back.intercept == pytest.approx(-there.intercept / there.slope, rel=1e-9, abs=1e-9)
    assume(0.0 < there.slope_interval.low and math.isfinite(there.slope_interval.high))
    assert (back.slope_interval.low, back.slope_interval.high) == pytest.approx(
        (1.0 / there.slope_interval.high, 1.0 / there.slope_interval.low), rel=1e-12
    )


def test_swapping_inverts_exactly_where_lots_tie_in_either_method():
    old, new = [1.2, 1.2, 1.5, 1.8, 1.8, 2.1, 2.4, 2.4], [1.3, 1.4, 1.4, 1.9, 1.7, 2.1, 2.2, 2.2]
    there, back = line_by_passing_bablok(old, new), line_by_passing_bablok(new, old)
    assert (there.n_slopes, back.n_slopes) == (27, 27)
    assert back.slope == pytest.approx(1.0 / there.slope, rel=1e-13)


def test_swapping_inverts_exactly_where_the_middle_lies_between_two_slopes():
    there, back = line_by_passing_bablok(OLD[:4], NEW[:4]), line_by_passing_bablok(NEW[:4], OLD[:4])
    assert there.n_slopes == 6
    assert back.slope == pytest.approx(1.0 / there.slope, rel=1e-13)


def test_pairs_of_lots_with_a_slope_of_minus_one_do_not_count():
    """0.3 less 0.1 and 7.1 less 7.3 are no exact opposites in binary."""
    found = line_by_passing_bablok([0.1, 0.3, 1.3, 2.5, 4.8], [7.3, 7.1, 8.2, 9.5, 11.9])
    assert (found.n_slopes, found.n_below) == (9, 0)


def test_slopes_below_minus_one_count_at_the_upper_end():
    found = line_by_passing_bablok([1.0, 1.1, 3.0, 4.0, 5.0, 6.0], [1.5, 1.0, 3.2, 3.9, 5.3, 5.8])
    assert found.n_below == 1
    # 15 slopes of which one lies below -1: the middle is the eighth from just above -1 on.
    xs, ys = [1.0, 1.1, 3.0, 4.0, 5.0, 6.0], [1.5, 1.0, 3.2, 3.9, 5.3, 5.8]
    slopes = sorted((ys[j] - ys[i]) / (xs[j] - xs[i]) for i in range(6) for j in range(i + 1, 6))
    assert found.slope == pytest.approx(slopes[8], rel=1e-14)


def test_too_few_lots_for_the_level_leave_the_interval_endless():
    found = passing_bablok(old=[1.0, 2.0, 3.0], new=[1.1, 2.3, 3.1], level=0.95)
    assert (found.slope_interval.low, found.slope_interval.high) == (-math.inf, math.inf)
    assert (found.intercept_interval.low, found.intercept_interval.high) == (-math.inf, math.inf)


def test_methods_that_agree_exactly_in_most_lots_have_no_interval():
    found = line_by_passing_bablok([float(x) for x in range(1, 10)], [*map(float, range(1, 9)), 9.5])
    assert found.slope == 1.0
    assert found.slope_interval is None


@pytest.mark.parametrize("line", LINES, ids=lambda f: f.__name__)
@settings(deadline=None, max_examples=30)
@given(rows=pairs, unit=st.sampled_from([1e-9, 1e13]))
def test_a_change_of_unit_of_both_methods_changes_only_the_intercept(line, rows, unit):
    plain, other = (
        or_assume(line, *rows),
        or_assume(line, *([value * unit for value in values] for values in rows)),
    )
    assert other.slope == pytest.approx(plain.slope, rel=1e-10)
    assert other.intercept == pytest.approx(plain.intercept * unit, rel=1e-8, abs=1e-9 * unit)
    assert other.slope_interval.low == pytest.approx(plain.slope_interval.low, rel=1e-9)


@pytest.mark.parametrize("line", LINES, ids=lambda f: f.__name__)
def test_the_order_of_lots_changes_no_line(line):
    plain, other = line(OLD, NEW), line(OLD[::-1], NEW[::-1])
    assert (other.slope, other.intercept) == pytest.approx((plain.slope, plain.intercept), rel=1e-13)
    assert other.slope_interval.high == pytest.approx(plain.slope_interval.high, rel=1e-12)


@pytest.mark.parametrize("line", LINES, ids=lambda f: f.__name__)
def test_an_offset_of_a_thousand_million_keeps_the_slope(line):
    # Multiples of 1/64 stay exact beside 1e9.
    old, new = ([round(value * 64) / 64 for value in values] for values in (OLD, NEW))
    plain, far = line(old, new), line([x + 1e9 for x in old], [y + 1e9 for y in new])
    assert far.slope == pytest.approx(plain.slope, rel=1e-13)
    assert far.slope_interval.low == pytest.approx(plain.slope_interval.low, rel=1e-12)


@settings(deadline=None, max_examples=30)
@given(pairs)
def test_swapping_the_methods_mirrors_their_agreement(rows):
    old, new = rows
    there = or_assume(lambda: agreement(old=old, new=new, coverage=0.95, level=0.9))
    back = agreement(old=new, new=old, coverage=0.95, level=0.9)
    for name in ("bias_interval", "limits", "outer"):
        one, other = getattr(there, name), getattr(back, name)
        assert (other.low, other.high) == pytest.approx((-one.high, -one.low), rel=1e-9, abs=1e-9)
    assert back.low_limit.low == pytest.approx(-there.high_limit.high, rel=1e-9, abs=1e-9)


def test_an_intercept_below_zero_keeps_its_ends_in_order():
    """Where the old method reads below zero (logarithms), the steeper line starts higher."""
    found = line_by_passing_bablok([value - 20.0 for value in OLD], [value - 20.0 for value in NEW])
    assert found.intercept_interval.low < found.intercept < found.intercept_interval.high


@pytest.mark.parametrize("line", LINES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("old", "new", "error", "sentence"),
    [
        ([1.0, 2.0], [1.0, 2.0], TooFewPoints, "The comparison of the two methods: 2 points"),
        ([1.0, 2.0, 3.0, 4.0], [1.0, 2.0], NotAligned, "have 4 values and those of the new method 2"),
        ([1.0, 2.0, 3.0, math.nan], [1.0] * 4, NotFinite, "One of the values of the old method"),
        ([[1.0], [2.0]], [1.0, 2.0], NotPoints, "The values of the old method must hold"),
        ([5.0] * 4, [5.0] * 4, NoLine, "all lots have the same value by both methods"),
        ([5.0] * 4, [1.0, 2.0, 3.0, 4.0], NoLine, "do not rise"),
        ([1.0, 2.0, 3.0, 4.0], [5.0] * 4, NoLine, "do not rise"),
        ([1.0, 2.0, 3.0, 4.0], [4.1, 3.0, 2.0, 1.0], NoLine, "do not rise"),
        ([0.1, 0.2, 0.3, 0.7], [1.3, 1.6, 1.9, 3.1], NoScatter, "within the rounding of the values"),
        ([-1.7e308, 0.0, 1.0, 1.7e308], [1.0, 2.0, 3.0, 4.0], NotFinite, "The range of the old method"),
    ],
    ids=[
        "two lots",
        "unlike lengths",
        "no number",
        "not a list",
        "all alike",
        "old all alike",
        "new all alike",
        "falling",
        "on a line",
        "too far apart",
    ],
)
def test_methods_without_a_line_are_refused(line, old, new, error, sentence):
    with pytest.raises(error, match=sentence):
        line(old, new)


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.inf, math.nan])
def test_a_ratio_of_error_variances_is_a_finite_number_above_zero(ratio):
    with pytest.raises(OutOfRange, match="The ratio of error variances"):
        line_by_deming(OLD, NEW, ratio)


@pytest.mark.parametrize(
    ("old", "new", "coverage", "level", "error"),
    [
        (OLD[:2], NEW[:2], 0.95, 0.95, TooFewPoints),
        (OLD, [x + 0.5 for x in OLD], 0.95, 0.95, NoSpreadOfPairs),
        (OLD, NEW, 1.0, 0.95, OutOfRange),
        (OLD, NEW, 0.95, 0.0, OutOfRange),
    ],
    ids=["two lots", "a constant difference", "all covered", "no level"],
)
def test_methods_whose_agreement_cannot_be_told_are_refused(old, new, coverage, level, error):
    with pytest.raises(error):
        agreement(old=old, new=new, coverage=coverage, level=level)


def test_a_ratio_of_methods_needs_values_above_zero():
    with pytest.raises(NotPositive):
        agreement_ratio(old=[0.0, *OLD[1:]], new=NEW, coverage=0.95, level=0.95)


def test_methods_whose_mean_never_moves_have_no_trend():
    found = agreement(old=[1.0, 2.0, 3.0], new=[3.0, 2.0, 1.0], coverage=0.95, level=0.95)
    assert found.trend is None
