"""Where three parts of a whole lie in a triangle, and which piece of the triangle is worth drawing."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Percent = tuple[float, float, float]
Place = tuple[float, float]

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)  # of grids; each divides 100
CELLS = 8  # of the grid along an edge, at most
AIR = 0.12  # of the size of what is drawn, around it
WHOLE = 60.0  # percent: a piece of this size or more is drawn as the whole triangle
HEIGHT = math.sqrt(0.75)  # of a triangle with sides of one


def closed(parts: Sequence[float]) -> Percent:
    """The parts as percentages that add up to 100."""
    total = math.fsum(parts)
    first, second, third = (100.0 * part / total for part in parts)
    return first, second, third


def moved(centre: Percent, part: int, share: float) -> Percent:
    """The centre with one part at this share of the whole, the others keeping their ratios."""
    rest = (100.0 - share) / (100.0 - centre[part])
    first, second, third = (share if place == part else each * rest for place, each in enumerate(centre))
    return first, second, third


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The part of a line that is drawn. has_start, has_end: whether that end is the line's own."""

    start: Percent
    end: Percent
    has_start: bool
    has_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangle:
    """The piece in which each part is at least `floor`, drawn with its first part at the top, the second at
    the left, the third at the right. left, bottom: of the drawn triangle; side: its length, in points.
    """

    floor: Percent
    step: float
    left: float
    bottom: float
    side: float

    @property
    def size(self) -> float:
        """How many percent an edge is long."""
        return 100.0 - math.fsum(self.floor)

    def at(self, shares: Percent) -> Place:
        first, _, third = ((share - low) / self.size for share, low in zip(shares, self.floor, strict=True))
        return self.left + self.side * (third + first / 2.0), self.bottom + self.side * HEIGHT * first

    def corner(self, part: int, share: float, *, lowest: int) -> Percent:
        """The point of an edge where the part has the share and another part is as low as it is drawn."""
        third = 3 - part - lowest
        shares = [0.0, 0.0, 0.0]
        shares[part], shares[lowest] = share, self.floor[lowest]
        shares[third] = 100.0 - share - self.floor[lowest]
        return shares[0], shares[1], shares[2]

    def ticks(self, part: int) -> list[float]:
        """Round shares of the part between its lowest and its highest."""
        return [self.floor[part] + self.step * number for number in range(1, round(self.size / self.step))]

    def inside(self, start: Percent, end: Percent) -> Stretch | None:
        """As much of the line as lies in this piece, or None where nothing does."""
        first, last = 0.0, 1.0
        for one, other, low in zip(start, end, self.floor, strict=True):
            if one < low and other < low:
                return None
            if one < low:
                first = max(first, (low - one) / (other - one))
            elif other < low:
                last = min(last, (one - low) / (one - other))
        if first > last:
            return None
        return Stretch(
            start=_between(start, end, first),
            end=_between(start, end, last),
            has_start=first == 0.0,
            has_end=last == 1.0,
        )


def triangle_around(shares: Iterable[Percent], *, left: float, bottom: float, side: float) -> Triangle:
    """The smallest piece with round edges that holds all shares with some air."""
    lowest = [min(column) for column in zip(*shares, strict=True)]
    size = max(100.0 - math.fsum(lowest), 0.2)
    lowest = [max(0.0, low - size * AIR) for low in lowest]
    size = 100.0 - math.fsum(lowest)
    if size >= WHOLE:
        return Triangle(floor=(0.0, 0.0, 0.0), step=STEPS[-1], left=left, bottom=bottom, side=side)
    step = next(each for each in STEPS if each * CELLS >= size)
    first, second, third = (round(math.floor(low / step) * step, 6) for low in lowest)
    return Triangle(floor=(first, second, third), step=step, left=left, bottom=bottom, side=side)


def _between(start: Percent, end: Percent, share: float) -> Percent:
    first, second, third = (one + share * (other - one) for one, other in zip(start, end, strict=True))
    return first, second, third
