"""The difference of two shares (proportions), post minus pre, by the score test of Miettinen and Nurminen.

Sources: Miettinen and Nurminen (1985) Stat Med 4:213, with their factor n / (n - 1); the shares that fit best
at a given difference after Farrington and Manning (1990) Stat Med 9:1447, found by Newton's method, because
their closed form loses half of the digits. The exact test is in `exact_proportions`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from comparability.statistics.counted import check_share
from comparability.statistics.interval import Interval

STEPS = 100  # of Newton and bisection together; about six are taken
SETTLED = 1e-16
TINY = 1e-290  # a difference that is not yet none; the score test has no variance at none of none


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareContrast:
    """Share(post) - share(pre). Asked by `inversion.equivalence`, `non_inferiority` and `difference`.

    The level is approximate, and close from about ten lots an arm; at 0 of 12 against 1 of 12 it still says
    something true, where an interval from the estimated variances (Wald) does not.
    """

    estimate: float
    events_pre: int
    n_pre: int
    events_post: int
    n_post: int

    @property
    def no_difference(self) -> float:
        return 0.0

    @property
    def scale(self) -> Interval:
        return Interval(-1.0, 1.0)

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: share(post) - share(pre) <= bound."""
        return float(ndtr(-self.score(bound)))

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: share(post) - share(pre) >= bound."""
        return float(ndtr(self.score(bound)))

    def interval(self, *, alpha: float) -> Interval:
        """By inversion of the score test, at level 1 - 2 alpha."""
        return Interval(self.low_limit(alpha=alpha), self._high_limit(-float(ndtri(alpha))))

    def low_limit(self, *, alpha: float) -> float:
        """The low end alone, at level 1 - alpha."""
        z = -float(ndtri(alpha))
        if self.estimate == -1.0:
            return -1.0
        # At -1 the standard error is 0 and at the estimate the distance, so both signs are known.
        return _root(
            lambda delta: self.estimate - delta - z * self._standard_error(delta),
            -1.0,
            self._beside_estimate(-1.0),
        )

    def _high_limit(self, z: float) -> float:
        if self.estimate == 1.0:
            return 1.0
        return _root(
            lambda delta: self.estimate - delta + z * self._standard_error(delta),
            self._beside_estimate(1.0),
            1.0,
        )

    def _beside_estimate(self, end: float) -> float:
        """The next difference towards an end: at the estimate itself the standard error may be 0."""
        return math.nextafter(self.estimate, end) if self.estimate else math.copysign(TINY, end)

    def score(self, delta: float) -> float:
        """The score statistic, normal where the difference is delta; it falls as delta grows."""
        error = self._standard_error(delta)
        # It vanishes only where both shares are all or nothing alike, and the distance vanishes faster.
        return (self.estimate - delta) / error if error else 0.0

    def _standard_error(self, delta: float) -> float:
        pre, post = self._variances(delta)
        n = self.n_pre + self.n_post
        return math.sqrt((pre / self.n_pre + post / self.n_post) * n / (n - 1))

    def _variances(self, delta: float) -> tuple[float, float]:
        """Share times one minus share of each arm, at the best-fitting shares that differ by delta."""
        misses_pre, misses_post = self.n_pre - self.events_pre, self.n_post - self.events_post
        if delta == 0.0:
            events, n = self.events_pre + self.events_post, self.n_pre + self.n_post
            return (events * (n - events) / n**2,) * 2
        if delta > 0.0:
            lower, upper = _shares_apart(self.events_pre, misses_pre, self.events_post, misses_post, delta)
            return lower, upper
        upper, lower = _shares_apart(self.events_post, misses_post, self.events_pre, misses_pre, -delta)
        return lower, upper


def miettinen_nurminen(*, events_pre: int, n_pre: int, events_post: int, n_post: int) -> ShareContrast:
    """Compare two shares: events among n, e.g. conforming lots among all lots, in each arm.

    Raises BadCount.
    """
    check_share(events_pre, n_pre, whose="the pre arm")
    check_share(events_post, n_post, whose="the post arm")
    return ShareContrast(
        estimate=(events_post * n_pre - events_pre * n_post) / (n_pre * n_post),
        events_pre=events_pre,
        n_pre=n_pre,
        events_post=events_post,
        n_post=n_post,
    )


def _shares_apart(
    events_lower: int, misses_lower: int, events_upper: int, misses_upper: int, delta: float
) -> tuple[float, float]:
    """p (1 - p) of the likeliest shares p and p + delta, delta above 0.

    p = (1 - delta) u: the unknown u runs from 0 to 1, and p and 1 - p - delta keep their digits near 0.
    """
    width = 1.0 - delta

    def slope(u: float) -> float:
        """Of the log-likelihood along u, without what is infinite at the ends; it falls as u grows."""
        return width * (events_upper / (delta + width * u) - misses_lower / (delta + width * (1.0 - u)))

    def at(u: float) -> tuple[float, float]:
        to_end = width * (1.0 - u)
        return width * u * (delta + to_end), (delta + width * u) * to_end

    if events_lower == 0 and slope(0.0) - misses_upper <= 0.0:
        return at(0.0)
    if misses_upper == 0 and slope(1.0) + events_lower >= 0.0:
        return at(1.0)
    low, high, u = 0.0, 1.0, 0.5
    for _ in range(STEPS):
        inner = slope(u)
        # Times u (1 - u), which has no poles.
        value = events_lower * (1.0 - u) - misses_upper * u + u * (1.0 - u) * inner
        low, high = (u, high) if value > 0.0 else (low, u)
        curvature = -(width**2) * (
            events_upper / (delta + width * u) ** 2 + misses_lower / (delta + width * (1.0 - u)) ** 2
        )
        fall = -events_lower - misses_upper + (1.0 - 2.0 * u) * inner + u * (1.0 - u) * curvature
        step = u - value / fall if fall < 0.0 else low
        step = step if low < step < high else 0.5 * (low + high)
        if abs(step - u) <= SETTLED * step:
            break
        u = step
    return at(u)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-300, rtol=8.9e-16))
