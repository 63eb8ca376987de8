"""How much of the variance of lots lies between sites: the one-way random model.

The sites are taken as a sample of possible sites; with few of them the intervals are wide, as they must be.

Sources: moment estimates: Searle, Casella, McCulloch (1992) Variance Components, section 3.6. Interval of the
variance between sites: modified large sample of Ting, Burdick, Graybill, Jeyaratnam, Lu (1990) J Stat Comput
Simul 35:135 where all sites have as many lots, else Burdick and Eickman (1986) J Stat Comput Simul 26:205,
which keeps its level or more. Share: exact, Wald (1940) Ann Math Stat 11:96. Within: exact chi-square.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, gammainccinv, gammaincinv

from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability
from comparability.statistics.sites import OneWay


class SiteInterval(enum.Enum):
    """How the interval of the variance between sites was made."""

    MODIFIED_LARGE_SAMPLE = "modified large sample"
    BURDICK_EICKMAN = "Burdick and Eickman"


@dataclass(frozen=True, slots=True)
class Span:
    """Range of a quantity that is never negative; 0 to 0 where sites are more alike than chance allows."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteComponents:
    """Variances between and within sites, on the scale of the computation, with two-sided intervals.

    moment_estimate: of the variance between sites as it comes, may be negative; then between_sites is 0.
    share: of one lot's variance that lies between sites; share_of_mean: of the variance of a site's mean.
    """

    between_sites: float
    moment_estimate: float
    is_set_to_zero: bool
    within_sites: float
    share: float
    share_of_mean: float
    between_interval: Span
    within_interval: Interval
    share_interval: Span
    method: SiteInterval  # of between_interval


def site_components(analysis: OneWay, *, level: float) -> SiteComponents:
    """Components with intervals at `level`, 0 < level < 1. Raises OutOfRange."""
    check_probability("The level of an interval", level)
    tail = 0.5 * (1.0 - level)
    counts = np.array(analysis.counts, dtype=np.float64)
    total = float(counts.sum())
    # The coefficient of the variance between sites in the mean square between them.
    n_0 = (total - float((counts**2).sum()) / total) / analysis.df_between
    n_h = len(counts) / float((1.0 / counts).sum())
    error = analysis.ms_within
    moment = (analysis.ms_between - error) / n_0
    between = max(moment, 0.0)
    ratio = _ratio_interval(analysis, tail)
    if analysis.is_balanced:
        method, span = SiteInterval.MODIFIED_LARGE_SAMPLE, _modified_large_sample(analysis, tail)
    else:
        method, span = SiteInterval.BURDICK_EICKMAN, _burdick_eickman(analysis, tail, n_h)
    df = analysis.df_within
    return SiteComponents(
        between_sites=between,
        moment_estimate=moment,
        is_set_to_zero=moment < 0.0,
        within_sites=error,
        share=between / (between + error),
        share_of_mean=between / (between + error / n_h),
        between_interval=span,
        within_interval=Interval(error / _chi_square_upper(df, tail), error / _chi_square_lower(df, tail)),
        share_interval=Span(ratio.low / (1.0 + ratio.low), ratio.high / (1.0 + ratio.high)),
        method=method,
    )


def _ratio_interval(analysis: OneWay, tail: float) -> Span:
    """Of between / within, exact: sum of w (mean - weighted mean)² with w = n / (1 + ratio·n) is F (Wald)."""
    counts = np.array(analysis.counts, dtype=np.float64)
    # Centred and in units of the SD within, so that neither offsets nor units cost digits.
    means = np.array(analysis.deviations) / math.sqrt(analysis.ms_within)
    variance = _variance_of_means(analysis) / analysis.ms_within

    def f(ratio: float) -> float:
        weights = counts / (1.0 + ratio * counts)
        centre = float(weights @ means) / float(weights.sum())
        return float(weights @ (means - centre) ** 2) / analysis.df_between

    def end(quantile: float) -> float:
        # The smallest and the largest count bracket the solution (Burdick, Maqsood, Graybill 1986).
        low, high = (
            max(variance / quantile - 1.0 / n, 0.0) for n in (min(analysis.counts), max(analysis.counts))
        )
        if analysis.is_balanced or f(low) <= quantile:
            return low
        return float(brentq(lambda ratio: f(ratio) - quantile, low, high * (1.0 + 1e-9), xtol=1e-300))

    return Span(
        end(_f_upper(analysis.df_between, analysis.df_within, tail)),
        end(1.0 / _f_upper(analysis.df_within, analysis.df_between, tail)),
    )


def _modified_large_sample(analysis: OneWay, tail: float) -> Span:
    """Ting et al. equation for a difference of two mean squares, symbols as there."""
    df_1, df_2 = analysis.df_between, analysis.df_within
    n = analysis.counts[0]
    # In units of the mean square within.
    s_1, s_2 = analysis.f, 1.0
    g_1, g_2 = 1.0 - 1.0 / _chi_square_upper(df_1, tail), 1.0 - 1.0 / _chi_square_upper(df_2, tail)
    h_1, h_2 = 1.0 / _chi_square_lower(df_1, tail) - 1.0, 1.0 / _chi_square_lower(df_2, tail) - 1.0
    f_upper, f_lower = _f_upper(df_1, df_2, tail), 1.0 / _f_upper(df_2, df_1, tail)
    g_12 = ((f_upper - 1.0) ** 2 - (g_1 * f_upper) ** 2 - h_2**2) / f_upper
    h_12 = ((1.0 - f_lower) ** 2 - (h_1 * f_lower) ** 2 - g_2**2) / f_lower
    below = (g_1 * s_1) ** 2 + (h_2 * s_2) ** 2 + g_12 * s_1 * s_2
    above = (h_1 * s_1) ** 2 + (g_2 * s_2) ** 2 + h_12 * s_1 * s_2
    low = (s_1 - s_2 - math.sqrt(max(below, 0.0))) / n
    high = (s_1 - s_2 + math.sqrt(max(above, 0.0))) / n
    return Span(max(low, 0.0) * analysis.ms_within, max(high, 0.0) * analysis.ms_within)


def _burdick_eickman(analysis: OneWay, tail: float, n_h: float) -> Span:
    """The variance of the unweighted means, less its part from within by conservative bounds of the ratio."""
    df_1, df_2 = analysis.df_between, analysis.df_within
    variance = _variance_of_means(analysis)
    relative = variance / analysis.ms_within
    f_upper, f_lower = _f_upper(df_1, df_2, tail), 1.0 / _f_upper(df_2, df_1, tail)
    low = n_h * max(relative / f_upper - 1.0 / min(analysis.counts), 0.0)
    high = n_h * max(relative / f_lower - 1.0 / max(analysis.counts), 0.0)
    return Span(
        low / (1.0 + low) * variance / _chi_square_upper(df_1, tail),
        high / (1.0 + high) * variance / _chi_square_lower(df_1, tail),
    )


def _variance_of_means(analysis: OneWay) -> float:
    return float(np.var(np.array(analysis.deviations), ddof=1))


def _f_upper(df_1: int, df_2: int, tail: float) -> float:
    """The F value with `tail` above it; from the small end of the beta, where its digits are."""
    x = float(betaincinv(0.5 * df_2, 0.5 * df_1, tail))
    return df_2 / df_1 * (1.0 - x) / x


def _chi_square_upper(df: int, tail: float) -> float:
    """Chi-square over its degrees of freedom, with `tail` above it."""
    return float(gammainccinv(0.5 * df, tail)) * 2.0 / df


def _chi_square_lower(df: int, tail: float) -> float:
    return float(gammaincinv(0.5 * df, tail)) * 2.0 / df
