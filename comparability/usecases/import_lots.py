"""Plan the lots of an imported table: which are new, and whether the others agree with the register.

Nothing is written here; results are planned in `import_planning`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from comparability.files.tables import Row
from comparability.model.errors import Invalid
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import LotStatus, LotUse, Stage
from comparability.storage.imports import ImportUndo, lots_taken_back
from comparability.storage.lots import Lot, lineage
from comparability.storage.suppliers import scope, site_named, suppliers
from comparability.usecases.import_cells import Cells, Fields
from comparability.usecases.lots import LotEntry, checked_lot


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLot:
    """taken_back: where the lot is registered already and void, how its import was taken back."""

    row: int
    entry: LotEntry
    taken_back: ImportUndo | None = None


# What a row says of a lot that is registered already has to agree with the register.
_AGREES = ("supplier_id", "stage", "manufactured_on")


@dataclass(slots=True)
class LotPlanner:
    """registered: the lots that the person may see, by number. planned: the new ones, by number.

    taken_back: by number, lots that are void only because their import was taken back; they count as new.
    """

    session: Session
    cells: Cells
    actor: Actor
    registered: Mapping[str, Lot]
    taken_back: Mapping[str, ImportUndo]
    taken_back_ids: Mapping[str, int]
    suppliers: Mapping[str, int]
    planned: dict[str, PlannedLot] = field(default_factory=dict)

    def get(self, number: str) -> Lot | LotEntry | None:
        """The lot of that number, as registered or as planned."""
        planned = self.planned.get(number)
        return planned.entry if planned is not None else self.registered.get(number)

    def read(self, row: Row) -> None:
        """Plan the lot of a row where it is new, or compare the row with what is known of the lot."""
        number, column = self.cells.lot_number(row), self.cells.mapping.lot.number[0]
        if number is None:
            self.cells.problem(row, column, "Expected the number of a lot.")
            return
        lot = self.registered.get(number)
        read = Fields(self.cells, row, self.cells.mapping.lot.fields)
        if lot is not None:
            self._compare(read, lot, f"The register says of lot {number}", _AGREES)
        elif not read.sources or not self.actor.may(Permission.EDIT_LOTS):
            self.cells.problem(row, column, self._unknown(number))
        elif number in self.planned:
            first = self.planned[number]
            words = f"Row {first.row} says of lot {number}"
            self._compare(read, first.entry, words, (*_AGREES, "expires_on", "status", "use"))
        else:
            entry = self._lot_entry(read, number)
            if entry is not None:
                undo = self.taken_back.get(number)
                self.planned[number] = PlannedLot(row=row.number, entry=entry, taken_back=undo)

    def _unknown(self, number: str) -> str:
        undo = self.taken_back.get(number)
        if undo is not None:
            return (
                f"Lot {number} is void, because import {undo.import_batch_id} was taken back. Say in the "
                "mapping what new lots are, to register it again."
            )
        more = "" if self.actor.may(Permission.EDIT_LOTS) else " Lots are registered by the sponsor."
        return f"Expected a registered lot; there is no lot {number}.{more}"

    def _compare(self, read: Fields, known: Lot | LotEntry, words: str, names: tuple[str, ...]) -> None:
        """Name what a row says of a lot otherwise than is known. Fixed texts say nothing of single lots."""
        for name in names:
            source = name.removesuffix("_id")
            if read.column(source) is None:
                continue
            said, stands = self._lot_value(read, source), getattr(known, name)
            if said is not None and said != stands:
                by_number = {number: text for text, number in self.suppliers.items()}
                shown = by_number[stands] if name == "supplier_id" else stands or "nothing"
                read.problem(source, f"{words}: {shown}. Expected the same here.")

    def _lot_value(self, read: Fields, name: str) -> Any:
        match name:
            case "supplier":
                return read.named(name, self.suppliers)
            case "stage":
                return read.word(name, Stage)
            case "status":
                return read.word(name, LotStatus)
            case "use":
                return read.word(name, LotUse)
            case "manufactured_on" | "expires_on":
                return read.day(name)
            case _:
                return read.text(name)

    def _lot_entry(self, read: Fields, number: str) -> LotEntry | None:
        before = len(self.cells.problems)
        said = {name: self._lot_value(read, name) for name in read.sources}
        supplier, site = said.pop("supplier", None), said.pop("site", None)
        if site is not None and supplier is not None:
            found = site_named(self.session, supplier, site)
            if found is None:
                read.problem("site", f"“{site}” is not a registered site of the supplier.")
            said["site_id"] = None if found is None else found.id
        if len(self.cells.problems) > before:
            return None
        needed = {"supplier": supplier} | {name: said.get(name) for name in ("stage", "status", "use")}
        if lacking := [name for name, value in needed.items() if value is None]:
            read.problem(lacking[0], f"A new lot needs its {', '.join(lacking)}.")
            return None
        try:
            return checked_lot(self.session, LotEntry(number=number, supplier_id=supplier, **said))
        except Invalid as error:
            if error.field in (None, "number"):
                self.cells.problem(read.row, self.cells.mapping.lot.number[0], error)
            else:
                read.problem(str(error.field).removesuffix("_id"), error)
            return None


def lot_planner(session: Session, product_id: int, cells: Cells, actor: Actor) -> LotPlanner:
    """The planner of one product, with what is registered already."""
    own = scope(actor)
    seen = lineage(session, product_id, only_supplier=own).lots.values()
    gone = lots_taken_back(session, product_id)
    return LotPlanner(
        session=session,
        cells=cells,
        actor=actor,
        registered={lot.number: lot for lot in seen if lot.id not in gone},
        taken_back={lot.number: gone[lot.id] for lot in seen if lot.id in gone},
        taken_back_ids={lot.number: lot.id for lot in seen if lot.id in gone},
        suppliers={each.name: each.id for each in suppliers(session) if own in (None, each.id)},
    )
