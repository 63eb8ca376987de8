"""How each stored figure is written: one rule per figure name, the same on screen and on paper."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from comparability.model.criteria import contrasts
from comparability.model.findings import Form
from comparability.model.judging import description
from comparability.model.judging.arm_figures import IN_A_ROW
from comparability.model.values import formatting
from comparability.model.values.units import LOG10_UNIT
from comparability.model.vocabulary import Contrast
from comparability.usecases.contents.lines import AttributeFacts, Judged, Line
from reports.wording import ENGLISH, Words, fixed

POINTS, PER_MONTH = fixed("percentage points"), fixed("per month")  # as they follow a unit
LEVEL_DECIMALS = 1
FACTOR_DECIMALS = 4
ARM_OF_SEVERAL = re.compile(r"arm[1-9][0-9]*")


def values_of(line: Line | Judged) -> dict[str, float]:
    """The figures of an item by name."""
    return {figure["name"]: figure["value"] for figure in line.item.figures}


def written(figure: Mapping[str, Any], line: Line, words: Words = ENGLISH) -> str:
    """One figure as text, by its form."""
    value = figure["value"]
    match Form(figure["form"]):
        case Form.COUNT:
            return formatting.figure(value, decimals=0)
        case Form.YES_NO:
            return words("yes") if value else words("no")
        case Form.DF:
            return formatting.degrees_of_freedom(value)
        case Form.PERCENT:
            return formatting.percent(value, decimals=_level_decimals(value))
        case Form.P_VALUE if value < formatting.P_VALUE_FLOOR:
            return f"<{formatting.NO_BREAK}{formatting.P_VALUE_FLOOR:.4f}"
        case Form.P_VALUE | Form.NUMBER:
            return formatting.figure(value, decimals=FACTOR_DECIMALS)
        case Form.CONTRAST:
            return contrast(value, line)
        case Form.OWN:
            return own(value, line.attribute)


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
    stated = line.item.criterion["contrast"]
    if stated is None:
        return own(value, line.attribute)
    if contrasts.is_ratio(Contrast(stated)):
        return formatting.figure(value, decimals=formatting.RATIO_DECIMALS)
    decimals = contrasts.decimals_of(Contrast(stated), of_values=line.attribute.decimals)
    return formatting.figure(value, decimals=decimals, scientific=line.attribute.is_scientific)


def is_ratio(criterion: Mapping[str, Any]) -> bool:
    """Whether the stored criterion compares a ratio, which has no unit."""
    stated = criterion["contrast"]
    return stated is not None and contrasts.is_ratio(Contrast(stated))


def unit_of_contrast(line: Line | Judged, words: Words = ENGLISH) -> str:
    """The unit of an estimate and of the margin as it follows a number, or nothing."""
    stated = line.item.criterion["contrast"]
    # Comparisons work on the value itself, also where its logarithm was typed.
    unit = (line.attribute.unit or "").removeprefix(LOG10_UNIT)
    text = "" if stated is None else description.unit_of_contrast(unit, Contrast(stated))
    return text.replace(POINTS, words(POINTS)).replace(PER_MONTH, words(PER_MONTH))


def level_text(level: float) -> str:
    """A two-sided level in percent."""
    return formatting.percent(level, decimals=_level_decimals(level))


def named(line: Line, words: Words = ENGLISH) -> list[tuple[str, str]]:
    """Meaning and text of every figure that is not in the summary table."""
    return [
        (words.stored(figure["meaning"]), written(figure, line, words))
        for figure in line.item.figures
        if not _is_of_arm(figure["name"], line)
    ]


def summary(line: Line, words: Words = ENGLISH) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Headings and one row per arm, with the columns that at least one arm has; None without any."""
    found = {figure["name"]: figure for figure in line.item.figures}
    arms = {arm: name for arm, name in _arms(line) if any(f"{column}_{arm}" in found for column in IN_A_ROW)}
    columns = [name for name in IN_A_ROW if any(f"{name}_{arm}" in found for arm in arms)]
    if len(columns) < 2:
        return None
    rows = []
    for arm, label in arms.items():
        figures = [found.get(f"{name}_{arm}") for name in columns]
        name = label if line.item.pairs else words.term(label)
        rows.append((name, *("" if figure is None else written(figure, line, words) for figure in figures)))
    return (words("arm"), *(words.column(_HEADINGS[name]) for name in columns)), tuple(rows)


