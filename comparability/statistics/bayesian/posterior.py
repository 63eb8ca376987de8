"""Two arms with unequal variances, Bayesian: how probable is it that the difference lies inside the margin?

A sensitivity analysis unless the protocol makes it primary; deterministic, by quadrature.

Sources: Box and Tiao (1973) Bayesian Inference in Statistical Analysis, section 2.5; for the flat prior
Fisher (1935) Ann Eugen 6:391 and Jeffreys (1940) Ann Eugen 10:48.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from comparability.statistics.bayesian.arms import Arm, TwoArms, read_arms
from comparability.statistics.bayesian.mixture import Mixture, posterior_mixture
from comparability.statistics.bayesian.prior import NormalPrior, Prior
from comparability.statistics.contrast import exponential, exponential_interval
from comparability.statistics.errors import BadMargin
from comparability.statistics.interval import Interval
from comparability.statistics.samples import Values, check_probability

ROUNDING = 4.0 * sys.float_info.epsilon


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorEstimate:
    """estimate: posterior mean, the centre under a flat prior; for a ratio, of its logarithm and given back.

    interval: equal-tailed, of the stated level. Estimate, interval and margin are on the reported scale: post
    minus pre, or post / pre. The three probabilities: of the difference inside the margin, at or below its
    low end, at or above its high end; they add up to 1.
    """

    estimate: float
    interval: Interval
    level: float
    probability_inside: float
    probability_below: float
    probability_above: float
    n_pre: int
    n_post: int
    prior: Prior


def posterior(
    *, pre: Values, post: Values, prior: Prior, margin: Interval, level: float
) -> PosteriorEstimate:
    """The posterior of mean(post) - mean(pre) under a declared prior.

    pre, post: one value per lot. margin: finite, on the difference. level: of the interval, e.g. 0.9. Two
    lots that differ are needed in an arm whose variance prior says nothing, one lot otherwise.
    Raises TooFewLots, NotFinite, NotAVector, NoSpread, BadMargin, OutOfRange.
    """
    return _estimate(read_arms(pre=pre, post=post, prior=prior, is_log=False), prior, margin, level)


def posterior_log(
    *, pre: Values, post: Values, prior: Prior, margin: Interval, level: float
) -> PosteriorEstimate:
    """As `posterior`, of the ratio of geometric means; the prior is on natural logarithms, the margin on the
    ratio, above zero. Raises NotPositive too.
    """
    return _estimate(read_arms(pre=pre, post=post, prior=prior, is_log=True), prior, margin, level)


def prior_sensitivity(
    *, pre: Values, post: Values, priors: Sequence[Prior], margin: Interval, level: float
) -> tuple[PosteriorEstimate, ...]:
    """The posterior under each of a stated set of priors, in their order."""
    return tuple(posterior(pre=pre, post=post, prior=prior, margin=margin, level=level) for prior in priors)


def prior_sensitivity_log(
    *, pre: Values, post: Values, priors: Sequence[Prior], margin: Interval, level: float
) -> tuple[PosteriorEstimate, ...]:
    """As `prior_sensitivity`, of the ratio of geometric means."""
    return tuple(
        posterior_log(pre=pre, post=post, prior=prior, margin=margin, level=level) for prior in priors
    )


def margin_of_analysis(margin: Interval, *, is_log: bool) -> Interval:
    """The margin on the scale of analysis. Raises BadMargin."""
    if not (math.isfinite(margin.low) and math.isfinite(margin.high)):
        raise BadMargin(low=margin.low, high=margin.high, why="both ends must be finite numbers")
    if not is_log:
        return margin
    if not margin.low > 0.0:
        raise BadMargin(low=margin.low, high=margin.high, why="the margin of a ratio must lie above zero")
    return Interval(math.log(margin.low), math.log(margin.high))


def mixture_of(*, difference: float, pre: Arm, post: Arm, prior: NormalPrior | None) -> Mixture:
    """The posterior of one pair of arms."""
    return posterior_mixture(
        difference=np.array(difference),
        scale_pre=np.array(pre.scale),
        scale_post=np.array(post.scale),
        df_pre=pre.df,
        df_post=post.df,
        prior=prior,
    )


def _estimate(arms: TwoArms, prior: Prior, margin: Interval, level: float) -> PosteriorEstimate:
    check_probability("The level of an interval", level)
    bounds = margin_of_analysis(margin, is_log=arms.is_log)
    mixture = mixture_of(difference=arms.difference, pre=arms.pre, post=arms.post, prior=prior.difference)
    mean = float(mixture.mean)
    interval = _equal_tailed(
        mixture, 0.5 * (1.0 - level), centre=mean, width=arms.pre.scale + arms.post.scale
    )
    return PosteriorEstimate(
        estimate=exponential(mean) if arms.is_log else mean,
        interval=exponential_interval(interval) if arms.is_log else interval,
        level=level,
        probability_inside=float(mixture.inside(bounds.low, bounds.high)),
        probability_below=float(mixture.below(bounds.low)),
        probability_above=float(mixture.above(bounds.high)),
        n_pre=arms.pre.n,
        n_post=arms.post.n,
        prior=prior,
    )


def _equal_tailed(mixture: Mixture, tail: float, *, centre: float, width: float) -> Interval:
    """The points that leave the tail chance on either side."""

    def excess_below(distance: float) -> float:
        return math.log(max(float(mixture.below(centre + distance)), sys.float_info.min) / tail)

    def excess_above(distance: float) -> float:
        return math.log(max(float(mixture.above(centre + distance)), sys.float_info.min) / tail)

    reach = width
    while excess_below(-reach) > 0.0 or excess_above(reach) > 0.0:
        reach *= 2.0
    low = float(brentq(excess_below, -reach, reach, xtol=1e-15 * width, rtol=ROUNDING))
    if mixture.df is not None:  # symmetric
        return Interval(centre + low, centre - low)
    high = float(brentq(excess_above, -reach, reach, xtol=1e-15 * width, rtol=ROUNDING))
    return Interval(centre + low, centre + high)
