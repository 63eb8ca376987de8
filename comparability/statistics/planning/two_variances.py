"""The chance that an interval from sample variances falls on either side of two bounds.

The two sample variances are written as their sum and their split: given the split, the degrees of freedom and
the t quantile are fixed and the standard error is a chi variable times a constant, so that the chance is a
two-dimensional integral, without simulation. 64 Gauss–Legendre nodes in the split, more where an arm has two
lots or ten and more, by 32 to 64 in chi leave an error below 1e-11 with up to 100 lots an arm.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtr, stdtrit

from comparability.statistics.planning.design import Design
from comparability.statistics.planning.interval_chances import chance_inside, chance_outside
from comparability.statistics.quadrature import Array, beta_split


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Per node of the split: half-width of the interval and standard error per unit of the chi variable of
    the summed squares, in SDs of the difference; the degrees of freedom of the interval; and the node's
    weight. df: of the sum.
    """

    half_width: Array
    standard_error: Array
    own_df: Array
    weights: Array
    df: int

    def inside(self, low: float, high: float, *, narrowing: float = 1.0) -> float:
        """Chance that the interval lies between two bounds, given as distances from the true shift in SDs of
        the difference.

        narrowing: what the SD behind the half-width is of that of the difference; below 1 where the shift
        itself is uncertain.
        """
        chances = chance_inside(b=narrowing * self.half_width, df=self.df, low=low, high=high)
        return float(self.weights @ chances)

    def outside(self, low: float, high: float) -> float:
        """Chance that the interval lies wholly beyond either bound."""
        return float(self.weights @ chance_outside(b=self.half_width, df=self.df, low=low, high=high))

    def beyond_one_bound(self) -> float:
        """Chance that a true shift on one bound lies beyond the end of the interval.

        Given the split, the difference over the chi variable is a t variable: one dimension remains.
        """
        return float(self.weights @ stdtr(self.df, -self.half_width * math.sqrt(self.df)))


@lru_cache(maxsize=4)
def welch_split(design: Design) -> Split:
    """Of Welch's interval, whose degrees of freedom follow the split. Kept for the next question about the
    same design: a shift, a margin or a size.
    """
    weights, s_pre, s_post = _sample_variances(design)
    v_pre, v_post = s_pre / design.n_pre, s_post / design.n_post
    df = (v_pre + v_post) ** 2 / (v_pre**2 / (design.n_pre - 1) + v_post**2 / (design.n_post - 1))
    return _split(np.sqrt(v_pre + v_post), df, weights, design.alpha, summed_df=_df(design))


def pooled_split(design: Design) -> Split:
    """Of the pooled interval, also where the true SDs are not the same; one node where they are."""
    df = _df(design)
    if design.sd_pre == design.sd_post:
        return one_sd(df=df, alpha=design.alpha)
    weights, s_pre, s_post = _sample_variances(design)
    variance = ((design.n_pre - 1) * s_pre + (design.n_post - 1) * s_post) / df
    standard_error = np.sqrt(variance * (1.0 / design.n_pre + 1.0 / design.n_post))
    own_df = np.full_like(standard_error, df)
    return _split(standard_error, own_df, weights, design.alpha, summed_df=df)


def one_sd(*, df: int, alpha: float) -> Split:
    """Of an interval whose standard error rests on one SD: nothing is split, one dimension is left."""
    return _split(np.array([1.0 / math.sqrt(df)]), np.array([float(df)]), np.ones(1), alpha, summed_df=df)


def _split(standard_error: Array, own_df: Array, weights: Array, alpha: float, *, summed_df: int) -> Split:
    quantile = -np.asarray(stdtrit(own_df, alpha), dtype=np.float64)
    return Split(
        half_width=quantile * standard_error,
        standard_error=standard_error,
        own_df=own_df,
        weights=weights,
        df=summed_df,
    )


def _df(design: Design) -> int:
    return design.n_pre + design.n_post - 2


def _sample_variances(design: Design) -> tuple[Array, Array, Array]:
    """Weights of the nodes, and both sample variances there for a summed chi-square of 1, in units of the
    variance of the difference.
    """
    df_pre, df_post = design.n_pre - 1, design.n_post - 1
    rule = beta_split(df_pre, df_post)
    sigma = design.sd_of_difference
    s_pre = (design.sd_pre / sigma) ** 2 * np.sin(rule.nodes) ** 2 / df_pre
    s_post = (design.sd_post / sigma) ** 2 * np.cos(rule.nodes) ** 2 / df_post
    return rule.weights, s_pre, s_post
