"""The posterior of the difference: Behrens and Fisher's under a flat prior, and weighed by a normal one.

Given both variances, mean differences are normal, and a normal prior updates them in closed form. Behrens
and Fisher's distribution is a normal one whose variance is mixed, over two chi-squares: so is the posterior.
Nothing is simulated; both chi-squares are integrated by the trapezoid rule in their logarithms.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, ndtr, stdtr

from comparability.statistics.bayesian.behrens_fisher import behrens_fisher, share_of_sum
from comparability.statistics.bayesian.prior import NormalPrior
from comparability.statistics.quadrature import Array

LEAST = -42.0  # logarithm of a weight, beside the largest, that no longer counts


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Components centred at `centres` with `scales`: t with `df`, or normal where df is None.

    All arrays have one row for each posterior that goes along; weights of a row add up to 1.
    """

    centres: Array
    scales: Array
    weights: Array
    df: float | None

    @property
    def mean(self) -> Array:
        """Of a t with at most 1 degree of freedom its centre, which is its median."""
        found: Array = (self.weights * self.centres).sum(axis=-1)
        return found

    def below(self, x: Array | float) -> Array:
        """P(difference <= x)."""
        return self._averaged(self._lower_tail(self._standard(x)))

    def above(self, x: Array | float) -> Array:
        """P(difference > x), with the digits of small tails."""
        return self._averaged(self._lower_tail(-self._standard(x)))

    def inside(self, low: float, high: float) -> Array:
        """P(low < difference < high), with the digits of small and of large chances alike."""
        start, end = self._standard(low), self._standard(high)
        # In the upper half both ends are mirrored, so that lower tails are subtracted.
        mirrored = start + end > 0.0
        start, end = np.where(mirrored, -end, start), np.where(mirrored, -start, end)
        return self._averaged(self._lower_tail(end) - self._lower_tail(start))

    def _standard(self, x: Array | float) -> Array:
        at = np.asarray(x)[..., np.newaxis]
        standard: Array = (at - self.centres) / self.scales
        return standard

    def _lower_tail(self, z: Array) -> Array:
        tail: Array = np.asarray(ndtr(z) if self.df is None else stdtr(self.df, z))
        return tail

    def _averaged(self, values: Array) -> Array:
        averaged: Array = (self.weights * values).sum(axis=-1)
        return averaged


def posterior_mixture(
    *,
    difference: Array,
    scale_pre: Array,
    scale_post: Array,
    df_pre: float,
    df_post: float,
    prior: NormalPrior | None,
) -> Mixture:
    """difference, scale_pre, scale_post: one for each posterior; degrees of freedom and prior are shared."""
    flat = behrens_fisher(df_pre=df_pre, df_post=df_post, scale_pre=scale_pre, scale_post=scale_post)
    centres = np.broadcast_to(difference[..., np.newaxis], flat.scales.shape)
    if prior is None:
        return Mixture(centres, flat.scales, np.broadcast_to(flat.weights, flat.scales.shape), flat.df)
    chi_square = _log_chi_square(flat.df)
    # A t variable is normal with variance df / chi-square: components × nodes, in one row.
    per_normal = np.sqrt(flat.df / chi_square.nodes)
    sds = (flat.scales[..., :, np.newaxis] * per_normal).reshape(*flat.scales.shape[:-1], -1)
    logs = (np.log(flat.weights)[:, np.newaxis] + chi_square.log_weights).reshape(-1)
    together = np.hypot(sds, prior.sd)
    distance = (difference - prior.mean)[..., np.newaxis]
    logs = logs - np.log(together) - 0.5 * (distance / together) ** 2
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return Mixture(
        prior.mean + distance * (prior.sd / together) ** 2, sds * (prior.sd / together), weights, None
    )


def size_of_mixture(df_pre: float, df_post: float) -> int:
    """How many normal components one posterior under a normal prior has."""
    return len(share_of_sum(df_pre, df_post).weights) * len(_log_chi_square(df_pre + df_post).nodes)


@dataclass(frozen=True, slots=True, eq=False)
class _ChiSquare:
    nodes: Array
    log_weights: Array


@lru_cache(maxsize=64)
def _log_chi_square(df: float) -> _ChiSquare:
    """Nodes evenly spaced in the logarithm of a chi-square variable."""
    half = 0.5 * df
    step = min(0.2, 0.5 / math.sqrt(half))
    below, above = (abs(LEAST) + 10.0) / half + 10.0 / math.sqrt(half), 5.0 + 10.0 / math.sqrt(half)
    logs_of = math.log(df) + step * np.arange(-math.ceil(below / step), math.ceil(above / step) + 1)
    values = np.exp(logs_of)
    weights = half * (logs_of - math.log(2.0)) - 0.5 * values - gammaln(half) + math.log(step)
    kept = weights > weights.max() + LEAST
    return _ChiSquare(values[kept], weights[kept])
