"""Which ratios of two means a t test rejects, and the shape of those it does not: bounded or not.

A ratio is an angle here: with a = arctan(ratio * error(pre) / error(post)) the t statistic of
mean(post) - ratio * mean(pre) is t(post) cos a - t(pre) sin a, where t(pre) and t(post) are the means over
their standard errors, and the ratio "infinity" is an angle like any other. Only the degrees of freedom of the
unequal-variance test keep p-values from falling steadily on both sides of the estimate, so all their turns
are looked for.
"""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import stdtr

from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array

ANGLES = 1024  # looked at around the half circle; a turn of the degrees of freedom is 100 times as wide
TURN = 1e-9  # error of the angle of a turn; that of the p-value there is of its square


class Shape(enum.Enum):
    """Of the ratios that are not rejected."""

    INTERVAL = "interval"
    HALF_LINE = "half-line"
    COMPLEMENT = "everything outside an interval"
    WHOLE_LINE = "every ratio"
    PIECES = "several pieces"  # with unequal variances only


@dataclass(frozen=True, slots=True)
class RatioSet:
    """pieces: in rising order, closed; ends may be infinite."""

    pieces: tuple[Interval, ...]

    @property
    def shape(self) -> Shape:
        first, last = self.pieces[0], self.pieces[-1]
        open_ends = math.isinf(first.low) + math.isinf(last.high)
        match len(self.pieces), open_ends:
            case 1, 0:
                return Shape.INTERVAL
            case 1, 1:
                return Shape.HALF_LINE
            case 1, 2:
                return Shape.WHOLE_LINE
            case 2, 2:
                return Shape.COMPLEMENT
            case _:
                return Shape.PIECES

    def holds(self, ratio: float) -> bool:
        return any(piece.holds(ratio) for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioTest:
    """All per mean(pre): excess is that of mean(post), errors are standard errors of the means."""

    excess: float
    error_pre: float
    error_post: float
    df_pre: int
    df_post: int
    is_pooled: bool

    def p_above(self, bound: float) -> float:
        return self._tail(bound, 1.0, -1.0)

    def p_below(self, bound: float) -> float:
        return self._tail(bound, 1.0, 1.0)

    def interval(self, alpha: float) -> Interval:
        profile = self._profile()
        held = profile.tails >= alpha
        zero = int(np.searchsorted(profile.angles, 0.0))
        low = zero + int(np.argmax(held[zero:]))
        high = len(held) - 1 - int(np.argmax(held[::-1]))
        return Interval(
            0.0 if low == zero else self._crossing(low - 1, alpha),
            math.inf if high == len(held) - 1 else self._crossing(high, alpha),
        )

    def confidence_set(self, alpha: float) -> RatioSet:
        held = self._profile().tails >= alpha
        ends = [self._crossing(int(i), alpha) for i in np.flatnonzero(held[1:] != held[:-1])]
        if held[0]:
            ends = [-math.inf, *ends]
        if held[-1]:
            ends = [*ends, math.inf]
        pairs = zip(ends[::2], ends[1::2], strict=True)
        return RatioSet(tuple(Interval(low, high) for low, high in pairs if low < high))

    def _tail(self, ratio: float, unit: float, sign: float) -> float:
        """Of t above the statistic of ratio / unit (sign -1), below it (1), or the smaller of both (0).

        A unit of 0 stands for an infinite ratio.
        """
        error_pre, error_post = ratio * self.error_pre, unit * self.error_post
        error = math.hypot(error_pre, error_post)
        statistic = (unit * self.excess + (unit - ratio)) / error
        df = float(self.df_pre + self.df_post)
        if not self.is_pooled:
            share_pre, share_post = (error_pre / error) ** 2, (error_post / error) ** 2
            df = 1.0 / (share_pre**2 / self.df_pre + share_post**2 / self.df_post)
        return float(stdtr(df, sign * statistic if sign else -abs(statistic)))

    def _crossing(self, node: int, alpha: float) -> float:
        """The ratio between a node and the next at which the smaller tail is alpha."""
        profile = self._profile()
        before, after = self._ratio(node), self._ratio(node + 1)
        is_beyond = profile.angles[node] >= profile.centre and before != 0.0
        if math.isinf(before) or math.isinf(after) or is_beyond:
            # Looked for as its inverse, which is 0 at infinity.
            inverse = _root(
                lambda inverse: self._tail(math.copysign(1.0, before + after), inverse, 0.0) - alpha,
                0.0 if math.isinf(before) else abs(1.0 / before),
                0.0 if math.isinf(after) else abs(1.0 / after),
            )
            return math.copysign(1.0 / inverse if inverse else math.inf, before + after)
        return _root(lambda ratio: self._tail(ratio, 1.0, 0.0) - alpha, before, after)

    def _ratio(self, node: int) -> float:
        profile = self._profile()
        if node in (0, len(profile.angles) - 1):
            return math.copysign(math.inf, profile.angles[node])
        if profile.angles[node] == profile.centre:
            return 1.0 + self.excess
        return math.tan(profile.angles[node]) * (self.error_post / self.error_pre)

    def _profile(self) -> "_Profile":
        return _profile(
            1.0 / self.error_pre,
            (1.0 + self.excess) / self.error_post,
            self.df_pre,
            self.df_post,
            self.is_pooled,
        )


@dataclass(frozen=True, slots=True)
class _Profile:
    """The smaller tail at nodes from minus to plus infinity, between which it does not turn."""

    angles: Array
    tails: Array
    centre: float  # the angle of the estimate


@lru_cache(maxsize=256)
def _profile(t_pre: float, t_post: float, df_pre: int, df_post: int, is_pooled: bool) -> _Profile:
    def tail(angles: Array) -> Array:
        cos, sin = np.cos(angles), np.sin(angles)
        df = df_pre + df_post if is_pooled else 1.0 / (cos**4 / df_post + sin**4 / df_pre)
        tails: Array = stdtr(df, -np.abs(t_post * cos - t_pre * sin))
        return tails

    centre = math.atan2(t_post, t_pre)
    # The pooled tail turns at the estimate and a quarter of the circle away from it only.
    grid: Array = math.pi / ANGLES * np.arange(ANGLES + 1.0) - 0.5 * math.pi
    turns = [centre, centre - 0.5 * math.pi]
    if not is_pooled:
        turns += _turns(tail, grid, centre)
    angles = np.union1d(grid, turns)
    tails = tail(angles)
    # Infinity is one point, from whichever side it is reached.
    tails[-1] = tails[0]
    return _Profile(angles, tails, centre)


def _turns(tail: Callable[[Array], Array], grid: Array, centre: float) -> list[float]:
    """Where the tail has a largest or a smallest value between its neighbours, save at the estimate."""
    slopes = np.sign(np.diff(tail(grid)))
    turns = []
    for i in np.flatnonzero(slopes[:-1] * slopes[1:] < 0.0):
        low, high = grid[i], grid[i + 2]
        if not low <= centre <= high:
            sense = slopes[i]
            turns.append(
                float(
                    minimize_scalar(
                        lambda angle, sense=sense: -sense * float(tail(np.array([angle]))[0]),
                        bounds=(low, high),
                        method="bounded",
                        options={"xatol": TURN},
                    ).x
                )
            )
    return turns


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    at_low, at_high = function(low), function(high)
    if at_low * at_high >= 0.0:
        # Rounding put the root on one of the nodes.
        return low if abs(at_low) < abs(at_high) else high
    return float(brentq(function, low, high, xtol=1e-300, rtol=8.9e-16))
