"""Whatever is done to the records past the program, `audit verify` ends with 1 and names the first damage."""

import shutil
import sqlite3
import tomllib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from comparability.model.errors import Refused
from comparability.storage.anchors import AnchorFile
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database, record_event
from tests.cli.shell import ANCHOR_KEY, Shell
from tests.keeping.forging import append, rewrite, without_triggers
from tests.usecases.assessing import a_line
from tests.usecases.register import CMC, a_supplier

pytestmark = pytest.mark.requirement("AT-06", "ES-03")

FILE = "lots.sqlite3"
ATTACKS = tomllib.loads((Path(__file__).parent / "attacks.toml").read_text(encoding="utf-8"))["attack"]


def of(engine: str) -> list:
    chosen = [each for each in ATTACKS if each.get("engine", engine) == engine]
    return [pytest.param(each, id=each["name"]) for each in chosen]


def concluded(url: str, folder: Path) -> None:
    """Records with every kind of signature, anchored as they were written."""
    database = Database(make_engine(url), AnchorFile(folder, ANCHOR_KEY))
    line = a_line(database)
    line.concluded()
    line.issue(line.approve(line.assemble()), folder / "packages")
    database.engine.dispose()


@pytest.fixture(scope="module")
def honest(tmp_path_factory, sqlite_template) -> Path:
    folder = tmp_path_factory.mktemp("honest")
    shutil.copyfile(sqlite_template, folder / FILE)
    concluded(f"sqlite:///{folder / FILE}", folder)
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def shell(honest, tmp_path) -> Shell:
    folder = shutil.copytree(honest, tmp_path / "data")
    return Shell(f"sqlite:///{folder / FILE}", folder)


def verified(shell: Shell) -> tuple[int, list[str]]:
    """Exit status and what was damaged; a traceback would be raised here."""
    done = shell.run("audit", "verify")
    damages = [line for line in done.stdout.splitlines() if line.startswith("DAMAGED ")]
    assert damages or "Everything agrees." in done.stdout
    return done.exit_code, damages


def write(shell: Shell, name: str) -> None:
    """The program goes on working."""
    database = shell.database()
    with database.write(actor=CMC, now=datetime.now(UTC)) as session:
        a_supplier(session, name)
    database.engine.dispose()


def test_honest_records_agree(shell):
    found = shell.data("audit", "verify")
    assert (found["intact"], found["signatures"], found["outdated_signatures"]) == (True, 4, 0)
    assert found["anchors"] > 10
    write(shell, "One more")
    assert verified(shell) == (0, [])


