"""The engine refuses a database in which an acknowledged record could be lost or a reference broken."""

import pytest
from sqlalchemy import text

from comparability.model.errors import Refused
from comparability.model.vocabulary import AuditStatus, Market
from comparability.storage.engine import make_engine
from comparability.storage.schema import upgrade
from comparability.storage.suppliers import Site


@pytest.mark.requirement("RB-08")
@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:lots?mode=memory&uri=true"]
)
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(Refused, match="has to be a file"):
        make_engine(url)


def test_another_kind_of_database_is_refused():
    with pytest.raises(Refused, match="SQLite and PostgreSQL"):
        make_engine("mysql://u@db/lots")


@pytest.mark.requirement("RB-08")
@pytest.mark.parametrize(
    ("pragma", "answer"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1)],
)
def test_every_sqlite_connection_syncs_what_it_acknowledges_and_keeps_references(sqlite_url, pragma, answer):
    engine = make_engine(sqlite_url)
    with engine.connect() as one, engine.connect().execution_options(comparability_read_only=True) as other:
        assert [each.execute(text(f"PRAGMA {pragma}")).scalar() for each in (other, one)] == [answer, answer]
    engine.dispose()


@pytest.mark.requirement("RB-08")
@pytest.mark.postgres
@pytest.mark.parametrize("setting", ["synchronous_commit", "TimeZone"])
def test_every_postgresql_connection_syncs_what_it_acknowledges_in_utc(postgres_url, setting):
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text(f"SHOW {setting}")).scalar() == {"TimeZone": "UTC"}.get(setting, "on")
    engine.dispose()


@pytest.mark.requirement("RB-08")
@pytest.mark.postgres
def test_a_postgresql_that_acknowledges_before_it_syncs_is_refused(postgres_url):
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {engine.url.database} SET synchronous_commit = off"))
    engine.dispose()
    with pytest.raises(Refused, match="synchronous_commit = off"):
        make_engine(postgres_url)


@pytest.mark.postgres
def test_the_short_postgresql_address_works_too(postgres_url):
    engine = make_engine(postgres_url.replace("postgresql+psycopg://", "postgres://"))
    assert engine.dialect.driver == "psycopg"
    engine.dispose()


def test_a_reference_to_nothing_is_refused(database, kim, now):
    with (
        pytest.raises(Refused, match="pointing at one that is not there"),
        database.write(actor=kim, now=now) as session,
    ):
        session.add(
            Site(supplier_id=4711, name="Nowhere", market=Market.OTHER, audit_status=AuditStatus.NOT_AUDITED)
        )


@pytest.mark.requirement("CC-04")
def test_sqlite_writers_take_their_turn_from_the_first_statement(sqlite_url):
    """A transaction that read first and then wrote would fail when another had written in between."""
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        other = make_engine(sqlite_url)
        other.dispose()
        with other.connect() as second:
            raw = second.connection.dbapi_connection
            raw.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(Exception, match="locked"):
                second.execute(text("SELECT 1"))
        other.dispose()
    engine.dispose()


@pytest.mark.requirement("SEC-22")
def test_a_new_sqlite_file_and_its_log_are_their_owners_alone(tmp_path):
    """Whatever the rights of the folder: the file holds hashes of passwords."""
    tmp_path.chmod(0o755)
    upgrade(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    engine = make_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        rights = {path.name: oct(path.stat().st_mode & 0o077) for path in tmp_path.glob("new.sqlite3*")}
    engine.dispose()
    rights.pop("new.sqlite3.lock", None)  # holds nothing
    assert rights and set(rights.values()) == {"0o0"}
