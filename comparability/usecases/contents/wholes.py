"""What the drawing of three parts of one whole shows, from the stored comparisons of these parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from comparability.model.judging.compositions import PERCENT_DECIMALS
from comparability.model.values import formatting
from comparability.model.vocabulary import ResultState
from comparability.usecases.contents import figures
from comparability.usecases.contents.lines import Line
from reports.plots import ArmRole, Bound, PointState
from reports.wholes import PartReach, Shares, TernaryPlot, WholeArm, WholePoint
from reports.wording import ENGLISH, Words

DRAWN_PARTS = 3


def ternary_plot(line: Line, lines: Sequence[Line], words: Words = ENGLISH) -> TernaryPlot | None:
    """Of the first of three parts; None beside the others, and where no lot has a number for each part."""
    name = line.attribute.composition
    parts = [each for each in lines if each.attribute.composition == name] if name else []
    if len(parts) != DRAWN_PARTS or parts[0] is not line:
        return None
    by_lot = [{each["lot_id"]: each for each in part.item.observations if _counts(each)} for part in parts]
    arms: dict[str, list[tuple[Mapping[str, Any], ...]]] = {}
    for lot_id, first in by_lot[0].items():
        found = tuple(of_part[lot_id] for of_part in by_lot if lot_id in of_part)
        if len(found) == DRAWN_PARTS and any(each["value"] > 0.0 for each in found):
            arms.setdefault(first["arm_name"], []).append(found)
    if not arms:
        return None
    one, other, third = (words.named(part.attribute.name) for part in parts)
    level = figures.values_of(line).get("part_level")
    return TernaryPlot(
        parts=(one, other, third),
        arms=tuple(_arm(name, lots, parts, words) for name, lots in arms.items()),
        reaches=() if level is None else tuple(map(_reach, parts)),
        level=""
        if level is None
        else words("{level} simultaneous interval", level=figures.level_text(level)),
    )


def _counts(observation: Mapping[str, Any]) -> bool:
    """Whether there is a number; a limit or a negative number has no place among parts of a whole."""
    value = observation["value"]
    return value is not None and value >= 0.0 and observation["state"] == ResultState.VALUE.value


def _arm(
    name: str, lots: Sequence[tuple[Mapping[str, Any], ...]], parts: Sequence[Line], words: Words
) -> WholeArm:
    role = ArmRole(lots[0][0]["arm"])
    points = tuple(_point(lot, parts) for lot in lots)
    counted = sum(point.state is PointState.COUNTED for point in points)
    return WholeArm(
        label=words("{arm} ({role}, n = {count})", arm=name, role=words.term(role), count=counted),
        role=role,
        points=points,
        centre=_centre(parts, "pre" if role is ArmRole.PRE else "post"),
    )


def _point(lot: tuple[Mapping[str, Any], ...], parts: Sequence[Line]) -> WholePoint:
    one, other, third = (
        Bound(at=each["value"], text=figures.shown(each, part)) for each, part in zip(lot, parts, strict=True)
    )
    is_used = all(each["is_used"] for each in lot)
    return WholePoint(
        lot=lot[0]["lot_number"],
        shares=(one, other, third),
        state=PointState.COUNTED if is_used else PointState.EXCLUDED,
    )


def _centre(parts: Sequence[Line], arm: str) -> Shares | None:
    stored = [figures.values_of(part).get(f"part_centre_{arm}") for part in parts]
    shares = [_percent(share) for share in stored if share is not None]
    return (shares[0], shares[1], shares[2]) if len(shares) == DRAWN_PARTS else None


def _reach(part: Line) -> PartReach:
    found = figures.values_of(part)
    return PartReach(low=_percent(found["part_low"]), high=_percent(found["part_high"]))


def _percent(share: float) -> Bound:
    return Bound(at=100.0 * share, text=formatting.percent(share, decimals=PERCENT_DECIMALS))
