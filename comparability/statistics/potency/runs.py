"""Potencies of several runs of an assay as one value of the lot, with its degrees of freedom.

Sources: USP <1034> Analysis of Biological Assays, section 5; Cochran (1954) Biometrics 10:101 and Meier
(1953) Biometrics 9:59, weighted means with estimated weights.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.special import chdtrc

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NoSpreadOfRuns, TooFewPoints
from comparability.statistics.samples import moments


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPotency(TContrast):
    """Mean of the logarithms of the runs' relative potencies.

    run_sd: between runs, of the logarithms. q, p: Cochran's test of whether the runs' potencies differ by
    more than their own standard errors say, chi-square with n_runs - 1 degrees of freedom, approximate where
    runs have few wells.
    """

    n_runs: int
    run_sd: float
    q: float
    p: float


def mean_of_runs(runs: Sequence[TContrast]) -> LotPotency:
    """Every run counts alike, and what differs between runs is in the standard error: n - 1 degrees of
    freedom.

    runs: results of `relative_potency`, at least two. Raises TooFewPoints, NoSpreadOfRuns.
    """
    lot = _lot(runs)
    if lot.run_sd == 0.0:
        raise NoSpreadOfRuns(count=lot.n_runs)
    summary = moments([run.difference for run in runs], arm="run")
    return replace(
        lot,
        difference=summary.mean,
        standard_error=summary.sd / math.sqrt(summary.n),
        df=float(summary.n - 1),
    )


def weighted_mean_of_runs(runs: Sequence[TContrast]) -> LotPotency:
    """Runs count by their own precision: only where they differ by no more than it says (see `p`).

    Standard error with Meier's correction for estimated weights, degrees of freedom by Satterthwaite. Raises
    TooFewPoints.
    """
    return _lot(runs)


def _weights(runs: Sequence[TContrast]) -> list[float]:
    """Inverse variances as shares of their sum."""
    smallest = min(run.standard_error for run in runs)
    relative = [(smallest / run.standard_error) ** 2 for run in runs]
    total = math.fsum(relative)
    return [value / total for value in relative]


def _lot(runs: Sequence[TContrast]) -> LotPotency:
    if len(runs) < 2:
        raise TooFewPoints(where="The runs of the lot", have=len(runs), need=2)
    weights = _weights(runs)
    logs = [run.difference for run in runs]
    mean = logs[0] + math.fsum([w * (log - logs[0]) for w, log in zip(weights, logs, strict=True)])
    correction = 1.0 + 4.0 * math.fsum([w * (1.0 - w) / run.df for w, run in zip(weights, runs, strict=True)])
    q = math.fsum([((run.difference - mean) / run.standard_error) ** 2 for run in runs])
    return LotPotency(
        difference=mean,
        standard_error=min(run.standard_error for run in runs) * math.sqrt(correction * max(weights)),
        df=1.0 / math.fsum([w * w / run.df for w, run in zip(weights, runs, strict=True)]),
        is_log=True,
        n_runs=len(runs),
        run_sd=0.0 if min(logs) == max(logs) else moments(logs, arm="run").sd,
        q=q,
        p=float(chdtrc(len(runs) - 1, q)),
    )
