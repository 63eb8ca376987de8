"""Predictive probability: what further lots of one arm would probably show, given the lots so far.

Deterministic for a flat prior of the difference and lots in one arm; for lots in both arms or a normal
prior it is simulated in `simulated`.

Further lots add a sum of squares Q to an arm, which over that of the arm so far is beta distributed, and move
its mean by √Q times one coordinate of a point that lies uniformly on a sphere. Given Q, what is declared is
an interval of that coordinate; Q is integrated between the places where the interval changes its form.

Source: Spiegelhalter, Abrams and Myles (2004) Bayesian Approaches to Clinical Trials, section 6.6.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc, betaln, stdtrit

from comparability.statistics.bayesian.arms import Arm, TwoArms, read_arms
from comparability.statistics.bayesian.behrens_fisher import BehrensFisher, behrens_fisher
from comparability.statistics.bayesian.deciding import (
    check_flat,
    check_threshold,
    half_width,
    quantile,
    surplus_at_centre,
)
from comparability.statistics.bayesian.posterior import margin_of_analysis
from comparability.statistics.bayesian.prior import Prior
from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array, between
from comparability.statistics.samples import Values

LOOKS = 128  # places at which a change of form is looked for
NODES = 24  # in each piece between two changes
PIECES = 8  # at least
HALVINGS = 50

Declared = Callable[[Array], tuple[Array, Array]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """inside: chance that equivalence will be declared. below, above: that the difference will be declared to
    lie beyond that end of the margin. What is left over stays open.
    """

    inside: float
    below: float
    above: float


def prediction(
    *, pre: Values, post: Values, prior: Prior, margin: Interval, threshold: float, more: int, in_post: bool
) -> Prediction:
    """What `more` further lots of one arm would probably show.

    Declared is what reaches the threshold of posterior probability, above 0.5. prior: flat in the difference.
    margin: on the difference. in_post: the further lots are post lots, otherwise pre lots.
    Raises what `posterior` raises.
    """
    arms = read_arms(pre=pre, post=post, prior=prior, is_log=False)
    return _predict(arms, prior, margin, threshold, more, in_post)


def prediction_log(
    *, pre: Values, post: Values, prior: Prior, margin: Interval, threshold: float, more: int, in_post: bool
) -> Prediction:
    """As `prediction`, of the ratio of geometric means; margin: on the ratio."""
    arms = read_arms(pre=pre, post=post, prior=prior, is_log=True)
    return _predict(arms, prior, margin, threshold, more, in_post)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Growth:
    """One arm that grows beside one that stays. An angle says how much its sum of squares grows:
    squares so far / cos²(angle).
    """

    arm: Arm
    other: Arm
    more: int

    def posterior(self, angle: Array) -> BehrensFisher:
        """Of the difference about its estimate; that is symmetric, so the arms may change places."""
        n, df = self.arm.n + self.more, self.arm.df + self.more
        scale = math.sqrt(self.arm.df / (df * n)) * self.arm.sd / np.cos(angle)
        return behrens_fisher(
            df_pre=self.other.df,
            df_post=df,
            scale_pre=np.full_like(scale, self.other.scale),
            scale_post=scale,
        )

    def least_quantile(self, angle: Array, threshold: float) -> Array:
        """Not beyond that of the posterior: with only one of the two errors the spread is smaller."""
        n, df = self.arm.n + self.more, self.arm.df + self.more
        scale = math.sqrt(self.arm.df / (df * n)) * self.arm.sd / np.cos(angle)
        least: Array = np.maximum(
            scale * stdtrit(df, threshold), self.other.scale * stdtrit(self.other.df, threshold)
        )
        return least

    def move(self, angle: Array) -> Array:
        """The largest move of the mean: all of the growth lies along it."""
        n, more = self.arm.n, self.more
        share = math.sqrt(more / (n * (n + more)))
        largest: Array = share * math.sqrt(self.arm.df) * self.arm.sd * np.tan(angle)
        return largest

    def density(self, angle: Array) -> Array:
        """Of the angle: its squared sine follows Beta(more / 2, df / 2)."""
        a, b = 0.5 * self.more, 0.5 * self.arm.df
        logs = (2.0 * a - 1.0) * np.log(np.sin(angle)) + (2.0 * b - 1.0) * np.log(np.cos(angle))
        height: Array = 2.0 * np.exp(logs - betaln(a, b))
        return height

    def coordinate_below(self, x: Array) -> Array:
        """Of one coordinate of a point on the unit sphere in as many dimensions as there are further lots."""
        if self.more == 1:
            stepped: Array = 0.5 * (x >= -1.0) + 0.5 * (x >= 1.0)
            return stepped
        inner = np.clip(x, -1.0, 1.0)
        chance: Array = 0.5 * (1.0 + np.sign(inner) * betainc(0.5, 0.5 * (self.more - 1), inner**2))
        return chance


def _predict(
    arms: TwoArms, prior: Prior, margin: Interval, threshold: float, more: int, in_post: bool
) -> Prediction:
    check_flat(prior)
    check_threshold(threshold)
    bounds = margin_of_analysis(margin, is_log=arms.is_log)
    if more < 1:
        raise OutOfRange(name="The number of further lots", value=more, accepted="1 or more")
    arm, other = (arms.post, arms.pre) if in_post else (arms.pre, arms.post)
    growth = _Growth(arm=arm, other=other, more=more)
    # The coordinate is symmetric, so it does not matter that a growing pre mean lowers the difference.
    half_margin, middle = 0.5 * (bounds.high - bounds.low), 0.5 * (bounds.high + bounds.low)
    off = middle - arms.difference

    def inside(angle: Array) -> tuple[Array, Array]:
        width = half_width(growth.posterior(angle), half_margin=half_margin, threshold=threshold)
        width = np.maximum(width, 0.0)
        return off - width, off + width

    def beyond(distance: float) -> float:
        def declared(angle: Array) -> tuple[Array, Array]:
            start = growth.least_quantile(angle, threshold)
            needed = distance + quantile(growth.posterior(angle), start=start, threshold=threshold)
            return needed, np.full_like(needed, math.inf)

        return _chance(growth, declared, end=0.5 * math.pi)

    def is_declared(angle: float) -> bool:
        found = growth.posterior(np.array([angle]))
        return bool(surplus_at_centre(found, half_margin=half_margin, threshold=threshold)[0] > 0.0)

    return Prediction(
        inside=_chance(growth, inside, end=_last(is_declared)),
        below=beyond(arms.difference - bounds.low),
        above=beyond(bounds.high - arms.difference),
    )


def _last(is_declared: Callable[[float], bool]) -> float:
    """The angle from which on the arm spreads too much for equivalence to be declared; 0: from the start."""
    declared, beyond = 0.0, 0.5 * math.pi
    for _ in range(HALVINGS):
        middle = 0.5 * (declared + beyond)
        declared, beyond = (middle, beyond) if is_declared(middle) else (declared, middle)
    return declared


def _chance(growth: _Growth, declared: Declared, *, end: float) -> float:
    """The chance that the move of the mean lies within what is declared, averaged over the angle."""

    def angle_at(place: Array) -> Array:
        # The interval closes like a square root at the end; in this variable it closes like a line.
        angle: Array = end * (1.0 - (1.0 - place) ** 2)
        return angle

    def chance(place: Array) -> Array:
        angle = angle_at(place)
        low, high = declared(angle)
        move = growth.move(angle)
        within = growth.coordinate_below(high / move) - growth.coordinate_below(low / move)
        averaged: Array = within * growth.density(angle) * 2.0 * end * (1.0 - place)
        return averaged

    def gaps(place: Array) -> Array:
        angle = angle_at(place)
        move = growth.move(angle)
        return np.array([bound - side * move for bound in declared(angle) for side in (-1.0, 1.0)])

    places = np.array([*np.linspace(0.0, 1.0, PIECES + 1), *_changes(gaps)])
    places.sort()
    # Between two changes, and with an end that may be a root, in the cosine of a new angle.
    rule = between(0.0, math.pi, count=NODES)
    share, weights = 0.5 * (1.0 - np.cos(rule.nodes)), 0.5 * np.sin(rule.nodes) * rule.weights
    lengths = np.diff(places)
    nodes = (places[:-1, np.newaxis] + lengths[:, np.newaxis] * share).ravel()
    return float(chance(nodes) @ (lengths[:, np.newaxis] * weights).ravel()) if end > 0.0 else 0.0


def _changes(gaps: Callable[[Array], Array]) -> list[float]:
    """Where one of the gaps between the declared interval and the largest move passes zero."""
    looks = (np.arange(LOOKS) + 0.5) / LOOKS
    signs = np.sign(gaps(looks))
    found = []
    for which, place in zip(*np.nonzero(signs[:, :-1] * signs[:, 1:] < 0.0), strict=True):

        def gap(at: float, which: int = int(which)) -> float:
            return float(gaps(np.array([at]))[which, 0])

        found.append(float(brentq(gap, looks[place], looks[place + 1], xtol=1e-13)))
    return found
