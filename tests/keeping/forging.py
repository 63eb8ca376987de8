"""A forger who knows everything that is public: the format of the chain, and no key. No test lives here."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FIELDS = ("seq", "at", "actor", "role", "action", "entity", "entity_id", "field", "old", "new", "reason")
AT = "2026-12-24T10:00:00.000000Z"


def link(previous: str, entry: dict[str, object]) -> str:
    """As docs/integration.md describes it, written here again."""
    text = previous
    for name in FIELDS:
        value = entry[name]
        text += "-" if value is None else f"{len(str(value).encode())}:{value}"
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def without_triggers(file: Path) -> Iterator[sqlite3.Connection]:
    """The file with its triggers off, and put back as they were."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for trigger in triggers:
            connection.execute(f'DROP TRIGGER "{trigger["name"]}"')
        yield connection
        for trigger in triggers:
            connection.execute(trigger["sql"])


def append(connection: sqlite3.Connection, **fields: object) -> None:
    """One more entry, properly chained, with the head moved on to it."""
    seq, previous = connection.execute("SELECT seq, hash FROM audit_head").fetchone()
    entry = (
        dict.fromkeys(FIELDS) | {"seq": seq + 1, "at": AT, "actor": "qc.lim", "role": "QC scientist"} | fields
    )
    made = link(previous, entry)
    names = ", ".join((*FIELDS, "previous", "hash"))
    connection.execute(
        f"INSERT INTO audit_entry ({names}) VALUES ({', '.join('?' * 13)})",
        [entry[name] for name in FIELDS] + [previous, made],
    )
    connection.execute("UPDATE audit_head SET seq = ?, hash = ?", (seq + 1, made))


def rewrite(connection: sqlite3.Connection, change: Callable[[dict[str, object]], bool]) -> None:
    """Every entry again, without those for which `change` says False, with every hash and the head to fit."""
    entries = [dict(row) for row in connection.execute("SELECT * FROM audit_entry ORDER BY seq")]
    connection.execute("DELETE FROM audit_entry")
    previous, seq = "0" * 64, 0
    for entry in entries:
        if not change(entry):
            continue
        seq += 1
        entry["seq"] = seq
        made = link(previous, entry)
        names = ", ".join((*FIELDS, "previous", "hash"))
        connection.execute(
            f"INSERT INTO audit_entry ({names}) VALUES ({', '.join('?' * 13)})",
            [entry[name] for name in FIELDS] + [previous, made],
        )
        previous = made
    connection.execute("UPDATE audit_head SET seq = ?, hash = ?", (seq, previous))
