"""Exact tolerance factors of the normal distribution: mean ± k·SD covers a share with a confidence.

Howe's approximation is not used: at three lots and 95/99 it is off by 0.49.

Sources: Odeh and Owen (1980) Tables for Normal Tolerance Limits; Eberhardt, Mee and Reeve (1989)
Commun Stat Simul Comput 18:397; ISO 16269-6:2014.
"""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import chdtri, gammaincc, ndtr, ndtri

from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import REACH, Array, between, chi_density
from comparability.statistics.samples import check_probability

STEPS = 60  # of Newton and bisection together; about four are taken
# A Newton step this small leaves an error of its square; smaller ones would only follow the rounding.
CLOSE = 1e-8


@lru_cache(maxsize=1024)
def two_sided_factor(*, n: int, df: int, coverage: float, confidence: float) -> float:
    """k such that mean ± k·SD holds at least `coverage` of the population with probability `confidence`.

    n: lots behind the mean. df: degrees of freedom behind the SD, n - 1 unless several samples share one SD.
    Solves P(chi²_df > df·r(z)² / k²) averaged over the sample mean z / sqrt(n), where r(z) is the half-width
    that covers the share around that mean (Odeh and Owen, equation 1.4.2).
    """
    _check(n, df, coverage, confidence)
    # The sample mean is symmetric: twice the positive half. r never reaches 0, which keeps it smooth.
    rule = between(0.0, REACH)
    weights = rule.weights * 2.0 * np.exp(-0.5 * rule.nodes**2) / math.sqrt(2.0 * math.pi)
    half_width = _half_width(rule.nodes / math.sqrt(n), coverage)

    def surplus(k: float) -> tuple[float, float]:
        x = df * (half_width / k) ** 2
        reached = float(weights @ gammaincc(0.5 * df, 0.5 * x))
        root = np.sqrt(x)
        # d/dk of P(chi > root) is density(root)·root / k
        slope = float(weights @ (chi_density(root, df=df) * root)) / k
        return reached - confidence, slope

    # Howe (1969) as the start: the width at the typical error of the mean, over a low quantile of the SD.
    typical = float(_half_width(np.array([1.0 / math.sqrt(n)]), coverage)[0])
    return _root(surplus, start=typical * math.sqrt(df / float(chdtri(df, confidence))))


@lru_cache(maxsize=1024)
def one_sided_factor(*, n: int, df: int, coverage: float, confidence: float) -> float:
    """k such that mean + k·SD (or mean - k·SD) bounds at least `coverage` with probability `confidence`.

    A noncentral t quantile over sqrt(n): P(chi_df > sqrt(df)·(q - z / sqrt(n)) / k) averaged over the sample
    mean z / sqrt(n), where q is the quantile of the coverage; beyond z = q·sqrt(n) the bound always holds.
    """
    _check(n, df, coverage, confidence)
    root_n = math.sqrt(n)
    turn = float(ndtri(coverage)) * root_n
    if not float(ndtr(-turn)) < confidence:
        # The mean alone would already bound the share that often, and k would be negative.
        raise OutOfRange(name="The confidence", value=confidence, accepted="a larger one for this coverage")
    rule = between(-REACH, min(turn, REACH))
    weights = rule.weights * np.exp(-0.5 * rule.nodes**2) / math.sqrt(2.0 * math.pi)
    always = float(ndtr(-turn))
    gap = math.sqrt(df) * (turn - rule.nodes) / root_n

    def surplus(k: float) -> tuple[float, float]:
        root = gap / k
        reached = float(weights @ gammaincc(0.5 * df, 0.5 * root**2)) + always
        slope = float(weights @ (chi_density(root, df=df) * root)) / k
        return reached - confidence, slope

    return _root(surplus, start=max(turn / root_n, 0.5))


def _half_width(centre: Array, coverage: float) -> Array:
    """r with Phi(centre + r) - Phi(centre - r) = coverage, for centre >= 0, by Newton."""
    # Leaving out the farther tail starts below the solution, where the Newton steps need no bracket.
    r = np.maximum(centre + ndtri(coverage), 0.5 * ndtri(0.5 * (1.0 + coverage)))
    for _ in range(STEPS):
        # In the tails the complement keeps the digits: what is left uncovered on either side.
        uncovered = ndtr(-centre - r) + ndtr(centre - r)
        density = (np.exp(-0.5 * (centre + r) ** 2) + np.exp(-0.5 * (centre - r) ** 2)) / math.sqrt(
            2 * math.pi
        )
        step = (uncovered - (1.0 - coverage)) / density
        r = np.maximum(r + np.clip(step, -0.5, 0.5), 1e-12)
        if np.all(np.abs(step) <= CLOSE * r):
            break
    return r


def _root(surplus: Callable[[float], tuple[float, float]], *, start: float) -> float:
    """The zero of a rising function given with its slope: Newton in log k inside a shrinking bracket."""
    low, high = 0.0, math.inf
    k = start
    for _ in range(STEPS):
        value, slope = surplus(k)
        if value < 0.0:
            low = k
        else:
            high = k
        following = k * math.exp(min(max(-value / (slope * k), -1.0), 1.0)) if slope > 0.0 else 2.0 * k
        if abs(following - k) <= CLOSE * k:
            return following
        if not low < following < high:
            following = 2.0 * k if math.isinf(high) else 0.5 * (low + high)
        k = following
    return k


def _check(n: int, df: int, coverage: float, confidence: float) -> None:
    if n < 2:
        raise OutOfRange(name="The number of lots", value=n, accepted="2 or more")
    if df < 1:
        raise OutOfRange(name="The degrees of freedom", value=df, accepted="1 or more")
    check_probability("The coverage", coverage)
    check_probability("The confidence", confidence)
