"""May the lots be described by one line? The sequence of tests of ICH Q1E, and the model it leads to.

It says nothing of equivalence: with few points, lots that differ are pooled.

Source: ICH Q1E (2003) Evaluation of Stability Data, section B.2 and appendix; Bancroft (1964) Biometrics
20:427 for the level 0.25.
"""

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import fdtrc

from comparability.statistics.errors import NoScatter, NotPoints, TooFewLots, TooFewPoints
from comparability.statistics.regression import Line, check_scatter, reach
from comparability.statistics.samples import check_probability
from comparability.statistics.stability.series import Points, common_slope, line_of, read_lot


class PooledModel(enum.Enum):
    """What the lots share."""

    ONE_LINE = "one line"  # common slope, common intercept
    ONE_SLOPE = "one slope"  # common slope, an intercept for each lot
    OWN_LINES = "own lines"  # nothing: every lot has its own line


@dataclass(frozen=True, slots=True, kw_only=True)
class FTest:
    """F = (extra squares / df) / (squares left / df_left), with its upper tail."""

    f: float
    df: int
    df_left: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Poolability:
    """slopes: equality of slopes, against every lot's own line. intercepts: equality of intercepts given one
    slope, against the model with one slope; computed always, used only where the slopes are pooled.
    """

    slopes: FTest
    intercepts: FTest
    model: PooledModel
    n_lots: int
    n_points: int


def poolability(*, lots: Sequence[Points], alpha: float) -> Poolability:
    """Slopes first, then intercepts; each is pooled when its p-value is not below alpha (ICH Q1E: 0.25).

    lots: for every lot its (time, value) points, at least two lots, each at two times at least.
    Raises TooFewLots, TooFewPoints, NotPoints, NotFinite, NoRange, NoScatter, OutOfRange.
    """
    check_probability("Alpha", alpha)
    lines, together, largest = _read(lots)
    within = common_slope(lines, about=together)
    k, n = len(lines), together.n
    own = math.fsum([line.rss for line in lines])
    if n - 2 * k < 1:
        raise TooFewPoints(where="All lots together", have=n, need=2 * k + 1)
    check_scatter(own, n=n, size=largest, where="The stability series")
    # The extra squares themselves, not differences of sums that are nearly the same.
    extra_slopes = math.fsum([line.squares * (line.slope - within.slope) ** 2 for line in lines])
    extra_intercepts = _squares_of_intercepts(lines, within, together)
    slopes = _f_test(extra_slopes, k - 1, own, n - 2 * k)
    intercepts = _f_test(extra_intercepts, k - 1, within.rss, n - k - 1)
    if slopes.p < alpha:
        model = PooledModel.OWN_LINES
    elif intercepts.p < alpha:
        model = PooledModel.ONE_SLOPE
    else:
        model = PooledModel.ONE_LINE
    return Poolability(slopes=slopes, intercepts=intercepts, model=model, n_lots=k, n_points=n)


def _squares_of_intercepts(lines: Sequence[Line], within: Line, together: Line) -> float:
    """Squares left about one line less those left about one slope."""
    return math.fsum(
        [line.n * (line.y - together.at(line.x)) ** 2 for line in lines]
        + [line.squares * (within.slope - together.slope) ** 2 for line in lines]
    )


def _f_test(extra: float, df: int, left: float, df_left: int) -> FTest:
    f = (extra / df) / (left / df_left)
    return FTest(f=f, df=df, df_left=df_left, p=float(fdtrc(df, df_left, f)))


def _read(lots: Sequence[Points]) -> tuple[list[Line], Line, float]:
    try:
        found = [read_lot(points, where=f"Lot {number}") for number, points in enumerate(lots, 1)]
    except TypeError as error:
        raise NotPoints(where="Every lot") from error
    if len(found) < 2:
        raise TooFewLots(arm="stability", have=len(found), need=2)
    points = [point for lot in found for point in lot]
    time_origin, value_origin = points[0]
    time_unit = reach([time for time, _ in points], what="The range of times")
    value_unit = reach([value for _, value in points], what="The range of values")
    if value_unit == 0.0:
        raise NoScatter(where="The stability series")
    scaled = [
        [((time - time_origin) / time_unit, (value - value_origin) / value_unit) for time, value in lot]
        for lot in found
    ]
    together = line_of([point for lot in scaled for point in lot])
    return [line_of(lot) for lot in scaled], together, max(abs(value) for _, value in points) / value_unit
