"""Suppliers, their sites, and the laboratories that test.

What stands on them (lots, switches) is read in `overviews`.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.errors import Invalid
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import AuditStatus, Market, SupplierKind
from comparability.storage import rows
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
    __table_args__ = (Index(None, "supplier_id", "name", unique=True),)

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


NOBODY = 0  # no supplier has this number


def scope(actor: Actor) -> int | None:
    """The one supplier whose lots the person may see, or None when all may be seen.

    A supplier user who belongs to no supplier yet sees nothing.
    """
    return None if actor.may(Permission.READ) else (actor.supplier_id or NOBODY)


def suppliers(session: Session) -> tuple[Supplier, ...]:
    """All suppliers by name."""
    return tuple(session.scalars(select(Supplier).order_by(Supplier.name)))


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


def site_of(session: Session, supplier: Supplier, site_id: int) -> Site:
    """The site. Raises NotFound, and Invalid (field "site_id") for one of another supplier."""
    site = rows.get(session, Site, site_id)
    if site.supplier_id != supplier.id:
        raise Invalid(f"{site.name} is not a site of {supplier.name}.", field="site_id")
    return site


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


def supplier_named(session: Session, name: str) -> Supplier | None:
    """The supplier of that name."""
    return session.scalar(select(Supplier).where(Supplier.name == name))
