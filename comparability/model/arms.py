"""Equivalence and non-inferiority: two arms of lots, judged by an interval against a margin."""

import math
from collections.abc import Callable, Sequence

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
from comparability.statistics.power import Design, LotsToSettle, lots_to_settle
from comparability.statistics.tost import (
    DifferenceEstimate,
    Side,
    difference,
    difference_ratio,
    non_inferiority,
    non_inferiority_ratio,
    tost,
    tost_ratio,
)

# The chance with which the stated number of further lots would settle the question; printed beside it.
SETTLING_PROBABILITY = 0.8
MOST_FURTHER_LOTS = 100


def compare_arms(attribute: AttributeData, criterion: Criterion, lots: CountedLots) -> Finding:
    """Judge two arms. criterion: valid, equivalence or non-inferiority.

    Raises StatisticsError when the values do not allow it.
    """
    pre, post = lots.pre_values, lots.post_values
    estimate = _estimator(criterion)(pre, post)
    outcome = _judge(estimate.interval, criterion)
    design = design_of(criterion, estimate)
    settling = _settling(criterion, design, estimate) if outcome is Outcome.INCONCLUSIVE else None
    seen = _difference(criterion, pre, post)
    found = characteristics(criterion, design)
    told = arm_words.Told(
        attribute=attribute,
        criterion=criterion,
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
            *arm_figures(criterion, estimate, seen, pre=pre, post=post),
            *characteristic_figures(criterion, found, settling),
        ),
        influence=_influence(criterion, lots),
        r_snippet=two_arms_in_r(pre, post, criterion=criterion),
    )


def _settling(criterion: Criterion, design: Design, estimate: Estimate) -> Settling:
    def further(in_both_arms: bool) -> LotsToSettle:
        return lots_to_settle(
            design=design,
            estimate=estimate.welch.difference,
            margin=margin_of_analysis(criterion),
            in_both_arms=in_both_arms,
            probability=SETTLING_PROBABILITY,
            most=MOST_FURTHER_LOTS,
        )

    return Settling(by_post_lots=further(False), by_both_arms=further(True), probability=SETTLING_PROBABILITY)


def _estimator(criterion: Criterion) -> Callable[[Sequence[float], Sequence[float]], Estimate]:
    margin, alpha = stated_margin(criterion), criterion.alpha
    is_ratio = criterion.contrast is Contrast.RATIO
    if criterion.kind is CriterionKind.EQUIVALENCE:
        equivalence = tost_ratio if is_ratio else tost
        return lambda pre, post: equivalence(pre=pre, post=post, margin=margin, alpha=alpha)
    one_sided = non_inferiority_ratio if is_ratio else non_inferiority
    side = worrying_side(criterion)
    bound = margin.low if side is Side.LOW else margin.high
    return lambda pre, post: one_sided(pre=pre, post=post, bound=bound, side=side, alpha=alpha)


def _difference(criterion: Criterion, pre: Sequence[float], post: Sequence[float]) -> DifferenceEstimate:
    second_axis = difference_ratio if criterion.contrast is Contrast.RATIO else difference
    return second_axis(pre=pre, post=post, level=criterion.difference_level)


def _judge(interval: Interval, criterion: Criterion) -> Outcome:
    margin = stated_margin(criterion)
    if criterion.kind is CriterionKind.EQUIVALENCE:
        return judge_equivalence(interval=interval, margin=margin)
    if worrying_side(criterion) is Side.LOW:
        return judge_not_lower(interval=interval, bound=margin.low)
    return judge_not_higher(interval=interval, bound=margin.high)


def _influence(criterion: Criterion, lots: CountedLots) -> tuple[InfluenceRow, ...]:
    rows = []
    for left_out in leave_one_out(pre=lots.pre_values, post=lots.post_values, estimate=_estimator(criterion)):
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
