"""The restricted likelihood of lots that differ in level and share their slope: one ratio to find."""

import math

import numpy as np
from scipy.optimize import brentq

from comparability.statistics.quadrature import Array
from comparability.statistics.stability.lot_model import LotLines

# Half decades from far below the variance of a lot mean to far above it; in between the root is refined.
_GRID = np.concatenate([[0.0], 10.0 ** np.arange(-3.0, 16.5, 0.5)])


def best_ratio(lots: LotLines) -> float:
    """Lot variance over residual variance, 0 where the likelihood falls from there on.

    The whole range is looked at first: a restricted likelihood can have more than one top.
    """
    unit = float(np.mean(1.0 / lots.n))
    grid = _GRID * unit
    heights, slopes = _height_and_slope(lots, grid)
    best = int(np.argmin(heights))

    def scaled_slope(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        return ratio * float(_height_and_slope(lots, np.array([ratio]))[1][0])

    if slopes[best] < 0.0:
        low, high = best, best + 1
    else:
        low, high = best - 1, best
    if high == 0:
        return 0.0
    if high == len(grid) or slopes[high] <= 0.0 or slopes[low] >= 0.0:
        return float(grid[best])
    start = grid[low] if low > 0 else _close_to_zero(lots, float(grid[1]))
    if start == 0.0:
        return 0.0
    return math.exp(brentq(scaled_slope, math.log(start), math.log(grid[high]), xtol=1e-15, rtol=1e-14))


def _close_to_zero(lots: LotLines, high: float) -> float:
    """A ratio at which the likelihood still rises, or 0 where there is none above rounding."""
    ratios = high * 10.0 ** -np.arange(1.0, 13.0)
    _, slopes = _height_and_slope(lots, ratios)
    rising = np.flatnonzero(slopes < 0.0)
    return float(ratios[rising[0]]) if rising.size else 0.0


def _height_and_slope(lots: LotLines, ratios: Array) -> tuple[Array, Array]:
    """-2 log restricted likelihood and its derivative at many ratios at once.

    With a random level only, a lot's mean has the weight w and its slope the weight of its times: a 2 x 2
    system for each arm.
    """
    w = 1.0 / (1.0 / lots.n + ratios[:, np.newaxis])
    heights = -np.log(w).sum(axis=1)
    slopes = w.sum(axis=1)
    quadratic = np.full(len(ratios), lots.left)
    bend = np.zeros(len(ratios))
    for arm in lots.arms:
        v, d, y, s = w[:, arm], lots.time[arm], lots.value[arm], lots.squares[arm]
        b = lots.b[arm, 1]
        p, q, r = v.sum(axis=1), v @ d, v @ (d * d) + s.sum()
        determinant = p * r - q * q
        # About the arm's plain means, so that what is solved for is small.
        y0, b0 = float(y.mean()), float(s @ b / s.sum())
        e0 = y - y0 - b0 * d
        first, second = v @ e0, v @ (d * e0) + s @ (b - b0)
        alpha = (r * first - q * second) / determinant
        beta = (p * second - q * first) / determinant
        e = e0 - alpha[:, np.newaxis] - beta[:, np.newaxis] * d
        quadratic += (v * e * e).sum(axis=1) + ((b - b0 - beta[:, np.newaxis]) ** 2 @ s)
        bend += (v * v * e * e).sum(axis=1)
        v2 = v * v
        slopes -= (r * v2.sum(axis=1) - 2.0 * q * (v2 @ d) + p * (v2 @ (d * d))) / determinant
        heights += np.log(determinant)
    return heights + lots.df * np.log(quadratic), slopes - lots.df * bend / quadratic
