"""What a test of equivalence or non-inferiority found by any method: estimate, interval and p-values on
the scale of the margin, made to say the same.

How a method arrives at them is in the file named after the method; contrasts that follow t carry more and are
in `tost`.
"""

from dataclasses import dataclass

from comparability.statistics.interval import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Of equivalence, everything on the scale of the margin. Both p-values are below alpha exactly when the
    interval lies strictly inside the margin. An end of the interval may be infinite.
    """

    estimate: float
    interval: Interval  # two-sided, level 1 - 2 * alpha (at least that, where the method is exact)
    p_low: float  # H0: at or below margin.low
    p_high: float  # H0: at or above margin.high


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSidedEvidence:
    """Of non-inferiority, everything on the scale of the bound that was tested."""

    estimate: float
    bound: float  # one-sided confidence bound at level 1 - alpha, on the side that matters
    interval: Interval  # two-sided, level 1 - 2 * alpha: one of its ends is `bound`
    p: float  # H0: at or beyond the margin on the side that matters


def agreeing(
    *, estimate: float, interval: Interval, p_low: float, p_high: float, margin: Interval, alpha: float
) -> Evidence:
    """Two one-sided tests and the interval at level 1 - 2 alpha as one statement about the margin."""
    low, p_low = agreeing_low(interval.low, margin.low, p_low, alpha)
    high, p_high = agreeing_high(interval.high, margin.high, p_high, alpha)
    return Evidence(estimate=estimate, interval=Interval(low, high), p_low=p_low, p_high=p_high)


def agreeing_low(end: float, bound: float, p: float, alpha: float) -> tuple[float, float]:
    """The low end and its p-value as one statement.

    Both say on which side of the bound the evidence lies, computed in two ways that rounding can part within
    the last digit. Where only one of them says "inside", neither does: touching is not evidence.
    """
    if end > bound and p < alpha:
        return end, p
    return min(end, bound), max(p, alpha)


def agreeing_high(end: float, bound: float, p: float, alpha: float) -> tuple[float, float]:
    """As `agreeing_low`, for the high end."""
    if end < bound and p < alpha:
        return end, p
    return max(end, bound), max(p, alpha)
