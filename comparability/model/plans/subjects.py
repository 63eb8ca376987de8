"""What a plan is about: the criteria of a protocol, which of them it can plan for, and in which terms a
person states spread and shift of each.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comparability.model.criteria.contrasts import is_ratio, no_change
from comparability.model.criteria.criterion import RANGE_KINDS, TWO_ARM_KINDS, Criterion
from comparability.model.criteria.margins import ends, margin_of_analysis
from comparability.model.datasets import AttributeData
from comparability.model.judging.description import unit_of_contrast
from comparability.model.values import formatting
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind
from comparability.statistics.interval import Interval
from comparability.statistics.planning.log_scale import cv, log_sd
from comparability.statistics.planning.planned import PlannedTest
from comparability.statistics.planning.spread_of_lots import LotScale

TESTS: Final = {
    Analysis.WELCH: PlannedTest.WELCH,
    Analysis.POOLED: PlannedTest.POOLED,
    Analysis.PAIRED: PlannedTest.PAIRED,
}
SCALES: Final = {
    Contrast.DIFFERENCE: LotScale.PLAIN,
    Contrast.RATIO: LotScale.LOG,
    Contrast.ODDS_RATIO: LotScale.LOGIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One criterion with its attribute. as_typed: margins and limits as they stand in the protocol."""

    attribute: AttributeData
    criterion: Criterion
    as_typed: Mapping[str, str]

    @property
    def number(self) -> int:
        return self.attribute.attribute_id

    @property
    def name(self) -> str:
        return self.attribute.name

    @property
    def is_planned(self) -> bool:
        return why_not_planned(self) is None

    @property
    def is_range(self) -> bool:
        return self.criterion.kind in RANGE_KINDS

    @property
    def contrast(self) -> Contrast:
        return self.criterion.stated_contrast

    @property
    def scale(self) -> LotScale:
        return SCALES[self.contrast]

    @property
    def test(self) -> PlannedTest:
        return TESTS[self.criterion.stated_analysis]

    @property
    def margin(self) -> Interval:
        """On the scale of analysis."""
        return margin_of_analysis(self.criterion)

    @property
    def unit(self) -> str:
        """Of a difference, with its leading no-break space; a ratio has none."""
        return unit_of_contrast(self.attribute.unit, self.contrast)

    @property
    def margin_words(self) -> str:
        """As typed: "0.80 to 1.25", "at least 0.50"."""
        low, high = self.as_typed.get("margin_low"), self.as_typed.get("margin_high")
        if low is not None and high is not None:
            return f"{low} to {high}{self.unit}"
        return f"at least {low}{self.unit}" if low is not None else f"at most {high}{self.unit}"


def why_not_planned(subject: Subject) -> str | None:
    """The reason in a sentence, None for a criterion that a plan is made for."""
    criterion = subject.criterion
    match criterion.kind:
        case CriterionKind.QUALITY_RANGE | CriterionKind.TOLERANCE_INTERVAL:
            return "A range tests no margin; how often a shifted process passes it stands with the ranges."
        case CriterionKind.LIMIT:
            return "Each lot is judged by itself against the limit, so that no number of lots makes it surer."
        case CriterionKind.QUALITATIVE:
            return "It is judged in words, lot by lot."
        case CriterionKind.DESCRIPTIVE:
            return "It is listed without a criterion."
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            return _why_no_t_test(criterion)


def _why_no_t_test(criterion: Criterion) -> str | None:
    if criterion.contrast is None or criterion.margin is None:
        return "Its margin is not stated yet."
    if criterion.analysis not in TESTS:
        analysis = "how it is computed" if criterion.analysis is None else f"“{criterion.analysis}”"
        return f"The power of {analysis} is not computed here; planned are Welch, pooled and paired t tests."
    if criterion.contrast not in SCALES:
        return f"The power of a {criterion.contrast} is not computed here."
    return None


def is_two_arm(criterion: Criterion) -> bool:
    return criterion.kind in TWO_ARM_KINDS


def spread_label(contrast: Contrast, unit: str) -> str:
    """In which terms the SD between lots is stated."""
    match SCALES[contrast]:
        case LotScale.LOG:
            return "CV, %"
        case LotScale.LOGIT:
            return "SD of logits"
        case LotScale.PLAIN:
            return f"SD,{unit}" if unit else "SD"


def spread_words(contrast: Contrast, unit: str, stated: str) -> str:
    """A stated spread in a sentence: "a CV of 7.1 %", "an SD of 2.1 percentage points"."""
    match SCALES[contrast]:
        case LotScale.LOG:
            return f"a CV of {stated}{formatting.NO_BREAK}%"
        case LotScale.LOGIT:
            return f"an SD of logits of {stated}"
        case LotScale.PLAIN:
            return f"an SD of {stated}{unit}"


def shift_words(contrast: Contrast, unit: str, stated: str) -> str:
    """A stated shift in a sentence: "a true ratio of 0.95"."""
    if SCALES[contrast] is LotScale.LOGIT:
        return f"a true odds ratio of {stated}"
    return f"a true ratio of {stated}" if is_ratio(contrast) else f"a true difference of {stated}{unit}"


def spread_of_analysis(contrast: Contrast, stated: float) -> float:
    """The SD on the scale of analysis. Raises OutOfRange."""
    return log_sd(cv=stated / 100.0) if SCALES[contrast] is LotScale.LOG else stated


def spread_as_stated(contrast: Contrast, sd: float) -> float:
    """The other way: a CV in percent for a ratio. Raises OutOfRange."""
    return 100.0 * cv(log_sd=sd) if SCALES[contrast] is LotScale.LOG else sd


def shift_of_analysis(contrast: Contrast, stated: float) -> float:
    """A ratio must be above zero."""
    return math.log(stated) if is_ratio(contrast) else stated


def end_as_stated(contrast: Contrast, end: float) -> float | None:
    """An end of a margin as a person states it; None where it is open."""
    if math.isinf(end):
        return None
    return math.exp(end) if is_ratio(contrast) else end


def is_no_change(contrast: Contrast, shift: float) -> bool:
    """shift: as stated."""
    return shift == no_change(contrast)


def is_inside(criterion: Criterion, shift: float) -> bool:
    """Whether a true shift, as stated, may be shown: it lies inside the margin."""
    low, high = ends(criterion)
    return (low is None or low < shift) and (high is None or shift < high)
