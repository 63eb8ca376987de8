"""What the drawings of one attribute show, from the stored assessment: for package and page alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from comparability.model.criteria.contrasts import is_ratio
from comparability.model.judging.description import capitalised
from comparability.model.vocabulary import Analysis, Contrast, ResultState, Scale
from comparability.usecases.contents import beside, figures
from comparability.usecases.contents.lines import Line
from reports.plots import (
    ArmRole,
    AxisScale,
    Band,
    Bound,
    IntervalPlot,
    LotPoint,
    LotsPlot,
    Outcome,
    PlotArm,
    PointState,
)
from reports.wording import ENGLISH, Words

LOG_SCALES = (Scale.LOG, Scale.LOG_CENSORED)


def interval_plot(line: Line, words: Words = ENGLISH) -> IntervalPlot | None:
    """The interval against the margin, or None where no interval was computed."""
    found = figures.values_of(line)
    criterion = line.item.criterion
    margin, stated = criterion.get("margin"), criterion["contrast"]
    ratio = figures.is_ratio(criterion)
    if "estimate" not in found or margin is None or (ratio and found["estimate"] <= 0.0):
        return None
    typed = criterion["as_typed"]
    level = figures.level_text(found["interval_level"])
    is_credible = criterion.get("analysis") == Analysis.POSTERIOR
    return IntervalPlot(
        axis=_axis(Contrast(stated), line, words),
        scale=AxisScale.LOG if ratio else AxisScale.LINEAR,
        estimate=_contrast(found["estimate"], line),
        low=_end(found.get("interval_low"), line),
        high=_end(found.get("interval_high"), line),
        level=words("{level} credible interval", level=level)
        if is_credible
        else words("{level} confidence interval", level=level),
        margin_low=_typed(margin["low"], typed.get("margin_low")),
        margin_high=_typed(margin["high"], typed.get("margin_high")),
        no_change=Bound(at=1.0, text="1") if ratio else Bound(at=0.0, text="0"),
        outcome=Outcome(line.item.outcome.value),
        verdict=words.term(line.item.outcome),
    )


def lots_plot(line: Line, words: Words = ENGLISH) -> LotsPlot | None:
    """Every lot with a number, in order of manufacture, or None where no lot has one.

    None for slopes: results of one time are not what was compared.
    """
    observations = [each for each in line.item.observations if each["value"] is not None]
    if not observations or line.item.criterion["contrast"] == Contrast.SLOPE:
        return None
    band = _band(line, words)
    is_log = line.attribute.scale in LOG_SCALES and _all_positive(observations, band)
    arms: dict[str, list[Mapping[str, Any]]] = {}
    for each in observations:
        arms.setdefault(each["arm_name"], []).append(each)
    unit, name = (line.attribute.unit or "").removeprefix("log10 "), words.named(line.attribute.name)
    return LotsPlot(
        axis=f"{name} ({unit})" if unit else name,
        scale=AxisScale.LOG if is_log else AxisScale.LINEAR,
        arms=tuple(_arm(name, points, line, words) for name, points in arms.items()),
        band=band,
    )


def _axis(contrast: Contrast, line: Line, words: Words) -> str:
    unit = figures.unit_of_contrast(line, words).strip()
    before, after = beside.deciding(line) or (words.term(ArmRole.PRE), words.term(ArmRole.POST))
    compared = {"contrast": words.term(contrast), "before": before, "after": after}
    name = capitalised(
        words("{contrast}, {after} / {before}", **compared)
        if is_ratio(contrast)
        else words("{contrast}, {after} − {before}", **compared)
    )
    return f"{name} ({unit})" if unit else name


def _end(value: float | None, line: Line) -> Bound | None:
    """None where the interval is open; a ratio of 0 has no place on a logarithmic axis."""
    if value is None or (figures.is_ratio(line.item.criterion) and value <= 0.0):
        return None
    return _contrast(value, line)


def _arm(name: str, points: list[Mapping[str, Any]], line: Line, words: Words) -> PlotArm:
    role = ArmRole(points[0]["arm"])
    counted = sum(each["is_used"] for each in points)
    return PlotArm(
        label=words("{arm} ({role}, n = {count})", arm=name, role=words.term(role), count=counted),
        role=role,
        points=tuple(
            LotPoint(
                lot=each["lot_number"],
                value=Bound(at=each["value"], text=figures.shown(each, line)),
                state=_state(each),
            )
            for each in points
        ),
        centre=_centre(name, role, line, words),
    )


def _centre(name: str, role: ArmRole, line: Line, words: Words) -> Bound | None:
    found = figures.values_of(line)
    arm = figures.ending_of_arm(name, "pre" if role is ArmRole.PRE else "post", line)
    is_log = line.attribute.scale in LOG_SCALES
    geometric, arithmetic = found.get(f"geometric_mean_{arm}"), found.get(f"mean_{arm}")
    if geometric is not None and is_log:
        text = figures.own(geometric, line.attribute)
        return Bound(at=geometric, text=words("Geometric mean {value}", value=text))
    if arithmetic is not None:
        return Bound(at=arithmetic, text=words("Mean {value}", value=figures.own(arithmetic, line.attribute)))
    return None


def _state(observation: Mapping[str, Any]) -> PointState:
    if not observation["is_used"]:
        return PointState.EXCLUDED
    if observation["state"] == ResultState.LIMIT.value:
        return PointState.BELOW if observation["qualifier"] in ("<", "≤") else PointState.ABOVE
    return PointState.COUNTED


def _band(line: Line, words: Words) -> Band | None:
    found, criterion = figures.values_of(line), line.item.criterion
    typed = criterion["as_typed"]
    if "range_low" in found or "range_high" in found:
        return Band(
            low=_own(found.get("range_low"), line),
            high=_own(found.get("range_high"), line),
            definition=words("{range} of the pre lots", range=capitalised(words.term(criterion["kind"]))),
        )
    if criterion["limit_low"] is not None or criterion["limit_high"] is not None:
        return Band(
            low=_typed(criterion["limit_low"], typed.get("limit_low")),
            high=_typed(criterion["limit_high"], typed.get("limit_high")),
            definition=words("Limit of the protocol"),
        )
    return None


def _all_positive(observations: Sequence[Mapping[str, Any]], band: Band | None) -> bool:
    ends = [bound.at for bound in (band.low, band.high) if bound is not None] if band else []
    return all(value > 0 for value in [*(each["value"] for each in observations), *ends])


def _contrast(value: float, line: Line) -> Bound:
    return Bound(at=value, text=figures.contrast(value, line))


def _own(value: float | None, line: Line) -> Bound | None:
    return None if value is None else Bound(at=value, text=figures.own(value, line.attribute))


def _typed(value: float | None, text: str | None) -> Bound | None:
    """An end of a margin or limit as typed; an end that was not typed is open, whatever stands for it."""
    return None if value is None or text is None else Bound(at=value, text=text)
