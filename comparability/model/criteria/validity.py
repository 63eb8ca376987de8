"""The rules that a criterion keeps before it can be frozen; those of its analysis are in `analysis_validity`.

This module never sees a result.
"""

import math

from comparability.model.criteria.analysis_validity import check_analysis
from comparability.model.criteria.contrasts import is_ratio, lowest, no_change
from comparability.model.criteria.criterion import RANGE_KINDS, TWO_ARM_KINDS, Criterion
from comparability.model.errors import Invalid
from comparability.model.texts import is_written
from comparability.model.vocabulary import CriterionKind, Justification, Tier

LEAST_LOTS_FOR_TIER_A = 3

# Classes of reason that do not stand alone for a tier A attribute, each with what is missing.
NOT_ALONE = {
    Justification.HISTORY: "the history of lots shows what the process did, not what a patient tolerates",
    Justification.SPECIFICATION: "a release specification as the only criterion does not show comparability",
    Justification.ASSAY: "what the assay can resolve is a floor for a margin, not a reason for it",
}


def validate(criterion: Criterion) -> None:
    """Raises Invalid, naming the field, when the criterion breaks a rule."""
    _check_levels(criterion)
    _check_tier(criterion)
    match criterion.kind:
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            _check_margin(criterion)
            check_analysis(criterion)
            _check_justification(criterion)
        case CriterionKind.QUALITY_RANGE:
            if criterion.k is None or not 0.0 < criterion.k < math.inf:
                raise Invalid("A quality range needs its multiplier k, a number above zero.", field="k")
            _check_shift(criterion)
            _check_justification(criterion)
        case CriterionKind.TOLERANCE_INTERVAL:
            for field, value in (("coverage", criterion.coverage), ("confidence", criterion.confidence)):
                if value is None or not 0.0 < value < 1.0:
                    raise Invalid(f"A tolerance interval needs its {field}, between 0 and 1.", field=field)
            _check_shift(criterion)
            _check_justification(criterion)
        case CriterionKind.LIMIT:
            _check_limits(criterion)
            _check_justification(criterion)
        case CriterionKind.QUALITATIVE:
            if not criterion.accepted_words:
                raise Invalid("Name the words that conform, for example “complies”.", field="accepted_words")
        case CriterionKind.DESCRIPTIVE:
            pass


def _check_levels(criterion: Criterion) -> None:
    if not 0.0 < criterion.alpha < 0.5:
        raise Invalid("Alpha is one-sided and lies between 0 and 0.5, for example 0.05.", field="alpha")
    if not 0.0 < criterion.difference_level < 1.0:
        raise Invalid(
            "The level at which a difference is looked for lies between 0 and 1, for example 0.95.",
            field="difference_level",
        )
    least = 1 if criterion.kind not in TWO_ARM_KINDS | RANGE_KINDS else 2
    if criterion.minimum_lots < least:
        raise Invalid(f"At least {least} lots an arm are needed to compute anything.", field="minimum_lots")
    if (
        criterion.tier is Tier.A
        and criterion.minimum_lots < LEAST_LOTS_FOR_TIER_A
        and not is_written(criterion.minimum_lots_reason)
    ):
        raise Invalid(
            f"Fewer than {LEAST_LOTS_FOR_TIER_A} lots an arm for a tier A attribute needs a reason.",
            field="minimum_lots_reason",
        )


def _check_tier(criterion: Criterion) -> None:
    if criterion.tier is Tier.A and criterion.kind in RANGE_KINDS:
        raise Invalid(
            f"A {criterion.kind} is weak evidence and does not count for tier A; "
            "use equivalence or non-inferiority.",
            field="kind",
        )
    if criterion.kind is CriterionKind.DESCRIPTIVE and criterion.tier is not Tier.C:
        raise Invalid(
            f"A tier {criterion.tier} attribute needs a criterion; only tier C is described without one.",
            field="kind",
        )


def _check_margin(criterion: Criterion) -> None:
    if criterion.contrast is None:
        raise Invalid("Say what is compared: the difference of means or the ratio.", field="contrast")
    ratio = is_ratio(criterion.contrast)
    if criterion.margin is None:
        raise Invalid("The margin is missing.", field="margin_low")
    low, high = criterion.margin.low, criterion.margin.high
    unchanged = no_change(criterion.contrast)
    if ratio and low < 0.0:
        raise Invalid(
            "The margin of a ratio must lie above zero, for example 0.5 to 2.0.", field="margin_low"
        )
    has_low, has_high = low > lowest(criterion.contrast), high < math.inf
    if criterion.kind is CriterionKind.EQUIVALENCE and not (has_low and has_high):
        raise Invalid(
            "Equivalence needs both ends of the margin.", field="margin_high" if has_low else "margin_low"
        )
    if criterion.kind is CriterionKind.NON_INFERIORITY and has_low is has_high:
        raise Invalid("Non-inferiority needs exactly one end of the margin.", field="margin_low")
    if not low < unchanged < high:
        raise Invalid(
            f"The margin must hold “no change”, which is {unchanged:g} for a {criterion.contrast}.",
            field="margin_low" if low >= unchanged else "margin_high",
        )


def _check_limits(criterion: Criterion) -> None:
    low, high = criterion.limit_low, criterion.limit_high
    if low is None and high is None:
        raise Invalid("A limit test needs a lower or an upper limit.", field="limit_high")
    for value, field in ((low, "limit_low"), (high, "limit_high")):
        if value is not None and not math.isfinite(value):
            raise Invalid("A limit must be a finite number.", field=field)
    if low is not None and high is not None and not low < high:
        raise Invalid(f"The lower limit {low:g} must lie below the upper limit {high:g}.", field="limit_low")


def _check_shift(criterion: Criterion) -> None:
    shift = criterion.false_pass_shift_sd
    if shift is None or not 0.0 < shift < math.inf:
        raise Invalid(
            "State the shift, in SDs between lots, at which the false-pass rate is printed.",
            field="false_pass_shift_sd",
        )


def _check_justification(criterion: Criterion) -> None:
    if criterion.justification is None:
        raise Invalid("Say on which class of reason the criterion stands.", field="justification")
    if not is_written(criterion.justification_text):
        raise Invalid("A criterion without a justification cannot be used.", field="justification_text")
    if not is_written(criterion.source):
        raise Invalid("Name the source that the justification stands on.", field="source")
    if (
        criterion.tier is Tier.A
        and criterion.justification in NOT_ALONE
        and not is_written(criterion.impact_rationale)
    ):
        raise Invalid(
            f"“{criterion.justification}” is not sufficient alone for a tier A attribute: "
            f"{NOT_ALONE[criterion.justification]}. "
            "Add the impact rationale (clinical, dose, specification share).",
            field="impact_rationale",
        )
