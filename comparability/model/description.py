"""What can be said of the lots whatever the verdict: their figures, and where one new lot is expected."""

import math

from comparability.model import formatting
from comparability.model.arm_figures import descriptive_figures
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.findings import Figure, Finding
from comparability.model.lot_values import CountedLots
from comparability.model.margins import percent_as_stated
from comparability.model.vocabulary import Contrast, Outcome
from comparability.statistics.errors import StatisticsError
from comparability.statistics.prediction import prediction_interval, prediction_interval_log

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
            sentences.append(f"{count_of_lots(len(values), arm)} from {low} to {high}")
    text = capitalised(" and ".join(sentences) if sentences else "no lot has a number")
    return Finding(
        outcome=Outcome.DESCRIBED,
        reason="The attribute is listed and not judged.",
        plain_words=f"{text}; listed and not judged.",
        figures=both_arms(lots),
    )


def both_arms(lots: CountedLots) -> tuple[Figure, ...]:
    """Count, means, spread and extremes of each arm that has lots."""
    figures: tuple[Figure, ...] = ()
    for arm, values in (("pre", lots.pre_values), ("post", lots.post_values)):
        if values:
            figures += descriptive_figures(arm, values)
    return figures


def prediction(criterion: Criterion, lots: CountedLots) -> tuple[Figure, ...]:
    """Where one new lot of the pre process is expected: what can be said before there are enough lots."""
    predict = prediction_interval_log if criterion.contrast is Contrast.RATIO else prediction_interval
    level = criterion.difference_level
    try:
        found = predict(pre=lots.pre_values, level=level)
    except StatisticsError:
        return ()
    name = f"{percent_as_stated(level)} prediction interval of one new pre lot"
    figures = (
        Figure(name="prediction_low", value=found.low, meaning=f"{name}, low end"),
        Figure(name="prediction_high", value=found.high, meaning=f"{name}, high end"),
        Figure(name="prediction_level", value=level, meaning="level of the prediction interval, two-sided"),
    )
    return tuple(figure for figure in figures if math.isfinite(figure.value))


def count_of_lots(count: int, arm: str) -> str:
    """A count as a sentence begins with it: two post lots."""
    return f"{in_words(count)} {arm} lot" if count == 1 else f"{in_words(count)} {arm} lots"


def in_words(count: int) -> str:
    """Counts below ten as words."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def capitalised(sentence: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return f"{sentence[:1].upper()}{sentence[1:]}"
