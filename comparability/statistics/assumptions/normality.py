"""Do the lots of one arm look normal? Shapiro–Wilk and Anderson–Darling.

With 3 to 10 lots both have little power: a large p-value is no evidence of normality and never licenses a
pooled test or the choice of a scale; a small one is a reason to look at the lots.

Sources: Shapiro and Wilk (1965) Biometrika 52:591; Royston (1995) Appl Stat 44:547, algorithm AS R94;
Anderson and Darling (1954) J Am Stat Assoc 49:765; Stephens in D'Agostino and Stephens (1986)
Goodness-of-Fit Techniques, table 4.9, for the p-value of the latter.
"""

import math
import sys
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from comparability.statistics.errors import NoSpreadAmongOthers, OutOfRange
from comparability.statistics.outliers.studentised import deviates
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import Values, read

MOST_LOTS = 5000  # what Royston fitted his p-value to
LEAST_FOR_ANDERSON_DARLING = 8  # below, its p-value has not been studied

# Royston (1995), coefficients from the constant upwards: of the two outermost weights in 1 / √n, and of the
# mean and log SD of the transformed W, in n up to 11 lots and in ln n above.
OUTERMOST = (0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056)
NEXT = (0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633)
SMALL_SHIFT = (-2.273, 0.459)
SMALL_MEAN = (0.544, -0.39978, 0.025054, -6.714e-4)
SMALL_LOG_SD = (1.3822, -0.77857, 0.062767, -0.0020322)
LARGE_MEAN = (-1.5861, -0.31082, -0.083751, 0.0038915)
LARGE_LOG_SD = (-0.4803, -0.082676, 0.0030302)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapiroWilk:
    """w: near 1 for normal lots. p: exact for three lots, Royston's approximation above."""

    n: int
    w: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AndersonDarling:
    """a_squared: weighted squared distance of the distribution functions, not corrected for n."""

    n: int
    a_squared: float
    p: float


def shapiro_wilk(*, values: Values, arm: str) -> ShapiroWilk:
    """H0: the lots come from one normal distribution. 3 to 5000 lots.

    Says little at 3 to 10 lots and never licenses a pooled test.
    Raises TooFewLots, NotFinite, NotAVector, NoSpread, OutOfRange; NoSpreadAmongOthers for three lots of
    which two are the same, where p would be 0.
    """
    numbers = read(values, arm=arm, need=3)
    n = len(numbers)
    if n > MOST_LOTS:
        raise OutOfRange(name="The number of lots", value=n, accepted=f"3 to {MOST_LOTS}")
    z = np.sort(np.array(deviates(numbers, arm=arm)))
    if n == 3 and len(set(numbers)) == 2:
        raise NoSpreadAmongOthers(arm=arm, count=2)
    a = _weights(n)
    # The deviates have the sum of squares n - 1. 1 - W is taken as a product: it is what p depends on.
    norm = math.sqrt((n - 1) * float(a @ a))
    reached = float(a @ z)
    one_less_w = (norm - reached) * (norm + reached) / norm**2
    w = 1.0 - one_less_w
    if n == 3:
        return ShapiroWilk(n=n, w=w, p=6.0 / math.pi * (math.asin(math.sqrt(w)) - math.pi / 3.0))
    y = math.log(one_less_w)
    if n <= 11:
        y = -math.log(_polynomial(SMALL_SHIFT, n) - y)
        mean, log_sd = _polynomial(SMALL_MEAN, n), _polynomial(SMALL_LOG_SD, n)
    else:
        mean, log_sd = _polynomial(LARGE_MEAN, math.log(n)), _polynomial(LARGE_LOG_SD, math.log(n))
    p = float(ndtr((mean - y) / math.exp(log_sd)))
    return ShapiroWilk(n=n, w=w, p=max(p, sys.float_info.min))


def anderson_darling(*, values: Values, arm: str) -> AndersonDarling:
    """H0: the lots come from one normal distribution, mean and SD estimated. At least eight lots.

    Below 3.7e-24 the p-value is given as that. Raises as `shapiro_wilk` does.
    """
    numbers = read(values, arm=arm, need=LEAST_FOR_ANDERSON_DARLING)
    n = len(numbers)
    z = np.sort(np.array(deviates(numbers, arm=arm)))
    ranks = 2.0 * np.arange(1, n + 1) - 1.0
    a_squared = -n - float(ranks @ (log_ndtr(z) + log_ndtr(-z[::-1]))) / n
    a = a_squared * (1.0 + 0.75 / n + 2.25 / n**2)
    if a < 0.2:
        p = -math.expm1(-13.436 + 101.14 * a - 223.73 * a**2)
    elif a < 0.34:
        p = -math.expm1(-8.318 + 42.796 * a - 59.938 * a**2)
    elif a < 0.6:
        p = math.exp(0.9177 - 4.279 * a - 1.38 * a**2)
    else:
        p = math.exp(1.2937 - 5.709 * a + 0.0186 * a**2) if a < 10.0 else 3.7e-24
    return AndersonDarling(n=n, a_squared=a_squared, p=p)


def _weights(n: int) -> Array:
    """Royston's approximation to the weights of the ordered lots, antisymmetric."""
    if n == 3:
        return np.array([-math.sqrt(0.5), 0.0, math.sqrt(0.5)])
    m = ndtri((np.arange(1, n + 1) - 0.375) / (n + 0.25))
    squares = float(m @ m)
    outermost = _polynomial(OUTERMOST, 1.0 / math.sqrt(n)) + float(m[-1]) / math.sqrt(squares)
    ends = [outermost]
    if n > 5:
        ends.append(_polynomial(NEXT, 1.0 / math.sqrt(n)) + float(m[-2]) / math.sqrt(squares))
    rest = squares - 2.0 * sum(float(m[-1 - place]) ** 2 for place in range(len(ends)))
    weights: Array = m * math.sqrt((1.0 - 2.0 * sum(end**2 for end in ends)) / rest)
    for place, end in enumerate(ends):
        weights[-1 - place], weights[place] = end, -end
    return weights


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    return math.fsum([coefficient * x**power for power, coefficient in enumerate(coefficients)])
