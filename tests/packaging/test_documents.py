"""What the documents say of commands, dependencies and locks is true of the code."""

import json
import re
import tomllib
from pathlib import Path

import click
import pytest

from comparability.cli import main

CHECKOUT = Path(__file__).resolve().parent.parent.parent
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = sorted((CHECKOUT / "requirements").glob("*.lock"))


def commands(command: click.Command, path: str = "") -> set[str]:
    if not isinstance(command, click.Group):
        return {path.strip()}
    context = click.Context(command)
    return {
        leaf
        for name in command.list_commands(context)
        for leaf in commands(command.get_command(context, name), f"{path} {name}")
    }


def listed_commands() -> set[str]:
    """The words of each command in the README's table, without options and arguments."""
    table = README.partition("## The command")[2].partition("\n## ")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    quoted = [
        text.removeprefix("comparability ") for cell in cells for text in re.findall(r"`([^`]+)`", cell)
    ]
    return {" ".join(re.findall(r"(?<![-.\w\[])[a-z][a-z-]*(?![-.\w])", text)) for text in quoted}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[=<>]", requirement)[0].lower() for requirement in requirements}


def test_the_readme_lists_every_command_there_is_and_no_other():
    assert listed_commands() == commands(main)


def test_every_dependency_has_a_reason():
    declared = names(PROJECT["dependencies"]) | names(
        [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    )
    rows = [row.split("|") for row in ARCHITECTURE.splitlines() if row.startswith("| ")]
    reasoned = " ".join(row[1].lower() for row in rows if len(row) == 4)
    assert [name for name in sorted(declared) if not re.search(rf"(?<![\w-]){name}(?![\w-])", reasoned)] == []


def test_the_locks_are_resolved_for_the_oldest_python_supported():
    assert PROJECT["requires-python"] == ">=3.11"
    assert all("with Python 3.11" in lock.read_text(encoding="utf-8") for lock in LOCKS)


@pytest.mark.requirement("SEC-25")
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_an_exact_version_and_hashes(lock):
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"))[1:]
    assert entries
    assert [entry for entry in entries if not re.match(r"[a-z0-9.-]+==\S+ \\\n +--hash=sha256:", entry)] == []


@pytest.mark.requirement("SEC-25")
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_and_no_folder_of_a_machine(lock):
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|file:\S+|(?<![\w.])/(?:home|root|tmp|work|opt)/\S+", text) == []


@pytest.mark.requirement("SEC-25")
def test_fonts_are_locked_by_hash_and_not_by_address():
    packages = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched.values())
    assert [name for name, entry in fetched.items() if "resolved" in entry] == []


def test_one_package_has_one_version_in_all_locks():
    pinned = [
        pin
        for lock in LOCKS
        for pin in re.findall(r"^([a-z0-9.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(dict(pinned)) == len(set(pinned))


def test_every_declared_dependency_is_locked():
    run = (CHECKOUT / "requirements" / "run.lock").read_text(encoding="utf-8")
    assert [name for name in names(PROJECT["dependencies"]) if f"\n{name}==" not in run] == []
