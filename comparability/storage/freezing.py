"""The facts that decide whether a draft can be frozen, and the state of each of its criteria."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from comparability.model.criteria.gaps import gaps, in_words
from comparability.model.criteria.rules import check_fit
from comparability.model.criteria.validity import validate
from comparability.model.errors import Invalid, Refused
from comparability.model.freezing import FreezeFacts
from comparability.model.vocabulary import ArmRole
from comparability.storage.attributes import attributes_of
from comparability.storage.criteria import criterion_value, eligibility_rule
from comparability.storage.post_results import PostResults, post_results
from comparability.storage.protocols import CriterionLine, Protocol, criteria_of
from comparability.storage.switches import Switch, arms_of, lots_in_arms

_NOTHING = PostResults(count=0, lots=0, summaries=0, first_tested_on=None, first_entered_at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionState:
    """A criterion and what is missing or wrong with it; None when it can be frozen."""

    line: CriterionLine
    problem: str | None


def criterion_states(session: Session, protocol: Protocol) -> tuple[CriterionState, ...]:
    """Every criterion of the version with its state, in the order of the panel."""
    return tuple(
        CriterionState(line=line, problem=_problem(line, protocol))
        for line in criteria_of(session, protocol.id)
    )


def known_post_results(session: Session, protocol: Protocol) -> PostResults:
    """What is entered of post-switch lots that the protocol can count; nothing where lots have two arms."""
    try:
        rule = eligibility_rule(protocol)
    except Invalid:
        rule = None
    try:
        return post_results(session, protocol.switch_id, rule=rule)
    except Refused:
        return _NOTHING


def freeze_facts(session: Session, protocol: Protocol, *, today: date) -> FreezeFacts:
    """Everything that the rules of freezing look at, read at once."""
    switch = session.get_one(Switch, protocol.switch_id)
    roles = [arm.role for arm in arms_of(session, switch.id)]
    states = criterion_states(session, protocol)
    judged = {state.line.attribute.id for state in states}
    known = known_post_results(session, protocol)
    return FreezeFacts(
        mode=protocol.mode,
        mode_reason=protocol.mode_reason,
        external_document=protocol.external_document,
        external_approved_on=protocol.external_approved_on,
        external_attestation=protocol.external_attestation,
        has_pre_arm=ArmRole.PRE in roles,
        other_arms=sum(role is not ArmRole.PRE for role in roles),
        arm_pairs=protocol.arm_pairs,
        arm_claim=protocol.arm_claim,
        lots_problem=_lots_problem(session, switch.id),
        rule_problem=_rule_problem(protocol),
        criteria=tuple(
            (state.line.attribute.name, state.problem) for state in states if state.problem is not None
        ),
        without_criterion=tuple(
            attribute.name
            for attribute in attributes_of(session, switch.product_id)
            if attribute.id not in judged
        ),
        has_criteria=bool(states),
        post_results=known.count,
        post_summaries=known.summaries,
        first_post_test=known.first_tested_on,
        today=today,
    )


def _problem(line: CriterionLine, protocol: Protocol) -> str | None:
    try:
        criterion = criterion_value(line.row, protocol)
        if missing := in_words(gaps(criterion)):
            return missing
        validate(criterion)
        check_fit(
            criterion,
            own_tier=line.attribute.tier,
            is_qualitative=line.attribute.is_qualitative,
            allowed_words=tuple(line.attribute.allowed_words or ()),
            unit=line.attribute.unit,
            decimals=line.attribute.decimals,
        )
    except Invalid as error:
        return str(error)
    return None


def _lots_problem(session: Session, switch_id: int) -> str | None:
    try:
        lots_in_arms(session, switch_id)
    except Refused as error:
        return str(error)
    return None


def _rule_problem(protocol: Protocol) -> str | None:
    try:
        eligibility_rule(protocol)
    except Invalid as error:
        return str(error)
    return None
