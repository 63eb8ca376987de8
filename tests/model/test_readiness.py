"""What each outcome does to a switch, row by row of the outcome table."""

import pytest

from comparability.model.readiness import (
    AttributeState,
    Task,
    effect,
    passing_together,
    propose,
    switch_readiness,
)
from comparability.model.vocabulary import Conclusion, CriterionKind, Effect, Outcome, Readiness, Tier

EQUIVALENCE, NOT_WORSE = CriterionKind.EQUIVALENCE, CriterionKind.NON_INFERIORITY
RANGE, TOLERANCE = CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL
LIMIT, WORDS, LISTED = CriterionKind.LIMIT, CriterionKind.QUALITATIVE, CriterionKind.DESCRIPTIVE

TABLE = [
    (Tier.A, EQUIVALENCE, Outcome.EQUIVALENT, Effect.CLOSES),
    (Tier.A, EQUIVALENCE, Outcome.DIFFERENT, Effect.BLOCKS),
    (Tier.B, EQUIVALENCE, Outcome.DIFFERENT, Effect.NEEDS_DECISION),
    (Tier.A, EQUIVALENCE, Outcome.INCONCLUSIVE, Effect.OPEN),
    (Tier.A, NOT_WORSE, Outcome.MET, Effect.CLOSES),
    (Tier.A, NOT_WORSE, Outcome.NOT_MET, Effect.BLOCKS),
    (Tier.A, NOT_WORSE, Outcome.INCONCLUSIVE, Effect.OPEN),
    (Tier.B, RANGE, Outcome.MET, Effect.CLOSES),
    (Tier.B, RANGE, Outcome.NOT_MET, Effect.NEEDS_DECISION),
    (Tier.B, TOLERANCE, Outcome.NOT_MET, Effect.NEEDS_DECISION),
    (Tier.A, RANGE, Outcome.MET, Effect.OPEN),
    (Tier.C, LIMIT, Outcome.MET, Effect.CLOSES),
    (Tier.C, LIMIT, Outcome.NOT_MET, Effect.BLOCKS),
    (Tier.C, WORDS, Outcome.NOT_MET, Effect.BLOCKS),
    (Tier.A, EQUIVALENCE, Outcome.CANNOT_JUDGE, Effect.BLOCKS),
    (Tier.B, RANGE, Outcome.CANNOT_JUDGE, Effect.BLOCKS),
    (Tier.C, LISTED, Outcome.DESCRIBED, Effect.NONE),
    (Tier.C, LISTED, Outcome.CANNOT_JUDGE, Effect.NONE),
]


def state(outcome: Outcome, *, tier: Tier = Tier.A, kind: CriterionKind = EQUIVALENCE) -> AttributeState:
    return AttributeState(name="titre", tier=tier, kind=kind, outcome=outcome, reason="because.")


def readiness(*attributes: AttributeState, tasks: tuple[Task, ...] = (), **facts: bool):
    given = {"has_results": True, "is_decided": False, "is_issued": False} | facts
    return switch_readiness(attributes=attributes, tasks=tasks, **given)


@pytest.mark.parametrize("tier, kind, outcome, expected", TABLE, ids=str)
def test_each_outcome_does_what_the_table_says(tier, kind, outcome, expected):
    assert effect(tier=tier, kind=kind, outcome=outcome) is expected


def test_the_worst_tier_a_attribute_decides_the_state():
    assert readiness(state(Outcome.EQUIVALENT)).state is Readiness.READY_FOR_DECISION
    assert readiness(state(Outcome.EQUIVALENT), state(Outcome.INCONCLUSIVE)).state is Readiness.INCONCLUSIVE
    assert readiness(state(Outcome.INCONCLUSIVE), state(Outcome.DIFFERENT)).state is Readiness.BLOCKED


def test_what_cannot_be_judged_blocks():
    assert readiness(state(Outcome.CANNOT_JUDGE)).state is Readiness.BLOCKED


def test_a_tier_b_range_that_is_not_met_leaves_the_decision_to_a_person_and_is_named():
    found = readiness(state(Outcome.EQUIVALENT), state(Outcome.NOT_MET, tier=Tier.B, kind=RANGE))
    assert found.state is Readiness.READY_FOR_DECISION
    assert found.reasons == ("titre: because.",)
    assert found.proposed is Conclusion.MORE_DATA


def test_a_blocking_task_blocks_and_another_keeps_the_switch_collecting():
    waits = Task(what="3 results to verify", blocks=False)
    stops = Task(what="an unresolved difference in the side-by-side table", blocks=True)
    assert readiness(state(Outcome.EQUIVALENT), tasks=(waits,)).state is Readiness.COLLECTING
    assert readiness(state(Outcome.EQUIVALENT), tasks=(waits, stops)).state is Readiness.BLOCKED


def test_before_an_assessment_the_state_says_whether_there_are_results():
    assert readiness(has_results=False).state is Readiness.NOT_STARTED
    assert readiness().state is Readiness.COLLECTING


def test_a_decision_and_then_an_issued_package_close_the_switch():
    assert readiness(state(Outcome.DIFFERENT), is_decided=True).state is Readiness.DECIDED
    assert readiness(state(Outcome.DIFFERENT), is_decided=True, is_issued=True).state is Readiness.ISSUED


@pytest.mark.parametrize(
    "outcomes, proposed",
    [
        ([Outcome.EQUIVALENT, Outcome.EQUIVALENT], Conclusion.HIGHLY_SIMILAR),
        ([Outcome.EQUIVALENT, Outcome.INCONCLUSIVE], Conclusion.MORE_DATA),
        ([Outcome.EQUIVALENT, Outcome.DIFFERENT], Conclusion.NOT_COMPARABLE),
        ([Outcome.EQUIVALENT, Outcome.CANNOT_JUDGE], None),
        ([Outcome.DIFFERENT, Outcome.CANNOT_JUDGE], None),
        ([], None),
    ],
    ids=str,
)
def test_the_proposal_follows_from_the_outcomes_and_is_never_a_justification(outcomes, proposed):
    assert propose([state(outcome) for outcome in outcomes]) is proposed


def test_four_attributes_at_eighty_percent_pass_together_in_two_of_five_cases():
    """0.8 to the fourth power is 0.4096."""
    said = passing_together([0.8] * 4)
    assert said is not None and "chance of 41\u00a0%." in said
    assert passing_together([0.8]) is None


def test_nothing_is_proposed_without_a_tier_a_attribute():
    assert propose([state(Outcome.EQUIVALENT, tier=Tier.B)]) is None
