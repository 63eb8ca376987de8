"""Split lots compared pair by pair, and two arms with one variance, against other people's numbers."""

import csv
import math
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf
from scipy import stats

from comparability.statistics.errors import (
    NoSpreadOfPairs,
    NotAVector,
    NotFinite,
    NotPairs,
    NotPositive,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.paired import paired, paired_log
from comparability.statistics.qualification.t_contrasts import (
    paired_tests,
    pooled_tests,
    pooled_worked_example,
)
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import pooled, pooled_log

PRE, POST = [93.1, 85.5, 88.0, 90.2], [94.0, 86.1, 90.2, 90.0]
MARGIN = Interval(-2.0, 3.0)

pairs = st.lists(st.tuples(st.floats(1.0, 100.0), st.floats(1.0, 100.0)), min_size=2, max_size=9).filter(
    lambda lots: np.ptp([y - x for x, y in lots]) > 1e-3 and np.ptp([y / x for x, y in lots]) > 1e-4
)


def arms(lots):
    return {"pre": [x for x, _ in lots], "post": [y for _, y in lots]}


@pytest.mark.parametrize(
    "check", [*paired_tests(), *pooled_tests()], ids=lambda check: f"{check.group} {check.name}"
)
def test_paired_and_pooled_results_agree_with_34_digit_arithmetic_to_eleven_digits(check):
    assert check.digits > 11


@pytest.mark.parametrize("check", [*pooled_worked_example()], ids=attrgetter("name"))
def test_a_printed_pooled_example_is_reproduced_to_its_last_digit(check):
    assert check.ok


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "P4", "P5", "P6"])
def test_published_pooled_intervals_of_parallel_groups_are_reproduced(name, references: Path):
    """Fuglsang, Schütz, Labes (2015) AAPS J 17:400; percent ratio test / reference."""
    with (references / "be_parallel" / "published_90ci.csv").open() as file:
        published = next(row for row in csv.DictReader(_data(file)) if row["dataset"] == name)
    with (references / "be_parallel" / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(_data(file)))
    arm = {treat: [float(row["Var"]) for row in rows if row["Treat"] == treat] for treat in "TR"}
    contrast = pooled_log(pre=arm["R"], post=arm["T"])
    found = equivalence(contrast, margin=Interval(0.8, 1.25), alpha=0.05)
    printed = [float(published[key]) for key in ("gmr_pct", "pooled_lower_pct", "pooled_upper_pct")]
    got = [100 * found.estimate, 100 * found.interval.low, 100 * found.interval.high]
    assert got == pytest.approx(printed, abs=0.005000001)


@given(pairs)
def test_the_interval_is_scipys_for_related_samples(lots):
    found = paired(**arms(lots)).interval(level=0.9)
    pre, post = zip(*lots, strict=True)
    theirs = stats.ttest_rel(post, pre).confidence_interval(0.9)
    assert (found.low, found.high) == pytest.approx(tuple(theirs), rel=1e-6, abs=1e-9)


@given(pairs)
def test_the_correlation_is_numpys_or_none_where_an_arm_is_constant(lots):
    pre, post = map(np.array, zip(*lots, strict=True))
    found = paired(pre=pre, post=post).correlation
    if np.ptp(pre) == 0 or np.ptp(post) == 0:
        assert found is None
    elif np.ptp(pre) > 1e-6 and np.ptp(post) > 1e-6:
        assert found == pytest.approx(float(np.corrcoef(pre, post)[0, 1]), abs=1e-6)


def test_a_constant_arm_has_no_correlation():
    assert paired(pre=[90.0, 90.0, 90.0], post=[91.0, 92.5, 90.5]).correlation is None
    assert paired(pre=[91.0, 92.5, 90.5], post=[90.0, 90.0, 90.0]).correlation is None


def test_pairs_that_share_their_source_are_compared_more_sharply_than_two_arms():
    together, apart = paired(pre=PRE, post=POST), pooled(pre=PRE, post=POST)
    assert together.difference == pytest.approx(apart.difference, rel=1e-12)
    assert together.standard_error < 0.5 * apart.standard_error


@given(pairs)
def test_swapping_the_arms_mirrors_the_interval(lots):
    there, back = (
        paired_log(pre=a, post=b) for a, b in (arms(lots).values(), list(arms(lots).values())[::-1])
    )
    low, high = there.interval(level=0.9).low, there.interval(level=0.9).high
    mirrored = back.interval(level=0.9)
    assert (low, high) == pytest.approx((-mirrored.high, -mirrored.low), rel=1e-10, abs=1e-12)


@given(pairs, st.randoms())
def test_the_order_of_the_pairs_changes_nothing(lots, random):
    shuffled = random.sample(lots, len(lots))
    here, there = paired(**arms(lots)), paired(**arms(shuffled))
    assert there.difference == pytest.approx(here.difference, rel=1e-11, abs=1e-12)
    assert there.standard_error == pytest.approx(here.standard_error, rel=1e-11)


