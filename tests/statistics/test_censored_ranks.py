"""Gehan's test against R's exact permutation test, a count of all assignments, and its own logic."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.censored_ranks import gehan, rank_equivalence, rank_equivalence_ratio
from comparability.statistics.censored_values import Above, Below
from comparability.statistics.errors import AllCensored, BadMargin, NotPositive, TooFewLots
from comparability.statistics.interval import Interval

PRE = [Below(6.0), 21.855, Below(4.0), 16.831, 8.8944, 19.689]
POST = [6.7106, 9.8101, Below(5.0), 4.9684, 6.0849, 12.431]

numbers = st.integers(1, 9).map(float)
kinds = st.one_of(numbers, numbers.map(Below), numbers.map(Above))
arms = st.lists(kinds, min_size=1, max_size=4).flatmap(lambda rest: numbers.map(lambda one: [one, *rest]))


def test_scores_and_p_values_are_those_of_exact_rank_tests():
    """R 4.2.2, exactRankTests 0.8-35: perm.test of the scores, exact = TRUE; scores by their definition in R:
    -8 11 -9 7 1 9 -1 3 -8 -7 -3 5 in the order pre (values as given), post.
    """
    found = gehan(pre=PRE, post=POST)
    assert found.score == -1 + 3 - 8 - 7 - 3 + 5
    assert found.p_less == pytest.approx(0.20346320346320346, rel=1e-14)
    assert found.p_greater == pytest.approx(0.82034632034632038, rel=1e-14)
    assert found.p_two_sided == pytest.approx(2 * 0.20346320346320346, rel=1e-14)


@given(arms, arms)
def test_p_values_count_every_assignment_of_lots_to_arms(pre, post):
    found = gehan(pre=pre, post=post)
    pooled_lots = [*pre, *post]
    scores = [sum(order(one, other) for other in pooled_lots) for one in pooled_lots]
    reached = sum(scores[len(pre) :])
    sums = [sum(scores[i] for i in chosen) for chosen in combinations(range(len(scores)), len(post))]
    assert found.score == reached
    assert found.p_less == pytest.approx(sum(s <= reached for s in sums) / len(sums), rel=1e-13)
    assert found.p_greater == pytest.approx(sum(s >= reached for s in sums) / len(sums), rel=1e-13)
    extremes = min(sums.count(min(sums)), sums.count(max(sums))) / len(sums)
    assert found.smallest == pytest.approx(extremes, rel=1e-13)


def order(one, other):
    """1 where `one` surely lies above `other`, -1 where below, written case by case."""
    match one, other:
        case float(), float():
            return (one > other) - (one < other)
        case (float(), Below()):
            return int(one >= other.limit)
        case (float(), Above()):
            return -int(one <= other.limit)
        case (Above(), Below()):
            return int(one.limit >= other.limit)
        case (Above(), Above()) | (Below(), Below()):
            return 0
        case _:
            return -order(other, one)


@given(arms, arms)
def test_swapping_the_arms_swaps_the_sides(pre, post):
    there, back = gehan(pre=pre, post=post), gehan(pre=post, post=pre)
    assert there.p_less == pytest.approx(back.p_greater, rel=1e-13)


def test_three_against_three_lots_can_give_no_less_than_five_percent():
    found = gehan(pre=[1.0, 2.0, 3.0], post=[4.0, 5.0, Above(6.0)])
    assert found.p_greater == found.smallest == pytest.approx(0.05, rel=1e-14)


@given(arms, arms, st.sampled_from([0.5, 0.8]))
def test_swapping_the_arms_swaps_the_two_tests_of_a_ratio(pre, post, low):
    margin = Interval(low, 1.0 / low)
    there = rank_equivalence_ratio(pre=pre, post=post, margin=margin)
    back = rank_equivalence_ratio(pre=post, post=pre, margin=margin)
    assert there.p_low == pytest.approx(back.p_high, rel=1e-12)


def test_a_move_to_the_margin_censors_both_arms_alike():
    """Post halved: its limit of 4 becomes 2. A lot at 3 would then count as higher only for being pre."""
    pre, post = [3.0, 9.0, 10.0, 11.0], [Below(4.0), 18.0, 20.0, 22.0]
    found = rank_equivalence_ratio(pre=pre, post=post, margin=Interval(0.5, 2.0))
    assert found.high.score == 0
    assert found.high.p_less == found.high.p_greater


def test_rounding_of_a_move_neither_makes_nor_breaks_a_tie():
    """4.2 / 0.7 is 6.000000000000001 in doubles, 4.1 - 0.1 is 3.9999999999999996."""
    ratio = rank_equivalence_ratio(pre=[6.0, 1.0], post=[4.2, 1.0], margin=Interval(0.7, 2.0))
    exact = gehan(pre=[6.0, 1.0], post=[6.0, 1.0 / 0.7])
    assert ratio.low.score == exact.score
    shift = rank_equivalence(pre=[4.0, 1.0], post=[4.1, 1.0], margin=Interval(-1.0, 0.1))
    assert shift.high.score == gehan(pre=[4.0, 1.0], post=[4.0, 0.9]).score


@given(arms, arms, st.floats(0.3, 0.9), st.floats(1.0, 3.0))
def test_widening_a_margin_never_raises_a_p_value_without_limits(pre, post, low, wider):
    pre, post = ([lot if isinstance(lot, float) else lot.limit for lot in arm] for arm in (pre, post))
    narrow, wide = (
        rank_equivalence_ratio(pre=pre, post=post, margin=Interval(low / factor, factor / low))
        for factor in (1.0, wider)
    )
    assert wide.p_low <= narrow.p_low + 1e-12
    assert wide.p_high <= narrow.p_high + 1e-12


def test_a_thousand_ways_more_are_still_counted_exactly():
    """20 against 10 lots: 30 million assignments, without going through them."""
    pre, post = [float(value) for value in range(20)], [float(value) + 100.0 for value in range(10)]
    assert gehan(pre=pre, post=post).p_greater == pytest.approx(1.0 / 30045015.0, rel=1e-12)


@pytest.mark.parametrize(
    "pre, refusal",
    [
        pytest.param([Below(4.0)] * 3, AllCensored, id="an arm wholly below limits"),
        pytest.param([4.0], TooFewLots, id="one lot"),
        pytest.param([-4.0, 1.0], NotPositive, id="a ratio of negative values"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, refusal):
    with pytest.raises(refusal):
        rank_equivalence_ratio(pre=pre, post=POST, margin=Interval(0.5, 2.0))


def test_a_margin_without_an_end_is_refused():
    with pytest.raises(BadMargin):
        rank_equivalence(pre=PRE, post=POST, margin=Interval(-1.0, float("inf")))
    with pytest.raises(BadMargin):
        rank_equivalence_ratio(pre=PRE, post=POST, margin=Interval(0.0, 2.0))
