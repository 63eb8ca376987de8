"""The chance that an interval from sample variances falls on either side of two bounds.

The two sample variances are written as their sum and their split: given the split, the degrees of freedom and
the t quantile are fixed and the standard error is a chi variable times a constant, so that the chance is a
two-dimensional integral, without simulation. Equal steps in the log odds of the split, 50 to 150 of them, by
32 to 64 Gauss–Legendre nodes in chi leave an error below 1e-11, however unlike SDs and numbers of lots are.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit, stdtr, stdtrit

from comparability.statistics.planning.design import Design
from comparability.statistics.planning.interval_chances import chance_inside, chance_outside
from comparability.statistics.quadrature import Array, log_odds_split

STEP = 0.25  # in log odds; at most these parts of what changes
WIDEST_STEP = 0.12  # of the logarithms of the half-width's factors
SHARE_OF_CHI = 0.5  # of the SD of the logarithm of chi
NEAR = np.arange(-6.0, 6.5)  # log odds about the turn, within which the half-width changes most


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

    def interval(log_odds: Array) -> tuple[Array, Array]:
        v_pre, v_post = _variances_of_means(design, log_odds)
        df = (v_pre + v_post) ** 2 / (v_pre**2 / (design.n_pre - 1) + v_post**2 / (design.n_post - 1))
        return np.sqrt(v_pre + v_post), df

    return _split(design, interval)


def pooled_split(design: Design) -> Split:
    """Of the pooled interval, also where the true SDs are not the same; one node where they are."""
    df = _df(design)
    if design.sd_pre == design.sd_post:
        return one_sd(df=df, alpha=design.alpha)
    per_lots = 1.0 / design.n_pre + 1.0 / design.n_post

    def interval(log_odds: Array) -> tuple[Array, Array]:
        v_pre, v_post = _variances_of_means(design, log_odds)
        squares = (design.n_pre - 1) * design.n_pre * v_pre + (design.n_post - 1) * design.n_post * v_post
        return np.sqrt(squares / df * per_lots), np.full_like(log_odds, df)

    return _split(design, interval)


def one_sd(*, df: int, alpha: float) -> Split:
    """Of an interval whose standard error rests on one SD: nothing is split, one dimension is left."""
    standard_error, own_df = np.array([1.0 / math.sqrt(df)]), np.array([float(df)])
    return Split(
        half_width=_quantile(own_df, alpha) * standard_error,
        standard_error=standard_error,
        own_df=own_df,
        weights=np.ones(1),
        df=df,
    )


def _split(design: Design, interval: Callable[[Array], tuple[Array, Array]]) -> Split:
    """interval: given the log odds of the pre arm's share of a summed chi-square of 1, its standard error in
    SDs of the difference, and its degrees of freedom.
    """
    turn = _turn(design)
    standard_error, own_df = interval(turn + NEAR)
    factors = np.log([_quantile(own_df, design.alpha), standard_error])
    steepest = float(np.max(np.sum(np.abs(factors[:, 1:] - factors[:, :-1]), axis=0)))
    # The chance turns where the half-width meets the bounds, as sharply as the chi variable is narrow.
    step = min(STEP, min(SHARE_OF_CHI / math.sqrt(2.0 * _df(design)), WIDEST_STEP) / max(steepest, 0.5))
    rule = log_odds_split(design.n_pre - 1, design.n_post - 1, turn=turn, step=step)
    standard_error, own_df = interval(rule.nodes)
    return Split(
        half_width=_quantile(own_df, design.alpha) * standard_error,
        standard_error=standard_error,
        own_df=own_df,
        weights=rule.weights,
        df=_df(design),
    )


def _quantile(df: Array, alpha: float) -> Array:
    return -np.asarray(stdtrit(df, alpha), dtype=np.float64)


def _df(design: Design) -> int:
    return design.n_pre + design.n_post - 2


def _variances_of_means(design: Design, log_odds: Array) -> tuple[Array, Array]:
    """Both arms' variances of the mean for a summed chi-square of 1, in units of the variance of the
    difference.
    """
    sigma = design.sd_of_difference
    pre = (design.sd_pre / sigma) ** 2 / ((design.n_pre - 1) * design.n_pre)
    post = (design.sd_post / sigma) ** 2 / ((design.n_post - 1) * design.n_post)
    return pre * expit(log_odds), post * expit(-log_odds)


def _turn(design: Design) -> float:
    """The log odds at which both arms have the same variance of the mean."""
    lots = ((design.n_pre - 1) * design.n_pre) / ((design.n_post - 1) * design.n_post)
    return 2.0 * (math.log(design.sd_post) - math.log(design.sd_pre)) + math.log(lots)
