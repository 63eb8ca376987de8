"""A database is brought to this program's version once and whole; its guards come and go with it."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text

from comparability import resources
from comparability.model.errors import Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import AuditStatus, Market, SupplierKind
from comparability.storage import guards
from comparability.storage.audit import APPEND_ONLY, AUDITED, AuditEntry
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.schema import METADATA, check_version, current, downgrade, migrating, upgrade
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Site, Supplier

REVISIONS = sorted(file.name[:4] for file in resources.migrations_folder().glob("versions/0*.py"))
SYSTEM = Actor(id=None, user_name="system", full_name="", roles=frozenset())


@pytest.fixture
def engine(empty_database_url):
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def migrated(database_url):
    """The engine of a database of this version, as a copy; `engine` has nothing in it."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def tables(engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def guarded(engine) -> set[str]:
    with engine.connect() as connection:
        return set(guards.digests(connection))


# Audited tables that a later step brought.
ADDED_BY = {
    "0002": ("published_summary",),
    "0003": ("bridging_study", "bridging_pair"),
    "0004": ("plan", "plan_assumption"),
    "0005": ("import_lot", "import_undo"),
    "0007": ("second_factor",),
    "0008": ("trail_review",),
    "0009": ("provider_account",),
    "0010": ("access_review",),
    "0013": ("disposal",),
    "0015": ("text_block",),
    "0016": ("narrative",),
}


def expected_guards(dialect: str, revision: str = "") -> set[str]:
    """Of a revision; of the latest where none is named."""
    later = {table for step, names in ADDED_BY.items() if revision and step > revision for table in names}
    audited = [table for table in AUDITED if table not in later]
    kept = [table for table in APPEND_ONLY if table not in later]
    if dialect == "sqlite":
        return {
            *(f"{table}_audit_{action}" for table in audited for action in ("insert", "update", "delete")),
            *(f"{table}_append_only_{action}" for table in kept for action in ("update", "delete")),
            *(f"criterion_frozen_{action}" for action in ("insert", "update", "delete")),
            *(f"audit_head_guard_{action}" for action in ("insert", "update", "delete")),
            "protocol_frozen_update", "protocol_frozen_delete", "package_issued_update",
            "package_issued_delete", "audit_append", "audit_append_insert", "audit_entry_append_only_insert",
        }  # fmt: skip
    return {
        *(f"{table}_audit" for table in audited),
        *(f"{table}_append_only" for table in kept),
        *(f"{table}_no_truncate" for table in (*audited, "audit_entry", "audit_head")),
        "criterion_frozen", "protocol_frozen", "package_issued", "audit_head_guard_update",
        "audit_head_guard_delete", "audit_row()", "audit_refuse()", "audit_head_guard()", "frozen_row()",
        "frozen_criterion()", "audit_event()", "audit_append()", "audit_fingerprint()", "audit_part()",
        *(() if revision and revision < "0013" else ("frozen_package()",)),
    }  # fmt: skip


def put_a_supplier(engine) -> None:
    with Database(engine).write(actor=SYSTEM, now=datetime.now(UTC)) as session:
        session.add(
            Supplier(name="S", kind=SupplierKind.CDMO, market=Market.KR, audit_status=AuditStatus.QUALIFIED)
        )


def test_the_migrated_tables_are_those_the_program_knows(migrated):
    with migrated.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []
    assert tables(migrated) == {*METADATA.tables, "alembic_version"}


def test_every_step_has_its_guards_in_both_directions_with_data_in_the_tables(engine, empty_database_url):
    for _ in range(2):
        upgrade(empty_database_url)
        assert guarded(engine) == expected_guards(engine.dialect.name)
        put_a_supplier(engine)
        with Database(engine).read() as session:
            assert verify_chain(session).damages == ()
        downgrade(empty_database_url, "base")
        assert guarded(engine) == set()
        assert tables(engine) == {"alembic_version"}


@pytest.mark.requirement("RB-06")
def test_each_step_back_and_forth_keeps_guards_records_and_the_trail(migrated, database_url):
    put_a_supplier(migrated)
    for step in REVISIONS[-2::-1]:
        downgrade(database_url, step)
        assert guarded(migrated) == expected_guards(migrated.dialect.name, step)
    upgrade(database_url)
    assert guarded(migrated) == expected_guards(migrated.dialect.name)
    with Database(migrated).read() as session:
        assert session.scalars(select(Supplier.name)).all() == ["S"]
        assert verify_chain(session).damages == ()


