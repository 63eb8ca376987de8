"""One measured figure, its limit, and how it is printed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """seconds: what was measured. limit: what it must stay below, None where there is none."""

    name: str
    seconds: float
    limit: float | None

    @property
    def holds(self) -> bool:
        return self.limit is None or self.seconds < self.limit

    def line(self) -> str:
        limit = "" if self.limit is None else f"  (below {_readable(self.limit)})"
        return f"{'' if self.holds else 'TOO SLOW: '}{self.name}: {_readable(self.seconds)}{limit}"


def seconds_of(action: Callable[[], object], *, times: int) -> float:
    """The median of several runs, after one that is not counted."""
    action()
    measured = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        measured.append(time.perf_counter() - started)
    return median(measured)


def best_seconds_of(action: Callable[[], object], *, times: int) -> float:
    """The shortest of several runs: what else a machine does only ever adds. For short computations."""
    action()
    measured = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        measured.append(time.perf_counter() - started)
    return min(measured)


def _readable(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:.0f} ms"
