"""When, and at what cost, a switch would be settled."""

from dataclasses import replace

import pytest

from comparability.model.plans.outlook import OpenAttribute, Standing, outlook
from comparability.model.vocabulary import Readiness
from tests.model.planned import COSTS

OPEN = OpenAttribute(name="potency", is_counted=True, post_lots=2, per_arm=1)
STANDING = Standing(
    state=Readiness.INCONCLUSIVE, made_post=4, planned_post=4, open_attributes=(OPEN,), costs=COSTS
)


def at(state: Readiness, **changes: object):
    return outlook(replace(STANDING, state=state, **changes))


def test_an_inconclusive_switch_needs_the_lots_that_its_worst_attribute_needs():
    slower = replace(OPEN, name="titre", post_lots=5)
    found = at(Readiness.INCONCLUSIVE, open_attributes=(OPEN, slower))
    assert (found.lots, found.cost, found.months) == (5, "2,500,000\u00a0USD", "7.5\u00a0months")
    assert found.words.startswith("About 5 further post lots would settle potency and titre")


def test_where_post_lots_alone_would_hardly_settle_it_both_arms_need_lots():
    both = replace(OPEN, post_lots=None, per_arm=3)
    found = at(Readiness.INCONCLUSIVE, open_attributes=(both,))
    assert (found.lots, found.cost) == (6, "2,400,000\u00a0USD")
    assert "3 further post lots and 3 further pre lots" in found.words


def test_what_no_realistic_number_settles_is_said_without_a_price():
    never = replace(OPEN, post_lots=None, per_arm=None)
    found = at(Readiness.INCONCLUSIVE, open_attributes=(OPEN, never))
    assert (found.lots, found.cost, found.months) == (None, None, None)
    assert "No realistic number of further lots would settle potency" in found.words


def test_an_analysis_for_which_lots_are_not_counted_is_not_called_hopeless():
    uncounted = replace(OPEN, is_counted=False, post_lots=None, per_arm=None)
    found = at(Readiness.INCONCLUSIVE, open_attributes=(uncounted,))
    assert "not computed for its analysis" in found.words and found.lots is None


@pytest.mark.parametrize("state", [Readiness.NOT_STARTED, Readiness.COLLECTING])
def test_before_an_assessment_the_planned_lots_that_are_missing_count(state):
    found = at(state, made_post=1, planned_post=4)
    assert (found.lots, found.cost, found.months) == (3, "1,500,000\u00a0USD", "4.5\u00a0months")
    first = at(state, made_post=0, planned_post=4)
    assert first.months == "15.5\u00a0months"
    assert at(state, made_post=4).words == "All planned lots are made; results or records are missing."


def test_what_blocks_is_not_settled_by_lots():
    assert at(Readiness.BLOCKED).words == "Lots do not settle what blocks it."
    missing = at(Readiness.BLOCKED, made_post=3)
    assert missing.words.startswith("What blocks is not settled by lots. 1 planned post lot is still to make")
    assert missing.lots == 1


@pytest.mark.parametrize("state", [Readiness.READY_FOR_DECISION, Readiness.DECIDED, Readiness.ISSUED])
def test_a_settled_switch_has_nothing_left_to_make(state):
    assert at(state) is None


def test_without_a_plan_lots_are_counted_and_no_price_is_invented():
    found = at(Readiness.INCONCLUSIVE, costs=None)
    assert (found.lots, found.cost, found.months) == (2, None, None)
    assert "no plan says what a lot costs" in found.words


def test_a_price_that_was_not_stated_is_not_taken_for_nothing():
    both = replace(OPEN, post_lots=None, per_arm=3)
    found = at(Readiness.INCONCLUSIVE, open_attributes=(both,), costs=replace(COSTS, pre_lot=None))
    assert found.cost is None and "cost not stated" in found.words


def test_without_a_protocol_nothing_is_planned():
    assert at(Readiness.NOT_STARTED, planned_post=None) is None
