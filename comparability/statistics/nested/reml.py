"""Variances between lots, between runs and within, by restricted maximum likelihood; balanced or not.

Moment estimates with their intervals are in components.py, the comparison of two arms is in two_arms.py.

Source: Patterson and Thompson (1971) Biometrika 58:545.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from comparability.statistics.nested.accuracy import Accuracy, accuracy
from comparability.statistics.nested.arm import NestedArm
from comparability.statistics.nested.cells import Cells, first_value, reduced
from comparability.statistics.nested.likelihood import Likelihood, likelihood
from comparability.statistics.nested.search import Found, greatest


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedVariances:
    """Variances on the scale of analysis, each zero or above.

    between_runs: None without runs. within: None where no lot has replicates, and then between_lots is the
    variance of lots as measured, with what lies within.
    """

    between_lots: float
    between_runs: float | None
    within: float | None

    @property
    def is_lot_variance_zero(self) -> bool:
        return self.between_lots == 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemlFit:
    """One arm. mean and its standard error (Kenward and Roger's) on the scale of analysis."""

    mean: float
    standard_error: float
    df: float  # Kenward and Roger's, at most lots - 1
    variances: NestedVariances
    minus_twice_log_likelihood: float | None  # restricted; None where all replicates agree: it has no bound
    n_lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One likelihood of one arm or of several that share their variances, for the contrasts made of it."""

    cells: Cells  # with the origin and the scale of everything below
    at: Likelihood
    accuracy: Accuracy
    variances: NestedVariances
    minus_twice_log_likelihood: float | None


def reml(arm: NestedArm, *, is_log: bool) -> RemlFit:
    """Fit one arm. is_log: on natural logarithms. Raises NotPositive, NoSpread, NotFinite, NoMaximum."""
    found = fitted([arm], is_log=is_log, origin=first_value(arm))
    return RemlFit(
        mean=found.cells.origin + found.cells.scale * float(found.at.means[0]),
        standard_error=found.cells.scale * math.sqrt(found.accuracy.adjusted),
        df=min(found.accuracy.df, len(arm.lots) - 1.0),
        variances=found.variances,
        minus_twice_log_likelihood=found.minus_twice_log_likelihood,
        n_lots=len(arm.lots),
    )


def fitted(arms: Sequence[NestedArm], *, is_log: bool, origin: float) -> Fitted:
    """The maximum of one likelihood of all `arms`, `origin` taken off every value first."""
    cells = reduced(arms, is_log=is_log, origin=origin)
    found = greatest(cells)
    at = likelihood(found.cells, found.design, found.theta)
    return Fitted(
        cells=cells,
        at=at,
        accuracy=accuracy(at, found.theta),
        variances=_variances(cells, found),
        minus_twice_log_likelihood=_whole(cells, found, at),
    )


def _variances(cells: Cells, found: Found) -> NestedVariances:
    lots, *below = [float(variance) * cells.scale**2 for variance in found.theta]
    below += [0.0] * ((2 if cells.has_runs else 1) - len(below))
    return NestedVariances(
        between_lots=lots,
        between_runs=below[0] if cells.has_runs else None,
        within=below[-1] if cells.df_within else None,
    )


def _whole(cells: Cells, found: Found, at: Likelihood) -> float | None:
    if cells.df_within and not found.design.has_error:
        return None
    df = cells.n_values - cells.n_arms
    constant = df * (math.log(2.0 * math.pi) + 2.0 * math.log(cells.scale))
    return at.minus_twice + float(np.log(cells.counts).sum()) + constant
