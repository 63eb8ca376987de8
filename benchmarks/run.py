"""Prints how long things take, each beside its limit; exit 1 when one is exceeded.

Run as `python -m benchmarks.run [--fresh]`; with --fresh also a whole `make demo` in a new clone.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import demonstration, fresh, load, pdf_peers, plans, statistics_peers, trail
from benchmarks.comparison import Comparison
from benchmarks.pdf_peers import Growth, Race
from benchmarks.timing import Timing

Measured = Timing | Comparison | Race | Growth


def main(arguments: list[str]) -> int:
    timings: list[Measured] = []

    def show(measure: Callable[[], Sequence[Measured]]) -> None:
        for timing in measure():
            print(timing.line(), flush=True)
            timings.append(timing)

    show(statistics_peers.comparisons)
    print(statistics_peers.summary(timings), flush=True)
    show(pdf_peers.measured)
    show(plans.timings)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data, output = Path(folder) / "data", Path(folder) / "output"
        show(lambda: demonstration.set_up(data, output))
        show(lambda: demonstration.package(data))
        show(lambda: demonstration.pages(data))
    show(load.timings)
    show(trail.timings)
    if "--fresh" in arguments:
        show(fresh.timings)
    slow = sum(not timing.holds for timing in timings)
    print(f"{len(timings) - slow} of {len(timings)} within their limits")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
