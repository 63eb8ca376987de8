"""Take an import back as a whole: its results become invalid and its lots void, with the reason.

Nothing is removed and no row of a result is changed: history is more rows. What was taken back can be
imported again, and then stands in the same history.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, NotAllowed, NotFound, Refused
from comparability.model.people import Actor, Permission
from comparability.model.texts import meaningful_reason
from comparability.model.vocabulary import LotStatus
from comparability.storage import rows
from comparability.storage.import_hindrances import Hindrance, hindrances
from comparability.storage.imports import ImportUndo, lots_of_import, results_of_import, undo_of
from comparability.storage.results import ImportBatch
from comparability.storage.sessions import record_event, state_reason
from comparability.storage.suppliers import scope
from comparability.usecases.records import add
from comparability.usecases.result_writing import invalidate

MOST_NAMED = 20  # hindrances in one sentence


class UndoHindered(Refused):
    """Others have worked with what was imported; `hindrances` names all of it."""

    def __init__(self, batch: ImportBatch, found: tuple[Hindrance, ...]):
        named = "; ".join(f"{each.record}: {each.what}" for each in found[:MOST_NAMED])
        more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        super().__init__(
            f"Import {batch.id} cannot be taken back as a whole any more: {named}{more}. Correct single "
            "results with a reason instead."
        )
        self.hindrances = found


def undo_import(session: Session, batch_id: int, *, reason: str, actor: Actor, now: datetime) -> ImportUndo:
    """Invalidate every result of the import and make void every lot it registered, or do nothing.

    Raises NotAllowed for anybody but the person who imported and QA, NotFound, Invalid without a reason,
    Conflict where it was taken back already, and UndoHindered, naming what stands in the way.
    """
    batch = visible_import(session, batch_id, actor)
    if not may_undo(batch, actor):
        raise NotAllowed("The person who made an import takes it back, or QA.")
    because = meaningful_reason(reason)
    refusal = why_it_stays(session, batch)
    if refusal is not None:
        raise refusal
    lots, results = lots_of_import(session, batch.id), results_of_import(session, batch.id)
    state_reason(session, because)
    undo = ImportUndo(
        import_batch_id=batch.id,
        reason=because,
        results_invalidated=len(results),
        lots_voided=sum(lot.status is not LotStatus.VOID for lot in lots),
        undone_by_id=actor.number,
        undone_at=now,
    )
    for result in results:
        invalidate(session, result, undo.words, actor, now)
    for lot in lots:
        if lot.status is not LotStatus.VOID:
            lot.status, lot.status_reason = LotStatus.VOID, undo.words
    add(session, undo)
    record_event(
        session,
        kind="import-undo",
        entity_id=str(batch.id),
        text=f"{batch.file_name}: lots void: {undo.lots_voided}, results invalid: {len(results)}",
        reason=because,
    )
    return undo


def why_it_stays(session: Session, batch: ImportBatch) -> Conflict | Refused | None:
    """Why the import cannot be taken back, whoever asks, or None."""
    earlier = undo_of(session, batch.id)
    if earlier is not None:
        return Conflict(f"Import {batch.id} was taken back already: {earlier.reason}")
    if len(lots_of_import(session, batch.id)) < batch.lots_created:
        return Refused(
            f"Import {batch.id} was made before it was kept which lots an import registered. Correct its "
            "results and make its lots void one by one."
        )
    found = hindrances(session, batch)
    return UndoHindered(batch, found) if found else None


def visible_import(session: Session, batch_id: int, actor: Actor) -> ImportBatch:
    """The import of that number. Raises NotFound also for one that a supplier user did not make."""
    batch = rows.get(session, ImportBatch, batch_id)
    if scope(actor) is not None and batch.imported_by_id != actor.id:
        raise NotFound(f"There is no import with the number {batch_id}.")
    return batch


def may_undo(batch: ImportBatch, actor: Actor) -> bool:
    """Whether the actor is the person who imported, and may still enter results, or QA."""
    if batch.imported_by_id == actor.id and actor.may(Permission.ENTER_RESULTS):
        return True
    return actor.may(Permission.UNDO_IMPORTS)
