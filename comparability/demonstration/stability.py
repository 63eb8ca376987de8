"""Stress stability of the simulated lots: pulls at 25 °C over a month, frozen and tested in one sequence.

How fast aggregates rise and how the slopes of lots vary is assumed for the demonstration, without a source.
The lots of CDMO B rise faster, within the margin: a difference that is seen and that a person has to discuss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from comparability.demonstration.certificates import Typed, assays_of, entry_of
from comparability.demonstration.lots import POST, PRE, LotPlan
from comparability.demonstration.simulate import SEED
from comparability.model.vocabulary import LotStatus, Occasion
from comparability.storage.attributes import attribute_by_code
from comparability.storage.lots import lot_by_number

ATTRIBUTE: Final = "aggregates-stress"
CONDITION: Final = "25 °C"
MONTHS: Final = ("0", "0.25", "0.5", "0.75", "1")
START: Final = 1.15  # percent
SLOPES: Final = {False: 0.21, True: 0.31}  # percentage points a month, by whether the lot is post-switch
SLOPE_SD: Final = 0.015  # between lots
REPEATABILITY: Final = 0.015  # percentage points, within a sequence of SEC


@cache
def pulled() -> Mapping[str, Sequence[str]]:
    """What is printed for each lot, one text per pull. A lot that failed is not put on stability."""
    stream = np.random.default_rng([SEED, *ATTRIBUTE.encode()])
    found = {}
    for plan in (*PRE, *POST):
        start = START + stream.normal(0.0, 0.06)
        slope = SLOPES[plan.is_post] + stream.normal(0.0, SLOPE_SD)
        noise = stream.normal(0.0, REPEATABILITY, len(MONTHS))
        if plan.status is not LotStatus.FAILED:
            values = start + slope * np.array([float(each) for each in MONTHS]) + noise
            found[plan.number] = tuple(f"{value:.3f}" for value in values)
    return found


def stability_of(session: Session, product_id: int, plan: LotPlan, *, today: date) -> list[Typed]:
    """Every pull of the lot; none of a lot that is not on stability."""
    lot = lot_by_number(session, product_id, plan.number)
    attribute = attribute_by_code(session, product_id, ATTRIBUTE)
    if lot is None or attribute is None:
        raise LookupError(plan.number)
    assays = assays_of(session, product_id)
    return [
        Typed(
            lot_id=lot.id,
            attribute=attribute,
            entry=replace(
                entry_of(attribute, plan, (text,), assays=assays, today=today),
                occasion=Occasion.STABILITY,
                storage_condition=CONDITION,
                time_point_months=Decimal(months),
                source_document=f"Stability report {plan.number}",
                source_page="3",
            ),
        )
        for months, text in zip(MONTHS, pulled().get(plan.number, ()), strict=False)
    ]
