"""Suppliers, their sites, and the laboratories that test."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import ArmRole, AuditStatus, LotStatus, Market, SupplierKind
from comparability.storage.base import Base, Editable, words
from comparability.storage.lots import Lot, MaterialLot
from comparability.storage.products import Product
from comparability.storage.results import Result
from comparability.storage.switches import Arm, ArmSource, Switch


class Supplier(Editable, Base):
    """An organisation that makes vector or plasmid, or tests it."""

    __tablename__ = "supplier"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[SupplierKind] = mapped_column(words(SupplierKind))
    market: Mapped[Market] = mapped_column(words(Market))
    audit_status: Mapped[AuditStatus] = mapped_column(words(AuditStatus))
    audited_on: Mapped[date | None]
    quality_agreement: Mapped[str | None] = mapped_column(String(200))
    notes: Mapped[str | None] = mapped_column(Text)


class Site(Editable, Base):
    """A place of manufacture of a supplier."""

    __tablename__ = "site"

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    name: Mapped[str] = mapped_column(String(200))
    market: Mapped[Market] = mapped_column(words(Market))
    address: Mapped[str | None] = mapped_column(Text)
    gmp_status: Mapped[str | None] = mapped_column(String(200))
    audit_status: Mapped[AuditStatus] = mapped_column(words(AuditStatus))
    audited_on: Mapped[date | None]


class Laboratory(Editable, Base):
    """A test laboratory; its audit status is printed beside its results."""

    __tablename__ = "laboratory"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    market: Mapped[Market] = mapped_column(words(Market))
    audit_status: Mapped[AuditStatus] = mapped_column(words(AuditStatus))
    audited_on: Mapped[date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier in the list, with how much stands on it."""

    supplier: Supplier
    sites: int
    lots: int
    materials: int
    switches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """A switch that has lots of a supplier in one of its arms."""

    switch_id: int
    switch_code: str
    switch_title: str
    product_name: str
    arm_name: str
    arm_role: ArmRole
    site_name: str | None
    process_version: str | None


def suppliers(session: Session) -> tuple[Supplier, ...]:
    """All suppliers by name."""
    return tuple(session.scalars(select(Supplier).order_by(Supplier.name)))


def supplier_lines(session: Session) -> tuple[SupplierLine, ...]:
    """All suppliers by name, with the number of their sites, lots, material lots and switches."""

    def count(kind: type[Site] | type[Lot] | type[MaterialLot]) -> Any:
        return (
            select(func.count())
            .select_from(kind)
            .where(kind.supplier_id == Supplier.id, *_kept(kind))
            .scalar_subquery()
        )

    switches = (
        select(func.count(func.distinct(Arm.switch_id)))
        .join(ArmSource, ArmSource.arm_id == Arm.id)
        .where(ArmSource.supplier_id == Supplier.id)
        .scalar_subquery()
    )
    found = session.execute(
        select(Supplier, count(Site), count(Lot), count(MaterialLot), switches).order_by(Supplier.name)
    )
    return tuple(
        SupplierLine(supplier=supplier, sites=sites, lots=lots, materials=materials, switches=in_switches)
        for supplier, sites, lots, materials, in_switches in found
    )


def sites_of(session: Session, supplier_id: int) -> tuple[Site, ...]:
    """The sites of one supplier by name."""
    return tuple(session.scalars(select(Site).where(Site.supplier_id == supplier_id).order_by(Site.name)))


def sites_by_supplier(session: Session) -> tuple[tuple[Site, str], ...]:
    """All sites with the name of their supplier, by supplier and site, for choosing one."""
    found = session.execute(
        select(Site, Supplier.name)
        .join(Supplier, Supplier.id == Site.supplier_id)
        .order_by(Supplier.name, Site.name)
    )
    return tuple((site, supplier) for site, supplier in found)


def site_named(session: Session, supplier_id: int, name: str) -> Site | None:
    """The site of that name of one supplier."""
    return session.scalar(select(Site).where(Site.supplier_id == supplier_id, Site.name == name))


def laboratories(session: Session) -> tuple[tuple[Laboratory, str | None], ...]:
    """All test laboratories by name, with the name of the supplier they belong to, if any."""
    found = session.execute(
        select(Laboratory, Supplier.name)
        .outerjoin(Supplier, Supplier.id == Laboratory.supplier_id)
        .order_by(Laboratory.name)
    )
    return tuple((laboratory, supplier) for laboratory, supplier in found)


def laboratories_of(session: Session, supplier_id: int) -> tuple[Laboratory, ...]:
    """The test laboratories that belong to one supplier."""
    return tuple(
        session.scalars(
            select(Laboratory).where(Laboratory.supplier_id == supplier_id).order_by(Laboratory.name)
        )
    )


def dependences(session: Session, supplier_id: int) -> tuple[Dependence, ...]:
    """The switches whose arms take lots of this supplier: what depends on it."""
    found = session.execute(
        select(
            Switch.id, Switch.code, Switch.title, Product.name, Arm.name, Arm.role, Site.name,
            ArmSource.process_version,
        )
        .select_from(ArmSource)
        .join(Arm, Arm.id == ArmSource.arm_id)
        .join(Switch, Switch.id == Arm.switch_id)
        .join(Product, Product.id == Switch.product_id)
        .outerjoin(Site, Site.id == ArmSource.site_id)
        .where(ArmSource.supplier_id == supplier_id)
        .order_by(Switch.code, Arm.position)
    )  # fmt: skip
    return tuple(
        Dependence(
            switch_id=switch_id,
            switch_code=code,
            switch_title=title,
            product_name=product,
            arm_name=arm,
            arm_role=role,
            site_name=site,
            process_version=process_version,
        )
        for switch_id, code, title, product, arm, role, site, process_version in found
    )


def results_measured(session: Session, laboratory_id: int) -> int:
    """How many results name this laboratory."""
    count = session.scalar(
        select(func.count()).select_from(Result).where(Result.laboratory_id == laboratory_id)
    )
    return count or 0


def _kept(kind: type[Base]) -> tuple[ColumnElement[bool], ...]:
    return (Lot.status != LotStatus.VOID,) if kind is Lot else ()
