"""A long trail is read page by page and verified in constant memory; `make bench` times a million entries."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from comparability.model.trail import entry_hash
from comparability.model.vocabulary import Role
from comparability.storage.chain import verify_chain

ENTRIES = 100_000
COLUMNS = "seq, at, actor, role, action, entity, entity_id, field, old, new, reason, previous, hash"
ON_A_PAGE, VERIFY_MIB = 100, 100


def entries(before: int, previous: str) -> Iterator[tuple[object, ...]]:
    for number in range(before + 1, ENTRIES + 1):
        fields = (
            number,
            f"2026-11-{1 + number * 28 // (ENTRIES + 1):02}T08:00:00.{number % 1_000_000:06}Z",
            f"person.{number % 200}", "QC scientist", "event", "backup", str(number), None, None,
            f"made-up entry {number}", None,
        )  # fmt: skip
        following = entry_hash(previous, *fields)
        yield (*fields, previous, following)
        previous = following


def fill(file: str) -> None:
    """As the trail would be after years, written past the triggers, which are put back as they were."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name IN ('audit_entry', 'audit_head')"
        ).fetchall()
        last = connection.execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
        connection.execute("PRAGMA synchronous = OFF")  # nothing here was promised to anybody
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        marks = ", ".join("?" * 13)
        connection.executemany(f"INSERT INTO audit_entry ({COLUMNS}) VALUES ({marks})", entries(*last))
        head = connection.execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
        connection.execute("UPDATE audit_head SET seq = ?, hash = ?", head)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


@pytest.mark.requirement("PF-02", "AT-08")
@pytest.mark.slow
def test_a_long_trail_is_paged_and_verified_in_constant_memory(client_as, sqlite_database):
    inspector = client_as(Role.INSPECTOR)
    fill(sqlite_database.engine.url.database)
    assert "made-up entry" in inspector.get("/audit/").text
    for address in (
        "/audit/",
        f"/audit/?before={ENTRIES // 2}",
        "/audit/?actor=person.7",
        "/audit/?entity=backup&entity_id=50000",
        "/audit/?since=2026-11-10&until=2026-11-11",
    ):
        answer = inspector.get(address)
        assert answer.status_code == 200, address
        assert 0 < answer.text.count("made-up entry") <= ON_A_PAGE, address
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with sqlite_database.read() as session:
        found = verify_chain(session)
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    assert (found.damages, found.entries >= ENTRIES) == ((), True)
    assert grown_mib < VERIFY_MIB
