"""Exact rank tests with ties, for two arms and for pairs, against R and against plain enumeration."""

import itertools
import json
import math
from fractions import Fraction
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from comparability.statistics.errors import (
    LevelNotReachable,
    NoSpread,
    NoSpreadOfPairs,
    NotAVector,
    NotFinite,
    NotPairs,
    NotPositive,
    OutOfRange,
    TooFewLots,
    TooManyTies,
)
from comparability.statistics.interval import Interval
from comparability.statistics.inversion import difference, equivalence, non_inferiority
from comparability.statistics.qualification.exact_contrasts import rank_tests
from comparability.statistics.rank import rank_ratio, rank_shift
from comparability.statistics.signed_rank import signed_rank_ratio, signed_rank_shift
from comparability.statistics.tost import Side

PRE, POST = [10.0, 11.0, 12.5, 9.5, 10.2], [10.4, 11.9, 11.2, 12.1]
coarse = st.lists(st.integers(10, 15).map(float), min_size=3, max_size=5)


@pytest.mark.parametrize("check", list(rank_tests()), ids=attrgetter("name"))
def test_exact_rank_tests_agree_with_r(check):
    """Differences have the digits of the values: 12 of 100 are 11.9 of 0.09."""
    assert check.digits > 11.9


def _reference(references):
    return json.loads((references / "r" / "e_nonparametric_tost.json").read_text())["cases"]


def test_p_values_are_those_of_coin_to_twelve_digits(references):
    for case in _reference(references):
        if "coin_exact_lower_p" in case:
            arms = {"pre": case["input"]["y"], "post": case["input"]["x"]}
            low, high = case["input"]["eq"]
            assert rank_shift(**arms).p_above(low) == pytest.approx(case["coin_exact_lower_p"], rel=1e-12)
            assert rank_shift(**arms).p_below(high) == pytest.approx(case["coin_exact_upper_p"], rel=1e-12)


def test_with_ties_nothing_is_taken_from_the_normal_approximation(references):
    """R's own interval and estimate are approximate there: 1.7662 is not the median of 30 whole numbers."""
    case = next(case for case in _reference(references) if case["input"]["ties"])
    found = rank_shift(pre=case["input"]["y"], post=case["input"]["x"])
    assert found.estimate == 1.5 != case["wilcox_exact_ci"]["hl"]
    assert found.p_above(-6.5) < case["wilcox_normal_lower"]["p"]


def _enumerated(pre, post, bound):
    """Tails of the mid-rank sum over all choices of post lots."""
    ranks = rankdata([Fraction(value) - Fraction(bound) for value in post] + [Fraction(v) for v in pre])
    sums = [sum(chosen) for chosen in itertools.combinations(ranks, len(post))]
    seen = sum(ranks[: len(post)])
    return sum(s >= seen for s in sums) / len(sums), sum(s <= seen for s in sums) / len(sums)


def _enumerated_signs(pre, post, bound):
    """Tails of the signed mid-rank sum over all signs; zeros keep their rank (Pratt)."""
    within = [Fraction(y) - Fraction(x) - Fraction(bound) for x, y in zip(pre, post, strict=True)]
    ranks = rankdata([abs(value) for value in within])
    signed = [rank * ((value > 0) - (value < 0)) for rank, value in zip(ranks, within, strict=True)]
    seen = sum(signed)
    sums = [
        sum(sign * value for sign, value in zip(signs, signed, strict=True))
        for signs in itertools.product((1, -1), repeat=len(signed))
    ]
    return sum(s >= seen for s in sums) / len(sums), sum(s <= seen for s in sums) / len(sums)


@given(coarse, coarse, st.integers(-8, 8).map(lambda half: half / 2))
def test_p_values_are_shares_of_all_exchanges_between_the_arms(pre, post, bound):
    if len({*pre}) == len({*post}) == 1:
        return
    found = rank_shift(pre=pre, post=post)
    assert (found.p_above(bound), found.p_below(bound)) == pytest.approx(_enumerated(pre, post, bound))


