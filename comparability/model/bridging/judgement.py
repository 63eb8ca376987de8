"""Whether two method versions, laboratories or reference standards read the same, computed from lots by both.

The verdict is the paired test of equivalence; the lines and the limits of agreement stand beside it and
decide nothing. Pasted text is read in `pairs`, the words are in `words`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comparability.model.bridging.design import BothSides, BridgingDesign
from comparability.model.bridging.figures import agreement_figures, line_figures, paired_figures
from comparability.model.bridging.in_r import bridging_in_r
from comparability.model.bridging.pairs import MethodPair
from comparability.model.bridging.words import Told, finding_words, plain_words, reason_words
from comparability.model.findings import Figure
from comparability.model.outcomes import judge_equivalence
from comparability.model.values.numbers import Reading, as_float, read_result
from comparability.model.values.units import LOG10_UNIT
from comparability.model.vocabulary import Outcome, ResultState
from comparability.statistics.bridging.bland_altman import Agreement, agreement, agreement_ratio
from comparability.statistics.bridging.deming import DemingLine, deming
from comparability.statistics.bridging.passing_bablok import PassingBablokLine, passing_bablok
from comparability.statistics.errors import StatisticsError
from comparability.statistics.paired import PairedContrast, paired, paired_log
from comparability.statistics.tost import EquivalenceEstimate, equivalence

METHOD: Final = "paired-tost/1, deming/1, passing-bablok/1, bland-altman/1"
LEAST_PAIRS: Final = 3  # as lots an arm for tier A: two pairs leave one degree of freedom
WIDE: Final = 10.0  # largest value over smallest, from which errors are hardly of one size
# A value that is not known but known to be low or high says how the methods agree; no value says nothing.
CENSORED: Final = frozenset({ResultState.LIMIT, ResultState.NOT_DETECTED, ResultState.ABOVE_RANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One lot as compared. difference: after − before, or after / before; middle: the mean of both, of the
    kind that goes with it."""

    lot: str
    before: float
    after: float
    middle: float
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A pair that could not be compared, and why."""

    lot: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgingFinding:
    """Everything that is stored of a study. finding: the outcome in the few words of a limitation.

    remarks: what could not be computed or must be known to read the figures.
    """

    outcome: Outcome
    reason: str
    plain_words: str
    finding: str
    method: str
    figures: tuple[Figure, ...]
    points: tuple[Point, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...]
    r_snippet: str | None


@dataclass(slots=True)
class _Computed:
    """What could be computed; None where the values do not allow it."""

    contrast: PairedContrast | None = None
    verdict: EquivalenceEstimate | None = None
    deming: DemingLine | None = None
    passing_bablok: PassingBablokLine | None = None
    agreement: Agreement | None = None


def judge_bridging(
    pairs: Sequence[MethodPair], design: BridgingDesign, *, sides: BothSides
) -> BridgingFinding:
    """The finding of a study, whatever its values allow: "cannot be judged" is one, with its reason."""
    points, left_out, stops = _read(pairs, design, sides)
    found, remarks = _Computed(), []
    if len(points) < LEAST_PAIRS:
        counted = "1 pair" if len(points) == 1 else f"{len(points)} pairs"
        stops.append(f"{counted} of values can be compared; at least {LEAST_PAIRS} are needed.")
    else:
        stops += _compare(points, design, found)
        remarks = _beside(points, design, found)
    verdict = found.verdict
    outcome = Outcome.CANNOT_JUDGE
    if not stops and verdict is not None:
        outcome = judge_equivalence(interval=verdict.interval, margin=design.margin)
    told = Told(
        sides=sides, design=design, outcome=outcome, verdict=verdict, lots=len(points), stops=tuple(stops)
    )
    return BridgingFinding(
        outcome=outcome,
        reason=reason_words(told),
        plain_words=plain_words(told),
        finding=finding_words(told),
        method=METHOD,
        figures=_figures(design, found),
        points=tuple(points),
        left_out=tuple(left_out),
        remarks=tuple(remarks),
        r_snippet=None
        if verdict is None
        else bridging_in_r(
            [point.before for point in points],
            [point.after for point in points],
            design=design,
            has_deming=found.deming is not None,
            passing_bablok=found.passing_bablok,
        ),
    )


def _read(
    pairs: Sequence[MethodPair], design: BridgingDesign, sides: BothSides
) -> tuple[list[Point], list[LeftOut], list[str]]:
    """The pairs that can be compared, the others, and what stops a verdict."""
    points: list[Point] = []
    left_out: list[LeftOut] = []
    censored: list[str] = []
    for pair in pairs:
        before, after = read_result(pair.before), read_result(pair.after)
        values = [_value(each, sides.unit) for each in (before, after)]
        reasons = [
            f"{side} is {text.strip(' ')}"
            for side, text, value in (
                ("before", pair.before, values[0]), ("after", pair.after, values[1]),
            )
            if value is None
        ]  # fmt: skip
        if values[0] is None or values[1] is None:
            left_out.append(LeftOut(lot=pair.lot, reason=" and ".join(reasons)))
            if CENSORED & {before.state, after.state}:
                censored.append(pair.lot)
        elif design.is_ratio and min(values[0], values[1]) <= 0.0:
            left_out.append(LeftOut(lot=pair.lot, reason="a ratio needs values above zero"))
            censored.append(pair.lot)
        else:
            points.append(_point(pair.lot, values[0], values[1], is_ratio=design.is_ratio))
    stops = []
    if censored:
        lots = f"lot {censored[0]}" if len(censored) == 1 else f"lots {', '.join(censored)}"
        stops.append(
            f"The values of {lots} cannot be compared as numbers, and to leave them out could hide a "
            "disagreement. Take lots that both measure within their range."
        )
    return points, left_out, stops


def _value(reading: Reading, unit: str) -> float | None:
    """The number in the unit without logarithm, as in every comparison; None where there is none."""
    if reading.state is not ResultState.VALUE or reading.decimal is None:
        return None
    value = as_float(reading.decimal)
    if not unit.startswith(LOG10_UNIT):
        return value
    return 10.0**value if abs(value) < 300.0 else None


def _point(lot: str, before: float, after: float, *, is_ratio: bool) -> Point:
    if is_ratio:
        middle = math.sqrt(before) * math.sqrt(after)
        return Point(lot=lot, before=before, after=after, middle=middle, difference=after / before)
    middle = 0.5 * before + 0.5 * after
    return Point(lot=lot, before=before, after=after, middle=middle, difference=after - before)


def _compare(points: Sequence[Point], design: BridgingDesign, found: _Computed) -> list[str]:
    """The paired equivalence; what stops it in a sentence."""
    before, after = [point.before for point in points], [point.after for point in points]
    try:
        compare = paired_log if design.is_ratio else paired
        found.contrast = compare(pre=before, post=after)
        found.verdict = equivalence(found.contrast, margin=design.margin, alpha=design.alpha)
    except StatisticsError as error:
        return [str(error)]
    return []


def _beside(points: Sequence[Point], design: BridgingDesign, found: _Computed) -> list[str]:
    """Lines and limits of agreement; what cannot be computed is said."""
    old, new = [point.before for point in points], [point.after for point in points]
    remarks = []
    try:
        found.deming = deming(
            old=old, new=new, error_variance_ratio=design.error_variance_ratio, level=design.level
        )
    except StatisticsError as error:
        remarks.append(f"No Deming line: {error}")
    try:
        found.passing_bablok = passing_bablok(old=old, new=new, level=design.level)
    except StatisticsError as error:
        remarks.append(f"No Passing–Bablok line: {error}")
    else:
        interval = found.passing_bablok.slope_interval
        if interval is None:
            remarks.append("The Passing–Bablok line has no interval: both ends fall together.")
        elif not math.isfinite(interval.low) or not math.isfinite(interval.high):
            remarks.append(
                "The interval of the Passing–Bablok line has an open end: the lots are too few for its level."
            )
    try:
        agree = agreement_ratio if design.is_ratio else agreement
        found.agreement = agree(old=old, new=new, coverage=design.coverage, level=design.level)
    except StatisticsError as error:
        # The same that stopped the verdict is not said again.
        if found.verdict is not None:
            remarks.append(f"No limits of agreement: {error}")
    sizes = [abs(value) for value in old + new]
    if found.deming is not None and design.is_ratio and max(sizes) > WIDE * min(sizes):
        remarks.append(
            f"The values span more than a factor of {WIDE:g}, so the Deming line, which takes errors to be "
            "of one size over the whole range, follows the highest lots."
        )
    return remarks


def _figures(design: BridgingDesign, found: _Computed) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    if found.contrast is not None and found.verdict is not None:
        figures += paired_figures(found.contrast, found.verdict, alpha=design.alpha)
    if found.deming is not None:
        figures += line_figures("deming", "Deming", found.deming, level=design.level)
    if found.passing_bablok is not None:
        figures += line_figures("passing_bablok", "Passing–Bablok", found.passing_bablok, level=design.level)
    if found.agreement is not None:
        figures += agreement_figures(found.agreement, coverage=design.coverage, level=design.level)
    return tuple(figure for figure in figures if math.isfinite(figure.value))
