"""One long document by our engine, WeasyPrint and Typst in one run, and how ours grows with its rows.

Run alone as `python -m benchmarks.pdf_peers`. Every engine works in a new process, whose start, imports and
fonts count. Ours reads the content as it is stored and builds the document from it; the others are given the
same document ready in their own language, which is not counted.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from benchmarks import pdf_sources
from benchmarks.pdf_content import ATTRIBUTES, content
from reports.content import Package

SECONDS, MEBIBYTES = 1.5, 100.0  # of processor and of memory that ours must stay within
ROWS, MORE_ROWS = 2_000, 20_000
TOLERATED_GROWTH = 1.1  # of ten times the rows, over ten times the difference that they make
SOURCES: dict[str, tuple[str, Callable[[Package], str]]] = {
    "comparability": ("json", pdf_sources.ours),
    "typst": ("typ", pdf_sources.typst),
    "weasyprint": ("html", pdf_sources.html),
}
TIMES = {"comparability": 3, "typst": 3, "weasyprint": 1}  # the last takes a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One engine's file. seconds: of processor, user and system, in all threads. mebibytes: at the most."""

    engine: str
    seconds: float
    mebibytes: float
    pages: int
    size: int  # bytes
    is_tagged: bool
    is_linearised: bool

    def line(self) -> str:
        return (
            f"    {self.engine:<16}{self.seconds:>8.2f} s CPU{self.mebibytes:>8.0f} MiB{self.pages:>6} pages"
            f"{self.size / 1000:>8,.0f} kB  {'tagged' if self.is_tagged else 'not tagged'}, "
            f"{'linearised' if self.is_linearised else 'not linearised'}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """missing: why a peer could not be measured."""

    ours: Making
    peers: tuple[Making, ...]
    missing: tuple[str, ...]

    @property
    def unmet(self) -> tuple[str, ...]:
        ours = self.ours
        claims = {
            f"at most {SECONDS} s": ours.seconds <= SECONDS,
            f"at most {MEBIBYTES:.0f} MiB": ours.mebibytes <= MEBIBYTES,
            "tagged and linearised": ours.is_tagged and ours.is_linearised,
            **{f"less time than {peer.engine}": ours.seconds < peer.seconds for peer in self.peers},
            **{f"less memory than {peer.engine}": ours.mebibytes < peer.mebibytes for peer in self.peers},
        }
        return tuple(claim for claim, is_met in claims.items() if not is_met)

    @property
    def holds(self) -> bool:
        return not self.unmet

    def line(self) -> str:
        task = f"PDF of {ATTRIBUTES} attributes, {2 * ATTRIBUTES} panels and {ROWS:,} rows"
        met = "all limits met" if self.holds else f"NOT MET: {'; '.join(self.unmet)}"
        rows = [making.line() for making in (self.ours, *self.peers)]
        return "\n".join([f"{task}: {met}", *rows, *(f"    {reason}" for reason in self.missing)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Ours with more and more rows: a row must not cost more for being in a longer listing."""

    few: Making  # the listing left out
    some: Making
    many: Making

    @property
    def seconds_ratio(self) -> float:
        """1 when the time is linear in the rows."""
        return _per_row(self.few.seconds, self.some.seconds, self.many.seconds)

    @property
    def memory_ratio(self) -> float:
        return _per_row(self.few.mebibytes, self.some.mebibytes, self.many.mebibytes)

    @property
    def holds(self) -> bool:
        return max(self.seconds_ratio, self.memory_ratio) <= TOLERATED_GROWTH

    def line(self) -> str:
        mark = "" if self.holds else "NOT LINEAR: "
        return "\n".join(
            [
                f"{mark}PDF of {MORE_ROWS:,} rows: a row takes {self.seconds_ratio:.2f} times the time and "
                f"{self.memory_ratio:.2f} times the memory of one of {ROWS:,} (at most {TOLERATED_GROWTH})",
                *(making.line() for making in (self.few, self.some, self.many)),
            ]
        )


def measured() -> list[Race | Growth]:
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        few, many = (_best("comparability", rows, Path(folder)) for rows in (0, MORE_ROWS))
        made, missing = {}, []
        for engine in SOURCES:
            try:
                made[engine] = _best(engine, ROWS, Path(folder))
            except subprocess.CalledProcessError as error:
                if engine == "comparability":
                    raise
                missing.append(f"{engine} is not measured: {error.stderr.strip().splitlines()[-1]}")
    ours = made.pop("comparability")
    return [
        Race(ours=ours, peers=tuple(made.values()), missing=tuple(missing)),
        Growth(few=few, some=ours, many=many),
    ]


def _best(engine: str, rows: int, folder: Path) -> Making:
    """The run that took the least: what else a machine does only ever adds."""
    ending, write = SOURCES[engine]
    source = folder / f"{rows}.{ending}"
    source.write_text(write(content(rows)), encoding="utf-8")
    runs: Iterable[Making] = [_make(engine, source, folder / "made.pdf") for _ in range(TIMES[engine])]
    return min(runs, key=lambda making: making.seconds)


def _make(engine: str, source: Path, target: Path) -> Making:
    """Raises CalledProcessError when the engine is not installed or fails."""
    command = [sys.executable, "-m", "benchmarks.pdf_engines", engine, str(source), str(target)]
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        child = subprocess.Popen(command, stdout=said, stderr=complained)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command, stderr=complained.read())
        peak = int(said.read())
    with pikepdf.open(target) as pdf:
        return Making(
            engine=engine,
            seconds=used.ru_utime + used.ru_stime,
            mebibytes=peak / 1024,
            pages=len(pdf.pages),
            size=target.stat().st_size,
            is_tagged=pikepdf.Name.StructTreeRoot in pdf.Root,
            is_linearised=pdf.is_linearized,
        )


def _per_row(few: float, some: float, many: float) -> float:
    """How much more one of many rows adds than one of some."""
    return ((many - few) / MORE_ROWS) / ((some - few) / ROWS)


if __name__ == "__main__":
    results = measured()
    print("\n".join(result.line() for result in results))
    sys.exit(not all(result.holds for result in results))
