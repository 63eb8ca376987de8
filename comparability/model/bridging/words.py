"""A bridging study in words: plain ones first, never "significant", never a bare p-value."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comparability.model.bridging.design import BothSides, BridgingDesign
from comparability.model.criteria.margins import decimals_of, percent_as_stated
from comparability.model.values import formatting
from comparability.model.values.units import LOG10_UNIT
from comparability.model.vocabulary import Bridged, Outcome
from comparability.statistics.tost import EquivalenceEstimate

CLAIMED: Final = "claimed, no data attached"
RATIO_DECIMALS = 2
MOST_DECIMALS = 8
LARGEST_WRITTEN_OUT = 1e6

# How a lot is measured: with a method, by a laboratory, against a standard.
PREPOSITIONS: Final[Mapping[Bridged, str]] = {
    Bridged.METHOD_VERSION: "with",
    Bridged.LABORATORY: "by",
    Bridged.REFERENCE_STANDARD: "against",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the sentences speak of. verdict: None where nothing could be computed."""

    sides: BothSides
    design: BridgingDesign
    outcome: Outcome
    verdict: EquivalenceEstimate | None
    lots: int
    stops: tuple[str, ...]


def plain_words(told: Told) -> str:
    """One to three sentences that a reader sees first."""
    return " ".join(part for part in (_opening(told), _conclusion(told)) if part)


def reason_words(told: Told) -> str:
    """Why the outcome is what it is."""
    verdict = told.verdict
    if told.outcome is Outcome.CANNOT_JUDGE or verdict is None:
        return " ".join(told.stops)
    level = percent_as_stated(1.0 - 2.0 * told.design.alpha)
    reach, margin = _reach(told, verdict), _margin(told)
    match told.outcome:
        case Outcome.EQUIVALENT:
            return f"The whole {level} interval, {reach}, lies inside the margin, {margin}."
        case Outcome.DIFFERENT:
            return f"The whole {level} interval, {reach}, lies outside the margin, {margin}."
        case _:
            return f"The {level} interval, {reach}, does not lie inside the margin, {margin}."


def finding_words(told: Told) -> str:
    """As a limitation names it: "equivalent, ratio 1.02 (0.97 to 1.07) inside 0.8 to 1.25, 6 lots"."""
    verdict, lots = told.verdict, "1 lot" if told.lots == 1 else f"{told.lots} lots"
    if told.outcome is Outcome.CANNOT_JUDGE or verdict is None:
        return f"{told.outcome}, {lots}"
    where = {Outcome.EQUIVALENT: "inside", Outcome.DIFFERENT: "outside"}.get(told.outcome, "not inside")
    name = "ratio" if told.design.is_ratio else "difference"
    estimate = f"{_text(told, verdict.estimate)} ({_reach(told, verdict)})"
    return f"{told.outcome}, {name} {estimate} {where} {_margin(told)}, {lots}"


def finding_of_record(finding: str | None, *, explanation: str | None) -> str:
    """What stands beside a record's document. finding: of its study, None without data.

    explanation: why it was approved although its data do not show that both read the same.
    """
    if finding is None:
        return CLAIMED
    if explanation is None:
        return finding
    return f"{finding}; approved all the same: {' '.join(explanation.split()).rstrip('.')}"


def _opening(told: Told) -> str:
    verdict, sides = told.verdict, told.sides
    if verdict is None:
        return ""
    how = PREPOSITIONS[sides.covers]
    level = percent_as_stated(1.0 - 2.0 * told.design.alpha)
    interval = f"({level} interval {_reach(told, verdict)})".replace(" ", formatting.NO_BREAK)
    start = f"Measured {how} {sides.after}, {told.lots} lots"
    if told.design.is_ratio:
        times = f"{_text(told, verdict.estimate)}{formatting.NO_BREAK}times"
        return f"{start} gave {times} what they gave {how} {sides.before} {interval}."
    size = _text(told, abs(verdict.estimate))
    if not any(character in "123456789∞" for character in size):
        return f"{start} gave on average what they gave {how} {sides.before} {interval}."
    direction = "higher" if verdict.estimate > 0.0 else "lower"
    return f"{start} lie on average {size}{_unit(told)} {direction} than {how} {sides.before} {interval}."


def _conclusion(told: Told) -> str:
    margin = f"The margin allows {_margin(told)}"
    match told.outcome:
        case Outcome.EQUIVALENT:
            return f"{margin}, so that both read the same within the margin is shown."
        case Outcome.DIFFERENT:
            return f"{margin}, and the whole interval lies outside it: the two do not read the same."
        case Outcome.INCONCLUSIVE:
            return f"{margin}, so that both read the same is not shown."
        case _:
            return f"This cannot be judged. {' '.join(told.stops)}"


def _reach(told: Told, verdict: EquivalenceEstimate) -> str:
    return f"{_text(told, verdict.interval.low)} to {_text(told, verdict.interval.high)}"


def _margin(told: Told) -> str:
    """As typed."""
    return f"{told.design.margin_typed}{_unit(told)}"


def _unit(told: Told) -> str:
    """Of a difference; a ratio has none, and percentages differ by percentage points."""
    unit = told.sides.unit.removeprefix(LOG10_UNIT)
    if told.design.is_ratio or not unit:
        return ""
    return f"{formatting.NO_BREAK}{'percentage points' if unit.startswith('%') else unit}"


def _text(told: Told, value: float) -> str:
    """With enough decimals that nothing which differs from an end of the margin reads like it."""
    scientific = told.sides.is_scientific and not told.design.is_ratio
    if not scientific and LARGEST_WRITTEN_OUT <= abs(value) < math.inf:
        return formatting.figure(value, decimals=RATIO_DECIMALS, scientific=True)
    least = RATIO_DECIMALS if told.design.is_ratio else told.sides.decimals
    ends = (told.design.margin.low, told.design.margin.high)
    needed = [decimals_of(end, scientific=scientific) for end in ends]
    start = max([least, *(count for count in needed if count < MOST_DECIMALS)])
    for decimals in range(start, MOST_DECIMALS):
        written = formatting.figure(value, decimals=decimals, scientific=scientific)
        if all(
            value == end or written != formatting.figure(end, decimals=decimals, scientific=scientific)
            for end in ends
        ):
            return written
    return formatting.figure(value, decimals=MOST_DECIMALS, scientific=scientific)
