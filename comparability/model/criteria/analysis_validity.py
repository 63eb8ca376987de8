"""The rules of how a criterion compares two arms: which analysis fits what is compared, and what it needs."""

import math

from comparability.model.criteria.contrasts import (
    CONTROLLED,
    CONTROLLED_CONTRASTS,
    FITTING,
    WIDENED,
    is_ratio,
)
from comparability.model.criteria.criterion import Criterion
from comparability.model.errors import Invalid
from comparability.model.texts import is_written
from comparability.model.vocabulary import Analysis, Contrast, ControlUse


def check_analysis(criterion: Criterion) -> None:
    """Raises Invalid, naming the column. criterion: equivalence or non-inferiority with its contrast."""
    fitting = FITTING[criterion.stated_contrast]
    if criterion.analysis not in fitting:
        raise Invalid(
            f"Choose the analysis: a {criterion.contrast} is computed by {_listed(fitting)}.",
            field="analysis",
        )
    if criterion.control is ControlUse.NORMALISED and not (
        criterion.analysis in CONTROLLED and criterion.contrast in CONTROLLED_CONTRASTS
    ):
        raise Invalid(
            "Control-normalised values are compared by a difference of means or a ratio of geometric means, "
            f"with one value per lot. A {criterion.contrast} by {criterion.analysis} takes them as reported.",
            field="control",
        )
    if criterion.run_sd is not None:
        if criterion.analysis not in WIDENED or criterion.contrast is Contrast.RATIO_OF_MEANS:
            raise Invalid(
                f"The interval of a {criterion.contrast} by {criterion.analysis} is not widened by an SD "
                "between runs. Leave it empty, or compare a difference, a ratio of geometric means or odds "
                "by t tests.",
                field="run_sd",
            )
        if not 0.0 < criterion.run_sd < math.inf:
            raise Invalid("The SD between runs is a number above zero.", field="run_sd")
        if not is_written(criterion.run_sd_source):
            raise Invalid("Say where the SD between runs comes from.", field="run_sd_source")
    weight = criterion.history_weight
    if weight is not None and not 0.0 <= weight <= 1.0:
        raise Invalid("The weight of the split lots lies between 0 and 1.", field="history_weight")
    if criterion.analysis is Analysis.REPLICATES and criterion.variances is None:
        raise Invalid("Say whether both arms share their variances.", field="variances")
    if criterion.floor is not None and not math.isfinite(criterion.floor):
        raise Invalid("The floor is a finite number.", field="censored_floor")
    if criterion.analysis is Analysis.CENSORED:
        if criterion.floor is None:
            raise Invalid(
                "State the floor, for example the detection limit: below the quantification limit a result "
                "is taken to lie between it and the limit.",
                field="censored_floor",
            )
        if is_ratio(criterion.contrast) and criterion.floor <= 0.0:
            raise Invalid(
                "The floor of a ratio lies above zero: zero has no logarithm.", field="censored_floor"
            )
    _check_prior(criterion)


def _check_prior(criterion: Criterion) -> None:
    prior = criterion.prior
    if prior is None:
        if criterion.analysis is Analysis.POSTERIOR:
            raise Invalid("A Bayesian analysis needs its prior.", field="prior_shift_sd")
        return
    for value, field in ((prior.shift_sd, "prior_shift_sd"), (prior.lot_sd, "prior_lot_sd"),
                         (prior.lot_df, "prior_lot_df")):  # fmt: skip
        if value is not None and not 0.0 < value < math.inf:
            raise Invalid("A figure of the prior is a number above zero.", field=field)
    if (prior.lot_sd is None) is not (prior.lot_df is None):
        raise Invalid(
            "The prior of the SD between lots has two figures: the SD and its degrees of freedom.",
            field="prior_lot_df" if prior.lot_df is None else "prior_lot_sd",
        )
    if not is_written(criterion.prior_source):
        raise Invalid("Say where the prior comes from.", field="prior_source")
    if criterion.analysis is Analysis.POSTERIOR and (
        criterion.probability is None or not 0.5 < criterion.probability < 1.0
    ):
        raise Invalid(
            "State the probability that must be reached, between 0.5 and 1, for example 0.95.",
            field="probability",
        )


def _listed(analyses: tuple[Analysis, ...]) -> str:
    return analyses[0] if len(analyses) == 1 else f"{', '.join(analyses[:-1])} or {analyses[-1]}"
