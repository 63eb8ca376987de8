"""Reading stability series, one per lot: the checks at the door, and each lot's own line.

Nothing is tested or compared here.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.statistics.errors import (
    NoRange,
    NoScatter,
    NotFinite,
    NotPoints,
    TooFewLots,
    TooFewPoints,
)
from comparability.statistics.regression import Line, check_scatter, least_squares, reach

Points = Sequence[tuple[float, float]]  # of one lot: months, value
Lots = Sequence[Points]  # of one arm


@dataclass(frozen=True, slots=True)
class Arm:
    """Lines of the lots of one arm and of all its points; times and values centred and scaled.

    within: the line with one slope and an intercept for each lot, drawn through the mean of all points.
    """

    lots: tuple[Line, ...]
    together: Line
    within: Line


@dataclass(frozen=True, slots=True)
class Series:
    """Both arms about one origin and in one unit. largest: size of the largest value in that unit."""

    pre: Arm
    post: Arm
    time_origin: float
    time_unit: float
    value_unit: float
    largest: float

    @property
    def slope_unit(self) -> float:
        return self.value_unit / self.time_unit

    @property
    def lots(self) -> tuple[Line, ...]:
        return self.pre.lots + self.post.lots

    @property
    def n_points(self) -> int:
        return self.pre.together.n + self.post.together.n

    def check_scatter(self, rss: float) -> None:
        """Raises NoScatter where what is left about the lines is rounding."""
        check_scatter(rss, n=self.n_points, size=self.largest, where="The stability series")


def read_series(*, pre: Lots, post: Lots, need_lots: int) -> Series:
    """Raises NotPoints, NotFinite, TooFewLots, TooFewPoints, NoRange, NoScatter.

    Every lot needs two times at least, every arm three points.
    """
    arms = [_read_lots(pre, arm="pre", need=need_lots), _read_lots(post, arm="post", need=need_lots)]
    times = [time for lots in arms for lot in lots for time, _ in lot]
    values = [value for lots in arms for lot in lots for _, value in lot]
    time_unit, value_unit = reach(times, what="The range of times"), reach(values, what="The range of values")
    if value_unit == 0.0:
        raise NoScatter(where="The stability series")
    before, after = (
        [
            [((time - times[0]) / time_unit, (value - values[0]) / value_unit) for time, value in lot]
            for lot in lots
        ]
        for lots in arms
    )
    return Series(
        pre=_arm(before),
        post=_arm(after),
        time_origin=times[0],
        time_unit=time_unit,
        value_unit=value_unit,
        largest=max(map(abs, values)) / value_unit,
    )


def read_lot(points: Points, *, where: str) -> list[tuple[float, float]]:
    """One lot's points, at two times at least. Raises NotPoints, NotFinite, TooFewPoints, NoRange."""
    try:
        floats = [(float(time), float(value)) for time, value in points]
    except (TypeError, ValueError) as error:
        raise NotPoints(where=where) from error
    if not all(map(math.isfinite, itertools.chain.from_iterable(floats))):
        raise NotFinite(what=f"A time or a value of {where[0].lower()}{where[1:]}")
    if len(floats) < 2:
        raise TooFewPoints(where=where, have=len(floats), need=2)
    if all(time == floats[0][0] for time, _ in floats):
        raise NoRange(where=where, axis="time")
    return floats


def _read_lots(lots: Lots, *, arm: str, need: int) -> list[list[tuple[float, float]]]:
    try:
        found = [
            read_lot(points, where=f"Lot {number} of the {arm} arm") for number, points in enumerate(lots, 1)
        ]
    except TypeError as error:
        raise NotPoints(where=f"Every lot of the {arm} arm") from error
    if len(found) < need:
        raise TooFewLots(arm=arm, have=len(found), need=need)
    points = sum(map(len, found))
    if points < 3:
        raise TooFewPoints(where=f"The {arm} arm", have=points, need=3)
    return found


def _arm(lots: list[list[tuple[float, float]]]) -> Arm:
    lines = tuple(line_of(lot) for lot in lots)
    together = line_of(list(itertools.chain.from_iterable(lots)))
    return Arm(lots=lines, together=together, within=common_slope(lines, about=together))


def line_of(points: Sequence[tuple[float, float]]) -> Line:
    """The line of points whose times are not all the same."""
    times, values = zip(*points, strict=True)
    return least_squares(times, values)


def common_slope(lines: Sequence[Line], *, about: Line) -> Line:
    """One slope for all lots, an intercept for each."""
    squares = math.fsum([line.squares for line in lines])
    slope = math.fsum([line.squares * line.slope for line in lines]) / squares
    rss = math.fsum([line.rss + line.squares * (line.slope - slope) ** 2 for line in lines])
    return Line(about.n, about.x, about.y, squares, slope, rss)
