"""What stands on a supplier, a product or a lot: figures and lists that join the rows of several nouns.

Queries over the rows of one noun live beside those rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from comparability.model.vocabulary import ArmRole, LotStatus, ResultKind
from comparability.storage.attributes import Attribute
from comparability.storage.lots import Lot, MaterialLot
from comparability.storage.products import Product
from comparability.storage.results import Result
from comparability.storage.suppliers import Site, Supplier
from comparability.storage.switches import Arm, ArmSource, Switch


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier in the list, with how much stands on it. Void lots are not counted."""

    supplier: Supplier
    sites: int
    lots: int
    materials: int
    switches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """A switch that takes lots of a supplier into one of its arms."""

    switch_id: int
    switch_code: str
    switch_title: str
    product_id: int
    product_name: str
    arm_name: str
    arm_role: ArmRole
    site_name: str | None
    process_version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A product in the list, with how much stands on it. Void lots are not counted."""

    product: Product
    lots: int
    attributes: int
    switches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where lots of a product were made: a supplier, a site and a process version, first and last time."""

    supplier: Supplier
    site: Site | None
    process_version: str | None
    lots: int
    first_on: date | None
    last_on: date | None


def supplier_lines(session: Session) -> tuple[SupplierLine, ...]:
    """All suppliers by name, with the number of their sites, lots, material lots and switches."""
    sites = select(func.count(Site.id)).where(Site.supplier_id == Supplier.id)
    lots = select(func.count(Lot.id)).where(Lot.supplier_id == Supplier.id, Lot.status != LotStatus.VOID)
    materials = select(func.count(MaterialLot.id)).where(MaterialLot.supplier_id == Supplier.id)
    switches = (
        select(func.count(func.distinct(Arm.switch_id)))
        .join(ArmSource, ArmSource.arm_id == Arm.id)
        .where(ArmSource.supplier_id == Supplier.id)
    )
    found = session.execute(
        select(
            Supplier,
            sites.scalar_subquery(),
            lots.scalar_subquery(),
            materials.scalar_subquery(),
            switches.scalar_subquery(),
        ).order_by(Supplier.name)
    )
    return tuple(
        SupplierLine(supplier=supplier, sites=sites, lots=lots, materials=materials, switches=switches)
        for supplier, sites, lots, materials, switches in found
    )


def dependences(session: Session, supplier_id: int) -> tuple[Dependence, ...]:
    """The switches whose arms take lots of this supplier: what depends on it."""
    found = session.execute(
        select(Switch, Product, Arm, Site.name, ArmSource.process_version)
        .select_from(ArmSource)
        .join(Arm, Arm.id == ArmSource.arm_id)
        .join(Switch, Switch.id == Arm.switch_id)
        .join(Product, Product.id == Switch.product_id)
        .outerjoin(Site, Site.id == ArmSource.site_id)
        .where(ArmSource.supplier_id == supplier_id)
        .order_by(Switch.code, Arm.position, ArmSource.id)
    )
    return tuple(
        Dependence(
            switch_id=switch.id,
            switch_code=switch.code,
            switch_title=switch.title,
            product_id=product.id,
            product_name=product.name,
            arm_name=arm.name,
            arm_role=arm.role,
            site_name=site,
            process_version=process_version,
        )
        for switch, product, arm, site, process_version in found
    )


def product_lines(session: Session, *, only_supplier: int | None) -> tuple[ProductLine, ...]:
    """All products by code. A supplier user sees those it has made lots of, and counts only these lots."""
    made = [Lot.product_id == Product.id, Lot.status != LotStatus.VOID]
    if only_supplier is not None:
        made.append(Lot.supplier_id == only_supplier)
    lots = select(func.count(Lot.id)).where(*made).scalar_subquery()
    attributes = select(func.count(Attribute.id)).where(Attribute.product_id == Product.id).scalar_subquery()
    switches = select(func.count(Switch.id)).where(Switch.product_id == Product.id).scalar_subquery()
    question = select(Product, lots, attributes, switches).order_by(Product.code)
    if only_supplier is not None:
        question = question.where(lots > 0)
    return tuple(
        ProductLine(product=product, lots=lots, attributes=attributes, switches=switches)
        for product, lots, attributes, switches in session.execute(question)
    )


def sources_of_product(session: Session, product_id: int) -> tuple[Source, ...]:
    """Where the lots of a product were made, by first manufacture. Void lots are left out."""
    first_on = func.min(Lot.manufactured_on)
    grouped = (
        select(
            Lot.supplier_id,
            Lot.site_id,
            Lot.process_version,
            func.count(Lot.id).label("lots"),
            first_on.label("first_on"),
            func.max(Lot.manufactured_on).label("last_on"),
        )
        .where(Lot.product_id == product_id, Lot.status != LotStatus.VOID)
        .group_by(Lot.supplier_id, Lot.site_id, Lot.process_version)
        .subquery()
    )
    found = session.execute(
        select(
            Supplier, Site, grouped.c.process_version, grouped.c.lots, grouped.c.first_on, grouped.c.last_on
        )
        .join(grouped, grouped.c.supplier_id == Supplier.id)
        .outerjoin(Site, Site.id == grouped.c.site_id)
        .order_by(grouped.c.first_on.is_(None), grouped.c.first_on, Supplier.name)
    )
    return tuple(
        Source(supplier=supplier, site=site, process_version=version, lots=lots, first_on=first, last_on=last)
        for supplier, site, version, lots, first, last in found
    )


def switches_of_product(session: Session, product_id: int) -> tuple[Switch, ...]:
    """The switches of a product by code."""
    return tuple(session.scalars(select(Switch).where(Switch.product_id == product_id).order_by(Switch.code)))


def attribute_has_results(session: Session, attribute_id: int) -> bool:
    """Whether any result, of whatever standing, names the attribute."""
    return session.scalar(select(exists().where(Result.attribute_id == attribute_id))) or False


def words_in_use(session: Session, attribute_id: int) -> frozenset[str]:
    """The words of a qualitative attribute that results carry."""
    found = session.scalars(select(Result.word).where(Result.attribute_id == attribute_id).distinct())
    return frozenset(word for word in found if word is not None)


def method_version_has_results(session: Session, method_version_id: int) -> bool:
    """Whether any result was measured with this version of a method."""
    return session.scalar(select(exists().where(Result.method_version_id == method_version_id))) or False


def lot_has_results(session: Session, lot_id: int) -> bool:
    """Whether any result, of whatever standing, names the lot."""
    return session.scalar(select(exists().where(Result.lot_id == lot_id))) or False


def product_has_lots(session: Session, product_id: int) -> bool:
    """Whether any lot, void ones included, names the product."""
    return session.scalar(select(exists().where(Lot.product_id == product_id))) or False


def results_by_laboratory(session: Session) -> dict[int, int]:
    """How many results name each laboratory."""
    found = session.execute(
        select(Result.laboratory_id, func.count(Result.id))
        .where(Result.laboratory_id.is_not(None), Result.kind != ResultKind.INVALIDATION)
        .group_by(Result.laboratory_id)
    )
    return {laboratory: count for laboratory, count in found if laboratory is not None}


def lots_with_results(session: Session, lot_ids: Iterable[int]) -> dict[int, int]:
    """How many attributes of each lot have a result."""
    found = session.execute(
        select(Result.lot_id, func.count(func.distinct(Result.attribute_id)))
        .where(Result.lot_id.in_(list(lot_ids)))
        .group_by(Result.lot_id)
    )
    return {lot: count for lot, count in found}
