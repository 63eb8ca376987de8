"""Data that are missing, not verified, too few or without a number stop every analysis alike."""

from dataclasses import replace

import pytest

from comparability.model.judging.comparison import compare
from comparability.model.vocabulary import Analysis, ArmRole, Contrast, Effect, Outcome, ResultState
from tests.model.observed import CONTEXT, attribute, compared, observed
from tests.model.test_invariance import ON_LOTS, asked, lots_of

PRE, POST = [48.0, 52.0, 50.0, 49.0, 51.0, 47.0], [49.0, 53.0, 50.0, 52.0, 48.0, 51.0]
OF_MEANS = [each for each in ON_LOTS if each[1] is not Analysis.CENSORED]
STRICT = {"minimum_lots": 3, "minimum_lots_reason": None}


def of(contrast: Contrast, analysis: Analysis, pre=PRE, post=POST):
    return lots_of(pre, post, contrast, analysis)


def criterion_of(contrast: Contrast, analysis: Analysis):
    return replace(asked(contrast, analysis), **STRICT)


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
def test_what_is_complete_is_judged(contrast, analysis):
    found = compared(of(contrast, analysis), criterion_of(contrast, analysis))
    assert found.outcome is not Outcome.CANNOT_JUDGE, found.reason
    assert found.r_snippet and found.influence and found.figure("n_pre") and found.figure("n_post")


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
@pytest.mark.parametrize(
    "change, said",
    [
        ({"verified": False}, "1 result is not verified."),
        ({"state": ResultState.NOT_TESTED, "value": None}, "has no result (not tested)"),
        ({"state": ResultState.INVALID, "value": None}, "has no result (invalid)"),
        ({"state": ResultState.INSUFFICIENT, "value": None}, "has no result (quantity not sufficient)"),
        ({"state": ResultState.WORD, "value": None, "word": "complies"}, "has a word instead of a number"),
    ],
    ids=["not verified", "not tested", "invalid", "too little", "word"],
)
def test_one_lot_without_a_usable_result_stops_it(contrast, analysis, change, said):
    observations = of(contrast, analysis)
    broken = (*observations[:-1], replace(observations[-1], **change))
    found = compared(broken, criterion_of(contrast, analysis))
    assert (found.outcome, found.effect) == (Outcome.CANNOT_JUDGE, Effect.BLOCKS)
    assert said in found.reason
    assert found.used == () and found.figures == ()


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
def test_a_lot_that_has_no_result_at_all_stops_it(contrast, analysis):
    data = attribute(of(contrast, analysis), without_result=("B09",))
    found = compare(data, criterion_of(contrast, analysis), context=CONTEXT)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "Lot B09 has no result yet" in found.reason


@pytest.mark.parametrize("contrast, analysis", OF_MEANS, ids=str)
def test_a_limit_is_no_number_but_to_a_likelihood(contrast, analysis):
    limit = observed(60, ArmRole.POST, 20.0, state=ResultState.LIMIT, qualifier="<")
    found = compared((*of(contrast, analysis), limit), criterion_of(contrast, analysis))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "means are not computed from limits" in found.reason


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
def test_fewer_lots_than_the_protocol_asks_for_are_counted_and_said_once(contrast, analysis):
    found = compared(of(contrast, analysis, post=POST[:2]), criterion_of(contrast, analysis))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert found.reason.startswith("Two post lots: the protocol asks for at least three an arm.")
    none = compared(of(contrast, analysis, pre=[], post=[]), criterion_of(contrast, analysis))
    assert none.reason.startswith("No pre lots and no post lots: the protocol asks for at least three")


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
def test_a_method_that_changed_with_the_supplier_blocks_every_analysis_of_tier_a(contrast, analysis):
    changed = tuple(
        replace(item, method_version="2") if item.arm is ArmRole.POST else item
        for item in of(contrast, analysis)
    )
    found = compared(changed, criterion_of(contrast, analysis))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "method version 1 and every post lot with method version 2" in found.reason
    assert found.figure("estimate") and found.side_analyses is not None  # shown all the same
