"""Hands the data of the tasks to R and reads its times; nothing where Rscript is not installed."""

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.comparison import Answer
from benchmarks.statistics_tasks import nested_results, questions, scenarios, two_sets_of_lots

PROGRAM = Path(__file__).with_name("peers.R")
PARTIAL = {"factors"}  # tasks of which R does a part: its checksum is of that part


def r_answers() -> dict[str, list[Answer]]:
    """By task."""
    found: dict[str, list[Answer]] = {}
    command = shutil.which("Rscript")
    if command is None:
        return found
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        _write_data(Path(folder))
        printed = subprocess.run(
            [command, str(PROGRAM), folder], check=True, capture_output=True, text=True
        ).stdout
    for line in printed.splitlines():
        task, who, seconds, checksum = line.split("\t")
        answer = Answer(
            who=who, seconds=float(seconds), checksum=None if task in PARTIAL else float(checksum)
        )
        found.setdefault(task, []).append(answer)
    return found


def _write_data(folder: Path) -> None:
    pre, post = two_sets_of_lots()
    given, asked = scenarios(), questions()
    _write(folder / "pre.csv", pre.tolist())
    _write(folder / "post.csv", post.tolist())
    _write(
        folder / "scenarios.csv",
        zip(
            given.n_pre.tolist(),
            given.n_post.tolist(),
            given.sd.tolist(),
            given.shift.tolist(),
            strict=True,
        ),
    )
    _write(folder / "questions.csv", zip(asked.n, asked.coverage, asked.confidence, strict=True))
    rows: list[Sequence[object]] = [("set", "arm", "lot", "value")]
    for number, arms in enumerate(nested_results()):
        for name, arm in zip(("a-pre", "b-post"), arms, strict=True):
            for lot, values in enumerate(arm):
                rows += [(number, name, f"{name}-{lot}", value) for value in values]
    _write(folder / "nested.csv", rows)


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
