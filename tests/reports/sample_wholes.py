"""Lots in three parts of a whole, made up for tests."""

from reports.plots import ArmRole, Bound, PointState
from reports.wholes import PartReach, Shares, TernaryPlot, WholeArm, WholePoint

PARTS = ("Empty capsids", "Partial capsids", "Full capsids")
BEFORE = ((12.0, 8.0, 80.0), (11.0, 8.5, 80.5), (13.0, 7.0, 80.0))
AFTER = ((14.0, 8.0, 78.0), (15.0, 7.5, 77.5), (14.5, 7.0, 78.5))


def shares(values: tuple[float, ...]) -> Shares:
    one, other, third = (Bound(at=value, text=f"{value:g}") for value in values)
    return one, other, third


def lots(values, number: str, *, excluded: int | None = None) -> tuple[WholePoint, ...]:
    return tuple(
        WholePoint(
            lot=f"{number}-{place:02d}",
            shares=shares(each),
            state=PointState.EXCLUDED if place == excluded else PointState.COUNTED,
        )
        for place, each in enumerate(values, start=1)
    )


def ternary_plot(*, before=BEFORE, after=AFTER, excluded=None, reaches=(), centres=True) -> TernaryPlot:
    """reaches: low and high percent of each part."""
    made = (
        ("CDMO A (pre)", ArmRole.PRE, lots(before, "A"), (12.0, 8.0, 80.0)),
        ("CDMO B (post)", ArmRole.POST, lots(after, "B", excluded=excluded), (14.5, 7.5, 78.0)),
    )
    return TernaryPlot(
        parts=PARTS,
        arms=tuple(
            WholeArm(label=label, role=role, points=points, centre=shares(centre) if centres else None)
            for label, role, points, centre in made
        ),
        reaches=tuple(
            PartReach(low=Bound(at=low, text=f"{low:g} %"), high=Bound(at=high, text=f"{high:g} %"))
            for low, high in reaches
        ),
        level="90 % simultaneous interval" if reaches else "",
    )
