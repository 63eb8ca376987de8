"""Register lots, their descent, their materials and their retains. A lot is never deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.genealogy import line_between, may_follow
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import LotStatus, LotUse, Stage
from comparability.storage import rows
from comparability.storage.imports import lots_taken_back
from comparability.storage.lots import (
    Lot,
    LotMaterial,
    LotParent,
    MaterialLot,
    Retain,
    lineage,
    lot_by_number,
    material_links,
    parent_links,
)
from comparability.storage.overviews import lot_has_results
from comparability.storage.products import Product
from comparability.storage.sessions import state_reason
from comparability.storage.suppliers import Supplier, site_of
from comparability.usecases.entries import storable
from comparability.usecases.records import add, revise, values

# A lot that left the line stays in every list; the reason is printed beside it.
_NEED_A_REASON = {LotStatus.FAILED, LotStatus.REJECTED, LotStatus.VOID}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEntry:
    """batch_scale: as stated, e.g. "200 L". split_source: donor or split-source id, for paired designs."""

    number: str
    stage: Stage
    supplier_id: int
    status: LotStatus
    use: LotUse
    site_id: int | None = None
    process_version: str | None = None
    batch_scale: str | None = None
    manufactured_on: date | None = None
    expires_on: date | None = None
    status_reason: str | None = None
    clinical_exposure: str | None = None
    split_source: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainEntry:
    quantity: str
    storage_condition: str | None = None
    location: str | None = None
    expires_on: date | None = None


def create_lot(
    session: Session,
    product_id: int,
    entry: LotEntry,
    *,
    actor: Actor,
    parent_ids: Collection[int] = (),
    material_ids: Collection[int] = (),
) -> Lot:
    """Register a lot with the lots it was made from and the material lots that went into it.

    Raises NotAllowed, NotFound, Invalid, Conflict when the product has a lot of that number.
    """
    actor.must(Permission.EDIT_LOTS)
    lot = write_lot(session, rows.get(session, Product, product_id), entry)
    _check_parents(session, lot, parent_ids)
    session.add_all(LotParent(lot_id=lot.id, parent_id=parent) for parent in sorted(set(parent_ids)))
    session.add_all(_material_link(session, lot, material) for material in sorted(set(material_ids)))
    session.flush()
    return lot


def write_lot(session: Session, product: Product, entry: LotEntry) -> Lot:
    """Add the row of a lot; shared with the import. Raises NotFound, Invalid, Conflict."""
    entry = checked_lot(session, entry)
    if lot_by_number(session, product.id, entry.number) is not None:
        raise Conflict(
            f"{product.code} already has a lot with the number {entry.number}; a number stays used."
        )
    return add(session, Lot(product_id=product.id, **values(entry)))


def write_lot_again(session: Session, lot: Lot, entry: LotEntry, *, reason: str) -> Lot:
    """Bring a lot back that is void because its import was taken back. Raises NotFound, Invalid."""
    revise(session, lot, checked_lot(session, entry), version=lot.version, reason=reason)
    return lot


def edit_lot(
    session: Session,
    lot_id: int,
    entry: LotEntry,
    *,
    parent_ids: Collection[int],
    material_ids: Collection[int],
    version: int,
    reason: str | None,
    actor: Actor,
) -> Lot:
    """Change a lot, its parents and its materials.

    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused when the stage changes under existing results
    or a void lot would come back, unless it is void only because its import was taken back.
    """
    actor.must(Permission.EDIT_LOTS)
    lot = rows.get(session, Lot, lot_id)
    entry = checked_lot(session, entry)
    is_back = lot.status is LotStatus.VOID and entry.status is not LotStatus.VOID
    if is_back and lot.id not in lots_taken_back(session, lot.product_id):
        raise Refused(
            f"Lot {lot.number} is void for good. Register the lot that exists under its own number."
        )
    if entry.stage is not lot.stage and lot_has_results(session, lot.id):
        raise Refused(f"Lot {lot.number} has results of its stage, {lot.stage.value}; the stage stays.")
    namesake = lot_by_number(session, lot.product_id, entry.number)
    if namesake is not None and namesake.id != lot.id:
        raise Conflict(f"The product already has a lot with the number {entry.number}; a number stays used.")
    revise(session, lot, entry, version=version, reason=reason)
    _check_parents(session, lot, parent_ids)
    _check_children(session, lot)
    _replace_links(session, lot, parent_ids, material_ids, reason)
    return lot


def create_retain(session: Session, lot_id: int, entry: RetainEntry, *, actor: Actor) -> Retain:
    """Record material that is kept back. Raises NotAllowed, NotFound, Invalid, Refused for a void lot."""
    actor.must(Permission.EDIT_LOTS)
    lot = rows.get(session, Lot, lot_id)
    if lot.status is LotStatus.VOID:
        raise Refused(f"Lot {lot.number} is void; nothing of it can be kept.")
    return add(session, Retain(lot_id=lot.id, **values(storable(entry, Retain))))


def edit_retain(
    session: Session, retain_id: int, entry: RetainEntry, *, version: int, reason: str | None, actor: Actor
) -> Retain:
    """Change a retain, for example when some was used. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.EDIT_LOTS)
    retain = rows.get(session, Retain, retain_id)
    revise(session, retain, storable(entry, Retain), version=version, reason=reason)
    return retain


