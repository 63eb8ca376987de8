"""A backup comes back as it was, and a damaged or older one is refused by name with nothing changed."""

import json
import random
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from comparability.files.uploads import upload_store
from comparability.model.errors import Invalid, Refused
from comparability.storage import copies
from comparability.storage.anchors import AnchorFile
from comparability.storage.audit import AuditEntry, exported
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.packages import Package
from comparability.storage.schema import METADATA
from comparability.storage.sessions import Database, state_reason
from comparability.storage.suppliers import Supplier
from comparability.usecases.keeping import Installation, backup, restore
from tests.usecases.assessing import a_line
from tests.usecases.register import CMC, a_supplier

pytestmark = pytest.mark.requirement("RB-07")

KEY = "k" * 64
MOMENT = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def installation(database_url, tmp_path) -> Installation:
    folder = tmp_path / "data"
    folder.mkdir()
    return Installation(database_url=database_url, data_dir=folder, anchor_key=KEY)


def opened(installation: Installation) -> Database:
    return Database(make_engine(installation.database_url), installation.anchors)


def change(installation: Installation, name: str) -> None:
    """One more record, with everything closed behind it."""
    database = opened(installation)
    with database.write(actor=CMC, now=MOMENT) as session:
        a_supplier(session, name)
    database.engine.dispose()


