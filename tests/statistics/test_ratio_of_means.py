"""The ratio of arithmetic means by Fieller, by Tamhane and Logan, and the shape of what is not rejected."""

import json
import math
from operator import attrgetter

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import (
    NoRatioOfMeans,
    NoSpread,
    NotAVector,
    NotFinite,
    TooFewLots,
)
from comparability.statistics.fieller import (
    equivalence_of_means,
    fieller,
    non_inferiority_of_means,
    welch_fieller,
)
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.exact_contrasts import ratios_of_means
from comparability.statistics.ratio_sets import RatioSet, Shape
from comparability.statistics.tost import Side

PRE, POST = [10.0, 11.0, 12.5, 9.5], [10.4, 11.9, 11.2]
MARGIN = Interval(0.5, 2.0)
both = pytest.mark.parametrize("compare", [fieller, welch_fieller])
lots = st.lists(st.floats(-20.0, 100.0).map(lambda value: round(value, 1)), min_size=2, max_size=6)


@pytest.mark.parametrize(
    "check",
    list(ratios_of_means()),
    ids=attrgetter("name"),
)
def test_ratio_interval_and_p_values_agree_with_40_digit_arithmetic_to_thirteen_digits(check):
    assert check.digits > 13


def _mratios(references):
    return json.loads((references / "r" / "q_ratio_of_means_fieller.json").read_text())["cases"]


@pytest.mark.parametrize("compare, name", [(fieller, "fieller_pooled"), (welch_fieller, "fieller_welch")])
def test_p_values_are_those_of_mratios(compare, name, references):
    for case in _mratios(references):
        contrast = compare(pre=case["input"]["y"], post=case["input"]["x"])
        low, high = case["input"]["eq_ratio"]
        assert contrast.p_above(low) == pytest.approx(case[name]["lower"]["p"], rel=1e-12)
        assert contrast.p_below(high) == pytest.approx(case[name]["upper"]["p"], rel=1e-12)


def test_the_pooled_interval_is_that_of_mratios(references):
    for case in _mratios(references):
        found = fieller(pre=case["input"]["y"], post=case["input"]["x"]).interval(alpha=0.05)
        theirs = case["fieller_pooled"]["ci"]
        assert (found.low, found.high) == pytest.approx((theirs["low"], theirs["high"]), rel=1e-12)


def test_an_interval_with_the_degrees_of_freedom_of_the_estimate_contradicts_its_own_tests(references):
    """Which is why ours takes those of each ratio: mratios rejects its own upper end, at p below 0.05."""
    for case in _mratios(references):
        contrast = welch_fieller(pre=case["input"]["y"], post=case["input"]["x"])
        assert contrast.p_below(case["fieller_welch"]["ci"]["high"]) < 0.0499
        ours = contrast.interval(alpha=0.05)
        assert contrast.p_below(ours.high) == pytest.approx(0.05, rel=1e-12)
        assert contrast.p_above(ours.low) == pytest.approx(0.05, rel=1e-12)


def _mp_tail(pre, post, ratio, *, is_pooled):
    """The smaller tail of the test at a ratio, in 25 digits."""
    with mpmath.workdps(25):
        x, y = [[mpmath.mpf(value) for value in arm] for arm in (pre, post)]
        means = [mpmath.fsum(arm) / len(arm) for arm in (x, y)]
        sums = [
            mpmath.fsum((value - mean) ** 2 for value in arm) for arm, mean in zip((x, y), means, strict=True)
        ]
        df = [len(arm) - 1 for arm in (x, y)]
        variances = [total / n for total, n in zip(sums, df, strict=True)]
        if is_pooled:
            variances = [sum(sums) / sum(df)] * 2
        a, b = ratio**2 * variances[0] / len(x), variances[1] / len(y)
        nu = mpmath.mpf(sum(df)) if is_pooled else (a + b) ** 2 / (a**2 / df[0] + b**2 / df[1])
        t2 = (means[1] - ratio * means[0]) ** 2 / (a + b)
        return mpmath.betainc(nu / 2, mpmath.mpf(1) / 2, 0, nu / (nu + t2), regularized=True) / 2


