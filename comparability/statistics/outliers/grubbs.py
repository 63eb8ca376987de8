"""Grubbs's tests for one distant lot and for one at either end: flags that never delete anything.

Source: Grubbs (1950) Ann Math Stat 21:27; Grubbs (1969) Technometrics 11:1. p-values are exact.
"""

import math
import sys
from dataclasses import dataclass

from comparability.statistics.errors import LotInTheMiddle, NoSpreadAmongOthers, OutOfRange
from comparability.statistics.outliers.studentised import (
    deviates,
    largest_deviate,
    studentised_range,
)
from comparability.statistics.ranges import Sides
from comparability.statistics.samples import Values, read

MOST_FOR_OPPOSITE_TAILS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DistantLot:
    """The most distant lot of an arm. index: its place in the arm, the first of several that are equal.

    statistic: its distance from the mean in SDs. p: exact, of so distant a lot among n normal lots.
    p_bonferroni: what tables and other software print; the same where no two lots can be as distant.
    """

    n: int
    index: int
    value: float
    statistic: float
    p: float
    p_bonferroni: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DistantPair:
    """The lowest and the highest lot of an arm. statistic: their distance in SDs."""

    n: int
    index_low: int
    index_high: int
    statistic: float
    p: float
    p_bonferroni: float


def grubbs(*, values: Values, arm: str, sides: Sides) -> DistantLot:
    """Is the most distant lot farther out than the largest of n normal lots would be?

    values: one per lot, three at least. sides: which end was of interest before the values were seen; taking
    the end from the values and the one-sided p halves the p-value.
    Raises TooFewLots, NotFinite, NotAVector, NoSpread, NoSpreadAmongOthers.
    """
    numbers = read(values, arm=arm, need=3)
    distances = deviates(numbers, arm=arm)
    if sides is Sides.LOWER:
        distances = [-distance for distance in distances]
    elif sides is Sides.BOTH:
        distances = [abs(distance) for distance in distances]
    statistic = max(distances)
    index = distances.index(statistic)
    others = check_others(numbers, {index}, arm=arm)
    unit = max(numbers) - min(numbers)
    room = _squares(others, unit=unit) / _squares(numbers, unit=unit)
    chance = largest_deviate(n=len(numbers), room=room, is_two_sided=sides is Sides.BOTH)
    return DistantLot(
        n=len(numbers),
        index=index,
        value=numbers[index],
        statistic=statistic,
        p=chance.p,
        p_bonferroni=chance.p_bonferroni,
    )


def grubbs_opposite_tails(*, values: Values, arm: str) -> DistantPair:
    """Are the lowest and the highest lot together too far apart for n normal lots?

    Three to 60 lots: the exact sum alternates, and its error grows from 1e-14 at ten lots to 1e-8 at 54.
    Raises as `grubbs` does, OutOfRange, and LotInTheMiddle for three lots at even distances, where p would
    be 0.
    """
    numbers = read(values, arm=arm, need=3)
    if len(numbers) > MOST_FOR_OPPOSITE_TAILS:
        raise OutOfRange(
            name="The number of lots", value=len(numbers), accepted=f"3 to {MOST_FOR_OPPOSITE_TAILS}"
        )
    distances = deviates(numbers, arm=arm)
    low, high = distances.index(min(distances)), distances.index(max(distances))
    others = check_others(numbers, {low, high}, arm=arm)
    # What is left of the squares when the distance of the two is taken away: those of the others, and that
    # the two do not lie evenly about the others.
    middle = 0.5 * numbers[low] + 0.5 * numbers[high]
    off = math.fsum([value - middle for value in others]) / len(others)
    if len(others) == 1 and abs(off) <= 4.0 * sys.float_info.epsilon * max(map(abs, numbers)):
        raise LotInTheMiddle(arm=arm)
    n, unit = len(numbers), numbers[high] - numbers[low]
    room = (_squares(others, unit=unit) + 2.0 * (n - 2) / n * (off / unit) ** 2) / _squares(
        numbers, unit=unit
    )
    chance = studentised_range(n=n, room=room)
    return DistantPair(
        n=n,
        index_low=low,
        index_high=high,
        statistic=distances[high] - distances[low],
        p=chance.p,
        p_bonferroni=chance.p_bonferroni,
    )


def check_others(values: list[float], distant: set[int], *, arm: str) -> list[float]:
    """The other lots. Raises NoSpreadAmongOthers: with all of them the same, p would be 0 however near the
    distant lot is.
    """
    others = [value for index, value in enumerate(values) if index not in distant]
    if len(others) > 1 and min(others) == max(others):
        raise NoSpreadAmongOthers(arm=arm, count=len(others))
    return others


def _squares(values: list[float], *, unit: float) -> float:
    """About their mean, in squares of the unit."""
    scaled = [(value - values[0]) / unit for value in values]
    centre = math.fsum(scaled) / len(values)
    return math.fsum([(value - centre) ** 2 for value in scaled])