@given(
    st.lists(st.tuples(st.integers(10, 15), st.integers(10, 15)), min_size=4, max_size=6), st.integers(-8, 8)
)
def test_p_values_are_shares_of_all_signs_of_the_pairs(pairs, halves):
    pre, post = ([float(pair[arm]) for pair in pairs] for arm in (0, 1))
    if len({y - x for x, y in pairs}) == 1:
        return
    found, bound = signed_rank_shift(pre=pre, post=post), halves / 2
    assert (found.p_above(bound), found.p_below(bound)) == pytest.approx(_enumerated_signs(pre, post, bound))


@settings(max_examples=50)
@given(st.lists(st.integers(10, 15).map(float), min_size=4, max_size=5), coarse, st.sampled_from([0.05, 0.1]))
def test_under_ties_the_interval_holds_exactly_the_shifts_that_are_not_rejected(pre, post, alpha):
    try:
        found = rank_shift(pre=pre, post=post).interval(alpha=alpha)
    except (NoSpread, TooManyTies, LevelNotReachable):
        return
    for quarters in range(-28, 29):
        shift = quarters / 4
        above, below = _enumerated(pre, post, shift)
        assert found.holds(shift) == (above >= alpha and below >= alpha)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(10, 15), st.integers(10, 15)), min_size=5, max_size=6),
    st.sampled_from([0.05, 0.1]),
)
def test_under_ties_the_interval_of_pairs_holds_exactly_the_shifts_that_are_not_rejected(pairs, alpha):
    pre, post = ([float(pair[arm]) for pair in pairs] for arm in (0, 1))
    try:
        found = signed_rank_shift(pre=pre, post=post).interval(alpha=alpha)
    except (NoSpreadOfPairs, TooManyTies):
        return
    for quarters in range(-24, 25):
        above, below = _enumerated_signs(pre, post, quarters / 4)
        assert found.holds(quarters / 4) == (above >= alpha and below >= alpha)


def test_an_end_that_is_itself_rejected_does_not_touch_the_margin():
    """coin gives p 0.0468 at a shift of 7 by a tie there, so 7 is rejected and all below it are not."""
    pre, post = [18.0, 19.0, 19.0, 18.0, 18.0], [22.0, 20.0, 21.0, 25.0, 21.0, 26.0]
    above, below = _enumerated(pre, post, 7.0)
    assert below < 0.05 <= _enumerated(pre, post, 6.99)[1] and above > 0.05
    found = equivalence(rank_shift(pre=pre, post=post), margin=Interval(-9.0, 7.0), alpha=0.05)
    assert found.p_high == pytest.approx(below)
    assert found.interval.high < 7.0 and found.interval.high == pytest.approx(7.0, rel=1e-13)


def test_decimals_that_are_tied_on_paper_are_tied():
    """9.7 - 9.4 and 0.3 differ in their last digits as doubles."""
    pre, post = [9.4, 9.5, 9.8, 10.1, 9.9], [9.7, 10.0, 10.2, 9.6, 10.3]
    assert len({9.7 - 9.4, 10.1 - 9.8, 0.3}) > 1
    tenths = rank_shift(pre=[round(v * 10) for v in pre], post=[round(v * 10) for v in post])
    decimals = rank_shift(pre=pre, post=post)
    assert decimals.p_below(0.3) == tenths.p_below(3.0) and decimals.p_above(-0.2) == tenths.p_above(-2.0)
    pairs = signed_rank_shift(pre=pre, post=post)
    assert pairs.p_below(0.3) == signed_rank_shift(pre=tenths.pre, post=tenths.post).p_below(3.0)


