"""People and records that the tests of the register start from. No test lives here."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.model.vocabulary import (
    AuditStatus,
    DevelopmentStage,
    LotStatus,
    LotUse,
    Market,
    Occasion,
    ProductRole,
    ResultKind,
    ResultState,
    Role,
    Stage,
    SupplierKind,
    VectorType,
)
from comparability.storage.attributes import Attribute
from comparability.storage.audit import AuditEntry
from comparability.storage.lots import Lot
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.results import Result
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Supplier
from comparability.usecases.lots import LotEntry, create_lot
from comparability.usecases.products import ProductEntry, create_product
from comparability.usecases.suppliers import SupplierEntry, create_supplier

NOW = datetime(2026, 11, 23, 8, 14, 22, tzinfo=UTC)


def person(role: Role, *, supplier_id: int | None = None) -> Actor:
    return Actor(
        id=1, user_name="mei.tan", full_name="Tan Mei", roles=frozenset({role}), supplier_id=supplier_id
    )


CMC = person(Role.CMC)
QC = person(Role.QC)


def writing(database: Database, actor: Actor = CMC) -> AbstractContextManager[Session]:
    return database.write(actor=actor, now=NOW)


def a_supplier(session: Session, name: str = "CDMO A") -> Supplier:
    return create_supplier(
        session,
        SupplierEntry(
            name=name, kind=SupplierKind.CDMO, market=Market.SG, audit_status=AuditStatus.QUALIFIED
        ),
        actor=CMC,
    )


def product_entry(**changes: Any) -> ProductEntry:
    entry: dict[str, Any] = {
        "code": "GT-101",
        "name": "AAV9 vector for a metabolic disease",
        "vector_type": VectorType.AAV,
        "role": ProductRole.IN_VIVO,
        "development_stage": DevelopmentStage.PIVOTAL,
        "serotype": "AAV9",
    }
    return ProductEntry(**{**entry, **changes})


def a_product(
    session: Session, *, stages: tuple[Stage, ...] = (Stage.DRUG_PRODUCT,), **changes: Any
) -> Product:
    return create_product(session, product_entry(**changes), stages=stages, actor=CMC)


def lot_entry(supplier: Supplier, number: str, **changes: Any) -> LotEntry:
    entry: dict[str, Any] = {
        "number": number,
        "stage": Stage.DRUG_PRODUCT,
        "supplier_id": supplier.id,
        "status": LotStatus.RELEASED,
        "use": LotUse.PIVOTAL,
        "manufactured_on": date(2025, 3, 4),
    }
    return LotEntry(**{**entry, **changes})


_numbers = count(1)


def a_lot(
    session: Session, product: Product, supplier: Supplier, number: str | None = None, **changes: Any
) -> Lot:
    parent_ids = changes.pop("parent_ids", ())
    material_ids = changes.pop("material_ids", ())
    entry = lot_entry(supplier, number or f"A-{next(_numbers):03}", **changes)
    return create_lot(session, product.id, entry, actor=QC, parent_ids=parent_ids, material_ids=material_ids)


def a_result(
    session: Session, lot: Lot, attribute: Attribute, entered: str = "1.20E13", **changes: Any
) -> Result:
    """A row as `usecases.results` writes it; only what the rules of the register look at."""
    entered_by = session.scalar(select(Person))
    if entered_by is None:
        entered_by = Person(
            user_name="mei.tan", full_name="Tan Mei", password_hash="-", is_active=True,
            must_change_password=False, failed_sign_ins=0,
        )  # fmt: skip
        session.add(entered_by)
        session.flush()
    values: dict[str, Any] = {
        "kind": ResultKind.ORIGINAL,
        "entered": entered,
        "is_calculated": False,
        "state": ResultState.VALUE,
        "unit": attribute.unit,
        "occasion": Occasion.RELEASE,
        "entered_by_id": entered_by.id,
        "entered_at": NOW,
    }
    result = Result(lot_id=lot.id, attribute_id=attribute.id, **{**values, **changes})
    session.add(result)
    session.flush()
    return result


def trail(session: Session, entity: str) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    """Action, field, old, new and reason of every entry about rows of a table, oldest first."""
    found = session.execute(
        select(AuditEntry.action, AuditEntry.field, AuditEntry.old, AuditEntry.new, AuditEntry.reason)
        .where(AuditEntry.entity == entity)
        .order_by(AuditEntry.seq)
    )
    return [tuple(row) for row in found]  # type: ignore[misc]
