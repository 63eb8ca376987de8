"""How each stored figure is written: one rule per figure name, the same on screen and on paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from comparability.model import formatting
from comparability.model.units import LOG10_UNIT
from comparability.model.vocabulary import Contrast
from comparability.usecases.contents.lines import AttributeFacts, Line

LEVEL_DECIMALS = 1
YES_OR_NO = " (1 yes, 0 no)"  # how a stored figure reads; it is written as the word
FACTOR_DECIMALS = 4
COUNTS = (
    "n_pre",
    "n_post",
    "lots_to_settle",
    "lots_to_settle_per_arm",
    "lots_outside",
    "lots_conforming",
    "lots_not_conforming",
)
PERCENTAGES = (
    "interval_level", "difference_level", "prediction_level", "actual_size", "one_sided_size",
    "chance_without_shift", "chance_at_half_margin", "pass_rate_no_shift", "false_pass_rate",
    "cv_pre", "cv_post",
)  # fmt: skip
CONTRASTED = ("estimate", "interval_low", "interval_high", "difference_low", "difference_high")
PLAIN = ("standard_error", "sd_ln_pre", "sd_ln_post", "k", "p_low", "p_high", "false_pass_shift_sd")
IN_SUMMARY = ("n", "geometric_mean", "mean", "sd", "sd_ln", "cv", "minimum", "maximum")


def values_of(line: Line) -> dict[str, float]:
    """The figures of an item by name."""
    return {figure["name"]: figure["value"] for figure in line.item.figures}


def written(name: str, value: float, *, attribute: AttributeFacts, is_ratio: bool) -> str:
    """One figure as text. is_ratio: the comparison is of a ratio, which has no unit."""
    if name in COUNTS:
        return formatting.figure(value, decimals=0)
    if name == "difference_seen":
        return "yes" if value else "no"
    if name == "df":
        return formatting.degrees_of_freedom(value)
    if name in PERCENTAGES:
        return formatting.percent(value, decimals=_level_decimals(value))
    if name in ("p_low", "p_high") and value < formatting.P_VALUE_FLOOR:
        return f"<{formatting.NO_BREAK}{formatting.P_VALUE_FLOOR:.4f}"
    if name in PLAIN:
        return formatting.figure(value, decimals=FACTOR_DECIMALS)
    if name in CONTRASTED and is_ratio:
        return formatting.figure(value, decimals=formatting.RATIO_DECIMALS)
    return own(value, attribute)


def shown(observation: Mapping[str, Any], line: Line) -> str:
    """A lot's result: verbatim as typed or, where it was calculated, with the attribute's decimals."""
    value, entered = observation["value"], str(observation["entered"])
    is_derived = line.attribute.derived_from is not None and entered == f"{value or 0:.6g}"
    is_log = (observation["unit"] or "").startswith(LOG10_UNIT)
    if value is None or is_log or not (is_derived or observation["replicates"]):
        return entered
    return own(value, line.attribute)


def own(value: float | None, attribute: AttributeFacts) -> str:
    """A figure in the attribute's unit, with its decimals."""
    return formatting.figure(value, decimals=attribute.decimals, scientific=attribute.is_scientific)


def contrast(value: float | None, line: Line) -> str:
    """An estimate or an end of its interval."""
    if is_ratio(line.item.criterion):
        return formatting.figure(value, decimals=formatting.RATIO_DECIMALS)
    return own(value, line.attribute)


def is_ratio(criterion: Mapping[str, Any]) -> bool:
    """Whether the stored criterion compares a ratio."""
    return bool(criterion["contrast"] == Contrast.RATIO.value)


def named(line: Line) -> list[tuple[str, str]]:
    """Meaning and text of every figure that is not in the summary table."""
    ratio = is_ratio(line.item.criterion)
    return [
        (
            figure["meaning"].removesuffix(YES_OR_NO),
            written(figure["name"], figure["value"], attribute=line.attribute, is_ratio=ratio),
        )
        for figure in line.item.figures
        if not _is_of_arm(figure["name"])
    ]


def summary(line: Line) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Headings and one row per arm, with the columns that at least one arm has; None without any."""
    found = values_of(line)
    columns = [name for name in IN_SUMMARY if f"{name}_pre" in found or f"{name}_post" in found]
    arms = [arm for arm in ("pre", "post") if f"n_{arm}" in found]
    if len(columns) < 2:
        return None
    ratio = is_ratio(line.item.criterion)
    rows = []
    for arm in arms:
        cells = [arm]
        for name in columns:
            value = found.get(f"{name}_{arm}")
            cells.append(
                ""
                if value is None
                else written(f"{name}_{arm}", value, attribute=line.attribute, is_ratio=ratio)
            )
        rows.append(tuple(cells))
    return ("arm", *(_HEADINGS[name] for name in columns)), tuple(rows)


def estimate_text(line: Line) -> str | None:
    """ "0.4428 (0.3259 to 0.6016)", or None without an estimate."""
    found = values_of(line)
    if "estimate" not in found:
        return None
    low, high = (
        contrast(found[name], line) if name in found else None for name in ("interval_low", "interval_high")
    )
    return f"{contrast(found['estimate'], line)} ({ends(low, high)})".replace(" ", formatting.NO_BREAK)


def difference_text(line: Line) -> str | None:
    """The second axis in words, at its own level, or None where nothing was compared."""
    found = values_of(line)
    if "difference_seen" not in found:
        return None
    level = formatting.percent(found["difference_level"], decimals=_level_decimals(found["difference_level"]))
    seen = "a difference is seen" if found["difference_seen"] else "no difference is seen"
    return f"{seen} at {level} (two-sided)"


def count(line: Line, arm: str) -> str:
    """How many lots of the arm were counted."""
    roles = ("pre",) if arm == "pre" else ("post", "site")
    counted: Sequence[Mapping[str, Any]] = line.item.lots or [
        each for each in line.item.observations if each["is_used"]
    ]
    return str(sum(lot["arm"] in roles for lot in counted))


_HEADINGS = {
    "n": "lots",
    "geometric_mean": "geometric mean",
    "mean": "mean",
    "sd": "SD",
    "sd_ln": "SD of ln",
    "cv": "CV",
    "minimum": "smallest",
    "maximum": "largest",
}


def _is_of_arm(name: str) -> bool:
    return name.rsplit("_", 1)[-1] in ("pre", "post") and name.rsplit("_", 1)[0] in IN_SUMMARY


def _level_decimals(value: float) -> int:
    return 0 if abs(100 * value - round(100 * value)) < 1e-9 else LEVEL_DECIMALS


def ends(low: str | None, high: str | None) -> str:
    """An interval or range of which one end may be open."""
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"
