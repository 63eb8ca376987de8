"""The chance of showing equivalence by the protocol's own test, Welch's or the pooled one."""

import math

from comparability.statistics.errors import BadMargin, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning import pooled, welch
from comparability.statistics.planning.design import Design
from comparability.statistics.samples import check_probability


def power(*, design: Design, shift: float, margin: Interval, is_pooled: bool) -> float:
    """Exact. shift, margin: on the scale of analysis; one end of the margin may be infinite."""
    chance = pooled.probability_inside if is_pooled else welch.probability_inside
    return chance(design=design, shift=shift, margin=margin)


def check_question(*, shift: float, margin: Interval, power: float, alpha: float) -> None:
    """What a search for lots or spread asks: a power to reach at a true shift that may be shown.

    Raises NotFinite, BadMargin, OutOfRange.
    """
    check_power(power, alpha)
    if not math.isfinite(shift):
        raise NotFinite(what="The shift")
    if math.isinf(margin.low) and math.isinf(margin.high):
        raise BadMargin(low=margin.low, high=margin.high, why="one of its ends must be a finite number")
    if not margin.low < shift < margin.high:
        raise OutOfRange(
            name="The shift",
            value=shift,
            accepted=f"a true shift inside the margin, above {margin.low:g} and below {margin.high:g},",
        )


def check_power(power: float, alpha: float) -> None:
    """Raises OutOfRange. At or below alpha the power does not rise with every lot."""
    check_probability("Alpha", alpha, below=0.5)
    if not alpha < power < 1.0:
        raise OutOfRange(name="The power", value=power, accepted=f"a number above {alpha:g} and below 1")
