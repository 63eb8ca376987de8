"""One record as plain data for whoever reads it outside: its parts, its signatures and its audit entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, Table, and_, or_, select
from sqlalchemy.orm import Session

from comparability.model.plainness import plain
from comparability.storage import rows
from comparability.storage.audit import COLUMNS, EXPORTED, AuditEntry
from comparability.storage.base import Base
from comparability.storage.people import Person
from comparability.storage.results import Result, versions_of
from comparability.storage.signatures import signatures_of
from comparability.storage.signed import current_hash

# What can be read as a record of its own, and the rows of other tables that are part of it.
PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "lot": {"result": "lot_id", "retain": "lot_id", "lot_parent": "lot_id", "lot_material": "lot_id"},
    "result": {"replicate": "result_id", "verification": "result_id", "investigation": "result_id"},
    "protocol": {"criterion": "protocol_id", "amendment": "to_id"},
    "assessment": {"assessment_item": "assessment_id"},
    "decision": {},
    "package": {"disposal": "package_id"},
    "disposal": {},
}
# A value as typed and its exact decimal, under the names that people outside use.
_NAMES: Final = {"entered": "raw", "value": "decimal"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTexts:
    """A record and what is read with it. content_hash: computed now; None for what nobody signs."""

    entity: str
    number: int
    record: Row
    versions: tuple[Row, ...]
    parts: Mapping[str, tuple[Row, ...]]
    content_hash: str | None
    signatures: tuple[Row, ...]
    audit: tuple[Row, ...]


def record_texts(session: Session, entity: str, number: int) -> RecordTexts:
    """entity: one of `PARTS`. Raises NotFound."""
    table = Base.metadata.tables[entity]
    mapped = next(each.class_ for each in Base.registry.mappers if each.local_table is table)
    rows.get(session, mapped, number)
    [record] = _rows(session, table, "id", number)
    parts = {
        name: tuple(_rows(session, Base.metadata.tables[name], column, number))
        for name, column in PARTS[entity].items()
    }
    now = current_hash(session, entity, number)
    return RecordTexts(
        entity=entity,
        number=number,
        record=record,
        versions=_versions(session, entity, number),
        parts=parts,
        content_hash=now,
        signatures=tuple(
            {
                "printed_name": line.printed_name,
                "user_name": line.user_name,
                "role": line.role.value,
                "meaning": line.meaning.value,
                "comment": line.comment,
                "signed_at": plain(line.signed_at),
                "content_hash": line.content_hash,
                "is_valid": line.is_valid,
            }
            for line in signatures_of(session, entity, number, now)
        ),
        audit=_audit(
            session, {entity: [number]} | {name: [row["id"] for row in parts[name]] for name in parts}
        ),
    )


def _versions(session: Session, entity: str, number: int) -> tuple[Row, ...]:
    """A result and what it replaced, oldest first; a correction is a row of its own."""
    if entity != "result":
        return ()
    chain = versions_of(session, rows.get(session, Result, number))
    table = Base.metadata.tables[entity]
    return tuple(row for each in chain for row in _rows(session, table, "id", each.id))


def _rows(session: Session, table: Table, column: str, number: int) -> list[Row]:
    """The columns as plain data, and beside each person's number the user name."""
    people = [each.parent.name for each in table.foreign_keys if each.column.table.name == "person"]
    found = session.execute(select(table).where(table.c[column] == number).order_by(table.c.id)).mappings()
    made = []
    for row in found:
        values = {_name(table, name): plain(value) for name, value in row.items()}
        for name in people:
            values[name.removesuffix("_id")] = _user_name(session, row[name])
        made.append(values)
    return made


def _name(table: Table, column: str) -> str:
    return _NAMES.get(column, column) if table.name in ("result", "replicate") else column


def _user_name(session: Session, number: int | None) -> str | None:
    person = None if number is None else session.get(Person, number)
    return None if person is None else person.user_name


def _audit(session: Session, records: Mapping[str, list[int]]) -> tuple[Row, ...]:
    """The entries of these records, oldest first, as an export of the trail writes them."""
    wanted = [
        and_(AuditEntry.entity == entity, AuditEntry.entity_id.in_([str(number) for number in numbers]))
        for entity, numbers in records.items()
        if numbers
    ]
    columns: Select[Any] = select(*(getattr(AuditEntry, name) for name in COLUMNS))
    found = session.execute(columns.where(or_(*wanted)).order_by(AuditEntry.seq))
    return tuple(dict(zip(EXPORTED, row, strict=True)) for row in found)
