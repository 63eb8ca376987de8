"""What stands between a drafted protocol and its freeze, as sentences that say how to mend it."""

from dataclasses import dataclass
from datetime import date

from comparability.model.vocabulary import ArmClaim, ArmPairs, ProtocolMode

MOST_WITHOUT_PAIRS = 2  # arms; with more of them the protocol says which are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeFacts:
    """What the rules look at.

    criteria: (attribute, what is wrong) of every criterion that is not complete and valid.
    other_arms: beside the pre arm. post_results: how many results of post-switch lots that can count are
    entered, with the first test date; post_summaries: published figures of post-switch arms.
    """

    mode: ProtocolMode
    mode_reason: str | None
    external_document: str | None
    external_approved_on: date | None
    external_attestation: str | None
    has_pre_arm: bool
    other_arms: int
    arm_pairs: ArmPairs | None
    arm_claim: ArmClaim | None
    lots_problem: str | None
    rule_problem: str | None
    criteria: tuple[tuple[str, str], ...]
    without_criterion: tuple[str, ...]
    has_criteria: bool
    post_results: int
    post_summaries: int
    first_post_test: date | None
    today: date


def reasons_not_to_freeze(facts: FreezeFacts) -> tuple[str, ...]:
    """Every reason, in the order of the page; empty when the protocol can be frozen."""
    reasons: list[str] = []
    if not facts.has_pre_arm:
        reasons.append("The switch has no pre arm. Add it with the source of its lots.")
    if not facts.other_arms:
        reasons.append("The switch has no arm to compare with. Add it with the source of its lots.")
    reasons += _about_arms(facts)
    reasons += [sentence for sentence in (facts.lots_problem, facts.rule_problem) if sentence is not None]
    reasons += _about_mode(facts)
    if not facts.has_criteria:
        reasons.append("The protocol has no criterion. Add the attributes of the product.")
    if facts.without_criterion:
        reasons.append(f"Without a criterion: {', '.join(facts.without_criterion)}.")
    reasons += [f"{attribute}: {problem}" for attribute, problem in facts.criteria]
    return tuple(reasons)


def _about_arms(facts: FreezeFacts) -> list[str]:
    if facts.other_arms + 1 <= MOST_WITHOUT_PAIRS:
        if facts.arm_pairs is None and facts.arm_claim is None:
            return []
        return [
            "The protocol says which of several arms are compared, and the switch has only one beside the "
            "pre arm. Save the rule again: what is said of several arms is dropped."
        ]
    missing = [
        what
        for what, stated in (
            ("which are compared with which", facts.arm_pairs),
            ("what is claimed of them", facts.arm_claim),
        )
        if stated is None
    ]
    if not missing:
        return []
    return [
        f"The switch has {facts.other_arms} arms beside the pre arm, and the protocol does not say "
        f"{' and '.join(missing)}. State it in the rule, under “Several arms”."
    ]


def _known(facts: FreezeFacts) -> list[str]:
    sentences = []
    if facts.post_results:
        many = facts.post_results > 1
        count = f"{facts.post_results} results" if many else "1 result"
        tested = f", the first tested on {facts.first_post_test}" if facts.first_post_test else ""
        sentences.append(f"{count} of post-switch lots {'are' if many else 'is'} entered already{tested}.")
    if facts.post_summaries:
        attributes = f"{facts.post_summaries} attributes" if facts.post_summaries > 1 else "1 attribute"
        sentences.append(f"Published figures of {attributes} after the switch have been entered.")
    return sentences


def _about_mode(facts: FreezeFacts) -> list[str]:
    match facts.mode:
        case ProtocolMode.PROSPECTIVE if facts.post_results or facts.post_summaries:
            return [
                f"{' '.join(_known(facts))} "
                "A prospective protocol comes before them: choose the retrospective mode and say why, "
                "or record the document in which it was approved outside this system."
            ]
        case ProtocolMode.PROSPECTIVE:
            return []
        case ProtocolMode.RETROSPECTIVE:
            return [] if facts.mode_reason else ["Say why the protocol is written after the switch began."]
        case ProtocolMode.EXTERNAL:
            stated = (
                ("document", facts.external_document),
                ("date of approval", facts.external_approved_on),
                ("attestation", facts.external_attestation),
            )
            reasons = [
                f"Approved outside this system: the {name} is missing." for name, value in stated if not value
            ]
            if facts.external_approved_on is not None and facts.external_approved_on > facts.today:
                reasons.append("Approved outside this system: the date of approval is still to come.")
            return reasons
