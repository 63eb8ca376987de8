"""Nested results as means of cells (runs, or lots where there are no runs) and the squares within them.

Everything that a normal nested model says of its variances follows from these; nothing is estimated here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.errors import NoSpread, NotFinite
from comparability.statistics.nested.arm import NestedArm
from comparability.statistics.samples import check_positive, log_ratios

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Cells in the order of arms and lots. On the scale of analysis a value is origin + scale * (as here)."""

    means: Floats
    counts: Floats  # results in each cell
    lot_starts: Integers  # the first cell of each lot
    arm_starts: Integers  # the first lot of each arm
    lot_of_cell: Integers
    arm_of_lot: Integers
    within_squares: float  # sum of squares within cells
    has_runs: bool
    origin: float
    scale: float

    @property
    def n_cells(self) -> int:
        return len(self.means)

    @property
    def n_lots(self) -> int:
        return len(self.lot_starts)

    @property
    def n_arms(self) -> int:
        return len(self.arm_starts)

    @property
    def n_values(self) -> int:
        return int(self.counts.sum())

    @property
    def df_within(self) -> int:
        return self.n_values - self.n_cells

    def by_lot(self, of_cells: Floats) -> Floats:
        """Sums over the cells of each lot, along the last axis."""
        return np.add.reduceat(of_cells, self.lot_starts, axis=-1)

    def means_of_lots(self, of_cells: Floats, weights: Floats) -> Floats:
        """Weighted, along the last axis. A lot of one cell has exactly the value of that cell."""
        first = of_cells[..., self.lot_starts]
        rest = of_cells - first[..., self.lot_of_cell]
        return first + self.by_lot(weights * rest) / self.by_lot(weights)

    def by_arm(self, of_lots: Floats) -> Floats:
        """Sums over the lots of each arm, along the last axis."""
        return np.add.reduceat(of_lots, self.arm_starts, axis=-1)


def reduced(arms: Sequence[NestedArm], *, is_log: bool, origin: float) -> Cells:
    """Cells of one arm or of several with the same levels, `origin` taken off every value first.

    is_log: natural logarithms of value / origin. Raises NotPositive, NotFinite, and NoSpread when the
    results of an arm are all the same.
    """
    groups = [run for arm in arms for lot in arm.lots for run in lot]
    for arm in arms:
        values = [value for lot in arm.lots for run in lot for value in run]
        if is_log:
            check_positive(values, arm=arm.arm)
        if len(set(values)) == 1:
            raise NoSpread(arm=arm.arm, count=len(arm.lots))
    firsts = _deviations([group[0] for group in groups], origin, is_log)
    # Replicates are taken from the first of their own cell, so that cells far apart cost them no digits.
    inner = [_deviations(list(group), group[0], is_log) for group in groups]
    scale = max(max(map(abs, firsts)), max(abs(value) for group in inner for value in group))
    if not 0.0 < scale * scale < math.inf:
        raise NotFinite(what="The spread of the results")
    inner = [[value / scale for value in group] for group in inner]
    inner_means = [math.fsum(group) / len(group) for group in inner]
    within = math.fsum(
        (value - mean) ** 2 for group, mean in zip(inner, inner_means, strict=True) for value in group
    )
    runs_of_lot = [len(lot) for arm in arms for lot in arm.lots]
    lots_of_arm = [len(arm.lots) for arm in arms]
    return Cells(
        means=np.array(firsts) / scale + np.array(inner_means),
        counts=np.array([len(group) for group in groups], dtype=np.float64),
        lot_starts=_starts(runs_of_lot),
        arm_starts=_starts(lots_of_arm),
        lot_of_cell=np.repeat(np.arange(len(runs_of_lot)), runs_of_lot),
        arm_of_lot=np.repeat(np.arange(len(arms)), lots_of_arm),
        within_squares=within,
        has_runs=arms[0].has_runs,
        origin=math.log(origin) if is_log else origin,
        scale=scale,
    )


def first_value(arm: NestedArm) -> float:
    """What is taken off every value before anything is squared."""
    return arm.lots[0][0][0]


def _deviations(values: list[float], origin: float, is_log: bool) -> list[float]:
    return log_ratios(values, origin=origin) if is_log else [value - origin for value in values]


def _starts(lengths: list[int]) -> Integers:
    return np.cumsum([0, *lengths[:-1]], dtype=np.intp)
