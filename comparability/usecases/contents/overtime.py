"""What the drawing of a stability comparison shows, from the stored slopes and the results behind them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from comparability.model.vocabulary import Contrast, ResultState
from comparability.usecases.contents import figures
from comparability.usecases.contents.lines import Line
from reports.overtime import ArmOverTime, LotOverTime, SlopesPlot, TimedPoint
from reports.plots import ArmRole, Bound, FittedLine, PointState
from reports.wording import ENGLISH, Words


def slopes_plot(line: Line, words: Words = ENGLISH) -> SlopesPlot | None:
    """None where no slopes are asked for, or where no result over time has a number."""
    if line.item.criterion["contrast"] != Contrast.SLOPE:
        return None
    series = line.item.series or ()
    drawn = [
        each for each in series if each["value"] is not None and each["state"] == ResultState.VALUE.value
    ]
    if not drawn:
        return None
    arms: dict[str, list[Mapping[str, Any]]] = {}
    for each in drawn:
        arms.setdefault(each["arm_name"], []).append(each)
    unit, name = line.attribute.unit, words.named(line.attribute.name)
    return SlopesPlot(
        axis=f"{name} ({unit})" if unit else name,
        arms=tuple(_arm(name, points, line, words) for name, points in arms.items()),
        undrawn=len(series) - len(drawn),
    )


def _arm(name: str, points: Sequence[Mapping[str, Any]], line: Line, words: Words) -> ArmOverTime:
    role = ArmRole(points[0]["arm"])
    by_lot: dict[int, list[Mapping[str, Any]]] = {}
    for each in points:
        by_lot.setdefault(each["lot_id"], []).append(each)
    slopes = {number: lot for lot in line.item.lots for number in lot["result_ids"]}
    counted = [lot for lot in line.item.lots if lot["arm_name"] == name]
    arm = figures.ending_of_arm(name, "pre" if role is ArmRole.PRE else "post", line)
    slope = figures.values_of(line).get(f"slope_{arm}")
    used = [each for each in points if each["result_id"] in slopes]
    return ArmOverTime(
        label=words("{arm} ({role}, n = {count})", arm=name, role=words.term(role), count=len(counted)),
        role=role,
        lots=tuple(_lot(lot, slopes, line, words) for lot in by_lot.values()),
        line=_line(slope, used, line, words),
    )


def _lot(
    points: Sequence[Mapping[str, Any]], slopes: Mapping[int, Mapping[str, Any]], line: Line, words: Words
) -> LotOverTime:
    used = [each for each in points if each["result_id"] in slopes]
    return LotOverTime(
        lot=points[0]["lot_number"],
        points=tuple(_point(each, is_used=each["result_id"] in slopes) for each in points),
        line=_line(slopes[used[0]["result_id"]]["value"] if used else None, used, line, words),
    )


def _point(point: Mapping[str, Any], *, is_used: bool) -> TimedPoint:
    return TimedPoint(
        months=Bound(at=point["months"], text=f"{point['months']:g}"),
        value=Bound(at=point["value"], text=point["entered"]),
        state=PointState.COUNTED if is_used else PointState.EXCLUDED,
    )


def _line(
    slope: float | None, points: Sequence[Mapping[str, Any]], line: Line, words: Words
) -> FittedLine | None:
    """A stored slope drawn through the middle of its results, where the line of least squares runs."""
    if slope is None or not points:
        return None
    month, value = (math.fsum(each[name] for each in points) / len(points) for name in ("months", "value"))
    text = f"{figures.contrast(slope, line)}{figures.unit_of_contrast(line, words)}"
    return FittedLine(slope=slope, intercept=value - slope * month, text=words("slope {slope}", slope=text))
