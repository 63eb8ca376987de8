"""Equivalence and non-inferiority: two arms of lots, judged by an interval against a margin."""

import math
from collections.abc import Sequence

from comparability.model import arm_words
from comparability.model.arm_figures import (
    Estimate,
    Settling,
    arm_figures,
    characteristic_figures,
    characteristics,
    design_of,
)
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.findings import Finding, InfluenceRow
from comparability.model.lot_values import CountedLots
from comparability.model.margins import margin_of_analysis, stated_margin, worrying_side
from comparability.model.outcomes import judge_equivalence, judge_not_higher, judge_not_lower
from comparability.model.r_snippets import two_arms_in_r
from comparability.model.vocabulary import Contrast, CriterionKind, Outcome
from comparability.statistics.influence import leave_one_out
from comparability.statistics.interval import Interval
from comparability.statistics.planning.welch import Design, LotsToSettle, lots_to_settle
from comparability.statistics.tost import (
    Side,
    difference,
    equivalence,
    non_inferiority,
)
from comparability.statistics.two_arms import TwoArmContrast, welch, welch_log

# The chance with which the stated number of further lots would settle the question; printed beside it.
SETTLING_PROBABILITY = 0.8
MOST_FURTHER_LOTS = 100


def compare_arms(attribute: AttributeData, criterion: Criterion, lots: CountedLots) -> Finding:
    """Judge two arms. criterion: valid, equivalence or non-inferiority.

    Raises StatisticsError when the values do not allow it.
    """
    pre, post = lots.pre_values, lots.post_values
    contrast = _contrast(criterion, pre, post)
    estimate = _estimate(criterion, contrast)
    outcome = _judge(estimate.interval, criterion)
    design = design_of(criterion, contrast)
    settling = _settling(criterion, design, estimate) if outcome is Outcome.INCONCLUSIVE else None
    seen = difference(contrast, level=criterion.difference_level)
    found = characteristics(criterion, design)
    told = arm_words.Told(
        attribute=attribute,
        criterion=criterion,
        contrast=contrast,
        estimate=estimate,
        seen=seen,
        outcome=outcome,
        settling=settling,
        chance_without_shift=found.chance_without_shift,
        digits=arm_words.digits_of(attribute, criterion, estimate),
    )
    return Finding(
        outcome=outcome,
        reason=arm_words.reason(told),
        plain_words=arm_words.plain_words(told),
        opening=arm_words.opening(told),
        figures=(
            *arm_figures(criterion, contrast, estimate, seen, pre=pre, post=post),
            *characteristic_figures(criterion, found, settling),
        ),
        influence=_influence(criterion, lots),
        r_snippet=two_arms_in_r(pre, post, criterion=criterion),
    )


def _settling(criterion: Criterion, design: Design, estimate: Estimate) -> Settling:
    def further(in_both_arms: bool) -> LotsToSettle:
        return lots_to_settle(
            design=design,
            estimate=estimate.contrast.difference,
            margin=margin_of_analysis(criterion),
            in_both_arms=in_both_arms,
            probability=SETTLING_PROBABILITY,
            most=MOST_FURTHER_LOTS,
        )

    return Settling(by_post_lots=further(False), by_both_arms=further(True), probability=SETTLING_PROBABILITY)


def _estimate(criterion: Criterion, contrast: TwoArmContrast) -> Estimate:
    margin = stated_margin(criterion)
    if criterion.kind is CriterionKind.EQUIVALENCE:
        return equivalence(contrast, margin=margin, alpha=criterion.alpha)
    side = worrying_side(criterion)
    bound = margin.low if side is Side.LOW else margin.high
    return non_inferiority(contrast, bound=bound, side=side, alpha=criterion.alpha)


def _contrast(criterion: Criterion, pre: Sequence[float], post: Sequence[float]) -> TwoArmContrast:
    compared = welch_log if criterion.contrast is Contrast.RATIO else welch
    return compared(pre=pre, post=post)


def _judge(interval: Interval, criterion: Criterion) -> Outcome:
    margin = stated_margin(criterion)
    if criterion.kind is CriterionKind.EQUIVALENCE:
        return judge_equivalence(interval=interval, margin=margin)
    if worrying_side(criterion) is Side.LOW:
        return judge_not_lower(interval=interval, bound=margin.low)
    return judge_not_higher(interval=interval, bound=margin.high)


def _influence(criterion: Criterion, lots: CountedLots) -> tuple[InfluenceRow, ...]:
    def repeated(pre: list[float], post: list[float]) -> Estimate:
        return _estimate(criterion, _contrast(criterion, pre, post))

    rows = []
    for left_out in leave_one_out(pre=lots.pre_values, post=lots.post_values, estimate=repeated):
        lot = (lots.pre if left_out.is_pre else lots.post)[left_out.index]
        found = left_out.estimate
        rows.append(
            InfluenceRow(
                lot_number=lot.lot_number,
                arm=lot.arm,
                outcome=Outcome.CANNOT_JUDGE if found is None else _judge(found.interval, criterion),
                estimate=None if found is None else found.estimate,
                low=None if found is None else _finite(found.interval.low),
                high=None if found is None else _finite(found.interval.high),
            )
        )
    return tuple(rows)


def _finite(end: float) -> float | None:
    return end if math.isfinite(end) else None
