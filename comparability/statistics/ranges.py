"""Ranges of past lots: mean ± k·SD with a stated k, or with the exact tolerance factor, and how often a range
lets a shifted process pass. A range is weak evidence, so it is never reported without that rate.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc, ndtr

from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import NODES, REACH, Array, between, chi_density
from comparability.statistics.samples import Values, check_count, check_positive, log_ratios, moments, read
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor

SMALLEST_RATIO = 1e-9  # of SDs: post lots that vary less are all alike beside the pre lots


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
    return _range(read(pre, arm="pre", need=2), float(k), sides, is_log)


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
    sd_ratio = max(sd_ratio, SMALLEST_RATIO)
    df = n_pre - 1
    scale = k / math.sqrt(df)  # half-width of the range per unit of chi
    # Below `narrow` the range misses every lot and beyond `wide` it holds every one; between them the
    # integrand changes on the scale of what scatters a lot about the middle of the range.
    reach = REACH * (sd_ratio + 1.0 / math.sqrt(n_pre))
    narrow, wide = (shift_sd - reach) / scale, (shift_sd + reach) / scale
    middle = math.sqrt(df)
    start, end = min(max(0.0, middle - REACH, narrow), middle + REACH), min(wide, middle + REACH)
    always = float(gammaincc(0.5 * df, 0.5 * max(end, start) ** 2))
    if end <= start:
        return always
    # In units of what changes faster, the density of chi or the chance: 64 nodes are enough for 18 of them.
    units = (end - start) * max(math.sqrt(2.0), scale / math.hypot(sd_ratio, 1.0 / math.sqrt(n_pre)))
    rule = between(start, end, count=math.ceil(NODES * min(max(units / 18.0, 0.75), 2.0)))
    inside = _all_inside(scale * rule.nodes, n_pre, n_post, sides, shift_sd, sd_ratio)
    return float(inside @ (rule.weights * chi_density(rule.nodes, df=df))) + always


def _all_inside(
    half_width: Array, n_pre: int, n_post: int, sides: Sides, shift_sd: float, sd_ratio: float
) -> Array:
    """Chance for each half-width of the range that all post lots lie inside, averaged over its middle.

    By the place z of the middle, in standard errors of the mean: where lots vary less than that, the chance
    is 0 or 1 but for two narrow steps, one for each end of the range.
    """
    root_n = math.sqrt(n_pre)
    step, turn = REACH * sd_ratio * root_n, shift_sd * root_n
    low, high = turn - half_width * root_n, turn + half_width * root_n
    if sides is not Sides.BOTH:
        high = np.full_like(low, math.inf)
        turn = math.inf
    rising = _clipped(low - step), _clipped(np.minimum(low + step, turn))
    falling = _clipped(np.maximum(high - step, turn)), _clipped(high + step)
    total: Array = np.maximum(ndtr(-rising[1]) - ndtr(-falling[0]), 0.0)
    # The chance that many lots all lie inside rises more steeply than that of one.
    nodes_per_unit = 6.0 if n_post < 20 else 10.0
    for first, last in (rising, falling):
        length = (last - first)[:, np.newaxis]
        units = float(length.max()) * max(1.0, 1.0 / (sd_ratio * root_n))
        unit = between(0.0, 1.0, count=max(math.ceil(nodes_per_unit * units), NODES // 4))
        z = first[:, np.newaxis] + length * unit.nodes
        centre = (z / root_n - shift_sd) / sd_ratio
        reach = half_width[:, np.newaxis] / sd_ratio
        one_lot = ndtr(centre + reach)
        if sides is Sides.BOTH:
            one_lot -= ndtr(centre - reach)
        density = np.exp(-0.5 * z**2) / math.sqrt(2.0 * math.pi)
        total += np.sum(one_lot**n_post * density * length * unit.weights, axis=1)
    return total


def _clipped(z: Array) -> Array:
    return np.clip(z, -REACH, REACH)


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
