"""A check by ranks of two arms with censored lots, which needs no distribution: Gehan's Wilcoxon test, exact.

Gehan's score of a lot is the number of lots it surely lies above less the number it surely lies below; "below
4" surely lies below 4, and two results below limits are not ordered. The p-value counts the assignments of
lots to arms whose score is as large, so that ties and limits are taken as they fell.

Sources: Gehan (1965) Biometrika 52:203; exact permutation distribution by the shift algorithm of Streitberg
and Röhmel (1986) Statistical Software Newsletter 12:10; censoring at the highest limit: Helsel (2012)
Statistics for Censored Environmental Data, chapter 9.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.censored_values import CensoredArm, CensoredValues, read_censored
from comparability.statistics.errors import BadMargin
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_positive

Change = Callable[[float], float]
Scores = NDArray[np.int64]
DIGITS = 14  # significant: numbers that agree in these are tied, whatever rounding a move to the margin left


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """score: of the post arm, positive where post lies above pre. The p-values are exact.

    smallest: the smallest one-sided p-value that these scores can give (0.05 at three against three lots).
    """

    score: int
    p_less: float  # H1: post lies below pre
    p_greater: float  # H1: post lies above pre
    p_two_sided: float  # twice the smaller one, at most 1
    smallest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankEquivalence:
    """low, high: the tests of post against pre moved to each end of the margin."""

    p_low: float  # H0: the shift lies at or below margin.low
    p_high: float  # H0: the shift lies at or above margin.high
    low: RankTest
    high: RankTest


def gehan(*, pre: CensoredValues, post: CensoredValues) -> RankTest:
    """Does one arm lie above the other? Exact where both arms were measured with the same limits.

    Raises TooFewLots, AllCensored, NotFinite, NotAVector.
    """
    return _test(read_censored(pre, arm="pre"), read_censored(post, arm="post"))


def rank_equivalence(*, pre: CensoredValues, post: CensoredValues, margin: Interval) -> RankEquivalence:
    """Two one-sided Gehan tests of a shift of post against pre; margin: on post minus pre.

    Moving an arm moves its limits, and lots that only the other arm could have reported would then decide. So
    the limits of both arms, as they are and moved, are taken to hold for every lot: all lots are first
    censored at the highest of them (lots above a limit: at the lowest). Raises BadMargin too.
    """
    before, after = read_censored(pre, arm="pre"), read_censored(post, arm="post")
    if not (math.isfinite(margin.low) and math.isfinite(margin.high)):
        raise BadMargin(low=margin.low, high=margin.high, why="both ends must be finite numbers")
    largest = max(map(abs, (*before.numbers, *after.numbers, margin.low, margin.high)))

    def tidy(number: float) -> float:
        return round(number / largest, DIGITS)

    def at(bound: float) -> RankTest:
        return _moved_test(before, after, tidy, lambda number: tidy(number - bound))

    return _equivalence(at(margin.low), at(margin.high))


def rank_equivalence_ratio(*, pre: CensoredValues, post: CensoredValues, margin: Interval) -> RankEquivalence:
    """As `rank_equivalence`; margin: on the ratio post / pre, above zero. Raises NotPositive too."""
    before, after = read_censored(pre, arm="pre"), read_censored(post, arm="post")
    for arm in (before, after):
        check_positive([*arm.numbers], arm=arm.name)
    if not 0.0 < margin.low < margin.high < math.inf:
        why = "the margin of a ratio must lie above zero and be finite"
        raise BadMargin(low=margin.low, high=margin.high, why=why)

    def at(bound: float) -> RankTest:
        return _moved_test(before, after, _tidy, lambda number: _tidy(number / bound))

    return _equivalence(at(margin.low), at(margin.high))


def _equivalence(low: RankTest, high: RankTest) -> RankEquivalence:
    return RankEquivalence(p_low=low.p_greater, p_high=high.p_less, low=low, high=high)


def _moved_test(pre: CensoredArm, post: CensoredArm, keep: Change, move: Change) -> RankTest:
    """Post moved by `move` against pre, both censored alike."""
    below, above = pre.below + post.below, pre.above + post.above
    lowest = max([*map(keep, below), *map(move, below)], default=-math.inf)
    highest = min([*map(keep, above), *map(move, above)], default=math.inf)

    def alike(arm: CensoredArm, change: Change) -> CensoredArm:
        values = tuple(map(change, arm.values))
        return CensoredArm(
            name=arm.name,
            values=tuple(value for value in values if lowest <= value <= highest),
            below=(lowest,) * (len(arm.below) + sum(value < lowest for value in values)),
            above=(highest,) * (len(arm.above) + sum(value > highest for value in values)),
        )

    return _test(alike(pre, keep), alike(post, move))


def _tidy(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _test(pre: CensoredArm, post: CensoredArm) -> RankTest:
    scores = _scores(pre, post)
    score = int(scores[pre.n :].sum())
    # Counted with every score moved to zero or above, so that a sum is a place in a row of counts.
    lift = int(scores.min())
    counts = _counts(scores - lift, post.n)
    place = score - lift * post.n
    total = counts.sum()
    reachable = np.flatnonzero(counts)
    less, greater = counts[: place + 1].sum() / total, counts[place:].sum() / total
    return RankTest(
        score=score,
        p_less=float(less),
        p_greater=float(greater),
        p_two_sided=float(min(1.0, 2.0 * min(less, greater))),
        smallest=float(min(counts[reachable[0]], counts[reachable[-1]]) / total),
    )


def _scores(pre: CensoredArm, post: CensoredArm) -> Scores:
    """Pre lots first. A lot is the range it surely lies in; a range is above one that it cannot meet."""
    low, high = (np.array(ends) for ends in zip(*_ranges(pre), *_ranges(post), strict=True))
    is_value = low == high
    # A limit is open: "below 4" lies surely below the value 4. Two values that are equal are tied.
    touches = low[:, np.newaxis] == high
    above = (low[:, np.newaxis] > high) | (touches & ~(is_value[:, np.newaxis] & is_value))
    scores: Scores = above.sum(axis=1) - above.sum(axis=0)
    return scores


def _ranges(arm: CensoredArm) -> list[tuple[float, float]]:
    return [
        *((value, value) for value in arm.values),
        *((-math.inf, limit) for limit in arm.below),
        *((limit, math.inf) for limit in arm.above),
    ]


def _counts(scores: Scores, size: int) -> NDArray[np.float64]:
    """How many choices of `size` lots have each sum of scores, scores being zero or above."""
    most = int(np.sort(scores)[-size:].sum())
    ways = np.zeros((size + 1, most + 1))
    ways[0, 0] = 1.0
    for score in scores:
        # From the largest choice down, so that no lot is taken twice.
        moved = ways[:-1, : most + 1 - score].copy()
        ways[1:, score:] += moved
    counts: NDArray[np.float64] = ways[size]
    return counts