def test_a_migration_is_an_entry_of_the_trail(migrated):
    with Database(migrated).read() as session:
        first = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).first()
    assert (first.seq, first.action, first.entity, first.entity_id, first.actor) == (
        1, "event", "migration", "0001", "system",
    )  # fmt: skip


@pytest.mark.requirement("RB-06")
def test_upgrading_again_changes_nothing(migrated, database_url):
    put_a_supplier(migrated)
    with Database(migrated).read() as session:
        before = verify_chain(session)
    upgrade(database_url)
    with Database(migrated).read() as session:
        assert verify_chain(session) == before


@pytest.mark.requirement("RB-03")
def test_a_migration_that_fails_leaves_nothing_behind(engine, empty_database_url, monkeypatch):
    def fail(connection):
        raise ZeroDivisionError

    monkeypatch.setattr(guards, "record", fail)
    with pytest.raises(ZeroDivisionError):
        upgrade(empty_database_url)
    assert tables(engine) == set()


@pytest.mark.requirement("CC-03")
def test_sites_that_share_a_name_stop_the_migration_and_are_named(migrated, database_url):
    put_a_supplier(migrated)
    downgrade(database_url, "0011")
    with Database(migrated).write(actor=SYSTEM, now=datetime.now(UTC)) as session:
        supplier = session.scalars(select(Supplier)).one()
        for _ in range(2):
            session.add(
                Site(
                    supplier_id=supplier.id,
                    name="Tuas",
                    market=Market.SG,
                    audit_status=AuditStatus.QUALIFIED,
                )
            )
    with pytest.raises(Refused, match="S has 2 sites named Tuas. Rename all but one"):
        upgrade(database_url)
    assert current(database_url) == "0011"


@pytest.mark.requirement("RB-06")
def test_processes_that_start_together_migrate_once(engine, empty_database_url):
    program = "import sys; from comparability.storage.schema import upgrade; upgrade(sys.argv[1])"
    started = [subprocess.Popen([sys.executable, "-c", program, empty_database_url]) for _ in range(3)]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    with Database(engine).read() as session:
        assert len(session.scalars(select(AuditEntry).filter_by(entity="migration")).all()) == len(REVISIONS)
        assert verify_chain(session).damages == ()


def test_the_version_of_a_database_is_told(empty_sqlite_url, database_url):
    assert current(empty_sqlite_url) is None
    assert current(database_url) == REVISIONS[-1]


@pytest.mark.requirement("RB-06")
def test_a_database_without_tables_is_refused_with_what_to_do(engine):
    with pytest.raises(Refused, match="comparability database upgrade"):
        check_version(engine)


def test_a_database_of_this_version_is_accepted(migrated):
    check_version(migrated)


@pytest.mark.requirement("RB-06")
@pytest.mark.parametrize("ask", ["check", "upgrade"])
def test_a_newer_database_is_refused_and_left_alone(migrated, database_url, ask):
    with migrating(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(Refused, match=f"0099, which is newer than the {REVISIONS[-1]}"):
        check_version(migrated) if ask == "check" else upgrade(database_url)
    assert current(database_url) == "0099"


def test_the_first_migration_does_not_know_the_program():
    """A migration describes the past; the program's tables describe today."""
    files = [
        *resources.migrations_folder().glob("versions/*.py"),
        *resources.migrations_folder().glob("schema_*/*.py"),
    ]
    assert len(files) > 5
    assert [
        file.name for file in files if "comparability" in file.read_text().replace("'comparability.", "")
    ] == []


def test_a_developers_command_migrates_the_configured_database(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=resources.CHECKOUT,
        env={"COMPARABILITY_DATA_DIR": str(tmp_path), "PATH": ""},
        check=True,
        capture_output=True,
    )
    plain = create_engine(f"sqlite:///{tmp_path}/comparability.sqlite3")
    assert tables(plain) == {*METADATA.tables, "alembic_version"}
    plain.dispose()
