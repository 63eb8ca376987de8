"""What docs/integration.md tells an outsider about the trail is true."""

import json
import re
import subprocess
import sys

import pytest

from comparability import resources
from comparability.files.trail_export import written
from comparability.storage.audit import EXPORTED, exported
from comparability.storage.chain import verify_chain

DOCUMENT = resources.CHECKOUT / "docs" / "integration.md"


@pytest.fixture
def verifier() -> str:
    """The program printed in the document."""
    return re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL).group(1)


def export(database) -> list[dict]:
    with database.read() as session:
        return json.loads("".join(written(exported(session), "json", heading=EXPORTED)))


def run(program: str, entries: list[dict]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(entries), capture_output=True, text=True
    )


def test_the_printed_program_verifies_an_honest_export(full_database, verifier):
    done = run(verifier, export(full_database))
    with full_database.read() as session:
        found = verify_chain(session)
    assert (done.returncode, done.stdout.strip()) == (0, f"{found.entries} entries, last hash {found.hash}")


@pytest.mark.parametrize("damage", ["removed", "changed"])
def test_the_printed_program_names_a_damaged_entry(full_database, verifier, damage):
    entries = export(full_database)
    if damage == "removed":
        del entries[6]
    else:
        entries[6]["who"] = "eve"
    assert run(verifier, entries).stderr.strip() == "entry 7 is missing or was changed"
