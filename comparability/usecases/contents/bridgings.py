"""A bridging study as package and page print it: figures in a compact table, pairs as typed, two drawings.

What it reads comes from a row or from the file of an evidence copy; nothing is computed here.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from comparability.model.bridging.design import BothSides
from comparability.model.criteria.contrasts import is_ratio
from comparability.model.criteria.margins import percent_as_stated
from comparability.model.values import formatting
from comparability.model.values.units import LOG10_UNIT
from comparability.model.vocabulary import Contrast, Outcome
from reports import content
from reports.plots import (
    AgreementLine,
    AgreementPlot,
    AgreementPoint,
    AxisScale,
    Bound,
    FittedLine,
    MethodPoint,
    MethodsPlot,
)
from reports.wording import ENGLISH, Words, fixed

SLOPE_DECIMALS = 4
# Name of the row, figure and the key of its interval; which level the interval has.
ROWS = (
    (fixed("Paired equivalence, after against before"), "estimate", "interval"),
    (fixed("Deming line, slope"), "deming_slope", "deming_slope"),
    (fixed("Deming line, intercept"), "deming_intercept", "deming_intercept"),
    (fixed("Passing–Bablok line, slope"), "passing_bablok_slope", "passing_bablok_slope"),
    (fixed("Passing–Bablok line, intercept"), "passing_bablok_intercept", "passing_bablok_intercept"),
    (fixed("Bland–Altman, bias"), "bias", "bias"),
    (fixed("Bland–Altman, lower limit of agreement"), "low_limit", "low_limit"),
    (fixed("Bland–Altman, upper limit of agreement"), "high_limit", "high_limit"),
    (fixed("Bland–Altman, slope of the disagreement over the mean"), "trend", "trend"),
)
LINES = (
    (fixed("lower limit"), "low_limit", True),
    (fixed("bias"), "bias", False),
    (fixed("upper limit"), "high_limit", True),
)


class Study(Protocol):
    """A stored study: see `storage.bridging_studies`."""

    @property
    def contrast(self) -> Contrast: ...
    @property
    def margin_low(self) -> str: ...
    @property
    def margin_high(self) -> str: ...
    @property
    def coverage(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def error_variance_ratio(self) -> str: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def figures(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def points(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def left_out(self) -> Sequence[Mapping[str, Any]]: ...


class Pair(Protocol):
    """One lot by both, as typed."""

    @property
    def lot(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


def figures(study: Study, sides: BothSides, words: Words = ENGLISH) -> tuple[content.BridgingFigure, ...]:
    """One row per estimate with its interval and level, then the p-values, n and what is stated."""
    found = _values(study)
    level = percent_as_stated(float(study.level))
    rows = []
    for name, key, ends in ROWS:
        if key not in found:
            continue
        own = percent_as_stated(found["interval_level"]) if key == "estimate" else level
        interval = _reach(key, found.get(f"{ends}_low"), found.get(f"{ends}_high"), study, sides, words)
        rows.append(
            content.BridgingFigure(
                name=words.column(name),
                estimate=_written(key, found[key], study, sides),
                interval=f"{own}: {interval}" if interval else words("none"),
            )
        )
    if "p_low" in found:
        for end, typed in (("low", study.margin_low), ("high", study.margin_high)):
            rows.append(
                content.BridgingFigure(
                    name=words("One-sided p-value against {bound}", bound=typed),
                    estimate=_p(found[f"p_{end}"]),
                    interval="",
                )
            )
        rows.append(
            content.BridgingFigure(
                name=words("Lots compared"), estimate=formatting.figure(found["n"], decimals=0), interval=""
            )
        )
    return tuple(rows)


def pairs(study: Study, rows: Sequence[Pair], sides: BothSides) -> tuple[content.BridgingPair, ...]:
    """Every lot as typed, with its disagreement or why it was left out."""
    compared = {each["lot"]: each["difference"] for each in study.points}
    notes = {each["lot"]: each["reason"] for each in study.left_out}
    return tuple(
        content.BridgingPair(
            lot=row.lot,
            before=row.before,
            after=row.after,
            disagreement="" if row.lot not in compared else _disagreement(compared[row.lot], study, sides),
            note=notes.get(row.lot, ""),
        )
        for row in rows
    )


def margin(study: Study, sides: BothSides, words: Words = ENGLISH) -> str:
    """As typed, with the unit of a difference."""
    unit = "" if is_ratio(study.contrast) else f" {_unit(sides, words)}"
    between = words("{low} to {high}", low=study.margin_low, high=study.margin_high)
    return f"{between}{unit}".rstrip(" ")


def disagreement(study: Study, words: Words = ENGLISH) -> str:
    """What the methods disagree by, as a column names it."""
    return words("after / before") if is_ratio(study.contrast) else words("after − before")


def methods_plot(
    study: Study, rows: Sequence[Pair], sides: BothSides, words: Words = ENGLISH
) -> MethodsPlot | None:
    """One method over the other, or None where no lot has both values."""
    if not study.points:
        return None
    typed = {row.lot: row for row in rows}
    found = _values(study)
    line = None
    if "deming_slope" in found:
        slope, cut = (
            _with_reach(f"deming_{key}", found, study, sides, words) for key in ("slope", "intercept")
        )
        line = FittedLine(
            slope=found["deming_slope"],
            intercept=found["deming_intercept"],
            text=words("Deming line, slope {slope}, intercept {intercept}", slope=slope, intercept=cut),
        )
    return MethodsPlot(
        before_axis=_axis(sides.before, sides),
        after_axis=_axis(sides.after, sides),
        points=tuple(
            MethodPoint(
                lot=each["lot"],
                before=Bound(at=each["before"], text=typed[each["lot"]].before.strip(" ")),
                after=Bound(at=each["after"], text=typed[each["lot"]].after.strip(" ")),
            )
            for each in study.points
        ),
        line=line,
    )


def agreement_plot(study: Study, sides: BothSides, words: Words = ENGLISH) -> AgreementPlot | None:
    """Disagreement over mean with bias and limits, or None where these could not be computed."""
    found = _values(study)
    if "bias" not in found:
        return None
    ratio = is_ratio(study.contrast)
    unit = f" ({text})" if (text := _unit(sides, words)) else ""
    middle = words("Geometric mean of both") if ratio else words("Mean of both")
    return AgreementPlot(
        middle_axis=f"{middle}{_value_unit(sides)}",
        difference_axis=words("Ratio, after / before")
        if ratio
        else f"{words('Difference, after − before')}{unit}",
        scale=AxisScale.LOG if ratio else AxisScale.LINEAR,
        points=tuple(
            AgreementPoint(
                lot=each["lot"],
                middle=Bound(at=each["middle"], text=_own(each["middle"], sides)),
                difference=Bound(at=each["difference"], text=_disagreement(each["difference"], study, sides)),
            )
            for each in study.points
        ),
        no_difference=Bound(at=1.0, text="1") if ratio else Bound(at=0.0, text="0"),
        lines=tuple(
            AgreementLine(
                name=words.column(name),
                at=_bound(key, found[key], study, sides),
                low=_end(key, found.get(f"{key}_low"), study, sides),
                high=_end(key, found.get(f"{key}_high"), study, sides),
                is_limit=is_limit,
            )
            for name, key, is_limit in LINES
        ),
    )


def _values(study: Study) -> dict[str, float]:
    return {figure["name"]: figure["value"] for figure in study.figures}


def _written(key: str, value: float, study: Study, sides: BothSides) -> str:
    """A slope has no unit, an intercept is a value of the attribute, the rest a ratio or a difference."""
    if key.endswith("_slope") or key == "trend":
        return formatting.figure(value, decimals=SLOPE_DECIMALS)
    if key.endswith("_intercept"):
        return _own(value, sides)
    return _disagreement(value, study, sides)


def _disagreement(value: float, study: Study, sides: BothSides) -> str:
    if is_ratio(study.contrast):
        return formatting.figure(value, decimals=formatting.RATIO_DECIMALS)
    return _own(value, sides)


def _own(value: float, sides: BothSides) -> str:
    return formatting.figure(value, decimals=sides.decimals, scientific=sides.is_scientific)


def _reach(
    key: str, low: float | None, high: float | None, study: Study, sides: BothSides, words: Words
) -> str:
    ends = [None if end is None else _written(key, end, study, sides) for end in (low, high)]
    if ends[0] is not None and ends[1] is not None:
        return words("{low} to {high}", low=ends[0], high=ends[1])
    if ends[0] is None:
        return "" if ends[1] is None else words("at most {high}", high=ends[1])
    return words("at least {low}", low=ends[0])


def _with_reach(key: str, found: Mapping[str, float], study: Study, sides: BothSides, words: Words) -> str:
    reach = _reach(key, found.get(f"{key}_low"), found.get(f"{key}_high"), study, sides, words)
    return f"{_written(key, found[key], study, sides)} ({reach})"


def _bound(key: str, value: float, study: Study, sides: BothSides) -> Bound:
    return Bound(at=value, text=_written(key, value, study, sides))


def _end(key: str, value: float | None, study: Study, sides: BothSides) -> Bound | None:
    """An end at zero has no place on a logarithmic axis: it is drawn as open."""
    if value is None or not math.isfinite(value) or (is_ratio(study.contrast) and value <= 0.0):
        return None
    return _bound(key, value, study, sides)


def _p(value: float) -> str:
    if value < formatting.P_VALUE_FLOOR:
        return f"<{formatting.NO_BREAK}{formatting.P_VALUE_FLOOR:.4f}"
    return formatting.figure(value, decimals=4)


def _axis(name: str, sides: BothSides) -> str:
    return f"{name}{_value_unit(sides)}"


def _value_unit(sides: BothSides) -> str:
    unit = sides.unit.removeprefix(LOG10_UNIT)
    return f" ({unit})" if unit else ""


def _unit(sides: BothSides, words: Words) -> str:
    """Of a difference."""
    unit = sides.unit.removeprefix(LOG10_UNIT)
    return words("percentage points") if unit.startswith("%") else unit
