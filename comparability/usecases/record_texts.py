"""Read one record as JSON: as stored, with signatures and whether they are valid, and with its history."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import comparability
from comparability.model.errors import NotFound
from comparability.model.people import Actor, Permission
from comparability.storage import rows
from comparability.storage.lots import visible_lot
from comparability.storage.record_texts import PARTS, record_texts
from comparability.storage.results import Result
from comparability.storage.sessions import instant_text
from comparability.storage.suppliers import scope

OF_A_SUPPLIER = frozenset({"lot", "result"})  # what a supplier user reads of its own lots


def record_json(session: Session, entity: str, number: int, *, actor: Actor, now: datetime) -> str:
    """The record as JSON. entity: one of `PARTS`.

    The audit entries are there for whoever may read the trail, otherwise null.
    Raises NotAllowed, NotFound, also for a lot that a supplier user may not see.
    """
    if entity not in PARTS:
        raise NotFound(f"There is no record of the kind {entity}: {', '.join(PARTS)}.")
    _check_sight(session, entity, number, actor)
    found = record_texts(session, entity, number)
    value: dict[str, Any] = {
        "format": 1,
        "software_version": comparability.__version__,
        "read_at": instant_text(now),
        "entity": entity,
        "id": number,
        "record": found.record,
        "versions": list(found.versions),
        "parts": {name: list(part) for name, part in found.parts.items()},
        "content_hash": found.content_hash,
        "signatures": list(found.signatures),
        "audit": list(found.audit) if actor.may(Permission.READ_AUDIT) else None,
    }
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)


def _check_sight(session: Session, entity: str, number: int, actor: Actor) -> None:
    own = scope(actor)
    if own is None:
        return
    if entity not in OF_A_SUPPLIER or not actor.may(Permission.ENTER_RESULTS):
        actor.must(Permission.READ)
    lot = number if entity == "lot" else rows.get(session, Result, number).lot_id
    visible_lot(session, lot, only_supplier=own)
