"""Relative potency from two straight lines over the logarithm of the dose that share their slope.

For the part of a dose-response curve that is straight; whole curves are in `four_parameter`.

Sources: Finney (1978) Statistical Method in Biological Assay, chapter 4; Fieller (1954) J R Stat Soc B
16:175; European Pharmacopoeia 5.3, section 3.2.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtrit

from comparability.statistics.contrast import TContrast, exponential_interval
from comparability.statistics.errors import NoLine, TooFewPoints
from comparability.statistics.interval import Interval
from comparability.statistics.potency.plates import Plate, Weights, Wells, read_plate
from comparability.statistics.regression import check_scatter
from comparability.statistics.samples import check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelLinePotency(TContrast):
    """Logarithm of the potency of test relative to reference; slope per natural logarithm of the dose."""

    slope: float
    slope_standard_error: float
    residual_sd: float  # of a well of mean weight
    n_wells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineParallelism:
    """slope_ratio: logarithm of test over reference, for `tost.equivalence`. f, p: extra sum of squares of
    two slopes over one, with 1 and df degrees of freedom.
    """

    slope_ratio: TContrast
    f: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class _Line:
    """Weighted: total weight, means, squares of the log doses, slope, squares left about the line."""

    weight: float
    x: float
    y: float
    squares: float
    slope: float
    rss: float


def relative_potency(*, reference: Wells, test: Wells, weights: Weights | None) -> ParallelLinePotency:
    """reference, test: (dose, response) of every well, at least two doses each. weights: one a well, or None.

    A potency of 2: the test sample acts at dose x as the reference at dose 2x. Raises NotPoints, NotFinite,
    NotAligned, OutOfRange, TooFewPoints, NoRange, NoScatter, NoLine.
    """
    plate = _read(reference, test, weights, need=4)
    first, second = _line(plate.of(test=False)), _line(plate.of(test=True))
    slope, squares, rss, df = _common(plate, first, second)
    shift = (second.y - first.y) / slope
    variance = rss / df
    relative_error = math.hypot(
        math.sqrt(1.0 / first.weight + 1.0 / second.weight), shift / math.sqrt(squares)
    ) / abs(slope)
    return ParallelLinePotency(
        difference=shift - (second.x - first.x),
        standard_error=math.sqrt(variance) * relative_error,
        df=float(df),
        is_log=True,
        slope=slope * plate.response_unit,
        slope_standard_error=math.sqrt(variance / squares) * plate.response_unit,
        residual_sd=math.sqrt(variance) * plate.response_unit,
        n_wells=len(plate.response),
    )


def fieller_interval(*, reference: Wells, test: Wells, weights: Weights | None, level: float) -> Interval:
    """Of the relative potency itself, as a ratio: exact for straight lines and normal errors.

    Raises as `relative_potency`, and NoLine where the slope could be zero at this level.
    """
    check_probability("The level of an interval", level)
    plate = _read(reference, test, weights, need=4)
    first, second = _line(plate.of(test=False)), _line(plate.of(test=True))
    slope, squares, rss, df = _common(plate, first, second)
    t = -float(stdtrit(df, (1.0 - level) / 2.0))
    variance = rss / df
    g = t * t * variance / (squares * slope * slope)
    if g >= 1.0:
        raise NoLine(why="at this level the responses might not depend on the dose at all")
    shift = (second.y - first.y) / slope
    half = (
        t
        / abs(slope)
        * math.sqrt(
            variance * ((1.0 - g) * (1.0 / first.weight + 1.0 / second.weight) + shift * shift / squares)
        )
    )
    distance = second.x - first.x
    return exponential_interval(
        Interval((shift - half) / (1.0 - g) - distance, (shift + half) / (1.0 - g) - distance)
    )


def line_parallelism(*, reference: Wells, test: Wells, weights: Weights | None) -> LineParallelism:
    """Each sample with a slope of its own, one residual variance. Raises as `relative_potency`."""
    plate = _read(reference, test, weights, need=5)
    first, second = _line(plate.of(test=False)), _line(plate.of(test=True))
    df = len(plate.response) - 4
    left = first.rss + second.rss
    check_scatter(left, n=len(plate.response), size=plate.largest, where="The plate")
    variance = left / df
    gap = first.slope - second.slope
    f = gap * gap / (1.0 / first.squares + 1.0 / second.squares) / variance
    if first.slope * second.slope <= 0.0:
        raise NoLine(why="the responses of one sample rise with the dose and those of the other do not")
    ratio = TContrast(
        difference=math.log(second.slope / first.slope),
        standard_error=math.sqrt(
            variance * (1.0 / (first.squares * first.slope**2) + 1.0 / (second.squares * second.slope**2))
        ),
        df=float(df),
        is_log=True,
    )
    return LineParallelism(slope_ratio=ratio, f=f, df=df, p=float(fdtrc(1, df, f)))


def _read(reference: Wells, test: Wells, weights: Weights | None, *, need: int) -> Plate:
    plate = read_plate(reference=reference, test=test, weights=weights, need_doses=2)
    if len(plate.response) < need:
        raise TooFewPoints(where="The plate", have=len(plate.response), need=need)
    return plate


def _line(sample: Plate) -> _Line:
    w = sample.weight
    weight = math.fsum(w)
    x, y = math.fsum(w * sample.log_dose) / weight, math.fsum(w * sample.response) / weight
    dx, dy = sample.log_dose - x, sample.response - y
    squares = math.fsum(w * dx * dx)
    slope = math.fsum(w * dx * dy) / squares
    return _Line(weight, x, y, squares, slope, math.fsum(w * (dy - slope * dx) ** 2))


def _common(plate: Plate, first: _Line, second: _Line) -> tuple[float, float, float, int]:
    """One slope for both: slope, squares of the log doses, squares left, degrees of freedom."""
    squares = first.squares + second.squares
    slope = (first.squares * first.slope + second.squares * second.slope) / squares
    rss = math.fsum([line.rss + line.squares * (line.slope - slope) ** 2 for line in (first, second)])
    check_scatter(rss, n=len(plate.response), size=plate.largest, where="The plate")
    if abs(slope) * math.sqrt(squares) <= np.finfo(float).eps * len(plate.response):
        raise NoLine(why="the responses do not depend on the dose")
    return slope, squares, rss, len(plate.response) - 3
