"""Reading one value per lot: the checks at the door, and moments that keep their digits.

Nothing is tested or compared here.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.errors import (
    NoSpread,
    NotAVector,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)

TEXT = (str, bytes)
Values = Sequence[float] | NDArray[np.floating] | NDArray[np.integer]


class Moments(NamedTuple):
    """Count, mean and sample SD (divisor n - 1) of one arm, and the mean in two parts, the first value and
    the mean distance from it: their sum loses digits.

    A named tuple: every test makes two, and a frozen dataclass takes four times as long to make.
    """

    n: int
    mean: float
    sd: float
    origin: float
    centre: float


def read(values: Values, *, arm: str, need: int) -> list[float]:
    """The values as floats, at least `need` of them. Raises NotAVector, NotFinite, TooFewLots."""
    if isinstance(values, TEXT):  # whose letters, one by one, can look like numbers
        raise NotAVector(arm=arm)
    plain: Iterable[object] = values.tolist() if isinstance(values, np.ndarray) else values
    try:
        floats = list(map(float, plain))  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise NotAVector(arm=arm) from error
    except OverflowError as error:
        raise NotFinite(what=f"A value of the {arm} arm") from error
    # The sum settles it in half the time, unless it overflows.
    if not math.isfinite(sum(floats)) and not all(map(math.isfinite, floats)):
        raise NotFinite(what=f"A value of the {arm} arm")
    if len(floats) < need:
        raise TooFewLots(arm=arm, have=len(floats), need=need)
    return floats


def check_positive(values: list[float], *, arm: str) -> None:
    """Raises NotPositive."""
    for value in values:
        if value <= 0.0:
            raise NotPositive(arm=arm, value=value)


def log_ratios(values: list[float], *, origin: float) -> list[float]:
    """Natural logarithms of value / origin, all above zero.

    log1p of the relative deviation keeps the digits that log(value) - log(origin) would lose between
    values that are large and close.
    """
    return [
        math.log1p(deviation)
        if -0.5 < (deviation := (value - origin) / origin) < 1.0
        else math.log(value) - math.log(origin)
        for value in values
    ]


def logit_ratios(shares: list[float], *, origin: float) -> list[float]:
    """Logits of percentages less that of origin, all above 0 and below 100: logarithms of odds ratios.

    As `log_ratios`, of the shares and of what they leave of 100: the odds themselves, rounded, would cost
    lots that are close their digits.
    """
    left = 100.0 - origin
    return [
        ratio
        - (
            math.log1p(deviation)
            if -0.5 < (deviation := (origin - share) / left) < 1.0
            else math.log(100.0 - share) - math.log(left)
        )
        for share, ratio in zip(shares, log_ratios(shares, origin=origin), strict=True)
    ]


def moments(values: list[float], *, arm: str) -> Moments:
    """Mean and SD of at least two values that are not all the same. Raises NoSpread, NotFinite.

    The first value is taken off before anything is added up, sums are exact and `dist` scales by the
    largest, so offsets of 1e9 and titres of 1e13 or 1e-9 keep their digits and no square overflows.
    """
    n = len(values)
    origin = values[0]
    deviations = [value - origin for value in values]
    try:
        centre = math.fsum(deviations) / n
    except OverflowError:
        centre = math.inf
    sd = math.dist(deviations, [centre] * n) / math.sqrt(n - 1)
    if sd == 0.0:
        raise NoSpread(arm=arm, count=n)
    if not sd < math.inf:
        raise NotFinite(what=f"The spread of the {arm} arm")
    return Moments(n, origin + centre, sd, origin, centre)


def difference_of_means(pre: list[float], post: list[float]) -> float:
    """mean(post) - mean(pre), both taken from the same origin first; infinite beyond double precision."""
    origin = pre[0]
    try:
        return math.fsum([value - origin for value in post]) / len(post) - math.fsum(
            [value - origin for value in pre]
        ) / len(pre)
    except OverflowError:
        return math.inf


def check_probability(name: str, value: float, *, below: float = 1.0) -> None:
    """Raises OutOfRange unless 0 < value < below."""
    if not 0.0 < value < below:
        raise OutOfRange(name=name, value=value, accepted=f"a number above 0 and below {below:g}")


def check_count(name: str, count: float, *, least: int) -> None:
    """Raises OutOfRange unless a whole number, at least so many."""
    if not (count >= least and count % 1 == 0):
        raise OutOfRange(name=name, value=count, accepted=f"a whole number of {least} or more")
