"""An estimated contrast whose error follows Student's t: the one computation that p-values and intervals of
every design are read from, so that they cannot disagree.

How a design arrives at the contrast is in the file named after the design.
"""

import math
from dataclasses import dataclass

from scipy.special.cython_special import stdtr, stdtrit  # of Python floats only, at a third of the time

from comparability.statistics.errors import NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability

LARGEST_EXPONENT = 709.0  # exp of a larger number leaves double precision


@dataclass(frozen=True, slots=True, kw_only=True)
class TContrast:
    """Post minus pre with its standard error; (difference - truth) / standard_error follows t with `df`.

    is_log: difference and standard error are natural logarithms of a ratio (or of an odds ratio), and what is
    reported of them is given back as that ratio. df: fractional where the design says so, never rounded.
    Raises NotFinite when the data leave double precision.
    """

    difference: float
    standard_error: float
    df: float
    is_log: bool

    def __post_init__(self) -> None:
        if not (math.isfinite(self.difference) and 0.0 < self.standard_error < math.inf):
            raise NotFinite(what="The difference of the two arms, in units of its standard error,")

    def interval(self, *, level: float) -> Interval:
        """Two-sided t interval on the scale of the computation, 0 < level < 1."""
        check_probability("The level of an interval", level)
        return Interval(*self.ends(tail=(1.0 - level) / 2.0))

    def ends(self, *, tail: float) -> tuple[float, float]:
        """One-sided bounds, each at level 1 - tail, on the scale of the computation; 0 < tail < 0.5."""
        half = -stdtrit(float(self.df), float(tail)) * self.standard_error
        return self.difference - half, self.difference + half

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: difference <= bound, on the scale of the computation."""
        return _lower_tail(float(self.df), float(bound - self.difference) / self.standard_error)

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: difference >= bound, on the scale of the computation."""
        return _lower_tail(float(self.df), float(self.difference - bound) / self.standard_error)


def _lower_tail(df: float, t: float) -> float:
    if df == 1.0 and -1.0 < t < 1.0:
        # SciPy's has eight digits there, next to zero.
        return 0.5 + math.atan(t) / math.pi
    return stdtr(df, t)


def exponential(value: float) -> float:
    """exp, infinite where it leaves double precision."""
    return math.exp(value) if value < LARGEST_EXPONENT else math.inf


def exponential_interval(interval: Interval) -> Interval:
    """An interval of logarithms as one of ratios; an end that leaves double precision is 0 or infinite."""
    return Interval(exponential(interval.low), exponential(interval.high))
