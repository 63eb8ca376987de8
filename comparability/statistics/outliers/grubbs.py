"""Grubbs's tests for one distant lot and for one at either end: flags that never delete anything.

Source: Grubbs (1950) Ann Math Stat 21:27; Grubbs (1969) Technometrics 11:1. p-values are exact.
"""

from dataclasses import dataclass

from comparability.statistics.errors import NoSpreadAmongOthers
from comparability.statistics.outliers.studentised import (
    deviates,
    largest_deviate,
    studentised_range,
)
from comparability.statistics.ranges import Sides
from comparability.statistics.samples import Values, read


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
    check_others(numbers, {index}, arm=arm)
    chance = largest_deviate(n=len(numbers), statistic=statistic, is_two_sided=sides is Sides.BOTH)
    return DistantLot(
        n=len(numbers),
        index=index,
        value=numbers[index],
        statistic=statistic,
        p=chance.p,
        p_bonferroni=chance.p_bonferroni,
    )


def grubbs_opposite_tails(*, values: Values, arm: str) -> DistantPair:
    """Are the lowest and the highest lot together too far apart for n normal lots?"""
    numbers = read(values, arm=arm, need=3)
    distances = deviates(numbers, arm=arm)
    low, high = distances.index(min(distances)), distances.index(max(distances))
    check_others(numbers, {low, high}, arm=arm)
    statistic = distances[high] - distances[low]
    chance = studentised_range(n=len(numbers), statistic=statistic)
    return DistantPair(
        n=len(numbers),
        index_low=low,
        index_high=high,
        statistic=statistic,
        p=chance.p,
        p_bonferroni=chance.p_bonferroni,
    )


def check_others(values: list[float], distant: set[int], *, arm: str) -> None:
    """Raises NoSpreadAmongOthers: with all others the same, p would be 0 however near the distant lot is."""
    others = [value for index, value in enumerate(values) if index not in distant]
    if len(others) > 1 and min(others) == max(others):
        raise NoSpreadAmongOthers(arm=arm, count=len(others))
