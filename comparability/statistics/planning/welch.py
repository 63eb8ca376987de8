"""Exact operating characteristics of the Welch two one-sided tests for a design and given SDs.

The two-dimensional integral behind them is in `two_variances`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import minimize_scalar

from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design as Design  # named with these functions elsewhere
from comparability.statistics.planning.design import distances
from comparability.statistics.planning.two_variances import welch_split
from comparability.statistics.samples import check_probability

LOG_SD_RATIOS = np.linspace(-3.0, 3.0, 11)  # beyond them one arm decides nearly alone: the size nears alpha


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsToSettle:
    """How many more lots would probably settle an open question, and how.

    more: the smallest number (per arm) that reaches the asked probability, None when none looked at does.
    is_inside: whether they would settle it as equivalent (the estimate lies inside the margin), or as
    different.
    """

    more: int | None
    is_inside: bool


def probability_inside(*, design: Design, shift: float, margin: Interval) -> float:
    """Chance that the 1 - 2 alpha interval lies strictly inside the margin, that is, of showing equivalence.

    shift: true mean(post) - mean(pre) on the scale of analysis; margin: on the same scale, one end may be
    infinite.
    """
    return probabilities_inside(design=design, shifts=(shift,), margin=margin)[0]


def probabilities_inside(*, design: Design, shifts: Sequence[float], margin: Interval) -> tuple[float, ...]:
    """As `probability_inside` for several true shifts, which share one split of the variances."""
    split = welch_split(design)
    return tuple(split.inside(*distances(design, shift=shift, margin=margin)) for shift in shifts)


def probability_outside(*, design: Design, shift: float, margin: Interval) -> float:
    """Chance that the 1 - 2 alpha interval lies strictly outside the margin, that is, of breaking it."""
    return welch_split(design).outside(*distances(design, shift=shift, margin=margin))


def size_of_equivalence(*, design: Design, margin: Interval) -> float:
    """The actual size: the chance of showing equivalence with the truth on an end of the margin.

    Both ends give the same: the estimated difference lies symmetrically about the true one.
    """
    return probability_inside(design=design, shift=margin.low, margin=margin)


def size_of_one_side(*, design: Design) -> float:
    """The actual size of one of the two tests: what alpha has become through estimated degrees of freedom."""
    return welch_split(design).beyond_one_bound()


@cache
def worst_size_of_one_side(*, n_pre: int, n_post: int, alpha: float) -> float:
    """The largest size of one of the two tests that any two true SDs give with these numbers of lots.

    Within 1e-6 from below. Raises OutOfRange for fewer than two lots in an arm or an alpha outside 0 to 0.5.
    """

    def size(log_ratio: float) -> float:
        sds = {"sd_pre": 1.0, "sd_post": math.exp(log_ratio)}
        return size_of_one_side(design=Design(n_pre=n_pre, n_post=n_post, alpha=alpha, **sds))

    sizes = [size(each) for each in LOG_SD_RATIOS]
    place = min(max(int(np.argmax(sizes)), 1), len(sizes) - 2)
    near = (LOG_SD_RATIOS[place - 1], LOG_SD_RATIOS[place + 1])
    found = minimize_scalar(lambda each: -size(each), bounds=near, method="bounded", options={"xatol": 0.01})
    return max(-float(found.fun), *sizes)


def lots_to_settle(
    *,
    design: Design,
    estimate: float,
    margin: Interval,
    in_both_arms: bool,
    probability: float,
    most: int,
) -> LotsToSettle:
    """More lots until the interval settles the question with the given probability, with the variation
    and the difference seen so far taken as true. Nothing is promised: both are estimates from few lots.

    estimate: on the scale of analysis, as the margin. in_both_arms: as many further pre lots as post lots;
    otherwise the pre arm stays as it is. most: additional lots looked at.
    """
    check_probability("The probability of settling", probability)
    is_inside = margin.low < estimate < margin.high

    def settles(more: int) -> bool:
        larger = Design(
            n_pre=design.n_pre + (more if in_both_arms else 0),
            n_post=design.n_post + more,
            sd_pre=design.sd_pre,
            sd_post=design.sd_post,
            alpha=design.alpha,
        )
        chance = probability_inside if is_inside else probability_outside
        return chance(design=larger, shift=estimate, margin=margin) >= probability

    if estimate in (margin.low, margin.high):
        return LotsToSettle(more=None, is_inside=is_inside)
    too_few, enough = 0, 1
    # With one arm fixed, many lots in the other lower the Welch degrees of freedom and the chance can fall
    # again, so that the largest number does not tell whether a smaller one suffices.
    while not settles(enough):
        if enough == most:
            return LotsToSettle(more=None, is_inside=is_inside)
        too_few, enough = enough, min(2 * enough, most)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if settles(middle):
            enough = middle
        else:
            too_few = middle
    return LotsToSettle(more=enough, is_inside=is_inside)
