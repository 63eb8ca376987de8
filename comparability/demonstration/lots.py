"""The lots of the demonstration: when they were made, from what, and what stands behind each."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.model.vocabulary import LotStatus, LotUse, MaterialKind, Stage
from comparability.storage.lots import Lot
from comparability.storage.products import Product
from comparability.storage.suppliers import Supplier, site_named, supplier_named
from comparability.usecases.lots import LotEntry, RetainEntry, create_lot, create_retain
from comparability.usecases.materials import MaterialEntry, create_material

PLASMIDS: Final = ("pHelper", "pRep2Cap9", "pTransgene")
PROCESS: Final = "3.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPlan:
    """days_ago: of manufacture, counted from the day of loading. retain_days: until the retain expires."""

    number: str
    is_post: bool
    days_ago: int
    use: LotUse
    status: LotStatus = LotStatus.RELEASED
    status_reason: str | None = None
    clinical: str | None = None
    retain_days: int = 700


PRE: Final = tuple(
    LotPlan(number=f"A-{number}", is_post=False, days_ago=ago, use=use, clinical=clinical, retain_days=kept)
    for number, ago, use, clinical, kept in (
        ("2401", 760, LotUse.PHASE_1, "SIM-101-01, 9 participants", 62),
        ("2402", 690, LotUse.PHASE_1, "SIM-101-01, 11 participants", 130),
        ("2403", 600, LotUse.PIVOTAL, "SIM-101-02, 14 participants", 240),
        ("2501", 505, LotUse.PIVOTAL, "SIM-101-02, 13 participants", 340),
        ("2502", 420, LotUse.PIVOTAL, "SIM-101-02, 12 participants", 420),
        ("2503", 330, LotUse.PIVOTAL, None, 510),
    )
)
POST: Final = (
    LotPlan(number="B-2601", is_post=True, days_ago=66, use=LotUse.PPQ),
    LotPlan(number="B-2602", is_post=True, days_ago=58, use=LotUse.PPQ),
    LotPlan(
        number="B-2603",
        is_post=True,
        days_ago=51,
        use=LotUse.PPQ,
        status=LotStatus.FAILED,
        status_reason="Filter integrity test failed after filling; deviation DEV-B-26-031. "
        "The batch was not released.",
        retain_days=30,
    ),
    LotPlan(number="B-2604", is_post=True, days_ago=44, use=LotUse.PPQ),
    LotPlan(number="B-2605", is_post=True, days_ago=37, use=LotUse.PPQ),
)


def make_plasmids(session: Session, *, is_post: bool, actor: Actor, today: date) -> list[int]:
    """One lot of each plasmid for one side of the switch; their numbers."""
    supplier = _supplier(session, "Plasmid supplier P")
    year, ago = ("25", 200) if is_post else ("23", 900)
    made = today - timedelta(days=ago)
    entries = [
        MaterialEntry(
            supplier_id=supplier.id,
            kind=MaterialKind.PLASMID,
            name=name,
            number=f"{name}-{year}-01",
            grade="GMP-source",
            manufactured_on=made,
            expires_on=made + timedelta(days=1825),
        )
        for name in PLASMIDS
    ]
    return [create_material(session, entry, actor=actor).id for entry in entries]


def make_lot(
    session: Session, product: Product, plan: LotPlan, *, plasmids: list[int], actor: Actor, today: date
) -> Lot:
    """Register the drug-substance lot, the drug-product lot filled from it, and its retain."""
    name, place = ("CDMO B", "Songdo (송도)") if plan.is_post else ("CDMO A", "Tuas")
    supplier = _supplier(session, name)
    site = site_named(session, supplier.id, place)
    made = today - timedelta(days=plan.days_ago)
    entry = LotEntry(
        number=plan.number,
        stage=Stage.DRUG_PRODUCT,
        supplier_id=supplier.id,
        site_id=site.id if site else None,
        process_version=PROCESS,
        batch_scale="400 L" if plan.is_post else "200 L",
        use=plan.use,
        status=plan.status,
        status_reason=plan.status_reason,
        manufactured_on=made,
        expires_on=made + timedelta(days=1095),
        clinical_exposure=plan.clinical,
    )
    of_substance = replace(
        entry,
        number=f"{plan.number}-DS",
        stage=Stage.DRUG_SUBSTANCE,
        status=LotStatus.RELEASED,
        status_reason=None,
        manufactured_on=made - timedelta(days=12),
        expires_on=None,
        clinical_exposure=None,
    )
    substance = create_lot(session, product.id, of_substance, actor=actor, material_ids=plasmids)
    lot = create_lot(session, product.id, entry, actor=actor, parent_ids=[substance.id])
    create_retain(
        session,
        lot.id,
        RetainEntry(
            quantity="12 vials of 2 mL",
            storage_condition="at or below −60 °C",
            location=f"{name}, {place}",
            expires_on=today + timedelta(days=plan.retain_days),
        ),
        actor=actor,
    )
    return lot


def _supplier(session: Session, name: str) -> Supplier:
    supplier = supplier_named(session, name)
    if supplier is None:
        raise LookupError(f"the demonstration's switch file registers no supplier {name}")
    return supplier
