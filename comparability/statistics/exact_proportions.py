"""The difference of two shares, post minus pre, exact whatever the share that both arms have in common.

The p-value of H0 "difference <= delta" is the largest chance, over all pairs of shares delta apart (plain
supremum; no Berger–Boos restriction), of an outcome ranked at or above the one seen. Outcomes are ranked
once, whatever delta: by their one-sided 95 % limit of Miettinen and Nurminen. So p-values grow with delta,
one-sided tests and intervals can never disagree, and the limits are the tightest ones of that ranking.

Sources: Buehler (1957) J Am Stat Assoc 52:482; Kabaila and Lloyd (1997) Aust J Stat 39:193 for ranking by an
approximate limit.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from comparability.statistics.counted import check_share
from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.largest_chance import Outcomes, largest_chance
from comparability.statistics.proportions import miettinen_nurminen

RANKING_ALPHA = 0.05  # of the limits that rank the outcomes; part of the method, not of the test
SAME_RANK = 1e-10  # limits closer than this are equal but for rounding
LARGEST_TABLE = 10_000  # outcomes to rank: 99 lots an arm


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactShareContrast:
    """Share(post) - share(pre). Asked by `inversion.equivalence`, `non_inferiority` and `difference`."""

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
        """One-sided exact p-value of H0: share(post) - share(pre) <= bound."""
        return largest_chance(self._at_least_as_high(), bound)

    def p_below(self, bound: float) -> float:
        """One-sided exact p-value of H0: share(post) - share(pre) >= bound."""
        return largest_chance(self._at_least_as_low(), -bound)

    def interval(self, *, alpha: float) -> Interval:
        """At level 1 - 2 alpha or more."""
        return Interval(
            _lower_limit(self._at_least_as_high(), alpha), -_lower_limit(self._at_least_as_low(), alpha)
        )

    def _at_least_as_high(self) -> Outcomes:
        """Outcomes (pre, post) that speak at least as strongly for a high difference as the one seen."""
        ranks = _ranks(self.n_pre, self.n_post)
        outcomes: Outcomes = ranks >= ranks[self.events_pre, self.events_post]
        return outcomes

    def _at_least_as_low(self) -> Outcomes:
        """The same for a low difference, with the arms swapped, so that it is a high one."""
        ranks = _ranks(self.n_post, self.n_pre)
        outcomes: Outcomes = ranks >= ranks[self.events_post, self.events_pre]
        return outcomes


def exact_shares(*, events_pre: int, n_pre: int, events_post: int, n_post: int) -> ExactShareContrast:
    """As `miettinen_nurminen`, never above its level. Raises BadCount, and OutOfRange for very large arms."""
    check_share(events_pre, n_pre, whose="the pre arm")
    check_share(events_post, n_post, whose="the post arm")
    outcomes = (n_pre + 1) * (n_post + 1)
    if outcomes > LARGEST_TABLE:
        raise OutOfRange(
            name="The number of possible outcomes", value=outcomes, accepted=f"at most {LARGEST_TABLE}"
        )
    return ExactShareContrast(
        estimate=(events_post * n_pre - events_pre * n_post) / (n_pre * n_post),
        events_pre=events_pre,
        n_pre=n_pre,
        events_post=events_post,
        n_post=n_post,
    )


@lru_cache(maxsize=64)
def _ranks(n_pre: int, n_post: int) -> NDArray[np.int64]:
    """Of every outcome [pre, post], by the low limit of its difference; equal limits share a rank."""
    limits = np.array(
        [
            [
                miettinen_nurminen(
                    events_pre=events_pre, n_pre=n_pre, events_post=events_post, n_post=n_post
                ).low_limit(alpha=RANKING_ALPHA)
                for events_post in range(n_post + 1)
            ]
            for events_pre in range(n_pre + 1)
        ]
    )
    order = np.argsort(limits, axis=None)
    steps = np.diff(limits.ravel()[order]) > SAME_RANK
    ranks = np.empty(limits.size, dtype=np.int64)
    ranks[order] = np.concatenate([[0], np.cumsum(steps)])
    return ranks.reshape(limits.shape)


def _lower_limit(outcomes: Outcomes, alpha: float) -> float:
    """The difference at which the largest chance of the outcomes is alpha; -1 where all are among them."""
    if outcomes.all():
        return -1.0
    return float(
        brentq(lambda delta: largest_chance(outcomes, delta) - alpha, -1.0, 1.0, xtol=1e-15, rtol=8.9e-16)
    )
