"""Stability series as lots with a slope: which results over time count, and what stops their comparison."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from comparability.model.datasets import AttributeData, Observation, TimePoint
from comparability.model.findings import LotValue
from comparability.model.judging.lot_values import listed
from comparability.model.vocabulary import ResultState

Points = list[tuple[float, float]]  # months and values of one lot


def used_points(attribute: AttributeData) -> tuple[TimePoint, ...]:
    """Those that are neither excluded nor outside the eligibility rule."""
    return tuple(point for point in attribute.series if point.excluded_reason is None)


def why_not_slopes(attribute: AttributeData) -> list[str]:
    """Sentences: what stops every comparison of slopes. A point without a number is not passed over."""
    used = used_points(attribute)
    if not used:
        return ["No lot has stability results, so there is no slope to compare."]
    sentences = []
    unverified = sum(not point.verified for point in used)
    if unverified:
        results = "1 stability result is" if unverified == 1 else f"{unverified} stability results are"
        sentences.append(f"{results} not verified.")
    for point in used:
        if point.state is not ResultState.VALUE or point.value is None or not math.isfinite(point.value):
            sentences.append(
                f"Lot {point.lot_number} has no number at {point.months:g} months ({point.state}); an "
                "exclusion with a reason would set the lot aside."
            )
    conditions = sorted({point.condition or "no condition recorded" for point in used})
    if len(conditions) > 1:
        sentences.append(
            f"The stability results are of several storage conditions ({listed(conditions)}). Slopes are "
            "compared at one; make an attribute for each."
        )
    if not sentences:
        sentences += [
            f"The slope of lot {points[0].lot_number} leaves double precision."
            for points in _by_lot(used)
            if _has_slope(points) and not math.isfinite(_slope(points))
        ]
    return sentences


def lots_with_slopes(attribute: AttributeData) -> tuple[Observation, ...]:
    """One observation per lot with results at two times or more: its least-squares slope per month.

    Only where nothing stops the comparison. result_id: of the lot's first point. What differs between the
    points of a lot (method version, laboratory and so on) is named together, so that a change is found.
    """
    return tuple(
        Observation(
            result_id=points[0].result_id,
            lot_id=points[0].lot_id,
            lot_number=points[0].lot_number,
            arm=points[0].arm,
            arm_name=points[0].arm_name,
            entered="",
            state=ResultState.VALUE,
            verified=True,
            entered_at=max(point.entered_at for point in points),
            value=_slope(points),
            drug_substance_lot=points[0].drug_substance_lot,
            tested_on=min((point.tested_on for point in points if point.tested_on is not None), default=None),
            method_version=_together(points, lambda point: point.method_version),
            laboratory=_together(points, lambda point: point.laboratory),
            reference_standard=_together(points, lambda point: point.reference_standard),
            run=_together(points, lambda point: point.run),
            plate=_together(points, lambda point: point.plate),
            analyst=_together(points, lambda point: point.analyst),
            instrument=_together(points, lambda point: point.instrument),
        )
        for points in _by_lot(used_points(attribute))
        if _has_slope(points)
    )


def without_slope(attribute: AttributeData) -> tuple[str, ...]:
    """A limitation that names the lots with results at one time only."""
    lots = [points[0].lot_number for points in _by_lot(used_points(attribute)) if not _has_slope(points)]
    if not lots:
        return ()
    if len(lots) == 1:
        return (f"Lot {lots[0]} has results at one time only, so no slope, and is not compared.",)
    return (f"Lots {listed(lots)} have results at one time only, so no slope, and are not compared.",)


def with_points(
    attribute: AttributeData, observations: Sequence[Observation], lots: Sequence[LotValue]
) -> tuple[tuple[LotValue, ...], tuple[int, ...]]:
    """The lots with every result behind their slopes, and these. observations: of `lots_with_slopes`."""
    lot_ids = {item.result_id: item.lot_id for item in observations}
    found = []
    for lot in lots:
        points = points_of_lots(attribute, [lot_ids[number] for number in lot.result_ids])
        found.append(replace(lot, result_ids=tuple(point.result_id for point in points)))
    return tuple(found), tuple(number for lot in found for number in lot.result_ids)


def points_of_lots(attribute: AttributeData, lot_ids: Iterable[int]) -> tuple[TimePoint, ...]:
    """The points that count of the lots, in the order of the series."""
    wanted = frozenset(lot_ids)
    return tuple(point for point in used_points(attribute) if point.lot_id in wanted)


def as_one_lot(points: Sequence[TimePoint]) -> Points:
    """The points of a lot; those of several lots that count once about each lot's own mean, which leaves the
    slope that they share.
    """
    lots = _by_lot(points)
    if len(lots) == 1:
        return [_numbers(point) for point in lots[0]]
    found: Points = []
    for lot in lots:
        numbers = [_numbers(point) for point in lot]
        month, value = (math.fsum(column) / len(numbers) for column in zip(*numbers, strict=True))
        found += [(each[0] - month, each[1] - value) for each in numbers]
    return found


def _by_lot(points: Sequence[TimePoint]) -> list[list[TimePoint]]:
    lots: defaultdict[int, list[TimePoint]] = defaultdict(list)
    for point in points:
        lots[point.lot_id].append(point)
    return list(lots.values())


def _has_slope(points: Sequence[TimePoint]) -> bool:
    return len({point.months for point in points}) > 1


def _slope(points: Sequence[TimePoint]) -> float:
    """By least squares; infinite where it leaves double precision."""
    months, values = zip(*map(_numbers, points), strict=True)
    try:
        times, changes = _about_mean(months), _about_mean(values)
        month, value = max(map(abs, times)), max(map(abs, changes))
        if value == 0.0:
            return 0.0
        products = [(time / month) * (change / value) for time, change in zip(times, changes, strict=True)]
        squares = math.fsum([(time / month) ** 2 for time in times])
        return math.fsum(products) / squares * (value / month)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def _about_mean(values: Sequence[float]) -> list[float]:
    mean = math.fsum(values) / len(values)
    return [value - mean for value in values]


def _numbers(point: TimePoint) -> tuple[float, float]:
    if point.value is None:
        raise ValueError("a point without a number stops the comparison before")
    return point.months, point.value


def _together(points: Sequence[TimePoint], read: Callable[[TimePoint], str | None]) -> str | None:
    """None where a point does not say, for what is not recorded may be anything."""
    named = [read(point) for point in points]
    if None in named:
        return None
    return " / ".join(sorted({text for text in named if text is not None}))