def rows(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    """Everything in every table but the sessions of people who are signed in."""
    engine = make_engine(installation.database_url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in METADATA.sorted_tables
            if table.name != "sign_in"
        }
    engine.dispose()
    return found


def names(installation: Installation) -> set[str]:
    database = opened(installation)
    with database.read() as session:
        found = set(session.scalars(select(Supplier.name)))
    database.engine.dispose()
    return found


def verified(installation: Installation) -> tuple[str, ...]:
    database = opened(installation)
    with database.read() as session:
        found = verify_chain(session, anchors=AnchorFile(installation.data_dir, KEY))
    database.engine.dispose()
    return tuple(damage.sentence for damage in found.damages)


def events(installation: Installation, kind: str) -> list[tuple[str | None, str | None]]:
    database = opened(installation)
    with database.read() as session:
        entries = session.execute(select(AuditEntry.new, AuditEntry.reason).where(AuditEntry.entity == kind))
        found = [(new, reason) for new, reason in entries]
    database.engine.dispose()
    return found


def issue(installation: Installation) -> Package:
    database = opened(installation)
    line = a_line(database)
    line.concluded()
    package = line.issue(line.approve(line.assemble()), installation.store)
    database.engine.dispose()
    return package


@pytest.mark.requirement("RB-07")
def test_records_packages_and_trail_come_back_as_they_were(installation, tmp_path):
    package = issue(installation)
    kept = backup(installation, tmp_path / "monday.tar", now=MOMENT)
    before = rows(installation)
    change(installation, "Changed afterwards")
    for path in installation.store.glob("*.pdf"):
        path.unlink()
    restore(installation, tmp_path / "monday.tar", older_is_intended="Drill of the yearly test.", now=MOMENT)
    after = rows(installation)
    for name in before.keys() - {"audit_entry", "audit_head"}:
        assert after[name] == before[name], name
    # Afterwards the trail has one entry more: that it was restored.
    assert len(after["audit_entry"]) == kept.head.seq + 1
    assert set(before["audit_entry"]) < set(after["audit_entry"])
    assert (installation.store / f"{package.file_sha256}.pdf").is_file()
    assert len(list(installation.store.glob("*.pdf"))) == 2
    assert verified(installation) == ()


def test_work_goes_on_after_a_restore(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    restore(installation, tmp_path / "a.tar", now=MOMENT)
    change(installation, "CDMO 2")
    assert names(installation) == {"CDMO 1", "CDMO 2"}
    assert verified(installation) == ()


@pytest.fixture
def new_machine(installation, request, tmp_path) -> Installation:
    """Another data folder with the same key, and a database in which nobody has worked yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    if installation.database_url.startswith("sqlite"):
        return replace(installation, database_url=f"sqlite:///{folder / 'lots.sqlite3'}", data_dir=folder)
    server = request.getfixturevalue("postgres_server")
    name = server.create_migrated()
    request.addfinalizer(lambda: server.drop(name))
    return replace(installation, database_url=server.url(name), data_dir=folder)


def test_after_a_loss_a_new_machine_goes_on_from_the_backup(installation, new_machine, tmp_path):
    """On PostgreSQL the numbers of new rows come from sequences, which have to know what came back."""
    package = issue(installation)
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    before = rows(installation)
    restore(new_machine, tmp_path / "a.tar", now=MOMENT)
    after = rows(new_machine)
    assert {name: after[name] for name in after if not name.startswith("audit_")} == {
        name: before[name] for name in before if not name.startswith("audit_")
    }
    assert (new_machine.store / f"{package.file_sha256}.pdf").is_file()
    change(new_machine, "CDMO C")
    assert names(new_machine) == {"CDMO A", "CDMO B", "CDMO C"}
    assert verified(new_machine) == ()


def test_imported_files_come_back_as_they_were_sent(installation, new_machine, tmp_path):
    upload_store(installation.data_dir).keep_for_good(b"lot,titre\nA-1,1.00E13\n")
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    restore(new_machine, tmp_path / "a.tar", now=MOMENT)
    [kept] = (new_machine.data_dir / "uploads").iterdir()
    assert kept.read_bytes() == b"lot,titre\nA-1,1.00E13\n"
    assert upload_store(new_machine.data_dir).imported(kept.stem) == kept.read_bytes()


@pytest.mark.requirement("RB-07", "AT-01")
def test_both_acts_are_on_the_chain(installation, tmp_path):
    change(installation, "CDMO 1")
    kept = backup(installation, tmp_path / "a.tar", now=MOMENT)
    restore(installation, tmp_path / "a.tar", now=MOMENT)
    assert events(installation, "backup") == [("a.tar", None)]
    assert events(installation, "restore") == [
        (f"backup of {kept.made_at}, entry {kept.head.seq}, {kept.head.hash}", None)
    ]


@pytest.mark.requirement("RB-07")
def test_an_older_copy_is_refused_and_says_what_would_be_lost(installation, tmp_path):
    change(installation, "CDMO 1")
    kept = backup(installation, tmp_path / "a.tar", now=MOMENT)
    change(installation, "CDMO 2")
    before = rows(installation)
    with pytest.raises(Refused, match=rf"older than these records: it ends at audit entry {kept.head.seq}"):
        restore(installation, tmp_path / "a.tar", now=MOMENT)
    assert rows(installation) == before
    assert verified(installation) == ()


def test_an_older_copy_comes_back_for_a_reason_that_stays_on_record(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    change(installation, "CDMO 2")
    last = installation.anchors.last()
    restore(installation, tmp_path / "a.tar", older_is_intended="The disk was lost.", now=MOMENT)
    assert names(installation) == {"CDMO 1"}
    assert verified(installation) == ()
    ((said, reason),) = events(installation, "restore")
    assert said.endswith(f"left behind: entry {last.seq}, {last.hash}")
    assert reason == "The disk was lost."
    # The anchors of what was left behind are kept, and still prove that it existed.
    (aside,) = installation.data_dir.glob("anchors.log.before-*")
    assert last.hash in aside.read_text(encoding="ascii")


def test_a_reason_that_says_nothing_is_refused(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    with pytest.raises(Invalid, match="reason"):
        restore(installation, tmp_path / "a.tar", older_is_intended=" . ", now=MOMENT)


def test_a_copy_with_another_history_is_refused(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    change(installation, "CDMO 2")
    change(installation, "CDMO 3")
    backup(installation, tmp_path / "b.tar", now=MOMENT)
    restore(installation, tmp_path / "a.tar", older_is_intended="Drill.", now=MOMENT)
    with pytest.raises(Refused, match="another history"):
        restore(installation, tmp_path / "b.tar", now=MOMENT)


def test_a_new_machine_takes_a_backup_with_the_key_of_the_old_one(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    (installation.data_dir / "anchors.log").unlink()
    restore(installation, tmp_path / "a.tar", now=MOMENT)
    assert names(installation) == {"CDMO 1"}
    assert installation.anchors.last() is not None
    assert verified(installation) == ()


def test_under_another_key_a_backup_is_refused(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    other = Installation(
        database_url=installation.database_url, data_dir=installation.data_dir, anchor_key="x" * 64
    )
    with pytest.raises(Refused, match="another anchor key"):
        restore(other, tmp_path / "a.tar", now=MOMENT)


def test_no_key_and_no_sign_in_session_is_in_a_backup(installation, tmp_path):
    (installation.data_dir / "anchor.key").write_text(KEY)
    (installation.data_dir / "secret.key").write_text("s" * 64)
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    content = (tmp_path / "a.tar").read_bytes()
    assert KEY.encode() not in content
    assert b"s" * 64 not in content
    with tarfile.open(tmp_path / "a.tar") as tar:
        assert not [name for name in tar.getnames() if "key" in name or "sign_in" in name]


@pytest.mark.requirement("RB-07")
def test_every_flipped_byte_is_refused_and_nothing_changes(sqlite_url, tmp_path):
    """A sample of places in headers, manifest, records, packages and between them."""
    folder = tmp_path / "data"
    folder.mkdir()
    installation = Installation(database_url=sqlite_url, data_dir=folder, anchor_key=KEY)
    change(installation, "CDMO 1")
    installation.store.mkdir()
    (installation.store / f"{'0' * 64}.txt").write_text("no package")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    honest = (tmp_path / "a.tar").read_bytes()
    before = rows(installation)
    places = random.Random(20261123).sample(range(len(honest)), 20)
    for place in [0, 100, 600, 1100, 1540, len(honest) - 1, *places]:
        damaged = bytearray(honest)
        damaged[place] ^= 0x01
        (tmp_path / "damaged.tar").write_bytes(damaged)
        with pytest.raises(Refused):
            restore(installation, tmp_path / "damaged.tar", now=MOMENT)
    assert rows(installation) == before


@pytest.mark.parametrize("cut", [0, 511, 5000, -512, -10240], ids=str)
def test_a_cut_backup_is_refused(installation, tmp_path, cut):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    (tmp_path / "cut.tar").write_bytes((tmp_path / "a.tar").read_bytes()[:cut])
    with pytest.raises(Refused):
        restore(installation, tmp_path / "cut.tar", now=MOMENT)


@pytest.mark.requirement("RB-07")
def test_the_damaged_member_is_named(installation, tmp_path):
    issue(installation)
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    with tarfile.open(tmp_path / "a.tar") as tar:
        entries = {entry.name: entry.offset_data for entry in tar.getmembers()}
    package = next(name for name in entries if name.startswith("packages/"))
    table = next(name for name in entries if name.endswith(("sqlite3", "/audit_entry.copy")))
    for name in (package, table, "anchors.log"):
        damaged = bytearray((tmp_path / "a.tar").read_bytes())
        damaged[entries[name] + 50] ^= 0x01
        (tmp_path / "damaged.tar").write_bytes(damaged)
        with pytest.raises(Refused, match=f"{name} in the backup is damaged"):
            restore(installation, tmp_path / "damaged.tar", now=MOMENT)


def test_records_that_were_rewritten_before_the_backup_are_refused(installation, tmp_path):
    """The manifest is honest, the records in it are not."""
    change(installation, "CDMO 1")
    engine = make_engine(installation.database_url)
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(engine.url.database)) as connection:
            connection.execute("DROP TRIGGER IF EXISTS audit_supplier_update")
            triggers = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'supplier'"
            ).fetchall()
            for (name,) in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("UPDATE supplier SET name = 'Forged'")
            connection.commit()
    else:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("UPDATE supplier SET name = 'Forged'"))
    engine.dispose()
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    with pytest.raises(Refused, match="records in the backup are damaged"):
        restore(installation, tmp_path / "a.tar", now=MOMENT)


@pytest.mark.requirement("RB-07")
def test_a_copy_made_while_others_write_is_one_state(installation, tmp_path):
    """The transaction that is open meanwhile is wholly absent."""
    change(installation, "CDMO 1")
    database = opened(installation)
    kept = backup(installation, tmp_path / "a.tar", now=MOMENT)
    with database.write(actor=CMC, now=MOMENT + timedelta(seconds=1)) as session:
        a_supplier(session, "Half done")
        session.flush()
        second = _copy_only(installation, tmp_path / "b.tar")
    database.engine.dispose()
    assert second == kept.head.seq
    with tarfile.open(tmp_path / "a.tar") as tar:
        assert json.load(tar.extractfile("manifest.json"))["head"]["seq"] == kept.head.seq


def _copy_only(installation: Installation, folder: Path) -> int:
    """Reading waits for no writer; the event of a whole backup would."""
    folder.mkdir()
    engine = make_engine(installation.database_url)
    try:
        return copies.copy(engine, folder).head.seq
    finally:
        engine.dispose()


def test_a_database_in_use_is_not_replaced(sqlite_url, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    installation = Installation(database_url=sqlite_url, data_dir=folder, anchor_key=KEY)
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    server = opened(installation)
    with server.read() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(Refused, match="in use"):
        restore(installation, tmp_path / "a.tar", now=MOMENT)
    server.engine.dispose()
    restore(installation, tmp_path / "a.tar", now=MOMENT)


def test_the_replaced_file_is_kept_beside_the_new_one(sqlite_url, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    installation = Installation(database_url=sqlite_url, data_dir=folder, anchor_key=KEY)
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    change(installation, "CDMO 2")
    restore(installation, tmp_path / "a.tar", older_is_intended="Drill.", now=MOMENT)
    (aside,) = tmp_path.glob("lots.sqlite3.before-*")
    with closing(sqlite3.connect(aside)) as connection:
        assert {name for (name,) in connection.execute("SELECT name FROM supplier")} == {"CDMO 1", "CDMO 2"}


def test_a_damaged_database_is_replaced(sqlite_url, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    installation = Installation(database_url=sqlite_url, data_dir=folder, anchor_key=KEY)
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    (tmp_path / "lots.sqlite3").write_bytes(b"not a database at all" * 500)
    restore(installation, tmp_path / "a.tar", now=MOMENT)
    assert names(installation) == {"CDMO 1"}


def test_a_backup_replaces_no_file(installation, tmp_path):
    change(installation, "CDMO 1")
    (tmp_path / "a.tar").write_text("mine")
    with pytest.raises(Refused, match="already"):
        backup(installation, tmp_path / "a.tar", now=MOMENT)
    assert (tmp_path / "a.tar").read_text() == "mine"


def test_a_backup_of_the_other_engine_is_refused(sqlite_url, postgres_url, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    one = Installation(database_url=sqlite_url, data_dir=folder, anchor_key=KEY)
    other = Installation(database_url=postgres_url, data_dir=folder, anchor_key=KEY)
    change(one, "CDMO 1")
    backup(one, tmp_path / "a.tar", now=MOMENT)
    with pytest.raises(Refused, match="sqlite"):
        restore(other, tmp_path / "a.tar", now=MOMENT)


def test_an_export_of_the_restored_trail_is_the_one_before_and_the_restore(installation, tmp_path):
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    before = _export(installation)
    restore(installation, tmp_path / "a.tar", now=MOMENT)
    after = _export(installation)
    assert after[: len(before)] == before
    assert [entry["entity"] for entry in after[len(before) :]] == ["restore"]


def _export(installation: Installation) -> list[dict]:
    database = opened(installation)
    with database.read() as session:
        found = list(exported(session))
    database.engine.dispose()
    return found


def test_a_change_after_the_restore_needs_a_reason_as_before(installation, tmp_path):
    """The triggers that were off while rows came back are on again."""
    change(installation, "CDMO 1")
    backup(installation, tmp_path / "a.tar", now=MOMENT)
    restore(installation, tmp_path / "a.tar", now=MOMENT)
    database = opened(installation)
    with pytest.raises(Refused, match="reason"), database.write(actor=CMC, now=MOMENT) as session:
        session.execute(text("UPDATE supplier SET name = 'X'"))
    with database.write(actor=CMC, now=MOMENT) as session:
        state_reason(session, "Renamed.")
        session.execute(text("UPDATE supplier SET name = 'X'"))
    database.engine.dispose()
    assert verified(installation) == ()