SHAPES = [
    pytest.param(PRE, POST, 0.05, Shape.INTERVAL, id="both means clear of zero"),
    pytest.param([1.0, 5.0, -2.0], [4.0, 5.0, 4.5], 0.05, Shape.COMPLEMENT, id="pre mean not clear of zero"),
    pytest.param([1.0, 5.0, -2.0], [2.0, -1.0, 3.0], 0.05, Shape.WHOLE_LINE, id="neither clear of zero"),
    pytest.param(
        [10.0, 11.0, 12.0], [1.0, 5.0, -2.0], 0.05, Shape.INTERVAL, id="post mean not clear of zero"
    ),
]


@both
@pytest.mark.parametrize("pre, post, alpha, shape", SHAPES)
def test_the_set_has_the_shape_that_the_evidence_against_zero_gives_it(compare, pre, post, alpha, shape):
    assert compare(pre=pre, post=post).confidence_set(alpha=alpha).shape is shape


@both
@given(lots, lots, st.sampled_from([0.025, 0.05, 0.2]))
def test_the_set_holds_exactly_the_ratios_that_are_not_rejected(compare, pre, post, alpha):
    try:
        contrast = compare(pre=pre, post=post)
    except (NoSpread, NoRatioOfMeans):
        return
    found = contrast.confidence_set(alpha=alpha)
    ends = [end for piece in found.pieces for end in (piece.low, piece.high) if math.isfinite(end)]
    for ratio in [-50.0, -3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0, 50.0, *ends]:
        for place in (ratio * (1 - 1e-6), ratio * (1 + 1e-6)):
            tail = _mp_tail(pre, post, mpmath.mpf(place), is_pooled=compare is fieller)
            if abs(tail - alpha) > 1e-11:
                assert found.holds(place) == (tail >= alpha)


@given(lots, lots)
def test_the_pooled_set_is_bounded_exactly_when_the_pre_mean_is_clear_of_zero(pre, post):
    try:
        contrast = fieller(pre=pre, post=post)
    except (NoSpread, NoRatioOfMeans):
        return
    with mpmath.workdps(25):
        # At an infinite ratio only the pre arm is left.
        tail = _mp_tail(pre, post, mpmath.mpf(10) ** 15, is_pooled=True)
    if abs(tail - 0.05) > 1e-6:
        assert (contrast.confidence_set(alpha=0.05).shape is Shape.INTERVAL) == (tail < 0.05)


@both
@given(lots, lots, st.sampled_from([0.025, 0.05, 0.2]))
def test_the_interval_spans_what_of_the_set_lies_above_zero(compare, pre, post, alpha):
    try:
        contrast = compare(pre=pre, post=post)
    except (NoSpread, NoRatioOfMeans):
        return
    pieces = contrast.confidence_set(alpha=alpha).pieces
    above = [piece for piece in pieces if piece.high > 0.0]
    found = contrast.interval(alpha=alpha)
    assert found.low == max(0.0, above[0].low) and found.high == above[-1].high


def test_an_unbounded_set_is_no_evidence_of_equivalence_however_wide_the_margin():
    found = equivalence_of_means(
        fieller(pre=[1.0, 5.0, -2.0], post=[4.0, 5.0, 4.5]), margin=Interval(1e-6, 1e6), alpha=0.05
    )
    assert found.interval.high == math.inf and found.p_high >= 0.05
    assert found.confidence_set.shape is Shape.COMPLEMENT
    assert found.p_low < 0.05 and found.interval.low > 1e-6  # post is still shown to be more than nothing


def test_a_ratio_further_off_than_the_bound_can_escape_rejection_and_then_counts():
    """Two post lots leave 1 degree of freedom at a ratio of zero and 7 at half the estimate."""
    pre, post = [3.0, 22.0, 5.0, 19.0, 16.0, 8.0, 12.0], [10.0, 13.7]
    contrast = welch_fieller(pre=pre, post=post)
    tails = [float(_mp_tail(pre, post, mpmath.mpf(at), is_pooled=False)) for at in ("0.01", "0.1", "0.3")]
    assert tails[0] < 0.05 < tails[1] and tails[2] < 0.05
    assert contrast.p_above(0.3) == pytest.approx(tails[2], rel=1e-12)
    found = equivalence_of_means(contrast, margin=Interval(0.3, 40.0), alpha=0.05)
    assert found.confidence_set.shape is Shape.PIECES
    assert found.interval.low < 0.1 and found.p_low == 0.05