def checked_lot(session: Session, entry: LotEntry) -> LotEntry:
    """The entry as it would be stored; shared with the import's preview. Raises NotFound, Invalid."""
    entry = storable(entry, Lot)
    supplier = rows.get(session, Supplier, entry.supplier_id)
    if entry.site_id is not None:
        site_of(session, supplier, entry.site_id)
    if entry.manufactured_on and entry.expires_on and entry.expires_on < entry.manufactured_on:
        raise Invalid("The lot would expire before it was made.", field="expires_on")
    if entry.status in _NEED_A_REASON and entry.status_reason is None:
        raise Invalid(
            f"Say why the lot is {entry.status.value}; the reason is printed wherever the lot is listed.",
            field="status_reason",
        )
    return entry


def _check_parents(session: Session, lot: Lot, parent_ids: Collection[int]) -> None:
    if not parent_ids:
        return
    family = lineage(session, lot.product_id)
    for number in sorted(set(parent_ids)):
        parent = family.lots.get(number)
        if parent is None:
            raise Invalid("A lot is made from lots of the same product.", field="parent_ids")
        line = line_between(parent.id, lot.id, family.parents)
        if line is not None:
            names = " ← ".join(family.lots[step].number for step in reversed(line))
            raise Invalid(
                f"Lot {lot.number} cannot be made from {parent.number}, which comes from it: {names}.",
                field="parent_ids",
            )
        if not may_follow(parent.stage, lot.stage):
            raise Invalid(
                f"{parent.number} is {parent.stage.value}; {lot.stage.value} is made from an earlier stage.",
                field="parent_ids",
            )


def _check_children(session: Session, lot: Lot) -> None:
    family = lineage(session, lot.product_id)
    for number in family.children.get(lot.id, ()):
        child = family.lots[number]
        if not may_follow(lot.stage, child.stage):
            raise Invalid(f"{child.number} ({child.stage.value}) was made from this lot.", field="stage")


def _replace_links(
    session: Session, lot: Lot, parent_ids: Collection[int], material_ids: Collection[int], reason: str | None
) -> None:
    parents = {link.parent_id: link for link in parent_links(session, lot.id)}
    materials = {link.material_lot_id: link for link in material_links(session, lot.id)}
    gone = [link for number, link in parents.items() if number not in parent_ids]
    gone_materials = [link for number, link in materials.items() if number not in material_ids]
    new = sorted(set(parent_ids) - parents.keys())
    new_materials = sorted(set(material_ids) - materials.keys())
    if not (gone or gone_materials or new or new_materials):
        return
    state_reason(session, reason or "")
    for link in (*gone, *gone_materials):
        session.delete(link)
    session.add_all(LotParent(lot_id=lot.id, parent_id=parent) for parent in new)
    session.add_all(_material_link(session, lot, material) for material in new_materials)
    # The links belong to the lot: whoever has the older version open must not save over them.
    flag_modified(lot, "number")
    session.flush()


def _material_link(session: Session, lot: Lot, material_id: int) -> LotMaterial:
    return LotMaterial(lot_id=lot.id, material_lot_id=rows.get(session, MaterialLot, material_id).id)
