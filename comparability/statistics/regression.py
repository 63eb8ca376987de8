"""A straight line through points by least squares, in sums that keep their digits.

Lines of several lots or arms are compared in `stability`.

Source: Draper and Smith (1998) Applied Regression Analysis, chapter 1.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from comparability.statistics.errors import NoRange, NoScatter, NotAligned, NotFinite, NotPoints, TooFewPoints
from comparability.statistics.interval import Interval
from comparability.statistics.samples import Values, check_probability

# Half an ulp in each value and in each product of slope and time: residuals this small say nothing.
ROUNDING = 8.0 * sys.float_info.epsilon


@dataclass(frozen=True, slots=True)
class Line:
    """Count, means, sum of squares of x about its mean, slope, and squares left about the line."""

    n: int
    x: float
    y: float
    squares: float
    slope: float
    rss: float

    def at(self, x: float) -> float:
        return self.y + self.slope * (x - self.x)


@dataclass(frozen=True, slots=True, kw_only=True)
class StraightLine:
    """y = intercept + slope·x with standard errors; df: n - 2. r_squared: share of the squares explained."""

    n: int
    slope: float
    intercept: float
    slope_standard_error: float
    intercept_standard_error: float
    residual_sd: float
    df: int
    r_squared: float

    def slope_interval(self, *, level: float) -> Interval:
        """Two-sided t interval of the slope."""
        return self._interval(self.slope, self.slope_standard_error, level)

    def intercept_interval(self, *, level: float) -> Interval:
        """Two-sided t interval of the intercept."""
        return self._interval(self.intercept, self.intercept_standard_error, level)

    def _interval(self, estimate: float, standard_error: float, level: float) -> Interval:
        check_probability("The level of an interval", level)
        half = -float(stdtrit(self.df, (1.0 - level) / 2.0)) * standard_error
        return Interval(estimate - half, estimate + half)


def straight_line(*, x: Values, y: Values) -> StraightLine:
    """The least-squares line of y on x, x known without error, at least three points.

    Raises NotPoints, NotFinite, NotAligned, TooFewPoints, NoRange, NoScatter.
    """
    xs, ys = read_column(x, what="The values of x"), read_column(y, what="The values of y")
    check_aligned(xs, ys, first="The values of x", second="those of y")
    if len(xs) < 3:
        raise TooFewPoints(where="The line", have=len(xs), need=3)
    # The first point is taken off and the largest deviation scales the rest, so no digit or square is lost.
    x_unit, y_unit = reach(xs, what="The range of x"), reach(ys, what="The range of y")
    if x_unit == 0.0:
        raise NoRange(where="The line", axis="x")
    if y_unit == 0.0:
        raise NoScatter(where="The line")
    line = least_squares([(a - xs[0]) / x_unit for a in xs], [(b - ys[0]) / y_unit for b in ys])
    df = line.n - 2
    check_scatter(line.rss, n=line.n, size=max(map(abs, ys)) / y_unit, where="The line")
    residual_sd = math.sqrt(line.rss / df)
    explained = line.slope**2 * line.squares
    # Intercept and its error belong to x = 0, which lies this far from the mean.
    distance = -xs[0] / x_unit - line.x
    return StraightLine(
        n=line.n,
        slope=line.slope * y_unit / x_unit,
        intercept=ys[0] + y_unit * line.at(-xs[0] / x_unit),
        slope_standard_error=residual_sd / math.sqrt(line.squares) * y_unit / x_unit,
        intercept_standard_error=residual_sd
        * math.hypot(1 / math.sqrt(line.n), distance / math.sqrt(line.squares))
        * y_unit,
        residual_sd=residual_sd * y_unit,
        df=df,
        r_squared=explained / (explained + line.rss),
    )


def least_squares(x: Sequence[float], y: Sequence[float]) -> Line:
    """The sums of one line; x must not be constant. Values already near zero and of the size of one."""
    n = len(x)
    mean_x, mean_y = math.fsum(x) / n, math.fsum(y) / n
    dx, dy = [a - mean_x for a in x], [b - mean_y for b in y]
    squares = math.fsum([a * a for a in dx])
    slope = math.fsum([a * b for a, b in zip(dx, dy, strict=True)]) / squares
    rss = math.fsum([(b - slope * a) ** 2 for a, b in zip(dx, dy, strict=True)])
    return Line(n, mean_x, mean_y, squares, slope, rss)


def read_column(values: Values, *, what: str) -> list[float]:
    """One number a row. Raises NotPoints, NotFinite."""
    if isinstance(values, str | bytes):
        raise NotPoints(where=what)
    try:
        floats = [float(value) for value in values]
    except (TypeError, ValueError) as error:
        raise NotPoints(where=what) from error
    except OverflowError as error:
        raise NotFinite(what=f"One of {what[0].lower()}{what[1:]}") from error
    if not all(map(math.isfinite, floats)):
        raise NotFinite(what=f"One of {what[0].lower()}{what[1:]}")
    return floats


def check_aligned(one: list[float], other: list[float], *, first: str, second: str) -> None:
    """Raises NotAligned."""
    if len(one) != len(other):
        raise NotAligned(first=first, have_first=len(one), second=second, have_second=len(other))


def check_scatter(rss: float, *, n: int, size: float, where: str) -> None:
    """Raises NoScatter where what is left about the line is rounding; size: the largest value, same unit."""
    if rss <= n * (ROUNDING * max(size, 1.0)) ** 2:
        raise NoScatter(where=where)


def reach(values: Sequence[float], *, what: str) -> float:
    """Largest distance from the first value. Raises NotFinite where it leaves double precision."""
    largest = max(abs(value - values[0]) for value in values)
    if not math.isfinite(largest):
        raise NotFinite(what=what)
    return largest
