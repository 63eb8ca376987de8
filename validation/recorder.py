"""A pytest plugin that records how every test which names a requirement ended: `-p validation.recorder`.

With several processes each tells the first one, which alone writes. Nothing is judged here.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from validation import results
from validation.builds import this_build
from validation.results import Case, Run

REQUIREMENT, ENGINE = "requirement", "engine"
RECORDER = "requirement-recorder"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-requirements", metavar="FILE", help="write how each test of a requirement ended"
    )


def pytest_configure(config: pytest.Config) -> None:
    if file := config.getoption("--record-requirements"):
        config.pluginmanager.register(Recorder(config, Path(file)), RECORDER)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def requirements_of(item: pytest.Item) -> list[str]:
    """The requirements that a test names, each once."""
    return list(dict.fromkeys(number for mark in item.iter_markers(REQUIREMENT) for number in mark.args))


def engine_of(item: pytest.Item) -> str:
    if item.get_closest_marker("postgres"):
        return "PostgreSQL"
    callspec = getattr(item, "callspec", None)
    names = [*getattr(item, "fixturenames", ()), *(callspec.params.values() if callspec else ())]
    return "SQLite" if any(isinstance(name, str) and name.startswith("sqlite") for name in names) else ""


class Recorder:
    """Collects the reports of one run."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        self.config = config
        self.file = file
        self.started = _now()
        self.cases: dict[str, Case] = {}
        self.left_out = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            item.user_properties += [(REQUIREMENT, number) for number in requirements_of(item)]
            item.user_properties.append((ENGINE, engine_of(item)))

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.left_out += sum(bool(requirements_of(item)) for item in items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        numbers = tuple(str(value) for name, value in report.user_properties if name == REQUIREMENT)
        if not numbers:
            return
        before = self.cases.get(report.nodeid)
        # Set-up and tear-down belong to the test: whatever fails in them, the test has not shown anything.
        worst = max(before.outcome if before else "passed", report.outcome, key=_SEVERITY.index)
        self.cases[report.nodeid] = Case(
            test=report.nodeid,
            requirements=numbers,
            engine=str(dict(report.user_properties)[ENGINE]),
            outcome=worst,
            seconds=round((before.seconds if before else 0.0) + report.duration, 3),
            remark=_reason(report) if report.outcome == "skipped" else before.remark if before else "",
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.left_out = max(self.left_out, getattr(node, "workeroutput", {}).get(REQUIREMENT, 0))

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[REQUIREMENT] = self.left_out
            return
        run = Run(
            started=self.started,
            finished=_now(),
            build=this_build(),
            cases=tuple(self.cases[name] for name in sorted(self.cases)),
            left_out=self._why_not_whole(session, exitstatus),
        )
        results.write(run, self.file)

    def _why_not_whole(self, session: pytest.Session, exitstatus: int) -> str | None:
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            return "no test of a requirement was chosen"
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return f"the run did not end by itself (pytest exit {int(exitstatus)})"
        if session.shouldstop or session.shouldfail:
            return "the run was stopped at a failure"
        if self.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
            return f"only {' '.join(self.config.args)} was run"
        if self.left_out:
            return f"{self.left_out} tests of requirements were left out on request"
        return None


_SEVERITY = ("passed", "skipped", "failed")


def _reason(report: pytest.TestReport) -> str:
    where = report.longrepr
    return where[2].removeprefix("Skipped: ") if isinstance(where, tuple) else str(where)
