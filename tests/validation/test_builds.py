"""A build is known by a hash that anybody can compute again and that any changed file changes."""

import shutil
import subprocess

import pytest

from tests.conftest import CHECKOUT
from validation.builds import commit_of, this_build, tree_hash

pytestmark = pytest.mark.requirement("RC-05")


@pytest.fixture
def folder(tmp_path):
    for name in ("comparability/a.py", "templates/b.html", "pyproject.toml", "build/out.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_hash_is_that_of_the_lines_that_sha256sum_writes(folder):
    command = "sha256sum comparability/a.py pyproject.toml templates/b.html | sha256sum"
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == tree_hash(folder)


def test_the_hash_changes_with_any_file_of_the_build_and_with_nothing_else(folder):
    before = tree_hash(folder)
    (folder / "build" / "out.pdf").write_text("another")
    (folder / "comparability" / "__pycache__").mkdir()
    (folder / "comparability" / "__pycache__" / "a.pyc").write_text("compiled")
    assert tree_hash(folder) == before
    (folder / "templates" / "b.html").write_text("changed")
    assert tree_hash(folder) != before


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_commit_with_changed_files_is_said_to_be_changed(folder):
    assert commit_of(folder) == ""
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "m"]):
        subprocess.run([*git, *arguments], check=True)
    commit = commit_of(folder)
    assert len(commit) == 40
    (folder / "templates" / "b.html").write_text("changed")
    assert commit_of(folder) == f"{commit}, changed"


def test_this_build_names_program_machine_and_every_lock():
    build = this_build()
    assert set(build.locks) == {"requirements/run.lock", "requirements/test.lock", "package-lock.json"}
    assert all(len(digest) == 64 for digest in (build.tree, *build.locks.values()))
    assert build.version and build.python.startswith("CPython 3.") and build.system
    assert build.tree == tree_hash(CHECKOUT)
