"""What can be said of the lots whatever the verdict: their figures, and where one new lot is expected."""

import math
import re
from dataclasses import dataclass

from comparability.model.criteria.contrasts import is_ratio
from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import percent_as_stated
from comparability.model.datasets import AttributeData
from comparability.model.findings import Figure, Finding, Form
from comparability.model.judging.arm_figures import figures_of_lots
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.judging.lot_values import CountedLots
from comparability.model.r_snippets.ranges import prediction_in_r
from comparability.model.values import formatting
from comparability.model.vocabulary import Contrast, Outcome
from comparability.statistics.prediction import prediction_interval, prediction_interval_log

# "Host-cell" loses its capital inside a sentence; "VP1", "E1A", "pH" and "Ad5" stay as they are.
PLAIN_FIRST_WORD = re.compile(r"[A-Z][a-z]+(-[a-z]+)*(?!\w)")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def describe_lots(attribute: AttributeData, lots: CountedLots) -> Finding:
    """The finding of an attribute without a criterion: listed, never judged."""
    sentences = []
    for arm, values in (("pre", lots.pre_values), ("post", lots.post_values)):
        if values:
            low, high = (
                formatting.figure(end, decimals=attribute.decimals, scientific=attribute.scientific)
                for end in (min(values), max(values))
            )
            span = f"at {low}" if low == high else f"from {low} to {high}"
            sentences.append(f"{count_of_lots(len(values), arm)} {span}{unit_of(attribute)}")
    text = capitalised(" and ".join(sentences) if sentences else "no lot has a verified number")
    others = len(attribute.used) - sum(len(lot.result_ids) for lot in (*lots.pre, *lots.post))
    if others:
        results = "result is" if others == 1 else "results are"
        text = f"{text}; {in_words(others)} further {results} not a verified number"
    return Finding(
        outcome=Outcome.DESCRIBED,
        reason="The attribute is listed and not judged.",
        plain_words=f"{text}; listed and not judged.",
        figures=both_arms(lots),
    )


def both_arms(lots: CountedLots, contrast: Contrast | None = None) -> tuple[Figure, ...]:
    """Count, means, spread and extremes of each arm that has lots. contrast: that was to be compared."""
    return (*figures_of_lots("pre", lots.pre, contrast), *figures_of_lots("post", lots.post, contrast))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Where one new lot of the pre process is expected, in a sentence, in figures and in R."""

    sentence: str
    figures: tuple[Figure, ...]
    r_snippet: str


def prediction(
    attribute: AttributeData, criterion: Criterion, lots: CountedLots, *, is_log: bool
) -> Prediction | None:
    """What can be said before there are enough lots; None where the pre lots do not allow it."""
    predict = prediction_interval_log if is_log else prediction_interval
    level = criterion.difference_level
    try:
        found = predict(pre=lots.pre_values, level=level)
    except NOT_COMPUTED:
        return None
    name = f"{percent_as_stated(level)} prediction interval of one new pre lot"
    figures = (
        Figure("prediction_low", found.low, Form.OWN, f"{name}, low end"),
        Figure("prediction_high", found.high, Form.OWN, f"{name}, high end"),
        Figure("prediction_level", level, Form.PERCENT, "level of the prediction interval, two-sided"),
    )
    expected = formatting.bounds(
        found.low,
        found.high if math.isfinite(found.high) else None,
        decimals=attribute.decimals,
        scientific=attribute.scientific,
    )
    return Prediction(
        sentence=f"From the {in_words(len(lots.pre))} pre-switch lots alone, one further lot of the same "
        f"process is expected at {expected}{unit_of(attribute)} "
        f"({percent_as_stated(level)} prediction interval).",
        figures=tuple(figure for figure in figures if math.isfinite(figure.value)),
        r_snippet=prediction_in_r(lots.pre_values, level=level, is_log=is_log),
    )


def count_of_lots(count: int, arm: str) -> str:
    """A count as a sentence begins with it: two post lots."""
    return f"{in_words(count)} {arm} lot" if count == 1 else f"{in_words(count)} {arm} lots"


def in_words(count: int) -> str:
    """Counts below ten as words."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def in_sentence(name: str) -> str:
    """An attribute's name inside a sentence: the pre-switch vector-genome titre, but pH and VP1 share."""
    return f"{name[:1].lower()}{name[1:]}" if PLAIN_FIRST_WORD.match(name) else name


def unit_of(attribute: AttributeData) -> str:
    """The unit as it follows a value, with its no-break space; nothing for an attribute without one."""
    return f"{formatting.NO_BREAK}{attribute.unit}" if attribute.unit else ""


def unit_of_contrast(unit: str, contrast: Contrast) -> str:
    """The attribute's unit as it follows an estimate, an interval or a margin: none for a ratio, percentage
    points for a difference of percentages, per month for a slope.
    """
    if is_ratio(contrast):
        return ""
    of_difference = "percentage points" if unit.startswith("%") else unit
    parts = [of_difference, *(["per month"] if contrast is Contrast.SLOPE else [])]
    found = " ".join(part for part in parts if part)
    return f"{formatting.NO_BREAK}{found}" if found else ""


def capitalised(sentence: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return f"{sentence[:1].upper()}{sentence[1:]}"
