"""Installations to call the command in: an empty one, and one where a small switch is drafted."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import Shell, add_person
from tests.conftest import CHECKOUT

HERE = Path(__file__).parent
EXAMPLE = CHECKOUT / "examples" / "lentivirus_producers"
FILE = "lots.sqlite3"


@pytest.fixture
def shell(tmp_path, sqlite_template) -> Shell:
    """A migrated database with nobody in it."""
    shutil.copyfile(sqlite_template, tmp_path / FILE)
    return Shell(f"sqlite:///{tmp_path / FILE}", tmp_path)


@pytest.fixture(scope="session")
def staffed_folder(tmp_path_factory, sqlite_template) -> Path:
    folder = tmp_path_factory.mktemp("staffed")
    shutil.copyfile(sqlite_template, folder / FILE)
    shell = Shell(f"sqlite:///{folder / FILE}", folder)
    shell.let_in("admin", "cmc.kim", "qc.lim", "stat.rao", "qa.sato", "ra.nguyen", "manager.bennett")
    add_person(
        shell,
        "all.hands",
        *("QC scientist", "CMC lead", "statistician", "QA", "regulatory affairs", "manager"),
        by="admin",
    )
    shell.done("switch", "new", EXAMPLE / "switch.toml", user="cmc.kim")
    # Copied as a file later, so nothing may be left in the write-ahead log beside it.
    sqlite3.connect(folder / FILE).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def staffed(tmp_path, staffed_folder) -> Shell:
    """One person per role, "all.hands" with every role that may be held together, and a drafted switch."""
    for file in staffed_folder.iterdir():
        if file.is_file() and not file.name.endswith(("-wal", "-shm")):
            shutil.copy(file, tmp_path / file.name)
    return Shell(f"sqlite:///{tmp_path / FILE}", tmp_path)


@pytest.fixture
def table(tmp_path) -> Path:
    """Six lots with made-up results, in the columns of the example."""
    return Path(shutil.copy(HERE / "lots.csv", tmp_path / "lots.csv"))


@pytest.fixture
def importing() -> tuple[str, ...]:
    """The options of `import` for that table."""
    return ("--product", "LV-SPIKE", "--mapping", str(HERE / "mapping.toml"))


@pytest.fixture
def supplier_user(staffed) -> str:
    """The user name of somebody who belongs to Producer A."""
    add_person(staffed, "producer.a", "supplier user", by="admin", supplier="Producer A")
    return "producer.a"
