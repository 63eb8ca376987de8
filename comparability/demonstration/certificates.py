"""What stands on the certificates of the demonstration's lots, and how it is entered as a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from comparability.demonstration.lots import POST, PRE, LotPlan
from comparability.demonstration.simulate import MEASURANDS, determinations
from comparability.storage.attributes import Attribute, attributes_of, methods_of_product
from comparability.storage.lots import lot_by_number
from comparability.storage.suppliers import laboratories
from comparability.usecases.result_writing import ResultEntry

RETESTED: Final = "A-2501"  # the lot whose first potency result came from a plate with a dispensing error
FAILED_POTENCY: Final = ("58.1", "61.7", "60.2", "57.4")
REFERENCE: Final = "RS-2024-01"
SAME_FOR_EVERY_LOT: Final = {
    "identity-vector": "complies",
    "identity-genome": "complies",
    "appearance": "clear",
    "sterility": "no growth",
    "residual-helper-virus": "NT",
    "residual-baculovirus": "NT",
    "residual-large-t": "<50",
}
TEST_TAKES: Final = timedelta(days=24)  # from manufacture of a pre-switch lot to its results


@dataclass(frozen=True, slots=True, kw_only=True)
class Assays:
    """Where and by which method version each attribute is measured: row numbers."""

    laboratory_id: int
    version_ids: Mapping[int, int]  # by attribute id


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One result to record."""

    lot_id: int
    attribute: Attribute
    entry: ResultEntry


@cache
def measured() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The determinations as printed, by attribute code and lot number."""
    plans = (*PRE, *POST)
    found = {
        measurand.code: dict(
            zip(
                [plan.number for plan in plans],
                determinations(measurand, lots=[plan.is_post for plan in plans]),
                strict=True,
            )
        )
        for measurand in MEASURANDS
    }
    # Three shares are two numbers: the third is what the others leave.
    found["vp3-share"] = {
        plan.number: (
            str(
                Decimal("100.0")
                - Decimal(found["vp1-share"][plan.number][0])
                - Decimal(found["vp2-share"][plan.number][0])
            ),
        )
        for plan in plans
    }
    return found | {
        code: {plan.number: (text,) for plan in plans} for code, text in SAME_FOR_EVERY_LOT.items()
    }


def assays_of(session: Session, product_id: int) -> Assays:
    """The one laboratory of the demonstration and the version in use of each method."""
    laboratory, _ = laboratories(session)[0]
    lines = methods_of_product(session, product_id)
    return Assays(
        laboratory_id=laboratory.id,
        version_ids={attribute_id: found[0].versions[0].id for attribute_id, found in lines.items()},
    )


def certificate(session: Session, product_id: int, plan: LotPlan, *, today: date) -> list[Typed]:
    """Every result of the lot as its certificate prints it. Neither what is calculated nor what is
    tested over time is on it."""
    lot = lot_by_number(session, product_id, plan.number)
    if lot is None:
        raise LookupError(plan.number)
    assays = assays_of(session, product_id)
    typed = []
    for attribute in attributes_of(session, product_id):
        if attribute.derived_from is not None or attribute.code not in measured():
            continue
        texts = measured()[attribute.code][plan.number]
        if attribute.code == "potency" and plan.number == RETESTED:
            texts = FAILED_POTENCY
        entry = entry_of(attribute, plan, texts, assays=assays, today=today)
        typed.append(Typed(lot_id=lot.id, attribute=attribute, entry=entry))
    return typed


def entry_of(
    attribute: Attribute, plan: LotPlan, texts: tuple[str, ...], *, assays: Assays, today: date
) -> ResultEntry:
    """One result with everything that stands behind it. Post-switch lots are tested on the day of loading."""
    made = today - timedelta(days=plan.days_ago)
    batch = "26" if plan.is_post else plan.number[2:]
    return ResultEntry(
        text=texts[0] if len(texts) == 1 else "",
        replicates=texts if len(texts) > 1 else (),
        method_version_id=assays.version_ids.get(attribute.id),
        laboratory_id=assays.laboratory_id,
        run=f"R-{attribute.code[:8]}-{batch}",
        analyst="J. Chen" if plan.is_post else "M. Okafor",
        instrument=f"EQ-{sum(attribute.code.encode()) % 40 + 1:02d}",
        reference_standard=REFERENCE if attribute.code in ("potency", "transgene-expression") else None,
        tested_on=today if plan.is_post else made + TEST_TAKES,
        source_document=f"CoA {plan.number}",
        source_page="1" if attribute.position <= 15 else "2",
        raw_data=f"held at Contract laboratory 1, {plan.number}/{attribute.code}",
    )
