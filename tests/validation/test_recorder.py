"""What the recorder writes is what pytest did, and a run that left something out is no whole one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from validation import results

pytestmark = pytest.mark.requirement("RC-05")
PROJECT = """
[tool.pytest.ini_options]
testpaths = ["."]
markers = ["requirement(id)", "postgres"]
"""
TESTS = """
import pytest

@pytest.mark.requirement("AT-01", "AT-02")
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_both(engine): ...

@pytest.mark.requirement("AT-02")
def test_broken():
    assert False

@pytest.fixture
def falls_over():
    yield
    raise RuntimeError

@pytest.mark.requirement("AT-03")
def test_whose_end_fails(falls_over): ...

@pytest.mark.requirement("AT-03")
def test_left_out():
    pytest.skip("no server here")

def test_of_no_requirement(): ...
"""


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def recorded(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "test_made_up.py").write_text(TESTS)

    def record(*arguments: str) -> results.Run:
        file = tmp_path / "out" / "results.json"
        run_pytest(tmp_path, "-p", "validation.recorder", "--record-requirements", str(file), *arguments)
        return results.read(file)

    return record


def test_every_test_of_a_requirement_is_recorded_as_it_ended(recorded):
    run = recorded()
    assert [(case.test.partition("::")[2], case.requirements, case.engine) for case in run.cases] == [
        ("test_both[postgres]", ("AT-01", "AT-02"), "PostgreSQL"),
        ("test_both[sqlite]", ("AT-01", "AT-02"), "SQLite"),
        ("test_broken", ("AT-02",), ""),
        ("test_left_out", ("AT-03",), ""),
        ("test_whose_end_fails", ("AT-03",), ""),
    ]
    assert [case.outcome for case in run.cases] == ["passed", "passed", "failed", "skipped", "failed"]
    assert run.cases[3].remark == "no server here"
    assert run.left_out is None


def test_several_processes_record_the_same(recorded):
    assert [replace_time(case) for case in recorded("-n", "2").cases] == [
        replace_time(case) for case in recorded().cases
    ]


def replace_time(case: results.Case) -> tuple[object, ...]:
    return case.test, case.requirements, case.engine, case.outcome, case.remark


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["-k", "broken"], "4 tests of requirements were left out on request"),
        (["-n", "2", "-k", "broken"], "4 tests of requirements were left out on request"),
        (["test_made_up.py::test_both"], "only test_made_up.py::test_both was run"),
        (["-x"], "the run was stopped at a failure"),
        (["-k", "nothing"], "no test of a requirement was chosen"),
    ],
    ids=["chosen by word", "by word in two processes", "chosen by name", "stopped", "none"],
)
def test_a_run_that_left_something_out_says_why_it_is_not_whole(recorded, arguments, why):
    assert recorded(*arguments).left_out == why


def test_leaving_out_tests_of_no_requirement_leaves_nothing_out(recorded):
    assert recorded("-m", "requirement").left_out is None


def test_a_number_that_is_no_requirement_stops_the_collection(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_collection_modifyitems\n")
    (tmp_path / "test_made_up.py").write_text(TESTS.replace("AT-03", "AT-99"))
    done = run_pytest(tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "names AT-99, which no requirement is" in done.stdout + done.stderr
