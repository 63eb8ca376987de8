"""The straight line between two methods from the slopes of all pairs of lots: Passing–Bablok regression.

Assumes nothing about the distribution of errors; asks that both methods err in proportion.

Sources: Passing and Bablok (1983) J Clin Chem Clin Biochem 21:709; slopes averaged as angles, so that
swapping the methods inverts the line exactly, as in Bablok et al. (1988) ibid. 26:783.
"""

import math
import statistics
import sys
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from comparability.statistics.bridging.method_pairs import read_methods
from comparability.statistics.errors import NoLine, NoScatter
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array
from comparability.statistics.regression import reach
from comparability.statistics.samples import Values, check_probability

ROUNDING = 4.0 * sys.float_info.epsilon
RIGHT_ANGLE = 0.5 * math.pi
CUT = -0.25 * math.pi  # where a slope is -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingBablokLine:
    """new = intercept + slope·old. The intervals are endless where the lots are too few for the level, and
    None where both ends fall together.

    n_slopes: pairs of lots whose slope counts. n_below: of these, with a slope below -1. tau: Kendall's
    tau-b.
    """

    n: int
    slope: float
    intercept: float
    slope_interval: Interval | None
    intercept_interval: Interval | None
    n_slopes: int
    n_below: int
    tau: float


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Of all pairs that count, in the order from just above -1, past vertical, to just below it."""

    angles: Array
    tangents: Array


def passing_bablok(*, old: Values, new: Values, level: float) -> PassingBablokLine:
    """The line for lots measured by both methods, at least three; intervals from the variance of Kendall's
    tau.

    Pairs of lots alike by both methods have no slope, pairs alike by the old one a vertical slope; slopes of
    exactly -1 are left out, slopes below -1 are counted at the upper end. Both methods in the same unit.
    Raises TooFewPoints, NotPoints, NotFinite, NotAligned, NoLine, NoScatter, OutOfRange.
    """
    check_probability("The level of an interval", level)
    olds, news = read_methods(old=old, new=new, need=3)
    n = len(olds)
    unit = max(
        reach(olds, what="The range of the old method"), reach(news, what="The range of the new method")
    )
    if unit == 0.0:
        raise NoLine(why="all lots have the same value by both methods")
    size = max(map(abs, olds + news)) / unit
    x, y = (np.array([(value - values[0]) / unit for value in values]) for values in (olds, news))
    dx, dy = _differences(x, size), _differences(y, size)
    tau = _tau_b(dx, dy)
    if not tau > 0.0:
        raise NoLine(why="the values of the new method do not rise with those of the old one")
    slopes = _slopes(dx, dy, size)
    count = len(slopes.angles)
    slope = _slope(slopes, count) if count > 0 else 0.0
    if not 0.0 < slope < math.inf:
        raise NoLine(why="the middle of the slopes of all pairs of lots is no rising line")
    if float(np.max(np.abs(y - y[0] - slope * (x - x[0])))) <= 2.0 * ROUNDING * size * (1.0 + slope):
        raise NoScatter(where="The comparison of the two methods")
    # As many slopes off the middle, twice over, as Kendall's S has within its normal quantile.
    reach_of_s = round(-float(ndtri((1.0 - level) / 2.0)) * math.sqrt(n * (n - 1) * (2 * n + 5) / 18.0))
    low, high = -math.inf, math.inf
    if count - reach_of_s >= 1:
        low, high = _slope(slopes, count - reach_of_s), _slope(slopes, count + reach_of_s)
    return PassingBablokLine(
        n=n,
        slope=slope,
        intercept=_intercept(olds, news, slope),
        slope_interval=_between(low, high),
        intercept_interval=_between(_intercept(olds, news, high), _intercept(olds, news, low)),
        n_slopes=count,
        n_below=int(np.count_nonzero(slopes.angles > RIGHT_ANGLE)),
        tau=tau,
    )


def _differences(values: Array, size: float) -> Array:
    """Of every pair of lots; what is rounding of the values is zero."""
    first, second = np.triu_indices(len(values), 1)
    found: Array = values[second] - values[first]
    found[np.abs(found) <= ROUNDING * size] = 0.0
    return found


def _tau_b(dx: Array, dy: Array) -> float:
    agreement = float(np.sum(np.sign(dx) * np.sign(dy)))
    untied = float(np.count_nonzero(dx)) * float(np.count_nonzero(dy))
    return agreement / math.sqrt(untied) if untied > 0.0 else 0.0


def _slopes(dx: Array, dy: Array, size: float) -> _Slopes:
    counts = (np.abs(dx + dy) > 2.0 * ROUNDING * size) & ((dx != 0.0) | (dy != 0.0))
    dx, dy = dx[counts], dy[counts]
    angles = np.arctan2(np.abs(dy), np.abs(dx)) * np.where(np.sign(dx) * np.sign(dy) < 0.0, -1.0, 1.0)
    angles[angles < CUT] += math.pi
    tangents = np.full(len(dx), math.inf)
    np.divide(dy, dx, out=tangents, where=dx != 0.0)
    order = np.argsort(angles, kind="stable")
    return _Slopes(angles[order], tangents[order])


def _slope(slopes: _Slopes, twice: int) -> float:
    """At place twice / 2 from the start, counted in halves: between two slopes their angles are averaged."""
    place = (twice + 1) // 2
    if place > len(slopes.angles):
        return math.inf
    angle, tangent = float(slopes.angles[place - 1]), float(slopes.tangents[place - 1])
    if twice % 2 == 0:
        if place == len(slopes.angles):
            return math.inf
        if float(slopes.tangents[place]) != tangent:
            angle = 0.5 * (angle + float(slopes.angles[place]))
            tangent = math.tan(angle)
    return tangent if angle < RIGHT_ANGLE else math.inf


def _between(one: float, other: float) -> Interval | None:
    # Where the old method reads below zero, the steeper line starts higher.
    return None if one == other else Interval(min(one, other), max(one, other))


def _intercept(olds: list[float], news: list[float], slope: float) -> float:
    if math.isinf(slope):
        return -slope
    return statistics.median([b - slope * a for a, b in zip(olds, news, strict=True)])
