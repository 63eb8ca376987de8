"""What stands beside a verdict and is never part of it: marks, limitations, unused results."""

from collections.abc import Sequence
from datetime import UTC, datetime

from comparability.model.criteria.criterion import TWO_ARM_KINDS, Criterion
from comparability.model.datasets import WITHOUT_A_RESULT, AttributeData, Observation, Summary, TimePoint
from comparability.model.findings import Finding, Unused
from comparability.model.judging.confounding import Confounding
from comparability.model.judging.lot_values import CountedLots
from comparability.model.vocabulary import ArmRole, Contrast, Mark, ProtocolMode, Scale, Tier

# A ratio of SDs is taken of logarithms where the scale is one; slopes are of the values themselves.
_LOG = frozenset({Contrast.RATIO, Contrast.SD_RATIO, Contrast.RATE_RATIO})
_LOGIT = frozenset({Contrast.ODDS_RATIO})
NATURAL = {
    Scale.LOG: _LOG,
    Scale.LOG_CENSORED: _LOG,
    Scale.LOGIT: _LOGIT,
    Scale.COMPOSITION: _LOGIT,
    Scale.LINEAR: frozenset(Contrast) - {Contrast.RATIO, Contrast.ODDS_RATIO},
    Scale.LIMIT: frozenset(Contrast),
}


def marks(
    attribute: AttributeData,
    *,
    frozen_at: datetime | None,
    mode: ProtocolMode,
    stand_ins: Sequence[Summary] = (),
) -> tuple[Mark, ...]:
    """Exploratory: a post result was tested or entered before the freeze, or nothing is frozen.

    stand_ins: the published figures that are used in place of lots. Those of a post arm that were entered
    before the freeze were seen, used or not.
    """
    found = []
    results: list[Observation | TimePoint] = [*attribute.used, *attribute.series]
    post = [item for item in results if item.arm is not ArmRole.PRE and item.excluded_reason is None]
    if any(
        frozen_at is None
        or item.entered_at < frozen_at
        or (item.tested_on is not None and item.tested_on < frozen_at.astimezone(UTC).date())
        for item in post
    ) or any(
        frozen_at is None or each.entered_at < frozen_at
        for each in attribute.summaries
        if each.arm is not ArmRole.PRE
    ):
        found.append(Mark.EXPLORATORY)
    if mode is ProtocolMode.RETROSPECTIVE:
        found.append(Mark.RETROSPECTIVE)
    if stand_ins:
        found.append(Mark.SUMMARY)
    return tuple(found)


def limitations(
    attribute: AttributeData,
    criterion: Criterion,
    finding: Finding,
    lots: CountedLots,
    confounding: Confounding,
) -> tuple[str, ...]:
    sentences = [*finding.limitations, *lots.limitations]
    is_other = criterion.contrast is not None and criterion.contrast not in NATURAL[attribute.scale]
    if criterion.contrast is not None and criterion.kind in TWO_ARM_KINDS and is_other:
        sentences.append(
            f"The natural scale of the attribute is {attribute.scale}; the criterion compares the "
            f"{criterion.contrast}, and so does this result."
        )
    if criterion.tier is not Tier.A:
        sentences += confounding.blocking
    return (*sentences, *confounding.limitations)


def same_day(observations: Sequence[Observation], *, frozen_at: datetime | None) -> tuple[str, ...]:
    """A test date has no time of day: on the day of the freeze it does not show which came first."""
    if frozen_at is None:
        return ()
    day = frozen_at.astimezone(UTC).date()
    lots = [item.lot_number for item in observations if item.arm is not ArmRole.PRE and item.tested_on == day]
    if not lots:
        return ()
    verb = "was" if len(lots) == 1 else "were"
    return (
        f"{len(lots)} of the post-switch lots {verb} tested on the day of the freeze ({day}); the test date "
        "alone does not show which came first, the time of entry does.",
    )


def published(
    attribute: AttributeData, criterion: Criterion, stand_ins: Sequence[Summary]
) -> tuple[str, ...]:
    """What is said of published figures: why some are not used, and what those of a post arm do not tell."""
    used = {each.summary_id for each in stand_ins}
    with_lots = {item.arm_name for item in attribute.used}
    sentences = []
    for each in attribute.summaries:
        if each.summary_id in used:
            continue
        if each.arm_name in with_lots:
            why = "its own lots go first"
        elif criterion.kind in TWO_ARM_KINDS:
            why = "the comparison that is published of the other arm stands by itself"
        else:
            why = f"the criterion, {criterion.kind}, looks at every lot"
        sentences.append(
            f"{each.document} prints figures of {each.arm_name} ({each.entered}); they are not used: {why}."
        )
    if any(each.arm is not ArmRole.PRE for each in stand_ins):
        sentences.append(
            "Published figures carry no test date: whether those of the arm after the switch were known "
            "before the freeze is told by the time of their entry alone."
        )
    return tuple(sentences)


def unused(
    attribute: AttributeData,
    used: frozenset[int],
    *,
    left_out: frozenset[int] = frozenset(),
    is_of_slopes: bool = False,
) -> tuple[Unused, ...]:
    """left_out: results of lots without a partner among split lots. is_of_slopes: results over time count."""

    def why(item: Observation | TimePoint) -> str:
        if item.excluded_reason is not None:
            return item.excluded_reason
        if is_of_slopes and isinstance(item, Observation):
            return "a result of one time; slopes over time are compared"
        if not item.verified:
            return "not verified"
        if item.state in WITHOUT_A_RESULT:
            return str(item.state)
        if item.result_id in left_out:
            return "no split lot of the same source in the other arm"
        if is_of_slopes and used:
            return "results at one time only, so no slope"
        return "nothing was computed for this attribute"

    results: list[Observation | TimePoint] = [*attribute.observations]
    if is_of_slopes:
        # A result of the start of a study is one of release too.
        over_time = {point.result_id for point in attribute.series}
        results = [item for item in results if item.result_id not in over_time] + [*attribute.series]
    return tuple(
        Unused(result_id=item.result_id, lot_number=item.lot_number, arm=item.arm, reason=why(item))
        for item in results
        if item.result_id not in used
    )
