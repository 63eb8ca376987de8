"""Rows as they stood after an entry of the audit trail: what was changed later is taken back, newest first.

Nothing is written; what verifies the trail itself lives in `chain` and `replay`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Boolean, Column, Date, Enum, Integer, inspect, select
from sqlalchemy.orm import Session

from comparability.storage.audit import AuditEntry
from comparability.storage.base import ExactDecimal, Json, Numbered, UtcDateTime

Row = TypeVar("Row", bound=Numbered)


def as_they_stood(session: Session, found: Iterable[Row], seq: int | None) -> tuple[Row, ...]:
    """Copies of the rows as they were after entry `seq`; rows that came later are left out.

    seq: None for today. All rows are of one table from which nothing is deleted. The copies belong to no
    session, so that nobody saves the past by mistake.
    """
    rows = tuple(found)
    if seq is None or not rows:
        return rows
    mapper = inspect(type(rows[0]))
    columns = {column.name: column for column in mapper.columns}
    undone: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    added = set()
    for entry in _later(session, str(mapper.local_table), [row.id for row in rows], seq):
        number, column = int(entry.entity_id or 0), columns.get(entry.field or "")
        if entry.action == "insert":
            added.add(number)
        if column is not None:
            undone[number][column.key] = _value(column, entry.old)
    return tuple(_copy(row, undone[row.id]) for row in rows if row.id not in added)


def _later(session: Session, table: str, numbers: list[int], seq: int) -> Iterable[AuditEntry]:
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.entity == table,
            AuditEntry.entity_id.in_([str(number) for number in numbers]),
            AuditEntry.seq > seq,
        )
        .order_by(AuditEntry.seq.desc())
    )


def _copy(row: Row, undone: dict[str, Any]) -> Row:
    names = (column.key for column in inspect(type(row)).columns)
    return type(row)(**({name: getattr(row, name) for name in names} | undone))


def _value(column: Column[Any], text: str | None) -> Any:
    """What a column held, from the text that the trail keeps of it."""
    if text is None:
        return None
    match column.type:
        case Enum():
            return column.type.enum_class(text) if column.type.enum_class else text
        case Boolean():
            return text == "true"
        case Integer():
            return int(text)
        case Date():
            return date.fromisoformat(text)
        case UtcDateTime():
            return datetime.fromisoformat(text)
        case ExactDecimal():
            return Decimal(text)
        case Json():
            return json.loads(text)
    return text
