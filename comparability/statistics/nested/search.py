"""Where the restricted likelihood of a nested model is greatest, variances zero or above.

Two levels are a search over one ratio, lots to replicates; three levels one over runs to replicates with the
first inside it. Every change of sign of the slope on a grid is followed to its root, so a second maximum is
not overlooked, and zero is a candidate of its own.

Source: Searle, Casella, McCulloch (1992) Variance Components, section 6.6 (the restricted likelihood); the
slope along the ratio is written out here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from comparability.statistics.errors import NoMaximum
from comparability.statistics.nested.cells import Cells, Floats
from comparability.statistics.nested.likelihood import (
    Design,
    likelihood,
    lots_alone,
    lots_and_runs,
    three_levels,
    two_levels,
)

FEWEST, MOST = 1e-4, 1e4  # the grid begins and ends so many times beyond the scale of the ratio
STEPS_TWO, STEPS_THREE = 64, 24
NO_SPREAD = 1e-60  # squares of deviations as the share of the largest: below what doubles can hold apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The maximum: the cells that the design speaks of, and the variances in their squared scale."""

    cells: Cells
    design: Design
    theta: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lots:
    """What a search over the ratio of the lot variance to the rest needs: s, means of lots, squares below."""

    cells: Cells
    s: Floats
    means: Floats
    squares: float
    df: int  # all but the fixed effects

    def squares_at(self, ratio: float) -> float:
        weights = self.s / (1.0 + ratio * self.s)
        return self.squares + float(np.sum(weights * _residuals(self, weights) ** 2))

    def slope(self, ratios: Floats) -> Floats:
        """Of minus twice the profile log-likelihood, along the ratio."""
        weights = self.s / (1.0 + np.multiply.outer(ratios, self.s))
        by_arm, whole = self.cells.by_arm, self.cells.by_arm(weights)
        residuals = self.means - (by_arm(weights * self.means) / whole)[..., self.cells.arm_of_lot]
        weighted = weights * residuals
        total = self.squares + (weighted * residuals).sum(axis=-1)
        fitted = (weighted * weighted).sum(axis=-1) / total
        slopes: Floats = (whole - by_arm(weights * weights) / whole).sum(axis=-1) - self.df * fitted
        return slopes

    def criterion(self, ratio: float) -> float:
        weights = self.s / (1.0 + ratio * self.s)
        return float(
            self.df * math.log(self.squares_at(ratio))
            + np.log1p(ratio * self.s).sum()
            + np.log(self.cells.by_arm(weights)).sum()
        )


def greatest(cells: Cells) -> Found:
    """The variances that maximise the restricted likelihood. Raises NoMaximum.

    Replicates that all agree leave the likelihood without a bound; what is returned then is the limit, in
    which they have no variance and their mean counts once.
    """
    if not cells.has_runs:
        if cells.within_squares <= NO_SPREAD:
            return _lots_alone(cells)
        ratio, error = _over_lots(_lots(cells, 1.0 / cells.counts, cells.within_squares))
        return Found(cells=cells, design=two_levels(cells), theta=np.array([ratio * error, error]))
    if cells.within_squares <= NO_SPREAD:
        lots = _lots(cells, np.ones(cells.n_cells), 0.0)
        if lots.squares <= NO_SPREAD:
            return _lots_alone(cells)
        ratio, run = _over_lots(lots)
        return Found(cells=cells, design=lots_and_runs(cells), theta=np.array([ratio * run, run]))
    return Found(cells=cells, design=three_levels(cells), theta=_over_runs(cells))


def _lots_alone(cells: Cells) -> Found:
    """One mean a lot, with the variance of these means."""
    collapsed = Cells(
        means=cells.means[cells.lot_starts],
        counts=np.ones(cells.n_lots),
        lot_starts=np.arange(cells.n_lots, dtype=np.intp),
        arm_starts=cells.arm_starts,
        lot_of_cell=np.arange(cells.n_lots, dtype=np.intp),
        arm_of_lot=cells.arm_of_lot,
        within_squares=0.0,
        has_runs=False,
        origin=cells.origin,
        scale=cells.scale,
    )
    lots = _lots(collapsed, np.ones(cells.n_lots), 0.0)
    variance = lots.squares_at(0.0) / lots.df
    return Found(cells=collapsed, design=lots_alone(collapsed), theta=np.array([variance]))


def _lots(cells: Cells, relative: Floats, within: float) -> _Lots:
    """relative: variances of the cells around their lot, up to a factor."""
    weights = 1.0 / relative
    s = cells.by_lot(weights)
    means = cells.means_of_lots(cells.means, weights)
    around = float(np.sum(weights * (cells.means - means[cells.lot_of_cell]) ** 2))
    df = cells.n_cells - cells.n_arms + (cells.df_within if within else 0)
    return _Lots(cells=cells, s=s, means=means, squares=within + around, df=df)


def _residuals(lots: _Lots, weights: Floats) -> Floats:
    by_arm = lots.cells.by_arm
    centre = by_arm(weights * lots.means) / by_arm(weights)
    return lots.means - centre[..., lots.cells.arm_of_lot]


def _over_lots(lots: _Lots) -> tuple[float, float]:
    """The ratio of the lot variance to the variance below, and that variance."""
    between = float(np.sum(_residuals(lots, np.ones(len(lots.s))) ** 2))
    end = MOST * (1.0 / float(lots.s.min()) + lots.df * between / lots.squares)
    grid = np.concatenate([[0.0], np.geomspace(FEWEST / float(lots.s.max()), end, STEPS_TWO)])
    roots = _minima(grid, lots.slope(grid), lambda ratio: float(lots.slope(np.array(ratio))))
    ratio = min(roots, key=lots.criterion)
    return ratio, lots.squares_at(ratio) / lots.df


def _over_runs(cells: Cells) -> Floats:
    """Lot, run and replicate variance."""
    design = three_levels(cells)

    def at(runs: float) -> Floats:
        lots, error = _over_lots(_lots(cells, runs + 1.0 / cells.counts, cells.within_squares))
        return np.array([lots * error, runs * error, error])

    def slope(runs: float) -> float:
        theta = at(runs)
        return float(likelihood(cells, design, theta).slope[1] * theta[2])

    between = _lots(cells, np.ones(cells.n_cells), 0.0).squares
    df = cells.n_values - cells.n_arms
    end = MOST * (1.0 + df * between / cells.within_squares)
    grid = np.concatenate([[0.0], np.geomspace(FEWEST / float(cells.counts.max()), end, STEPS_THREE)])
    roots = _minima(grid, np.array([slope(runs) for runs in grid]), slope)
    return min(map(at, roots), key=lambda theta: likelihood(cells, design, theta).minus_twice)


def _minima(grid: Floats, slopes: Floats, slope: Callable[[float], float]) -> list[float]:
    """Where the slope turns from below to above zero, and the start where it never lies below."""
    found = [float(grid[0])] if slopes[0] >= 0.0 else []
    for k in np.flatnonzero((slopes[:-1] < 0.0) & (slopes[1:] >= 0.0)):
        low, high = float(grid[k]), float(grid[k + 1])
        found.append(float(brentq(slope, low, high, xtol=1e-300, rtol=4.0 * np.finfo(float).eps)))
    if not found:
        raise NoMaximum()
    return found
