"""Equivalence, non-inferiority and the second axis of two arms with censored lots, from one likelihood.

The contrast itself is in `censored`.
"""

import math
from dataclasses import dataclass

from comparability.statistics.censored import CensoredContrast
from comparability.statistics.contrast import exponential, exponential_interval
from comparability.statistics.errors import BadMargin
from comparability.statistics.evidence import (
    Evidence,
    OneSidedEvidence,
    agreeing,
    agreeing_high,
    agreeing_low,
)
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability
from comparability.statistics.tost import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoredEquivalence(Evidence):
    contrast: CensoredContrast


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoredNonInferiority(OneSidedEvidence):
    contrast: CensoredContrast


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoredDifference:
    """Is a difference seen? On the scale that the contrast reports, at a level of its own."""

    estimate: float
    interval: Interval
    is_seen: bool  # the interval does not hold "no difference" (0, or a ratio of 1)
    contrast: CensoredContrast


def censored_equivalence(
    contrast: CensoredContrast, *, margin: Interval, alpha: float
) -> CensoredEquivalence:
    """The two one-sided tests by the signed root of the profile likelihood.

    margin: on post minus pre, or on the ratio post / pre, above zero, where the contrast is logarithmic; may
    be asymmetric. 0 < alpha < 0.5, one-sided. Raises BadMargin, OutOfRange.
    """
    check_probability("Alpha", alpha, below=0.5)
    for bound in (margin.low, margin.high):
        _check_bound(contrast, bound, margin)
    found = agreeing(
        estimate=_reported(contrast),
        interval=_reported_interval(contrast, 1.0 - 2.0 * alpha),
        p_low=contrast.p_above(_inner(contrast, margin.low)),
        p_high=contrast.p_below(_inner(contrast, margin.high)),
        margin=margin,
        alpha=alpha,
    )
    return CensoredEquivalence(
        estimate=found.estimate,
        interval=found.interval,
        p_low=found.p_low,
        p_high=found.p_high,
        contrast=contrast,
    )


def censored_non_inferiority(
    contrast: CensoredContrast, *, bound: float, side: Side, alpha: float
) -> CensoredNonInferiority:
    """One half of `censored_equivalence`. bound: the margin at `side`, on the scale that is reported."""
    check_probability("Alpha", alpha, below=0.5)
    _check_bound(contrast, bound, None)
    found = _reported_interval(contrast, 1.0 - 2.0 * alpha)
    low, high, inner = found.low, found.high, _inner(contrast, bound)
    if side is Side.LOW:
        low, p = agreeing_low(low, bound, contrast.p_above(inner), alpha)
    else:
        high, p = agreeing_high(high, bound, contrast.p_below(inner), alpha)
    return CensoredNonInferiority(
        estimate=_reported(contrast),
        bound=low if side is Side.LOW else high,
        interval=Interval(low, high),
        p=p,
        contrast=contrast,
    )


def censored_difference(contrast: CensoredContrast, *, level: float) -> CensoredDifference:
    """Two-sided interval on the scale that the contrast reports. level: e.g. 0.95."""
    inner = contrast.interval(level=level)
    return CensoredDifference(
        estimate=_reported(contrast),
        interval=exponential_interval(inner) if contrast.is_log else inner,
        is_seen=not inner.holds(0.0),
        contrast=contrast,
    )


def _inner(contrast: CensoredContrast, bound: float) -> float:
    return math.log(bound) if contrast.is_log else bound


def _reported(contrast: CensoredContrast) -> float:
    return exponential(contrast.difference) if contrast.is_log else contrast.difference


def _reported_interval(contrast: CensoredContrast, level: float) -> Interval:
    found = contrast.interval(level=level)
    return exponential_interval(found) if contrast.is_log else found


def _check_bound(contrast: CensoredContrast, bound: float, margin: Interval | None) -> None:
    low, high = (margin.low, margin.high) if margin else (bound, bound)
    if not math.isfinite(bound):
        raise BadMargin(low=low, high=high, why="every tested bound must be a finite number")
    if contrast.is_log and bound <= 0.0:
        raise BadMargin(low=low, high=high, why="the bound of a ratio must lie above zero")