def test_a_ratio_is_a_shift_of_the_logarithms():
    shift = rank_shift(pre=np.log(PRE), post=np.log(POST))
    ratio = rank_ratio(pre=PRE, post=POST)
    assert math.log(ratio.estimate) == pytest.approx(shift.estimate)
    assert ratio.p_above(0.9) == shift.p_above(math.log(0.9))
    pairs, logs = [arm[:4] for arm in (PRE, POST)], [np.log(arm[:4]) for arm in (PRE, POST)]
    within = signed_rank_ratio(pre=pairs[0], post=pairs[1])
    assert math.log(within.estimate) == pytest.approx(signed_rank_shift(pre=logs[0], post=logs[1]).estimate)


def test_the_estimate_is_the_median_of_all_differences():
    found = rank_shift(pre=PRE, post=POST)
    assert found.estimate == pytest.approx(np.median([y - x for x in PRE for y in POST]))
    pairs = signed_rank_shift(pre=PRE[:4], post=POST)
    within = [y - x for x, y in zip(PRE[:4], POST, strict=True)]
    walsh = [(within[i] + within[j]) / 2 for i in range(4) for j in range(i, 4)]
    assert pairs.estimate == pytest.approx(np.median(walsh))


def test_three_against_three_lots_cannot_reach_five_percent():
    """Complete separation has p = 0.05, which is not below 0.05; R nevertheless prints an interval."""
    contrast = rank_shift(pre=[1.0, 2.0, 3.0], post=[1.5, 2.5, 3.5])
    assert contrast.smallest_p == 0.05 == contrast.p_above(-10.0)
    with pytest.raises(LevelNotReachable, match="0.05, not below 0.05"):
        equivalence(contrast, margin=Interval(-10.0, 10.0), alpha=0.05)
    with pytest.raises(LevelNotReachable):
        non_inferiority(contrast, bound=-10.0, side=Side.LOW, alpha=0.05)
    with pytest.raises(LevelNotReachable):
        difference(contrast, level=0.95)
    assert equivalence(contrast, margin=Interval(-10.0, 10.0), alpha=0.06).p_low == 0.05


def test_four_pairs_cannot_reach_five_percent_and_five_can():
    four = signed_rank_shift(pre=[1.0, 2.0, 3.0, 4.0], post=[1.1, 2.2, 3.3, 4.4])
    assert four.smallest_p == 0.0625
    with pytest.raises(LevelNotReachable):
        equivalence(four, margin=Interval(-10.0, 10.0), alpha=0.05)
    five = signed_rank_shift(pre=[1.0, 2.0, 3.0, 4.0, 5.0], post=[1.1, 2.2, 3.3, 4.4, 5.5])
    assert equivalence(five, margin=Interval(-10.0, 10.0), alpha=0.05).p_low == 0.03125


@pytest.mark.parametrize(
    "n_pre, n_post, alpha, attained",
    [
        # qwilcox and pwilcox of R 4.2.2: the largest P(U <= u) below alpha.
        (4, 4, 0.05, 0.028571428571428571),
        (5, 5, 0.05, 0.047619047619047616),
        (10, 3, 0.05, 11 / 286),
        (3, 3, 0.06, 0.05),
        (2, 6, 0.05, 0.035714285714285712),
    ],
)
def test_the_attained_level_is_the_largest_below_alpha(n_pre, n_post, alpha, attained):
    contrast = rank_shift(pre=[float(i) for i in range(n_pre)], post=[i + 0.5 for i in range(n_post)])
    assert contrast.attained_alpha(alpha=alpha) == pytest.approx(attained, rel=1e-12)


@pytest.mark.parametrize("n, attained", [(5, 0.03125), (8, 0.0390625), (12, 0.046142578125)])
def test_the_attained_level_of_pairs_is_the_largest_below_alpha(n, attained):
    """psignrank of R 4.2.2."""
    contrast = signed_rank_shift(pre=[0.0] * n, post=[1.3**i for i in range(n)])
    assert contrast.attained_alpha(alpha=0.05) == pytest.approx(attained, rel=1e-12)


