"""Relative potency from two logistic curves of four parameters that share slope and both ends.

The interval is made where the error is nearly symmetric, on the logarithm of the potency, or by profile; an
interval of ± t standard errors on the ratio itself is not offered. Whether the curves are parallel is in
`parallelism`.

Sources: Finney (1978) Statistical Method in Biological Assay, chapter 17; USP <1032> and <1034>; Bates and
Watts (1988) Nonlinear Regression Analysis, chapter 6, profile t.
"""

import math
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import stdtrit

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NoLine, TooFewPoints
from comparability.statistics.interval import Interval
from comparability.statistics.potency.curve_fit import Curve, fit_curve
from comparability.statistics.potency.plates import Plate, Weights, Wells, read_plate
from comparability.statistics.samples import check_probability

NEED_DOSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FourParameterPotency(TContrast):
    """Logarithm of the potency of the test sample relative to the reference, and the curve they share.

    slope: above zero where responses rise with the dose. middle_dose: of the reference, halfway between both
    ends.
    """

    slope: float
    middle_dose: float
    lower: float
    upper: float
    residual_sd: float  # of a well of mean weight
    n_wells: int


def relative_potency(*, reference: Wells, test: Wells, weights: Weights | None) -> FourParameterPotency:
    """reference, test: (dose, response) of every well, at least four doses each. weights: one a well, or
    None.

    A potency of 2: the test sample acts at dose x as the reference at dose 2x. Raises NotPoints, NotFinite,
    NotAligned, OutOfRange, TooFewPoints, NoRange, NoScatter, NoLine.
    """
    plate = _read(reference, test, weights)
    curve = fit_curve(plate, has_shift=True)
    df = len(plate.response) - 5
    slope, middle, lower, upper, shift = curve.parameters.tolist()
    variance = curve.rss / df
    return FourParameterPotency(
        difference=shift,
        standard_error=math.sqrt(variance * float(curve.inverse[4, 4])),
        df=float(df),
        is_log=True,
        slope=slope,
        middle_dose=math.exp(middle + plate.log_dose_origin),
        lower=plate.response_origin + lower * plate.response_unit,
        upper=plate.response_origin + upper * plate.response_unit,
        residual_sd=math.sqrt(variance) * plate.response_unit,
        n_wells=len(plate.response),
    )


def profile_interval(*, reference: Wells, test: Wells, weights: Weights | None, level: float) -> Interval:
    """Of the relative potency itself, as a ratio: every potency that the F test of its curve does not reject.

    Raises as `relative_potency`, and NoLine where the data bound no such potency.
    """
    check_probability("The level of an interval", level)
    plate = _read(reference, test, weights)
    curve = fit_curve(plate, has_shift=True)
    df = len(plate.response) - 5
    t = -float(stdtrit(df, (1.0 - level) / 2.0))
    standard_error = math.sqrt(curve.rss / df * float(curve.inverse[4, 4]))
    low, high = (_end(plate, curve, df, t, sign * standard_error) for sign in (-1.0, 1.0))
    return Interval(math.exp(low), math.exp(high))


def _end(plate: Plate, curve: Curve, df: int, t: float, unit: float) -> float:
    """Where the profile t reaches the quantile, sought outwards in standard errors."""
    best = float(curve.parameters[4])
    fits = {0.0: curve.parameters}

    def beyond(steps: float) -> float:
        nearest = min(fits, key=lambda known: abs(known - steps))
        start = fits[nearest].copy()
        start[4] = best + steps * unit
        found = fit_curve(plate, has_shift=False, start=start)
        fits[steps] = found.parameters
        extra = max(0.0, found.rss - curve.rss)
        return math.sqrt(extra / (curve.rss / df)) - t

    reached = t
    while beyond(reached) < 0.0:
        reached *= 1.25
        if reached > 20.0 * t:
            raise NoLine(why="the wells bound no relative potency at this level")
    return best + unit * float(brentq(beyond, 0.0, reached, xtol=1e-14, rtol=1e-13))


def _read(reference: Wells, test: Wells, weights: Weights | None) -> Plate:
    plate = read_plate(reference=reference, test=test, weights=weights, need_doses=NEED_DOSES)
    if len(plate.response) < 6:
        raise TooFewPoints(where="The plate", have=len(plate.response), need=6)
    return plate