@given(pairs, st.sampled_from([1e13, 1e-9, 3.0]))
def test_a_ratio_does_not_depend_on_the_unit_and_a_difference_carries_it(lots, unit):
    scaled = [(x * unit, y * unit) for x, y in lots]
    ratio, same = paired_log(**arms(lots)), paired_log(**arms(scaled))
    assert same.difference == pytest.approx(ratio.difference, rel=1e-9, abs=1e-12)
    assert same.standard_error == pytest.approx(ratio.standard_error, rel=1e-9)
    plain, carried = paired(**arms(lots)), paired(**arms(scaled))
    assert carried.standard_error == pytest.approx(unit * plain.standard_error, rel=1e-11)


@given(pairs, st.floats(0.01, 0.2), st.floats(0.0, 5.0))
def test_a_wider_margin_never_takes_equivalence_away(lots, alpha, wider):
    contrast = paired(**arms(lots))
    narrow = equivalence(contrast, margin=MARGIN, alpha=alpha)
    wide_margin = Interval(MARGIN.low - wider, MARGIN.high + wider)
    wide = equivalence(contrast, margin=wide_margin, alpha=alpha)
    assert wide.interval.strictly_inside(wide_margin) or not narrow.interval.strictly_inside(MARGIN)


@given(pairs, st.sampled_from(["low", "high"]), st.integers(-2, 2))
def test_p_value_and_interval_agree_where_the_interval_touches_the_margin(lots, end, steps):
    contrast = paired(**arms(lots))
    reached = getattr(equivalence(contrast, margin=Interval(-1e6, 1e6), alpha=0.05).interval, end)
    for _ in range(abs(steps)):
        reached = math.nextafter(reached, math.copysign(math.inf, steps))
    margin = Interval(reached, 1e6) if end == "low" else Interval(-1e6, reached)
    found = equivalence(contrast, margin=margin, alpha=0.05)
    assert (max(found.p_low, found.p_high) < 0.05) == found.interval.strictly_inside(margin)
    assert steps or not found.interval.strictly_inside(margin)


@pytest.mark.parametrize(
    "pre, post",
    [
        pytest.param([1.2e13, 1.3e13, 0.9e13], [1.284e13, 1.2e13, 1.08e13], id="titres"),
        pytest.param([3e-9, 1e-9, 7e-9], [3.2e-9, 0.9e-9, 8.4e-9], id="traces"),
        pytest.param([1e9 + 1.5, 1e9 + 2.25, 1e9 + 8], [1e9 + 1.5, 1e9 + 2.5, 1e9 + 9], id="offset"),
    ],
)
def test_large_and_small_values_keep_their_digits(pre, post):
    mp.dps = 40
    ratios = [mp.log(mpf(y) / mpf(x)) for x, y in zip(pre, post, strict=True)]
    mean = mp.fsum(ratios) / 3
    error = mp.sqrt(mp.fsum((ratio - mean) ** 2 for ratio in ratios) / 6)
    found = paired_log(pre=pre, post=post)
    assert found.difference == pytest.approx(float(mean), rel=1e-13)
    assert found.standard_error == pytest.approx(float(error), rel=1e-13)


@pytest.mark.parametrize(
    "pre, post, refusal",
    [
        pytest.param([1.0], [2.0], TooFewLots, id="one pair"),
        pytest.param([1.0, 2.0, 4.0], [2.0, 3.5], NotPairs, id="a pair without its other half"),
        pytest.param([1.0, 2.0, 4.0], [1.5, 2.5, 4.5], NoSpreadOfPairs, id="one shift for all pairs"),
        pytest.param([0.1, 0.2, 0.4], [0.2, 0.3, 0.5], NoSpreadOfPairs, id="one shift up to rounding"),
        pytest.param([5.0, 5.0], [5.0, 5.0], NoSpreadOfPairs, id="nothing varies"),
        pytest.param([1.0, math.nan], [1.0, 2.0], NotFinite, id="not a number"),
        pytest.param([-1.7e308, 1.0], [1.7e308, 2.0], NotFinite, id="difference beyond double precision"),
        pytest.param([[1.0, 2.0]], [[2.0, 3.0]], NotAVector, id="a list of lists"),
    ],
)
def test_degenerate_pairs_are_refused_with_a_sentence(pre, post, refusal):
    with pytest.raises(refusal) as caught:
        paired(pre=pre, post=post)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


def test_one_factor_for_all_pairs_is_refused_on_the_ratio():
    with pytest.raises(NoSpreadOfPairs, match="3 pairs"):
        paired_log(pre=[1.0, 2.0, 3.0], post=[1.1, 2.2, 3.3])


@pytest.mark.parametrize("pre, post", [([0.0, 1.0], [1.0, 2.0]), ([1.0, 2.0], [-1.0, 3.0])])
def test_a_ratio_refuses_values_that_have_no_logarithm(pre, post):
    with pytest.raises(NotPositive):
        paired_log(pre=pre, post=post)


def test_a_ratio_beyond_double_precision_still_has_a_logarithm():
    found = paired_log(pre=[1e-300, 1e-200], post=[1e300, 1e200])
    assert found.difference == pytest.approx(500 * math.log(10), rel=1e-14)


def _data(lines):
    return (line for line in lines if not line.startswith("#"))
