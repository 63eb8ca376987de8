"""Where one new lot is expected: the honest statement when an arm has a single lot.

Source: Hahn and Meeker (1991) Statistical Intervals, section 4.7.
"""

import math
from dataclasses import dataclass

from scipy.special import stdtr, stdtrit

from comparability.statistics.errors import NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.samples import (
    Values,
    check_positive,
    check_probability,
    log_ratios,
    moments,
    read,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLot:
    """One new lot against the prediction interval of the old ones; the ends belong to the interval.

    p: two-sided, of a lot of the same process lying as far out; below 1 - level exactly when is_inside is
    false. A lot inside is no evidence of equivalence: wide intervals hold much.
    """

    interval: Interval
    is_inside: bool
    p: float


def prediction_interval(*, pre: Values, level: float) -> Interval:
    """mean ± t·SD·sqrt(1 + 1/n): holds one new lot of the same process with probability `level`."""
    return _interval(read(pre, arm="pre", need=2), level)


def prediction_interval_log(*, pre: Values, level: float) -> Interval:
    """As `prediction_interval`, on natural logarithms, given back as values. Raises NotPositive too."""
    values = read(pre, arm="pre", need=2)
    check_positive(values, arm="pre")
    interval = _interval(log_ratios(values, origin=values[0]), level)
    high = math.exp(interval.high) * values[0] if interval.high < 600.0 else math.inf
    return Interval(math.exp(interval.low) * values[0], high)


def one_lot(*, pre: Values, post: float, level: float) -> OneLot:
    """Does the only post lot lie where one more lot of the old process would? Raises NotFinite too."""
    values = read(pre, arm="pre", need=2)
    lot = _read_lot(post)
    return _place(values, lot, lot, prediction_interval(pre=pre, level=level), level)


def one_lot_log(*, pre: Values, post: float, level: float) -> OneLot:
    """As `one_lot`, on natural logarithms. Raises NotPositive too."""
    values, lot = read(pre, arm="pre", need=2), _read_lot(post)
    interval = prediction_interval_log(pre=pre, level=level)
    check_positive([lot], arm="post")
    (placed,) = log_ratios([lot], origin=values[0])
    return _place(log_ratios(values, origin=values[0]), placed, lot, interval, level)


def _read_lot(post: float) -> float:
    if not math.isfinite(post):
        raise NotFinite(what="The value of the post lot")
    return float(post)


def _place(values: list[float], placed: float, lot: float, interval: Interval, level: float) -> OneLot:
    """placed: the lot on the scale of `values`; lot: as the interval reports."""
    summary = moments(values, arm="pre")
    # From the first lot, as the mean itself: their sum loses digits.
    t = abs((placed - summary.origin) - summary.centre) / (summary.sd * math.sqrt(1.0 + 1.0 / summary.n))
    p = 2.0 * float(stdtr(summary.n - 1, -t))
    is_inside = interval.holds(lot)
    # Where rounding parts the two, the p-value follows the interval.
    limit = 1.0 - level
    p = max(p, limit) if is_inside else min(p, math.nextafter(limit, 0.0))
    return OneLot(interval=interval, is_inside=is_inside, p=p)


def _interval(values: list[float], level: float) -> Interval:
    check_probability("The level of an interval", level)
    summary = moments(values, arm="pre")
    t = -float(stdtrit(summary.n - 1, (1.0 - level) / 2.0))
    half = t * summary.sd * math.sqrt(1.0 + 1.0 / summary.n)
    return Interval(summary.mean - half, summary.mean + half)
