"""Where one new lot is expected: the honest statement when an arm has a single lot.

Source: Hahn and Meeker (1991) Statistical Intervals, section 4.7.
"""

import math

from scipy.special import stdtrit

from comparability.statistics.interval import Interval
from comparability.statistics.samples import (
    Values,
    check_positive,
    check_probability,
    log_ratios,
    moments,
    read,
)


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


def _interval(values: list[float], level: float) -> Interval:
    check_probability("The level of an interval", level)
    summary = moments(values, arm="pre")
    t = -float(stdtrit(summary.n - 1, (1.0 - level) / 2.0))
    half = t * summary.sd * math.sqrt(1.0 + 1.0 / summary.n)
    return Interval(summary.mean - half, summary.mean + half)
