"""Agreement of two methods lot by lot: bias, limits of agreement with exact intervals, and bias that grows.

Sources: Bland and Altman (1986) Lancet 327:307 and (1999) Stat Methods Med Res 8:135; Carkeet (2015) Optom
Vis Sci 92:e71, exact intervals of each limit and of both together.
"""

import math
from dataclasses import dataclass

from scipy.special import ndtri

from comparability.statistics.bridging.method_pairs import read_methods
from comparability.statistics.contrast import exponential, exponential_interval
from comparability.statistics.errors import NoRange, NoScatter
from comparability.statistics.interval import Interval
from comparability.statistics.paired import paired, paired_log
from comparability.statistics.regression import StraightLine, straight_line
from comparability.statistics.samples import Values, check_probability
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of new - old, or of new / old where is_ratio; every interval at the level asked for.

    limits: hold `coverage` of the differences of lots, as estimated. low_limit, high_limit: exact interval of
    each. outer: holds at least `coverage` of the differences with probability `level`. trend: line of the
    differences over the means of both methods (of logarithms where is_ratio), None where either does not
    vary.
    """

    n: int
    is_ratio: bool
    bias: float
    bias_interval: Interval
    sd: float  # of the differences, on the scale of the computation
    limits: Interval
    low_limit: Interval
    high_limit: Interval
    outer: Interval
    trend: StraightLine | None


def agreement(*, old: Values, new: Values, coverage: float, level: float) -> Agreement:
    """Differences new - old of at least three lots. coverage: e.g. 0.95. level: of every interval.

    Raises TooFewPoints, NotPoints, NotFinite, NotAligned, NoSpreadOfPairs, OutOfRange.
    """
    return _agreement(*read_methods(old=old, new=new, need=3), coverage, level, is_ratio=False)


def agreement_ratio(*, old: Values, new: Values, coverage: float, level: float) -> Agreement:
    """As `agreement`, on natural logarithms, given back as ratios new / old. Raises NotPositive too."""
    return _agreement(*read_methods(old=old, new=new, need=3), coverage, level, is_ratio=True)


def _agreement(
    olds: list[float], news: list[float], coverage: float, level: float, *, is_ratio: bool
) -> Agreement:
    check_probability("The coverage of the limits of agreement", coverage)
    check_probability("The level of an interval", level)
    contrast = paired_log(pre=olds, post=news) if is_ratio else paired(pre=olds, post=news)
    n, centre, sd = contrast.n_pairs, contrast.difference, contrast.sd_of_differences
    share, alpha = 0.5 * (1.0 + coverage), 0.5 * (1.0 - level)
    z = float(ndtri(share))
    near = one_sided_factor(n=n, df=n - 1, coverage=share, confidence=alpha)
    far = one_sided_factor(n=n, df=n - 1, coverage=share, confidence=1.0 - alpha)
    both = two_sided_factor(n=n, df=n - 1, coverage=coverage, confidence=level)

    def reported(low: float, high: float) -> Interval:
        found = Interval(centre + low * sd, centre + high * sd)
        return exponential_interval(found) if is_ratio else found

    interval = contrast.interval(level=level)
    return Agreement(
        n=n,
        is_ratio=is_ratio,
        bias=exponential(centre) if is_ratio else centre,
        bias_interval=exponential_interval(interval) if is_ratio else interval,
        sd=sd,
        limits=reported(-z, z),
        low_limit=reported(-far, -near),
        high_limit=reported(near, far),
        outer=reported(-both, both),
        trend=_trend(olds, news, is_ratio=is_ratio),
    )


def _trend(olds: list[float], news: list[float], *, is_ratio: bool) -> StraightLine | None:
    if is_ratio:
        olds, news = [math.log(value) for value in olds], [math.log(value) for value in news]
    means = [0.5 * a + 0.5 * b for a, b in zip(olds, news, strict=True)]
    try:
        return straight_line(x=means, y=[b - a for a, b in zip(olds, news, strict=True)])
    except (NoRange, NoScatter):
        return None
