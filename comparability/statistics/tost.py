"""Two one-sided tests of equivalence and their one-sided halves, on the difference or on the ratio.

H0 of equivalence: the difference lies at or beyond an end of the margin. p-values and interval come from one
Welch comparison, so they cannot disagree: both p-values are below alpha exactly when the interval at level
1 - 2 alpha lies strictly inside the margin.

Source: Schuirmann (1987) J Pharmacokinet Biopharm 15:657; degrees of freedom by Welch (1947).
"""

import enum
import math
from dataclasses import dataclass

from comparability.statistics.errors import BadMargin
from comparability.statistics.interval import Interval
from comparability.statistics.samples import Values, check_probability
from comparability.statistics.two_arms import WelchComparison, welch, welch_log


class Side(enum.Enum):
    """The side of the margin that matters to a one-sided question."""

    LOW = "low"  # post must not fall below the bound
    HIGH = "high"  # post must not rise above the bound


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceEstimate:
    """Outcome of `tost` and `tost_ratio`: estimate and interval on the scale of the margin."""

    estimate: float
    interval: Interval  # two-sided, level 1 - 2 * alpha
    p_low: float  # H0: at or below margin.low
    p_high: float  # H0: at or above margin.high
    welch: WelchComparison  # on natural logarithms for `tost_ratio`


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiorityEstimate:
    """Outcome of `non_inferiority` and its ratio form, on the scale of the margin."""

    estimate: float
    bound: float  # one-sided confidence bound at level 1 - alpha, on the side that matters
    interval: Interval  # two-sided, level 1 - 2 * alpha: one of its ends is `bound`
    p: float  # H0: at or beyond the margin on the side that matters
    welch: WelchComparison


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceEstimate:
    """Is a difference seen? The second axis beside equivalence, at a level of its own."""

    estimate: float
    interval: Interval
    is_seen: bool  # the interval does not hold "no difference" (0, or a ratio of 1)
    welch: WelchComparison


def tost(*, pre: Values, post: Values, margin: Interval, alpha: float) -> EquivalenceEstimate:
    """Equivalence of means. margin: on mean(post) - mean(pre), may be asymmetric; 0 < alpha < 0.5, one-sided.

    pre, post: one value per lot, at least two lots each.
    Raises TooFewLots, NotFinite, NoSpread, NotAVector, BadMargin, OutOfRange.
    """
    _check_alpha_and_margin(alpha, margin, lowest=-math.inf)
    comparison = welch(pre=pre, post=post)
    return EquivalenceEstimate(
        estimate=comparison.difference,
        interval=comparison.interval(level=1.0 - 2.0 * alpha),
        p_low=comparison.p_above(margin.low),
        p_high=comparison.p_below(margin.high),
        welch=comparison,
    )


def tost_ratio(*, pre: Values, post: Values, margin: Interval, alpha: float) -> EquivalenceEstimate:
    """Equivalence of geometric means. margin: on the ratio post / pre, above zero. Raises NotPositive too."""
    _check_alpha_and_margin(alpha, margin, lowest=0.0)
    comparison = welch_log(pre=pre, post=post)
    return EquivalenceEstimate(
        estimate=math.exp(comparison.difference),
        interval=_exponential(comparison.interval(level=1.0 - 2.0 * alpha)),
        p_low=comparison.p_above(math.log(margin.low)),
        p_high=comparison.p_below(math.log(margin.high)),
        welch=comparison,
    )


def non_inferiority(
    *, pre: Values, post: Values, bound: float, side: Side, alpha: float
) -> NonInferiorityEstimate:
    """One half of `tost`. bound: the margin on mean(post) - mean(pre) at `side`."""
    _check_alpha(alpha)
    if not math.isfinite(bound):
        raise BadMargin(low=bound, high=bound, why="the bound must be a finite number")
    comparison = welch(pre=pre, post=post)
    interval = comparison.interval(level=1.0 - 2.0 * alpha)
    low = side is Side.LOW
    return NonInferiorityEstimate(
        estimate=comparison.difference,
        bound=interval.low if low else interval.high,
        interval=interval,
        p=comparison.p_above(bound) if low else comparison.p_below(bound),
        welch=comparison,
    )


def non_inferiority_ratio(
    *, pre: Values, post: Values, bound: float, side: Side, alpha: float
) -> NonInferiorityEstimate:
    """One half of `tost_ratio`. bound: the margin on the ratio post / pre at `side`, above zero."""
    _check_alpha(alpha)
    if not 0.0 < bound < math.inf:
        raise BadMargin(low=bound, high=bound, why="the bound of a ratio must be a finite number above zero")
    comparison = welch_log(pre=pre, post=post)
    interval = _exponential(comparison.interval(level=1.0 - 2.0 * alpha))
    low = side is Side.LOW
    return NonInferiorityEstimate(
        estimate=math.exp(comparison.difference),
        bound=interval.low if low else interval.high,
        interval=interval,
        p=comparison.p_above(math.log(bound)) if low else comparison.p_below(math.log(bound)),
        welch=comparison,
    )


def difference(*, pre: Values, post: Values, level: float) -> DifferenceEstimate:
    """Two-sided interval of mean(post) - mean(pre). level: e.g. 0.95."""
    comparison = welch(pre=pre, post=post)
    interval = comparison.interval(level=level)
    return DifferenceEstimate(
        estimate=comparison.difference, interval=interval, is_seen=not interval.holds(0.0), welch=comparison
    )


def difference_ratio(*, pre: Values, post: Values, level: float) -> DifferenceEstimate:
    """Two-sided interval of the ratio of geometric means post / pre. level: e.g. 0.95."""
    comparison = welch_log(pre=pre, post=post)
    on_log = comparison.interval(level=level)
    return DifferenceEstimate(
        estimate=math.exp(comparison.difference),
        interval=_exponential(on_log),
        is_seen=not on_log.holds(0.0),
        welch=comparison,
    )


def _exponential(interval: Interval) -> Interval:
    # Two lots an arm can give an interval that leaves double precision: its ends are then 0 and infinity.
    def exponential(value: float) -> float:
        return math.exp(value) if value < 709.0 else math.inf

    return Interval(exponential(interval.low), exponential(interval.high))


def _check_alpha(alpha: float) -> None:
    check_probability("Alpha", alpha, below=0.5)


def _check_alpha_and_margin(alpha: float, margin: Interval, *, lowest: float) -> None:
    _check_alpha(alpha)
    if not (math.isfinite(margin.low) and math.isfinite(margin.high)):
        raise BadMargin(low=margin.low, high=margin.high, why="both ends must be finite numbers")
    if not margin.low > lowest:
        raise BadMargin(low=margin.low, high=margin.high, why="the margin of a ratio must lie above zero")
