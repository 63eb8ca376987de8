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
from comparability.model.lot_values import CountedLots, count_lots, why_not_numbers, why_not_usable
from comparability.model.readiness import AttributeState, effect
from comparability.model.remarks import limitations, marks, unused
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
from comparability.statistics.errors import StatisticsError

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
        confounding = find_confounding(observations, bridges=context.bridges)
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
        limitations=limitations(attribute, criterion, finding, lots, confounding),
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
        if any(item.arm is ArmRole.SITE for item in observations):
            sentences.append(
                "Several sites are compared pair by pair, each pair with a criterion of its own."
            )
    return sentences


def _count(
    attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation]
) -> CountedLots:
    if criterion.kind in TWO_ARM_KINDS:
        return count_lots(observations, is_log=criterion.contrast is Contrast.RATIO)
    if criterion.kind in RANGE_KINDS:
        return count_lots(observations, is_log=is_log_range(attribute, criterion))
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
    stops = _too_few(criterion, observations, lots)
    if criterion.tier is Tier.A:
        stops += confounding.blocking
    try:
        finding = _find(attribute, criterion, observations, lots)
    except StatisticsError as error:
        # A count below the minimum already says what a refusal for too few lots would say again.
        return replace(
            _cannot_judge(stops or [str(error)], opening=""),
            figures=(*both_arms(lots), *_prediction(criterion, lots)),
        )
    if not stops:
        return finding
    aside = _cannot_judge(stops, opening=finding.opening)
    return replace(
        finding,
        outcome=aside.outcome,
        reason=aside.reason,
        plain_words=aside.plain_words,
        figures=(*finding.figures, *_prediction(criterion, lots)),
    )


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


def _prediction(criterion: Criterion, lots: CountedLots) -> tuple[Figure, ...]:
    return prediction(criterion, lots) if criterion.kind in TWO_ARM_KINDS | RANGE_KINDS else ()
