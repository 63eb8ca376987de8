"""An import that is killed in the middle has imported nothing, and can be made again."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from comparability.demonstration.people import PASSWORD
from comparability.storage.anchors import AnchorFile
from comparability.storage.chain import verify_chain
from comparability.storage.lots import Lot
from comparability.storage.results import ImportBatch, Result
from tests.cli.shell import ANCHOR_KEY, Shell
from tests.conftest import CHECKOUT


def counted(shell: Shell) -> list[int | None]:
    with shell.database().read() as session:
        return [session.scalar(select(func.count(kind.id))) for kind in (Lot, Result, ImportBatch)]


@pytest.mark.requirement("RB-03", "DI-04")
@pytest.mark.parametrize(("number", "of_table"), [(1, "import_batch"), (4, "lot "), (6, "result ")])
def test_a_killed_import_has_imported_nothing(staffed, table, importing, number, of_table):
    before = counted(staffed)
    environment = {
        "COMPARABILITY_DATABASE_URL": staffed.url,
        "COMPARABILITY_DATA_DIR": str(staffed.folder),
        "COMPARABILITY_ANCHOR_KEY": ANCHOR_KEY,
    }
    command = ["import", str(table), *importing, "--as", "all.hands", "--password-stdin"]
    killed = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", str(number), f"INSERT INTO {of_table}", *command],
        cwd=CHECKOUT,
        env=os.environ | environment,
        input=f"{PASSWORD}\n",
        text=True,
        check=False,
    )
    assert killed.returncode == -9
    assert counted(staffed) == before
    with staffed.database().read() as session:
        assert verify_chain(session, anchors=AnchorFile(staffed.folder, ANCHOR_KEY)).damages == ()
    staffed.done("import", table, *importing, user="all.hands")
    assert counted(staffed) > before
