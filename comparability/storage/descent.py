"""What the lots of a switch were made from, back to their materials, as rows and the links between them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.storage.lots import Lot, LotMaterial, LotParent, MaterialLot


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """ancestors: lots that are in no arm, by number. parents, materials: what went into a lot itself."""

    ancestors: Mapping[int, Lot]
    materials: Mapping[int, MaterialLot]
    parents_of: Mapping[int, tuple[int, ...]]
    materials_of: Mapping[int, tuple[int, ...]]


def descent_of(session: Session, lot_ids: Collection[int]) -> Descent:
    """The whole descent of the lots."""
    ancestors: dict[int, Lot] = {}
    parents: defaultdict[int, list[int]] = defaultdict(list)
    waiting, seen = set(lot_ids), set(lot_ids)
    while waiting:
        found = session.execute(
            select(LotParent.lot_id, Lot)
            .join(Lot, Lot.id == LotParent.parent_id)
            .where(LotParent.lot_id.in_(waiting))
            .order_by(Lot.number)
        ).all()
        for lot_id, parent in found:
            parents[lot_id].append(parent.id)
            if parent.id not in lot_ids:
                ancestors[parent.id] = parent
        waiting = {parent.id for _, parent in found} - seen
        seen |= waiting
    materials: dict[int, MaterialLot] = {}
    made_with: defaultdict[int, list[int]] = defaultdict(list)
    for lot_id, material in session.execute(
        select(LotMaterial.lot_id, MaterialLot)
        .join(MaterialLot, MaterialLot.id == LotMaterial.material_lot_id)
        .where(LotMaterial.lot_id.in_(seen))
        .order_by(MaterialLot.name, MaterialLot.number)
    ):
        materials[material.id] = material
        made_with[lot_id].append(material.id)
    return Descent(
        ancestors=ancestors,
        materials=materials,
        parents_of={lot: tuple(found) for lot, found in parents.items()},
        materials_of={lot: tuple(found) for lot, found in made_with.items()},
    )
