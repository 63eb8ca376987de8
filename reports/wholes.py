"""What a drawing of three parts of one whole shows, such as empty, partial and full capsids."""

import math
from dataclasses import dataclass

from reports.plots import ArmRole, Bound, PointState

Shares = tuple[Bound, Bound, Bound]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePoint:
    """One lot. shares: as entered, in the order of the parts; only their ratios say where the lot lies."""

    lot: str
    shares: Shares
    state: PointState

    def __post_init__(self) -> None:
        _fits(self.lot, self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeArm:
    """centre: the closed geometric mean of the lots that were compared, None where nothing was computed."""

    label: str  # "CDMO A (pre, n = 6)"
    role: ArmRole
    points: tuple[WholePoint, ...]
    centre: Shares | None

    def __post_init__(self) -> None:
        if self.centre:
            _fits(self.label, self.centre)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReach:
    """The interval of one part's share after the change, in percent, while the others keep their ratios."""

    low: Bound
    high: Bound

    def __post_init__(self) -> None:
        if not 0.0 <= self.low.at <= self.high.at <= 100.0:
            raise ValueError(f"a share lies between 0 and 100: {self.low.text} to {self.high.text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TernaryPlot:
    """Every lot as a point of a triangle. reaches: one per part, or none; they start from the pre centre."""

    parts: tuple[str, str, str]
    arms: tuple[WholeArm, ...]
    reaches: tuple[PartReach, ...]
    level: str  # "90 % simultaneous interval"; empty without reaches

    def __post_init__(self) -> None:
        if not any(arm.points for arm in self.arms):
            raise ValueError("a drawing of three parts needs at least one lot with a number for each")
        if self.reaches and (len(self.reaches) != len(self.parts) or self.before is None):
            raise ValueError("intervals of parts are one per part, around the centre of the pre lots")

    @property
    def before(self) -> Shares | None:
        """The centre of the pre lots."""
        return next((arm.centre for arm in self.arms if arm.role is ArmRole.PRE), None)


def _fits(what: str, shares: Shares) -> None:
    if min(share.at for share in shares) < 0.0 or not math.fsum(share.at for share in shares) > 0.0:
        raise ValueError(f"{what}: parts of a whole are not negative, and not all of them are zero")
