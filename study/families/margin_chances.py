"""The chance of showing equivalence within a margin of k SDs, by quadrature over the SDs of all lots used.

Given the SDs, margin and half-width of the interval are fixed and the difference of the means is normal.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from comparability.statistics.quadrature import Rule, between, chi_density

NODES = 96  # in each dimension; where the interval becomes as wide as the margin the integrand has a bend
REACH = 6.0  # of a chi variable, whose SD is at most 0.71

Floats = NDArray[np.float64]


def chance_inside(
    *,
    n_pre: int,
    n_post: int,
    k: float,
    is_margin_of_pre: bool,
    is_margin_of_others: bool,
    is_pooled: bool,
    alpha: float,
    shift: float | None,
) -> float:
    """True SDs are 1. The margin is k, or k times the SD of the pre lots or of as many others; shift: of the
    mean, None where it is the margin itself.
    """
    first, second = _sd(n_pre), _sd(n_post)
    s_pre, s_post = first.nodes[:, np.newaxis, np.newaxis], second.nodes[np.newaxis, :, np.newaxis]
    weights = first.weights[:, np.newaxis, np.newaxis] * second.weights[np.newaxis, :, np.newaxis]
    margin: Floats = np.full((1, 1, 1), k)
    if is_margin_of_pre:
        margin = k * s_pre
    if is_margin_of_others:
        margin, weights = k * first.nodes[np.newaxis, np.newaxis, :], weights * first.weights
    room = np.maximum(margin - _half_width(n_pre, n_post, s_pre, s_post, is_pooled, alpha), 0.0)
    off = margin if shift is None else shift
    sigma = np.sqrt(1.0 / n_pre + 1.0 / n_post)
    return float(np.sum(weights * (ndtr((room - off) / sigma) - ndtr((-room - off) / sigma))))


def _half_width(
    n_pre: int, n_post: int, s_pre: Floats, s_post: Floats, is_pooled: bool, alpha: float
) -> Floats:
    if is_pooled:
        df: Floats | int = n_pre + n_post - 2
        variance = ((n_pre - 1) * s_pre**2 + (n_post - 1) * s_post**2) / df * (1.0 / n_pre + 1.0 / n_post)
    else:
        v_pre, v_post = s_pre**2 / n_pre, s_post**2 / n_post
        variance = v_pre + v_post
        df = variance**2 / (v_pre**2 / (n_pre - 1) + v_post**2 / (n_post - 1))
    quantile = -np.asarray(stdtrit(df, alpha), dtype=np.float64)
    return np.asarray(quantile * np.sqrt(variance), dtype=np.float64)


def _sd(n: int) -> Rule:
    """The expectation over the SD of n lots."""
    df = n - 1
    middle = np.sqrt(df)
    rule = between(max(0.0, middle - REACH), middle + REACH, count=NODES)
    return Rule(rule.nodes / middle, rule.weights * chi_density(rule.nodes, df=df))
