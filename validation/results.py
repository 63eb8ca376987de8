"""What a run of the tests gave: one case a test, on which build and machine, written as JSON."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validation.builds import Build

FORMAT = 1
OUTCOMES = ("passed", "failed", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test as it ran. engine: the database it ran on, empty where it needs none.

    test: pytest's node id, parameters included.
    """

    test: str
    requirements: tuple[str, ...]
    engine: str
    outcome: str
    seconds: float
    remark: str = ""  # why it was skipped

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.test}: {self.outcome!r} is none of {', '.join(OUTCOMES)}")

    @property
    def function(self) -> str:
        """The test without its parameters."""
        return self.test.partition("[")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of tests that name requirements. Instants are UTC, 2026-11-23T05:31:00Z.

    left_out: why it is no whole run, or None.
    """

    started: str
    finished: str
    build: Build
    cases: tuple[Case, ...]
    left_out: str | None
    format: int = FORMAT


def write(run: Run, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        json.dumps(dataclasses.asdict(run), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def read(file: Path) -> Run:
    """The run that `write` wrote. Raises ValueError for a file of another format."""
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{file} is no record of a run in format {FORMAT}")
    cases = tuple(Case(**entry | {"requirements": tuple(entry["requirements"])}) for entry in data["cases"])
    return Run(**data | {"build": Build(**data["build"]), "cases": cases})
