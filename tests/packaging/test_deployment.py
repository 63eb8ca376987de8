"""The examples of deployment use commands and settings that exist, and systemd accepts its units."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from comparability.settings import KNOWN
from tests.packaging.test_documents import commands, main

CHECKOUT = Path(__file__).resolve().parent.parent.parent
FOLDER = CHECKOUT / "examples" / "deployment"
OPERATIONS = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file())
ROOM = "/opt/comparability/bin/comparability"


def test_the_guide_names_every_file():
    assert [path.name for path in FILES if f"examples/deployment/{path.name}" not in OPERATIONS] == []


@pytest.mark.parametrize("text", [OPERATIONS, *(path.read_text() for path in FILES)], ids=["guide", *(
    path.name for path in FILES)])  # fmt: skip
def test_commands_and_settings_exist(text):
    known = commands(main)
    called = re.findall(
        r"(?:^|[`/ &\"])comparability[\"',]* +[\"',]*((?:[a-z][a-z-]+[\"', ]*)+)", text, re.MULTILINE
    )
    for words in called:
        line = " ".join(re.findall(r"[a-z][a-z-]+", words))
        if line.split()[0] in {each.split()[0] for each in known}:
            assert any(f"{line} ".startswith(f"{each} ") for each in known), line
    for name in re.findall(r"COMPARABILITY_([A-Z_]+)", text):
        assert name in KNOWN


def test_the_service_starts_what_serves():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(FOLDER / "comparability.service")
    assert unit["Service"]["ExecStart"].startswith(f"{ROOM} serve ")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_units(tmp_path):
    program = shutil.which("true")
    for path in FOLDER.glob("comparability*.*er*"):
        (tmp_path / path.name).write_text(path.read_text().replace(ROOM, program))
    found = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    said = [line for line in found.stderr.splitlines() if "comparability" in line]
    assert (found.returncode, said) == (0, [])
