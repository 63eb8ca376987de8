"""How often each type of criterion lets a process pass whose mean has shifted: the false-pass rate, beside
the rate at no shift. All exact for normal lots, by quadrature where nothing simpler exists.
"""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from comparability.statistics.errors import BadMargin, NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design, check_sd
from comparability.statistics.planning.extremes import chance_between_extremes, covered
from comparability.statistics.planning.power import power
from comparability.statistics.ranges import Sides, pass_rate
from comparability.statistics.samples import check_count, check_probability
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor
from comparability.statistics.tost import Side


class CriterionType(enum.Enum):
    """What a post arm has to satisfy."""

    EQUIVALENCE = "equivalence"
    NON_INFERIORITY = "non-inferiority"
    QUALITY_RANGE = "quality range"
    TOLERANCE_INTERVAL = "tolerance interval"
    RANGE_OF_LOTS = "range of the pre lots"
    LIMIT = "limit"
    PREDICTION_INTERVAL = "prediction interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class FalsePass:
    """rate: chance of passing at the stated shift. rate_at_no_shift: with the same SDs and no shift."""

    criterion: CriterionType
    rate: float
    rate_at_no_shift: float


def equivalence(*, design: Design, shift: float, margin: Interval, is_pooled: bool) -> FalsePass:
    """Two one-sided tests. shift: true mean(post) - mean(pre), margin: both on the scale of analysis."""
    return _false_pass(
        CriterionType.EQUIVALENCE,
        lambda truth: power(design=design, shift=truth, margin=margin, is_pooled=is_pooled),
        shift,
    )


def non_inferiority(*, design: Design, shift: float, bound: float, side: Side, is_pooled: bool) -> FalsePass:
    """One of the two tests. bound: on the scale of analysis, at the side that matters."""
    if not math.isfinite(bound):
        raise BadMargin(low=bound, high=bound, why="the bound must be a finite number")
    margin = Interval(bound, math.inf) if side is Side.LOW else Interval(-math.inf, bound)
    return _false_pass(
        CriterionType.NON_INFERIORITY,
        lambda truth: power(design=design, shift=truth, margin=margin, is_pooled=is_pooled),
        shift,
    )


def quality_range(
    *, n_pre: int, n_post: int, k: float, sides: Sides, shift_sd: float, sd_ratio: float
) -> FalsePass:
    """All post lots inside mean ± k·SD of the pre lots.

    shift_sd: true shift in SDs of the pre lots, towards the bounded end. sd_ratio: true SD of post lots over
    that of pre lots. The same in the functions below.
    """
    return _of_range(CriterionType.QUALITY_RANGE, n_pre, n_post, k, sides, shift_sd, sd_ratio)


def tolerance_interval(
    *,
    n_pre: int,
    n_post: int,
    coverage: float,
    confidence: float,
    sides: Sides,
    shift_sd: float,
    sd_ratio: float,
) -> FalsePass:
    """All post lots inside the exact tolerance interval of the pre lots."""
    factor = two_sided_factor if sides is Sides.BOTH else one_sided_factor
    k = factor(n=n_pre, df=n_pre - 1, coverage=coverage, confidence=confidence)
    return _of_range(CriterionType.TOLERANCE_INTERVAL, n_pre, n_post, k, sides, shift_sd, sd_ratio)


def prediction_interval(*, n_pre: int, level: float, shift_sd: float, sd_ratio: float) -> FalsePass:
    """One post lot inside the two-sided prediction interval of the pre lots; at no shift and no change of the
    SD the rate is the level.
    """
    check_probability("The level of an interval", level)
    check_count("The number of pre lots", n_pre, least=2)
    k = -float(stdtrit(n_pre - 1, 0.5 * (1.0 - level))) * math.sqrt(1.0 + 1.0 / n_pre)
    return _of_range(CriterionType.PREDICTION_INTERVAL, n_pre, 1, k, Sides.BOTH, shift_sd, sd_ratio)


def range_of_lots(*, n_pre: int, n_post: int, sides: Sides, shift_sd: float, sd_ratio: float) -> FalsePass:
    """All post lots between the smallest and the largest pre lot, or on the right side of one of them.

    At no shift and no change of the SD only the order of the lots counts.
    """

    def chance(truth: float) -> float:
        return chance_between_extremes(
            n_pre=n_pre, n_post=n_post, sides=sides, shift_sd=truth, sd_ratio=sd_ratio
        )

    return _false_pass(CriterionType.RANGE_OF_LOTS, chance, shift_sd)


def limit(
    *, n_post: int, mean: float, sd: float, shift: float, low: float | None, high: float | None
) -> FalsePass:
    """Every post lot inside a specification. mean: of the process without the shift, sd: of its lots, all on
    the scale of analysis; an open end is None.
    """
    check_count("The number of post lots", n_post, least=1)
    check_sd("The SD", sd)
    if not math.isfinite(mean):
        raise NotFinite(what="The mean")
    bounds = Interval(-math.inf if low is None else low, math.inf if high is None else high)

    def chance(truth: float) -> float:
        low_sds, high_sds = (bounds.low - mean - truth) / sd, (bounds.high - mean - truth) / sd
        return float(covered(np.array(low_sds), np.array(high_sds))) ** n_post

    return _false_pass(CriterionType.LIMIT, chance, shift)


def _of_range(
    criterion: CriterionType,
    n_pre: int,
    n_post: int,
    k: float,
    sides: Sides,
    shift_sd: float,
    sd_ratio: float,
) -> FalsePass:
    def chance(truth: float) -> float:
        return pass_rate(n_pre=n_pre, n_post=n_post, k=k, sides=sides, shift_sd=truth, sd_ratio=sd_ratio)

    return _false_pass(criterion, chance, shift_sd)


def _false_pass(criterion: CriterionType, chance: Callable[[float], float], shift: float) -> FalsePass:
    if not math.isfinite(shift):
        raise NotFinite(what="The shift")
    return FalsePass(criterion=criterion, rate=chance(shift), rate_at_no_shift=chance(0.0))
