"""What a number of lots can show of one planned attribute: the fewest lots that reach a power, the largest
spread and the narrowest margin that they bear, the actual size, and the power that an SD known from few lots
leaves to be expected. Always of the protocol's own test at a stated true shift.
"""

import math
from dataclasses import dataclass, replace

from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.assurance import true_sds
from comparability.statistics.planning.feasibility import root_of_falling
from comparability.statistics.planning.joint import LotNumbers
from comparability.statistics.planning.lots_needed import FEWEST, Lots, LotsNeeded, search
from comparability.statistics.planning.planned import Planned, PlannedTest, pairs_of, power
from comparability.statistics.planning.power import check_power, check_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Chances of passing with the truth on an end of the margin. of_one_side: of one of the two tests."""

    of_claim: float
    of_one_side: float


def lots_to_reach(planned: Planned, *, n_pre: int, power_asked: float, most: int) -> LotsNeeded:
    """The fewest post lots with the old arm as it is, or the fewest pairs for the paired test.

    most: post lots or pairs looked at. Raises OutOfRange, BadMargin, NotFinite.
    """
    check_question(shift=planned.shift, margin=planned.margin, power=power_asked, alpha=planned.alpha)
    if most < FEWEST:
        raise OutOfRange(
            name="The largest number of lots to look at", value=most, accepted=f"{FEWEST} or more"
        )
    is_paired = planned.test is PlannedTest.PAIRED

    def at(n_post: int) -> Lots:
        before = n_post if is_paired else n_pre
        reached = power(planned, LotNumbers(n_pre=before, n_post=n_post))
        return Lots(n_pre=before, n_post=n_post, power=reached)

    return search(at, power_asked, last=most, most=most, may_fall=not is_paired)


def largest_spread(planned: Planned, lots: LotNumbers, *, power_asked: float) -> float | None:
    """The largest factor of both SDs at which the power is still reached; None where the runs alone already
    take it away.
    """
    check_question(shift=planned.shift, margin=planned.margin, power=power_asked, alpha=planned.alpha)

    def surplus(log_factor: float) -> float:
        return power(planned.with_spread(math.exp(log_factor)), lots) - power_asked

    if surplus(math.log(1e-6)) <= 0.0:
        return None
    return math.exp(root_of_falling(surplus))


def smallest_margin(planned: Planned, lots: LotNumbers, *, power_asked: float) -> Interval:
    """The narrowest margin about no change that is shown with the power: symmetric where both ends are
    stated, of the one stated end otherwise.
    """
    check_power(power_asked, planned.alpha)
    low_is_open, high_is_open = math.isinf(planned.margin.low), math.isinf(planned.margin.high)
    if low_is_open or high_is_open:
        # Only the distance of the one end counts; it may lie on the other side of no change.
        sign = -1.0 if high_is_open else 1.0
        gap = _gap(planned, lots, power_asked, distance=0.0, is_open=True)
        end = planned.shift + sign * gap
        return Interval(end, math.inf) if high_is_open else Interval(-math.inf, end)
    half_width = abs(planned.shift) + _gap(
        planned, lots, power_asked, distance=abs(planned.shift), is_open=False
    )
    return Interval(-half_width, half_width)


def _gap(planned: Planned, lots: LotNumbers, asked: float, *, distance: float, is_open: bool) -> float:
    """From the true shift to the nearer end of the narrowest margin."""
    scale = math.hypot(planned.sd_pre, planned.sd_post, planned.run_sd)

    def surplus(log_inverse: float) -> float:
        end = distance + scale * math.exp(-log_inverse)
        margin = Interval(-math.inf if is_open else -end, end)
        return power(replace(planned, shift=distance, margin=margin), lots) - asked

    return scale * math.exp(-root_of_falling(surplus))


def actual_size(planned: Planned, lots: LotNumbers) -> Size:
    """What the stated alpha has become, with these numbers of lots and the spread taken for true."""
    end = planned.margin.high if math.isinf(planned.margin.low) else planned.margin.low
    on_the_end = replace(planned, shift=end)
    one = Interval(end, math.inf) if end == planned.margin.low else Interval(-math.inf, end)
    return Size(of_claim=power(on_the_end, lots), of_one_side=power(replace(on_the_end, margin=one), lots))


def expected_power(planned: Planned, lots: LotNumbers, *, df: float) -> float:
    """The power averaged over what SDs that were estimated with `df` degrees of freedom leave open: both
    true SDs are their estimates times sqrt(df) / chi. Raises OutOfRange.
    """
    if not 1.0 <= df < math.inf:
        raise OutOfRange(
            name="The degrees of freedom behind an SD", value=df, accepted="a finite number from 1"
        )
    pairs = pairs_of(lots)
    is_paired = planned.test is PlannedTest.PAIRED
    chi = true_sds(df, df_of_test=pairs.n_post - 1 if is_paired else lots.n_pre + lots.n_post - 2)
    # Where the density is negligible the SDs can be absurd, and add nothing.
    return math.fsum(
        weight * power(planned.with_spread(math.sqrt(df) / node), lots)
        for node, weight in zip(chi.nodes.tolist(), chi.weights.tolist(), strict=True)
        if weight > 1e-14
    )
