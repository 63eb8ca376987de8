"""Whatever was acknowledged survives kill -9 at any moment, and nothing is there in half."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from comparability.storage.anchors import AnchorFile
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.package_files import keep
from comparability.storage.schema import current, known, upgrade
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Site, Supplier
from tests.conftest import CHECKOUT
from tests.faults.writer import ANCHOR_KEY, put

KILLS = 8


def writer(*arguments: object, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [*before, sys.executable, "-m", "tests.faults.writer", *map(str, arguments)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def said(text: str) -> set[int]:
    """The numbers that were acknowledged; a line without its end was not."""
    return {int(line) for line in text.splitlines(keepends=True) if line.endswith("\n")}


def stored(database: Database) -> set[int]:
    """The numbers of the suppliers that are there, each of which has to have its site."""
    with database.read() as session:
        numbers = {int(name) for name in session.scalars(select(Supplier.name))}
        assert {int(name.removeprefix("Site of ")) for name in session.scalars(select(Site.name))} == numbers
    return numbers


def damages(database: Database, folder: Path) -> tuple[object, ...]:
    with database.read() as session:
        return verify_chain(session, anchors=AnchorFile(folder, ANCHOR_KEY)).damages


@pytest.mark.requirement("RB-01")
@pytest.mark.slow
def test_all_that_was_acknowledged_is_there_after_each_kill(database, database_url, tmp_path):
    chance = random.Random(20261128)
    acknowledged: set[int] = set()
    for kill in range(KILLS):
        running = writer(database_url, tmp_path, kill * 1000)
        heard = "".join(running.stdout.readline() for _ in range(chance.randint(1, 25)))
        time.sleep(chance.random() * 0.02)
        running.kill()
        acknowledged |= said(heard + running.communicate()[0])
        assert acknowledged <= stored(database)
        assert damages(database, tmp_path) == ()
    assert len(stored(database) - acknowledged) <= KILLS  # at most what was being said when it was killed


@pytest.mark.requirement("RB-02")
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("sync", [3, 5, 6, 8, 11, 16])
def test_a_kill_at_any_sync_loses_nothing_that_was_acknowledged(sqlite_database, sqlite_url, tmp_path, sync):
    put(
        Database(sqlite_database.engine, AnchorFile(tmp_path, ANCHOR_KEY)), 999
    )  # from here on it is anchored
    trace = ("strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=fdatasync")
    inject = ("-e", f"inject=fdatasync:signal=SIGKILL:when={sync}")
    running = writer(sqlite_url, tmp_path, 0, 30, before=(*trace, *inject))
    acknowledged = said(running.communicate(timeout=120)[0])
    assert running.returncode != 0
    assert len(acknowledged) < 30
    assert acknowledged <= stored(sqlite_database)
    assert damages(sqlite_database, tmp_path) == ()


@pytest.mark.requirement("RB-02")
def test_a_log_cut_anywhere_holds_what_was_acknowledged_before_the_cut(sqlite_database, sqlite_url, tmp_path):
    """A loss of power leaves the beginning of the write-ahead log, perhaps with half a page behind it."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    log = Path(f"{file}-wal")
    acknowledged_at: list[int] = []
    for number in range(5):
        put(sqlite_database, number)
        acknowledged_at.append(log.stat().st_size)
    whole = log.read_bytes()
    page = 24 + int.from_bytes(whole[8:12])  # of a frame: its head and the page (sqlite.org/fileformat2.html)
    cuts = [*range(32, len(whole) + 1, page), *range(32 + page // 2, len(whole), 3 * page)]
    for cut in cuts:
        folder = tmp_path / f"cut-at-{cut}"
        folder.mkdir()
        shutil.copy(file, folder / "lots.sqlite3")
        (folder / "lots.sqlite3-wal").write_bytes(whole[:cut])
        engine = make_engine(f"sqlite:///{folder / 'lots.sqlite3'}")
        found = stored(Database(engine))
        assert found == {number for number, size in enumerate(acknowledged_at) if size <= cut}
        with Database(engine).read() as session:
            assert verify_chain(session).damages == ()
        engine.dispose()
    assert len(cuts) > 20


@pytest.mark.requirement("RB-08")
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_each_acknowledged_write_was_synced_first(sqlite_database, sqlite_url, tmp_path):
    calls = tmp_path / "calls"
    trace = ("strace", "-f", "-qq", "-o", str(calls), "-e", "trace=fdatasync,write", "-e", "signal=none")
    running = writer(sqlite_url, tmp_path, 0, 10, before=trace)
    assert len(said(running.communicate(timeout=120)[0])) == 10
    synced, told = 0, 0
    for line in calls.read_text(errors="replace").splitlines():
        if "fdatasync(" in line:
            synced += 1
        elif 'write(1, "' in line:
            assert synced, "a number was said before anything of it was synced"
            synced, told = 0, told + 1
    assert told == 10


@pytest.mark.requirement("RB-03")
@pytest.mark.parametrize("statement", [1, 2, 15, 60])
def test_a_migration_killed_in_the_middle_leaves_nothing_and_can_be_done_again(
    empty_database_url, tmp_path, statement
):
    environment = {"COMPARABILITY_DATABASE_URL": empty_database_url, "COMPARABILITY_DATA_DIR": str(tmp_path)}
    killed = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", str(statement), "CREATE", "database", "upgrade"],
        cwd=CHECKOUT,
        env=os.environ | environment,
        check=False,
    )
    assert killed.returncode == -9
    assert current(empty_database_url) is None
    upgrade(empty_database_url)
    assert current(empty_database_url) == known()
    engine = make_engine(empty_database_url)
    with Database(engine).read() as session:
        assert verify_chain(session).damages == ()
    engine.dispose()


KILLED_BEFORE_ITS_NAME = """
import os, signal, sys
from pathlib import Path
from comparability.storage.package_files import keep

Path.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
keep(Path(sys.argv[1]), b"%PDF of a package")
"""


@pytest.mark.requirement("RB-03")
def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED_BEFORE_ITS_NAME, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert list(tmp_path.rglob("partial"))  # all of it had been written
    assert list(tmp_path.rglob("*.pdf")) == []
    name = keep(tmp_path, b"%PDF of a package")
    assert (tmp_path / f"{name}.pdf").read_bytes() == b"%PDF of a package"
