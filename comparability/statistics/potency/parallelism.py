"""Are two dose-response curves alike but for a shift? Their parameters compared by intervals against margins.

An F test beside it says only whether a difference was seen: a precise assay rejects what does not matter and
a poor one accepts anything.

Sources: Hauck et al. (2005) PDA J Pharm Sci Technol 59:127, and Callahan and Sajjadi (2003) BioProcessing J
2(2):71, equivalence of parameters; USP <1032>.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NoLine, TooFewPoints
from comparability.statistics.potency.curve_fit import Curve, fit_curve
from comparability.statistics.potency.four_parameter import NEED_DOSES
from comparability.statistics.potency.plates import Plate, Weights, Wells, read_plate

OPPOSED = "the responses of one sample rise with the dose and those of the other fall"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveParallelism:
    """Every contrast is the logarithm of test over reference, for `tost.equivalence` with a margin of ratios.

    upper_ratio, lower_ratio: None where an end is not above zero. range_ratio: of upper - lower. f, p: extra
    sum of squares of curves of their own over one shifted curve, with f_df and df degrees of freedom.
    """

    slope_ratio: TContrast
    upper_ratio: TContrast | None
    lower_ratio: TContrast | None
    range_ratio: TContrast
    f: float
    f_df: int
    df: int
    p: float


def curve_parallelism(*, reference: Wells, test: Wells, weights: Weights | None) -> CurveParallelism:
    """Each sample with a curve of its own, one residual variance. Raises as `relative_potency`."""
    plate = read_plate(reference=reference, test=test, weights=weights, need_doses=NEED_DOSES)
    n = len(plate.response)
    if n < 9:
        raise TooFewPoints(where="The plate", have=n, need=9)
    own = [fit_curve(plate.of(test=is_test), has_shift=False) for is_test in (False, True)]
    if (own[0].parameters[0] > 0.0) != (own[1].parameters[0] > 0.0):
        raise NoLine(why=OPPOSED)
    shifted = fit_curve(plate, has_shift=True)
    left, df = own[0].rss + own[1].rss, n - 8
    variance = left / df
    f = max(0.0, shifted.rss - left) / 3.0 / variance
    first, second = (_logarithms(plate, curve, variance) for curve in own)
    return CurveParallelism(
        slope_ratio=_contrast(first.slope, second.slope, df),
        upper_ratio=_contrast_or_none(first.upper, second.upper, df),
        lower_ratio=_contrast_or_none(first.lower, second.lower, df),
        range_ratio=_contrast(first.range, second.range, df),
        f=f,
        f_df=3,
        df=df,
        p=float(fdtrc(3, df, f)),
    )


@dataclass(frozen=True, slots=True)
class _Logarithm:
    """Of a positive parameter, with its variance."""

    value: float
    variance: float


@dataclass(frozen=True, slots=True)
class _Logarithms:
    """Of the size of the slope, of both ends where they are above zero, and of the range between them."""

    slope: _Logarithm
    upper: _Logarithm | None
    lower: _Logarithm | None
    range: _Logarithm


def _logarithms(plate: Plate, curve: Curve, variance: float) -> _Logarithms:
    slope, _, lower, upper, _ = curve.parameters.tolist()
    zero = -plate.response_origin / plate.response_unit

    def of(value: float, direction: list[float]) -> _Logarithm:
        d = np.array(direction)
        return _Logarithm(math.log(value), variance * float(d @ curve.inverse @ d) / value**2)

    return _Logarithms(
        slope=of(abs(slope), [1.0, 0.0, 0.0, 0.0]),
        upper=of(upper - zero, [0.0, 0.0, 0.0, 1.0]) if upper > zero else None,
        lower=of(lower - zero, [0.0, 0.0, 1.0, 0.0]) if lower > zero else None,
        range=of(upper - lower, [0.0, 0.0, -1.0, 1.0]),
    )


def _contrast_or_none(first: _Logarithm | None, second: _Logarithm | None, df: int) -> TContrast | None:
    return None if first is None or second is None else _contrast(first, second, df)


def _contrast(first: _Logarithm, second: _Logarithm, df: int) -> TContrast:
    return TContrast(
        difference=second.value - first.value,
        standard_error=math.sqrt(first.variance + second.variance),
        df=float(df),
        is_log=True,
    )
