"""Exact operating characteristics of a t test whose interval is widened by a variance between runs that the
protocol declares: see `aliased_runs` for the test itself.

The run effect moves the estimated difference and nothing of it is seen in the scatter of the lots, so that
given the sample variances the chance is a difference of normal integrals, as without runs. The half-width is
no multiple of the chi variable any more, but rises with it: the chi at which the interval is as wide as the
margin is searched for, and nodes lie below it. 128 of them leave an error below 2e-5, most of it where the
more cautious of the two intervals is another one.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, stdtrit

from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design, PairedDesign, distances
from comparability.statistics.planning.two_variances import Split, one_sd, pooled_split, welch_split
from comparability.statistics.quadrature import REACH, Array, between, chi_density

NODES_OF_CHI = 128
HALVINGS = 18  # of the range of chi, when the widest interval is searched for: an error below 1e-8
GRID = 8192  # values of 1 / df between which the t quantile is interpolated: a relative error below 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShare:
    """Variances that runs add to post minus pre, on the scale of analysis. declared: what the protocol widens
    the interval by. true: what the runs really do to the difference; 0 where runs are in balance over the
    arms, or where the scatter of the lots holds it already.
    """

    declared: float
    true: float

    def __post_init__(self) -> None:
        for name, variance in (("declared", self.declared), ("true", self.true)):
            if not 0.0 <= variance < math.inf:
                raise OutOfRange(
                    name=f"The {name} variance between runs",
                    value=variance,
                    accepted="a finite number, 0 or more",
                )


def probability_inside(
    *, design: Design | PairedDesign, shift: float, margin: Interval, is_pooled: bool, runs: RunShare
) -> float:
    """Chance that the widened interval lies strictly inside the margin.

    shift: true mean(post) - mean(pre) without the runs, margin: on the scale of analysis, one end may be
    infinite. is_pooled: of independent lots; pairs have one SD. Raises OutOfRange, NotFinite.
    """
    low, high = distances(design, shift=shift, margin=margin)
    split = _split_of(design, is_pooled)
    sigma = design.sd_of_difference
    added = math.sqrt(runs.declared) / sigma
    start, end = _range_of_chi(split, 0.5 * (high - low), added, design.alpha)
    unit = between(0.0, 1.0, count=NODES_OF_CHI)
    length = np.maximum(end - start, 0.0)[:, np.newaxis]
    chi = start + length * unit.nodes
    half = _half_widths(split, chi, added, design.alpha)
    total = math.hypot(1.0, math.sqrt(runs.true) / sigma)
    chance = ndtr((high - half) / total) - ndtr((low + half) / total)
    inner = np.sum(chance * chi_density(chi, df=split.df) * length * unit.weights, axis=1)
    return float(split.weights @ inner)


def _range_of_chi(split: Split, widest: float, added: float, alpha: float) -> tuple[float, Array]:
    """From the smallest chi that matters to the one, node by node of the split, with the widest interval."""
    middle = math.sqrt(split.df)
    start = max(1e-300, middle - REACH)
    low, high = np.full_like(split.weights, start), np.full_like(split.weights, middle + REACH)
    if not math.isfinite(widest):
        return start, high
    high_is_inside = _half_widths(split, high[:, np.newaxis], added, alpha)[:, 0] <= widest
    low = np.where(high_is_inside, high, low)
    for _ in range(HALVINGS):
        half_way = 0.5 * (low + high)
        is_inside = _half_widths(split, half_way[:, np.newaxis], added, alpha)[:, 0] <= widest
        low, high = np.where(is_inside, half_way, low), np.where(is_inside, high, half_way)
    return start, low


def _half_widths(split: Split, chi: Array, added: float, alpha: float) -> Array:
    """Of the more cautious of both intervals, node of the split by node of chi, in SDs of the difference."""
    narrow = split.standard_error[:, np.newaxis] * chi
    wide = np.hypot(narrow, added)
    inverse_df = np.square(np.square(narrow / wide)) / split.own_df[:, np.newaxis]
    half: Array = np.maximum(_quantiles(inverse_df, alpha) * wide, split.half_width[:, np.newaxis] * chi)
    return half


def _quantiles(inverse_df: Array, alpha: float) -> Array:
    quantiles, steps = _table(alpha)
    place = inverse_df * GRID
    cell = place.astype(np.intp)
    return quantiles[cell] + (place - cell) * steps[cell]


@lru_cache(maxsize=16)
def _table(alpha: float) -> tuple[Array, Array]:
    """The upper t quantile on an even grid of 1 / df, from infinitely many degrees of freedom to one, and the
    steps from one to the next.
    """
    df = 1.0 / np.maximum(np.linspace(0.0, 1.0, GRID + 1), 1e-300)
    quantiles = -np.asarray(stdtrit(df, alpha), dtype=np.float64)
    return quantiles, np.diff(quantiles, append=quantiles[-1])


def _split_of(design: Design | PairedDesign, is_pooled: bool) -> Split:
    if isinstance(design, PairedDesign):
        return one_sd(df=design.pairs - 1, alpha=design.alpha)
    return pooled_split(design) if is_pooled else welch_split(design)
