"""A comparison of two arms in words: plain ones first, never "significant", never a bare p-value."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from comparability.model import formatting
from comparability.model.arm_figures import Settling
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.margins import chance, decimals_of, ends
from comparability.model.vocabulary import Contrast, CriterionKind, Outcome
from comparability.statistics.tost import DifferenceEstimate, EquivalenceEstimate, NonInferiorityEstimate

RATIO_DECIMALS = 2
MOST_DECIMALS = 8
MOST_STATED_DECIMALS = 5
LIKELY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the sentences speak of."""

    attribute: AttributeData
    criterion: Criterion
    estimate: EquivalenceEstimate | NonInferiorityEstimate
    seen: DifferenceEstimate
    outcome: Outcome
    settling: Settling | None
    chance_without_shift: float

    @property
    def is_ratio(self) -> bool:
        return self.criterion.contrast is Contrast.RATIO


def opening(told: Told) -> str:
    """The estimate with its interval: what the post lots gave against the pre lots."""
    level = round(1.0 - 2.0 * told.criterion.alpha, 10)
    decimals, scientific = _digits(told)
    low, high = told.estimate.interval.low, told.estimate.interval.high
    interval = formatting.interval(
        low if math.isfinite(low) else None,
        high if math.isfinite(high) else None,
        level=level,
        decimals=decimals,
        scientific=scientific,
    )
    name = told.attribute.name
    if told.is_ratio:
        times = formatting.times(told.estimate.estimate, decimals=decimals)
        return f"The post-switch lots gave {times} the pre-switch {name} ({interval})."
    change = told.estimate.estimate
    size = formatting.figure(abs(change), decimals=decimals, scientific=scientific)
    unit = _unit(told.attribute)
    direction = "more" if change > 0.0 else "less"
    return f"The post-switch lots gave {size}{unit} {direction} {name} than the pre-switch lots ({interval})."


def plain_words(told: Told) -> str:
    """Two to four sentences that a reader sees first."""
    decimals, scientific = _digits(told)
    low, high = ends(told.criterion)
    margin = formatting.bounds(low, high, decimals=decimals, scientific=scientific)
    kind = "sameness" if told.criterion.kind is CriterionKind.EQUIVALENCE else "non-inferiority"
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            verdict = f"so {kind} within the margin is shown"
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            verdict = (
                "and the whole interval lies outside it, so the lots differ by more than the margin allows"
            )
        case _:
            verdict = f"so {kind} is not shown"
    joint = "but" if told.outcome in {Outcome.EQUIVALENT, Outcome.MET} else "and"
    difference = f"{joint} a difference is seen" if told.seen.is_seen else "and a difference is not seen"
    sentences = [opening(told), f"The margin allows {margin}, {verdict}, {difference}."]
    if told.settling is not None:
        sentences.append(_would_settle(told.settling))
    return " ".join(sentences)


def reason(told: Told) -> str:
    """Why the outcome is what it is, in one sentence."""
    interval = told.estimate.interval
    decimals, scientific = _digits(told)
    low, high = ends(told.criterion)

    def text(value: float) -> str:
        return formatting.figure(value, decimals=decimals, scientific=scientific)

    margin = formatting.bounds(low, high, decimals=decimals, scientific=scientific)
    whole = f"{text(interval.low)} to {text(interval.high)}"
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            return f"The whole interval, {whole}, lies inside the margin, {margin}."
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            return f"The whole interval, {whole}, lies outside the margin, {margin}."
        case _:
            return f"{_reaches(told, text)} {_because(told)}"


def _reaches(told: Told, text: Callable[[float], str]) -> str:
    interval = told.estimate.interval
    low, high = ends(told.criterion)
    beyond = []
    if low is not None and interval.low <= low:
        beyond.append(f"below {text(low)}, to {text(interval.low)}")
    if high is not None and interval.high >= high:
        beyond.append(f"above {text(high)}, to {text(interval.high)}")
    return f"The interval reaches {' and '.join(beyond)};"


def _because(told: Told) -> str:
    n_pre, n_post = told.estimate.welch.n_pre, told.estimate.welch.n_post
    if told.settling is not None and not told.settling.by_post_lots.is_inside:
        return "the estimate itself lies outside the margin."
    if told.chance_without_shift < LIKELY:
        return (
            f"with {n_pre} pre and {n_post} post lots and this variation the interval is wide for the "
            f"margin: even without any true shift the chance to show it would be "
            f"{chance(told.chance_without_shift)}."
        )
    return "the estimate lies inside the margin, and the interval around it is not narrow enough."


def _would_settle(settling: Settling) -> str:
    seen = "With the variation seen so far"
    how = "" if settling.by_post_lots.is_inside else ", as different"
    alone, both = settling.by_post_lots.more, settling.by_both_arms.more
    if alone is not None:
        lots = "1 more post lot" if alone == 1 else f"{alone} more post lots"
        return f"{seen} about {lots} would settle it{how}."
    if both is not None:
        lots = "1 more lot" if both == 1 else f"{both} more lots"
        return f"{seen} more post lots alone would not settle it; about {lots} in each arm would{how}."
    return f"{seen} no realistic number of further lots would settle it."


def _digits(told: Told) -> tuple[int, bool]:
    """Decimals at which no stated end is rounded and nothing that differs from it reads alike."""
    scientific = not told.is_ratio and told.attribute.scientific
    least = RATIO_DECIMALS if told.is_ratio else told.attribute.decimals
    interval = told.estimate.interval
    stated = [end for end in ends(told.criterion) if end is not None]
    needed = [decimals_of(end, scientific=scientific) for end in stated]
    # A margin such as 1/1.5 has no short form; it is rounded like every other figure.
    start = max([least, *(count for count in needed if count <= MOST_STATED_DECIMALS)])
    found = [value for value in (interval.low, interval.high, told.estimate.estimate) if math.isfinite(value)]
    for decimals in range(start, MOST_DECIMALS):
        texts = {end: formatting.figure(end, decimals=decimals, scientific=scientific) for end in stated}
        if all(
            value == end or formatting.figure(value, decimals=decimals, scientific=scientific) != text
            for value in found
            for end, text in texts.items()
        ):
            return decimals, scientific
    return max(start, MOST_DECIMALS), scientific


def _unit(attribute: AttributeData) -> str:
    return f"{formatting.NO_BREAK}{attribute.unit}" if attribute.unit else ""
