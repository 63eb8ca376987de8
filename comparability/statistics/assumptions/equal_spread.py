"""Do two or more arms spread alike? Levene, Brown–Forsythe and Bartlett.

With 3 to 10 lots an arm these tests miss even a threefold SD more often than not: a large p-value never
licenses a pooled test, which the protocol chooses beforehand or not at all.

Sources: Levene (1960) in Contributions to Probability and Statistics, 278; Brown and Forsythe (1974) J Am
Stat Assoc 69:364; Bartlett (1937) Proc R Soc A 160:268.
"""

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from scipy.special import chdtrc, fdtrc

from comparability.statistics.errors import DistancesAlike, NoSpread, NotFinite, OutOfRange
from comparability.statistics.samples import Values, moments, read

# Distances that differ by less, relative to their size, differ by rounding only.
SAME = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceTest:
    """One-way analysis of variance of the distances of lots from the centre of their arm."""

    f: float
    df_between: int
    df_within: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bartlett:
    """k_squared: follows chi-square with df = arms - 1 where the lots are normal, and hardly otherwise."""

    k_squared: float
    df: int
    p: float


def levene(*, arms: Mapping[str, Values]) -> DistanceTest:
    """H0: equal spread; distances from the mean of each arm. Easily misled by skewed lots.

    arms: name → one value per lot, two lots at least. Never licenses a pooled test at 3 to 10 lots.
    Raises TooFewLots, NotFinite, NotAVector, NoSpread (all arms constant), DistancesAlike, OutOfRange.
    """
    return _distances(arms, lambda values: math.fsum(values) / len(values))


def brown_forsythe(*, arms: Mapping[str, Values]) -> DistanceTest:
    """As `levene`, with distances from the median of each arm: the robust form, and the weaker one."""
    return _distances(arms, median)


def bartlett(*, arms: Mapping[str, Values]) -> Bartlett:
    """H0: equal variances of normal lots. Reacts to non-normal lots as much as to unequal variances.

    Raises NoSpread where any arm is constant.
    """
    found = [moments(values, arm=name) for name, values in _read(arms).items()]
    largest = max(arm.sd for arm in found)
    total = sum(arm.n - 1 for arm in found)
    pooled = math.fsum([(arm.n - 1) * (arm.sd / largest) ** 2 for arm in found]) / total
    # Every term is at least about 0 by itself: log of the pooled variance over the arm's own.
    if min(arm.sd for arm in found) / largest == 0.0:
        raise NotFinite(what="The ratio of the spreads")
    excess = math.fsum([(arm.n - 1) * (math.log(pooled) - 2.0 * math.log(arm.sd / largest)) for arm in found])
    df = len(found) - 1
    correction = 1.0 + (sum(1.0 / (arm.n - 1) for arm in found) - 1.0 / total) / (3.0 * df)
    k_squared = max(0.0, excess / correction)
    p = max(float(chdtrc(df, k_squared)), sys.float_info.min)  # never 0
    return Bartlett(k_squared=k_squared, df=df, p=p)


def _distances(arms: Mapping[str, Values], centre: Callable[[list[float]], float]) -> DistanceTest:
    lots = _read(arms)
    shifted = {name: [value - values[0] for value in values] for name, values in lots.items()}
    scale = max(abs(value) for values in shifted.values() for value in values)
    name, first = next(iter(lots.items()))
    if scale == 0.0:
        raise NoSpread(arm=name, count=len(first))
    if not math.isfinite(scale):
        raise NotFinite(what="The spread of the arms")
    groups = [_from_centre([value / scale for value in values], centre) for values in shifted.values()]
    n = sum(len(group) for group in groups)
    means = [math.fsum(group) / len(group) for group in groups]
    grand = math.fsum([value for group in groups for value in group]) / n
    between = math.fsum([len(group) * (mean - grand) ** 2 for group, mean in zip(groups, means, strict=True)])
    within = math.fsum(
        [(value - mean) ** 2 for group, mean in zip(groups, means, strict=True) for value in group]
    )
    if within <= SAME**2 * n * grand**2:
        raise DistancesAlike
    df_between, df_within = len(groups) - 1, n - len(groups)
    f = between / df_between / (within / df_within)
    p = max(float(fdtrc(df_between, df_within, f)), sys.float_info.min)  # never 0
    return DistanceTest(f=f, df_between=df_between, df_within=df_within, p=p)


def _from_centre(values: list[float], centre: Callable[[list[float]], float]) -> list[float]:
    middle = centre(values)
    return [abs(value - middle) for value in values]


def _read(arms: Mapping[str, Values]) -> dict[str, list[float]]:
    if len(arms) < 2:
        raise OutOfRange(name="The number of arms", value=len(arms), accepted="2 or more")
    return {name: read(values, arm=name, need=2) for name, values in arms.items()}
