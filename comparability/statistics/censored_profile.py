"""How far the likelihood of two censored arms falls when their difference is held at a value.

The fall, twice the log-likelihood ratio, never turns back on either side of the estimate: with one SD the
likelihood is concave in Olsen's parameters, with one for each arm every arm's own profile has a single top.
So the differences that it does not reject form an interval.
"""

import math
from dataclasses import dataclass

from comparability.statistics.censored_likelihood import Held, Likelihood, Maximum, hold_mean, maximise
from comparability.statistics.errors import NoMaximum

STEPS = 100  # of Newton and bisection together; about four are taken
CLOSE = 1e-8  # relative: after a Newton step this small, its square is left as the error
SETTLED = 1e-13  # relative: a bracket this small only holds rounding
FLAT = 1e-7  # of an SD: after a Newton step this small nothing is left, the fall being flat at its minimum


@dataclass(frozen=True, slots=True)
class Fall:
    """Twice the fall of the log-likelihood from its maximum, and its slope in the difference."""

    deviance: float
    slope: float


@dataclass(frozen=True, slots=True)
class Top:
    """The best-fitting mean and SD of one arm."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class CommonProfile:
    """One SD for both arms."""

    pre: Likelihood
    post: Likelihood
    top: Maximum

    @property
    def n(self) -> int:
        return self.pre.n + self.post.n

    @property
    def difference(self) -> float:
        return self.top.mean(1) - self.top.mean(0)

    @property
    def pre_top(self) -> Top:
        return Top(self.top.mean(0), self.top.sd)

    @property
    def post_top(self) -> Top:
        return Top(self.top.mean(1), self.top.sd)

    @property
    def log_likelihood(self) -> float:
        return self.pre.log_likelihood(self.top.deltas[0], self.top.theta) + self.post.log_likelihood(
            self.top.deltas[1], self.top.theta
        )

    @property
    def standard_error(self) -> float:
        """Of the difference, from the observed information."""
        theta = self.top.theta
        pre = self.pre.slopes(self.top.deltas[0], theta)
        post = self.post.slopes(self.top.deltas[1], theta)
        bend = (
            pre.theta_theta
            + post.theta_theta
            - pre.delta_theta**2 / pre.delta_delta
            - post.delta_theta**2 / post.delta_delta
        )
        # The difference is (delta_post - delta_pre) / theta; its slope in theta, the means following it:
        along = -self.difference - post.delta_theta / post.delta_delta + pre.delta_theta / pre.delta_delta
        return math.sqrt(-1.0 / pre.delta_delta - 1.0 / post.delta_delta - along**2 / bend) / theta

    def at(self, difference: float) -> Fall:
        held = maximise(self.pre.joined(self.post.less(difference)))
        delta, theta = held.deltas[0], held.theta
        delta_post = delta + difference * theta
        top_pre, top_post = self.top.deltas
        fall = self.pre.fall(top=(top_pre, self.top.theta), to=(delta, theta)) + self.post.fall(
            top=(top_post, self.top.theta), to=(delta_post, theta)
        )
        return Fall(2.0 * max(fall, 0.0), -2.0 * theta * self.post.slopes(delta_post, theta).delta)


def common(pre: Likelihood, post: Likelihood) -> CommonProfile:
    return CommonProfile(pre, post, maximise(pre, post))


@dataclass(frozen=True, slots=True)
class ArmTop:
    """One arm at its own maximum. weight: of its log-likelihood in the fall."""

    part: Likelihood
    top: Maximum
    weight: float

    @property
    def mean(self) -> float:
        return self.top.mean(0)

    @property
    def variance_of_mean(self) -> float:
        """From the observed information."""
        theta = self.top.theta
        slopes = self.part.slopes(self.top.deltas[0], theta)
        bend = slopes.theta_theta - slopes.delta_theta**2 / slopes.delta_delta
        along = -self.mean - slopes.delta_theta / slopes.delta_delta
        return (-1.0 / slopes.delta_delta - along**2 / bend) / theta**2

    def held(self, mean: float) -> Held:
        # Without limits the variance grows by exactly the square of the distance.
        near = 1.0 / math.hypot(self.top.sd, mean - self.mean)
        return hold_mean(self.part, mean=mean, start=near)

    def at(self, mean: float) -> Fall:
        """With the mean held, the SD following; slope in the mean."""
        held = self.held(mean)
        fall = self.part.fall(top=(self.top.deltas[0], self.top.theta), to=(mean * held.theta, held.theta))
        return Fall(2.0 * self.weight * max(fall, 0.0), -2.0 * self.weight * held.slope)


@dataclass(frozen=True, slots=True)
class ArmwiseProfile:
    """An SD for each arm."""

    pre: ArmTop
    post: ArmTop

    @property
    def n(self) -> int:
        return self.pre.part.n + self.post.part.n

    @property
    def difference(self) -> float:
        return self.post.mean - self.pre.mean

    @property
    def pre_top(self) -> Top:
        return Top(self.pre.mean, self.pre.top.sd)

    @property
    def post_top(self) -> Top:
        return Top(self.post.mean, self.post.top.sd)

    @property
    def log_likelihood(self) -> float:
        return sum(arm.part.log_likelihood(arm.top.deltas[0], arm.top.theta) for arm in (self.pre, self.post))

    @property
    def standard_error(self) -> float:
        return math.sqrt(self.pre.variance_of_mean + self.post.variance_of_mean)

    def at(self, difference: float) -> Fall:
        """The smallest sum of both arms' falls over where the pre mean may lie."""
        start, finish = self.pre.mean, self.post.mean - difference
        if start == finish:
            return Fall(0.0, 0.0)

        # Every minimum lies between the arms' own means, where the slope turns from falling to rising.
        places = self._places(start, finish)
        slopes = [self._slope_and_bend(place, difference)[0] for place in places]
        found = [
            self._sum(self._turn(low, high, difference), difference)
            for low, high, falling, rising in zip(places, places[1:], slopes, slopes[1:], strict=False)
            if falling <= 0.0 <= rising and falling < rising
        ]
        # Within rounding of the estimate no slope has a sign to turn.
        found = found or [self._sum(start, difference), self._sum(finish, difference)]
        return min(found, key=lambda fall: fall.deviance)

    def _slope_and_bend(self, mean: float, difference: float) -> tuple[float, float]:
        """First and second derivative of half the sum of falls in the pre mean."""
        pre, post = self.pre.held(mean), self.post.held(mean + difference)
        return (
            -self.pre.weight * pre.slope - self.post.weight * post.slope,
            -self.pre.weight * pre.bend - self.post.weight * post.bend,
        )

    def _turn(self, low: float, high: float, difference: float) -> float:
        """Where the slope turns from falling to rising, by Newton inside a shrinking bracket."""
        precision = FLAT * min(self.pre.top.sd, self.post.top.sd, high - low)
        mean = 0.5 * (low + high)
        for _ in range(STEPS):
            slope, bend = self._slope_and_bend(mean, difference)
            if slope < 0.0:
                low = mean
            else:
                high = mean
            following = mean - slope / bend if bend > 0.0 else high
            if not low < following < high:
                following = 0.5 * (low + high)
            if abs(following - mean) <= precision:
                return following
            mean = following
        return mean

    def _places(self, start: float, finish: float) -> list[float]:
        """Where the pre mean is tried, in rising order.

        An arm pulls hardest at one SD from its own mean. If that pull makes a minimum of its own, it shows
        there, however narrow the arm is against the distance of the two.
        """
        length = abs(finish - start)
        shares = {0.0, 0.25, 0.5, 0.75, 1.0, self.pre.top.sd / length, 1.0 - self.post.top.sd / length}
        low, high = min(start, finish), max(start, finish)
        inside = sorted(start + (finish - start) * share for share in shares if 0.0 < share < 1.0)
        return [low, *inside, high]

    def _sum(self, mean: float, difference: float) -> Fall:
        pre, post = self.pre.at(mean), self.post.at(mean + difference)
        # Both slopes are the same but for the sign and rounding, which the arm that varies more feels less.
        slope = post.slope if self.post.top.sd > self.pre.top.sd else -pre.slope
        return Fall(pre.deviance + post.deviance, slope)


