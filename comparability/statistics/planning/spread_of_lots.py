"""How lots at hand vary, alone and together, on the scale on which a plan needs it."""

import enum
from collections.abc import Sequence

import numpy as np

from comparability.statistics.errors import OutOfRange
from comparability.statistics.logit import check_shares
from comparability.statistics.planning.assurance import SdEstimate
from comparability.statistics.samples import (
    Values,
    check_positive,
    log_ratios,
    logit_ratios,
    moments,
    read,
)


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
        found = moments(table, arm="pre")
        row = np.array([(value - found.origin) - found.centre for value in table]) / found.sd
        deviations.append(row / float(np.linalg.norm(row)))
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
            check_shares(values, "pre")
            return logit_ratios(values, origin=values[0])
