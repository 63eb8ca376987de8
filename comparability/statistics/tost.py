"""Two one-sided tests of equivalence, their one-sided halves and the second axis, read from one contrast.

H0 of equivalence: the difference lies at or beyond an end of the margin. p-values and interval come from the
same contrast: both p-values are below alpha exactly when the interval at level 1 - 2 alpha lies strictly
inside the margin, also where rounding would have let them disagree.

Source: Schuirmann (1987) J Pharmacokinet Biopharm 15:657.
"""

import enum
import math
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast, exponential, exponential_interval
from comparability.statistics.errors import BadMargin
from comparability.statistics.evidence import agreeing_high, agreeing_low
from comparability.statistics.interval import Interval
from comparability.statistics.samples import Values, check_probability
from comparability.statistics.two_arms import welch, welch_log


class Side(enum.Enum):
    """The side of the margin that matters to a one-sided question."""

    LOW = "low"  # post must not fall below the bound
    HIGH = "high"  # post must not rise above the bound


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceEstimate:
    """Estimate and interval on the scale of the margin: a difference, or a ratio where the contrast is."""

    estimate: float
    interval: Interval  # two-sided, level 1 - 2 * alpha
    p_low: float  # H0: at or below margin.low
    p_high: float  # H0: at or above margin.high
    contrast: TContrast


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiorityEstimate:
    """Estimate, bound and interval on the scale of the margin."""

    estimate: float
    bound: float  # one-sided confidence bound at level 1 - alpha, on the side that matters
    interval: Interval  # two-sided, level 1 - 2 * alpha: one of its ends is `bound`
    p: float  # H0: at or beyond the margin on the side that matters
    contrast: TContrast


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceEstimate:
    """Is a difference seen? The second axis beside equivalence, at a level of its own."""

    estimate: float
    interval: Interval
    is_seen: bool  # the interval does not hold "no difference" (0, or a ratio of 1)
    contrast: TContrast


def equivalence(contrast: TContrast, *, margin: Interval, alpha: float) -> EquivalenceEstimate:
    """The two one-sided tests on any contrast.

    margin: on post minus pre, or on the ratio post / pre, above zero, where the contrast is logarithmic; may
    be asymmetric. 0 < alpha < 0.5, one-sided. Raises BadMargin, OutOfRange.
    """
    check_probability("Alpha", alpha, below=0.5)
    _check_margin(margin, is_ratio=contrast.is_log)
    estimate, (low, high) = contrast.difference, contrast.ends(tail=alpha)
    inner_low, inner_high = margin.low, margin.high
    if contrast.is_log:
        estimate, low, high = exponential(estimate), exponential(low), exponential(high)
        inner_low, inner_high = math.log(inner_low), math.log(inner_high)
    low, p_low = agreeing_low(low, margin.low, contrast.p_above(inner_low), alpha)
    high, p_high = agreeing_high(high, margin.high, contrast.p_below(inner_high), alpha)
    return EquivalenceEstimate(
        estimate=estimate,
        interval=Interval(low, high),
        p_low=p_low,
        p_high=p_high,
        contrast=contrast,
    )


def non_inferiority(contrast: TContrast, *, bound: float, side: Side, alpha: float) -> NonInferiorityEstimate:
    """One half of `equivalence`. bound: the margin at `side`, on the scale that the contrast reports."""
    check_probability("Alpha", alpha, below=0.5)
    if not math.isfinite(bound):
        raise BadMargin(low=bound, high=bound, why="the bound must be a finite number")
    if contrast.is_log and bound <= 0.0:
        raise BadMargin(low=bound, high=bound, why="the bound of a ratio must lie above zero")
    inner = math.log(bound) if contrast.is_log else float(bound)
    low, high = contrast.ends(tail=alpha)
    if contrast.is_log:
        low, high = exponential(low), exponential(high)
    if side is Side.LOW:
        low, p = agreeing_low(low, bound, contrast.p_above(inner), alpha)
    else:
        high, p = agreeing_high(high, bound, contrast.p_below(inner), alpha)
    return NonInferiorityEstimate(
        estimate=_reported(contrast),
        bound=low if side is Side.LOW else high,
        interval=Interval(low, high),
        p=p,
        contrast=contrast,
    )


def difference(contrast: TContrast, *, level: float) -> DifferenceEstimate:
    """Two-sided interval on the scale that the contrast reports. level: e.g. 0.95."""
    inner = contrast.interval(level=level)
    return DifferenceEstimate(
        estimate=_reported(contrast),
        interval=exponential_interval(inner) if contrast.is_log else inner,
        is_seen=not inner.holds(0.0),
        contrast=contrast,
    )


def tost(*, pre: Values, post: Values, margin: Interval, alpha: float) -> EquivalenceEstimate:
    """Equivalence of the means of two independent arms, by Welch; margin: on mean(post) - mean(pre).

    pre, post: one value per lot, at least two lots each.
    Raises TooFewLots, NotFinite, NoSpread, NotAVector, BadMargin, OutOfRange.
    """
    return equivalence(welch(pre=pre, post=post), margin=margin, alpha=alpha)


def tost_ratio(*, pre: Values, post: Values, margin: Interval, alpha: float) -> EquivalenceEstimate:
    """Equivalence of geometric means by Welch. margin: on the ratio post / pre. Raises NotPositive too."""
    return equivalence(welch_log(pre=pre, post=post), margin=margin, alpha=alpha)


def _reported(contrast: TContrast) -> float:
    return exponential(contrast.difference) if contrast.is_log else contrast.difference


def _check_margin(margin: Interval, *, is_ratio: bool) -> None:
    if not (-math.inf < margin.low and margin.high < math.inf):
        raise BadMargin(low=margin.low, high=margin.high, why="both ends must be finite numbers")
    if is_ratio and not margin.low > 0.0:
        raise BadMargin(low=margin.low, high=margin.high, why="the margin of a ratio must lie above zero")
