"""Figures that a source prints of an arm instead of its lots: which of them a kind has, how they read, where
they stand in for lots.

What is computed from them is in `analyses.from_summaries`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from comparability.model.criteria.criterion import TWO_ARM_KINDS, Criterion
from comparability.model.datasets import AttributeData, Summary
from comparability.model.errors import Invalid
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import ArmRole, Contrast, SummaryKind
from comparability.statistics.summaries import cv_from_sd

INTERVAL: Final = ("low", "high", "level")
FIGURES: Final[Mapping[SummaryKind, tuple[str, ...]]] = {
    SummaryKind.MEAN_AND_SD: ("spread",),
    SummaryKind.MEAN_AND_INTERVAL: INTERVAL,
    SummaryKind.GEOMETRIC_MEAN_AND_CV: ("spread",),
    SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL: INTERVAL,
    SummaryKind.COMPARISON: INTERVAL,
}
ON_LOGARITHMS: Final = frozenset({SummaryKind.GEOMETRIC_MEAN_AND_CV, SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL})
LEAST_LOTS: Final = 2  # one lot has no spread
LARGEST_CV: Final = 10  # as a fraction; whoever types a larger one means per cent
_EXAMPLES: Final = {"spread": "0.25", "low": "9.43", "high": "12.19", "level": "0.95"}
_NAMES: Final = {"spread": "spread", "low": "low end", "high": "high end", "level": "level"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFigures:
    """What a person typed off the page. lots: of the arm; lots_pre: of the pre arm, for a comparison."""

    kind: SummaryKind
    lots: int
    centre: str
    lots_pre: int | None = None
    spread: str | None = None
    low: str | None = None
    high: str | None = None
    level: str | None = None
    adjusted_for: str | None = None


def check_figures(typed: TypedFigures, *, is_log10: bool) -> None:
    """is_log10: the attribute is typed as decimal logarithms. Raises Invalid, naming the field."""
    if is_log10 and typed.kind in ON_LOGARITHMS:
        raise Invalid(
            "This attribute is typed as decimal logarithms: choose a mean, and type the mean of logarithms.",
            field="kind",
        )
    _check_counts(typed)
    _check_parts(typed)
    centre = plain_number(typed.centre, field="centre", example="10.72")
    spread, low, high, level = (
        None if text is None else plain_number(text, field=name, example=_EXAMPLES[name])
        for name, text in (
            ("spread", typed.spread), ("low", typed.low), ("high", typed.high), ("level", typed.level),
        )
    )  # fmt: skip
    if spread is not None:
        _check_spread(typed.kind, spread)
    if level is not None and not 0 < level < 1:
        raise Invalid("The level lies between 0 and 1, for example 0.95.", field="level")
    if low is not None and high is not None:
        if not low < high:
            raise Invalid(f"The high end must lie above the low end, {typed.low}.", field="high")
        if not low < centre < high:
            raise Invalid(f"This lies outside its interval, {typed.low} to {typed.high}.", field="centre")
    if typed.kind in ON_LOGARITHMS and min(centre, centre if low is None else low) <= 0:
        raise Invalid(
            "A geometric mean and its interval lie above zero.", field="centre" if centre <= 0 else "low"
        )


def as_printed(typed: TypedFigures) -> str:
    """The figures in one line, each as it was typed."""
    mean = {
        SummaryKind.MEAN_AND_SD: "mean ",
        SummaryKind.MEAN_AND_INTERVAL: "mean ",
        SummaryKind.GEOMETRIC_MEAN_AND_CV: "geometric mean ",
        SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL: "geometric mean ",
        SummaryKind.COMPARISON: "",
    }[typed.kind]
    match typed.kind:
        case SummaryKind.MEAN_AND_SD:
            beside = f", SD {typed.spread}"
        case SummaryKind.GEOMETRIC_MEAN_AND_CV:
            beside = f", CV {typed.spread}"
        case _:
            beside = f" ({typed.low} to {typed.high}, level {typed.level})"
    return f"{mean}{typed.centre}{beside}"


def in_own_unit(summary: Summary) -> Summary:
    """Of an attribute that is typed as decimal logarithms: the same figures in the attribute's own unit."""
    if summary.kind is SummaryKind.COMPARISON:
        return summary  # the estimate of the contrast that the protocol states, whatever the attribute's unit
    spread = None if summary.spread is None else cv_from_sd(summary.spread * math.log(10.0))
    kind = SummaryKind.GEOMETRIC_MEAN_AND_INTERVAL if spread is None else SummaryKind.GEOMETRIC_MEAN_AND_CV
    return replace(
        summary,
        kind=kind,
        centre=10.0**summary.centre,
        spread=spread,
        low=None if summary.low is None else 10.0**summary.low,
        high=None if summary.high is None else 10.0**summary.high,
    )


def stand_ins(attribute: AttributeData, criterion: Criterion) -> tuple[Summary, ...]:
    """The summaries that a comparison uses: those of arms without a lot that counts, for lots go first.

    Where every other arm is known by its comparison with the pre arm, figures of the pre arm are not used.
    """
    if criterion.kind not in TWO_ARM_KINDS:
        return ()
    with_lots = {item.arm_name: item.arm for item in attribute.used}
    if criterion.contrast is Contrast.SLOPE:
        with_lots |= {point.arm_name: point.arm for point in attribute.series}
    absent = [each for each in attribute.summaries if each.arm_name not in with_lots]
    others = {name for name, role in with_lots.items() if role is not ArmRole.PRE}
    others |= {
        each.arm_name
        for each in absent
        if each.arm is not ArmRole.PRE and each.kind is not SummaryKind.COMPARISON
    }
    return tuple(each for each in absent if each.arm is not ArmRole.PRE or others)


def is_as_printed(kinds: Iterable[SummaryKind], *, has_pairs: bool) -> bool:
    """Whether a published comparison is the whole of it. kinds: of the stand-ins."""
    return not has_pairs and SummaryKind.COMPARISON in kinds


def _check_counts(typed: TypedFigures) -> None:
    if typed.lots < LEAST_LOTS:
        raise Invalid("At least 2 lots: one lot has no spread.", field="lots")
    is_comparison = typed.kind is SummaryKind.COMPARISON
    if is_comparison and (typed.lots_pre is None or typed.lots_pre < LEAST_LOTS):
        raise Invalid(
            "A comparison needs the number of lots of the pre arm too, at least 2.", field="lots_pre"
        )
    for name, stated in (("lots_pre", typed.lots_pre), ("adjusted_for", typed.adjusted_for)):
        if stated is not None and not is_comparison:
            raise Invalid(
                f"Only a {SummaryKind.COMPARISON} has this; leave it empty or choose that kind.", field=name
            )


def _check_parts(typed: TypedFigures) -> None:
    needed = FIGURES[typed.kind]
    for name, example in _EXAMPLES.items():
        stated = getattr(typed, name)
        if name in needed and stated is None:
            raise Invalid(f"“{typed.kind}” needs this figure, for example {example}.", field=name)
        if name not in needed and stated is not None:
            raise Invalid(
                f"“{typed.kind}” has no {_NAMES[name]}; leave this empty or choose another kind.", field=name
            )


def _check_spread(kind: SummaryKind, spread: Decimal) -> None:
    if spread <= 0:
        raise Invalid("A spread lies above zero.", field="spread")
    if kind is SummaryKind.GEOMETRIC_MEAN_AND_CV and spread >= LARGEST_CV:
        raise Invalid("Type the CV as a fraction: 25 % is 0.25.", field="spread")
