"""Gauss–Legendre nodes and the exact densities that the other files integrate over.

64 nodes on a smooth integrand cut at nine standard deviations leave an error near 1e-14.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, gammaln, zeta

NODES = 64
REACH = 9.0  # standard deviations; beyond lies 1e-19 of a normal
NEARLY_NOTHING = 1e-17
BESIDE = 2.0  # log odds beside a turn and the middle within which steps are equal
SHARE_OF_SPREAD = 0.6  # a step of this many SDs leaves 1e-14 of a smooth density

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rule:
    """Nodes and weights of one dimension; the weights already hold the density."""

    nodes: Array
    weights: Array


@lru_cache(maxsize=16)
def _legendre(count: int) -> Rule:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return Rule(nodes, weights)


def between(low: float, high: float, *, count: int = NODES) -> Rule:
    """Plain Gauss–Legendre on (low, high)."""
    rule = _legendre(count)
    half = 0.5 * (high - low)
    return Rule(low + half * (rule.nodes + 1.0), half * rule.weights)


def chi_density(x: Array, *, df: float | Array) -> Array:
    """Density of the square root of a chi-square variable; an array of df goes with the rows of x."""
    # Written about sqrt(df), where the density is near 1 / sqrt(pi): powers and factorials of a large df
    # would be large numbers that cancel.
    if isinstance(df, np.ndarray):
        different, places = np.unique(df, return_inverse=True)
        df = df[:, np.newaxis]
        correction: float | Array = _stirling_error(0.5 * different)[places, np.newaxis]
    else:
        correction = _stirling_error_of(df)
    root = np.sqrt(df)
    exponent = (df - 1.0) * np.log(x / root) - 0.5 * (x - root) * (x + root) - correction
    density: Array = np.exp(exponent) / math.sqrt(math.pi)
    return density


@lru_cache(maxsize=256)
def _stirling_error_of(df: float) -> float:
    return float(_stirling_error(np.array([0.5 * df]))[0])


def _stirling_error(a: Array) -> Array:
    """ln Gamma(a) minus Stirling's (a - 1/2) ln a - a + ln(2 pi) / 2; by its series where that is exact."""
    inverse = 1.0 / np.maximum(a, 16.0)
    square = inverse**2
    series = inverse * (
        1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))
    )
    small = np.minimum(a, 16.0)
    direct = gammaln(small) - ((small - 0.5) * np.log(small) - small + 0.5 * math.log(2.0 * math.pi))
    error: Array = np.where(a < 16.0, direct, series)
    return error


def beta_split(df_first: float, df_second: float, *, nodes: int = NODES) -> Rule:
    """The expectation over how two chi-squares share their sum, in the angle whose squared sine is the
    first one's share: in the angle the density has no singular end, even at one degree of freedom. For what
    changes evenly with the angle.
    """
    a, b = 0.5 * df_first, 0.5 * df_second
    low = np.arcsin(np.sqrt(betaincinv(a, b, 1e-20)))
    high = 0.5 * np.pi - np.arcsin(np.sqrt(betaincinv(b, a, 1e-20)))
    rule = between(float(low), float(high), count=nodes)
    constant = math.log(2.0) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    sine, cosine = np.log(np.sin(rule.nodes)), np.log(np.cos(rule.nodes))
    density = np.exp(constant + (df_first - 1.0) * sine + (df_second - 1.0) * cosine)
    return Rule(rule.nodes, rule.weights * density)


def log_odds_split(df_first: float, df_second: float, *, turn: float, step: float) -> Rule:
    """As `beta_split`, in the logarithm of the first chi-square over the second, for what turns at `turn`.

    step: a fraction of the length over which the integrand changes; less is taken where the density asks for
    it. In this variable everything is analytic as far as the whole line, so that equal steps converge faster
    than any power of them, wherever the turn lies; beyond the turn and the density they grow exponentially.

    Source: Takahasi and Mori (1974) Publ RIMS 9:721.
    """
    a, b = 0.5 * df_first, 0.5 * df_second
    lowest, highest = _log_odds_below(a, b), -_log_odds_below(b, a)
    middle = math.log(a / b)
    left, right = min(turn, middle) - BESIDE, max(turn, middle) + BESIDE
    spread = math.sqrt(zeta(2.0, a) + zeta(2.0, b))  # trigamma functions
    start = left - math.log(max(left - lowest, 1.0)) if lowest < left else lowest
    end = right + math.log(max(highest - right, 1.0)) if highest > right else highest
    length = min(step, SHARE_OF_SPREAD * spread)
    steps = start + length * np.arange(math.ceil((end - start) / length) + 1)
    outward, inward = np.exp(left - steps), np.exp(steps - right)
    nodes = steps - outward + inward
    density = np.exp(a * nodes - (a + b) * np.logaddexp(0.0, nodes) - betaln(a, b))
    return Rule(nodes, length * (1.0 + outward + inward) * density)


def _log_odds_below(a: float, b: float) -> float:
    """Log odds of a Beta(a, b) variable below which nearly nothing lies."""
    share = float(betaincinv(a, b, NEARLY_NOTHING))
    return math.log(share) - math.log1p(-share)
