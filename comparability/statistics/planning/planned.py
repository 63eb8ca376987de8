"""One attribute as it is planned: the protocol's own t test, and what is taken for true of lots and runs.

What this leads to for a number of lots is in `planned_limits`, for several attributes in `joint_designs`.
"""

import enum
import math
from dataclasses import dataclass, replace
from typing import Self

from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning import declared_runs, pooled
from comparability.statistics.planning.declared_runs import RunShare
from comparability.statistics.planning.design import Design, PairedDesign, check_sd
from comparability.statistics.planning.joint import LotNumbers
from comparability.statistics.planning.power import power as power_of_independent
from comparability.statistics.samples import check_probability


class PlannedTest(enum.Enum):
    """Which t test the protocol states."""

    WELCH = "Welch"
    POOLED = "pooled"
    PAIRED = "paired"


class RunsOfLots(enum.Enum):
    """In which runs lots are measured, where the protocol declares an SD between runs."""

    ONE_AN_ARM = "each arm in one run of its own"
    ONE_A_LOT = "each lot in a run of its own"
    SHARED = "both arms side by side in the same runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """On the scale of analysis (natural logarithms for a ratio).

    margin: one end may be infinite. shift: true mean(post) - mean(pre). sd_pre, sd_post: true SDs of the
    lots' results; measured each in a run of its own, they hold what runs differ by. correlation: of the two
    lots of a pair, used by the paired test alone. run_sd: declared in the protocol, 0 where none is.
    """

    test: PlannedTest
    margin: Interval
    shift: float
    sd_pre: float
    sd_post: float
    correlation: float
    run_sd: float
    runs: RunsOfLots
    alpha: float

    def __post_init__(self) -> None:
        check_sd("The pre SD", self.sd_pre)
        check_sd("The post SD", self.sd_post)
        check_probability("Alpha", self.alpha, below=0.5)
        if not -1.0 <= self.correlation < 1.0:
            raise OutOfRange(
                name="The correlation within pairs",
                value=self.correlation,
                accepted="a number from -1 to below 1",
            )
        if not 0.0 <= self.run_sd < math.inf:
            raise OutOfRange(name="The SD between runs", value=self.run_sd, accepted="0 or a number above 0")

    @property
    def sd_of_differences(self) -> float:
        """Of split lots, pair by pair."""
        before, after = self.sd_pre, self.sd_post
        return math.sqrt(before**2 + after**2 - 2.0 * self.correlation * before * after)

    def run_share(self, lots: LotNumbers) -> RunShare | None:
        """What runs add to the difference of the arms; None where nothing is declared or arms share runs."""
        if self.run_sd == 0.0 or self.runs is RunsOfLots.SHARED:
            return None
        variance = self.run_sd**2
        if self.runs is RunsOfLots.ONE_AN_ARM:
            return RunShare(declared=2.0 * variance, true=2.0 * variance)
        # Lots measured in as many runs scatter by the runs too: only the interval is widened once more.
        share = 1.0 / lots.n_pre + 1.0 / lots.n_post
        return RunShare(declared=share * variance, true=0.0)

    def with_spread(self, factor: float) -> Self:
        """What both SDs multiplied lead to: everything else divided, so that what is computed once of the
        SDs holds for all factors.
        """
        return replace(
            self,
            margin=Interval(self.margin.low / factor, self.margin.high / factor),
            shift=self.shift / factor,
            run_sd=self.run_sd / factor,
        )


def pairs_of(lots: LotNumbers) -> LotNumbers:
    """As many pairs of split lots as the smaller arm has lots."""
    pairs = min(lots.n_pre, lots.n_post)
    return LotNumbers(n_pre=pairs, n_post=pairs)


def power(planned: Planned, lots: LotNumbers) -> float:
    """Chance of showing what is asked: the interval of the protocol's test lies inside the margin. Exact."""
    is_pooled = planned.test is PlannedTest.POOLED
    design: Design | PairedDesign
    if planned.test is PlannedTest.PAIRED:
        lots = pairs_of(lots)
        design = PairedDesign(
            pairs=lots.n_post, sd_of_differences=planned.sd_of_differences, alpha=planned.alpha
        )
    else:
        design = Design(
            n_pre=lots.n_pre,
            n_post=lots.n_post,
            sd_pre=planned.sd_pre,
            sd_post=planned.sd_post,
            alpha=planned.alpha,
        )
    runs = planned.run_share(lots)
    shift, margin = planned.shift, planned.margin
    if runs is not None:
        return declared_runs.probability_inside(
            design=design, shift=shift, margin=margin, is_pooled=is_pooled, runs=runs
        )
    if isinstance(design, PairedDesign):
        return pooled.probability_inside(design=design, shift=shift, margin=margin)
    return power_of_independent(design=design, shift=shift, margin=margin, is_pooled=is_pooled)
