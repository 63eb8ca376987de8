"""Percentages by their odds, against R's own t tests of logits and against their own logic."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import (
    BadMargin,
    NoSpread,
    NotAShare,
    NotFinite,
    NotPairs,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.logit import (
    odds_ratio_margin,
    paired_logit,
    pooled_logit,
    share_after,
    welch_logit,
)
from comparability.statistics.tost import equivalence

PRE, POST = [66.92, 71.67, 68.79, 70.29], [67.85, 69.3, 68.85, 62.95]

shares = st.floats(0.5, 99.5)
arms = st.lists(shares, min_size=2, max_size=6).filter(lambda arm: np.std(arm) > 0.1)


@pytest.mark.parametrize(
    "compare, theirs",
    [
        pytest.param(
            welch_logit,
            [0.080930814944998875, 5.5108416060531979, -0.259780806839218448, 0.059816783236392709],
            id="welch",
        ),
        pytest.param(
            pooled_logit,
            [0.080930814944998875, 6.0, -0.257245175488567790, 0.057281151885742072],
            id="pooled",
        ),
        pytest.param(
            paired_logit,
            [0.083870684483597011, 3.0, -0.297360213916910809, 0.097396190314085127],
            id="paired",
        ),
    ],
)
def test_contrasts_are_those_of_t_tests_on_logits(compare, theirs):
    """R 4.2.2: t.test(qlogis(post / 100), qlogis(pre / 100), conf.level = 0.9), var.equal and paired."""
    found = compare(pre=PRE, post=POST)
    interval = found.interval(level=0.9)
    assert found.difference == pytest.approx(-0.099982011801412862, rel=1e-12)
    assert [found.standard_error, found.df, interval.low, interval.high] == pytest.approx(theirs, rel=1e-12)


def test_an_odds_ratio_is_what_the_contrast_reports():
    found = equivalence(welch_logit(pre=PRE, post=POST), margin=Interval(0.7, 1.4), alpha=0.05)
    assert found.estimate == pytest.approx(math.exp(-0.099982011801412862), rel=1e-12)


@given(arms, arms)
def test_percent_empty_mirrors_percent_full(pre, post):
    """Two species: whether full or empty capsids are reported cannot change a verdict."""
    full = welch_logit(pre=pre, post=post)
    empty = welch_logit(pre=[100 - share for share in pre], post=[100 - share for share in post])
    assert empty.difference == pytest.approx(-full.difference, rel=1e-8, abs=1e-10)
    assert empty.standard_error == pytest.approx(full.standard_error, rel=1e-8)


@given(arms, arms)
def test_swapping_the_arms_mirrors_the_difference(pre, post):
    there, back = welch_logit(pre=pre, post=post), welch_logit(pre=post, post=pre)
    assert there.difference == pytest.approx(-back.difference, rel=1e-9, abs=1e-12)


@given(st.floats(-10.0, 10.0), shares)
def test_a_share_moves_by_its_odds(log_odds_ratio, before):
    after = share_after(math.exp(log_odds_ratio), before=before)
    assert math.log(after / (100 - after)) == pytest.approx(
        math.log(before / (100 - before)) + log_odds_ratio, rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize(
    "odds_ratio, after",
    [(0.0, 0.0), (1.0, 70.0), (1e308, 100.0), (math.inf, 100.0), (1e-308, 0.0)],
)
def test_the_ends_of_an_unbounded_interval_are_nothing_and_everything(odds_ratio, after):
    assert share_after(odds_ratio, before=70.0) == pytest.approx(after, abs=1e-300)


@given(st.floats(20.0, 80.0), st.floats(0.1, 15.0), st.floats(0.1, 15.0))
def test_a_margin_in_points_and_its_odds_ratios_say_the_same_at_the_reference(reference, down, up):
    margin = odds_ratio_margin(reference=reference, margin=Interval(-down, up))
    ends = [share_after(end, before=reference) for end in (margin.low, margin.high)]
    assert ends == pytest.approx([reference - down, reference + up], rel=1e-12)


def test_the_same_points_are_other_odds_at_another_level():
    """5 points below 70 % full are an odds ratio of 0.796, below 95 % they are 0.474."""
    assert odds_ratio_margin(reference=70.0, margin=Interval(-5.0, 5.0)).low == pytest.approx(
        (65 / 35) / (70 / 30), rel=1e-14
    )
    assert odds_ratio_margin(reference=95.0, margin=Interval(-5.0, 1.0)).low == pytest.approx(
        (90 / 10) / (95 / 5), rel=1e-14
    )


@pytest.mark.parametrize("low, high", [(-5.0, 6.0), (-96.0, 1.0), (-5.0, math.inf)])
def test_a_margin_in_points_that_reaches_all_or_nothing_is_refused(low, high):
    with pytest.raises(BadMargin, match="reaches 0 or 100 %"):
        odds_ratio_margin(reference=95.0, margin=Interval(low, high))


@pytest.mark.parametrize("compare", [welch_logit, pooled_logit, paired_logit])
@pytest.mark.parametrize(
    "pre, refusal",
    [
        pytest.param([0.0, 50.0, 60.0, 70.0], NotAShare, id="nothing full"),
        pytest.param([100.0, 50.0, 60.0, 70.0], NotAShare, id="all full"),
        pytest.param([104.5, 50.0, 60.0, 70.0], NotAShare, id="a ratio method above 100 %"),
        pytest.param([-1.0, 50.0, 60.0, 70.0], NotAShare, id="negative"),
        pytest.param([math.nan, 50.0, 60.0, 70.0], NotFinite, id="not a number"),
        pytest.param([50.0], TooFewLots, id="one lot"),
    ],
)
def test_what_has_no_odds_is_refused_with_a_sentence(compare, pre, refusal):
    with pytest.raises(refusal) as caught:
        compare(pre=pre, post=POST)
    assert str(caught.value).endswith(".")


def test_a_ratio_method_is_sent_to_ratios():
    with pytest.raises(NotAShare, match=r"104\.5 %.*Ratio methods.*compared as ratios"):
        welch_logit(pre=PRE, post=[104.5, 70.0])


def test_lots_that_are_all_alike_and_pairs_that_do_not_match_are_refused():
    with pytest.raises(NoSpread):
        welch_logit(pre=[70.0, 70.0], post=POST)
    with pytest.raises(NotPairs):
        paired_logit(pre=PRE, post=POST[:3])


@pytest.mark.parametrize("odds_ratio", [-1.0, math.nan])
def test_odds_ratios_are_not_negative(odds_ratio):
    with pytest.raises(OutOfRange):
        share_after(odds_ratio, before=50.0)


@pytest.mark.parametrize("before", [0.0, 100.0, 104.5, math.nan])
def test_the_level_to_start_from_is_a_share(before):
    with pytest.raises(NotAShare):
        share_after(1.0, before=before)
    with pytest.raises(NotAShare):
        odds_ratio_margin(reference=before, margin=Interval(-1.0, 1.0))
