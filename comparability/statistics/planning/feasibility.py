"""What a number of lots can show at all: the largest spread between lots that it bears, the smallest margin
that it can prove, and the actual size of the test for the design in hand; always at a stated true shift.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.optimize import brentq

from comparability.statistics.errors import NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.planning import pooled, welch
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.power import check_power, check_question
from comparability.statistics.planning.power import power as power_of

CLOSE = 1e-13  # relative, of a spread or margin that was searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class ActualSize:
    """of_equivalence: chance of showing equivalence with the truth on an end of the margin. of_one_side: of
    one of the two tests alone, what alpha has become.
    """

    of_equivalence: float
    of_one_side: float


def largest_sd_pre(
    *,
    n_pre: int,
    n_post: int,
    post_sd_per_pre_sd: float,
    shift: float,
    margin: Interval,
    alpha: float,
    power: float,
    is_pooled: bool,
) -> float:
    """The largest true SD of pre lots at which the test still has the power, on the scale of analysis.

    post_sd_per_pre_sd: true SD of post lots over that of pre lots. shift: inside the margin, where the power
    falls with every widening of the SDs. `log_scale.cv` turns an SD of logarithms into a coefficient of
    variation. Raises OutOfRange, BadMargin, NotFinite.
    """
    check_question(shift=shift, margin=margin, power=power, alpha=alpha)
    nearer = min(margin.high - shift, shift - margin.low)

    def surplus(log_sd: float) -> float:
        sd = nearer * math.exp(log_sd)
        design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd, sd_post=post_sd_per_pre_sd * sd, alpha=alpha)
        return power_of(design=design, shift=shift, margin=margin, is_pooled=is_pooled) - power

    return nearer * math.exp(root_of_falling(surplus))


def smallest_margin(*, design: Design, shift: float, power: float, is_pooled: bool) -> float:
    """The half-width of the narrowest symmetric margin, -m to m, that the test shows with the power.

    Symmetric on the scale of analysis: for a ratio the margin is exp(-m) to exp(m). shift: true
    mean(post) - mean(pre). Raises OutOfRange, NotFinite.
    """
    check_power(power, design.alpha)
    if not math.isfinite(shift):
        raise NotFinite(what="The shift")
    distance, sigma = abs(shift), design.sd_of_difference

    def surplus(log_gap: float) -> float:
        half_width = distance + sigma * math.exp(-log_gap)
        margin = Interval(-half_width, half_width)
        return power_of(design=design, shift=distance, margin=margin, is_pooled=is_pooled) - power

    return distance + sigma * math.exp(-root_of_falling(surplus))


def actual_size(*, design: Design, margin: Interval, is_pooled: bool) -> ActualSize:
    """Of the protocol's own test, for its numbers of lots and the true SDs stated in the design.

    margin: on the scale of analysis, both ends finite.
    """
    if not (math.isfinite(margin.low) and math.isfinite(margin.high)):
        raise NotFinite(what="An end of the margin")
    test_sizes = pooled.size_of_equivalence if is_pooled else welch.size_of_equivalence
    one_side = pooled.size_of_one_side if is_pooled else welch.size_of_one_side
    return ActualSize(
        of_equivalence=test_sizes(design=design, margin=margin), of_one_side=one_side(design=design)
    )


def root_of_falling(surplus: Callable[[float], float]) -> float:
    """The zero of a falling function of a logarithm, from about 0 outwards."""
    low = high = -1.0
    while surplus(low) <= 0.0:
        high, low = low, low - 2.0
    while surplus(high) > 0.0:
        low, high = high, high + 2.0
    return float(brentq(surplus, low, high, xtol=CLOSE, rtol=1e-15))
