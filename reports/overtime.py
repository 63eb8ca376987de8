"""What a drawing of stability shows: results of lots over months, and the lines through them."""

from dataclasses import dataclass

from reports.plots import ArmRole, Bound, FittedLine, PointState


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPoint:
    """A result of a lot after so many months."""

    months: Bound
    value: Bound  # text: the result as entered
    state: PointState

    def __post_init__(self) -> None:
        if self.months.at < 0.0:
            raise ValueError(f"a result {self.months.text} months before the start of its study")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOverTime:
    """line: through the results of the lot, per month; None for a lot without a slope."""

    lot: str
    points: tuple[TimedPoint, ...]
    line: FittedLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmOverTime:
    """line: the mean slope of the lots through the middle of the arm, None where none was computed."""

    label: str  # "CDMO A (pre, n = 3)"
    role: ArmRole
    lots: tuple[LotOverTime, ...]
    line: FittedLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopesPlot:
    """Lots of both arms over time. undrawn: results without a number, which the table has."""

    axis: str  # "Purity (%)"
    arms: tuple[ArmOverTime, ...]
    undrawn: int

    def __post_init__(self) -> None:
        if not any(lot.points for arm in self.arms for lot in arm.lots):
            raise ValueError("a drawing over time needs at least one result with a number")

    @property
    def last(self) -> float:
        """The latest month; one where there is only the start."""
        points = (point.months.at for arm in self.arms for lot in arm.lots for point in lot.points)
        return max(*points, 1.0)
