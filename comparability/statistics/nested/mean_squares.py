"""Mean squares of nested results and their expectations: weighted by the number of results (analysis of
variance), and unweighted, where every lot and every run counts once.

Sources: Searle, Casella, McCulloch (1992) Variance Components, sections 3.6 and F.1 (weighted, balanced or
not); Burdick and Graybill (1992) Confidence Intervals on Variance Components, chapters 4 and 5, after Thomas
and Hultquist (1978) Ann Statist 6:582 (unweighted).
"""

from dataclasses import dataclass

import numpy as np

from comparability.statistics.errors import NoReplicates
from comparability.statistics.nested.arm import NestedArm
from comparability.statistics.nested.cells import Cells, Floats, first_value, reduced


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanSquare:
    """One line of an analysis of variance; the expectation is the sum of coefficient times variance."""

    df: int
    squares: float
    mean_square: float
    coefficient_lots: float
    coefficient_runs: float  # 0 without runs
    coefficient_within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnovaTable:
    """lots: between lots. runs: between runs within lots, None without runs. within: the replicates."""

    lots: MeanSquare
    runs: MeanSquare | None
    within: MeanSquare


@dataclass(frozen=True, slots=True, kw_only=True)
class Squares:
    """Mean squares from the lots downwards; expected: a row each, times the variances in the same order."""

    values: Floats
    dfs: Floats
    expected: Floats


def analysis_of_variance(arm: NestedArm, *, is_log: bool) -> AnovaTable:
    """is_log: of natural logarithms. Raises NoReplicates, NotPositive, NoSpread, NotFinite."""
    cells = replicated(arm, is_log=is_log)
    squares = weighted(cells)
    lines = [
        MeanSquare(
            df=int(df),
            squares=float(value * df) * cells.scale**2,
            mean_square=float(value) * cells.scale**2,
            coefficient_lots=float(expected[0]),
            coefficient_runs=float(expected[1]) if arm.has_runs else 0.0,
            coefficient_within=float(expected[-1]),
        )
        for value, df, expected in zip(squares.values, squares.dfs, squares.expected, strict=True)
    ]
    return AnovaTable(lots=lines[0], runs=lines[1] if arm.has_runs else None, within=lines[-1])


def replicated(arm: NestedArm, *, is_log: bool) -> Cells:
    """The cells of an arm in which something was measured twice. Raises NoReplicates."""
    if not arm.has_replicates:
        raise NoReplicates(arm=arm.arm, within="lot")
    return reduced([arm], is_log=is_log, origin=first_value(arm))


def weighted(cells: Cells) -> Squares:
    """Of one arm; every result counts once."""
    m, by_lot, n_lots = cells.counts, cells.by_lot, cells.n_lots
    n, total = by_lot(m), float(m.sum())
    lots = by_lot(m * cells.means) / n
    between = float(n @ (lots - n @ lots / total) ** 2)
    df = n_lots - 1
    squares_of_lots = (total - float(n @ n) / total) / df
    if not cells.has_runs:
        return _squares(cells, [between], [df], [[squares_of_lots, 1.0]])
    df_runs = cells.n_cells - n_lots
    runs = float(m @ (cells.means - lots[cells.lot_of_cell]) ** 2)
    within_lots = float(np.sum(by_lot(m**2) / n))
    return _squares(
        cells,
        [between, runs],
        [df, df_runs],
        [
            [squares_of_lots, (within_lots - float(m @ m) / total) / df, 1.0],
            [0.0, (total - within_lots) / df_runs, 1.0],
        ],
    )


def unweighted(cells: Cells) -> Squares:
    """Of one arm; every lot counts once, and within it every run."""
    r = np.diff(cells.lot_starts, append=cells.n_cells).astype(np.float64)
    lots = cells.by_lot(cells.means) / r
    noise = cells.by_lot(1.0 / cells.counts)
    between = float(np.sum((lots - lots.mean()) ** 2))
    df = cells.n_lots - 1
    if not cells.has_runs:
        return _squares(cells, [between], [df], [[1.0, float(noise.mean())]])
    df_runs = cells.n_cells - cells.n_lots
    runs = float(np.sum((cells.means - lots[cells.lot_of_cell]) ** 2))
    return _squares(
        cells,
        [between, runs],
        [df, df_runs],
        [
            [1.0, float(np.mean(1.0 / r)), float(np.mean(noise / r**2))],
            [0.0, 1.0, float(np.sum((1.0 - 1.0 / r) * noise)) / df_runs],
        ],
    )


def _squares(cells: Cells, sums: list[float], dfs: list[int], expected: list[list[float]]) -> Squares:
    df = np.array([*dfs, cells.df_within], dtype=np.float64)
    last = [*[0.0] * len(sums), 1.0]
    return Squares(
        values=np.array([*sums, cells.within_squares]) / df, dfs=df, expected=np.array([*expected, last])
    )
