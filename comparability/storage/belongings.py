"""Every record that belongs to a product, found along the references between tables.

A new table belongs as soon as it refers to something that does; nothing here names the tables one by one.
Only the prose of packages refers to nothing; it is found by their languages.
"""

from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from comparability.model.plainness import plain
from comparability.storage.audit import AUDITED
from comparability.storage.packages import Package
from comparability.storage.products import Product
from comparability.storage.schema import METADATA
from comparability.storage.signatures import Signature
from comparability.storage.text_blocks import TextBlock

# Records that many products share: they are shown where a product's records name them, and lead no further.
SHARED = frozenset({"person", "person_role", "supplier", "site", "laboratory", "material_lot"})
SECRET = {"person": frozenset({"password_hash", "failed_sign_ins", "locked_until"})}
_AT_ONCE = 500  # numbers in one statement; SQLite takes no more than a few thousand

Rows = dict[str, dict[int, dict[str, Any]]]  # table -> number -> columns, as plain data


def belongings(session: Session, product: Product) -> Rows:
    """The rows of the product and of everything that refers to it, and the shared records they name."""
    found: Rows = {"product": _rows(session, METADATA.tables["product"], "id", {product.id})}
    tables = [METADATA.tables[name] for name in AUDITED if name not in SHARED]
    while _grow(session, tables, found):
        pass
    found["signature"] = _signatures(session, found)
    found[TextBlock.__tablename__] = _wordings(session, found)
    while _name_shared(session, found):
        pass
    return {name: dict(sorted(found[name].items())) for name in sorted(found) if found[name]}


def _grow(session: Session, tables: list[Table], found: Rows) -> bool:
    """Add what refers to what was found; whether there was anything new."""
    grew = False
    for table in tables:
        if table.name in ("product", "signature"):
            continue
        for key in table.foreign_keys:
            owner = key.column.table.name
            if owner not in SHARED and owner in found:
                new = _rows(session, table, key.parent.name, set(found[owner]))
                known = found.setdefault(table.name, {})
                grew = grew or bool(new.keys() - known.keys())
                known.update(new)
    return grew


def _name_shared(session: Session, found: Rows) -> bool:
    grew = False
    for name, rows in list(found.items()):
        for key in METADATA.tables[name].foreign_keys:
            owner = key.column.table.name
            if owner in SHARED:
                numbers = {row[key.parent.name] for row in rows.values()} - {None}
                known = found.setdefault(owner, {})
                new = _rows(session, METADATA.tables[owner], "id", numbers - known.keys())
                grew = grew or bool(new)
                known.update(new)
    return grew


def _wordings(session: Session, found: Rows) -> dict[int, dict[str, Any]]:
    """Prose in the languages of the product's packages: a wording refers to none of those that print it."""
    languages = {row["language"] for row in found.get(Package.__tablename__, {}).values()}
    return _rows(session, METADATA.tables[TextBlock.__tablename__], "language", languages)


def _signatures(session: Session, found: Rows) -> dict[int, dict[str, Any]]:
    table = METADATA.tables[Signature.__tablename__]
    rows = {}
    for entity, numbers in found.items():
        of_entity = _rows(session, table, "entity_id", set(numbers), table.c.entity == entity)
        rows.update(of_entity)
    return rows


def _rows(
    session: Session, table: Table, column: str, values: Set[Any], *conditions: Any
) -> dict[int, dict[str, Any]]:
    hidden = SECRET.get(table.name, frozenset())
    columns = [each for each in table.columns if each.name not in hidden]
    ordered = sorted(values)
    rows: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        statement: Select[Any] = select(*columns).where(
            table.c[column].in_(ordered[start : start + _AT_ONCE]), *conditions
        )
        for row in session.execute(statement.order_by(table.c.id)).mappings():
            rows[row["id"]] = {name: plain(value) for name, value in row.items()}
    return rows


def numbers(rows: Rows) -> Mapping[str, tuple[int, ...]]:
    """The numbers of the rows by table, as the trail names them."""
    return {name: tuple(found) for name, found in rows.items()}
