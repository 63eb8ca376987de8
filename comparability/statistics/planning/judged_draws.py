"""Which simulated switches show what is asked: t intervals of many attributes and draws at once.

Rows are attributes, columns draws; a draw passes where the interval of every row lies inside its margin.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from comparability.statistics.planning.correlated_lots import FirstLots
from comparability.statistics.quadrature import Array

Passed = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Distances of the margins' ends from the true shifts, a column each, on the scale of analysis."""

    low: Array
    high: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """effect: what the runs did to the difference, draw by draw. declared: the variance, row by row, by which
    the interval is widened.
    """

    effect: Array
    declared: Array

    @property
    def rows(self) -> NDArray[np.intp]:
        """Of the attributes whose interval is widened."""
        return np.flatnonzero(self.declared)


def welch(pre: FirstLots, post: FirstLots, ends: Ends, *, alpha: float, runs: Runs | None) -> Passed:
    """Of two independent arms, variances not assumed equal."""
    df_pre, df_post = pre.n - 1, post.n - 1
    v_pre, v_post = pre.squares * (1.0 / (df_pre * pre.n)), post.squares * (1.0 / (df_post * post.n))
    variance = v_pre + v_post
    gap = _gap(post.mean - pre.mean, ends, runs)
    t = gap / np.sqrt(variance)
    # Most draws are settled by the bounds of the degrees of freedom; the others get their own.
    lowest_df, highest_df = min(df_pre, df_post), df_pre + df_post
    open_ = np.flatnonzero(np.min(t, axis=0) > -stdtrit(highest_df, alpha))
    t = t[:, open_]
    is_unsettled = t <= -stdtrit(lowest_df, alpha)
    share = (v_pre[:, open_] / variance[:, open_])[is_unsettled]
    df = _welch_df(share, df_pre, df_post)
    is_outside = np.zeros_like(is_unsettled)
    is_outside[is_unsettled] = stdtr(df, -t[is_unsettled]) >= alpha
    passed = np.zeros(gap.shape[1], dtype=np.bool_)
    passed[open_[~np.any(is_outside, axis=0)]] = True
    if runs is not None:
        at = np.ix_(runs.rows, np.flatnonzero(passed))
        df = _welch_df(v_pre[at] / variance[at], df_pre, df_post)
        passed[passed] = _is_inside_widened(gap[at], variance[at], df, lowest_df, runs, alpha)
    return passed


def _welch_df(share: Array, df_pre: int, df_post: int) -> Array:
    """share: of the pre lots in the variance of the difference."""
    df: Array = 1.0 / (share**2 / df_pre + (1.0 - share) ** 2 / df_post)
    return df


def pooled(pre: FirstLots, post: FirstLots, ends: Ends, *, alpha: float, runs: Runs | None) -> Passed:
    """Of two independent arms with one variance."""
    df = pre.n + post.n - 2
    variance = (pre.squares + post.squares) * ((1.0 / pre.n + 1.0 / post.n) / df)
    return _by_one_variance(_gap(post.mean - pre.mean, ends, runs), variance, df, alpha, runs)


def paired(differences: FirstLots, ends: Ends, *, alpha: float, runs: Runs | None) -> Passed:
    """Of differences within pairs."""
    df = differences.n - 1
    variance = differences.squares * (1.0 / (df * differences.n))
    return _by_one_variance(_gap(differences.mean, ends, runs), variance, df, alpha, runs)


def _gap(difference: Array, ends: Ends, runs: Runs | None) -> Array:
    """From the estimated difference to the nearer end of the margin."""
    if runs is not None:
        difference = difference + runs.effect
    return np.minimum(difference - ends.low, ends.high - difference)


def _by_one_variance(gap: Array, variance: Array, df: int, alpha: float, runs: Runs | None) -> Passed:
    passed: Passed = np.min(gap / np.sqrt(variance), axis=0) > -stdtrit(df, alpha)
    if runs is not None:
        at = np.ix_(runs.rows, np.flatnonzero(passed))
        own_df = np.full_like(variance[at], df)
        passed[passed] = _is_inside_widened(gap[at], variance[at], own_df, df, runs, alpha)
    return passed


def _is_inside_widened(
    gap: Array, variance: Array, df: Array, lowest_df: int, runs: Runs, alpha: float
) -> Passed:
    """By the interval with the runs' share in it; the cautious one of both counts: see `aliased_runs`.

    Of the draws that pass without it, and of the attributes that it widens.
    """
    wide = variance + runs.declared[runs.rows]
    t = gap / np.sqrt(wide)
    # As above: the widened interval has more degrees of freedom than the other, and at most infinitely many.
    is_inside = t > -float(stdtrit(lowest_df, alpha))
    is_unsettled = ~is_inside & (t > -float(stdtrit(math.inf, alpha)))
    widened_df = (df * (wide / variance) ** 2)[is_unsettled]
    is_inside[is_unsettled] = stdtr(widened_df, -t[is_unsettled]) < alpha
    passed: Passed = np.all(is_inside, axis=0)
    return passed
