"""Ranges of past lots: mean ± k·SD with a stated k, or with the exact tolerance factor, and how often a range
lets a shifted process pass. A range is weak evidence, so it is never reported without that rate.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc, ndtr

from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import REACH, between, chi_density, standard_normal
from comparability.statistics.samples import Values, check_count, check_positive, log_ratios, moments, read
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor


class Sides(enum.Enum):
    """Which ends a range has."""

    BOTH = "both"
    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeEstimate:
    """A range from the pre lots. low, high: on the scale of the values, an open end is None."""

    low: float | None
    high: float | None
    factor: float  # k
    n: int
    mean: float  # on the scale of analysis: natural logarithms for a log range
    sd: float

    def holds(self, value: float) -> bool:
        """The ends belong to the range."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def quality_range(*, pre: Values, k: float, sides: Sides, is_log: bool) -> RangeEstimate:
    """mean ± k·SD of at least two lots. is_log: computed on natural logarithms and given back as values.

    Raises TooFewLots, NotFinite, NoSpread, NotPositive, OutOfRange.
    """
    if not 0.0 < k < math.inf:
        raise OutOfRange(name="The multiplier k", value=k, accepted="a finite number above 0")
    return _range(read(pre, arm="pre", need=2), k, sides, is_log)


def tolerance_interval(
    *, pre: Values, coverage: float, confidence: float, sides: Sides, is_log: bool
) -> RangeEstimate:
    """The range that holds `coverage` of lots with probability `confidence`, exact for normal lots."""
    values = read(pre, arm="pre", need=2)
    factor = two_sided_factor if sides is Sides.BOTH else one_sided_factor
    k = factor(n=len(values), df=len(values) - 1, coverage=coverage, confidence=confidence)
    return _range(values, k, sides, is_log)


def pass_rate(*, n_pre: int, n_post: int, k: float, sides: Sides, shift_sd: float, sd_ratio: float) -> float:
    """Chance that all post lots lie inside mean ± k·SD of the pre lots when the truth has shifted.

    shift_sd: true shift of the mean in SDs of the pre lots, towards the bounded end. sd_ratio: true SD of the
    post lots over that of the pre lots. At a shift that matters this is the false-pass rate. Exact, by
    quadrature over the sample mean and the sample SD of the pre lots.
    """
    check_count("The number of pre lots", n_pre, least=2)
    check_count("The number of post lots", n_post, least=1)
    for name, value in (("The multiplier k", k), ("The ratio of the SDs", sd_ratio)):
        if not 0.0 < value < math.inf:
            raise OutOfRange(name=name, value=value, accepted="a finite number above 0")
    if not 0.0 <= shift_sd < math.inf:
        raise OutOfRange(name="The shift", value=shift_sd, accepted="a finite number, 0 or more")
    df = n_pre - 1
    scale = k / math.sqrt(df)  # half-width of the range per unit of chi
    # Beyond `wide` the range holds every lot; below it the integrand is smooth on the scale of one SD.
    wide = (shift_sd + REACH * (sd_ratio + 1.0 / math.sqrt(n_pre))) / scale
    middle = math.sqrt(df)
    start, end = max(0.0, middle - REACH), min(wide, middle + REACH)
    always = float(gammaincc(0.5 * df, 0.5 * max(end, start) ** 2))
    if end <= start:
        return always
    mean = standard_normal()
    rule = between(start, end)
    centre = (mean.nodes / math.sqrt(n_pre) - shift_sd)[:, np.newaxis] / sd_ratio
    half_width = scale * rule.nodes / sd_ratio
    one_lot = ndtr(centre + half_width)
    if sides is Sides.BOTH:
        one_lot -= ndtr(centre - half_width)
    weights = rule.weights * chi_density(rule.nodes, df=df)
    return float(mean.weights @ (one_lot**n_post @ weights)) + always


def _range(values: list[float], k: float, sides: Sides, is_log: bool) -> RangeEstimate:
    offset = 0.0
    if is_log:
        check_positive(values, arm="pre")
        offset = math.log(values[0])
        values = log_ratios(values, origin=values[0])
    summary = moments(values, arm="pre")
    mean = summary.mean + offset
    low, high = mean - k * summary.sd, mean + k * summary.sd
    if is_log:
        low, high = math.exp(low), math.exp(high) if high < 709.0 else math.inf
    return RangeEstimate(
        low=None if sides is Sides.UPPER else low,
        high=None if sides is Sides.LOWER or math.isinf(high) else high,
        factor=k,
        n=summary.n,
        mean=mean,
        sd=summary.sd,
    )
