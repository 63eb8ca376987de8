"""One result per lot where some are only known to lie below or above a limit, and the door they come in by.

Nothing is fitted or compared here, and no limit is ever turned into a number that stands for the lot.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.errors import (
    AllCensored,
    NotAVector,
    NotFinite,
    TooFewLots,
)
from comparability.statistics.samples import log_ratios


@dataclass(frozen=True, slots=True)
class Below:
    """A lot of which only "below this limit" is known, such as "<LOQ". Each lot may have its own limit."""

    limit: float


@dataclass(frozen=True, slots=True)
class Above:
    """A lot of which only "above this limit" is known, such as "over the range"."""

    limit: float


CensoredValues = Sequence[float | Below | Above] | NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoredArm:
    """The lots of one arm, sorted by what is known of them. name: "pre" or "post"."""

    name: str
    values: tuple[float, ...]
    below: tuple[float, ...]  # limits
    above: tuple[float, ...]  # limits

    @property
    def n(self) -> int:
        return len(self.values) + self.n_censored

    @property
    def n_censored(self) -> int:
        return len(self.below) + len(self.above)

    @property
    def mean_of_values(self) -> float:
        """Of the lots with a value only: where computations start, never an estimate."""
        origin = self.values[0]
        try:
            return origin + math.fsum([value - origin for value in self.values]) / len(self.values)
        except OverflowError:
            return math.inf

    @property
    def numbers(self) -> tuple[float, ...]:
        """Every number that was reported, values and limits."""
        return self.values + self.below + self.above


def read_censored(lots: CensoredValues, *, arm: str) -> CensoredArm:
    """At least two lots, at least one of them with a value.

    Raises NotAVector, NotFinite, TooFewLots, AllCensored.
    """
    given: object = lots.tolist() if isinstance(lots, np.ndarray) else lots
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise NotAVector(arm=arm)
    plain = list(given)
    found = CensoredArm(
        name=arm,
        values=tuple(_number(lot, arm) for lot in plain if not isinstance(lot, Below | Above)),
        below=tuple(_number(lot.limit, arm) for lot in plain if isinstance(lot, Below)),
        above=tuple(_number(lot.limit, arm) for lot in plain if isinstance(lot, Above)),
    )
    if found.n < 2:
        raise TooFewLots(arm=arm, have=found.n, need=2)
    if not found.values:
        raise AllCensored(arm=arm, count=found.n)
    return found


def on_logarithms(arm: CensoredArm, *, origin: float) -> CensoredArm:
    """Natural logarithms of every value and limit over `origin`, all above zero."""
    return CensoredArm(
        name=arm.name,
        values=tuple(log_ratios(list(arm.values), origin=origin)),
        below=tuple(log_ratios(list(arm.below), origin=origin)),
        above=tuple(log_ratios(list(arm.above), origin=origin)),
    )


def _number(lot: object, arm: str) -> float:
    try:
        number = float(lot)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise NotAVector(arm=arm) from error
    except OverflowError as error:
        raise NotFinite(what=f"A result of the {arm} arm") from error
    if not math.isfinite(number):
        raise NotFinite(what=f"A result of the {arm} arm")
    return number
