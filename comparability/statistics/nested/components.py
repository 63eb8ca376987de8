"""Variances between lots, between runs and within as moments; a negative one becomes zero, and says so.

Satterthwaite's intervals rest on the analysis of variance. The modified large-sample intervals rest on
unweighted mean squares, which follow chi squared better where counts differ; with equal counts they are the
same. Restricted maximum likelihood is in reml.py.

Source: Searle, Casella, McCulloch (1992) Variance Components, chapters 3 and 5; the intervals are in
mean_square_intervals.py.
"""

from dataclasses import dataclass

import numpy as np

from comparability.statistics.interval import Interval
from comparability.statistics.nested.arm import NestedArm
from comparability.statistics.nested.cells import Floats
from comparability.statistics.nested.mean_square_intervals import (
    Combination,
    modified_large_sample,
    satterthwaite,
    satterthwaite_df,
)
from comparability.statistics.nested.mean_squares import Squares, replicated, unweighted, weighted
from comparability.statistics.samples import check_probability

ROUNDING = 1e-12  # relative: smaller coefficients are zeros that were not hit exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One variance on the scale of analysis.

    raw: the moment estimate as it came, perhaps below zero. estimate: zero instead. An interval is None where
    there is none: Satterthwaite's of an estimate that is not above zero or has next to no degrees of freedom,
    the other where it lies wholly below zero.
    """

    raw: float
    estimate: float
    satterthwaite_df: float | None
    satterthwaite: Interval | None
    modified_large_sample: Interval | None

    @property
    def is_set_to_zero(self) -> bool:
        return self.raw < 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceComponents:
    """lots: between lots. runs: between runs of a lot, None without runs. total: the sum of the estimates."""

    lots: Component
    runs: Component | None
    within: Component
    total: Component
    n_lots: int
    n_values: int


def variance_components(arm: NestedArm, *, level: float, is_log: bool) -> VarianceComponents:
    """level: of the two-sided intervals. is_log: of natural logarithms, where sqrt(variance) is nearly a CV.

    Raises NoReplicates, NotPositive, NoSpread, NotFinite, OutOfRange.
    """
    check_probability("The level of an interval", level)
    cells = replicated(arm, is_log=is_log)
    unit = cells.scale**2
    moments, equal = weighted(cells), unweighted(cells)
    inverse, inverse_equal = np.linalg.inv(moments.expected), np.linalg.inv(equal.expected)
    kept = inverse @ moments.values >= 0.0

    def component(chosen: Floats) -> Component:
        """The sum of the chosen variances (ones and zeros)."""
        by_results = _combination(moments, chosen @ inverse, unit)
        by_lots = _combination(equal, chosen @ inverse_equal, unit)
        df = satterthwaite_df(by_results)
        return Component(
            raw=by_results.estimate,
            estimate=max(by_results.estimate, 0.0),
            satterthwaite_df=df,
            satterthwaite=satterthwaite(by_results, level=level),
            modified_large_sample=modified_large_sample(by_lots, level=level),
        )

    each = [component(row) for row in np.eye(len(kept))]
    return VarianceComponents(
        lots=each[0],
        runs=each[1] if arm.has_runs else None,
        within=each[-1],
        total=component(kept.astype(np.float64)),
        n_lots=len(arm.lots),
        n_values=arm.n_values,
    )


def _combination(squares: Squares, coefficients: Floats, unit: float) -> Combination:
    significant = np.abs(coefficients) > ROUNDING * np.abs(coefficients).max()
    terms = np.where(significant, coefficients * squares.values * unit, 0.0)
    return Combination(terms=terms, dfs=squares.dfs)
