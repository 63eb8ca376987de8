"""Two arms judged by a criterion, and set aside where counts or confounding do not allow a verdict.

What a kind of criterion looks at is in `arms`, `lot_ranges` and `conformity`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comparability.model.criteria.contrasts import is_of_geometric_means
from comparability.model.criteria.criterion import RANGE_KINDS, TWO_ARM_KINDS, Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.findings import Finding
from comparability.model.judging.analyses.material import material
from comparability.model.judging.analyses.pairs_of_lots import TooFewPairs
from comparability.model.judging.arms import compare_arms
from comparability.model.judging.computing import BeyondPrecision
from comparability.model.judging.conformity import compare_with_limit
from comparability.model.judging.confounding import Bridge, Confounding, find_confounding
from comparability.model.judging.description import both_arms, describe_lots, prediction
from comparability.model.judging.enough_lots import too_few
from comparability.model.judging.lot_ranges import compare_with_range, is_log_range
from comparability.model.judging.lot_values import CountedLots, count_lots
from comparability.model.vocabulary import Contrast, CriterionKind, Outcome, Tier
from comparability.statistics.errors import StatisticsError, TooFewLots


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding with the lots it counted and what changed together with the supplier."""

    finding: Finding
    lots: CountedLots
    confounding: Confounding


# Where a further lot is expected is told of the lots' level: None where a range states no contrast.
PREDICTED = frozenset({None, Contrast.DIFFERENCE, Contrast.RATIO, Contrast.RATIO_OF_MEANS})
NOTHING_JUDGED = CountedLots(pre=(), post=(), limitations=())
NOTHING_FOUND = Confounding(blocking=(), limitations=())


def judge_two_arms(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    *,
    bridges: Sequence[Bridge],
) -> Judged:
    """criterion: valid. observations: used and verified, those of the pre arm and of one other arm."""
    lots = _count(attribute, criterion, observations)
    confounding = find_confounding(observations, bridges=bridges, minimum_lots=criterion.minimum_lots)
    if criterion.kind is CriterionKind.DESCRIPTIVE:
        finding = describe_lots(attribute, lots)
    else:
        finding = _judge(attribute, criterion, observations, lots, confounding)
    return Judged(finding=finding, lots=lots, confounding=confounding)


def cannot_judge(stops: Sequence[str], *, opening: str = "") -> Finding:
    """opening: what the lots gave all the same."""
    reason = " ".join(stops)
    plain = f"{opening} This cannot be judged. {reason}".strip()
    return Finding(outcome=Outcome.CANNOT_JUDGE, reason=reason, plain_words=plain)


def _judge(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    lots: CountedLots,
    confounding: Confounding,
) -> Finding:
    few = too_few(attribute, criterion, observations, lots)
    stops = [*few, *(confounding.blocking if criterion.tier is Tier.A else ())]
    try:
        finding = _find(attribute, criterion, observations, lots)
    except (StatisticsError, ArithmeticError) as found:
        error = found if isinstance(found, StatisticsError) else BeyondPrecision()
        # A count below the minimum already says what a refusal for too few lots would say again.
        is_said = bool(stops) and isinstance(error, TooFewLots | TooFewPairs)
        sentences = stops if is_said else [*stops, str(error)]
        aside = replace(cannot_judge(sentences), figures=both_arms(lots, criterion.contrast))
    else:
        if not stops:
            return finding
        aside = replace(
            cannot_judge(stops, opening=finding.opening),
            figures=finding.figures,
            influence=finding.influence,
            limitations=finding.limitations,
            side_analyses=finding.side_analyses,
            r_snippet=finding.r_snippet,
            left_out=finding.left_out,
        )
        if not few:
            return aside
    return _with_prediction(aside, attribute, criterion, lots)


def _find(
    attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation], lots: CountedLots
) -> Finding:
    match criterion.kind:
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            return compare_arms(material(attribute, criterion, observations))
        case CriterionKind.QUALITY_RANGE | CriterionKind.TOLERANCE_INTERVAL:
            return compare_with_range(attribute, criterion, lots)
        case CriterionKind.LIMIT | CriterionKind.QUALITATIVE:
            return compare_with_limit(attribute, criterion, observations)
        case CriterionKind.DESCRIPTIVE:
            return describe_lots(attribute, lots)


def _count(
    attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation]
) -> CountedLots:
    if criterion.kind in TWO_ARM_KINDS | RANGE_KINDS:
        return count_lots(observations, is_log=_is_log(attribute, criterion), floor=criterion.floor)
    # Here each lot speaks for itself, so nothing is averaged away; a lot without a number is not plotted.
    numbers = [replace(item, drug_substance_lot=None) for item in observations if item.value is not None]
    return count_lots(numbers, is_log=False)


def _with_prediction(
    finding: Finding, attribute: AttributeData, criterion: Criterion, lots: CountedLots
) -> Finding:
    is_of_lots = criterion.contrast in PREDICTED and not any(lot.bound for lot in lots.pre)
    if criterion.kind not in TWO_ARM_KINDS | RANGE_KINDS or not is_of_lots:
        return finding
    found = prediction(attribute, criterion, lots, is_log=_is_log(attribute, criterion))
    if found is None:
        return finding
    snippets = [text for text in (finding.r_snippet, found.r_snippet) if text is not None]
    return replace(
        finding,
        plain_words=f"{finding.plain_words} {found.sentence}",
        figures=(*finding.figures, *found.figures),
        r_snippet="\n\n".join(snippets),
    )


def _is_log(attribute: AttributeData, criterion: Criterion) -> bool:
    if criterion.kind in TWO_ARM_KINDS:
        return is_of_geometric_means(criterion.contrast)
    return is_log_range(attribute, criterion)
