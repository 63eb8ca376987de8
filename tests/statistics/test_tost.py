"""The Welch two one-sided tests, against other people's numbers and against their own logic."""

import csv
import math
from operator import attrgetter
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.arrays import contrasts
from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import (
    BadMargin,
    NoSpread,
    NotAVector,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.welch_tost import welch_tests
from comparability.statistics.tost import (
    Side,
    difference,
    non_inferiority,
    tost,
    tost_ratio,
)
from comparability.statistics.two_arms import welch, welch_log

PRE, POST = [10.0, 11.0, 12.5, 9.5], [10.4, 11.9, 11.2]
MARGIN = Interval(-2.0, 3.0)

lots = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=8).filter(lambda values: np.std(values) > 1e-3)


@pytest.mark.parametrize(
    "check",
    list(welch_tests()),
    ids=attrgetter("name"),
)
def test_estimate_interval_and_p_values_agree_with_34_digit_arithmetic_to_eleven_digits(check):
    assert check.digits > 11


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "P4", "P5", "P6"])
def test_published_welch_intervals_of_parallel_groups_are_reproduced(name, references: Path):
    """Fuglsang, Schütz, Labes (2015) AAPS J 17:400; percent ratio test / reference."""
    with (references / "be_parallel" / "published_90ci.csv").open() as file:
        published = next(row for row in csv.DictReader(_data(file)) if row["dataset"] == name)
    with (references / "be_parallel" / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(_data(file)))
    arm = {treat: [float(row["Var"]) for row in rows if row["Treat"] == treat] for treat in "TR"}
    found = tost_ratio(pre=arm["R"], post=arm["T"], margin=Interval(0.8, 1.25), alpha=0.05)
    got = [100 * found.estimate, 100 * found.interval.low, 100 * found.interval.high]
    printed = [float(published[key]) for key in ("gmr_pct", "welch_lower_pct", "welch_upper_pct")]
    assert got == pytest.approx(printed, abs=0.005000001)


@given(lots, lots)
def test_p_values_agree_with_scipys_own_welch_test(pre, post):
    found = tost(pre=pre, post=post, margin=MARGIN, alpha=0.05)
    shifted = [value - MARGIN.low for value in post]
    theirs = stats.ttest_ind(shifted, pre, equal_var=False, alternative="greater").pvalue
    assert found.p_low == pytest.approx(float(theirs), rel=1e-6, abs=1e-12)


@given(lots, lots, st.floats(0.01, 0.2))
def test_the_interval_is_scipys_at_the_level_one_minus_twice_alpha(pre, post, alpha):
    found = tost(pre=pre, post=post, margin=MARGIN, alpha=alpha)
    theirs = stats.ttest_ind(post, pre, equal_var=False).confidence_interval(1 - 2 * alpha)
    assert (found.interval.low, found.interval.high) == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@given(lots, lots, st.floats(0.01, 0.2))
def test_both_p_values_are_below_alpha_exactly_when_the_interval_lies_inside(pre, post, alpha):
    found = tost(pre=pre, post=post, margin=MARGIN, alpha=alpha)
    assert (max(found.p_low, found.p_high) < alpha) == found.interval.strictly_inside(MARGIN)


@given(lots, lots, st.floats(0.01, 0.2), st.sampled_from(["low", "high"]), st.integers(-2, 2))
def test_both_agree_exactly_where_the_interval_touches_the_margin(pre, post, alpha, end, steps):
    """Within the last digits rounding must not part them, and touching is no evidence."""
    reached = getattr(tost(pre=pre, post=post, margin=Interval(-1e6, 1e6), alpha=alpha).interval, end)
    for _ in range(abs(steps)):
        reached = math.nextafter(reached, math.copysign(math.inf, steps))
    margin = Interval(reached, 1e6) if end == "low" else Interval(-1e6, reached)
    found = tost(pre=pre, post=post, margin=margin, alpha=alpha)
    assert (max(found.p_low, found.p_high) < alpha) == found.interval.strictly_inside(margin)
    assert steps or not found.interval.strictly_inside(margin)
    assert getattr(found.interval, end) == pytest.approx(reached, rel=1e-14)