def test_the_table_holds_what_was_promised():
    assert len(of("sqlite")) >= 25
    assert len(of("postgresql")) >= 25
    assert len({each["name"] for each in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", of("sqlite"))
def test_an_attack_on_sqlite_is_named(shell, attack):
    if "triggers" in attack:
        with closing(sqlite3.connect(shell.folder / FILE, isolation_level=None)) as connection:
            for statement in attack["statements"]:
                connection.execute(statement)
    else:
        with without_triggers(shell.folder / FILE) as connection:
            assert all(connection.execute(each).rowcount >= 1 for each in attack["statements"])
    status, damages = verified(shell)
    assert status == 1
    assert attack["named"] in damages[0]


@pytest.fixture(scope="module")
def honest_postgres(postgres_server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("honest-postgres")
    name = postgres_server.create_migrated()
    concluded(postgres_server.url(name), folder)
    engine = make_engine(postgres_server.url(name))
    yield engine, AnchorFile(folder, ANCHOR_KEY)
    engine.dispose()
    postgres_server.drop(name)


@pytest.mark.postgres
@pytest.mark.parametrize("attack", of("postgresql"))
def test_an_attack_on_postgresql_is_named(honest_postgres, attack):
    """In a transaction that is taken back, so that the next attack finds honest records."""
    engine, anchors = honest_postgres
    with engine.connect() as connection, connection.begin() as transaction:
        if "engine" not in attack:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in attack["statements"]:
            connection.exec_driver_sql(statement)
        found = verify_chain(Session(connection), anchors=anchors)
        transaction.rollback()
    assert attack["named"] in found.damages[0].sentence


def forged_value(entry: dict) -> bool:
    if (entry["entity"], entry["entity_id"], entry["field"]) == ("result", "1", "entered"):
        entry["new"] = "9.99E12"
    return True


@pytest.mark.requirement("AT-07")
def test_a_trail_rewritten_whole_by_public_knowledge_is_seen(shell):
    with without_triggers(shell.folder / FILE) as connection:
        connection.execute("UPDATE result SET entered = '9.99E12' WHERE id = 1")
        rewrite(connection, forged_value)
    status, damages = verified(shell)
    assert (status, "is another one: the trail was cut or rewritten" in damages[0]) == (1, True)


@pytest.mark.requirement("AT-07")
def test_a_trail_rewritten_without_a_record_is_seen(shell):
    with without_triggers(shell.folder / FILE) as connection:
        connection.execute("DELETE FROM verification WHERE result_id = 7")
        connection.execute("DELETE FROM result WHERE id = 7")
        rewrite(
            connection,
            lambda e: (e["entity"], e["entity_id"]) not in (("result", "7"), ("verification", "7")),
        )
    status, damages = verified(shell)
    assert (status, "anchored outside the database" in damages[0]) == (1, True)


def forge_a_correction(connection: sqlite3.Connection) -> None:
    """A change of a lot, with its entry properly chained behind the last one."""
    connection.execute("UPDATE lot SET notes = 'Passed again.' WHERE id = 1")
    append(
        connection,
        action="update",
        entity="lot",
        entity_id="1",
        field="notes",
        new="Passed again.",
        reason="ok",
    )


@pytest.mark.requirement("AT-07")
def test_entries_that_a_forger_chained_behind_the_last_are_seen(shell):
    with without_triggers(shell.folder / FILE) as connection:
        forge_a_correction(connection)
    status, damages = verified(shell)
    assert (status, len(damages)) == (1, 1)
    assert "were not written by this program" in damages[0]


@pytest.mark.requirement("AT-07")
def test_forged_entries_stay_seen_after_the_program_wrote_behind_them(shell):
    with without_triggers(shell.folder / FILE) as connection:
        forge_a_correction(connection)
    write(shell, "One more")
    write(shell, "And another")
    status, damages = verified(shell)
    assert (status, len(damages)) == (1, 1)
    assert "was not written by this program" in damages[0]


def test_a_signature_that_a_forger_chained_for_somebody_else_is_seen(shell):
    with without_triggers(shell.folder / FILE) as connection:
        row = dict(connection.execute("SELECT * FROM signature WHERE id = 4").fetchone()) | {"id": 5}
        connection.execute(
            f"INSERT INTO signature ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )
        for name, value in row.items():
            shown = str(value).replace(" ", "T") + "Z" if name == "signed_at" else value
            if name != "id" and value is not None:
                append(
                    connection, action="insert", entity="signature", entity_id="5", field=name, new=str(shown)
                )
    status, damages = verified(shell)
    assert status == 1
    assert any(line.endswith("signature 5: eva.klein signed, but qc.lim wrote it") for line in damages)


def test_a_stored_result_changed_with_a_proper_entry_is_seen(shell):
    """Results are never updated: a chained entry that says so was not written by this program."""
    with without_triggers(shell.folder / FILE) as connection:
        connection.execute("UPDATE result SET entered = '9.99E12' WHERE id = 1")
        append(
            connection, action="update", entity="result", entity_id="1", field="entered",
            old="1.00E13", new="9.99E12", reason="Typing error.",
        )  # fmt: skip
    status, damages = verified(shell)
    assert status == 1
    assert any("result 1: audit entry" in line and "never changed" in line for line in damages)


@pytest.mark.requirement("AT-07")
@pytest.mark.parametrize("goes_on", [False, True])
def test_an_older_copy_of_the_file_put_back_is_seen(shell, goes_on):
    older = (shell.folder / FILE).read_bytes()
    write(shell, "One more")
    with closing(sqlite3.connect(shell.folder / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (shell.folder / FILE).write_bytes(older)
    if goes_on:
        write(shell, "After the roll-back")
        write(shell, "And on")
    status, damages = verified(shell)
    assert (status, "older copy of the database was put back" in damages[0]) == (1, True)


@pytest.mark.requirement("AT-03")
def test_no_command_makes_changed_triggers_the_right_ones(shell):
    """The triggers are recorded after a migration: one that was dropped before it would be forgotten."""
    with closing(sqlite3.connect(shell.folder / FILE)) as connection:
        connection.execute("DROP TRIGGER lot_audit_update")
    refused = shell.run("database", "upgrade")
    assert (refused.exit_code, "lot_audit_update: not as recorded" in refused.output) == (1, True)
    assert verified(shell)[1][0].startswith("DAMAGED lot_audit_update is not as recorded")


@pytest.mark.requirement("AT-07")
def test_anchors_that_were_taken_away_are_missed(shell):
    (shell.folder / "anchors.log").unlink()
    (shell.folder / "anchors.next").unlink()
    status, damages = verified(shell)
    assert (status, "anchored outside the database" in damages[0]) == (1, True)


@pytest.mark.requirement("AT-07", "RB-01")
@pytest.mark.parametrize("kept", ["announced", "committed"])
def test_a_stop_between_announcement_and_anchor_is_no_damage(shell, monkeypatch, kept):
    """The machine may stop before the commit, or between the commit and the anchor."""
    database = shell.database()
    with monkeypatch.context() as stopped:
        if kept == "committed":
            stopped.setattr(AnchorFile, "append", lambda self, anchor: None)
            with database.write(actor=CMC, now=datetime.now(UTC)) as session:
                record_event(session, kind="print", entity_id=None, text="not anchored any more")
        else:
            stopped.setattr(Session, "commit", lambda self: self.rollback())
            with database.write(actor=CMC, now=datetime.now(UTC)) as session:
                record_event(session, kind="print", entity_id=None, text="never committed")
            (shell.folder / "anchors.log").write_bytes(
                b"".join((shell.folder / "anchors.log").read_bytes().splitlines(keepends=True)[:-1])
            )
    database.engine.dispose()
    assert verified(shell) == (0, [])
    write(shell, "Goes on")
    write(shell, "And on")
    assert verified(shell) == (0, [])


@pytest.mark.requirement("RB-04")
def test_what_cannot_be_anchored_is_not_saved(shell):
    (shell.folder / "anchors.next").unlink()
    (shell.folder / "anchors.next").mkdir()
    with pytest.raises(Refused, match="nothing was saved"):
        write(shell, "Lost")
    with closing(sqlite3.connect(shell.folder / FILE)) as connection:
        assert connection.execute("SELECT count(*) FROM supplier WHERE name = 'Lost'").fetchone() == (0,)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all, but some text\n" * 400], ids=["empty", "garbage"]
)
def test_a_file_that_is_no_database_is_refused_without_a_traceback(shell, content):
    for path in shell.folder.glob(f"{FILE}*"):
        path.unlink()
    (shell.folder / FILE).write_bytes(content)
    done = shell.run("audit", "verify")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("comparability: ")


def test_a_page_of_the_file_overwritten_is_damage_and_no_traceback(shell):
    file = shell.folder / FILE
    data = bytearray(file.read_bytes())
    for start in range(40 * 4096, len(data) - 4096, 7 * 4096):
        data[start : start + 512] = b"\x5a" * 512
    file.write_bytes(data)
    done = shell.run("audit", "verify")
    assert done.exit_code == 1
    assert "DAMAGED " in done.stdout or done.stderr.startswith("comparability: ")
