"""The trace as CSV: a row for each test of each requirement, and one for a requirement without a test."""

from collections.abc import Iterable, Iterator

from comparability.files.csv_export import write_csv
from validation.results import Run
from validation.trace import Traced

HEADING = (
    "requirement", "says", "source", "status", "reason", "test", "outcome", "engine", "seconds", "remark",
    "breakages its test notices", "tested (UTC)", "partial run", "version", "commit", "tree SHA-256",
    "run.lock SHA-256", "test.lock SHA-256", "package-lock.json SHA-256", "python", "system",
)  # fmt: skip


def trace_csv(rows: Iterable[Traced], run: Run) -> bytes:
    """UTF-8 with byte-order mark; text that a spreadsheet would calculate is disarmed."""
    return write_csv(HEADING, (line for row in rows for line in _lines(row, run)))


def _lines(row: Traced, run: Run) -> Iterator[tuple[str, ...]]:
    build = run.build
    required = row.requirement
    about = (required.id, required.says, required.source, row.status.value, row.reason)
    where = (
        run.finished, run.left_out or "no", build.version, build.commit, build.tree, *build.locks.values(),
        build.python, build.system,
    )  # fmt: skip
    for case in row.cases:
        noticed = "; ".join(each.rule for each in row.breakages if each.test in (case.test, case.function))
        seconds = f"{case.seconds:.3f}"
        yield (*about, case.test, case.outcome, case.engine, seconds, case.remark, noticed, *where)
    if not row.cases:
        yield (*about, "", "not run", "", "", "", "", *where)
