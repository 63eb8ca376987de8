"""The normal likelihood of one or several sets of lots of which some are only known to lie beyond a limit.

Written in Olsen's parameters, delta = mean / SD and theta = 1 / SD, in which it is concave: it has at most
one maximum and Newton's method finds it. No arms are compared here.

Sources: Tobin (1958) Econometrica 26:24, the likelihood; Olsen (1978) Econometrica 46:1211, concavity;
Burridge (1981) J R Stat Soc B 43:41, when the maximum exists.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import erfcx, log_ndtr

from comparability.statistics.censored_values import CensoredArm
from comparability.statistics.errors import NoMaximum
from comparability.statistics.quadrature import between

STEPS = 100  # of Newton; about six are taken
CLOSE = 1e-8  # relative to theta and delta: after a Newton step this small, its square is left as the error
SMALL = 0.2  # of theta: a shorter step of Newton needs no check that it rises
ROUNDING = 1e-12  # of a log-likelihood
NEAR = 1.0  # in SDs: closer than this a difference of log Phi is integrated, farther it is subtracted
_ROOT_2 = math.sqrt(2.0)
_TWO_OVER_PI = math.sqrt(2.0 / math.pi)
_HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, slots=True)
class Slopes:
    """First and second derivatives of a log-likelihood in delta and theta."""

    delta: float
    theta: float
    delta_delta: float
    delta_theta: float
    theta_theta: float


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What the likelihood needs to know of a set of lots.

    Values by count, mean and sum of squares about the mean; equal limits once, with their number.
    """

    count: int
    mean: float
    squares: float
    below: tuple[tuple[float, int], ...]
    above: tuple[tuple[float, int], ...]

    @property
    def n(self) -> int:
        return self.count + sum(number for _, number in self.below + self.above)

    @property
    def is_bounded(self) -> bool:
        """Whether something contradicts lots that are all alike (needs at least one value)."""
        return (
            self.squares > 0.0
            or any(limit < self.mean for limit, _ in self.below)
            or any(limit > self.mean for limit, _ in self.above)
        )

    def less(self, shift: float) -> "Likelihood":
        """The same lots with `shift` taken off every value and limit."""
        return Likelihood(
            self.count,
            self.mean - shift,
            self.squares,
            tuple((limit - shift, number) for limit, number in self.below),
            tuple((limit - shift, number) for limit, number in self.above),
        )

    def joined(self, other: "Likelihood") -> "Likelihood":
        """Both sets of lots as one, with one mean."""
        count = self.count + other.count
        gap = other.mean - self.mean
        return Likelihood(
            count,
            self.mean + gap * other.count / count,
            self.squares + other.squares + gap * gap * self.count * other.count / count,
            self.below + other.below,
            self.above + other.above,
        )

    def slopes(self, delta: float, theta: float) -> Slopes:
        count, mean = self.count, self.mean
        z = theta * mean - delta
        d, t = count * z, count / theta - theta * self.squares - count * mean * z
        dd, dt = -float(count), count * mean
        tt = -count / theta**2 - self.squares - count * mean * mean
        # sign: an upper tail is the lower tail of the mirrored line.
        for limits, sign in ((self.below, 1.0), (self.above, -1.0)):
            for limit, number in limits:
                u = sign * (theta * limit - delta)
                hazard = _hazard(u)
                weight = number * hazard * (u + hazard)
                d -= sign * number * hazard
                t += sign * number * hazard * limit
                dd -= weight
                dt += weight * limit
                tt -= weight * limit * limit
        return Slopes(d, t, dd, dt, tt)

    def log_likelihood(self, delta: float, theta: float) -> float:
        z = theta * self.mean - delta
        found = self.count * (math.log(theta) - _HALF_LOG_TWO_PI) - 0.5 * (
            theta * theta * self.squares + self.count * z * z
        )
        for limits, sign in ((self.below, 1.0), (self.above, -1.0)):
            for limit, number in limits:
                found += number * float(log_ndtr(sign * (theta * limit - delta)))
        return found

    def fall(self, *, top: tuple[float, float], to: tuple[float, float]) -> float:
        """log-likelihood at `top` less that at `to`, both (delta, theta).

        Term by term, so that it keeps its digits where the two points are close.
        """
        (delta_top, theta_top), (delta, theta) = top, to
        step = theta - theta_top
        z_top, z = theta_top * self.mean - delta_top, theta * self.mean - delta
        rise = step * self.mean - (delta - delta_top)  # z less z_top
        ratio = theta / theta_top
        # log1p keeps the digits where the two are close, log those of a ratio next to zero.
        growth = math.log1p(step / theta_top) if ratio > 0.5 else math.log(ratio)
        found = -self.count * growth + 0.5 * (
            step * (theta + theta_top) * self.squares + self.count * rise * (z + z_top)
        )
        for limits, sign in ((self.below, 1.0), (self.above, -1.0)):
            for limit, number in limits:
                u_top = sign * (theta_top * limit - delta_top)
                found -= number * _log_ndtr_rise(u_top, sign * (step * limit - (delta - delta_top)))
        return found