def test_an_unreachable_level_has_no_attained_level():
    with pytest.raises(LevelNotReachable):
        rank_shift(pre=[1.0, 2.0], post=[3.0, 4.0]).attained_alpha(alpha=0.05)


@pytest.mark.parametrize(
    "bound, above, below",
    [
        (0.0, 0.010578878415884023, 0.98969424395755123),
        (-2.0, 0.0015742492307617749, 0.99847637053275717),
        (20.0, 0.99999616046084561, 4.0392734516138049e-06),
    ],
)
def test_forty_lots_an_arm_are_still_exact(bound, above, below):
    """Summed over 1e23 choices; wilcox.test(exact = TRUE) of R 4.2.2."""
    pre = [float(i) for i in range(40)]
    found = rank_shift(pre=pre, post=[value + 6.5 for value in pre])
    assert (found.p_above(bound), found.p_below(bound)) == pytest.approx((above, below), rel=1e-12)


@pytest.mark.parametrize(
    "compare, pre, post, refusal",
    [
        pytest.param(rank_shift, [1.0], POST, TooFewLots, id="one lot"),
        pytest.param(rank_shift, [5.0] * 4, [5.0] * 4, NoSpread, id="all lots alike"),
        pytest.param(rank_shift, [5.0] * 4, [6.0] * 4, NoSpread, id="both arms constant"),
        pytest.param(rank_ratio, [5.0] * 4, [6.0] * 4, NoSpread, id="both arms constant, ratio"),
        pytest.param(rank_shift, PRE, [1.0, math.nan], NotFinite, id="not a number"),
        pytest.param(rank_shift, [1.7e308, 1.0], [-1.7e308, 1.0], NotFinite, id="beyond double precision"),
        pytest.param(rank_ratio, [1e-200, 1.0], [1e200, 1.0], NotFinite, id="ratio beyond double precision"),
        pytest.param(rank_ratio, [1e200, 1.0], [1e-200, 1.0], NotFinite, id="ratio too small to hold"),
        pytest.param(rank_ratio, PRE, [0.0, 1.0], NotPositive, id="zero in a ratio"),
        pytest.param(rank_shift, [[1.0, 2.0], [3.0, 4.0]], POST, NotAVector, id="replicates instead of lots"),
        pytest.param(
            rank_shift, list(range(100)), list(range(21)), OutOfRange, id="more lots than practical"
        ),
        pytest.param(signed_rank_shift, PRE, POST, NotPairs, id="not in pairs"),
        pytest.param(signed_rank_shift, [1.0, 2.0], [2.0, 3.0], NoSpreadOfPairs, id="pairs all alike"),
        pytest.param(signed_rank_ratio, [1.0, 2.0], [2.0, 4.0], NoSpreadOfPairs, id="ratios all alike"),
        pytest.param(signed_rank_ratio, [-1.0, 2.0], [2.0, 4.0], NotPositive, id="negative in a ratio"),
        pytest.param(signed_rank_ratio, [1e-200, 1.0], [1e200, 1.0], NotFinite, id="pair beyond precision"),
        pytest.param(
            signed_rank_shift, [1.7e308, 1.0], [-1.7e308, 1.0], NotFinite, id="difference beyond it"
        ),
        pytest.param(
            signed_rank_shift, [0.0] * 121, list(range(121)), OutOfRange, id="more pairs than practical"
        ),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(compare, pre, post, refusal):
    with pytest.raises(refusal) as caught:
        compare(pre=pre, post=post)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


def test_so_many_ties_that_only_one_shift_is_left_are_refused():
    contrast = rank_shift(pre=[5.0] * 7 + [6.0], post=[5.0] * 7 + [6.0])
    with pytest.raises(TooManyTies, match="rounded too coarsely"):
        equivalence(contrast, margin=Interval(-2.0, 2.0), alpha=0.05)
