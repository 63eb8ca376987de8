"""When the posterior declares equivalence under a flat prior of the difference: how far from the middle of
the margin the estimate may lie, and how large the scales may be before it may lie nowhere.

Equivalence is declared when the posterior probability of the margin reaches a threshold above 1/2.
"""

import math

import numpy as np
from scipy.special import stdtrit

from comparability.statistics.bayesian.behrens_fisher import BehrensFisher
from comparability.statistics.bayesian.prior import Prior
from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import Array

STEPS = 60  # of Newton inside a bracket; about seven are taken
ROUNDING = 1e-14
CLOSE = 1e-11  # a Newton step this small leaves an error of its square


def check_threshold(threshold: float) -> None:
    """Raises OutOfRange unless 0.5 < threshold < 1."""
    if not 0.5 < threshold < 1.0:
        raise OutOfRange(
            name="The posterior probability that declares equivalence",
            value=threshold,
            accepted="a number above 0.5 and below 1",
        )


def check_flat(prior: Prior) -> None:
    """Raises OutOfRange for a normal prior of the difference: its declaring set need not be one interval."""
    if prior.difference is not None:
        raise OutOfRange(
            name="The SD of a normal prior of the difference",
            value=prior.difference.sd,
            accepted="a flat prior only (the simulated form takes any)",
        )


def surplus_at_centre(posterior: BehrensFisher, *, half_margin: float, threshold: float) -> Array:
    """Posterior probability of the margin, with the estimate in its middle, less the threshold."""
    reach = np.full(posterior.scales.shape[:-1], half_margin)
    surplus: Array = 2.0 * posterior.roughly_below(reach) - 1.0 - threshold
    return surplus


def half_width(posterior: BehrensFisher, *, half_margin: float, threshold: float) -> Array:
    """The largest distance of the estimate from the middle of the margin that is declared; negative: none.

    Solves P(-half_margin - h < error < half_margin - h) = threshold, falling in h from 0 to half_margin.
    """
    surplus = surplus_at_centre(posterior, half_margin=half_margin, threshold=threshold)
    low, high = np.zeros_like(surplus), np.full_like(surplus, half_margin)
    # With one end of the margin far away it is a quantile from the other end; that of one t comes close.
    scale = np.exp(np.log(posterior.scales) @ posterior.weights)
    h = np.clip(half_margin - stdtrit(posterior.df, threshold) * scale, 0.05 * half_margin, half_margin)
    for _ in range(STEPS):
        farther, nearer = half_margin + h, half_margin - h
        value = posterior.roughly_below(farther) + posterior.roughly_below(nearer) - 1.0 - threshold
        slope = posterior.density(farther) - posterior.density(nearer)
        low, high = np.where(value > 0.0, h, low), np.where(value > 0.0, high, h)
        # In h² the surplus is almost a line where h is small, and Newton's steps do not creep.
        following = np.sqrt(np.maximum(h**2 - 2.0 * h * value / np.where(slope < 0.0, slope, -math.inf), 0.0))
        following = np.where((low <= following) & (following <= high), following, 0.5 * (low + high))
        # Where almost nothing is declared, h is a root of rounding, and it does not matter.
        is_close = (np.abs(following - h) <= CLOSE * half_margin) | (np.abs(value) <= ROUNDING)
        h = following
        if np.all(is_close | (surplus <= 0.0)):
            break
    return np.where(surplus > 0.0, h, -1.0)


def quantile(posterior: BehrensFisher, *, start: Array, threshold: float) -> Array:
    """Where P(error <= x) reaches a threshold above 1/2. start: above zero and not beyond that point.

    From below, on the concave upper half of the distribution function, Newton steps never overshoot.
    """
    x = start
    for _ in range(STEPS):
        step = (threshold - posterior.roughly_below(x)) / posterior.density(x)
        x = x + np.maximum(step, 0.0)
        if np.all(step <= CLOSE * x):
            break
    return x
