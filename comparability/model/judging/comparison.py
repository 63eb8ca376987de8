"""The comparison of one attribute: estimate, outcome, words and everything that is printed later.

After this nothing computes. How two arms are judged is in `judgement`, several in `several_arms`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comparability.model.criteria.criterion import RANGE_KINDS, TWO_ARM_KINDS, Criterion
from comparability.model.criteria.method_ids import method_of
from comparability.model.criteria.validity import validate
from comparability.model.datasets import AttributeData, Observation, Summary
from comparability.model.errors import Invalid
from comparability.model.findings import ArmPair, Figure, InfluenceRow, LotValue, SideAnalysis, Unused
from comparability.model.judging.confounding import Bridge
from comparability.model.judging.description import in_words
from comparability.model.judging.judgement import (
    NOTHING_FOUND,
    NOTHING_JUDGED,
    Judged,
    cannot_judge,
    judge_two_arms,
)
from comparability.model.judging.lot_values import listed, why_not_numbers, why_not_usable
from comparability.model.judging.remarks import limitations, marks, published, same_day, unused
from comparability.model.judging.several_arms import NamedArm, arms_of, judge_pairs, other_arms
from comparability.model.judging.stability_series import (
    lots_with_slopes,
    why_not_slopes,
    with_points,
    without_slope,
)
from comparability.model.published_summaries import is_as_printed, stand_ins
from comparability.model.readiness import AttributeState, effect
from comparability.model.vocabulary import (
    Analysis,
    ArmClaim,
    ArmPairs,
    Contrast,
    CriterionKind,
    Effect,
    Mark,
    Outcome,
    ProtocolMode,
    ResultState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a comparison needs to know of the protocol. bridges: approved, for this attribute.

    frozen_at: None while the protocol is a draft: everything of the post arm is then exploratory.
    arm_pairs, arm_claim: None where the protocol does not say, which only one arm beside the pre arm allows.
    arms: of the switch in their order, so that one without lots is not passed over.
    """

    frozen_at: datetime | None
    mode: ProtocolMode
    bridges: tuple[Bridge, ...]
    arm_pairs: ArmPairs | None = None
    arm_claim: ArmClaim | None = None
    arms: tuple[NamedArm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One attribute judged. reason: why, in a sentence. plain_words: what a page says first.

    checks: what the data show beside the verdict. pairs: of more than two arms. stand_ins: the published
    figures that were used in place of lots.
    """

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
    side_analyses: tuple[SideAnalysis, ...]
    checks: tuple[str, ...]
    pairs: tuple[ArmPair, ...]
    stand_ins: tuple[Summary, ...]
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
    observations = () if _is_of_slopes(criterion) else attribute.used
    if criterion.kind is CriterionKind.DESCRIPTIVE:
        observations = tuple(
            item for item in observations if item.verified and item.state is ResultState.VALUE
        )
    arms = arms_of(attribute, observations, context.arms)
    stops = _why_not_computed(attribute, criterion, observations, context, other_arms(arms))
    if _is_of_slopes(criterion) and not stops:
        observations = lots_with_slopes(attribute)
    pairs: tuple[ArmPair, ...] = ()
    if stops:
        observations = ()
        judged = Judged(finding=cannot_judge(stops), lots=NOTHING_JUDGED, confounding=NOTHING_FOUND)
    elif (
        context.arm_pairs is not None
        and context.arm_claim is not None
        and _has_pairs(criterion, other_arms(arms))
        and len(arms) > len(other_arms(arms))
    ):
        several = judge_pairs(
            attribute,
            criterion,
            observations,
            bridges=context.bridges,
            arms=arms,
            pairs=context.arm_pairs,
            claim=context.arm_claim,
        )
        judged, pairs = several.judged, several.pairs
    else:
        judged = judge_two_arms(attribute, criterion, observations, bridges=context.bridges)
    finding, lots = judged.finding, judged.lots
    in_place = stand_ins(attribute, criterion)
    counted = tuple(lot for lot in (*lots.pre, *lots.post) if lot not in finding.left_out)
    left_out = frozenset(number for lot in finding.left_out for number in lot.result_ids)
    used = tuple(item.result_id for item in observations if item.result_id not in left_out)
    if _is_of_slopes(criterion):
        counted, used = with_points(attribute, observations, counted)
    return Comparison(
        attribute_id=attribute.attribute_id,
        name=attribute.name,
        outcome=finding.outcome,
        effect=effect(tier=criterion.tier, kind=criterion.kind, outcome=finding.outcome),
        marks=marks(attribute, frozen_at=context.frozen_at, mode=context.mode, stand_ins=in_place),
        reason=finding.reason,
        plain_words=finding.plain_words,
        method=method_of(
            criterion,
            has_stand_ins=bool(in_place),
            is_as_printed=is_as_printed([each.kind for each in in_place], has_pairs=bool(pairs)),
        ),
        criterion=criterion,
        figures=finding.figures,
        limitations=(
            *limitations(attribute, criterion, finding, lots, judged.confounding),
            *published(attribute, criterion, in_place),
            *(without_slope(attribute) if _is_of_slopes(criterion) and not stops else ()),
            *same_day(observations, frozen_at=context.frozen_at),
        ),
        influence=finding.influence,
        side_analyses=finding.side_analyses,
        checks=(),
        pairs=pairs,
        stand_ins=in_place,
        lots=counted,
        used=used,
        unused=unused(attribute, frozenset(used), left_out=left_out, is_of_slopes=_is_of_slopes(criterion)),
        r_snippet=finding.r_snippet,
    )


def _why_not_computed(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    context: Context,
    others: Sequence[str],
) -> list[str]:
    """What stops everything: a criterion that breaks a rule, results that may not be used or are missing."""
    try:
        validate(criterion)
    except Invalid as error:
        return [f"The criterion cannot be used. {error}"]
    if criterion.kind is CriterionKind.DESCRIPTIVE:
        return []
    if _is_of_slopes(criterion):
        sentences = why_not_slopes(attribute)
    else:
        sentences = why_not_usable(observations, without_result=attribute.without_result)
    if criterion.kind in TWO_ARM_KINDS | RANGE_KINDS:
        sentences += why_not_numbers(
            observations,
            are_limits_usable=criterion.analysis is Analysis.CENSORED,
            floor=criterion.floor,
        )
    if _has_pairs(criterion, others) and (context.arm_pairs is None or context.arm_claim is None):
        sentences.append(
            f"There are {in_words(len(others))} arms beside the pre arm ({listed(others)}), and the protocol "
            "does not say which are compared with which."
        )
    return sentences


def _has_pairs(criterion: Criterion, others: Sequence[str]) -> bool:
    return criterion.kind in TWO_ARM_KINDS | RANGE_KINDS and len(others) > 1


def _is_of_slopes(criterion: Criterion) -> bool:
    """Whether stability series are compared, and no result of release."""
    return criterion.kind in TWO_ARM_KINDS and criterion.contrast is Contrast.SLOPE
