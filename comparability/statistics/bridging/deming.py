"""The straight line between two methods that both err: Deming regression with its jackknife interval.

Sources: Deming (1943) Statistical Adjustment of Data; Linnet (1990) Stat Med 9:1463 and (1993) Clin Chem
39:424, the jackknife with n - 2 degrees of freedom.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from comparability.statistics.bridging.method_pairs import read_methods
from comparability.statistics.errors import NoLine, NoScatter, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array
from comparability.statistics.regression import ROUNDING, reach
from comparability.statistics.samples import Values, check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class DemingLine:
    """new = intercept + slope·old; standard errors by the jackknife, intervals at the level asked for."""

    n: int
    slope: float
    intercept: float
    slope_standard_error: float
    intercept_standard_error: float
    df: int
    slope_interval: Interval
    intercept_interval: Interval


def deming(*, old: Values, new: Values, error_variance_ratio: float, level: float) -> DemingLine:
    """The line for lots measured by both methods, at least four.

    error_variance_ratio: variance of the error of the new method over that of the old one; 1 where both are
    as precise. Raises TooFewPoints, NotPoints, NotFinite, NotAligned, NoLine, NoScatter, OutOfRange.
    """
    check_probability("The level of an interval", level)
    if not 0.0 < error_variance_ratio < math.inf:
        raise OutOfRange(
            name="The ratio of error variances",
            value=error_variance_ratio,
            accepted="a finite number above 0",
        )
    olds, news = read_methods(old=old, new=new, need=4)
    n = len(olds)
    unit = max(
        reach(olds, what="The range of the old method"), reach(news, what="The range of the new method")
    )
    if unit == 0.0:
        raise NoLine(why="all lots have the same value by both methods")
    x, y = (np.array([(value - values[0]) / unit for value in values]) for values in (olds, news))
    slope, level_at_origin = _line(x, y, error_variance_ratio)
    size = max(map(abs, olds + news)) / unit
    if float(np.max(np.abs(y - level_at_origin - slope * x))) <= ROUNDING * size * (1.0 + slope):
        raise NoScatter(where="The comparison of the two methods")
    # The intercept belongs to a value of 0 by the old method: olds[0] away from where x starts.
    start, shift = olds[0] / unit, news[0] / unit
    left_out = np.array([_line(np.delete(x, i), np.delete(y, i), error_variance_ratio) for i in range(n)])
    slopes = left_out[:, 0]
    # About the whole line, so that the difference of intercepts keeps its digits where values are large.
    moves = (left_out[:, 1] - level_at_origin) - (slopes - slope) * start
    slope_error = _jackknife(slopes - slope)
    intercept_error = _jackknife(moves) * unit
    intercept = (shift + level_at_origin - slope * start) * unit
    if not math.isfinite(intercept):
        raise NotFinite(what="The intercept")
    if min(slope_error, intercept_error) == 0.0:
        raise NoScatter(where="The comparison of the two methods")
    t = -float(stdtrit(n - 2, (1.0 - level) / 2.0))
    return DemingLine(
        n=n,
        slope=slope,
        intercept=intercept,
        slope_standard_error=slope_error,
        intercept_standard_error=intercept_error,
        df=n - 2,
        slope_interval=Interval(slope - t * slope_error, slope + t * slope_error),
        intercept_interval=Interval(intercept - t * intercept_error, intercept + t * intercept_error),
    )


def _line(x: Array, y: Array, ratio: float) -> tuple[float, float]:
    """Slope, and the line's height where x is 0. Raises NoLine."""
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    dx, dy = x - mean_x, y - mean_y
    product = math.fsum(dx * dy)
    if product <= ROUNDING * len(x):
        raise NoLine(why="the values of the new method do not rise with those of the old one in all lots")
    half = 0.5 * (math.fsum(dy * dy) - ratio * math.fsum(dx * dx))
    root = math.hypot(half, math.sqrt(ratio) * product)
    # The form that adds numbers of one sign.
    slope = (half + root) / product if half > 0.0 else ratio * product / (root - half)
    return slope, mean_y - slope * mean_x


def _jackknife(moves: Array) -> float:
    """Standard error from how far the estimate moves when each lot is left out (Linnet's pseudo-values)."""
    n = len(moves)
    centre = math.fsum(moves) / n
    return (n - 1) * math.sqrt(math.fsum((moves - centre) ** 2) / (n * (n - 1)))
