"""Backup, restore and inspection as they are called at a shell, with their exit statuses."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from comparability.storage.sessions import Database
from tests.cli.shell import Shell
from tests.usecases.register import CMC, a_product, a_supplier


@pytest.fixture
def shell(database_url, tmp_path) -> Shell:
    folder = tmp_path / "data"
    folder.mkdir()
    made = Shell(database_url, folder).let_in("inspector", "admin")
    change(made, "CDMO 1")
    return made


def change(shell: Shell, name: str) -> None:
    database: Database = shell.database()
    with database.write(actor=CMC, now=datetime.now(UTC)) as session:
        a_supplier(session, name)
    database.engine.dispose()


def test_backup_and_restore_from_the_shell(shell, tmp_path):
    said = json.loads(shell.done("backup", tmp_path / "a.tar", "--json"))
    assert said["head"]["seq"] > 0
    assert "Restored the backup" in shell.done("restore", tmp_path / "a.tar")
    assert shell.run("audit", "verify").exit_code == 0


def test_a_damaged_backup_ends_with_its_reason_and_status_1(shell, tmp_path):
    shell.done("backup", tmp_path / "a.tar")
    data = bytearray((tmp_path / "a.tar").read_bytes())
    data[len(data) // 2] ^= 0x01
    (tmp_path / "a.tar").write_bytes(data)
    done = shell.run("restore", tmp_path / "a.tar")
    assert done.exit_code == 1
    assert "damaged" in done.stderr


@pytest.mark.requirement("RB-07")
def test_an_older_backup_needs_its_reason(shell, tmp_path):
    shell.done("backup", tmp_path / "a.tar")
    change(shell, "CDMO 2")
    refused = shell.run("restore", tmp_path / "a.tar")
    assert refused.exit_code == 1
    assert "older than these records" in refused.stderr
    shell.done("restore", tmp_path / "a.tar", "--older-is-intended", "The disk was lost.")
    assert shell.run("audit", "verify").exit_code == 0


@pytest.mark.requirement("RB-07", "AT-01")
def test_who_made_and_who_restored_a_backup_is_on_the_chain(shell, tmp_path):
    shell.done("backup", tmp_path / "a.tar", user="admin")
    shell.done("restore", tmp_path / "a.tar", user="admin")
    exported = json.loads(shell.done("audit", "export", user="inspector"))
    acts = [each for each in exported if each["entity"] in ("backup", "restore")]
    assert [(each["entity"], each["who"], each["role"]) for each in acts] == [
        ("backup", "admin", "administrator"),
        ("restore", "admin", "administrator"),
    ]
    assert shell.run("audit", "verify").exit_code == 0


@pytest.mark.requirement("RB-07")
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_nobody_makes_or_restores_a_backup_in_the_name_of_another(shell, tmp_path, command):
    shell.done("backup", tmp_path / "a.tar")
    file = tmp_path / ("b.tar" if command == "backup" else "a.tar")
    words = (command, file, "--as", "admin", "--password-stdin")
    done = shell.run(*words, typed=["a password that is not theirs"])
    assert done.exit_code == 1
    assert "not right" in done.stderr
    assert not (tmp_path / "b.tar").exists()


def test_an_inspector_takes_a_bundle_and_an_administrator_does_not(shell, tmp_path):
    database = shell.database()
    with database.write(actor=CMC, now=datetime.now(UTC)) as session:
        a_product(session)
    database.engine.dispose()
    refused = shell.run("inspect", "GT-101", "--output", tmp_path / "no", user="admin")
    assert refused.exit_code == 1
    shell.done("inspect", "GT-101", "--output", tmp_path / "out", user="inspector")
    done = subprocess.run([sys.executable, "-I", tmp_path / "out" / "verify.py"], capture_output=True)
    assert done.returncode == 0, done.stdout
