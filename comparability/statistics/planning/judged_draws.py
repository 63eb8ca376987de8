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


def welch(pre: FirstLots, post: FirstLots, ends: Ends, *, alpha: float, runs: Runs | None) -> Passed:
    """Of two independent arms, variances not assumed equal."""
    df_pre, df_post = pre.n - 1, post.n - 1
    v_pre, v_post = pre.squares * (1.0 / (df_pre * pre.n)), post.squares * (1.0 / (df_post * post.n))
    variance = v_pre + v_post
    gap = _gap(post.mean - pre.mean, ends, runs)
    t = gap / np.sqrt(variance)
    # Most draws are settled by the bounds of the degrees of freedom; the others get their own.
    highest_df = df_pre + df_post
    open_ = np.flatnonzero(np.min(t, axis=0) > -stdtrit(highest_df, alpha))
    t = t[:, open_]
    is_unsettled = t <= -stdtrit(min(df_pre, df_post), alpha)
    share = (v_pre[:, open_] / variance[:, open_])[is_unsettled]
    df = 1.0 / (share**2 / df_pre + (1.0 - share) ** 2 / df_post)
    is_outside = np.zeros_like(is_unsettled)
    is_outside[is_unsettled] = stdtr(df, -t[is_unsettled]) >= alpha
    is_inside = ~np.any(is_outside, axis=0)
    if runs is not None:
        every_df = variance**2 / (v_pre**2 / df_pre + v_post**2 / df_post)
        widened = _is_inside_widened(gap[:, open_], variance[:, open_], every_df[:, open_], runs, alpha)
        is_inside &= widened
    passed = np.zeros(gap.shape[1], dtype=np.bool_)
    passed[open_[is_inside]] = True
    return passed


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
        passed &= _is_inside_widened(gap, variance, np.full_like(variance, df), runs, alpha)
    return passed


def _is_inside_widened(gap: Array, variance: Array, df: Array, runs: Runs, alpha: float) -> Passed:
    """By the interval with the runs' share in it; the cautious one of both counts: see `aliased_runs`."""
    wide = variance + runs.declared
    widened_df = df * (wide / variance) ** 2
    t = gap / np.sqrt(wide)
    # No t quantile lies below the normal one: where that is not passed, nothing else need be asked.
    is_inside = t > -float(stdtrit(math.inf, alpha))
    is_inside[is_inside] = stdtr(widened_df[is_inside], -t[is_inside]) < alpha
    passed: Passed = np.all(is_inside, axis=0)
    return passed
