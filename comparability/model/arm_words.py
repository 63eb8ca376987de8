"""A comparison of two arms in words: plain ones first, never "significant", never a bare p-value."""

import math
from dataclasses import dataclass

from comparability.model import formatting
from comparability.model.analyses.material import Compared
from comparability.model.arm_figures import Settling
from comparability.model.contrasts import is_ratio
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.description import in_sentence, unit_of_difference
from comparability.model.margins import (
    MOST_STATED_DECIMALS,
    chance,
    decimals_of,
    ends,
    percent_as_stated,
    worrying_side,
)
from comparability.model.vocabulary import CriterionKind, Outcome
from comparability.statistics.tost import Side

RATIO_DECIMALS = 2
MOST_DECIMALS = 8
LIKELY = 0.5
# Two lots in an arm can give an end of thirty digits; from here on it is written with its power of ten.
LARGEST_WRITTEN_OUT = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """How the figures of one comparison are written."""

    decimals: int
    scientific: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the sentences speak of."""

    attribute: AttributeData
    criterion: Criterion
    found: Compared
    outcome: Outcome
    settling: Settling | None
    chance_without_shift: float | None
    digits: Digits

    @property
    def is_ratio(self) -> bool:
        return is_ratio(self.criterion.contrast)

    @property
    def unit(self) -> str:
        """Of a difference; a ratio has none."""
        return "" if self.is_ratio else unit_of_difference(self.attribute)


def opening(told: Told) -> str:
    """The estimate with its interval: what the post lots gave against the pre lots."""
    name = in_sentence(told.attribute.name)
    estimate = told.found.estimate
    low, high = (_text(told, end) for end in (told.found.interval.low, told.found.interval.high))
    interval = f"{_level(told)} interval {low} to {high}".replace(" ", formatting.NO_BREAK)
    if told.is_ratio:
        times = f"{_text(told, estimate)}{formatting.NO_BREAK}times"
        return f"The post-switch lots gave {times} the pre-switch {name} ({interval})."
    size = _text(told, abs(estimate))
    if _reads_as_zero(size):
        return f"In {name} the means of the post-switch and pre-switch lots agree as written ({interval})."
    direction = "higher" if estimate > 0.0 else "lower"
    return (
        f"In {name} the post-switch lots lie on average {size}{told.unit} {direction} than the pre-switch "
        f"lots ({interval})."
    )


def plain_words(told: Told) -> str:
    """Two to four sentences that a reader sees first."""
    margin = f"The margin allows {_margin(told)}"
    axis = told.found.seen
    level = percent_as_stated(told.criterion.difference_level if axis is None else axis.level)
    if axis is None:
        seen = "so few lots cannot say whether there is a difference"
    else:
        seen = "a difference is seen" if axis.is_seen else "a difference is not seen"
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            joint = "but" if axis is not None and axis.is_seen else "and"
            sentences = [f"{margin}, so {_asked(told)} is shown, {joint} {seen} at {level}."]
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            sentences = [f"{margin}, and the whole interval lies outside it: {_broken(told)}."]
            sentences.append(f"At {level} {seen}.")
        case _:
            sentences = [f"{margin}, so {_asked(told)} is not shown, and {seen} at {level}."]
    if told.settling is not None:
        sentences.append(_would_settle(told.settling))
    return " ".join([opening(told), *sentences])


def reason(told: Told) -> str:
    """Why the outcome is what it is, in one sentence."""
    interval = told.found.interval
    reach = f"{_text(told, interval.low)} to {_text(told, interval.high)}".replace(" ", formatting.NO_BREAK)
    whole = f"The whole {_level(told)} interval, {reach}"
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            return f"{whole}, lies inside the margin, {_margin(told)}."
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            return f"{whole}, lies outside the margin, {_margin(told)}."
        case _:
            return f"{_reaches(told)} {_because(told)}"


def _asked(told: Told) -> str:
    if told.criterion.kind is CriterionKind.EQUIVALENCE:
        return "sameness within the margin" if told.outcome is Outcome.EQUIVALENT else "sameness"
    side = "lower" if worrying_side(told.criterion) is Side.LOW else "higher"
    return f"non-inferiority (not {side} than the margin allows)"


def _broken(told: Told) -> str:
    if told.criterion.kind is CriterionKind.EQUIVALENCE:
        return "the lots differ by more than the margin allows"
    side = "lower" if worrying_side(told.criterion) is Side.LOW else "higher"
    return f"the post-switch lots are {side} than the margin allows"


def _reaches(told: Told) -> str:
    interval = told.found.interval
    low, high = ends(told.criterion)
    beyond = []
    if low is not None and interval.low <= low:
        beyond.append(_as_far_as(told, "below", low, interval.low))
    if high is not None and interval.high >= high:
        beyond.append(_as_far_as(told, "above", high, interval.high))
    return f"The {_level(told)} interval reaches {' and '.join(beyond)};"


def _as_far_as(told: Told, side: str, end: float, reached: float) -> str:
    """Touching an end of the margin is not reaching beyond it, and not evidence either."""
    if reached == end:
        return f"as far as {_text(told, end)}{told.unit}, an end of the margin"
    return f"{side} {_text(told, end)}{told.unit} (to {_text(told, reached)})"


def _because(told: Told) -> str:
    n_pre, n_post = told.found.n_pre, told.found.n_post
    low, high = ends(told.criterion)
    is_below = low is not None and told.found.estimate <= low
    if is_below or (high is not None and told.found.estimate >= high):
        return "the estimate itself lies outside the margin."
    if told.chance_without_shift is not None and told.chance_without_shift < LIKELY:
        return (
            f"with {n_pre} pre and {n_post} post lots and this variation the interval is wide for the "
            f"margin: even without any true shift the chance to show it would be "
            f"{chance(told.chance_without_shift)}."
        )
    return "the estimate lies inside the margin, and the interval around it is not narrow enough."


def _would_settle(settling: Settling) -> str:
    seen = "With the variation seen so far"
    how = "" if settling.by_post_lots.is_inside else " as different"
    likely = f" with a chance of {percent_as_stated(settling.probability)}"
    alone, both = settling.by_post_lots.more, settling.by_both_arms.more
    if alone is not None:
        lots = "1 more post lot" if alone == 1 else f"{alone} more post lots"
        return f"{seen} about {lots} would settle it{how}{likely}."
    if both is not None:
        lots = "1 more lot" if both == 1 else f"{both} more lots"
        return (
            f"{seen} more post lots alone would hardly settle it; "
            f"about {lots} in each arm would,{how}{likely}."
        )
    return f"{seen} no realistic number of further lots would settle it."


def _reads_as_zero(text: str) -> bool:
    """Whether a written figure shows no digit but zero."""
    return not any(character in "123456789∞" for character in text)


def _level(told: Told) -> str:
    return percent_as_stated(1.0 - 2.0 * told.criterion.alpha)


def _margin(told: Told) -> str:
    low, high = ends(told.criterion)
    digits = told.digits
    return (
        f"{formatting.bounds(low, high, decimals=digits.decimals, scientific=digits.scientific)}{told.unit}"
    )


def _text(told: Told, value: float) -> str:
    digits = told.digits
    if not digits.scientific and LARGEST_WRITTEN_OUT <= abs(value) < math.inf:
        return formatting.figure(value, decimals=RATIO_DECIMALS, scientific=True)
    return formatting.figure(value, decimals=digits.decimals, scientific=digits.scientific)


def digits_of(attribute: AttributeData, criterion: Criterion, compared: Compared) -> Digits:
    """Decimals at which no stated end is rounded and nothing that differs from it reads alike."""
    has_no_unit = is_ratio(criterion.contrast)
    scientific = not has_no_unit and attribute.scientific
    least = RATIO_DECIMALS if has_no_unit else attribute.decimals
    interval = compared.interval
    stated = [end for end in ends(criterion) if end is not None]
    needed = [decimals_of(end, scientific=scientific) for end in stated]
    # A margin such as 1/1.5 has no short form; it is rounded like every other figure.
    start = max([least, *(count for count in needed if count <= MOST_STATED_DECIMALS)])
    found = [value for value in (interval.low, interval.high, compared.estimate) if math.isfinite(value)]
    for decimals in range(start, MOST_DECIMALS):
        texts = {end: formatting.figure(end, decimals=decimals, scientific=scientific) for end in stated}
        if all(
            value == end or formatting.figure(value, decimals=decimals, scientific=scientific) != text
            for value in found
            for end, text in texts.items()
        ):
            return Digits(decimals=decimals, scientific=scientific)
    return Digits(decimals=max(start, MOST_DECIMALS), scientific=scientific)
