"""Arms known only by published figures: mean and spread in their usual clothes, and the comparison of two.

Published figures are rounded; a comparison from them is as good as their last digit. The SD is between lots:
the SD of replicates, or of the mean, is another number.
"""

import math
from dataclasses import dataclass
from typing import Self

from scipy.special import stdtrit

from comparability.statistics.errors import (
    DifferentScales,
    NotCentral,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability
from comparability.statistics.two_arms import TwoArmContrast, standard_error_and_df

# A rounded mean may lie beside the middle of a rounded interval, not this share of its half-width beside it.
CENTRAL = 0.1
LARGEST_LOG_SD = 26.0  # the CV of a larger one leaves double precision


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmSummary:
    """At least two lots: mean and SD, of natural logarithms where is_log.

    Raises TooFewLots, NotFinite, OutOfRange.
    """

    n: int
    mean: float
    sd: float
    is_log: bool

    def __post_init__(self) -> None:
        _check_count(self.n)
        if not math.isfinite(self.mean):
            raise NotFinite(what="The published mean")
        _check_above_zero("The published spread", self.sd)

    @classmethod
    def from_mean_and_sd(cls, *, n: int, mean: float, sd: float) -> Self:
        return cls(n=n, mean=mean, sd=sd, is_log=False)

    @classmethod
    def from_mean_and_standard_error(cls, *, n: int, mean: float, standard_error: float) -> Self:
        _check_count(n)
        return cls(n=n, mean=mean, sd=standard_error * math.sqrt(n), is_log=False)

    @classmethod
    def from_mean_and_interval(cls, *, n: int, mean: float, interval: Interval, level: float) -> Self:
        """interval: two-sided t interval of the mean at `level`. Raises NotCentral too."""
        half = half_width(mean, interval, is_ratio=False)
        return cls(n=n, mean=mean, sd=_sd_behind(half, n, level), is_log=False)

    @classmethod
    def from_geometric_mean_and_cv(cls, *, n: int, geometric_mean: float, cv: float) -> Self:
        """cv: of the log-normal lots, as a fraction: sqrt(exp(s²) - 1). Raises NotPositive too."""
        _check_above_zero("The published CV", cv)
        return cls(n=n, mean=_log(geometric_mean), sd=sd_from_cv(cv), is_log=True)

    @classmethod
    def from_geometric_mean_and_sd(cls, *, n: int, geometric_mean: float, geometric_sd: float) -> Self:
        """geometric_sd: the factor exp(s), above 1. Raises NotPositive too."""
        if not 1.0 < geometric_sd < math.inf:
            raise OutOfRange(name="The geometric SD", value=geometric_sd, accepted="a finite factor above 1")
        return cls(n=n, mean=_log(geometric_mean), sd=math.log(geometric_sd), is_log=True)

    @classmethod
    def from_geometric_mean_and_interval(
        cls, *, n: int, geometric_mean: float, interval: Interval, level: float
    ) -> Self:
        """interval: two-sided, from a t interval of logarithms. Raises NotPositive, NotCentral too."""
        half = half_width(geometric_mean, interval, is_ratio=True)
        return cls(n=n, mean=_log(geometric_mean), sd=_sd_behind(half, n, level), is_log=True)


def welch_of_summaries(*, pre: ArmSummary, post: ArmSummary) -> TwoArmContrast:
    """As `two_arms.welch` (or `welch_log`) of the lots behind the figures. Raises DifferentScales."""
    return _compare(pre, post, is_pooled=False)


def pooled_of_summaries(*, pre: ArmSummary, post: ArmSummary) -> TwoArmContrast:
    """As `two_arms.pooled` (or `pooled_log`) of the lots behind the figures. Raises DifferentScales."""
    return _compare(pre, post, is_pooled=True)


def sd_from_cv(cv: float) -> float:
    """SD of natural logarithms of log-normal values with this CV."""
    return math.sqrt(math.log1p(cv * cv))


def cv_from_sd(sd: float) -> float:
    """CV, as a fraction, of log-normal values whose natural logarithms have this SD. Raises NotFinite."""
    if not sd < LARGEST_LOG_SD:
        raise NotFinite(what="The CV behind so wide an interval")
    return math.sqrt(math.expm1(sd * sd))


def half_width(estimate: float, interval: Interval, *, is_ratio: bool) -> float:
    """Half the width on the scale of the computation. Raises NotFinite, NotPositive, NotCentral."""
    low, high = interval.low, interval.high
    if not (math.isfinite(low) and math.isfinite(high)):
        raise NotFinite(what="An end of the published interval")
    if is_ratio:
        below, above = _log(estimate) - _log(low), _log(high) - _log(estimate)
    else:
        below, above = estimate - low, high - estimate
    half = 0.5 * (below + above)
    if not abs(above - below) <= 2.0 * CENTRAL * half:
        raise NotCentral(estimate=estimate, low=low, high=high, is_ratio=is_ratio)
    return half


def t_quantile(df: float, level: float) -> float:
    """Half the width of a two-sided interval in standard errors. Raises OutOfRange."""
    check_probability("The level of an interval", level)
    return -float(stdtrit(df, (1.0 - level) / 2.0))


def _sd_behind(half: float, n: int, level: float) -> float:
    _check_count(n)
    return half * math.sqrt(n) / t_quantile(n - 1, level)


def _compare(pre: ArmSummary, post: ArmSummary, *, is_pooled: bool) -> TwoArmContrast:
    if pre.is_log != post.is_log:
        raise DifferentScales()
    standard_error, df = standard_error_and_df(
        n_pre=pre.n, n_post=post.n, sd_pre=pre.sd, sd_post=post.sd, is_pooled=is_pooled
    )
    return TwoArmContrast(
        difference=post.mean - pre.mean,
        standard_error=standard_error,
        df=df,
        is_log=pre.is_log,
        n_pre=pre.n,
        n_post=post.n,
        mean_pre=pre.mean,
        mean_post=post.mean,
        sd_pre=pre.sd,
        sd_post=post.sd,
    )


def _log(value: float) -> float:
    if not value > 0.0:
        raise NotPositive(arm="published", value=value)
    return math.log(value)


def _check_count(n: int) -> None:
    if n < 2:
        raise TooFewLots(arm="published", have=n, need=2)


def _check_above_zero(name: str, value: float) -> None:
    if not 0.0 < value < math.inf:
        raise OutOfRange(name=name, value=value, accepted="a finite number above 0")
