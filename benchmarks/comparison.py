"""Our time beside other people's for the same task on the same data, in one run, and how it is printed."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody computed for a task. seconds: for the whole task. checksum: of the results, or None."""

    who: str
    seconds: float
    checksum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One task. target: seconds that ours must stay below. peers: slowest to fastest, or none is known.

    tolerance: relative, of the checksums; beyond it the times cannot be compared.
    """

    task: str
    target: float
    ours: Answer
    peers: tuple[Answer, ...]
    tolerance: float

    def __post_init__(self) -> None:
        for peer in self.peers:
            if peer.checksum is None or self.ours.checksum is None:
                continue
            if not math.isclose(peer.checksum, self.ours.checksum, rel_tol=self.tolerance):
                raise ArithmeticError(
                    f"{self.task}: ours gives {self.ours.checksum!r} and {peer.who} {peer.checksum!r}"
                )

    @property
    def holds(self) -> bool:
        return self.ours.seconds < self.target and self.is_fastest

    @property
    def is_fastest(self) -> bool:
        return all(self.ours.seconds < peer.seconds for peer in self.peers)

    def line(self) -> str:
        """A row for each peer below the row of the task."""
        mark = "" if self.holds else "TOO SLOW: "
        rows = [f"{mark + self.task:<66}{_ms(self.ours.seconds):>12}{'below ' + _ms(self.target):>20}"]
        rows += [
            f"    {peer.who:<62}{_ms(peer.seconds):>12}{peer.seconds / self.ours.seconds:>18,.0f} ×"
            for peer in self.peers
        ]
        return "\n".join(rows)


def _ms(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds >= 10 else f"{seconds * 1000:,.1f} ms"
