"""A comparison known only by its published estimate and interval.

It is judged as published, at its published level. Only an unadjusted one can be taken apart again: an
adjusted estimate is not what the counts and SDs would give, and must never be recomputed from them.
"""

import math
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import BadMargin, CannotRecompute, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability
from comparability.statistics.summaries import cv_from_sd, half_width, t_quantile
from comparability.statistics.two_arms import standard_error_and_df


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedComparison:
    """Post minus pre, or post / pre where is_ratio, with the two-sided interval at `level`.

    n_pre, n_post: None where the source does not say. is_adjusted: for other variables, by whatever model.
    Raises OutOfRange where the estimate lies outside its interval or the level is none.
    """

    estimate: float
    interval: Interval
    level: float
    n_pre: int | None
    n_post: int | None
    is_adjusted: bool
    is_ratio: bool

    def __post_init__(self) -> None:
        check_probability("The level of an interval", self.level)
        if not self.interval.low < self.estimate < self.interval.high:
            raise OutOfRange(
                name="The published estimate", value=self.estimate, accepted="a number inside its interval"
            )
        if self.is_ratio and self.interval.low < 0.0:
            raise OutOfRange(
                name="The low end of the published interval",
                value=self.interval.low,
                accepted="0 or more, as of a ratio,",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedJudgement:
    """The published interval against a margin. alpha: one-sided, what the published level amounts to."""

    alpha: float
    is_inside: bool  # strictly
    is_outside: bool  # strictly, no point in common
    is_difference_seen: bool  # the interval does not hold "no difference" (0, or a ratio of 1)


def judge_as_published(comparison: PublishedComparison, *, margin: Interval) -> PublishedJudgement:
    """At the published level and no other. margin: one end may be open (infinite, or 0 of a ratio)."""
    _check_margin(margin, is_ratio=comparison.is_ratio)
    interval = comparison.interval
    return PublishedJudgement(
        alpha=0.5 * (1.0 - comparison.level),
        is_inside=interval.strictly_inside(margin),
        is_outside=interval.strictly_outside(margin),
        is_difference_seen=not interval.holds(1.0 if comparison.is_ratio else 0.0),
    )


def pooled_of_published(comparison: PublishedComparison) -> TContrast:
    """What an interval by the pooled t was made of: n_pre + n_post - 2 degrees of freedom.

    The estimate is kept as published. Raises CannotRecompute, NotFinite, NotPositive, NotCentral.
    """
    n_pre, n_post = _counts(comparison)
    return _contrast(comparison, float(n_pre + n_post - 2))


def welch_of_published(comparison: PublishedComparison, *, sd_ratio: float) -> TContrast:
    """What an interval by Welch was made of. sd_ratio: SD of post over SD of pre, which fixes the degrees of
    freedom and which the interval alone does not tell. Raises OutOfRange too.
    """
    if not 0.0 < sd_ratio < math.inf:
        raise OutOfRange(name="The ratio of the SDs", value=sd_ratio, accepted="a finite number above 0")
    n_pre, n_post = _counts(comparison)
    _, df = standard_error_and_df(n_pre=n_pre, n_post=n_post, sd_pre=1.0, sd_post=sd_ratio, is_pooled=False)
    return _contrast(comparison, df)


def cv_from_interval(comparison: PublishedComparison) -> float:
    """CV between lots, as a fraction, behind the pooled interval of a ratio; raises as its contrast does."""
    if not comparison.is_ratio:
        raise CannotRecompute(why="a difference has no CV")
    n_pre, n_post = _counts(comparison)
    contrast = pooled_of_published(comparison)
    return cv_from_sd(contrast.standard_error / math.sqrt(1.0 / n_pre + 1.0 / n_post))


def _contrast(comparison: PublishedComparison, df: float) -> TContrast:
    half = half_width(comparison.estimate, comparison.interval, is_ratio=comparison.is_ratio)
    return TContrast(
        difference=math.log(comparison.estimate) if comparison.is_ratio else comparison.estimate,
        standard_error=half / t_quantile(df, comparison.level),
        df=df,
        is_log=comparison.is_ratio,
    )


def _counts(comparison: PublishedComparison) -> tuple[int, int]:
    if comparison.is_adjusted:
        raise CannotRecompute(why="its estimate is adjusted for other variables")
    if comparison.n_pre is None or comparison.n_post is None:
        raise CannotRecompute(why="the number of lots an arm is not known")
    if min(comparison.n_pre, comparison.n_post) < 2:
        raise CannotRecompute(why="an arm has fewer than 2 lots")
    return comparison.n_pre, comparison.n_post


def _check_margin(margin: Interval, *, is_ratio: bool) -> None:
    open_low = margin.low == -math.inf or (is_ratio and margin.low == 0.0)
    if open_low and margin.high == math.inf:
        raise BadMargin(low=margin.low, high=margin.high, why="both ends are open")
    if is_ratio and not open_low and not margin.low > 0.0:
        raise BadMargin(low=margin.low, high=margin.high, why="the margin of a ratio must lie above zero")
    if is_ratio and not margin.high > 0.0:
        raise BadMargin(low=margin.low, high=margin.high, why="the margin of a ratio must lie above zero")
