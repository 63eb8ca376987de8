"""Suppliers, their sites, and the laboratories that test."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comparability.model.vocabulary import AuditStatus, Market, SupplierKind
from comparability.storage.base import Base, Editable, words


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
