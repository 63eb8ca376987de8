"""Intervals for a variance that is a sum or a difference of mean squares: Satterthwaite's, and the modified
large-sample interval, which is exact where one mean square rules.

Sources: Satterthwaite (1946) Biometrics Bulletin 2:110; Graybill and Wang (1980) JASA 75:869 for sums; Ting,
Burdick, Graybill, Jeyaratnam, Lu (1990) J Statist Comput Simul 35:135 for differences, as in Burdick and
Graybill (1992), equations 3.2.2 to 3.3.3.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, gammainccinv, gammaincinv

from comparability.statistics.interval import Interval
from comparability.statistics.nested.cells import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """sum of terms c * mean square; each with its degrees of freedom."""

    terms: Floats
    dfs: Floats

    @property
    def estimate(self) -> float:
        return math.fsum(self.terms)


def satterthwaite_df(combination: Combination) -> float | None:
    """None where the combination is not above zero."""
    if not combination.estimate > 0.0:
        return None
    shares = combination.terms / combination.estimate
    return 1.0 / math.fsum(shares**2 / combination.dfs)


def satterthwaite(combination: Combination, *, level: float) -> Interval | None:
    """As if df * combination / variance followed chi squared.

    None where the combination is not above zero, or has so few degrees of freedom (below about 0.01) that chi
    squared has no quantile above zero.
    """
    df = satterthwaite_df(combination)
    if df is None:
        return None
    tail = (1.0 - level) / 2.0
    low = combination.estimate * _over(df, 2.0 * float(gammainccinv(0.5 * df, tail)))
    return _above_zero(low, combination.estimate * _over(df, 2.0 * float(gammaincinv(0.5 * df, tail))))


def modified_large_sample(combination: Combination, *, level: float) -> Interval | None:
    """Ends below zero are put to zero; None where the whole interval lies there."""
    tail = (1.0 - level) / 2.0
    plus, minus = combination.terms > 0.0, combination.terms < 0.0
    added, taken = combination.terms[plus], -combination.terms[minus]
    n_added, n_taken = combination.dfs[plus], combination.dfs[minus]
    g_added, h_added = _g(n_added, tail), _h(n_added, tail)
    g_taken, h_taken = _g(n_taken, tail), _h(n_taken, tail)
    below = np.sum((g_added * added) ** 2) + np.sum((h_taken * taken) ** 2)
    above = np.sum((h_added * added) ** 2) + np.sum((g_taken * taken) ** 2)
    if taken.size:
        products = np.multiply.outer(added, taken)
        n, k = n_added[:, np.newaxis], n_taken
        f = _f_upper(n, k, tail)
        below += np.sum(products * ((f - 1.0) ** 2 - (g_added[:, np.newaxis] * f) ** 2 - h_taken**2) / f)
        f = _f_lower(n, k, tail)
        above += np.sum(products * ((1.0 - f) ** 2 - (h_added[:, np.newaxis] * f) ** 2 - g_taken**2) / f)
        below += _among(added, n_added, g_added, tail)
        above += _among(taken, n_taken, g_taken, tail)
    low = combination.estimate - math.sqrt(max(float(below), 0.0))
    return _above_zero(low, combination.estimate + math.sqrt(max(float(above), 0.0)))


def _among(terms: Floats, dfs: Floats, g: Floats, tail: float) -> float:
    """The terms of one sign among each other: G* and H* of the source."""
    total = 0.0
    for i in range(len(terms)):
        for j in range(i + 1, len(terms)):
            n, k = float(dfs[i]), float(dfs[j])
            both = (float(_g(np.array(n + k), tail)) * (n + k)) ** 2 / (n * k)
            own = float(g[i]) ** 2 * n / k + float(g[j]) ** 2 * k / n
            total += float(terms[i] * terms[j]) * (both - own) / (len(terms) - 1)
    return total


def _above_zero(low: float, high: float) -> Interval | None:
    low = max(low, 0.0)
    return Interval(low, high) if low < high else None


def _over(df: float, quantile: float) -> float:
    return df / quantile if quantile > 0.0 else math.inf


def _g(n: Floats, tail: float) -> Floats:
    """1 - 1 / F with n and infinitely many degrees of freedom, upper tail."""
    lower: Floats = 1.0 - n / (2.0 * gammainccinv(0.5 * n, tail))
    return lower


def _h(n: Floats, tail: float) -> Floats:
    """1 / F - 1 with n and infinitely many degrees of freedom, lower tail."""
    upper: Floats = n / (2.0 * gammaincinv(0.5 * n, tail)) - 1.0
    return upper


def _f_upper(n: Floats, k: Floats, tail: float) -> Floats:
    share = betaincinv(0.5 * k, 0.5 * n, tail)
    quantile: Floats = k / n * (1.0 - share) / share
    return quantile


def _f_lower(n: Floats, k: Floats, tail: float) -> Floats:
    share = betaincinv(0.5 * n, 0.5 * k, tail)
    quantile: Floats = k / n * share / (1.0 - share)
    return quantile
