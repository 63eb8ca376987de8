"""Tests of normality and of equal spread: R's numbers, their own logic, and what they refuse."""

import math
from itertools import permutations
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.assumptions.equal_spread import bartlett, brown_forsythe, levene
from comparability.statistics.assumptions.kolmogorov_smirnov import kolmogorov_smirnov
from comparability.statistics.assumptions.normality import anderson_darling, shapiro_wilk
from comparability.statistics.errors import (
    DistancesAlike,
    NoSpread,
    NoSpreadAmongOthers,
    NotAVector,
    NotFinite,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.qualification.lot_checks import assumptions

PRE, POST = [10.0, 11.0, 12.5, 9.5], [10.4, 11.9, 11.2]

lots = st.lists(st.floats(1.0, 100.0), min_size=3, max_size=9).filter(lambda values: np.std(values) > 0.1)
counts = st.lists(st.integers(0, 4), min_size=2, max_size=4)


@pytest.mark.parametrize("check", list(assumptions()), ids=attrgetter("name"))
def test_r_is_reproduced_to_twelve_digits(check):
    assert check.digits > 12


@given(lots)
def test_shapiro_wilk_agrees_with_scipys_own_port(values):
    """To eight digits: unlike R's, SciPy's normal quantiles in the weights have no more."""
    assume(len({round(value, 6) for value in values}) > 2)
    found, theirs = shapiro_wilk(values=values, arm="pre"), stats.shapiro(values)
    assert found.w == pytest.approx(float(theirs.statistic), rel=3e-8)
    assert found.p == pytest.approx(float(theirs.pvalue), rel=1e-5, abs=1e-7)


@given(lots, lots)
def test_equality_of_spread_agrees_with_scipys_own_tests(pre, post):
    arms = {"pre": pre, "post": post}
    for ours, centre in ((levene, "mean"), (brown_forsythe, "median")):
        try:
            found = ours(arms=arms)
        except DistancesAlike:
            continue
        theirs = stats.levene(pre, post, center=centre)
        assert found.p == pytest.approx(float(theirs.pvalue), rel=1e-5, abs=1e-9)
    assert bartlett(arms=arms).p == pytest.approx(
        float(stats.bartlett(pre, post).pvalue), rel=1e-6, abs=1e-12
    )


def test_more_than_two_arms_are_compared_at_once():
    sites = {"A": PRE, "B": POST, "C": [9.0, 14.0, 10.0, 12.2]}
    theirs = stats.levene(*sites.values(), center="median")
    found = brown_forsythe(arms=sites)
    assert (found.df_between, found.df_within) == (2, 8)
    assert found.f == pytest.approx(float(theirs.statistic), rel=1e-12)
    assert bartlett(arms=sites).p == pytest.approx(float(stats.bartlett(*sites.values()).pvalue), rel=1e-12)


@given(lots, lots, st.sampled_from([1e13, 1e-9]))
def test_neither_the_unit_nor_an_offset_changes_a_test_of_spread(pre, post, unit):
    here = bartlett(arms={"pre": pre, "post": post})
    there = bartlett(arms={"pre": [unit * value for value in pre], "post": [unit * value for value in post]})
    assert there.p == pytest.approx(here.p, rel=1e-9)
    far = bartlett(arms={"pre": [value + 1e9 for value in pre], "post": [value + 1e9 for value in post]})
    assert far.p == pytest.approx(here.p, rel=1e-4, abs=1e-6)


@given(counts, counts)
def test_kolmogorov_smirnov_is_exact_with_ties(pre, post):
    """Against every order of the pooled lots, one by one."""
    found = kolmogorov_smirnov(pre=pre, post=post)
    pooled = pre + post

    def distance(order):
        first, second = order[: len(pre)], order[len(pre) :]
        return max(
            abs(sum(x <= value for x in first) * len(post) - sum(x <= value for x in second) * len(pre))
            for value in pooled
        )

    seen = distance(pooled)
    orders = [distance(order) >= seen for order in permutations(pooled)] if len(pooled) < 8 else None
    assert found.distance == pytest.approx(seen / (len(pre) * len(post)), rel=1e-15)
    if orders:
        assert found.p == pytest.approx(sum(orders) / len(orders), rel=1e-13)


def test_three_lots_an_arm_cannot_show_a_difference_below_a_tenth():
    assert kolmogorov_smirnov(pre=[1.0, 2.0, 3.0], post=[4.0, 5.0, 6.0]).p == pytest.approx(0.1, rel=1e-15)


# R 4.2.2, nortest 1.0.4 ad.test: one case for each branch of its p-value that R's other cases leave out.
@pytest.mark.parametrize(
    "values, a_squared, p",
    [
        ([9.1, 9.5, 9.7, 9.9, 10, 10.1, 10.3, 10.5, 10.9], 0.10010341104564624, 0.99294779868986072),
        ([72.4, 71.9, 73, 70.8, 71.2, 72.2, 74.6, 69.9], 0.16360107182215522, 0.90818386909227),
        ([1, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2.4, 2.5, 1.95], 0.28746662388208577, 0.54257039448457967),
        ([1, 1.2, 1.3, 1.6, 2, 2.7, 3.9, 6.1, 9.8], 0.80391360914105903, 0.02257411107264912),
        ([10, 10, 10, 10, 10.1, 10.1, 10.2, 10.2, 10.3, 14], 2.6428171917749452, 2.7438626224823868e-07),
    ],
    ids=["near 1", "large", "middle", "small", "tiny"],
)
def test_anderson_darling_is_rs_in_every_branch(values, a_squared, p):
    found = anderson_darling(values=values, arm="pre")
    assert found.a_squared == pytest.approx(a_squared, rel=1e-12)
    assert found.p == pytest.approx(p, rel=1e-12)


def test_anderson_darling_never_has_a_p_of_zero():
    values = np.exp(8 * stats.norm.ppf((np.arange(1, 61) - 0.5) / 60))
    assert anderson_darling(values=values, arm="pre").p == 3.7e-24


@pytest.mark.parametrize(
    "values, refusal",
    [
        pytest.param([1.0, 2.0], TooFewLots, id="two lots"),
        pytest.param([5.0] * 9, NoSpread, id="all the same"),
        pytest.param([1.0, 2.0, math.inf], NotFinite, id="infinite"),
        pytest.param([[1.0], [2.0], [3.0]], NotAVector, id="replicates instead of lots"),
        pytest.param([1.0, 1.0, 3.0], NoSpreadAmongOthers, id="two of three the same"),
        pytest.param(np.arange(5001.0), OutOfRange, id="more lots than Royston looked at"),
    ],
)
def test_shapiro_wilk_refuses_with_a_sentence(values, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        shapiro_wilk(values=values, arm="pre")


def test_anderson_darling_refuses_fewer_than_eight_lots():
    with pytest.raises(TooFewLots, match="at least 8"):
        anderson_darling(values=[1.0, 2.0, 4.0, 5.0, 7.0, 8.0, 9.5], arm="pre")


@pytest.mark.parametrize(
    "arms, refusal",
    [
        pytest.param({"pre": PRE}, OutOfRange, id="one arm"),
        pytest.param({"pre": PRE, "post": [1.0]}, TooFewLots, id="one lot"),
        pytest.param({"pre": [5.0, 5.0], "post": [5.0, 5.0]}, NoSpread, id="all the same"),
        pytest.param({"pre": [1.0, 2.0], "post": [1.0, 1.3]}, DistancesAlike, id="two lots an arm"),
        pytest.param({"pre": [0.1, 0.3, 0.1, 0.3], "post": [0.7, 0.9]}, DistancesAlike, id="equal distances"),
    ],
)
def test_levene_refuses_with_a_sentence(arms, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        levene(arms=arms)


def test_bartlett_refuses_an_arm_without_spread():
    with pytest.raises(NoSpread, match="post arm"):
        bartlett(arms={"pre": PRE, "post": [5.0, 5.0, 5.0]})


def test_bartlett_refuses_spreads_whose_ratio_leaves_double_precision():
    with pytest.raises(NotFinite, match="ratio of the spreads"):
        bartlett(arms={"pre": [0.0, 5e-324], "post": [1.0, 5.0]})


def test_variances_of_any_ratio_have_a_p_value_above_zero():
    assert (
        0.0 < bartlett(arms={"pre": np.linspace(0, 1e30, 20), "post": np.linspace(0, 1e-30, 20)}).p < 1e-300
    )