def ending_of_arm(name: str, role: str, line: Line) -> str:
    """How the names of the figures of an arm end. role: "pre" or "post"."""
    return next((ending for ending, named in _arms(line) if named == name), role)


def _arms(line: Line) -> list[tuple[str, str]]:
    """How the names of figures end and what the arm is called: two roles, or the arms by their names."""
    if not line.item.pairs:
        return [("pre", "pre"), ("post", "post")]
    names = dict.fromkeys(lot["arm_name"] for lot in line.item.lots)
    return [(f"arm{number}", name) for number, name in enumerate(names, start=1)]


def estimate_text(line: Line, words: Words = ENGLISH) -> str | None:
    """ "0.4428 (0.3259 to 0.6016)", or None without an estimate."""
    found = values_of(line)
    if "estimate" not in found:
        return None
    low, high = (
        contrast(found[name], line) if name in found else None for name in ("interval_low", "interval_high")
    )
    return f"{contrast(found['estimate'], line)} ({ends(low, high, words)})".replace(" ", formatting.NO_BREAK)


def difference_text(line: Line, words: Words = ENGLISH) -> str | None:
    """The second axis in words, at its own level, or None where nothing was compared."""
    found = values_of(line)
    if "difference_seen" not in found:
        return None
    level = formatting.percent(found["difference_level"], decimals=_level_decimals(found["difference_level"]))
    if found["difference_seen"]:
        return words("a difference is seen at {level} (two-sided)", level=level)
    return words("no difference is seen at {level} (two-sided)", level=level)


def count(line: Line, arm: str, words: Words = ENGLISH) -> str:
    """How many lots of the arm were counted, and how many stand behind published figures of it."""
    roles = ("pre",) if arm == "pre" else ("post", "site")
    counted: Sequence[Mapping[str, Any]] = line.item.lots or [
        each for each in line.item.observations if each["is_used"]
    ]
    lots = sum(lot["arm"] in roles for lot in counted)
    used = [each for each in line.item.summaries or () if each["is_used"]]
    published = [each["lots"] for each in used if each["arm"] in roles]
    if arm == "pre":
        # A published comparison brings the pre arm that it was made with.
        published += [each["lots_pre"] for each in used if each["lots_pre"] is not None]
        if published and not line.item.pairs:
            lots = 0
    parts = [str(lots)] if lots or not published else []
    return " + ".join([*parts, *(words("{number} published", number=number) for number in published)])


_HEADINGS = {
    "n": fixed("lots"),
    "geometric_mean": fixed("geometric mean"),
    "mean": fixed("mean"),
    "sd": fixed("SD"),
    "sd_ln": fixed("SD of ln"),
    "cv": fixed("CV"),
    "minimum": fixed("smallest"),
    "maximum": fixed("largest"),
    "censored": fixed("beyond a limit"),
    "likelihood_mean": fixed("mean by likelihood"),
    "likelihood_sd": fixed("SD by likelihood"),
    "events": fixed("events"),
    "slope": fixed("slope per month"),
    "slope_sd": fixed("SD of slopes"),
    "points": fixed("results over time"),
}


def _is_of_arm(name: str, line: Line) -> bool:
    """Whether the figure stands in the table of arms."""
    stem, _, arm = name.rpartition("_")
    return stem in IN_A_ROW and arm in {ending for ending, _ in _arms(line)}


def _level_decimals(value: float) -> int:
    return 0 if abs(100 * value - round(100 * value)) < 1e-9 else LEVEL_DECIMALS


def ends(low: str | None, high: str | None, words: Words = ENGLISH) -> str:
    """An interval or range of which one end may be open."""
    if low is not None and high is not None:
        return words("{low} to {high}", low=low, high=high)
    return words("at least {low}", low=low) if low is not None else words("at most {high}", high=high)
