"""Lots over time, made up for tests."""

from reports.overtime import ArmOverTime, LotOverTime, SlopesPlot, TimedPoint
from reports.plots import ArmRole, Bound, FittedLine, PointState

MONTHS = (0.0, 6.0, 12.0)


def fitted(slope: float, intercept: float) -> FittedLine:
    return FittedLine(slope=slope, intercept=intercept, text=f"slope {slope:g} percentage points per month")


def lot(number: str, start: float, slope: float, *, crossed: float | None = None) -> LotOverTime:
    return LotOverTime(
        lot=number,
        points=tuple(
            TimedPoint(
                months=Bound(at=month, text=f"{month:g}"),
                value=Bound(at=start + slope * month, text=f"{start + slope * month:g}"),
                state=PointState.EXCLUDED if month == crossed else PointState.COUNTED,
            )
            for month in MONTHS
        ),
        line=fitted(slope, start),
    )


def slopes_plot(*, pre=1, post=1, undrawn=0, crossed=None, first="A-1") -> SlopesPlot:
    """Lots that start at 100 % and 98 %, half a point apart, and fall by half a point and one a month."""
    return SlopesPlot(
        axis="Purity (%)",
        arms=(
            ArmOverTime(
                label=f"CDMO A (pre, n = {pre})",
                role=ArmRole.PRE,
                lots=tuple(lot(f"A-{n}" if n else first, 100.0 - 0.5 * n, -0.5) for n in range(pre)),
                line=fitted(-0.5, 100.0),
            ),
            ArmOverTime(
                label=f"CDMO B (post, n = {post})",
                role=ArmRole.POST,
                lots=tuple(lot(f"B-{n}", 98.0 - 0.5 * n, -1.0, crossed=crossed) for n in range(post)),
                line=fitted(-1.0, 98.0),
            ),
        ),
        undrawn=undrawn,
    )
