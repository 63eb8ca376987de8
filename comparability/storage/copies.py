"""A consistent copy of the whole database while others work in it, and putting such a copy back.

SQLite is copied by its online backup. PostgreSQL is read table by table (COPY) in one repeatable-read
snapshot, which needs no program beside the driver and does not depend on the server's version; what comes
back goes through one transaction. Sign-in sessions and answers to forms are in no copy: nobody is signed in
after a restore.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from comparability.model.errors import Refused
from comparability.storage import schema
from comparability.storage.anchors import Anchor
from comparability.storage.engine import READ_ONLY, make_engine
from comparability.storage.filelock import locked
from comparability.storage.sessions import Stamp, last_entry, set_stamp

FILE, TABLES = "database.sqlite3", "tables"
NOT_COPIED = frozenset({"sign_in", "form_answer"})
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied. files: by member name."""

    engine: str
    schema_version: str
    head: Anchor
    files: dict[str, Path]


def copy(engine: Engine, folder: Path) -> Copied:
    """Write one state of the database into `folder`. Raises Refused where there is no record in it."""
    is_sqlite = engine.dialect.name == "sqlite"
    return _copy_sqlite(engine, folder) if is_sqlite else _copy_postgresql(engine, folder)


@contextmanager
def replacing(url: str, folder: Path, *, version: str, stamp: Stamp, kept_as: str) -> Iterator[Session]:
    """A transaction in which the copy can be looked at and added to; when the block ends it is in place.

    version: of the copy's schema. kept_as: the end of the name under which a SQLite file that is replaced
    stays beside the new one. Raises Refused while others use the file, or for another schema.
    """
    if make_url(url).get_backend_name() == "sqlite":
        with _replacing_sqlite(Path(make_url(url).database or ""), folder, stamp, kept_as) as session:
            yield session
    else:
        with _replacing_postgresql(url, folder, version, stamp) as session:
            yield session


def _copy_sqlite(engine: Engine, folder: Path) -> Copied:
    place = folder / FILE
    with (
        closing(sqlite3.connect(engine.url.database or "")) as source,
        closing(sqlite3.connect(place, isolation_level=None)) as target,
    ):
        source.execute("PRAGMA query_only = ON")
        source.backup(target)
        target.execute("PRAGMA secure_delete = ON")
        for name in NOT_COPIED:
            target.execute(f"DELETE FROM {name}")  # noqa: S608
        # One file, with nothing left beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    copied = make_engine(f"sqlite:///{place}")
    try:
        with copied.connect().execution_options(**{READ_ONLY: True}) as connection:
            found = _facts(connection)
    finally:
        copied.dispose()
    _into_one_file(place)
    return Copied(engine="sqlite", schema_version=found[0], head=found[1], files={FILE: place})


def _copy_postgresql(engine: Engine, folder: Path) -> Copied:
    (folder / TABLES).mkdir()
    files = {}
    with engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        found = _facts(connection)
        with _cursor(connection) as cursor:
            for table in _copied_tables():
                name = f"{TABLES}/{table.name}.copy"
                files[name] = folder / name
                with files[name].open("wb") as target, cursor.copy(_copy_statement(table, "TO")) as stream:
                    for chunk in stream:
                        target.write(chunk)
    return Copied(engine="postgresql", schema_version=found[0], head=found[1], files=files)


def _facts(connection: Connection) -> tuple[str, Anchor]:
    version = schema.current_of(connection)
    last = None if version is None else last_entry(Session(connection))
    if version is None or last is None:
        raise Refused("There is no record in the database yet.")
    return version, last


def _copied_tables() -> list[Table]:
    """In the order in which a table comes after those it refers to."""
    return [table for table in schema.METADATA.sorted_tables if table.name not in NOT_COPIED]


def _copy_statement(table: Table, direction: str) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    end = "STDOUT" if direction == "TO" else "STDIN"
    return f'COPY "{table.name}" ({columns}) {direction} {end}'


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        yield cursor


@contextmanager
def _replacing_sqlite(place: Path, folder: Path, stamp: Stamp, kept_as: str) -> Iterator[Session]:
    draft = place.with_name(f"{place.name}.restoring")
    shutil.copyfile(folder / FILE, draft)
    try:
        engine = make_engine(f"sqlite:///{draft}")
        try:
            with Session(engine) as session:
                set_stamp(session.connection(), stamp)
                yield session
                session.commit()
        finally:
            engine.dispose()
        _into_one_file(draft)
        with locked(place.with_name(f"{place.name}.lock")):
            if place.exists():
                _refuse_in_use(place)
                os.link(place, place.with_name(f"{place.name}.{kept_as}"))
                for end in ("-wal", "-shm"):  # of a file so damaged that it could not be closed
                    place.with_name(place.name + end).unlink(missing_ok=True)
            draft.replace(place)
            _sync_folder(place.parent)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + end).unlink(missing_ok=True)


def _into_one_file(place: Path) -> None:
    """Take the file out of write-ahead mode and sync it."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with place.open("rb+") as stream:
        os.fsync(stream.fileno())


def _refuse_in_use(place: Path) -> None:
    """Leaving the write-ahead log needs the file alone. Raises Refused while another process has it open."""
    try:
        with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Refused("The database is in use. Stop the server, then restore.") from error
    except sqlite3.DatabaseError:
        return  # damaged, which is why it is being replaced


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _replacing_postgresql(url: str, folder: Path, version: str, stamp: Stamp) -> Iterator[Session]:
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            found = schema.current_of(connection)
            if found != version:
                raise Refused(
                    f"The database has schema version {found or 'none'}, the backup {version}: run "
                    "“comparability database upgrade” with the program that made the backup."
                )
            set_stamp(connection, stamp)
            _load(connection, folder)
            with Session(connection) as session:
                yield session
                session.flush()
    finally:
        engine.dispose()


def _load(connection: Connection, folder: Path) -> None:
    """Empty every table and fill it from its file, with the triggers off meanwhile: history comes with it."""
    tables = list(schema.METADATA.sorted_tables)
    for table in tables:
        connection.execute(text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER'))
    connection.execute(text(f"TRUNCATE {', '.join(_quoted(table) for table in tables)}"))
    with _cursor(connection) as cursor:
        for table in _copied_tables():
            with (
                (folder / TABLES / f"{table.name}.copy").open("rb") as source,
                cursor.copy(_copy_statement(table, "FROM")) as target,
            ):
                while chunk := source.read(_AT_ONCE):
                    target.write(chunk)
    for table in tables:
        connection.execute(text(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER'))
        if "id" in table.columns:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"  # noqa: S608
                    f' FROM "{table.name}" HAVING max(id) IS NOT NULL'
                )
            )


def _quoted(table: Table) -> str:
    return f'"{table.name}"'
