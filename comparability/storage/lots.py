"""Lots of product and material, their genealogy and their retains."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.errors import NotFound
from comparability.model.vocabulary import LotStatus, LotUse, MaterialKind, Stage
from comparability.storage import rows
from comparability.storage.base import Base, Editable, Numbered, words
from comparability.storage.products import Product
from comparability.storage.suppliers import Site, Supplier


class MaterialLot(Editable, Base):
    """A lot of a critical starting material: a plasmid, a cell bank, a seed."""

    __tablename__ = "material_lot"
    __table_args__ = (UniqueConstraint("supplier_id", "number"),)

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    kind: Mapped[MaterialKind] = mapped_column(words(MaterialKind))
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(120))
    grade: Mapped[str | None] = mapped_column(String(120))
    manufactured_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    notes: Mapped[str | None] = mapped_column(Text)


class Lot(Editable, Base):
    """A batch of a product. A failed batch stays; a void one keeps its number and says why."""

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("product_id", "number"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    number: Mapped[str] = mapped_column(String(120))
    stage: Mapped[Stage] = mapped_column(words(Stage))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    process_version: Mapped[str | None] = mapped_column(String(120))
    batch_scale: Mapped[str | None] = mapped_column(String(120))  # as stated: "200 L single-use bioreactor"
    manufactured_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    status: Mapped[LotStatus] = mapped_column(words(LotStatus))
    status_reason: Mapped[str | None] = mapped_column(Text)
    use: Mapped[LotUse] = mapped_column(words(LotUse))
    clinical_exposure: Mapped[str | None] = mapped_column(Text)  # which subjects or trial received it
    split_source: Mapped[str | None] = mapped_column(String(120))  # donor id, for paired designs
    notes: Mapped[str | None] = mapped_column(Text)


class LotParent(Numbered, Base):
    """A lot made from another lot, e.g. drug product from drug substance."""

    __tablename__ = "lot_parent"
    __table_args__ = (UniqueConstraint("lot_id", "parent_id"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))


class LotMaterial(Numbered, Base):
    """A material lot that went into a lot."""

    __tablename__ = "lot_material"
    __table_args__ = (UniqueConstraint("lot_id", "material_lot_id"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    material_lot_id: Mapped[int] = mapped_column(ForeignKey("material_lot.id"))


class Retain(Editable, Base):
    """Material of a lot kept back; without an unexpired retain no side-by-side test is possible."""

    __tablename__ = "retain"

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[str] = mapped_column(String(120))
    storage_condition: Mapped[str | None] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(200))
    expires_on: Mapped[date | None]


PAGE = 100  # lots on one page of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFilter:
    """Which lots a list shows; None means any. text: part of a number, process version or scale."""

    product_id: int | None = None
    supplier_id: int | None = None
    stage: Stage | None = None
    status: LotStatus | None = None
    use: LotUse | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """A lot in a list, with the names that a person knows its product, supplier and site by."""

    lot: Lot
    product_code: str
    product_name: str
    is_simulated: bool
    supplier_name: str
    site_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Every lot of a product by number, and which was made from which."""

    lots: Mapping[int, Lot]
    parents: Mapping[int, Collection[int]]
    children: Mapping[int, Collection[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """A material lot with its supplier's name and the number of lots made with it."""

    material: MaterialLot
    supplier_name: str
    lots: int


def lots_found(
    session: Session, wanted: LotFilter, *, only_supplier: int | None, page: int = 1
) -> tuple[LotLine, ...]:
    """The lots of one page, newest manufacture first, undated ones last.

    only_supplier: a supplier user's own supplier, whose lots alone are returned; None for everybody else.
    """
    rule = [
        column == value
        for column, value in (
            (Lot.product_id, wanted.product_id),
            (Lot.supplier_id, wanted.supplier_id),
            (Lot.supplier_id, only_supplier),
            (Lot.stage, wanted.stage),
            (Lot.status, wanted.status),
            (Lot.use, wanted.use),
        )
        if value is not None
    ]
    if wanted.text:
        rule.append(
            or_(
                Lot.number.icontains(wanted.text, autoescape=True),
                Lot.process_version.icontains(wanted.text, autoescape=True),
                Lot.batch_scale.icontains(wanted.text, autoescape=True),
            )
        )
    return _lines(session, *rule, limit=PAGE, offset=PAGE * (max(page, 1) - 1))


def lots_of_product(session: Session, product_id: int) -> tuple[LotLine, ...]:
    """Every lot of a product, newest manufacture first."""
    return _lines(session, Lot.product_id == product_id)


def lot_by_number(session: Session, product_id: int, number: str) -> Lot | None:
    """The lot of that number of one product."""
    return session.scalar(select(Lot).where(Lot.product_id == product_id, Lot.number == number))


def visible_lot(session: Session, lot_id: int, *, only_supplier: int | None) -> Lot:
    """The lot of that number. Raises NotFound also for a lot that a supplier user may not see."""
    lot = rows.get(session, Lot, lot_id)
    if only_supplier is not None and lot.supplier_id != only_supplier:
        raise NotFound(f"There is no lot with the number {lot_id}.")
    return lot


def lineage(session: Session, product_id: int, *, only_supplier: int | None = None) -> Lineage:
    """The lots of a product and their descent; of one supplier where only its own may be seen."""
    rule = [Lot.product_id == product_id]
    if only_supplier is not None:
        rule.append(Lot.supplier_id == only_supplier)
    lots = {lot.id: lot for lot in session.scalars(select(Lot).where(*rule))}
    parents: dict[int, set[int]] = defaultdict(set)
    children: dict[int, set[int]] = defaultdict(set)
    edges = select(LotParent.lot_id, LotParent.parent_id).join(Lot, Lot.id == LotParent.lot_id)
    for lot_id, parent_id in session.execute(edges.where(Lot.product_id == product_id)):
        if lot_id in lots and parent_id in lots:
            parents[lot_id].add(parent_id)
            children[parent_id].add(lot_id)
    return Lineage(lots=lots, parents=parents, children=children)


def parent_links(session: Session, lot_id: int) -> tuple[LotParent, ...]:
    """The links of a lot to the lots it was made from."""
    return tuple(session.scalars(select(LotParent).where(LotParent.lot_id == lot_id)))


def material_links(session: Session, lot_id: int) -> tuple[LotMaterial, ...]:
    """The links of a lot to the material lots that went into it."""
    return tuple(session.scalars(select(LotMaterial).where(LotMaterial.lot_id == lot_id)))


def materials_of(session: Session, lot_id: int) -> tuple[tuple[MaterialLot, str], ...]:
    """The material lots that went into a lot, with the names of their suppliers."""
    found = session.execute(
        select(MaterialLot, Supplier.name)
        .join(LotMaterial, LotMaterial.material_lot_id == MaterialLot.id)
        .join(Supplier, Supplier.id == MaterialLot.supplier_id)
        .where(LotMaterial.lot_id == lot_id)
        .order_by(MaterialLot.kind, MaterialLot.name, MaterialLot.number)
    )
    return tuple((material, supplier) for material, supplier in found)


def material_lines(session: Session, *, supplier_id: int | None = None) -> tuple[MaterialLine, ...]:
    """All material lots, or those of one supplier, by kind, name and number."""
    used = (
        select(func.count())
        .select_from(LotMaterial)
        .where(LotMaterial.material_lot_id == MaterialLot.id)
        .scalar_subquery()
    )
    question = (
        select(MaterialLot, Supplier.name, used)
        .join(Supplier, Supplier.id == MaterialLot.supplier_id)
        .order_by(MaterialLot.kind, MaterialLot.name, MaterialLot.number)
    )
    if supplier_id is not None:
        question = question.where(MaterialLot.supplier_id == supplier_id)
    return tuple(
        MaterialLine(material=material, supplier_name=supplier, lots=lots)
        for material, supplier, lots in session.execute(question)
    )


def lots_made_with(session: Session, material_lot_id: int) -> tuple[LotLine, ...]:
    """The lots that a material lot went into."""
    used = select(LotMaterial.lot_id).where(LotMaterial.material_lot_id == material_lot_id)
    return _lines(session, Lot.id.in_(used))


def retains_of(session: Session, lot_id: int) -> tuple[Retain, ...]:
    """The retains of a lot, the one that expires first on top."""
    return tuple(
        session.scalars(
            select(Retain)
            .where(Retain.lot_id == lot_id)
            .order_by(Retain.expires_on.is_(None), Retain.expires_on, Retain.id)
        )
    )


_LINES = (
    select(Lot, Product.code, Product.name, Product.is_simulated, Supplier.name, Site.name)
    .join(Product, Product.id == Lot.product_id)
    .join(Supplier, Supplier.id == Lot.supplier_id)
    .outerjoin(Site, Site.id == Lot.site_id)
    .order_by(Lot.manufactured_on.is_(None), Lot.manufactured_on.desc(), Lot.id.desc())
)


def _lines(
    session: Session, *rule: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> tuple[LotLine, ...]:
    found = session.execute(_LINES.where(*rule).limit(limit).offset(offset))
    return tuple(
        LotLine(
            lot=lot,
            product_code=code,
            product_name=name,
            is_simulated=simulated,
            supplier_name=supplier,
            site_name=site,
        )
        for lot, code, name, simulated, supplier, site in found
    )
