"""How lots at hand vary, alone and together, on the scale on which a plan needs it."""

import enum
import math
from collections.abc import Sequence

import numpy as np

from comparability.statistics.errors import NoSpread, OutOfRange
from comparability.statistics.logit import odds_of
from comparability.statistics.planning.assurance import SdEstimate
from comparability.statistics.samples import Values, check_positive, log_ratios, moments, read


class LotScale(enum.Enum):
    """On which values of lots are averaged."""

    PLAIN = "values"
    LOG = "natural logarithms"
    LOGIT = "logits of percentages"


def spread_of_lots(values: Values, *, scale: LotScale) -> SdEstimate:
    """SD between the pre lots with its degrees of freedom. At least two lots.

    Raises TooFewLots, NoSpread, NotPositive, NotAShare, NotFinite.
    """
    found = moments(_on_scale(read(values, arm="pre", need=2), scale), arm="pre")
    return SdEstimate(sd=found.sd, df=float(found.n - 1))


def correlations_of_lots(
    attributes: Sequence[Values], *, scales: Sequence[LotScale]
) -> tuple[tuple[float, ...], ...]:
    """Between the attributes' values of the same lots, given in the same order for each attribute.

    Raises as `spread_of_lots`, OutOfRange for attributes with different numbers of lots.
    """
    tables = [
        _on_scale(read(values, arm="pre", need=3), scale)
        for values, scale in zip(attributes, scales, strict=True)
    ]
    counts = {len(table) for table in tables}
    if len(counts) != 1:
        raise OutOfRange(name="The number of different counts of lots", value=len(counts), accepted="1")
    deviations = []
    for table in tables:
        origin = math.fsum(table) / len(table)
        row = np.array([value - origin for value in table])
        length = float(np.linalg.norm(row))
        if length == 0.0:
            raise NoSpread(arm="pre", count=len(table))
        deviations.append(row / length)
    matrix = np.clip(np.array(deviations) @ np.array(deviations).T, -1.0, 1.0)
    np.fill_diagonal(matrix, 1.0)
    return tuple(map(tuple, matrix.tolist()))


def _on_scale(values: list[float], scale: LotScale) -> list[float]:
    """Up to an origin of their own, which no spread depends on."""
    match scale:
        case LotScale.PLAIN:
            return values
        case LotScale.LOG:
            check_positive(values, arm="pre")
            return log_ratios(values, origin=values[0])
        case LotScale.LOGIT:
            odds = odds_of(values, "pre")
            return log_ratios(odds, origin=odds[0])
