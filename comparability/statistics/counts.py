"""Counts of rare events: the ratio of two Poisson rates, and one rate, both exact.

Sources: Przyborowski and Wilenski (1940) Biometrika 31:313, the post count given the total is binomial;
Clopper and Pearson (1934) Biometrika 26:404 for the interval; Garwood (1936) Biometrika 28:437 for one rate.
"""

import math
from dataclasses import dataclass

from scipy.special import betainc, betaincc, betainccinv, betaincinv, gammainccinv, gammaincinv

from comparability.statistics.counted import check_exposed
from comparability.statistics.errors import NoEvents, NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class RateContrast:
    """Rate(post) / rate(pre); infinite where nothing was counted before. Asked by `inversion.equivalence`,
    `non_inferiority` and `difference`.
    """

    estimate: float
    events_pre: int
    exposure_pre: float
    events_post: int
    exposure_post: float

    @property
    def no_difference(self) -> float:
        return 1.0

    @property
    def scale(self) -> Interval:
        return Interval(0.0, math.inf)

    def p_above(self, bound: float) -> float:
        """One-sided exact p-value of H0: ratio <= bound."""
        if self.events_post == 0:
            return 1.0
        return _beta_below(
            self.events_post, self.events_pre + 1.0, self._share_of_post(bound), self._share_of_pre(bound)
        )

    def p_below(self, bound: float) -> float:
        """One-sided exact p-value of H0: ratio >= bound."""
        if self.events_pre == 0:
            return 1.0
        return _beta_below(
            self.events_pre, self.events_post + 1.0, self._share_of_pre(bound), self._share_of_post(bound)
        )

    def interval(self, *, alpha: float) -> Interval:
        """Central, at level 1 - 2 alpha or more. An end is 0 or infinite where an arm has no events."""
        exposures = self.exposure_pre / self.exposure_post
        low, high = 0.0, math.inf
        if self.events_post > 0:
            low = exposures * _odds(self.events_post, self.events_pre + 1.0, alpha)
        if self.events_pre > 0:
            high = exposures / _odds(self.events_pre, self.events_post + 1.0, alpha)
        return Interval(low, high)

    def _share_of_post(self, ratio: float) -> float:
        """Of the expected events at this ratio of rates."""
        return 1.0 / (1.0 + self.exposure_pre / self.exposure_post / ratio)

    def _share_of_pre(self, ratio: float) -> float:
        return 1.0 / (1.0 + ratio * (self.exposure_post / self.exposure_pre))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateEstimate:
    """Events per unit of exposure. The low end is 0 where nothing was counted."""

    estimate: float
    interval: Interval


def rate_ratio(
    *, events_pre: int, exposure_pre: float, events_post: int, exposure_post: float
) -> RateContrast:
    """Compare two Poisson rates.

    events: what was counted; exposure: in how much (volume, area, time, cells), in one unit for both arms.
    Raises BadCount, NoEvents, NotFinite.
    """
    check_exposed(events_pre, exposure_pre, whose="the pre arm")
    check_exposed(events_post, exposure_post, whose="the post arm")
    if events_pre == events_post == 0:
        raise NoEvents
    exposures = exposure_pre / exposure_post
    if not 0.0 < exposures < math.inf:
        raise NotFinite(what="The ratio of the two exposures")
    return RateContrast(
        estimate=events_post / events_pre * exposures if events_pre else math.inf,
        events_pre=events_pre,
        exposure_pre=exposure_pre,
        events_post=events_post,
        exposure_post=exposure_post,
    )


def poisson_rate(*, events: int, exposure: float, level: float) -> RateEstimate:
    """One rate with its exact central interval. Raises BadCount, OutOfRange."""
    check_exposed(events, exposure, whose="the rate")
    check_probability("The level of an interval", level)
    tail = (1.0 - level) / 2.0
    low = float(gammaincinv(events, tail)) if events else 0.0
    high = float(gammainccinv(events + 1.0, tail))
    return RateEstimate(estimate=events / exposure, interval=Interval(low / exposure, high / exposure))


def _beta_below(a: float, b: float, share: float, rest: float) -> float:
    """Chance of a beta variable below a share, from the smaller of the share and what it leaves of 1: next to
    1 a share has no digits left to say how near.
    """
    return float(betainc(a, b, share) if share <= rest else betaincc(b, a, rest))


def _odds(a: float, b: float, alpha: float) -> float:
    """The alpha quantile of a beta variable over what it leaves of 1, both to their last digits."""
    return float(betaincinv(a, b, alpha)) / float(betainccinv(b, a, alpha))
