"""The difference of two slopes over time as a contrast, with lots as fixed lines or with one slope per lot.

Lots as a sample of all lots to come are in `random_lots`.

Sources: Burdick and Sidor (2013) J Biopharm Stat 23:730 and BioPharm Int (2011) 24(3):36, equivalence of
slopes; ICH Q1E (2003), lots as fixed lines.
"""

import math
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NoSpread
from comparability.statistics.regression import ROUNDING, Line
from comparability.statistics.samples import moments
from comparability.statistics.stability.series import Arm, Lots, Series, read_series
from comparability.statistics.two_arms import standard_error_and_df


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeContrast(TContrast):
    """Slope of post minus slope of pre, in units of the value per unit of time."""

    slope_pre: float
    slope_post: float
    n_lots_pre: int
    n_lots_post: int
    n_points_pre: int
    n_points_post: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedSlopeContrast(SlopeContrast):
    """residual_sd: of a point about its line, one for both arms."""

    residual_sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSlopeContrast(SlopeContrast):
    """The slope of every lot, and their SD within each arm."""

    slopes_pre: tuple[float, ...]
    slopes_post: tuple[float, ...]
    sd_pre: float
    sd_post: float


def one_line_per_arm(*, pre: Lots, post: Lots) -> FixedSlopeContrast:
    """All points of an arm on one line: lots are not told apart, `lm(y ~ supplier * time)`.

    pre, post: for every lot its (time, value) points. Too sure of itself where lots differ in level or slope.
    Raises TooFewLots, TooFewPoints, NotPoints, NotFinite, NoRange, NoScatter.
    """
    series = read_series(pre=pre, post=post, need_lots=1)
    return _fixed(series, series.pre.together, series.post.together, df=series.n_points - 4)


def own_intercepts(*, pre: Lots, post: Lots) -> FixedSlopeContrast:
    """Every lot starts where it likes, lots of an arm share their slope: `lm(y ~ lot + supplier:time)`."""
    series = read_series(pre=pre, post=post, need_lots=1)
    df = series.n_points - len(series.lots) - 2
    return _fixed(series, series.pre.within, series.post.within, df=df)


def lot_slopes(*, pre: Lots, post: Lots) -> LotSlopeContrast:
    """The lot is the unit: each lot's own least-squares slope, compared by Welch; at least two lots an arm.

    With the same times in every lot this is the exact analysis of lots that differ in slope, variances
    of the arms not assumed equal. Raises NoSpread too.
    """
    series = read_series(pre=pre, post=post, need_lots=2)
    before, after = _slopes(series, series.pre, arm="pre"), _slopes(series, series.post, arm="post")
    first, second = moments(before, arm="pre"), moments(after, arm="post")
    standard_error, df = standard_error_and_df(
        n_pre=first.n, n_post=second.n, sd_pre=first.sd, sd_post=second.sd, is_pooled=False
    )
    unit = series.slope_unit
    return LotSlopeContrast(
        difference=(second.mean - first.mean) * unit,
        standard_error=standard_error * unit,
        df=df,
        is_log=False,
        slope_pre=first.mean * unit,
        slope_post=second.mean * unit,
        n_lots_pre=first.n,
        n_lots_post=second.n,
        n_points_pre=series.pre.together.n,
        n_points_post=series.post.together.n,
        slopes_pre=tuple(slope * unit for slope in before),
        slopes_post=tuple(slope * unit for slope in after),
        sd_pre=first.sd * unit,
        sd_post=second.sd * unit,
    )


def _slopes(series: Series, arm_of_series: Arm, *, arm: str) -> list[float]:
    slopes = [line.slope for line in arm_of_series.lots]
    # Copies of one lot at another level have the same slope but for the rounding of their values.
    resolution = ROUNDING * series.largest / math.sqrt(min(line.squares for line in arm_of_series.lots))
    if max(slopes) - min(slopes) <= resolution:
        raise NoSpread(arm=arm, count=len(slopes))
    return slopes


def _fixed(series: Series, before: Line, after: Line, *, df: int) -> FixedSlopeContrast:
    # Three points an arm and two a lot leave at least two degrees of freedom.
    rss = before.rss + after.rss
    series.check_scatter(rss)
    residual_sd = math.sqrt(rss / df)
    unit = series.slope_unit
    return FixedSlopeContrast(
        difference=(after.slope - before.slope) * unit,
        standard_error=residual_sd * math.sqrt(1.0 / before.squares + 1.0 / after.squares) * unit,
        df=float(df),
        is_log=False,
        slope_pre=before.slope * unit,
        slope_post=after.slope * unit,
        n_lots_pre=len(series.pre.lots),
        n_lots_post=len(series.post.lots),
        n_points_pre=before.n,
        n_points_post=after.n,
        residual_sd=residual_sd * series.value_unit,
    )
