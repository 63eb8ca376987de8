"""The tables of the database beside those this program knows: columns and indexes taken away or added.

Triggers and functions are compared in `guards`, rows in `replay`.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from comparability.storage.schema import METADATA

_COLUMNS = {
    "sqlite": """
        SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'
    """,
    "postgresql": """
        SELECT c.relname, a.attname
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
           AND a.attnum > 0 AND NOT a.attisdropped
    """,
}
_INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": """
        SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
         WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid
    """,
}


def differences(connection: Connection) -> Iterator[str]:
    """A sentence for each column or index that is missing, and each column that nobody here made.

    A table or an index that an administrator added beside ours is no difference: no record stands in it.
    """
    dialect = connection.dialect.name
    columns: dict[str, set[str]] = {}
    for table, column in connection.execute(text(_COLUMNS[dialect])):
        columns.setdefault(table, set()).add(column)
    indexes = set(connection.execute(text(_INDEXES[dialect])).scalars())
    for name, known in sorted(METADATA.tables.items()):
        found, wanted = columns.get(name, set()), {column.name for column in known.columns}
        for column in sorted(wanted - found):
            yield f"the table {name} has no column {column}: it was removed or renamed"
        for column in sorted(found - wanted):
            yield f"the table {name} has a column {column} that is none of this program's"
        for index in sorted(str(index.name) for index in known.indexes if index.name not in indexes):
            yield f"the index {index} of the table {name} is gone"
