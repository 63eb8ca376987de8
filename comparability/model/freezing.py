"""What stands between a drafted protocol and its freeze, as sentences that say how to mend it."""

from dataclasses import dataclass
from datetime import date

from comparability.model.vocabulary import ProtocolMode


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeFacts:
    """What the rules look at.

    criteria: (attribute, what is wrong) of every criterion that is not complete and valid.
    post_results: how many results of post-switch lots that can count are entered, with the first test date.
    """

    mode: ProtocolMode
    mode_reason: str | None
    external_document: str | None
    external_approved_on: date | None
    external_attestation: str | None
    has_pre_arm: bool
    has_other_arm: bool
    lots_problem: str | None
    rule_problem: str | None
    criteria: tuple[tuple[str, str], ...]
    without_criterion: tuple[str, ...]
    has_criteria: bool
    post_results: int
    first_post_test: date | None
    today: date


def reasons_not_to_freeze(facts: FreezeFacts) -> tuple[str, ...]:
    """Every reason, in the order of the page; empty when the protocol can be frozen."""
    reasons: list[str] = []
    if not facts.has_pre_arm:
        reasons.append("The switch has no pre arm. Add it with the source of its lots.")
    if not facts.has_other_arm:
        reasons.append("The switch has no arm to compare with. Add it with the source of its lots.")
    reasons += [sentence for sentence in (facts.lots_problem, facts.rule_problem) if sentence is not None]
    reasons += _about_mode(facts)
    if not facts.has_criteria:
        reasons.append("The protocol has no criterion. Add the attributes of the product.")
    if facts.without_criterion:
        reasons.append(f"Without a criterion: {', '.join(facts.without_criterion)}.")
    reasons += [f"{attribute}: {problem}" for attribute, problem in facts.criteria]
    return tuple(reasons)


def _about_mode(facts: FreezeFacts) -> list[str]:
    match facts.mode:
        case ProtocolMode.PROSPECTIVE if facts.post_results:
            many = facts.post_results > 1
            count = f"{facts.post_results} results" if many else "1 result"
            tested = f", the first tested on {facts.first_post_test}" if facts.first_post_test else ""
            return [
                f"{count} of post-switch lots {'are' if many else 'is'} entered already{tested}. "
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
