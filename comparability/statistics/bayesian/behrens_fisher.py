"""The distribution of scale_post·t - scale_pre·t', two independent t variables: Behrens and Fisher's.

Given how the two chi-squares share their sum, it is one scaled t variable. The share is integrated in its log
odds, where everything is analytic within ±π of the real line: the trapezoid rule is exact to 1e-14 for any
ratio of the scales, even with two lots an arm.

Sources: Fisher (1935) Ann Eugen 6:391; Ruben (1960) Ann Math Stat 31:948 for the mixture of t.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, stdtr

from comparability.statistics.quadrature import Array

MOST_TERMS = 200  # of a finite sum
LEAST = -42.0  # logarithm of a weight, beside the largest, that no longer counts


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """Nodes of how chi-square variables with df_pre and df_post share their sum, with the density in weights.

    per_pre, per_post: df over the share of either.
    """

    per_pre: Array
    per_post: Array
    weights: Array


@dataclass(frozen=True, slots=True, eq=False)
class BehrensFisher:
    """Centred at zero. scales: one row of mixture nodes for each distribution that goes along."""

    df: float
    scales: Array
    weights: Array

    def below(self, x: Array) -> Array:
        """P(difference <= x), one x for each distribution."""
        chance: Array = stdtr(self.df, x[..., np.newaxis] / self.scales) @ self.weights
        return chance

    def roughly_below(self, x: Array) -> Array:
        """As `below`, to 1e-15 absolute but without the digits of small tails, and many times as fast."""
        chance: Array = _t_below(x[..., np.newaxis] / self.scales, self.df) @ self.weights
        return chance

    def density(self, x: Array) -> Array:
        z = x[..., np.newaxis] / self.scales
        constant = gammaln(0.5 * (self.df + 1.0)) - gammaln(0.5 * self.df) - 0.5 * math.log(self.df * math.pi)
        kernel = np.exp(constant - 0.5 * (self.df + 1.0) * np.log1p(z**2 / self.df)) / self.scales
        height: Array = kernel @ self.weights
        return height


def behrens_fisher(*, df_pre: float, df_post: float, scale_pre: Array, scale_post: Array) -> BehrensFisher:
    """The distribution for each pair of scales; degrees of freedom of at least 1 each."""
    share = share_of_sum(df_pre, df_post)
    df = df_pre + df_post
    # The larger scale is taken out, so that no square overflows.
    unit = np.maximum(scale_pre, scale_post)[..., np.newaxis]
    pre, post = scale_pre[..., np.newaxis] / unit, scale_post[..., np.newaxis] / unit
    scales = unit * np.sqrt((pre**2 * share.per_pre + post**2 * share.per_post) / df)
    return BehrensFisher(df, scales, share.weights)


@lru_cache(maxsize=64)
def share_of_sum(df_pre: float, df_post: float) -> Share:
    a, b = 0.5 * df_pre, 0.5 * df_post
    # The log odds of a Beta(a, b) variable have their mode at log(a / b) and this SD, about.
    mode, sd = math.log(a / b), math.sqrt(1.0 / a + 1.0 / b)
    # With many lots in one arm the density is a log-gamma's, whose spectrum falls off half as fast.
    larger = max(df_pre, df_post)
    step = min(0.5 if larger < 3.5 else 0.4 if larger < 7.5 else 0.33 if larger < 30.0 else 0.24, 0.6 * sd)
    # Beyond the mode the log density falls at least as fast as a parabola, then as a line of slope a or b.
    below, above = (math.ceil((abs(LEAST) / side + 10.0 * sd) / step) for side in (a, b))
    log_odds = mode + step * np.arange(-below, above + 1)
    logs = -a * np.logaddexp(0.0, -log_odds) - b * np.logaddexp(0.0, log_odds)
    kept = logs > logs.max() + LEAST
    log_odds, weights = log_odds[kept], np.exp(logs[kept] - logs.max())
    weights /= math.fsum(weights.tolist())
    return Share(df_pre * (1.0 + np.exp(-log_odds)), df_post * (1.0 + np.exp(log_odds)), weights)


def _t_below(t: Array, df: float) -> Array:
    """Student's t by its finite sum for whole df (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    if df != round(df) or df > MOST_TERMS:
        chance: Array = np.asarray(stdtr(df, t))
        return chance
    whole = round(df)
    cosine_squared = 1.0 / (1.0 + t**2 / whole)
    sine = t * np.sqrt(cosine_squared / whole)
    is_odd = whole % 2
    total = np.zeros_like(t)
    for k in range(whole - 2, is_odd, -2):
        total = (total + 1.0) * cosine_squared * ((k - 1.0) / k)
    if is_odd:
        inner = np.sqrt(cosine_squared) * (total + 1.0) * sine if whole > 1 else 0.0
        return 0.5 + (np.arctan(t / math.sqrt(whole)) + inner) / math.pi
    return 0.5 * (1.0 + sine * (total + 1.0))
