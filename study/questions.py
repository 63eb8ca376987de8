"""What is asked of every test of equivalence: how often it passes with the truth where it must not, and where
it should.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from comparability.statistics.errors import StatisticsError
from comparability.statistics.interval import Interval
from study.designs import ALPHA
from study.rates import Booleans, Rate

# Of one of the two tests: what the false-equivalence rate becomes where the margin is so wide that the other
# end never matters. No margin gives more.
ONE_TEST = "one test at its bound"
EDGE = "truth at the margin"
NO_SHIFT = "no shift"
HALF = "half the margin"


class Asked(Protocol):
    """A contrast of any kind, t-distributed or not."""

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: truth <= bound."""

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: truth >= bound."""


Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """By repetition: whether the test at the low and the one at the high end of the margin were passed."""

    above_low: Booleans
    below_high: Booleans

    @property
    def both(self) -> Booleans:
        return self.above_low & self.below_high


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """The exact rates, None where there is none."""

    one_test: float | None = None
    edge: float | None = None
    no_shift: float | None = None
    half: float | None = None


NOT_EXACT = Exact()


def equivalence_rates(
    passed: Callable[[float], Passed],
    *,
    margin: Interval,
    exact: Exact,
    no_difference: float = 0.0,
    half: float | None = None,
    is_lopsided: bool = False,
) -> Mapping[str, Rate]:
    """passed: with a true difference (or ratio) on the scale of the margin. half: its shift of half the
    margin, if that is not half of the high end. is_lopsided: the two ends are not mirror images; the worse
    one is reported.
    """
    at_high = passed(margin.high)
    ends = [(at_high.below_high, at_high.both)]
    if is_lopsided:
        at_low = passed(margin.low)
        ends.append((at_low.above_low, at_low.both))
    half_way = 0.5 * margin.high if half is None else half
    return {
        ONE_TEST: Rate.of(_worse([one for one, _ in ends]), exact=exact.one_test),
        EDGE: Rate.of(_worse([both for _, both in ends]), exact=exact.edge),
        NO_SHIFT: Rate.of(passed(no_difference).both, exact=exact.no_shift),
        HALF: Rate.of(passed(half_way).both, exact=exact.half),
    }


def shifted(contrasts: Sequence[Asked | None], *, margin: Interval) -> Callable[[float], Passed]:
    """Of contrasts without a true difference, which a true difference would only move: moving the margin the
    other way is the same.
    """
    return lambda shift: passed_by(contrasts, low=margin.low - shift, high=margin.high - shift)


def passed_by(contrasts: Sequence[Asked | None], *, low: float, high: float) -> Passed:
    """low, high: the bounds. None: the data were refused, which passes nothing."""
    return Passed(
        above_low=np.array([found is not None and found.p_above(low) < ALPHA for found in contrasts]),
        below_high=np.array([found is not None and found.p_below(high) < ALPHA for found in contrasts]),
    )


def unless_refused(compare: Callable[[], Found]) -> Found | None:
    """What the product refuses with a sentence is no pass."""
    try:
        return compare()
    except StatisticsError:
        return None


def _worse(happened: Sequence[Booleans]) -> Booleans:
    return max(happened, key=np.count_nonzero)
