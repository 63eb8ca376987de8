"""The comparison of one attribute: estimate, outcome, words and everything that is printed later.

After this nothing computes. What a kind of criterion looks at is in `arms`, `lot_ranges` and `conformity`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comparability.model.arms import compare_arms
from comparability.model.conformity import compare_with_limit
from comparability.model.confounding import Bridge, Confounding, find_confounding
from comparability.model.criteria import RANGE_KINDS, TWO_ARM_KINDS, Criterion, validate
from comparability.model.datasets import AttributeData, Observation
from comparability.model.description import (
    both_arms,
    capitalised,
    count_of_lots,
    describe_lots,
    in_words,
    prediction,
)
from comparability.model.errors import Invalid
from comparability.model.findings import Figure, Finding, InfluenceRow, LotValue, Unused
from comparability.model.lot_ranges import compare_with_range, is_log_range
from comparability.model.lot_values import CountedLots, count_lots, listed, why_not_numbers, why_not_usable
from comparability.model.readiness import AttributeState, effect
from comparability.model.remarks import limitations, marks, same_day, unused
from comparability.model.vocabulary import (
    ArmRole,
    Contrast,
    CriterionKind,
    Effect,
    Mark,
    Outcome,
    ProtocolMode,
    ResultState,
    Tier,
)
from comparability.statistics.errors import StatisticsError, TooFewLots

METHODS = {
    CriterionKind.EQUIVALENCE: "welch-tost/1",
    CriterionKind.NON_INFERIORITY: "welch-non-inferiority/1",
    CriterionKind.QUALITY_RANGE: "quality-range/1",
    CriterionKind.TOLERANCE_INTERVAL: "tolerance-interval/1",
    CriterionKind.LIMIT: "limit/1",
    CriterionKind.QUALITATIVE: "qualitative/1",
    CriterionKind.DESCRIPTIVE: "descriptive/1",
}
NO_LOTS = CountedLots(pre=(), post=(), limitations=())
NOTHING_FOUND = Confounding(blocking=(), limitations=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a comparison needs to know of the protocol. bridges: approved, for this attribute.

    frozen_at: None while the protocol is a draft: everything of the post arm is then exploratory.
    """

    frozen_at: datetime | None
    mode: ProtocolMode
    bridges: tuple[Bridge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One attribute judged. reason: why, in a sentence. plain_words: what a page says first."""

    attribute_id: int
    name: str
    outcome: Outcome
    effect: Effect
    marks: tuple[Mark, ...]
    reason: str
    plain_words: str
    method: str  # id and version, such as "welch-tost/1"
    criterion: Criterion
    figures: tuple[Figure, ...]
    limitations: tuple[str, ...]
    influence: tuple[InfluenceRow, ...]
    lots: tuple[LotValue, ...]  # as counted, pre lots first
    used: tuple[int, ...]  # result ids, in the order of the attribute's observations
    unused: tuple[Unused, ...]
    r_snippet: str | None

    def figure(self, name: str) -> float:
        """The value of the figure of that name. Raises KeyError."""
        for item in self.figures:
            if item.name == name:
                return item.value
        raise KeyError(name)

    @property
    def state(self) -> AttributeState:
        """What the readiness of the switch needs to know."""
        return AttributeState(
            name=self.name,
            tier=self.criterion.tier,
            kind=self.criterion.kind,
            outcome=self.outcome,
            reason=self.reason,
        )


def compare(attribute: AttributeData, criterion: Criterion, *, context: Context) -> Comparison:
    """Judge one attribute by one criterion. Never raises for data: what cannot be judged says why."""
    if criterion.attribute_id != attribute.attribute_id:
        raise ValueError(
            f"the criterion is for attribute {criterion.attribute_id}, not {attribute.attribute_id}"
        )
    if criterion.kind is CriterionKind.DESCRIPTIVE:
        observations = tuple(
            item for item in attribute.used if item.verified and item.state is ResultState.VALUE
        )
        stops = []
    else:
        observations = attribute.used
        stops = _why_not_computed(criterion, observations, attribute.without_result)
    if stops:
        lots, confounding, observations = NO_LOTS, NOTHING_FOUND, ()
        finding = _cannot_judge(stops, opening="")
    else:
        lots = _count(attribute, criterion, observations)
        confounding = find_confounding(
            observations, bridges=context.bridges, minimum_lots=criterion.minimum_lots
        )
        finding = _judge(attribute, criterion, observations, lots, confounding)
    used = frozenset(item.result_id for item in observations)
    return Comparison(
        attribute_id=attribute.attribute_id,
        name=attribute.name,
        outcome=finding.outcome,
        effect=effect(tier=criterion.tier, kind=criterion.kind, outcome=finding.outcome),
        marks=marks(attribute.used, frozen_at=context.frozen_at, mode=context.mode),
        reason=finding.reason,
        plain_words=finding.plain_words,
        method=METHODS[criterion.kind],
        criterion=criterion,
        figures=finding.figures,
        limitations=(
            *limitations(attribute, criterion, finding, lots, confounding),
            *same_day(observations, frozen_at=context.frozen_at),
        ),
        influence=finding.influence,
        lots=(*lots.pre, *lots.post),
        used=tuple(item.result_id for item in observations),
        unused=unused(attribute, used),
        r_snippet=finding.r_snippet,
    )


def _why_not_computed(
    criterion: Criterion, observations: Sequence[Observation], without_result: Sequence[str]
) -> list[str]:
    """What stops everything: a criterion that breaks a rule, results that may not be used or are missing."""
    try:
        validate(criterion)
    except Invalid as error:
        return [f"The criterion cannot be used. {error}"]
    sentences = why_not_usable(observations, without_result=without_result)
    if criterion.kind in TWO_ARM_KINDS | RANGE_KINDS:
        sentences += why_not_numbers(observations)
        others = {(item.arm, item.arm_name) for item in observations if item.arm is not ArmRole.PRE}
        arms = sorted(name for _, name in others)
        if len(arms) > 1:
            # Pooled, a site that differs would hide behind one that does not.
            sentences.append(
                f"There are {in_words(len(arms))} arms beside the pre arm ({listed(arms)}). They are not "
                "pooled, and a criterion for each pair of arms is not available; compare each in a switch "
                "of its own."
            )
    return sentences


def _count(
    attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation]
) -> CountedLots:
    if criterion.kind in TWO_ARM_KINDS | RANGE_KINDS:
        return count_lots(observations, is_log=_is_log(attribute, criterion))
    # Here each lot speaks for itself, so nothing is averaged away; a lot without a number is not plotted.
    numbers = [replace(item, drug_substance_lot=None) for item in observations if item.value is not None]
    return count_lots(numbers, is_log=False)


def _judge(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    lots: CountedLots,
    confounding: Confounding,
) -> Finding:
    """The finding of the criterion's kind, set aside where counts or confounding do not allow a verdict."""
    if criterion.kind is CriterionKind.DESCRIPTIVE:
        return describe_lots(attribute, lots)
    too_few = _too_few(criterion, observations, lots)
    stops = [*too_few, *(confounding.blocking if criterion.tier is Tier.A else ())]
    try:
        finding = _find(attribute, criterion, observations, lots)
    except StatisticsError as error:
        # A count below the minimum already says what a refusal for too few lots would say again.
        is_said = bool(stops) and isinstance(error, TooFewLots)
        sentences = stops if is_said else [*stops, str(error)]
        aside = replace(_cannot_judge(sentences, opening=""), figures=both_arms(lots))
    else:
        if not stops:
            return finding
        aside = replace(
            _cannot_judge(stops, opening=finding.opening),
            figures=finding.figures,
            influence=finding.influence,
            limitations=finding.limitations,
            r_snippet=finding.r_snippet,
        )
        if not too_few:
            return aside
    return _with_prediction(aside, attribute, criterion, lots)


def _find(
    attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation], lots: CountedLots
) -> Finding:
    match criterion.kind:
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            return compare_arms(attribute, criterion, lots)
        case CriterionKind.QUALITY_RANGE | CriterionKind.TOLERANCE_INTERVAL:
            return compare_with_range(attribute, criterion, lots)
        case CriterionKind.LIMIT | CriterionKind.QUALITATIVE:
            return compare_with_limit(attribute, criterion, observations)
        case CriterionKind.DESCRIPTIVE:
            return describe_lots(attribute, lots)


def _too_few(criterion: Criterion, observations: Sequence[Observation], lots: CountedLots) -> list[str]:
    if criterion.kind in TWO_ARM_KINDS | RANGE_KINDS:
        counts = {"pre": len(lots.pre), "post": len(lots.post)}
    else:
        counts = {"post": sum(item.arm is not ArmRole.PRE for item in observations)}
    short = [count_of_lots(count, arm) for arm, count in counts.items() if count < criterion.minimum_lots]
    if not short:
        return []
    asked = in_words(criterion.minimum_lots)
    return [f"{capitalised(' and '.join(short))}: the protocol asks for at least {asked} an arm."]


def _cannot_judge(stops: Sequence[str], *, opening: str) -> Finding:
    reason = " ".join(stops)
    plain = f"{opening} This cannot be judged. {reason}".strip()
    return Finding(outcome=Outcome.CANNOT_JUDGE, reason=reason, plain_words=plain)


def _with_prediction(
    finding: Finding, attribute: AttributeData, criterion: Criterion, lots: CountedLots
) -> Finding:
    if criterion.kind not in TWO_ARM_KINDS | RANGE_KINDS:
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
        return criterion.contrast is Contrast.RATIO
    return is_log_range(attribute, criterion)
