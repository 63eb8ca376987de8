"""How one attribute is judged, as frozen in the protocol.

The rules that a criterion keeps are in `validity`, the verdict is in `outcomes`.
"""

import math
from dataclasses import dataclass

from comparability.model.criteria.contrasts import is_ratio, lowest
from comparability.model.errors import Invalid
from comparability.model.vocabulary import (
    Analysis,
    Contrast,
    ControlUse,
    CriterionKind,
    Justification,
    Tier,
    Variances,
)
from comparability.statistics.interval import Interval

TWO_ARM_KINDS = frozenset({CriterionKind.EQUIVALENCE, CriterionKind.NON_INFERIORITY})
RANGE_KINDS = frozenset({CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is taken for known before the lots, on the scale of analysis (natural logarithms for a ratio).

    shift_sd: SD of a normal prior of the true difference about no change, None for a flat one.
    lot_sd, lot_df: the SD between lots and the degrees of freedom behind it, None for a flat prior.
    """

    shift_sd: float | None
    lot_sd: float | None
    lot_df: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """The criterion of one attribute as frozen in the protocol. Fields a kind does not use are None.

    margin: on post minus pre, or on post / pre for a ratio; an end that is not stated is infinite, or 0 at
    the low end of a ratio. alpha: one-sided. difference_level: two-sided level of "is a difference seen".
    false_pass_shift_sd: the shift, in SDs between lots, at which the false-pass rate of a range is stated.
    run_sd: between-run SD on the scale of analysis, by which the interval is widened where arm and run
    cannot be told apart. floor: what a result below the limit cannot be lower than. history_weight: of the
    split lots against the historic ones, None where it is estimated. prior: of a Bayesian analysis;
    probability: that it must reach to be the verdict.
    """

    attribute_id: int
    tier: Tier
    kind: CriterionKind
    minimum_lots: int
    alpha: float
    difference_level: float
    contrast: Contrast | None = None
    analysis: Analysis | None = None
    margin: Interval | None = None
    k: float | None = None
    coverage: float | None = None
    confidence: float | None = None
    false_pass_shift_sd: float | None = None
    limit_low: float | None = None
    limit_high: float | None = None
    accepted_words: tuple[str, ...] = ()
    justification: Justification | None = None
    justification_text: str | None = None
    source: str | None = None
    impact_rationale: str | None = None
    minimum_lots_reason: str | None = None
    tier_reason: str | None = None
    control: ControlUse | None = None
    run_sd: float | None = None
    run_sd_source: str | None = None
    floor: float | None = None
    history_weight: float | None = None
    variances: Variances | None = None
    prior: Prior | None = None
    prior_source: str | None = None
    probability: float | None = None

    @property
    def stated_contrast(self) -> Contrast:
        """Of a valid equivalence or non-inferiority criterion."""
        if self.contrast is None:
            raise ValueError("a valid criterion of this kind states what is compared")
        return self.contrast

    @property
    def stated_analysis(self) -> Analysis:
        """Of a valid equivalence or non-inferiority criterion."""
        if self.analysis is None:
            raise ValueError("a valid criterion of this kind states its analysis")
        return self.analysis


def margin(*, low: float | None, high: float | None, contrast: Contrast) -> Interval:
    """The margin from its stated ends, an end that is not stated being open. Raises Invalid."""
    if low is None and high is None:
        raise Invalid("A margin needs at least one end.", field="margin_low")
    if low is not None and high is not None and not low < high:
        raise Invalid(
            f"The margin's low end {low:g} must lie below its high end {high:g}.", field="margin_low"
        )
    for end, field in ((low, "margin_low"), (high, "margin_high")):
        if end is not None and not math.isfinite(end):
            raise Invalid("An end of a margin must be a finite number.", field=field)
    if is_ratio(contrast) and low is not None and low <= 0.0:
        raise Invalid(
            "The margin of a ratio must lie above zero, for example 0.5 to 2.0.", field="margin_low"
        )
    if is_ratio(contrast) and high is not None and high <= 0.0:
        raise Invalid(
            "The margin of a ratio must lie above zero, for example 0.5 to 2.0.", field="margin_high"
        )
    return Interval(lowest(contrast) if low is None else low, math.inf if high is None else high)
