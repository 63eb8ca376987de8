"""Connections to SQLite and PostgreSQL that keep their promises: durable, with foreign keys, in UTC.

What a transaction says about its actor lives in `sessions`; the tables live beside their nouns.
"""

import hashlib
import os
from contextlib import suppress
from sqlite3 import Connection as SqliteConnection
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from comparability.model.errors import Refused
from comparability.model.trail import entry_hash

BUSY_SECONDS = 10
READ_ONLY = "comparability_read_only"  # execution option: this transaction only reads
STAMP = "comparability_stamp"  # key in a SQLite connection's info: who acts, when and why

# A change is durable before it is acknowledged, a broken reference is refused, and REPLACE fires the
# delete triggers that keep records from disappearing.
_PRAGMAS = {
    "busy_timeout": (str(BUSY_SECONDS * 1000), BUSY_SECONDS * 1000),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "trusted_schema": ("ON", 1),
}


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql://…` whose durability has been checked.

    Raises Refused when the database is of another kind, is not in a file, cannot be opened, or does not sync
    what it acknowledges.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _make_for_its_owner(address.database or "")
        engine = create_engine(address, pool_size=8, max_overflow=24, pool_timeout=30)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "reset", _forget_stamp)
    else:
        engine = create_engine(
            address,
            pool_size=8,
            max_overflow=24,
            pool_timeout=30,
            pool_pre_ping=True,
        )
        event.listen(engine, "connect", _prepare_postgresql)
    try:
        with engine.connect() as connection:
            connection.execution_options(**{READ_ONLY: True}).execute(text("SELECT 1"))
    except DBAPIError as error:
        engine.dispose()
        raise Refused(f"The database cannot be opened: {error.orig}.") from error
    return engine


def _address(url: str) -> URL:
    scheme, separator, rest = url.partition("://")
    if separator and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return make_url(f"postgresql+psycopg://{rest}")
    if scheme == "sqlite":
        address = make_url(url)
        if address.database and address.database != ":memory:" and not address.database.startswith("file:"):
            return address
        raise Refused("A SQLite database has to be a file: records in memory would not survive a restart.")
    raise Refused(f"{scheme!r} is no database this program knows: SQLite and PostgreSQL are.")


def _make_for_its_owner(file: str) -> None:
    """A new file is nobody else's to read, nor is the log that SQLite keeps beside it with the same rights.

    It holds hashes of passwords, and the data folder may have been made by somebody for everybody.
    """
    with suppress(OSError):  # it exists, or cannot be made: then connecting says why
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(dbapi_connection: SqliteConnection, record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling starts no transaction before a SELECT; `_begin_sqlite` does.
    dbapi_connection.isolation_level = None
    for pragma, (wanted, answer) in _PRAGMAS.items():
        dbapi_connection.execute(f"PRAGMA {pragma} = {wanted}").fetchall()
        found = dbapi_connection.execute(f"PRAGMA {pragma}").fetchone()
        if found is None or found[0] != answer:
            raise Refused(
                f"SQLite does not keep {pragma} = {wanted} for this file (it answers "
                f"{found[0] if found else 'nothing'!r}), so records would not be safe in it."
            )
    _register_audit_functions(dbapi_connection, record.info)


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    # A transaction that reads first and writes later would fail when another wrote in between;
    # taking the write lock at the start makes it wait instead.
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")


def _forget_stamp(dbapi_connection: Any, record: ConnectionPoolEntry, reset_state: Any) -> None:
    record.info.pop(STAMP, None)


def _register_audit_functions(dbapi_connection: SqliteConnection, info: dict[str, Any]) -> None:
    """The functions the triggers call; an edit from outside the application fails because it has none."""

    def stamped(name: str) -> Any:
        return lambda: getattr(info.get(STAMP), name, None)

    for name in ("actor", "role", "at", "reason"):
        dbapi_connection.create_function(f"audit_{name}", 0, stamped(name))
    dbapi_connection.create_function("audit_hash", -1, entry_hash, deterministic=True)
    dbapi_connection.create_function("audit_fingerprint", 1, fingerprint, deterministic=True)


MARK: Final = "•"  # what a fingerprint begins with; no stored hash, secret or content does


def fingerprint(secret: str | None) -> str | None:
    """What the trail says of a secret: a mark and enough of its digest to see that it changed."""
    return None if secret is None else MARK + hashlib.sha256(str(secret).encode()).hexdigest()[:16]


def _prepare_postgresql(dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
    with dbapi_connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        for setting, wanted in (
            ("synchronous_commit", {"on", "remote_write", "remote_apply"}),
            ("fsync", {"on"}),
            ("server_encoding", {"UTF8"}),
            ("TimeZone", {"UTC"}),
        ):
            found = cursor.execute("SELECT current_setting(%s)", (setting,)).fetchone()[0]
            if found not in wanted:
                raise Refused(
                    f"PostgreSQL answers {setting} = {found}; records are safe only with "
                    f"{setting} = {' or '.join(sorted(wanted))}."
                )
    dbapi_connection.commit()
