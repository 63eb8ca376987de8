"""Commit a checked import as one batch: all of it or nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comparability.files.tables import Table
from comparability.model.errors import Invalid, NotFound, Refused
from comparability.model.mapping import ImportMapping, as_data
from comparability.model.people import Actor, Permission
from comparability.storage import rows
from comparability.storage.attributes import MethodVersion
from comparability.storage.imports import ImportLot
from comparability.storage.lots import Lot, lot_by_number
from comparability.storage.products import Product
from comparability.storage.results import ImportBatch, Sampling, standing
from comparability.storage.sessions import record_event
from comparability.usecases.import_cells import Problem
from comparability.usecases.import_lots import PlannedLot
from comparability.usecases.import_planning import ImportPlan, PlannedResult, plan_import
from comparability.usecases.lots import write_lot, write_lot_again
from comparability.usecases.records import add
from comparability.usecases.result_writing import (
    Composed,
    add_results,
    compose_result,
    first_origin,
    lot_and_attribute,
)


class ImportRefused(Refused):
    """The file cannot be imported; `plan` carries every problem."""

    def __init__(self, plan: ImportPlan):
        count = len(plan.problems)
        first = plan.problems[0]
        more = f" ({count - 1} more)" if count > 1 else ""
        super().__init__(f"Nothing was imported. {first.place}: {first.message}{more}")
        self.plan = plan


def commit_import(
    session: Session,
    product_id: int,
    data: bytes,
    table: Table,
    mapping: ImportMapping,
    *,
    actor: Actor,
    now: datetime,
) -> ImportBatch:
    """Write every lot and result of the table, or nothing.

    data: the file as uploaded, for its hash. The table is checked again here, in the transaction that writes.
    Raises NotAllowed, NotFound, Invalid, ImportRefused.
    """
    plan = plan_import(session, product_id, table, mapping, actor=actor, now=now)
    if plan.problems:
        raise ImportRefused(plan)
    if not plan.results and not plan.lots:
        raise Refused("The file holds nothing new: no lot and no result was read from it.")
    if plan.lots:
        actor.must(Permission.EDIT_LOTS)
    product = rows.get(session, Product, product_id)
    batch = add(
        session,
        ImportBatch(
            product_id=product.id,
            file_name=table.file_name,
            file_sha256=hashlib.sha256(data).hexdigest(),
            mapping=as_data(mapping),
            lots_created=len(plan.lots),
            results_created=len(plan.results),
            imported_by_id=actor.number,
            imported_at=now,
        ),
    )
    writer = _Writer(session=session, product=product, batch=batch, actor=actor, now=now)
    for planned in plan.lots:
        with _named(plan, planned.row, planned.entry.number):
            writer.write_lot(planned)
    composed = []
    for result in plan.results:
        with _named(plan, result.rows[0], f"{result.lot_number}, {result.attribute_name}"):
            composed.append(writer.compose_result(result))
    add_results(session, composed)
    record_event(
        session,
        kind="import",
        entity_id=str(batch.id),
        text=f"{table.file_name}: {len(plan.lots)} lots, {len(plan.results)} results",
    )
    return batch


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Writes what was planned. held: rows that many results name, so that each is read once."""

    session: Session
    product: Product
    batch: ImportBatch
    actor: Actor
    now: datetime
    lots: dict[str, Lot] = field(default_factory=dict)
    held: list[Any] = field(default_factory=list)

    def write_lot(self, planned: PlannedLot) -> None:
        session, entry, undo = self.session, planned.entry, planned.taken_back
        if undo is None:
            lot = write_lot(session, self.product, entry)
        else:
            because = f"Imported again after import {undo.import_batch_id} was taken back."
            lot = write_lot_again(session, self._lot(entry.number), entry, reason=because)
        self.lots[lot.number] = lot
        session.add(ImportLot(import_batch_id=self.batch.id, lot_id=lot.id))

    def compose_result(self, planned: PlannedResult) -> Composed:
        session, entry = self.session, planned.entry
        lot, attribute = lot_and_attribute(
            session, self._lot(planned.lot_number).id, planned.attribute_id, self.actor
        )
        there = None
        if planned.taken_back is not None:
            there = standing(session, lot.id, attribute.id, Sampling.of(entry))
        origin = first_origin(session, there, import_batch_id=self.batch.id)
        if origin is None:
            raise Refused(f"Lot {lot.number} has a result of {attribute.name} meanwhile; correct it there.")
        result = compose_result(session, lot, attribute, entry, origin, self.actor, self.now)
        if not self.held or self.held[-1] is not attribute:
            version = result.row.method_version_id
            self.held += [version and session.get(MethodVersion, version), attribute]
        return result

    def _lot(self, number: str) -> Lot:
        lot = self.lots.get(number) or lot_by_number(self.session, self.product.id, number)
        if lot is None:
            raise NotFound(f"There is no lot {number}.")
        self.lots[number] = lot
        return lot


@contextmanager
def _named(plan: ImportPlan, row: int, found: str) -> Iterator[None]:
    """What the plan did not foresee is refused with the row it came from."""
    try:
        yield
    except (Invalid, Refused, NotFound) as error:
        problem = Problem(row=row, place=f"row {row}", found=found, message=str(error))
        raise ImportRefused(replace(plan, problems=(problem,))) from error
