"""The largest chance of some outcomes of two binomial counts, over all shares that differ by a given amount.

Which outcomes belong together is decided in `exact_proportions`.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from comparability.statistics.quadrature import Array

PEAK = 1e-9  # error of the share at which a chance is largest; that of the chance is of its square

Outcomes = NDArray[np.bool_]  # a row per count of the pre arm, a column per count of the post arm


def largest_chance(outcomes: Outcomes, delta: float) -> float:
    """Of any of the outcomes, over all pairs of shares whose difference (post minus pre) is delta."""
    along = _Along(outcomes.astype(float), delta)
    degree = sum(outcomes.shape) - 2
    # Along this angle the chance is a trigonometric polynomial of that degree. By Bernstein's inequality the
    # point of the grid next to its largest value reaches 98 % of it.
    angles = math.pi / (8 * degree) * np.arange(8 * degree + 1)
    positions = np.sin(0.5 * angles) ** 2
    chances, slopes = along.chances(positions), along.slopes(positions)
    best = float(chances.max())
    high = np.maximum(chances[:-1], chances[1:]) >= 0.98 * best
    for i in np.flatnonzero((slopes[:-1] > 0.0) & (slopes[1:] < 0.0) & high):
        top = brentq(along.slope, positions[i], positions[i + 1], xtol=PEAK)
        best = max(best, float(along.chances(np.array([top]))[0]))
    return min(best, 1.0)


@dataclass(frozen=True, slots=True)
class _Along:
    """The chance of outcomes [pre, post] along all pairs of shares `delta` apart, which positions from 0 to 1
    run through.
    """

    outcomes: Array
    delta: float

    def chances(self, positions: Array) -> Array:
        pre, post = self._shares(positions)
        n_pre, n_post = (size - 1 for size in self.outcomes.shape)
        return _chance(pre.binomial(n_pre), self.outcomes, post.binomial(n_post))

    def slopes(self, positions: Array) -> Array:
        """Of the chance, up to the positive factor 1 - |delta|."""
        pre, post = self._shares(positions)
        n_pre, n_post = (size - 1 for size in self.outcomes.shape)
        slopes: Array = n_pre * _chance(
            pre.binomial(n_pre - 1), np.diff(self.outcomes, axis=0), post.binomial(n_post)
        ) + n_post * _chance(pre.binomial(n_pre), np.diff(self.outcomes, axis=1), post.binomial(n_post - 1))
        return slopes

    def slope(self, position: float) -> float:
        return float(self.slopes(np.array([position]))[0])

    def _shares(self, positions: Array) -> tuple["_Shares", "_Shares"]:
        width = 1.0 - abs(self.delta)
        lower, rest = width * positions, width * (1.0 - positions)
        low = _Shares(lower, abs(self.delta) + rest)
        high = _Shares(abs(self.delta) + lower, rest)
        return (low, high) if self.delta >= 0.0 else (high, low)


@dataclass(frozen=True, slots=True)
class _Shares:
    share: Array
    rest: Array  # 1 - share, with its own digits

    def binomial(self, n: int) -> Array:
        """Chances of 0 to n events, a row per share."""
        counts = np.arange(n + 1)
        chances: Array = _ways(n) * self.share[:, None] ** counts * self.rest[:, None] ** (n - counts)
        return chances


def _chance(pre: Array, outcomes: Array, post: Array) -> Array:
    chances: Array = np.sum((pre @ outcomes) * post, axis=1)
    return chances


@lru_cache(maxsize=64)
def _ways(n: int) -> Array:
    return np.array([float(math.comb(n, count)) for count in range(n + 1)])
