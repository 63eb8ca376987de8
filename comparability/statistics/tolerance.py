"""Exact tolerance factors of the normal distribution: mean ± k·SD covers a share with a confidence.

Howe's approximation is not used: at three lots and 95/99 it is off by 0.49.

Sources: Odeh and Owen (1980) Tables for Normal Tolerance Limits; Eberhardt, Mee and Reeve (1989)
Commun Stat Simul Comput 18:397; ISO 16269-6:2014.
"""

import math
from functools import cache, lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, gammainc, gammaincc, ndtr, ndtri

from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import NODES, REACH, Array, Rule, between, chi_density
from comparability.statistics.samples import check_count, check_probability

STEPS = 60  # of Halley and bisection together; about three are taken
# A step this small leaves an error of its cube; smaller ones would only follow the rounding.
CLOSE = 1e-6


@lru_cache(maxsize=1024)
def two_sided_factor(*, n: int, df: int, coverage: float, confidence: float) -> float:
    """k such that mean ± k·SD holds at least `coverage` of the population with probability `confidence`.

    n: lots behind the mean. df: degrees of freedom behind the SD, n - 1 unless several samples share one SD.
    Solves P(chi²_df > df·r(z)² / k²) averaged over the sample mean z / sqrt(n), where r(z) is the half-width
    that covers the share around that mean (Odeh and Owen, equation 1.4.2).
    """
    _check(n, df, coverage, confidence)
    rule = _half_normal()
    half_width = _half_width(rule.nodes / math.sqrt(n), coverage)
    # Howe (1969) as the start: the width at the typical error of the mean, over a low quantile of the SD.
    typical = float(np.interp(1.0, rule.nodes, half_width))
    start = typical * math.sqrt(df / float(chdtri(df, confidence)))
    return _factor(
        half_width, rule.weights, df=df, confidence=confidence, missing=1.0 - confidence, start=start
    )


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
    typical = max(turn, 1.0) * math.sqrt(df / float(chdtri(df, confidence)))
    if typical < math.sqrt(df):
        return _factor_over_sd(turn, n=n, df=df, confidence=confidence)
    rule = _to_turn(min(turn, REACH), df)
    weights = rule.weights * np.exp(-0.5 * rule.nodes**2) / math.sqrt(2.0 * math.pi)
    always = float(ndtr(-turn))
    gap = (turn - rule.nodes) / root_n
    return _factor(
        gap,
        weights,
        df=df,
        confidence=confidence - always,
        missing=1.0 - confidence,
        start=max(turn / root_n, 0.5),
    )


def _to_turn(turn: float, df: float) -> Rule:
    """Nodes from nine SDs below to the place from which the bound always holds. What is averaged leaves 1
    there like a power df of the distance: smooth where df is whole, in the root of the distance elsewhere.
    """
    if df % 1.0 == 0.0:
        return between(-REACH, turn)
    rule = between(0.0, math.sqrt(turn + REACH), count=2 * NODES)
    return Rule(turn - rule.nodes**2, rule.weights * 2.0 * rule.nodes)


@cache
def _half_normal() -> Rule:
    """The expectation over the size of a standard normal: the sample mean errs alike on both sides, and on
    one of them alone r never reaches 0, which keeps it smooth.
    """
    rule = between(0.0, REACH)
    return Rule(rule.nodes, rule.weights * 2.0 * np.exp(-0.5 * rule.nodes**2) / math.sqrt(2.0 * math.pi))


def _half_width(centre: Array, coverage: float) -> Array:
    """r with Phi(centre + r) - Phi(centre - r) = coverage, for centre >= 0, by Halley."""
    # Leaving out the farther tail starts below the solution, where the steps need no bracket.
    r = np.maximum(centre + ndtri(coverage), 0.5 * ndtri(0.5 * (1.0 + coverage)))
    for _ in range(STEPS):
        near, far = centre - r, centre + r
        # In the tails the complement keeps the digits: what is left uncovered on either side.
        surplus = ndtr(near) + ndtr(-far) - (1.0 - coverage)
        near_density, far_density = np.exp(-0.5 * near * near), np.exp(-0.5 * far * far)
        slope = near_density + far_density
        step = math.sqrt(2.0 * math.pi) * surplus / slope
        step /= np.maximum(1.0 + 0.5 * step * (near * near_density - far * far_density) / slope, 0.5)
        r = np.maximum(r + np.minimum(np.maximum(step, -0.5), 0.5), 1e-12)
        if (np.abs(step) <= CLOSE * r).all():
            break
    return r


def _factor(gap: Array, weights: Array, *, df: int, confidence: float, missing: float, start: float) -> float:
    """k with P(chi_df > sqrt(df)·gap / k), averaged by the weights, equal to the confidence: Halley in log k
    inside a shrinking bracket. missing: what the confidence leaves of all the weights.
    """
    low, high = 0.0, math.inf
    k = start
    for _ in range(STEPS):
        root = gap * (math.sqrt(df) / k)
        square = root * root
        if missing < 0.5:
            # Of a confidence near 1 what it leaves of 1 has more digits.
            surplus = missing - float(weights @ gammainc(0.5 * df, 0.5 * square))
        else:
            surplus = float(weights @ gammaincc(0.5 * df, 0.5 * square)) - confidence
        # By log k: the density of log chi at the root, and what it changes by.
        density = weights * chi_density(root, df=df) * root
        slope, bend = float(density.sum()), float(density @ square)
        if surplus < 0.0:
            low = k
        else:
            high = k
        following = 2.0 * k
        if slope > 0.0:
            step = -surplus / slope
            # Far from the zero the curvature must not make a step so short that it looks like the last one.
            step /= min(max(1.0 + 0.5 * step * (bend / slope - df), 0.5), 2.0)
            following = k * math.exp(min(max(step, -1.0), 1.0))
        if abs(following - k) <= CLOSE * k:
            return following
        if not low < following < high:
            following = 2.0 * k if math.isinf(high) else 0.5 * (low + high)
        k = following
    return k


def _factor_over_sd(turn: float, *, n: int, df: int, confidence: float) -> float:
    """k with P(Z < k·sqrt(n / df)·chi_df - turn) equal to the confidence, averaged over the SD.

    The same probability as `_factor` averages over the mean. Where the SD is known far better than the mean,
    the step of the chi-square lies between two nodes there, and what is averaged here is smooth.
    """
    middle, reach = math.sqrt(df), REACH / math.sqrt(2.0)
    rule = between(max(middle - reach, 0.0), middle + reach)
    weights = rule.weights * chi_density(rule.nodes, df=df)
    ratio = rule.nodes * math.sqrt(n / df)

    def surplus(k: float) -> float:
        return float(weights @ ndtr(k * ratio - turn)) - confidence

    high = 1.0
    while surplus(high) < 0.0:
        high *= 2.0
    return float(brentq(surplus, 0.0, high, xtol=1e-18, rtol=1e-14))


def _check(n: int, df: int, coverage: float, confidence: float) -> None:
    check_count("The number of lots", n, least=2)
    if not 1.0 <= df < math.inf:
        raise OutOfRange(name="The degrees of freedom", value=df, accepted="a finite number from 1")
    check_probability("The coverage", coverage)
    check_probability("The confidence", confidence)
