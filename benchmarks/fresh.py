"""`make demo` in a new clone: environment, dependencies, fonts, demonstration and package."""

import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.timing import Timing

CHECKOUT = Path(__file__).resolve().parent.parent
LIMIT = 180.0


def timings() -> list[Timing]:
    """What is committed is what is timed; package caches of this machine are used as they are."""
    with tempfile.TemporaryDirectory(prefix="fresh-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
        started = time.perf_counter()
        subprocess.run(
            ["make", "--silent", "demo", "ARGS=--no-serve"],
            cwd=clone,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - started
    return [Timing(name="make demo in a new clone", seconds=seconds, limit=LIMIT)]
