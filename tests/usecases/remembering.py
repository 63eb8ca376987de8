"""What many tests begin with is built once a process and copied after that. No test lives here."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select

from comparability.storage.audit import AuditEntry
from comparability.storage.sessions import Database

Built = TypeVar("Built")
# By what is built and the hash of the trail before: equal hashes mean equal records.
_kept: dict[tuple[str, str | None], tuple[object, sqlite3.Connection]] = {}


def remembered(database: Database, name: str, build: Callable[[], Built]) -> Built:
    """What `build` returns after it has filled the database; on SQLite from a copy of the first time.

    Sessions of people who are signed in are no records and stay as they are. Where the trail is anchored
    outside the database, the anchors of a copy would be missing.
    """
    if database.engine.dialect.name != "sqlite" or database._anchors is not None:
        return build()
    with database.read() as session:
        tip = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1))
    if (name, tip) not in _kept:
        built, copy = build(), sqlite3.connect(":memory:", check_same_thread=False)
        with database.engine.connect() as connection:
            connection.connection.driver_connection.backup(copy)
        _kept[name, tip] = built, copy
        return built
    built, copy = _kept[name, tip]
    with database.engine.connect() as connection:
        own = connection.connection.driver_connection
        sessions = own.execute("SELECT * FROM sign_in").fetchall()
        copy.backup(own)
        own.execute("PRAGMA query_only = OFF")
        with own:
            own.execute("DELETE FROM sign_in")
            for each in sessions:
                own.execute(f"INSERT INTO sign_in VALUES ({', '.join('?' * len(each))})", each)
    return built
