"""Every post lot against a limit or against words, and attributes without a criterion."""

from dataclasses import replace

from comparability.model.datasets import Observation
from comparability.model.judging.comparison import Comparison
from comparability.model.vocabulary import (
    ArmRole,
    CriterionKind,
    Effect,
    Outcome,
    ResultState,
    Tier,
)
from tests.model.observed import (
    below,
    compared,
    criterion,
    lots,
    observed,
)

ONE_LOT = {"minimum_lots": 1, "minimum_lots_reason": "one lot is made in a year"}


def limited(*observations: Observation, **facts: object) -> Comparison:
    return compared(tuple(observations), criterion(CriterionKind.LIMIT, minimum_lots=1, **facts))


def test_a_lot_beyond_a_limit_is_named_although_the_attribute_cannot_be_judged():
    observations = [
        observed(number, arm, value, laboratory="X" if arm is ArmRole.PRE else "Y")
        for number, arm, value in ((1, ArmRole.PRE, 1.0), (51, ArmRole.POST, 99.0))
    ]
    found = compared(tuple(observations), criterion(CriterionKind.LIMIT, tier=Tier.A, **ONE_LOT))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert found.plain_words.startswith("Lot B51\u00a0(99.0) does not conform")


def test_a_limit_is_met_when_every_post_lot_conforms():
    found = limited(observed(51, ArmRole.POST, 10.0), observed(52, ArmRole.POST, 0.0))
    assert (found.outcome, found.effect) == (Outcome.MET, Effect.CLOSES)


def test_one_lot_beyond_the_limit_blocks_and_is_named():
    found = limited(observed(51, ArmRole.POST, 10.01), observed(52, ArmRole.POST, 1.0))
    assert (found.outcome, found.effect) == (Outcome.NOT_MET, Effect.BLOCKS)
    assert "B51" in found.reason


def test_a_result_below_the_quantification_limit_is_judged_at_that_limit():
    assert limited(below(10.0)).outcome is Outcome.MET
    assert limited(below(10.1)).outcome is Outcome.CANNOT_JUDGE
    assert any("judged at its limit" in sentence for sentence in limited(below(5.0)).limitations)
    assert not any("judged at its limit" in sentence for sentence in limited(below(10.1)).limitations)


def test_each_reason_why_a_lot_cannot_be_known_to_conform_is_said_beside_a_lot_that_does_not():
    unknown = observed(52, ArmRole.POST, None, state=ResultState.NOT_DETECTED, entered="ND")
    words = limited(below(20.0), unknown).plain_words.replace("\u00a0", " ")
    assert words.startswith("This cannot be judged. It cannot be known whether lot B51 (<20) conforms")
    assert "lot B52 (ND) conforms: the detection limit is not recorded" in words
    beside = limited(observed(51, ArmRole.POST, 11.0), unknown)
    assert beside.outcome is Outcome.NOT_MET
    assert "Lot B51" in beside.reason and "lot B52" in beside.reason


def test_a_result_below_the_quantification_limit_does_not_pass_a_lower_limit():
    assert limited(below(10.0), limit_low=5.0, limit_high=20.0).outcome is Outcome.CANNOT_JUDGE
    assert limited(below(5.0), limit_low=5.0, limit_high=20.0).outcome is Outcome.NOT_MET


def test_a_result_above_the_range_never_passes_an_upper_limit():
    over = observed(51, ArmRole.POST, 9.0, state=ResultState.LIMIT, qualifier=">", entered=">9")
    assert limited(over).outcome is Outcome.CANNOT_JUDGE
    assert limited(replace(over, value=10.0, entered=">10")).outcome is Outcome.NOT_MET


def test_not_detected_without_a_detection_limit_says_nothing_about_a_number():
    found = limited(observed(51, ArmRole.POST, None, state=ResultState.NOT_DETECTED, entered="ND"))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "detection limit is not recorded" in found.reason


def test_a_pre_lot_beyond_the_limit_is_a_limitation_and_not_the_verdict():
    found = limited(observed(1, ArmRole.PRE, 99.0), observed(51, ArmRole.POST, 1.0))
    assert found.outcome is Outcome.MET
    assert any("A01 would not conform" in sentence for sentence in found.limitations)


def worded(*words: str | None) -> Comparison:
    observations = tuple(
        observed(number, ArmRole.POST, None, state=ResultState.WORD, word=word, entered=word or "")
        for number, word in enumerate(words, 51)
    )
    return compared(observations, criterion(CriterionKind.QUALITATIVE, minimum_lots=1))


def test_a_qualitative_criterion_accepts_its_words_and_no_others():
    assert worded("complies", "Complies").outcome is Outcome.MET
    assert worded("complies", "does not comply").outcome is Outcome.NOT_MET
    assert worded("complies", None).outcome is Outcome.CANNOT_JUDGE


def test_results_that_are_no_numbers_are_counted_where_an_attribute_is_described():
    found = compared((*lots(), below(5.0, 60)), criterion(CriterionKind.DESCRIPTIVE))
    assert "one further result is not a verified number" in found.plain_words


def test_an_attribute_without_a_criterion_is_described_and_never_blocks():
    found = compared(lots(), criterion(CriterionKind.DESCRIPTIVE))
    assert (found.outcome, found.effect) == (Outcome.DESCRIBED, Effect.NONE)
    assert found.figure("n_pre") == 6
    assert compared((), criterion(CriterionKind.DESCRIPTIVE)).effect is Effect.NONE