@given(lots, lots)
def test_swapping_the_arms_mirrors_the_interval(pre, post):
    there = tost(pre=pre, post=post, margin=Interval(-2, 2), alpha=0.05)
    back = tost(pre=post, post=pre, margin=Interval(-2, 2), alpha=0.05)
    assert (there.interval.low, there.interval.high) == pytest.approx(
        (-back.interval.high, -back.interval.low), rel=1e-9, abs=1e-9
    )


@given(lots, lots, st.sampled_from([1e13, 1e-9, 3.0]))
def test_a_ratio_does_not_depend_on_the_unit(pre, post, unit):
    here = tost_ratio(pre=pre, post=post, margin=Interval(0.5, 2), alpha=0.05)
    there = tost_ratio(
        pre=[value * unit for value in pre],
        post=[value * unit for value in post],
        margin=Interval(0.5, 2),
        alpha=0.05,
    )
    assert there.estimate == pytest.approx(here.estimate, rel=1e-12)
    assert there.interval.low == pytest.approx(here.interval.low, rel=1e-8)


def test_an_offset_of_a_billion_leaves_the_difference_alone():
    plain = tost(pre=PRE, post=POST, margin=MARGIN, alpha=0.05)
    far = tost(
        pre=[value + 1e9 for value in PRE], post=[value + 1e9 for value in POST], margin=MARGIN, alpha=0.05
    )
    assert far.interval.low == pytest.approx(plain.interval.low, rel=1e-6)
    assert far.contrast.df == pytest.approx(plain.contrast.df, rel=1e-6)


def test_logarithms_of_close_lots_keep_their_digits_in_an_arm_that_lies_elsewhere():
    """mpmath in 40 digits: SDs of arms that vary by 1e-12 of their values, 5 % apart."""
    pre, post = [999999999.9932797, 999999999.9961916], [1049999999.9976537, 1049999999.9990612]
    with mpmath.workdps(40):
        logs = [[mpmath.log(mpmath.mpf(value)) for value in arm] for arm in (pre, post)]
        sds = [float(abs(first - second) / mpmath.sqrt(2)) for first, second in logs]
    found = welch_log(pre=pre, post=post)
    assert (found.sd_pre, found.sd_post) == pytest.approx(sds, rel=1e-14, abs=0.0)
    rows = contrasts(pre=[pre], post=[post], is_pooled=False, is_log=True)
    assert (rows.sd_pre[0], rows.sd_post[0]) == pytest.approx(sds, rel=1e-14, abs=0.0)
    assert rows.difference[0] == pytest.approx(found.difference, rel=1e-14)


def test_an_asymmetric_margin_is_tested_at_both_of_its_ends():
    found = tost(pre=PRE, post=POST, margin=Interval(-1.0, 5.0), alpha=0.05)
    assert found.p_low > found.p_high


@pytest.mark.parametrize("side, name", [(Side.LOW, "p_low"), (Side.HIGH, "p_high")])
def test_non_inferiority_is_one_half_of_the_two_tests(side, name):
    both = tost(pre=PRE, post=POST, margin=MARGIN, alpha=0.05)
    bound = MARGIN.low if side is Side.LOW else MARGIN.high
    one = non_inferiority(welch(pre=PRE, post=POST), bound=bound, side=side, alpha=0.05)
    assert one.p == getattr(both, name)
    assert one.bound == (both.interval.low if side is Side.LOW else both.interval.high)
    assert one.interval == both.interval


@pytest.mark.parametrize("side, name, bound", [(Side.LOW, "p_low", 0.8), (Side.HIGH, "p_high", 1.25)])
def test_non_inferiority_on_the_ratio_is_one_half_of_the_two_tests_on_the_ratio(side, name, bound):
    both = tost_ratio(pre=PRE, post=POST, margin=Interval(0.8, 1.25), alpha=0.05)
    one = non_inferiority(welch_log(pre=PRE, post=POST), bound=bound, side=side, alpha=0.05)
    assert one.p == getattr(both, name)


