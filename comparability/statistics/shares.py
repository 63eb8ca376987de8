"""One share (a proportion) with its interval: what 3 of 3 conforming lots exclude.

Sources: Clopper and Pearson (1934) Biometrika 26:404; Wilson (1927) J Am Stat Assoc 22:209.
"""

import math
from dataclasses import dataclass

from scipy.special import betainccinv, betaincinv, ndtri

from comparability.statistics.counted import check_share
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEstimate:
    """Events / n. Each end of the interval is a one-sided bound at level 1 - (1 - level) / 2."""

    estimate: float
    interval: Interval


def clopper_pearson(*, events: int, n: int, level: float) -> ShareEstimate:
    """Exact, central: never below its level. The low end is 0 at no event, the high end 1 at n events.

    level: two-sided; 0.90 makes each end a one-sided 95 % bound. Raises BadCount, OutOfRange.
    """
    check_share(events, n, whose="the share")
    check_probability("The level of an interval", level)
    tail = (1.0 - level) / 2.0
    low = float(betaincinv(events, n - events + 1.0, tail)) if events else 0.0
    high = float(betainccinv(events + 1.0, n - events, tail)) if events < n else 1.0
    return ShareEstimate(estimate=events / n, interval=Interval(low, high))


def wilson(*, events: int, n: int, level: float) -> ShareEstimate:
    """By inversion of the score test, without continuity correction: right on average, short of its level for
    some true shares. Raises BadCount, OutOfRange.
    """
    check_share(events, n, whose="the share")
    check_probability("The level of an interval", level)
    z = -float(ndtri((1.0 - level) / 2.0))
    reach = z * math.sqrt(events * (n - events) / n + z * z / 4.0)
    # The low end from the product of both, where the difference would lose digits near 0.
    low = events**2 / n / (events + z * z / 2.0 + reach)
    high = min((events + z * z / 2.0 + reach) / (n + z * z), 1.0)
    return ShareEstimate(estimate=events / n, interval=Interval(low, high))
