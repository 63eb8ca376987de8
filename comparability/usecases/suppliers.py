"""Register suppliers, their sites, and laboratories."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import AuditStatus, Market, SupplierKind
from comparability.storage import rows
from comparability.storage.suppliers import Laboratory, Site, Supplier, site_named
from comparability.usecases.entries import storable
from comparability.usecases.records import add, revise, values


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierEntry:
    name: str
    kind: SupplierKind
    market: Market
    audit_status: AuditStatus
    audited_on: date | None = None
    quality_agreement: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    name: str
    market: Market
    audit_status: AuditStatus
    address: str | None = None
    gmp_status: str | None = None
    audited_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaboratoryEntry:
    name: str
    market: Market
    audit_status: AuditStatus
    audited_on: date | None = None
    supplier_id: int | None = None


def create_supplier(session: Session, entry: SupplierEntry, *, actor: Actor) -> Supplier:
    """Register a supplier. Raises NotAllowed, Conflict when the name exists."""
    actor.must(Permission.EDIT_REGISTER)
    return add(session, Supplier(**values(storable(entry, Supplier))))


def edit_supplier(
    session: Session,
    supplier_id: int,
    entry: SupplierEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> Supplier:
    """Change a supplier. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.EDIT_REGISTER)
    supplier = rows.get(session, Supplier, supplier_id)
    revise(session, supplier, storable(entry, Supplier), version=version, reason=reason)
    return supplier


def create_site(session: Session, supplier_id: int, entry: SiteEntry, *, actor: Actor) -> Site:
    """Register a site of a supplier. Raises NotAllowed, NotFound, Conflict when the name exists there."""
    actor.must(Permission.EDIT_REGISTER)
    supplier = rows.get(session, Supplier, supplier_id)
    entry = storable(entry, Site)
    if site_named(session, supplier.id, entry.name) is not None:
        raise Conflict(f"{supplier.name} already has a site named {entry.name}.")
    return add(session, Site(supplier_id=supplier.id, **values(entry)))


def edit_site(
    session: Session, site_id: int, entry: SiteEntry, *, version: int, reason: str | None, actor: Actor
) -> Site:
    """Change a site. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.EDIT_REGISTER)
    site = rows.get(session, Site, site_id)
    entry = storable(entry, Site)
    namesake = site_named(session, site.supplier_id, entry.name)
    if namesake is not None and namesake.id != site.id:
        raise Conflict(f"The supplier already has a site named {entry.name}.")
    revise(session, site, entry, version=version, reason=reason)
    return site


def create_laboratory(session: Session, entry: LaboratoryEntry, *, actor: Actor) -> Laboratory:
    """Register a test laboratory. Raises NotAllowed, Conflict when the name exists."""
    actor.must(Permission.EDIT_REGISTER)
    return add(session, Laboratory(**values(_known(session, entry))))


def edit_laboratory(
    session: Session,
    laboratory_id: int,
    entry: LaboratoryEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> Laboratory:
    """Change a laboratory. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.EDIT_REGISTER)
    laboratory = rows.get(session, Laboratory, laboratory_id)
    revise(session, laboratory, _known(session, entry), version=version, reason=reason)
    return laboratory


def _known(session: Session, entry: LaboratoryEntry) -> LaboratoryEntry:
    if entry.supplier_id is not None:
        rows.get(session, Supplier, entry.supplier_id)
    return storable(entry, Laboratory)