@given(lots, lots)
def test_a_difference_is_seen_exactly_when_scipys_two_sided_p_is_below_five_percent(pre, post):
    p = float(stats.ttest_ind(np.log(post), np.log(pre), equal_var=False).pvalue)
    assume(abs(p - 0.05) > 1e-6)
    assert difference(welch_log(pre=pre, post=post), level=0.95).is_seen == (p < 0.05)


def test_two_lots_an_arm_give_an_interval_however_wide():
    found = tost_ratio(pre=[1.0, 5.0], post=[2.0, 2.1], margin=Interval(0.5, 2), alpha=0.05)
    assert 0.0 <= found.interval.low < 0.01 and found.interval.high > 100


def test_an_interval_that_leaves_double_precision_has_an_open_end():
    found = difference(welch_log(pre=[1e-300, 1e300], post=[1.0, 2.0]), level=0.95)
    assert found.interval == Interval(0.0, math.inf)


def test_whole_numbers_in_an_array_are_read_as_numbers():
    assert difference(
        welch(pre=np.array([1, 2, 4]), post=np.array([2, 3, 7])), level=0.95
    ).estimate == pytest.approx(5 / 3)


@pytest.mark.parametrize(
    "pre, post, refusal",
    [
        pytest.param([1.0], POST, TooFewLots, id="one lot"),
        pytest.param([], POST, TooFewLots, id="no lot"),
        pytest.param([5.0, 5.0, 5.0], [5.0, 5.0], NoSpread, id="both arms constant"),
        pytest.param(PRE, [5.0, 5.0, 5.0], NoSpread, id="one arm constant"),
        pytest.param([1.0, math.nan], POST, NotFinite, id="not a number"),
        pytest.param(PRE, [1.0, math.inf], NotFinite, id="infinite"),
        pytest.param([-1.7e308, 1.7e308], POST, NotFinite, id="spread beyond double precision"),
        pytest.param([0.0, 1.7e308, 1.7e308], POST, NotFinite, id="sum beyond double precision"),
        pytest.param([-1.7e308, -1.6e308], [1.7e308, 1.6e308], NotFinite, id="difference beyond it"),
        pytest.param([[1.0, 2.0], [3.0, 4.0]], POST, NotAVector, id="replicates instead of lots"),
        pytest.param("12", POST, NotAVector, id="one text whose letters are numbers"),
        pytest.param(b"12", POST, NotAVector, id="bytes"),
        pytest.param(["10.2", "n.d."], POST, NotAVector, id="a word among numbers"),
        pytest.param([10**400, 1], POST, NotFinite, id="a whole number beyond double precision"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, post, refusal):
    with pytest.raises(refusal) as caught:
        tost(pre=pre, post=post, margin=MARGIN, alpha=0.05)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize("value", [0.0, -1.0], ids=["zero", "negative"])
def test_a_ratio_refuses_values_that_have_no_logarithm(value):
    with pytest.raises(NotPositive, match="post arm"):
        tost_ratio(pre=PRE, post=[1.0, value], margin=Interval(0.5, 2), alpha=0.05)


def test_a_contrast_without_a_standard_error_is_refused():
    with pytest.raises(NotFinite, match="standard error"):
        TContrast(difference=1.0, standard_error=0.0, df=3.0, is_log=False)


def test_swapped_bounds_are_refused():
    with pytest.raises(BadMargin):
        Interval(2.0, 0.5)


@pytest.mark.parametrize("low, high", [(0.0, 2.0), (-0.5, 2.0), (0.5, math.inf)])
def test_a_ratio_refuses_a_margin_that_is_not_above_zero_or_not_finite(low, high):
    with pytest.raises(BadMargin):
        tost_ratio(pre=PRE, post=POST, margin=Interval(low, high), alpha=0.05)


@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0, -0.05, math.nan])
def test_alpha_lies_between_zero_and_a_half(alpha):
    with pytest.raises(OutOfRange):
        tost(pre=PRE, post=POST, margin=MARGIN, alpha=alpha)


def _data(lines):
    return (line for line in lines if not line.startswith("#"))
