"""The difference of two slopes over time with lots as a sample of all lots to come, by restricted likelihood.

The fixed part is a line for each arm. Lots as fixed lines, and one slope per lot, are in `slopes`.

Sources: Patterson and Thompson (1971) Biometrika 58:545, restricted likelihood; Chow and Shao (1991)
Biometrics 47:1071, random lots in stability; small samples as in `small_sample`.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np

from comparability.statistics.errors import TooFewPoints
from comparability.statistics.quadrature import Array
from comparability.statistics.regression import Line
from comparability.statistics.stability.intercept_search import best_ratio
from comparability.statistics.stability.line_search import DIRECTIONS, best_covariance
from comparability.statistics.stability.lot_model import LotLines, gls, lot_lines, turned
from comparability.statistics.stability.series import Lots, Series, read_series
from comparability.statistics.stability.slopes import SlopeContrast
from comparability.statistics.stability.small_sample import SmallSample, slope_error

BOUNDARY = 1e-9  # a component this small beside the error of a lot's own line is zero


class Variances(enum.Enum):
    """Whether the two arms share the spread of their lots and points."""

    COMMON = "common"  # as lmer does; needs the protocol's word
    BY_ARM = "by arm"  # two fits, combined by Welch and Satterthwaite


@dataclass(frozen=True, slots=True, kw_only=True)
class LotComponents:
    """Spread of points about their lot's line, and of lots about their arm's line, as SDs.

    lot_sd: of the level, at time zero. slope_sd, correlation of level and slope: None where lots share their
    slope; correlation None too where a spread is zero. is_boundary: a component was estimated as zero, or
    level and slope as one.
    """

    residual_sd: float
    lot_sd: float
    slope_sd: float | None
    correlation: float | None
    is_boundary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomSlopeContrast(SlopeContrast):
    """With common variances both components are the same."""

    components_pre: LotComponents
    components_post: LotComponents


@dataclass(frozen=True, slots=True)
class _Fit:
    """One fit: of one arm, or of both; slopes and components in scaled units."""

    slopes: tuple[float, ...]
    variance: float
    df: float
    components: LotComponents


def random_intercepts(
    *, pre: Lots, post: Lots, variances: Variances, method: SmallSample
) -> RandomSlopeContrast:
    """Lots differ in level at random and share their arm's slope: `lmer(y ~ supplier * time + (1 | lot))`.

    pre, post: for every lot its (time, value) points; at least two lots an arm, each at two times at least.
    Raises TooFewLots, TooFewPoints, NotPoints, NotFinite, NoRange, NoScatter.
    """
    series = read_series(pre=pre, post=post, need_lots=2)
    for rss in _of_groups(variances, series.pre.within.rss, series.post.within.rss):
        series.check_scatter(rss)
    return _contrast(series, variances, method, is_slope_random=False)


def random_slopes(*, pre: Lots, post: Lots, variances: Variances, method: SmallSample) -> RandomSlopeContrast:
    """Lots differ in level and in slope: `lmer(y ~ supplier * time + (time | lot))`.

    At least three lots an arm, else as `random_intercepts`. Where a component is estimated as zero, the
    degrees of freedom are at most those of one slope per lot. Raises NoMaximum too.
    """
    series = read_series(pre=pre, post=post, need_lots=3)
    if variances is Variances.COMMON:
        _check_spare(series.lots, where="Both arms together")
    else:
        _check_spare(series.pre.lots, where="The pre arm")
        _check_spare(series.post.lots, where="The post arm")
    left = [math.fsum([line.rss for line in arm.lots]) for arm in (series.pre, series.post)]
    for rss in _of_groups(variances, *left):
        series.check_scatter(rss)
    return _contrast(series, variances, method, is_slope_random=True)


def _of_groups(variances: Variances, pre: float, post: float) -> list[float]:
    """Squares left of every group of lots that has a residual variance of its own."""
    return [pre + post] if variances is Variances.COMMON else [pre, post]


def _check_spare(lines: tuple[Line, ...], *, where: str) -> None:
    """Two points a lot are used up by its line; the scatter about it needs more. Raises TooFewPoints."""
    points, need = sum(line.n for line in lines), 2 * len(lines) + 1
    if points < need:
        raise TooFewPoints(where=where, have=points, need=need)


def _contrast(
    series: Series, variances: Variances, method: SmallSample, *, is_slope_random: bool
) -> RandomSlopeContrast:
    arms = (series.pre.lots, series.post.lots)
    groups = [arms] if variances is Variances.COMMON else [(arm,) for arm in arms]
    fits = [_fit(lot_lines(group), series, method, is_slope_random) for group in groups]
    first, last = fits[0], fits[-1]
    variance, df = first.variance, first.df
    if len(fits) == 2:
        variance = first.variance + last.variance
        shares = [fit.variance / variance for fit in fits]
        df = 1.0 / math.fsum([share**2 / fit.df for share, fit in zip(shares, fits, strict=True)])
    unit = series.slope_unit
    return RandomSlopeContrast(
        difference=(last.slopes[-1] - first.slopes[0]) * unit,
        standard_error=math.sqrt(variance) * unit,
        df=df,
        is_log=False,
        slope_pre=first.slopes[0] * unit,
        slope_post=last.slopes[-1] * unit,
        n_lots_pre=len(series.pre.lots),
        n_lots_post=len(series.post.lots),
        n_points_pre=series.pre.together.n,
        n_points_post=series.post.together.n,
        components_pre=first.components,
        components_post=last.components,
    )


def _fit(lots: LotLines, series: Series, method: SmallSample, is_slope_random: bool) -> _Fit:
    if is_slope_random:
        covariance, directions = best_covariance(lots), DIRECTIONS
        own = np.diagonal(lots.m.mean(axis=0))
        spread = np.diagonal(covariance)
        determinant = covariance[0, 0] * covariance[1, 1] - covariance[0, 1] ** 2
        is_boundary = bool(np.any(spread <= BOUNDARY * own) or determinant <= BOUNDARY * np.prod(spread))
    else:
        ratio = best_ratio(lots)
        covariance, directions = np.array([[ratio, 0.0], [0.0, 0.0]]), DIRECTIONS[:1]
        is_boundary = ratio == 0.0
    values, rotation = np.linalg.eigh(covariance)
    turned_lots = turned(lots, rotation.T)
    found = gls(turned_lots, np.diag(np.maximum(values, 0.0)))
    error = slope_error(
        turned_lots,
        found,
        slope=rotation[1],
        directions=rotation.T @ directions @ rotation,
        method=method,
        is_boundary=is_boundary,
    )
    residual_variance = found.quadratic / lots.df
    most = float(len(lots.n) - len(lots.arms)) if is_slope_random and is_boundary else math.inf
    return _Fit(
        slopes=tuple((found.beta @ rotation[1]).tolist()),
        variance=error.variance * residual_variance,
        df=min(error.df, most),
        components=_components(
            lots, series, covariance * residual_variance, residual_variance, is_slope_random, is_boundary
        ),
    )


def _components(
    lots: LotLines,
    series: Series,
    covariance: Array,
    residual_variance: float,
    is_slope_random: bool,
    is_boundary: bool,
) -> LotComponents:
    start = np.array([1.0, -series.time_origin / series.time_unit - lots.origin if is_slope_random else 0.0])
    lot_sd = math.sqrt(max(0.0, float(start @ covariance @ start)))
    slope_sd = math.sqrt(float(covariance[1, 1]))
    product = lot_sd * slope_sd
    return LotComponents(
        residual_sd=math.sqrt(residual_variance) * series.value_unit,
        lot_sd=lot_sd * series.value_unit,
        slope_sd=slope_sd * series.slope_unit if is_slope_random else None,
        correlation=max(-1.0, min(1.0, float(start @ covariance[:, 1]) / product))
        if is_slope_random and product > 0.0
        else None,
        is_boundary=is_boundary,
    )
