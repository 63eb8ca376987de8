"""Prints how long things take, each beside its limit; exit 1 when one is exceeded. Run as `python -m benchmarks.run`."""

import sys

from benchmarks import equivalence


def main() -> int:
    timings = []
    for measure in (equivalence.timings,):
        for timing in measure():
            print(timing.line(), flush=True)
            timings.append(timing)
    return 0 if all(timing.holds for timing in timings) else 1


if __name__ == "__main__":
    sys.exit(main())
