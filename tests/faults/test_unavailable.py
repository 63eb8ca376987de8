"""While the database cannot be used a page says so, keeps what was typed, claims nothing; then it goes on."""

import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from comparability.model.errors import Unavailable
from comparability.storage.package_files import keep
from comparability.storage.sessions import APPEND_LOCK
from tests.faults.conftest import AGAIN


@contextmanager
def held(database, seconds: float) -> Iterator[None]:
    """Another program holds the lock that every writer needs, at the longest until the block ends."""
    holding, released = threading.Event(), threading.Event()

    def hold() -> None:
        with database.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({APPEND_LOCK})"))
            holding.set()
            released.wait(seconds)

    def hold_file() -> None:
        with sqlite3.connect(database.engine.url.database, isolation_level=None) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            holding.set()
            released.wait(seconds)
            connection.execute("ROLLBACK")

    holder = threading.Thread(target=hold_file if database.engine.dialect.name == "sqlite" else hold)
    holder.start()
    holding.wait(10)
    try:
        yield
    finally:
        released.set()
        holder.join()


@pytest.mark.requirement("RB-09")
def test_a_lock_of_three_seconds_is_waited_for(clerk):
    with held(clerk.database, 3):
        answer = clerk.save("CDMO C")
    assert answer.status_code == 302
    assert clerk.stored() == ["CDMO C"]


@pytest.mark.requirement("RB-09")
@pytest.mark.slow
def test_a_lock_of_fifteen_seconds_ends_in_a_page_that_keeps_what_was_typed(clerk):
    with held(clerk.database, 15):
        answer = clerk.save("CDMO <C>")
        assert clerk.browser.get("/suppliers/").status_code == 200  # who only reads is not held up
    assert answer.status_code == 503
    assert "Others were saving for too long; nothing was saved." in answer.text
    assert clerk.stored() == []
    assert "CDMO &lt;C&gt;" in answer.text
    assert "03-Jun-2026" in answer.text
    assert clerk.browser.post("/suppliers/new", data={}).status_code == 422


def test_what_was_kept_is_saved_by_sending_it_again(clerk, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("comparability.usecases.suppliers.create_supplier", too_busy)
        answer = clerk.save("CDMO C")
    assert (answer.status_code, clerk.stored()) == (503, [])
    assert clerk.send_again(answer).status_code == 302
    assert clerk.stored() == ["CDMO C"]


def too_busy(*arguments: object, **named: object) -> None:
    raise Unavailable("Others were saving for too long; nothing was saved. Try again.")


@pytest.mark.requirement("RB-10", "SEC-06")
def test_a_page_that_keeps_typing_gives_no_other_site_a_token(sqlite_clerk, monkeypatch):
    def away(*arguments: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr("comparability.web.sign_ins.people.signed_in", away)
    forged = sqlite_clerk.browser.post("/suppliers/new", data={"name": "x", "csrf_token": "forged"})
    assert forged.status_code == 503
    assert dict(AGAIN.findall(forged.text))["csrf_token"] == "forged"
    assert sqlite_clerk.browser.csrf() not in forged.text


@contextmanager
def full(engine) -> Iterator[None]:
    """SQLite says of a file that may not grow what it says of a full disk: SQLITE_FULL."""

    def limit(dbapi_connection, record=None, proxy=None) -> None:
        pages = dbapi_connection.execute("PRAGMA page_count").fetchone()[0]
        dbapi_connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        engine.dispose()  # the limit belongs to a connection


@pytest.mark.requirement("RB-04")
def test_a_full_disk_is_said_and_nothing_is_claimed(sqlite_clerk):
    saved = []
    with full(sqlite_clerk.database.engine):
        for number in range(200):
            answer = sqlite_clerk.save(f"CDMO {number:03}")
            if answer.status_code != 302:
                break
            saved.append(f"CDMO {number:03}")
        assert answer.status_code == 503
        assert "The disk of the database is full; nothing was saved." in answer.text
        assert sqlite_clerk.stored() == saved
    assert sqlite_clerk.send_again(answer).status_code == 302
    assert len(sqlite_clerk.stored()) == len(saved) + 1
    assert sqlite_clerk.is_intact()


@contextmanager
def no_file_grows() -> Iterator[None]:
    """The operating system refuses every write beyond the first kilobyte of a file (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.requirement("RB-04")
def test_a_write_that_fails_is_said_and_the_same_is_saved_when_it_works_again(sqlite_clerk, caplog):
    assert sqlite_clerk.save("CDMO A").status_code == 302
    with no_file_grows():
        answer = sqlite_clerk.save("CDMO B")
    assert answer.status_code == 503
    assert "nothing was saved. Tell an administrator." in " ".join(answer.text.split())
    assert "disk" in caplog.text
    assert sqlite_clerk.stored() == ["CDMO A"]
    assert sqlite_clerk.send_again(answer).status_code == 302
    assert sqlite_clerk.stored() == ["CDMO A", "CDMO B"]
    assert sqlite_clerk.is_intact()


@pytest.mark.requirement("RB-04")
def test_a_package_that_finds_no_room_leaves_no_file(tmp_path: Path):
    with no_file_grows(), pytest.raises(Unavailable, match="did not take the file"):
        keep(tmp_path, b"%PDF" * 1000)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.requirement("RB-10")
@pytest.mark.postgres
@pytest.mark.slow
def test_a_database_that_stops_during_use_is_said_and_used_again_when_it_is_back(
    clerk_of_own_server, own_server
):
    clerk = clerk_of_own_server
    assert clerk.save("CDMO A").status_code == 302
    own_server.stop()
    try:
        read, saved = clerk.browser.get("/suppliers/"), clerk.save("CDMO B")
    finally:
        own_server.start()
    assert (read.status_code, saved.status_code) == (503, 503)
    for answer in (read, saved):
        assert "The database cannot be used now" in answer.text
        assert answer.text.rstrip().endswith("</html>")  # a whole page, not the beginning of one
        assert "CDMO A" not in answer.text
    assert clerk.browser.get("/suppliers/").status_code == 200
    assert clerk.send_again(saved).status_code == 302
    assert clerk.stored() == ["CDMO A", "CDMO B"]
    assert clerk.is_intact()
