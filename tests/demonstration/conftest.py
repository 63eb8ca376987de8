"""The demonstration as `comparability demo` loads it, once per engine and run of the tests."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.storage.dossiers import ItemLine, items_of, latest_assessment
from comparability.storage.lots import Lot
from comparability.storage.reportables import Reported, all_results
from comparability.storage.sessions import Database
from comparability.storage.switches import switch_by_code
from tests.cli.shell import Shell
from tests.conftest import ENGINES
from tests.reports.reading import ReadPdf

SWITCH = "SW-AAV9-01"


@dataclass(frozen=True)
class Loaded:
    shell: Shell
    printed: str  # what the command said
    package: Path
    protocol: Path
    database: Database

    @cached_property
    def pdf(self) -> ReadPdf:
        return ReadPdf(self.package.read_bytes())

    def items(self, session: Session) -> dict[str, ItemLine]:
        """What was assessed, by attribute code."""
        made = latest_assessment(session, switch_by_code(session, SWITCH).id)
        return {line.attribute.code: line for line in items_of(session, made)}

    def results(self, session: Session) -> list[tuple[str, Reported]]:
        """Every result row of the product that was switched, with the number of its lot."""
        switch = switch_by_code(session, SWITCH)
        lots = session.scalars(select(Lot).where(Lot.product_id == switch.product_id))
        numbers = {lot.id: lot.number for lot in lots}
        return [(numbers[row.lot_id], row) for row in all_results(session, numbers)]


@pytest.fixture(scope="session", params=ENGINES)
def loaded(request, tmp_path_factory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("demonstration")
    if request.param == "sqlite":
        file = shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "lots.sqlite3")
        made = load(Shell(f"sqlite:///{file}", folder))
        yield made
        made.database.engine.dispose()
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create_migrated()
    made = load(Shell(server.url(name), folder))
    yield made
    made.database.engine.dispose()
    server.drop(name)


def load(shell: Shell) -> Loaded:
    output = shell.folder / "output"
    printed = shell.done("demo", "--no-serve", "--output", output)
    (package,), (protocol,) = output.glob("cmp-*.pdf"), output.glob("prt-*.pdf")
    return Loaded(shell=shell, printed=printed, package=package, protocol=protocol, database=shell.database())