@pytest.mark.parametrize(
    "pieces, shape",
    [
        pytest.param([(0.5, math.inf)], Shape.HALF_LINE, id="up"),
        pytest.param([(-math.inf, -0.5)], Shape.HALF_LINE, id="down"),
        pytest.param([(-2.0, 0.1), (0.5, 3.0)], Shape.PIECES, id="two bounded"),
        pytest.param([(-math.inf, -1.0), (0.0, 0.1), (0.5, math.inf)], Shape.PIECES, id="three"),
    ],
)
def test_a_set_says_which_shape_it_has(pieces, shape):
    assert RatioSet(tuple(Interval(*piece) for piece in pieces)).shape is shape


@pytest.mark.parametrize("side, name", [(Side.LOW, "p_low"), (Side.HIGH, "p_high")])
def test_non_inferiority_carries_the_same_set(side, name):
    contrast = welch_fieller(pre=PRE, post=POST)
    two_sided = equivalence_of_means(contrast, margin=MARGIN, alpha=0.05)
    bound = MARGIN.low if side is Side.LOW else MARGIN.high
    one = non_inferiority_of_means(contrast, bound=bound, side=side, alpha=0.05)
    assert one.p == getattr(two_sided, name)
    assert one.confidence_set == two_sided.confidence_set


def test_an_offset_of_a_billion_keeps_nine_digits_of_the_p_value():
    pre, post = [value + 1e9 for value in PRE], [value + 1e9 for value in POST]
    expected = float(_mp_tail(pre, post, mpmath.mpf(1.0 - 1e-9), is_pooled=False))
    found = welch_fieller(pre=pre, post=post).p_above(1.0 - 1e-9)
    assert found == pytest.approx(expected, rel=1e-9)


def test_spreads_that_differ_a_billionfold_keep_eleven_digits():
    pre, post = [1.0, 1.5, 1.2, 0.9], [1.25, 1.25 + 1e-9, 1.25 - 2e-9]
    found = welch_fieller(pre=pre, post=post).interval(alpha=0.05)
    for end in (found.low, found.high):
        assert float(_mp_tail(pre, post, mpmath.mpf(end), is_pooled=False)) == pytest.approx(0.05, rel=1e-11)


@both
def test_two_negative_means_have_a_ratio(compare):
    plain = compare(pre=PRE, post=POST)
    mirrored = compare(pre=[-value for value in PRE], post=[-value for value in POST])
    assert mirrored.interval(alpha=0.05) == plain.interval(alpha=0.05)
    assert mirrored.p_above(0.8) == plain.p_above(0.8)


@both
@pytest.mark.parametrize(
    "pre, post, refusal",
    [
        pytest.param([1.0], POST, TooFewLots, id="one lot"),
        pytest.param(PRE, [], TooFewLots, id="no lot"),
        pytest.param([5.0, 5.0, 5.0], [5.0, 5.0], NoSpread, id="both arms constant"),
        pytest.param(PRE, [5.0, 5.0, 5.0], NoSpread, id="one arm constant"),
        pytest.param([0.0, 0.0, 0.0], POST, NoSpread, id="all zero"),
        pytest.param([-1.0, 1.0], POST, NoRatioOfMeans, id="pre mean zero"),
        pytest.param(PRE, [-2.0, 1.0], NoRatioOfMeans, id="means on both sides of zero"),
        pytest.param([1.0, math.nan], POST, NotFinite, id="not a number"),
        pytest.param([-1.7e308, 1.7e308], POST, NotFinite, id="spread beyond double precision"),
        pytest.param([1e-300, 2e-300], [1e300, 2e300], NotFinite, id="ratio beyond double precision"),
        pytest.param([[1.0, 2.0], [3.0, 4.0]], POST, NotAVector, id="replicates instead of lots"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(compare, pre, post, refusal):
    with pytest.raises(refusal) as caught:
        compare(pre=pre, post=post)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


def test_two_lots_an_arm_give_a_set_however_wide():
    found = welch_fieller(pre=np.array([1, 5]), post=np.array([2, 2.1])).confidence_set(alpha=0.05)
    assert found.holds(1.0) and found.shape is Shape.COMPLEMENT
