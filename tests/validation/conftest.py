"""A small made-up run: one requirement proved, one proved in part, one failed, one nobody tested."""

import pytest

from validation.builds import Build
from validation.requirements import Requirement
from validation.results import Case, Run
from validation.trace import Breakage, Traced, trace

FUNCTION = "tests/storage/test_made_up.py::test_it_is_written"


def requirement(number: str, **changes: str) -> Requirement:
    return Requirement(
        id=number, says=f"The rule of {number}.", source="11.10(e)", group="Audit trail", **changes
    )


def case(test: str, *numbers: str, **changes: object) -> Case:
    return Case(
        **{"test": test, "requirements": numbers, "engine": "", "outcome": "passed", "seconds": 0.25}
        | changes
    )


@pytest.fixture
def build() -> Build:
    return Build(
        version="9.9.9",
        commit="c" * 40,
        tree="7" * 64,
        locks={name: str(place) * 64 for place, name in enumerate(("run.lock", "test.lock", "npm.json"))},
        python="CPython 3.11.7",
        system="Made-up 1, x86_64",
    )


@pytest.fixture
def run(build) -> Run:
    return Run(
        started="2026-11-23T05:00:00Z",
        finished="2026-11-23T05:31:00Z",
        build=build,
        left_out=None,
        cases=(
            case(f"{FUNCTION}[sqlite]", "AT-01", engine="SQLite"),
            case(f"{FUNCTION}[postgres]", "AT-01", engine="PostgreSQL"),
            case("tests/test_b.py::test_half", "AT-02"),
            case(
                "tests/test_b.py::test_in_a_browser",
                "AT-02",
                outcome="skipped",
                remark="no Chromium was found",
            ),
            case("tests/test_c.py::test_broken", "AT-03", outcome="failed"),
            case("tests/test_c.py::test_whole", "AT-03", "AT-01"),
        ),
    )


@pytest.fixture
def requirements() -> tuple[Requirement, ...]:
    return (
        *(requirement(number) for number in ("AT-01", "AT-02", "AT-03", "AT-04")),
        requirement("AT-05", gap="=it takes two machines"),
    )


@pytest.fixture
def rows(run, requirements) -> tuple[Traced, ...]:
    return trace(requirements, run, [Breakage(rule="an entry is written", test=FUNCTION)])
