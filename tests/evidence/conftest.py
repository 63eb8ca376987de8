"""One issued package with its evidence copy, made once for the tests that only read it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.packages import Package
from comparability.storage.sessions import Database
from comparability.usecases.packages import evidence_file
from tests.usecases.assessing import a_line

ANCHOR_KEY = "k" * 64


@dataclass(frozen=True, slots=True)
class Issued:
    package: Package
    submission: bytes
    evidence: bytes
    anchors: tuple[str, ...]


@pytest.fixture(scope="session")
def issued(tmp_path_factory, sqlite_template) -> Issued:
    folder = tmp_path_factory.mktemp("issued")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'lots.sqlite3')}"
    database = Database(make_engine(url), AnchorFile(folder, ANCHOR_KEY))
    made = issue(database, folder)
    anchors = (folder / "anchors.log").read_text(encoding="utf-8").splitlines()
    return Issued(made[0], made[1], made[2], tuple(anchors))


def issue(database: Database, store: Path) -> tuple[Package, bytes, bytes]:
    """A package of a concluded switch, its submission copy and its evidence copy."""
    line = a_line(database)
    line.concluded()
    package = line.assemble()
    line.approve(package)
    package = line.issue(package, store)
    with database.read() as session:
        copy = evidence_file(session, package.id, store=store, actor=line.staff.team.qa)
    return package, (store / f"{package.file_sha256}.pdf").read_bytes(), copy.data
