"""Do values rise or fall with time? Mann–Kendall, exact, ties in values and in dates included.

S counts the pairs of lots that rise less those that fall. Under no trend every order of the values is equally
likely. With ties in one of the two, S has the distribution of inversions of a multiset, a ratio of products;
with ties in both it is added up over the ways to fill the dates with values.

Sources: Mann (1945) Econometrica 13:245; Kendall (1970) Rank Correlation Methods, chapters 3 and 4 and, for
ties in both, section 4.9.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

import numpy as np
from scipy.special import ndtr

from comparability.statistics.errors import NoRange, NoSpread, NotAligned
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import Values, read

MOST_STATES = 4096  # twelve lots with ties in both; more take the normal approximation


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendall:
    """s: rising less falling pairs. tau_b: Kendall's correlation, corrected for ties.

    p: two-sided. is_exact: False where ties in both values and dates of many lots leave only the normal
    approximation with its continuity correction.
    """

    n: int
    s: int
    tau_b: float
    p: float
    is_exact: bool


def mann_kendall(*, values: Values, days: Values, arm: str) -> MannKendall:
    """H0: no trend of the values with time. values, days: one per lot, at least three lots.

    At three lots the smallest p-value is 1/3, at four 1/12, at five 1/60.
    Raises TooFewLots, NotFinite, NotAVector, NotAligned, NoSpread, NoRange.
    """
    numbers, dates = read(values, arm=arm, need=3), read(days, arm=arm, need=3)
    n = len(numbers)
    if n != len(dates):
        raise NotAligned(first="The lots", have_first=n, second="their dates", have_second=len(dates))
    if min(numbers) == max(numbers):
        raise NoSpread(arm=arm, count=n)
    if min(dates) == max(dates):
        raise NoRange(where=f"The {arm} arm", axis="date")
    value_ties = [count for _, count in sorted(Counter(numbers).items())]
    date_ties = [count for _, count in sorted(Counter(dates).items())]
    s = sum(
        _sign(late - early) * _sign(high - low)
        for (low, early), (high, late) in combinations(zip(numbers, dates, strict=True), 2)
    )
    pairs = math.comb(n, 2)
    untied_values, untied_dates = pairs - _tied(value_ties), pairs - _tied(date_ties)
    if len(value_ties) == n or len(date_ties) == n:
        p = _from_inversions(n, date_ties if len(value_ties) == n else value_ties, abs(s))
        is_exact = True
    elif min(_states(value_ties), _states(date_ties)) <= MOST_STATES:
        # The roles of values and dates may be exchanged; the smaller number of states is kept.
        by_dates = _states(value_ties) <= _states(date_ties)
        p = (
            _from_fillings(value_ties, date_ties, abs(s))
            if by_dates
            else _from_fillings(date_ties, value_ties, abs(s))
        )
        is_exact = True
    else:
        sd = math.sqrt(_variance(n, value_ties, date_ties))
        p = min(1.0, 2.0 * float(ndtr(-max(abs(s) - 1, 0) / sd)))
        is_exact = False
    return MannKendall(n=n, s=s, tau_b=s / math.sqrt(untied_values * untied_dates), p=p, is_exact=is_exact)


def _from_inversions(n: int, ties: list[int], s: int) -> float:
    """P(|S| >= s) with ties in one of the two: counts from the q-analogue of n! / (t1! t2! …)."""
    counts = [1]
    for degree in range(2, n + 1):
        counts = _over_one_less(_times_one_less(counts, degree), 1)
    for size in ties:
        for degree in range(2, size + 1):
            counts = _over_one_less(_times_one_less(counts, 1), degree)
    # S = (all inversions possible) - 2·(inversions)
    most = len(counts) - 1
    extreme = sum(count for inversions, count in enumerate(counts) if abs(most - 2 * inversions) >= s)
    return extreme / sum(counts)


def _times_one_less(counts: list[int], degree: int) -> list[int]:
    """The polynomial times (1 - q^degree)."""
    longer = counts + [0] * degree
    for power, count in enumerate(counts):
        longer[power + degree] -= count
    return longer


def _over_one_less(counts: list[int], degree: int) -> list[int]:
    """The polynomial divided by (1 - q^degree), without remainder."""
    quotient = counts.copy()
    for power in range(degree, len(quotient)):
        quotient[power] += quotient[power - degree]
    return quotient[: len(quotient) - degree]


def _from_fillings(values: list[int], dates: list[int], s: int) -> float:
    """P(|S| >= s): the dates are filled one after the other from what is left of each value."""
    most = math.comb(sum(values), 2)
    start: Array = np.zeros(2 * most + 1)
    start[most] = 1.0
    reached = {tuple(values): start}
    for size in dates:
        following: dict[tuple[int, ...], Array] = {}
        for left, chances in reached.items():
            total = sum(left)
            below = list(accumulate(left, initial=0))
            # What a value of this date adds to S: lots still to come that lie above, less those below.
            balance = [total - below[place + 1] - below[place] for place in range(len(left))]
            for taken in _fillings(left, size):
                rest = list(left)
                shift, ways = 0, 1
                for place, count in taken:
                    rest[place] -= count
                    shift += count * balance[place]
                    ways *= math.comb(left[place], count)
                # S never leaves ±most, so nothing that counts falls off the ends.
                here = slice(max(-shift, 0), len(chances) - max(shift, 0))
                there = slice(max(shift, 0), len(chances) - max(-shift, 0))
                target = following.setdefault(tuple(rest), np.zeros_like(chances))
                target[there] += chances[here] * (ways / math.comb(total, size))
        reached = following
    (chances,) = reached.values()
    return min(1.0, float(chances[: most - s + 1].sum() + chances[most + max(s, 1) :].sum()))


def _fillings(left: Sequence[int], size: int, start: int = 0) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way to take `size` values from what is left of each, as places and counts."""
    if size == 0:
        yield ()
        return
    for place in range(start, len(left)):
        for count in range(1, min(left[place], size) + 1):
            for others in _fillings(left, size - count, place + 1):
                yield ((place, count), *others)


def _variance(n: int, values: list[int], dates: list[int]) -> float:
    """Of S with ties in both (Kendall 1970, equation 4.4)."""

    def total(power: int, ties: list[int]) -> int:
        if power == 5:
            return sum(t * (t - 1) * (2 * t + 5) for t in ties)
        return sum(math.perm(t, power) for t in ties)

    return (
        (n * (n - 1) * (2 * n + 5) - total(5, values) - total(5, dates)) / 18.0
        + total(3, values) * total(3, dates) / (9.0 * n * (n - 1) * (n - 2))
        + total(2, values) * total(2, dates) / (2.0 * n * (n - 1))
    )


def _states(ties: list[int]) -> int:
    return math.prod(count + 1 for count in ties)


def _tied(ties: list[int]) -> int:
    return sum(math.comb(count, 2) for count in ties)


def _sign(value: float) -> int:
    return (value > 0.0) - (value < 0.0)
