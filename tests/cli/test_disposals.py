"""Disposal at the shell: a proposal and its approval by two people, and nothing before its time."""

import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database
from tests.cli.shell import Shell
from tests.usecases.assessing import a_line
from tests.usecases.disposing import WHY, a_superseded_package
from tests.usecases.presence import PASSWORD

pytestmark = pytest.mark.requirement("RC-02", "ES-01")

FIRST = ("SW-01", "--authority", "HSA", "--version", 1)
SECOND = ("SW-01", "--authority", "HSA", "--version", 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, sqlite_template):
    folder = tmp_path_factory.mktemp("superseded")
    file = shutil.copyfile(sqlite_template, folder / "lots.sqlite3")
    line = a_line(Database(make_engine(f"sqlite:///{file}")))
    a_superseded_package(line, folder / "packages")
    line.database.engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def run(folder, tmp_path):
    data = shutil.copytree(folder, tmp_path / "data")
    shell = Shell(f"sqlite:///{data / 'lots.sqlite3'}", data)

    def run(word, user, *arguments, password=PASSWORD):
        done = shell.run("disposal", word, *arguments, "--as", user, "--password-stdin", typed=[password])
        return done.exit_code, done.output, len(list((data / "packages").iterdir()))

    return run


def test_two_people_dispose_of_a_superseded_version(run):
    status, said, files = run("propose", "huong.nguyen", *FIRST, "--reason", WHY)
    assert (status, files) == (0, 2), said
    status, shown, _ = run("show", "eva.klein", *FIRST)
    for line in (f"reason: {WHY}", "retained_until: 2020-02-28", "proposed_by: Nguyễn Thị Hương"):
        assert line in shown.splitlines()
    digest = re.search("^hash: (.+)$", shown, re.M)[1]
    assert said.endswith(f"Hash of the proposal: {digest}\n")
    status, said, files = run("approve", "eva.klein", *FIRST, "--hash", "0" * 64)
    assert (status, files, "changed after you opened" in said) == (1, 2, True), said
    status, said, files = run("approve", "eva.klein", *FIRST, "--hash", digest)
    assert (status, files) == (0, 0), said


@pytest.mark.parametrize(
    "word, user, arguments, why",
    [
        ("propose", "huong.nguyen", (*SECOND, "--reason", WHY), "This version is issued"),
        ("propose", "huong.nguyen", (*FIRST, "--reason", "  "), "say in words why"),
        ("propose", "eva.klein", (*FIRST, "--reason", WHY), "may not"),
        ("approve", "eva.klein", (*FIRST, "--hash", "0" * 64), "Nobody has proposed"),
    ],
    ids=["version in force", "no reason", "other role", "not proposed"],
)
def test_what_may_not_go_stays(run, word, user, arguments, why):
    status, said, files = run(word, user, *arguments)
    assert (status, files) == (1, 2)
    assert why in said


def test_the_proposer_and_a_wrong_password_approve_nothing(run):
    _, said, _ = run("propose", "huong.nguyen", *FIRST, "--reason", WHY)
    approval = (*FIRST, "--hash", said.split()[-1])
    assert run("approve", "huong.nguyen", *approval)[::2] == (1, 2)
    assert run("approve", "eva.klein", *approval, password="quiet harbour lantern 8")[::2] == (1, 2)
