"""The actual size of the censored-likelihood tests for a design, by seeded simulation: for planning and for
the line beside a result, never for a verdict.

There is no exact route: with few lots neither calibration of the likelihood is exact once lots are censored.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from comparability.statistics.censored import Calibration, Spread, censored
from comparability.statistics.censored_values import Below
from comparability.statistics.errors import OutOfRange, StatisticsError
from comparability.statistics.planning.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSize:
    """How often each one-sided test rejects a true difference on its bound; refused data do not reject.

    low: of the test that the difference lies above the low end of a margin; high: below the high end.
    refused: the share of data sets that cannot be estimated, such as an arm wholly below the limit.
    standard_error: of a simulated share near alpha.
    """

    low: float
    high: float
    refused: float
    standard_error: float
    repetitions: int
    seed: int


def simulated_size(
    *,
    design: Design,
    share_below: float,
    shift: float,
    spread: Spread,
    calibration: Calibration,
    repetitions: int,
    seed: int,
) -> SimulatedSize:
    """Normal lots, one limit for both arms that the share `share_below` of pre lots lies below.

    shift: true mean(post) - mean(pre), on the scale of the SDs of the design. 0 <= share_below < 1.
    """
    if not 0.0 <= share_below < 1.0:
        raise OutOfRange(name="The share below the limit", value=share_below, accepted="0 or more, below 1,")
    if not math.isfinite(shift):
        raise OutOfRange(name="The shift", value=shift, accepted="a finite number")
    if repetitions < 1:
        raise OutOfRange(name="The number of repetitions", value=repetitions, accepted="1 or more")
    random = np.random.default_rng(seed)
    limit = design.sd_pre * float(ndtri(share_below)) if share_below > 0.0 else -math.inf
    low = high = refused = 0
    for _ in range(repetitions):
        pre = design.sd_pre * random.standard_normal(design.n_pre)
        post = shift + design.sd_post * random.standard_normal(design.n_post)
        try:
            found = censored(
                pre=_limited(pre, limit), post=_limited(post, limit), spread=spread, calibration=calibration
            )
            p = found.p_above(shift)
        except StatisticsError:
            refused += 1
            continue
        low += p < design.alpha
        high += 1.0 - p < design.alpha
    return SimulatedSize(
        low=low / repetitions,
        high=high / repetitions,
        refused=refused / repetitions,
        standard_error=math.sqrt(design.alpha * (1.0 - design.alpha) / repetitions),
        repetitions=repetitions,
        seed=seed,
    )


def _limited(lots: NDArray[np.float64], limit: float) -> list[float | Below]:
    return [float(lot) if lot >= limit else Below(limit) for lot in lots]
