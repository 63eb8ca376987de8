"""The interval of a test by ranks: every shift or ratio that the exact test does not reject, ties included.

A test by ranks changes only where the bound passes a step: a difference (or ratio) between a lot of one arm
and one of the other, or the mean of two pairs. On a step values are tied that are not tied beside it. As the
bound grows no lot of the post arm gains rank on one of the pre arm, so that among all exchanges of lots those
that speak as strongly as the data only become more: p-values never turn back, and the interval is found by
halving.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from comparability.statistics.errors import LevelNotReachable, OutOfRange, TooManyTies
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array
from comparability.statistics.rank_sums import Tails

MOST_LOTS = 120  # in all; with more the exact distribution takes seconds
# Typed numbers carry half an ulp each, so what agrees within this is a tie.
ROUNDING = 4.0 * sys.float_info.epsilon


@dataclass(frozen=True, slots=True)
class Rounding:
    """How far two equal values may lie apart after a subtraction (absolute) or a division (relative)."""

    absolute: float
    relative: float

    @classmethod
    def of_differences(cls, values: list[float]) -> Self:
        return cls(ROUNDING * max(map(abs, values)), 0.0)

    @classmethod
    def of_ratios(cls) -> Self:
        return cls(0.0, ROUNDING)

    def at(self, place: float) -> float:
        return self.absolute + self.relative * abs(place)

    def signs(self, values: Array, place: float) -> Array:
        """-1, 0 or 1: below, tied with or above a place."""
        return np.where(np.abs(values - place) <= self.at(place), 0.0, np.sign(values - place))

    def steps(self, values: Array) -> tuple[float, ...]:
        """Distinct values in rising order."""
        steps: list[float] = []
        for value in np.sort(values, axis=None).tolist():
            if not steps or value - steps[-1] > 2.0 * self.at(value):
                steps.append(value)
        return tuple(steps)


def check_lots(count: int) -> None:
    """Raises OutOfRange."""
    if count > MOST_LOTS:
        raise OutOfRange(name="The number of lots", value=count, accepted=f"at most {MOST_LOTS}")


def median(contrasts: Array, *, is_ratio: bool) -> float:
    """The middle one, or the mean of the two middle ones: geometric, of ratios."""
    ordered = sorted(contrasts.ravel().tolist())
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if low == high:
        return float(low)
    return math.sqrt(low) * math.sqrt(high) if is_ratio else 0.5 * low + 0.5 * high


def inverted(
    tails: Callable[[float], Tails],
    *,
    steps: tuple[float, ...],
    rounding: Rounding,
    smallest_p: float,
    alpha: float,
) -> Interval:
    """At level 1 - 2 alpha or more. An end that is itself rejected is given as the first number beyond it.

    tails: of the rank sum at a bound. Raises LevelNotReachable, TooManyTies.
    """
    if not smallest_p < alpha:
        raise LevelNotReachable(smallest_p=smallest_p, alpha=alpha)
    # Cell 2 k + 1 is step k, even cells are the gaps around the steps.
    last = 2 * len(steps)

    def place(cell: int) -> float:
        step, is_step = divmod(cell, 2)
        return steps[step] if is_step else 0.5 * (steps[step - 1] + steps[step])

    # Below all steps H0 "at or below" is rejected as strongly as can be, above all steps it is not.
    low = _first(lambda cell: tails(place(cell)).at_least >= alpha, last)
    high = last - _first(lambda cell: tails(place(last - cell)).at_most >= alpha, last)
    if low >= high:
        raise TooManyTies
    first, last_step = steps[(low - 1) // 2], steps[high // 2]
    return Interval(
        first if low % 2 else first + rounding.at(first),
        last_step if high % 2 else last_step - rounding.at(last_step),
    )


def _first(holds: Callable[[int], bool], last: int) -> int:
    """The first cell at which something holds that does not at 0, does at `last` and never turns back."""
    fails, works = 0, last
    while works - fails > 1:
        cell = (fails + works) // 2
        fails, works = (fails, cell) if holds(cell) else (cell, works)
    return works
