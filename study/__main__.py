"""Runs the study on two processors and writes its results: `python -m study [--quick] [--only WORD]`.

Exit 1 where a simulated rate is too far from its exact number. With --quick (fewer repetitions) or --only
(scenarios whose name holds the word) nothing is written.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby

from study import document, results
from study.claims import MOST, default_rows_over, designs_over
from study.exact_sizes import exact_sizes
from study.registry import scenarios
from study.results import Results
from study.scenarios import Row

PROCESSES = 2


def main(arguments: Sequence[str]) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    names = [name for name in scenarios() if asked.only.lower() in name.lower()]
    if not names:
        parser.error(f"no scenario has “{asked.only}” in its name")
    started = time.monotonic()
    found = Results(rows=tuple(_run(names, is_quick=asked.quick)), sizes=tuple(exact_sizes()))
    for disagreement in found.disagreements:
        print(f"DISAGREES {disagreement}")
    print(f"{len(found.rows)} designs in {time.monotonic() - started:.0f} s")
    if found.disagreements:
        return 1
    if asked.quick or asked.only:
        return 0
    results.FILE.write_text(results.written(found), encoding="utf-8")
    document.FILE.write_text(document.text(found), encoding="utf-8")
    over = len(designs_over(found, most=MOST)), len(default_rows_over(found, most=MOST))
    print(f"above {MOST} from three lots up: {over[0]} designs of the grid, {over[1]} simulated designs")
    print(f"written: {results.FILE.name}, {document.FILE.name}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="study", description="Operating characteristics of every criterion."
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions; nothing is written")
    parser.add_argument(
        "--only",
        metavar="WORD",
        default="",
        help="scenarios with this word in their name; nothing is written",
    )
    return parser


def _run(names: Sequence[str], *, is_quick: bool) -> Iterator[Row]:
    """In the order of the names; the process that is free takes the next one."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        rows = pool.map(_row, names, [is_quick] * len(names))
        for family, found in groupby(rows, key=lambda row: row.family):
            print(family, end=" ", flush=True)
            of_family = list(found)
            print(len(of_family), flush=True)
            yield from of_family


def _row(name: str, is_quick: bool) -> Row:
    return scenarios()[name].run(is_quick=is_quick)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
