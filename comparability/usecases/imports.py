"""Commit a checked import as one batch: all of it or nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.files.tables import Table
from comparability.model.errors import Invalid, NotFound, Refused
from comparability.model.mapping import ImportMapping, as_data
from comparability.model.people import Actor, Permission
from comparability.storage import rows
from comparability.storage.lots import lot_by_number
from comparability.storage.products import Product
from comparability.storage.results import ImportBatch
from comparability.storage.sessions import record_event
from comparability.usecases.import_cells import Problem
from comparability.usecases.import_planning import ImportPlan, PlannedResult, plan_import
from comparability.usecases.lots import write_lot
from comparability.usecases.records import add
from comparability.usecases.result_writing import Origin, lot_and_attribute, write_result


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
    for planned in plan.lots:
        with _named(plan, planned.row, planned.entry.number):
            write_lot(session, product, planned.entry)
    for result in plan.results:
        with _named(plan, result.rows[0], f"{result.lot_number}, {result.attribute_name}"):
            _write(session, product, result, batch, actor, now)
    record_event(
        session,
        kind="import",
        entity_id=str(batch.id),
        text=f"{table.file_name}: {len(plan.lots)} lots, {len(plan.results)} results",
    )
    return batch


def _write(
    session: Session,
    product: Product,
    planned: PlannedResult,
    batch: ImportBatch,
    actor: Actor,
    now: datetime,
) -> None:
    lot = lot_by_number(session, product.id, planned.lot_number)
    if lot is None:
        raise NotFound(f"There is no lot {planned.lot_number}.")
    lot, attribute = lot_and_attribute(session, lot.id, planned.attribute_id, actor)
    write_result(session, lot, attribute, planned.entry, Origin(import_batch_id=batch.id), actor, now)


@contextmanager
def _named(plan: ImportPlan, row: int, found: str) -> Iterator[None]:
    """What the plan did not foresee is refused with the row it came from."""
    try:
        yield
    except (Invalid, Refused, NotFound) as error:
        problem = Problem(row=row, place=f"row {row}", found=found, message=str(error))
        raise ImportRefused(replace(plan, problems=(problem,))) from error