def about_own_mean(arm: CensoredArm, *, scale: float) -> Likelihood:
    """An arm with the mean of its values as zero and `scale` as the unit."""
    origin, count = arm.values[0], len(arm.values)
    deviations = [(value - origin) / scale for value in arm.values]
    mean = math.fsum(deviations) / count

    def limits(of: tuple[float, ...]) -> tuple[tuple[float, int], ...]:
        return tuple(((limit - origin) / scale - mean, number) for limit, number in Counter(of).items())

    squares = math.fsum([(deviation - mean) ** 2 for deviation in deviations])
    return Likelihood(count, 0.0, squares, limits(arm.below), limits(arm.above))


@dataclass(frozen=True, slots=True)
class Maximum:
    """The best-fitting means over SD, one for each set of lots, and the inverse of the SD they share."""

    deltas: tuple[float, ...]
    theta: float

    @property
    def sd(self) -> float:
        return 1.0 / self.theta

    def mean(self, index: int) -> float:
        return self.deltas[index] / self.theta


def maximise(*parts: Likelihood) -> Maximum:
    """The maximum over a mean for each set of lots and one SD for all. Raises NoMaximum.

    Bounded likelihoods only. The second derivatives form an arrow: means meet each other only through theta.
    """
    deltas, theta = _start(parts)
    best = _total(parts, deltas, theta)
    for _ in range(STEPS):
        slopes = [part.slopes(delta, theta) for part, delta in zip(parts, deltas, strict=True)]
        pull = sum(s.theta - s.delta_theta * s.delta / s.delta_delta for s in slopes)
        bend = sum(s.theta_theta - s.delta_theta**2 / s.delta_delta for s in slopes)
        step = -pull / bend
        moves = [-(s.delta + s.delta_theta * step) / s.delta_delta for s in slopes]
        share = 1.0 if step > -0.5 * theta else -0.5 * theta / step  # theta stays above zero
        if abs(step) <= CLOSE * theta and all(
            abs(move) <= CLOSE * (1.0 + abs(delta)) for move, delta in zip(moves, deltas, strict=True)
        ):
            return Maximum(
                tuple(delta + move for delta, move in zip(deltas, moves, strict=True)), theta + step
            )
        while True:
            trial = [delta + share * move for delta, move in zip(deltas, moves, strict=True)]
            reached = _total(parts, trial, theta + share * step)
            if reached >= best - ROUNDING * (1.0 + abs(best)):
                break
            share *= 0.5
            if share < ROUNDING:
                raise NoMaximum
        deltas, theta, best = trial, theta + share * step, max(best, reached)
    raise NoMaximum


@dataclass(frozen=True, slots=True)
class Held:
    """The best fit with the mean held: the inverse of the SD, and the first and second derivative of the
    log-likelihood in the mean, the SD following.
    """

    theta: float
    slope: float
    bend: float


def hold_mean(part: Likelihood, *, mean: float, start: float) -> Held:
    """start: where the search for theta begins, above zero. Raises NoMaximum."""
    about = part.less(mean)
    theta = start
    for _ in range(STEPS):
        slopes = about.slopes(0.0, theta)
        step = -slopes.theta / slopes.theta_theta
        if abs(step) <= CLOSE * theta:
            across = slopes.delta + theta * slopes.delta_theta
            bend = theta * theta * slopes.delta_delta - across * across / slopes.theta_theta
            return Held(theta + step, theta * slopes.delta + across * step, bend)
        if abs(step) > SMALL * theta:
            step = _rising_step(about, theta, step)
        theta += step
    raise NoMaximum


def _rising_step(about: Likelihood, theta: float, step: float) -> float:
    """As much of a long Newton step as keeps theta above zero and does not lower the likelihood."""
    before = about.log_likelihood(0.0, theta)
    step = max(step, -0.5 * theta)
    while about.log_likelihood(0.0, theta + step) < before - ROUNDING * (1.0 + abs(before)):
        step *= 0.5
        if abs(step) < ROUNDING * theta:
            raise NoMaximum
    return step


def _total(parts: Sequence[Likelihood], deltas: Sequence[float], theta: float) -> float:
    return sum(part.log_likelihood(delta, theta) for part, delta in zip(parts, deltas, strict=True))


def _start(parts: Sequence[Likelihood]) -> tuple[list[float], float]:
    """From the limits taken as if they were values: only where the search starts."""
    means = [
        (part.count * part.mean + sum(limit * number for limit, number in part.below + part.above)) / part.n
        for part in parts
    ]
    theta = sum(part.n for part in parts) ** 0.5 / _reach(parts, means)
    return [mean * theta for mean in means], theta


def _reach(parts: Sequence[Likelihood], means: Sequence[float]) -> float:
    """Root of the sum of squares about the means, limits taken as if they were values."""
    return math.sqrt(
        sum(
            part.squares
            + part.count * (part.mean - mean) ** 2
            + sum(number * (limit - mean) ** 2 for limit, number in part.below + part.above)
            for part, mean in zip(parts, means, strict=True)
        )
    )


def _hazard(u: float) -> float:
    """phi(u) / Phi(u), also far in the lower tail."""
    return _TWO_OVER_PI / float(erfcx(-u / _ROOT_2))


def _log_ndtr_rise(u: float, step: float) -> float:
    """log Phi(u + step) - log Phi(u)."""
    if abs(step) > NEAR:
        return float(log_ndtr(u + step) - log_ndtr(u))
    rule = between(0.0, 1.0, count=12)
    inverse = erfcx(-(u + step * rule.nodes) / _ROOT_2)
    return step * _TWO_OVER_PI * float(rule.weights @ (1.0 / inverse))