def armwise(pre: Likelihood, post: Likelihood, *, weights: tuple[float, float]) -> ArmwiseProfile:
    return ArmwiseProfile(
        ArmTop(pre, maximise(pre), weights[0]),
        ArmTop(post, maximise(post), weights[1]),
    )


Profile = CommonProfile | ArmwiseProfile


def end(profile: Profile, *, deviance: float, is_low: bool) -> float:
    """The difference on one side of the estimate at which the fall reaches `deviance`. Raises NoMaximum.

    Newton on sqrt(exp(fall / n) - 1), a straight line in the difference where nothing is censored and the
    spread is common, inside a shrinking bracket.
    """
    sign = -1.0 if is_low else 1.0
    wanted = math.sqrt(math.expm1(deviance / profile.n))
    low, high = 0.0, math.inf  # distances from the estimate
    distance = wanted * math.sqrt(profile.n) * profile.standard_error
    for _ in range(STEPS):
        fall = profile.at(profile.difference + sign * distance)
        reached = math.sqrt(math.expm1(fall.deviance / profile.n))
        if reached < wanted:
            low = distance
        else:
            high = distance
        rise = sign * fall.slope * math.exp(fall.deviance / profile.n) / (2.0 * profile.n)
        following = distance - (reached - wanted) * reached / rise if rise > 0.0 else math.inf
        if abs(following - distance) <= CLOSE * distance:
            return profile.difference + sign * following
        following = min(following, 4.0 * distance)
        if not low < following < high:
            following = 0.5 * (low + high) if math.isfinite(high) else 2.0 * distance
        if high - low <= SETTLED * distance:
            return profile.difference + sign * distance
        distance = following
    raise NoMaximum
