"""Register lots of critical starting materials: plasmids, cell banks, seeds."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import MaterialKind
from comparability.storage import rows
from comparability.storage.lots import MaterialLot
from comparability.storage.suppliers import Supplier
from comparability.usecases.entries import storable
from comparability.usecases.records import add, revise, values


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialEntry:
    supplier_id: int
    kind: MaterialKind
    name: str
    number: str
    grade: str | None = None
    manufactured_on: date | None = None
    expires_on: date | None = None
    notes: str | None = None


def create_material(session: Session, entry: MaterialEntry, *, actor: Actor) -> MaterialLot:
    """Register a material lot. Raises NotAllowed, NotFound, Invalid, Conflict for a known number."""
    actor.must(Permission.EDIT_LOTS)
    return add(session, MaterialLot(**values(_checked(session, entry))))


def edit_material(
    session: Session,
    material_id: int,
    entry: MaterialEntry,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> MaterialLot:
    """Change a material lot. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.EDIT_LOTS)
    material = rows.get(session, MaterialLot, material_id)
    revise(session, material, _checked(session, entry), version=version, reason=reason)
    return material


def _checked(session: Session, entry: MaterialEntry) -> MaterialEntry:
    rows.get(session, Supplier, entry.supplier_id)
    if entry.manufactured_on and entry.expires_on and entry.expires_on < entry.manufactured_on:
        raise Invalid("The material would expire before it was made.", field="expires_on")
    return storable(entry, MaterialLot)
