"""Two one-sided tests, their halves and the second axis, for contrasts whose error does not follow t.

Such a contrast can say, for any bound, how strongly the data speak against a truth at or beyond it, and which
truths they do not speak against; what is asked of it is the same for all of them. Contrasts that follow t are
asked in `tost`.
"""

import math
from dataclasses import dataclass
from typing import Protocol

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


class Invertible(Protocol):
    """Everything on the scale of the margin: post minus pre, or post / pre."""

    @property
    def estimate(self) -> float: ...

    @property
    def no_difference(self) -> float:
        """What the estimate would be if the arms were the same: 0, or a ratio of 1."""

    @property
    def scale(self) -> Interval:
        """A margin lies strictly between these."""

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: truth <= bound."""

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: truth >= bound."""

    def interval(self, *, alpha: float) -> Interval:
        """The truths that neither one-sided test rejects at alpha: an interval at level 1 - 2 alpha."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDifference:
    """The second axis beside equivalence, at a level of its own."""

    estimate: float
    interval: Interval
    is_seen: bool  # the interval does not hold "no difference" (0, or a ratio of 1)


def equivalence(contrast: Invertible, *, margin: Interval, alpha: float) -> Evidence:
    """margin: on the scale of the contrast, may be asymmetric. 0 < alpha < 0.5, one-sided.

    Raises BadMargin, OutOfRange, and what the contrast refuses at this alpha.
    """
    check_probability("Alpha", alpha, below=0.5)
    check_bounds(contrast, margin.low, margin.high)
    return agreeing(
        estimate=contrast.estimate,
        interval=contrast.interval(alpha=alpha),
        p_low=contrast.p_above(margin.low),
        p_high=contrast.p_below(margin.high),
        margin=margin,
        alpha=alpha,
    )


def non_inferiority(contrast: Invertible, *, bound: float, side: Side, alpha: float) -> OneSidedEvidence:
    """One half of `equivalence`. bound: the margin at `side`."""
    check_probability("Alpha", alpha, below=0.5)
    check_bounds(contrast, bound, bound)
    found = contrast.interval(alpha=alpha)
    low, high = found.low, found.high
    if side is Side.LOW:
        low, p = agreeing_low(low, bound, contrast.p_above(bound), alpha)
    else:
        high, p = agreeing_high(high, bound, contrast.p_below(bound), alpha)
    return OneSidedEvidence(
        estimate=contrast.estimate,
        bound=low if side is Side.LOW else high,
        interval=Interval(low, high),
        p=p,
    )


def difference(contrast: Invertible, *, level: float) -> SeenDifference:
    """Two-sided interval. level: e.g. 0.95."""
    check_probability("The level of an interval", level)
    found = contrast.interval(alpha=(1.0 - level) / 2.0)
    return SeenDifference(
        estimate=contrast.estimate, interval=found, is_seen=not found.holds(contrast.no_difference)
    )


def check_bounds(contrast: Invertible, low: float, high: float) -> None:
    """Raises BadMargin unless both lie strictly within the scale of the contrast."""
    least, most = contrast.scale.low, contrast.scale.high
    if not (least < low < most and least < high < most):
        raise BadMargin(
            low=low, high=high, why=f"both ends must lie above {_number(least)} and below {_number(most)}"
        )


def _number(end: float) -> str:
    if math.isinf(end):
        return "infinity" if end > 0.0 else "minus infinity"
    return f"{end:g}"
