"""Exact operating characteristics of the Welch two one-sided tests for a design and given SDs.

The two sample variances are written as their sum and their split: given the split, the Welch degrees of
freedom are fixed and the standard error is a chi variable times a constant, so that the chance of the
interval falling on either side of a bound is a two-dimensional integral, without simulation. 64 by 64
Gauss–Legendre nodes, more in the split where an arm has two lots or ten and more, leave an error below 1e-11
with up to 100 lots an arm.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import NODES, REACH, Array, beta_split, between, chi_density
from comparability.statistics.samples import check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Lots per arm, the true SDs between lots on the scale of analysis (ln for a ratio), alpha."""

    n_pre: int
    n_post: int
    sd_pre: float
    sd_post: float
    alpha: float

    def __post_init__(self) -> None:
        for name, count in (("The number of pre lots", self.n_pre), ("The number of post lots", self.n_post)):
            if count < 2:
                raise OutOfRange(name=name, value=count, accepted="2 or more")
        for name, sd in (("The pre SD", self.sd_pre), ("The post SD", self.sd_post)):
            if not 0.0 < sd < math.inf:
                raise OutOfRange(name=name, value=sd, accepted="a finite number above 0")
        check_probability("Alpha", self.alpha, below=0.5)

    @property
    def sd_of_difference(self) -> float:
        """True SD of mean(post) - mean(pre)."""
        return math.hypot(self.sd_pre / math.sqrt(self.n_pre), self.sd_post / math.sqrt(self.n_post))


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
    """As `probability_inside` for several true shifts, which share one quadrature."""
    multiplier, weights = _split(design)
    sigma = design.sd_of_difference
    width = (margin.high - margin.low) / sigma
    widest = 0.5 * width / multiplier  # of chi: beyond it the interval is wider than the margin
    nodes, inner = _chi_below(design.n_pre + design.n_post - 2, widest)
    inner *= weights[:, np.newaxis]
    half_width = multiplier[:, np.newaxis] * nodes

    def at(shift: float) -> float:
        low, high = (margin.low - shift) / sigma, (margin.high - shift) / sigma
        inside = ndtr(high - half_width)
        if low > -math.inf:
            inside = np.maximum(inside - ndtr(low + half_width), 0.0)
        return float(np.vdot(inside, inner))

    return tuple(at(shift) for shift in shifts)


def probability_outside(*, design: Design, shift: float, margin: Interval) -> float:
    """Chance that the 1 - 2 alpha interval lies strictly outside the margin, that is, of breaking it."""
    multiplier, weights = _split(design)
    sigma = design.sd_of_difference
    low, high = (margin.low - shift) / sigma, (margin.high - shift) / sigma
    nodes, inner = _chi_below(design.n_pre + design.n_post - 2, np.full_like(multiplier, math.inf))
    half_width = multiplier[:, np.newaxis] * nodes
    outside = ndtr(low - half_width) + ndtr(-high - half_width)
    return float(weights @ np.sum(outside * inner, axis=1))


def size_of_equivalence(*, design: Design, margin: Interval) -> float:
    """The actual size: the chance of showing equivalence with the truth on an end of the margin.

    Both ends give the same: the estimated difference lies symmetrically about the true one.
    """
    return probability_inside(design=design, shift=margin.low, margin=margin)


def size_of_one_side(*, design: Design) -> float:
    """The actual size of one of the two tests: what alpha has become through estimated degrees of freedom."""
    # Given the split, the difference over the chi variable is a t variable: one dimension remains.
    multiplier, weights = _split(design)
    df = design.n_pre + design.n_post - 2
    return float(weights @ stdtr(df, -multiplier * math.sqrt(df)))


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


def _split(design: Design) -> tuple[Array, Array]:
    """Per node of the split: t quantile times standard error, in units of the true SD of the difference and
    of the chi variable of the sum; and the node's weight.
    """
    df_pre, df_post = design.n_pre - 1, design.n_post - 1
    rule = beta_split(df_pre, df_post)
    sigma = design.sd_of_difference
    v_pre = (design.sd_pre / sigma) ** 2 / design.n_pre * np.sin(rule.nodes) ** 2 / df_pre
    v_post = (design.sd_post / sigma) ** 2 / design.n_post * np.cos(rule.nodes) ** 2 / df_post
    df = (v_pre + v_post) ** 2 / (v_pre**2 / df_pre + v_post**2 / df_post)
    quantile: Array = np.asarray(stdtrit(df, design.alpha), dtype=np.float64)
    multiplier: Array = -quantile * np.sqrt(v_pre + v_post)
    return multiplier, rule.weights


def _chi_below(df: int, widest: Array) -> tuple[Array, Array]:
    """Nodes (split by chi) and weights of the chi variable of the summed squares, up to `widest`."""
    middle = math.sqrt(df)
    start = max(0.0, middle - REACH)
    # An interval that is never narrow enough leaves an empty range, whose weights are zero.
    end = np.maximum(np.minimum(widest, middle + REACH), start)
    unit = between(0.0, 1.0, count=NODES)
    length = (end - start)[:, np.newaxis]
    nodes = start + length * unit.nodes
    density = chi_density(np.maximum(nodes, 1e-300), df=df)
    return nodes, density * unit.weights * length
