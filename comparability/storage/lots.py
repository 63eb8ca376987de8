"""Lots of product and material, their genealogy and their retains."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comparability.model.vocabulary import LotStatus, LotUse, MaterialKind, Stage
from comparability.storage.base import Base, Editable, Numbered, words


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
