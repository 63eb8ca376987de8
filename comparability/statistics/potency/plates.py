"""Reading the wells of a reference and a test sample: dose, response and weight of each.

Doses are taken on natural logarithms. Nothing is fitted here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from comparability.statistics.errors import NoRange, NoScatter, NotPoints, OutOfRange, TooFewPoints
from comparability.statistics.quadrature import Array
from comparability.statistics.regression import check_aligned, reach, read_column

Wells = Sequence[tuple[float, float]]  # dose, response
Weights = tuple[Sequence[float], Sequence[float]]  # of the reference's wells and of the test's


@dataclass(frozen=True, slots=True)
class Plate:
    """All wells, reference first; log doses from their middle, responses scaled, weights of mean 1."""

    log_dose: Array
    response: Array
    weight: Array
    is_test: Array  # 1.0 for wells of the test sample
    log_dose_origin: float
    response_origin: float
    response_unit: float
    largest: float  # of the responses, in the same unit

    def of(self, *, test: bool) -> "Plate":
        """One sample's wells, still in the units of both."""
        mine = self.is_test == float(test)
        return Plate(
            self.log_dose[mine],
            self.response[mine],
            self.weight[mine],
            np.zeros(int(np.count_nonzero(mine))),
            self.log_dose_origin,
            self.response_origin,
            self.response_unit,
            self.largest,
        )


def read_plate(*, reference: Wells, test: Wells, weights: Weights | None, need_doses: int) -> Plate:
    """weights: None where every well counts alike. Raises NotPoints, NotFinite, NotAligned, OutOfRange,
    TooFewPoints, NoRange, NoScatter.
    """
    samples = {
        "reference": _read(reference, "reference", need_doses),
        "test": _read(test, "test", need_doses),
    }
    doses = [dose for wells in samples.values() for dose, _ in wells]
    responses = [response for wells in samples.values() for _, response in wells]
    unit = reach(responses, what="The range of responses")
    if unit == 0.0:
        raise NoScatter(where="The plate")
    log_doses = [math.log(dose) for dose in doses]
    origin = 0.5 * (min(log_doses) + max(log_doses))
    counts = [len(wells) for wells in samples.values()]
    return Plate(
        log_dose=np.array([log_dose - origin for log_dose in log_doses]),
        response=np.array([(response - responses[0]) / unit for response in responses]),
        weight=_read_weights(weights, counts),
        is_test=np.repeat([0.0, 1.0], counts),
        log_dose_origin=origin,
        response_origin=responses[0],
        response_unit=unit,
        largest=max(map(abs, responses)) / unit,
    )


def _read(wells: Wells, sample: str, need_doses: int) -> list[tuple[float, float]]:
    where = f"The {sample} sample"
    try:
        pairs = [(dose, response) for dose, response in wells]
    except (TypeError, ValueError) as error:
        raise NotPoints(where=where) from error
    doses = read_column([dose for dose, _ in pairs], what=f"The doses of the {sample} sample")
    responses = read_column([response for _, response in pairs], what=f"The responses of the {sample} sample")
    for dose in doses:
        if dose <= 0.0:
            raise OutOfRange(name=f"A dose of the {sample} sample", value=dose, accepted="a number above 0")
    distinct = len(set(doses))
    if distinct == 1:
        raise NoRange(where=where, axis="dose")
    if distinct < need_doses:
        raise TooFewPoints(where=f"{where}, doses", have=distinct, need=need_doses)
    return list(zip(doses, responses, strict=True))


def _read_weights(weights: Weights | None, counts: list[int]) -> Array:
    if weights is None:
        return np.ones(sum(counts))
    found: list[float] = []
    for given, count, sample in zip(weights, counts, ("reference", "test"), strict=True):
        column = read_column(given, what=f"The weights of the {sample} sample")
        check_aligned(column, [0.0] * count, first=f"The weights of the {sample} sample", second="its wells")
        for weight in column:
            if weight <= 0.0:
                raise OutOfRange(
                    name=f"A weight of the {sample} sample", value=weight, accepted="a number above 0"
                )
        found += column
    scaled = np.array(found) / max(found)
    return scaled / float(np.mean(scaled))
