"""Three parts of one whole in lots of two arms, and their joint comparison."""

from dataclasses import replace
from typing import Any

from comparability.model.datasets import AttributeData
from comparability.model.judging.comparison import Comparison
from comparability.model.judging.together import compare_all
from comparability.model.vocabulary import Analysis, Contrast, Scale
from comparability.statistics.interval import Interval
from tests.model.designs import asking
from tests.model.observed import CONTEXT, attribute, lots

PARTS = ("empty", "full", "partial")
BEFORE = [(21.18, 73.58, 5.24), (32.54, 62.37, 5.09), (29.70, 65.92, 4.38), (26.1, 68.8, 5.1)]
AFTER = [(26.15, 67.65, 6.20), (26.59, 68.86, 4.55), (21.58, 73.18, 5.24), (28.14, 66.15, 5.71)]
ASKED = asking(Contrast.DIFFERENCE, Analysis.WELCH, Interval(-20.0, 20.0))


def whole_data(
    before=BEFORE, after=AFTER, *, parts=PARTS, extra=(), unit="% of capsids"
) -> list[AttributeData]:
    columns = list(zip(*before, *after, strict=True))
    return [
        attribute(
            (*lots(values[: len(before)], values[len(before) :]), *(each[number - 1] for each in extra)),
            attribute_id=number,
            name=name,
            unit=unit,
            scale=Scale.COMPOSITION,
            decimals=1,
            scientific=False,
            composition="capsids",
        )
        for number, (name, values) in enumerate(zip(parts, columns, strict=True), 1)
    ]


def together(
    before=BEFORE, after=AFTER, floors=(None, None, None), context=CONTEXT, **facts: Any
) -> tuple[Comparison, ...]:
    data = whole_data(before, after, **facts)
    asked = [
        replace(ASKED, attribute_id=number, floor=floors[number - 1]) for number in range(1, len(data) + 1)
    ]
    return compare_all(data, asked, [context] * len(data))
