"""What an import registered, and whether it was taken back. The batch itself stands in `results`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from comparability.model.vocabulary import LotStatus, ResultKind
from comparability.storage.attributes import Attribute
from comparability.storage.base import Base, Numbered, UtcDateTime
from comparability.storage.lots import Lot
from comparability.storage.people import Person
from comparability.storage.results import ImportBatch, Result, Sampling

_TAKEN, _LATER = aliased(Result), aliased(Result)  # built once: they cost more than the query


class ImportLot(Numbered, Base):
    """A lot that an import registered, perhaps again after another import of it was taken back."""

    __tablename__ = "import_lot"
    __table_args__ = (UniqueConstraint("import_batch_id", "lot_id"),)

    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))


class ImportUndo(Numbered, Base):
    """An import that was taken back as a whole: its results are invalid, its lots void, nothing is gone."""

    __tablename__ = "import_undo"

    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    results_invalidated: Mapped[int]
    lots_voided: Mapped[int]
    undone_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def words(self) -> str:
        """The reason that stands at every result and lot that was taken back with the import."""
        return f"Import {self.import_batch_id} was taken back: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """An import in the list of its product. undo: where it was taken back, with the name of who did."""

    batch: ImportBatch
    imported_by: str
    undo: ImportUndo | None
    undone_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedResult:
    """A result that an import wrote. state: what became of it since, in words."""

    result_id: int
    lot: str
    attribute: str
    entered: str
    unit: str | None
    state: str


def import_lines(session: Session, product_id: int, *, only_person: int | None) -> tuple[ImportLine, ...]:
    """The imports of a product, newest first; of one person where only own ones may be seen."""
    wanted = [ImportBatch.product_id == product_id]
    if only_person is not None:
        wanted.append(ImportBatch.imported_by_id == only_person)
    return _lines(session, *wanted)


def import_line(session: Session, batch_id: int) -> ImportLine:
    """One import. Raises ValueError where there is none."""
    (line,) = _lines(session, ImportBatch.id == batch_id)
    return line


def _lines(session: Session, *wanted: ColumnElement[bool]) -> tuple[ImportLine, ...]:
    maker, undoer = aliased(Person), aliased(Person)
    query = (
        select(ImportBatch, maker.full_name, ImportUndo, undoer.full_name)
        .join(maker, maker.id == ImportBatch.imported_by_id)
        .outerjoin(ImportUndo, ImportUndo.import_batch_id == ImportBatch.id)
        .outerjoin(undoer, undoer.id == ImportUndo.undone_by_id)
        .where(*wanted)
        .order_by(ImportBatch.id.desc())
    )
    return tuple(
        ImportLine(batch=batch, imported_by=imported_by, undo=undo, undone_by=undone_by)
        for batch, imported_by, undo, undone_by in session.execute(query)
    )


def undo_of(session: Session, batch_id: int) -> ImportUndo | None:
    """How the import was taken back, if it was."""
    return session.scalar(select(ImportUndo).where(ImportUndo.import_batch_id == batch_id))


def lots_of_import(session: Session, batch_id: int) -> tuple[Lot, ...]:
    """The lots that the import registered, by number."""
    return tuple(
        session.scalars(
            select(Lot)
            .join(ImportLot, ImportLot.lot_id == Lot.id)
            .where(ImportLot.import_batch_id == batch_id)
            .order_by(Lot.number)
        )
    )


def results_of_import(session: Session, batch_id: int) -> tuple[Result, ...]:
    """The results that the import wrote, in order."""
    return tuple(
        session.scalars(select(Result).where(Result.import_batch_id == batch_id).order_by(Result.id))
    )


def imported_results(session: Session, batch_id: int) -> tuple[ImportedResult, ...]:
    """The same with the names of lot and attribute, and what became of each."""
    later = aliased(Result)
    found = session.execute(
        select(Result, Lot.number, Attribute.name, later.kind)
        .join(Lot, Lot.id == Result.lot_id)
        .join(Attribute, Attribute.id == Result.attribute_id)
        .outerjoin(later, later.replaces_id == Result.id)
        .where(Result.import_batch_id == batch_id)
        .order_by(Lot.number, Result.attribute_id, Result.id)
    )
    words = {None: "stands", ResultKind.INVALIDATION: "declared invalid"}
    return tuple(
        ImportedResult(
            result_id=result.id,
            lot=lot,
            attribute=attribute,
            entered=result.entered,
            unit=result.unit,
            state=words.get(replaced_as, "corrected"),
        )
        for result, lot, attribute, replaced_as in found
    )


def undo_behind(session: Session, result: Result) -> ImportUndo | None:
    """How the import of this result was taken back, where that is all that made it invalid."""
    if result.kind is not ResultKind.INVALIDATION or result.replaces_id is None:
        return None
    batch_id = session.get_one(Result, result.replaces_id).import_batch_id
    undo = None if batch_id is None else undo_of(session, batch_id)
    return undo if undo is not None and result.reason == undo.words else None


def lots_taken_back(session: Session, product_id: int) -> dict[int, ImportUndo]:
    """By number of the row, the lots that are void only because their import was taken back."""
    found = session.execute(
        select(Lot, ImportUndo)
        .join(ImportLot, ImportLot.lot_id == Lot.id)
        .join(ImportUndo, ImportUndo.import_batch_id == ImportLot.import_batch_id)
        .where(Lot.product_id == product_id, Lot.status == LotStatus.VOID)
    )
    return {lot.id: undo for lot, undo in found if lot.status_reason == undo.words}


def results_taken_back(session: Session, product_id: int) -> dict[int, ImportUndo]:
    """By number of the row, the invalidations that stand only because their import was taken back."""
    return {result.id: undo for result, undo in _taken_back(session, product_id)}


def places_taken_back(session: Session, product_id: int) -> dict[tuple[int, int, Sampling], ImportUndo]:
    """The same by lot, attribute and sampling."""
    return {
        (result.lot_id, result.attribute_id, Sampling.of(result)): undo
        for result, undo in _taken_back(session, product_id)
    }


def _taken_back(session: Session, product_id: int) -> list[tuple[Result, ImportUndo]]:
    found = session.execute(
        select(Result, ImportUndo)
        .join(Lot, Lot.id == Result.lot_id)
        .join(_TAKEN, _TAKEN.id == Result.replaces_id)
        .join(ImportUndo, ImportUndo.import_batch_id == _TAKEN.import_batch_id)
        .outerjoin(_LATER, _LATER.replaces_id == Result.id)
        .where(Lot.product_id == product_id, Result.kind == ResultKind.INVALIDATION, _LATER.id.is_(None))
    )
    return [(result, undo) for result, undo in found if result.reason == undo.words]
