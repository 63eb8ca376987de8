"""Lots beyond a limit: no limit becomes a number, and a verdict stands only where both ends agree with it."""

from dataclasses import replace

import pytest

from comparability.model.vocabulary import Analysis, ArmRole, Contrast, CriterionKind, Outcome, ResultState
from comparability.statistics.interval import Interval
from tests.model.designs import IMPURITY, asking, censored
from tests.model.observed import compared, lots, observed

RATIO = Interval(0.5, 2.0)
PRE, POST = (1.00, 1.10, 0.95, 1.05, 0.98, 1.08), (1.02, 0.97, 1.06, 1.01, 0.99)
ASKED = asking(Contrast.RATIO, Analysis.CENSORED, RATIO, floor=0.9)


def limits(pre, post, asked=ASKED):
    return compared(censored(pre, post), asked, **IMPURITY)


def test_a_verdict_stands_where_both_ends_agree_and_they_are_shown_beside_it():
    found = limits([*PRE, "<0.95"], [*POST, "<0.95"])
    assert found.outcome is Outcome.EQUIVALENT
    bounds = [row for row in found.side_analyses if row.name.startswith("censored lots")]
    assert [(row.name, row.outcome) for row in bounds] == [
        ("censored lots at their limits", Outcome.EQUIVALENT),
        ("censored lots at the floor 0.9", Outcome.EQUIVALENT),
    ]
    assert found.figure("censored_pre") == found.figure("censored_post") == 1.0


def test_a_verdict_is_refused_where_the_ends_disagree_and_censoring_is_the_reason():
    """A floor far below the limit says how little is known of the lots below it."""
    asked = replace(ASKED, floor=0.001)
    found = limits([*PRE, "<0.95", "<0.95"], list(POST), asked)
    bounds = {row.name: row.outcome for row in found.side_analyses if row.name.startswith("censored lots")}
    assert len(set(bounds.values())) == 2
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "The censoring leaves it open: by the likelihood of the lots the outcome would be" in found.reason
    for name, outcome in bounds.items():
        assert f"{outcome} with {name}" in found.reason
    assert "The censoring leaves it open" in found.plain_words
    assert "reaches ;" not in found.reason


def test_an_interval_inside_the_margin_is_not_said_to_reach_beyond_it():
    asked = replace(ASKED, floor=0.001)
    found = limits([*PRE, "<0.95", "<0.95"], list(POST), asked)
    inside = 0.5 < found.figure("interval_low") and found.figure("interval_high") < 2.0
    assert inside and found.reason.startswith("The censoring leaves it open")


def test_leaving_one_lot_out_follows_the_same_rule():
    found = limits([*PRE, "<0.95", "<0.95"], list(POST), replace(ASKED, floor=0.001))
    assert {row.outcome for row in found.influence} == {Outcome.INCONCLUSIVE}


@pytest.mark.requirement("DI-08")
@pytest.mark.parametrize("arm", ["pre", "post"])
def test_an_arm_of_limits_only_is_a_case_for_a_limit_test(arm):
    below = ["<0.95", "<0.95", "<0.9"]
    found = limits(below, list(POST)) if arm == "pre" else limits(list(PRE), below)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert f"None of the 3 lots of the {arm} arm has a value" in found.reason
    assert "a limit test is the way to judge such results" in found.reason


@pytest.mark.requirement("DI-08")
def test_no_mean_is_taken_over_limits():
    names = {figure.name for figure in limits([*PRE, "<0.95"], list(POST)).figures}
    assert not {"mean_pre", "geometric_mean_pre", "sd_pre", "cv_pre"} & names
    assert {"n_pre", "minimum_pre", "likelihood_mean_pre", "likelihood_sd_pre", "mean_post"} <= names
    found = limits([*PRE, "<0.5"], list(POST), replace(ASKED, floor=0.4))
    assert (found.figure("n_pre"), found.figure("minimum_pre")) == (7, 0.95)


def test_too_few_lots_give_no_prediction_from_limits():
    found = limits(["<0.95", 1.0, 1.1], [1.0, 1.05])
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "prediction_low" not in {figure.name for figure in found.figures}
    assert "one further lot" not in found.plain_words
    values = limits([1.0, 1.2, 1.1], [1.0, 1.05])
    assert "one further lot" in values.plain_words


def test_without_a_censored_lot_no_end_is_looked_at_and_censoring_is_no_reason():
    found = compared(lots(PRE, (0.5, 2.1, 1.0)), ASKED, **IMPURITY)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "censoring" not in found.reason
    assert not any(row.name.startswith("censored lots") for row in found.side_analyses)
    assert any(sentence.startswith("No lot lies beyond a limit;") for sentence in found.limitations)


@pytest.mark.requirement("DI-08")
def test_lots_above_the_range_stay_at_their_limit_and_that_is_said():
    found = limits([*PRE, ">1.1"], list(POST))
    assert any("Nothing says how far above its range a lot can lie" in text for text in found.limitations)


@pytest.mark.requirement("DI-08")
def test_a_lot_not_detected_lies_below_the_floor():
    nothing = observed(60, ArmRole.POST, None, state=ResultState.NOT_DETECTED, entered="ND")
    found = compared((*lots(PRE, POST), nothing), ASKED, **IMPURITY)
    assert found.lots[-1].value == 0.9 and found.lots[-1].bound == "<"
    assert found.figure("censored_post") == 1.0


@pytest.mark.parametrize(
    "facts, said",
    [
        (
            {"value": None, "state": ResultState.LIMIT, "qualifier": "<"},
            "The limit of lot B60 is not recorded",
        ),
        (
            {"value": 0.5, "state": ResultState.LIMIT, "qualifier": "<"},
            "the floor 0.9 lies above the limit 0.5",
        ),
        ({"value": 1.0, "verified": False}, "1 result is not verified"),
        ({"value": None, "state": ResultState.NOT_TESTED}, "has no result (not tested)"),
        ({"value": None, "state": ResultState.WORD, "word": "complies"}, "has a word instead of a number"),
    ],
)
def test_what_cannot_be_bounded_or_read_stops_with_a_sentence(facts, said):
    found = compared((*lots(PRE, POST), observed(60, ArmRole.POST, **facts)), ASKED, **IMPURITY)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert said in found.reason


def test_fills_of_one_lot_that_are_partly_limits_have_no_mean():
    fills = censored([], ["<0.95", 1.0])
    filled = tuple(replace(item, drug_substance_lot="DS-1") for item in fills)
    found = compared((*lots(PRE, ()), *lots((), POST)[2:], *filled), ASKED, **IMPURITY)
    assert "partly limits and partly numbers" in found.reason


def test_non_inferiority_of_an_impurity_looks_at_its_worry_only():
    asked = asking(
        Contrast.RATIO, Analysis.CENSORED, Interval(0.0, 2.0), CriterionKind.NON_INFERIORITY, floor=0.01
    )
    found = limits(list(PRE), [0.3, "<0.2", 0.25, 0.35, "<0.2"], asked)
    assert found.outcome is Outcome.MET
    assert "p_low" not in {figure.name for figure in found.figures}
