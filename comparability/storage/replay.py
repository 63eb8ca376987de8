"""Every current row recomputed from its entries in the audit trail; what the trail cannot explain is named.

Whether the entries themselves are whole is checked in `chain`.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Table,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Session

from comparability.storage.audit import APPEND_ONLY, AUDITED
from comparability.storage.base import Base
from comparability.storage.engine import MARK, fingerprint

BOOKKEEPING = ("id", "version")
# Of these the trail holds a fingerprint; of packages from before schema 0013 it holds the content itself.
FINGERPRINTED = {
    ("person", "password_hash"), ("second_factor", "sealed_secret"), ("package", "content"),
}  # fmt: skip
_ROWS_AT_ONCE = 2000


@dataclass(slots=True)
class History:
    """The fields of one row as its entries leave them; `broken`: which entry contradicts an earlier one."""

    fields: dict[str, str] = field(default_factory=dict)
    broken: str | None = None


def contradictions(session: Session) -> Iterator[str]:
    """What rows and trail disagree on, a sentence each, in order of table and number.

    Reads rows and entries side by side, one row in memory at a time.
    """
    for name in AUDITED:
        table = Base.metadata.tables[name]
        for number, row, history in _side_by_side(_rows(session, table), _histories(session, name)):
            sentence = _disagreement(row, history)
            if sentence is not None:
                yield f"{name.replace('_', ' ')} {number}{sentence}"


def _side_by_side(
    rows: Iterator[tuple[str, dict[str, str]]], histories: Iterator[tuple[str, History]]
) -> Iterator[tuple[str, dict[str, str], History]]:
    """Each number with its row, empty where there is none, and its history."""
    both: Iterator[tuple[str, Any]] = heapq.merge(rows, histories, key=itemgetter(0))
    for number, found in groupby(both, key=itemgetter(0)):
        row: dict[str, str] = {}
        history = History()
        for _, part in found:
            if isinstance(part, History):
                history = part
            else:
                row = part
        yield number, row, history


def _disagreement(row: dict[str, str], history: History) -> str | None:
    if history.broken is not None:
        return f": {history.broken}"
    if row == history.fields:
        return None
    if not history.fields:
        return " has no history: it was added past the audit trail"
    if not row:
        return " is gone: it was deleted past the audit trail"
    name = min(
        name for name in row.keys() | history.fields.keys() if row.get(name) != history.fields.get(name)
    )
    now, then = _quoted(row.get(name)), _quoted(history.fields.get(name))
    return f", {name}: the record says {now}, its history {then}"


def _rows(session: Session, table: Table) -> Iterator[tuple[str, dict[str, str]]]:
    dialect = session.get_bind().dialect.name
    columns = [column for column in table.columns if column.name not in BOOKKEEPING]
    number: ColumnElement[str] = literal_column(_binary("CAST(id AS TEXT)", dialect))
    texts: list[ColumnElement[str]] = [literal_column(_text(column, dialect)) for column in columns]
    texts.insert(0, literal_column("CAST(id AS TEXT)"))
    statement = select(*texts).select_from(table).order_by(number)
    for found in session.execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE}):
        values = zip(columns, found[1:], strict=True)
        yield found[0], {column.name: _shown(column, value) for column, value in values if value is not None}


def _shown(column: Column[Any], value: Any) -> str:
    return str(fingerprint(value) if (column.table.name, column.name) in FINGERPRINTED else value)


def _histories(session: Session, table: str) -> Iterator[tuple[str, History]]:
    order = _binary("entity_id", session.get_bind().dialect.name)
    statement = text(
        "SELECT entity_id, seq, action, field, old, new FROM audit_entry"  # noqa: S608
        f" WHERE entity = :table AND action <> 'event' ORDER BY {order}, seq"
    )
    found = session.execute(statement, {"table": table}, execution_options={"yield_per": _ROWS_AT_ONCE})
    for number, entries in groupby(found, key=lambda entry: entry.entity_id):
        history = History()
        for entry in entries:
            if table in APPEND_ONLY and entry.action != "insert" and history.broken is None:
                history.broken = (
                    f"audit entry {entry.seq} changes or removes what is never changed or removed"
                )
            _apply(history, entry, is_fingerprinted=(table, entry.field) in FINGERPRINTED)
        yield str(number), history


def _apply(history: History, entry: Any, *, is_fingerprinted: bool) -> None:
    old, new = (_fingerprint(each) if is_fingerprinted else each for each in (entry.old, entry.new))
    if history.fields.get(entry.field) != old and history.broken is None:
        history.broken = (
            f"audit entry {entry.seq} found {_quoted(old)} in {entry.field}, where the entries "
            f"before it left {_quoted(history.fields.get(entry.field))}"
        )
    if new is None:
        history.fields.pop(entry.field, None)
    else:
        history.fields[entry.field] = new


def _fingerprint(said: str | None) -> str | None:
    """What an entry says, as a fingerprint: it is one already, or the value from before it was one."""
    return said if said is None or said.startswith(MARK) else fingerprint(said)


def _text(column: Column[Any], dialect: str) -> str:
    """The SQL that writes a value as the trail writes it; as text, so that a damaged value is no error."""
    name = f'"{column.name}"'
    match column.type:
        case Boolean() if dialect == "sqlite":
            return f"CASE WHEN {name} IS NULL THEN NULL WHEN {name} THEN 'true' ELSE 'false' END"
        case Boolean() | Integer() | Date():
            return f"CAST({name} AS TEXT)"
    if _is_instant(column):
        if dialect == "sqlite":
            return f"replace({name}, ' ', 'T') || 'Z'"
        return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    return name


def _is_instant(column: Column[Any]) -> bool:
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, DateTime)


def _binary(expression: str, dialect: str) -> str:
    """An order by code point on both engines, which is Python's."""
    return f'{expression} COLLATE "C"' if dialect == "postgresql" else expression


def _quoted(value: str | None) -> str:
    if value is None:
        return "nothing"
    return f"“{value[:60]}…”" if len(value) > 60 else f"“{value}”"
