"""Equivalence and non-inferiority: two arms of lots, judged by an interval against a margin."""

import math
from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import difference_of_analysis, margin_of_analysis
from comparability.model.findings import Finding, InfluenceRow, LotValue
from comparability.model.judging import arm_words
from comparability.model.judging.analyses.analysis import analyse
from comparability.model.judging.analyses.control import normalised
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.judging.arm_figures import Settling, arm_figures, characteristic_figures
from comparability.model.judging.arm_openings import opening
from comparability.model.judging.computing import NOT_COMPUTED
from comparability.model.judging.odds_in_percent import share_figures, shares_of
from comparability.model.judging.operating import Characteristics, characteristics
from comparability.model.judging.side_analyses import side_analyses
from comparability.model.judging.told import Told, digits_of
from comparability.model.outcomes import judge_interval
from comparability.model.vocabulary import Analysis, ControlUse, Outcome
from comparability.statistics.errors import StatisticsError
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.planning.welch import LotsToSettle, lots_to_settle

# The chance with which the stated number of further lots would settle the question; printed beside it.
SETTLING_PROBABILITY = 0.8
MOST_FURTHER_LOTS = 100
OF_CONTROLS = (
    "Every lot was brought to the level of its run's control and carries that control's error, which all "
    "lots of a run share."
)


def compare_arms(material: Material) -> Finding:
    """Judge two arms. The criterion is valid, equivalence or non-inferiority.

    Raises StatisticsError when the values do not allow it.
    """
    criterion = material.criterion
    analysed = normalised(material) if criterion.control is ControlUse.NORMALISED else material
    found = analyse(analysed)
    outcome = _outcome(found, criterion)
    pre, post = _without(analysed.lots.pre, found.left_out), _without(analysed.lots.post, found.left_out)
    characteristic = _characteristics(criterion, found.design)
    settling = _settling(criterion, found) if outcome is Outcome.INCONCLUSIVE else None
    shares = shares_of(criterion.contrast, found, pre)
    told = Told(
        attribute=material.attribute,
        criterion=criterion,
        found=found,
        outcome=outcome,
        settling=settling,
        chance_without_shift=None if characteristic is None else characteristic.chance_without_shift,
        shares=shares,
        digits=digits_of(material.attribute, criterion, found),
    )
    return Finding(
        outcome=outcome,
        reason=arm_words.reason(told),
        plain_words=arm_words.plain_words(told),
        opening=opening(told),
        figures=(
            *arm_figures(criterion, found, pre=pre, post=post),
            *share_figures(shares),
            *characteristic_figures(criterion, characteristic, settling),
        ),
        influence=_influence(analysed),
        limitations=(*found.limitations, *((OF_CONTROLS,) if analysed is not material else ())),
        side_analyses=(*found.bounds, *side_analyses(analysed, outcome, as_reported=material)),
        r_snippet=found.r_snippet,
        left_out=found.left_out,
    )


def _outcome(found: Compared, criterion: Criterion) -> Outcome:
    """Open where the ends of what is known do not agree."""
    outcome = found.outcome or judge_interval(found.interval, criterion)
    return Outcome.INCONCLUSIVE if any(each.outcome is not outcome for each in found.bounds) else outcome


def _without(lots: Sequence[LotValue], left_out: Sequence[LotValue]) -> tuple[LotValue, ...]:
    return tuple(lot for lot in lots if lot not in left_out)


def _characteristics(criterion: Criterion, design: Design | PairedDesign | None) -> Characteristics | None:
    """None where nothing exact is known, which decides nothing."""
    if design is None:
        return None
    try:
        return characteristics(criterion, design)
    except NOT_COMPUTED:
        return None


def _settling(criterion: Criterion, found: Compared) -> Settling | None:
    """Further lots are counted for Welch's test, which is the rule; other designs grow in other ways."""
    design = found.design
    if not isinstance(design, Design) or criterion.analysis is not Analysis.WELCH:
        return None

    def further(in_both_arms: bool) -> LotsToSettle:
        return lots_to_settle(
            design=design,
            estimate=difference_of_analysis(criterion, found.estimate),
            margin=margin_of_analysis(criterion),
            in_both_arms=in_both_arms,
            probability=SETTLING_PROBABILITY,
            most=MOST_FURTHER_LOTS,
        )

    return Settling(by_post_lots=further(False), by_both_arms=further(True), probability=SETTLING_PROBABILITY)


def _influence(material: Material) -> tuple[InfluenceRow, ...]:
    """The analysis repeated without each lot in turn. Nothing is deleted by it."""
    rows = []
    for lot in (*material.lots.pre, *material.lots.post):
        try:
            found = analyse(material.without(lot))
        except StatisticsError:
            outcome, estimate, low, high = Outcome.CANNOT_JUDGE, None, None, None
        else:
            outcome = _outcome(found, material.criterion)
            numbers = (found.estimate, found.interval.low, found.interval.high)
            estimate, low, high = (_finite(number) for number in numbers)
        rows.append(
            InfluenceRow(
                lot_number=lot.lot_number, arm=lot.arm, outcome=outcome, estimate=estimate, low=low, high=high
            )
        )
    return tuple(rows)


def _finite(end: float) -> float | None:
    return end if math.isfinite(end) else None
