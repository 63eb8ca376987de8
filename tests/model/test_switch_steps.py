from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comparability.model.switch_steps import Progress, steps
from comparability.model.vocabulary import Readiness

START = Progress(
    has_both_sides=False, differences=3, unresolved=3, attributes=2, ranked=0, protocol_number=None,
    open_criteria=0, frozen_at=None, amendment_number=None, planned_pre=0, planned_post=0, eligible_pre=0,
    eligible_post=0, without_results=0, published_pre=0, published_post=0, readiness=None, is_decided=False,
    packages=0, issued=0,
)  # fmt: skip
DESCRIBED = replace(START, has_both_sides=True, unresolved=0)
RANKED = replace(DESCRIBED, ranked=2)
DRAFTED = replace(RANKED, protocol_number=1, open_criteria=1, planned_pre=3, planned_post=3)
FROZEN = replace(DRAFTED, open_criteria=0, frozen_at=datetime(2026, 11, 23, tzinfo=UTC))
TESTED = replace(FROZEN, eligible_pre=3, eligible_post=3)
ASSESSED = replace(TESTED, readiness=Readiness.READY_FOR_DECISION)
DECIDED = replace(ASSESSED, is_decided=True)


@pytest.mark.parametrize(
    ("progress", "action"),
    [
        (START, "Add the arms"),
        (replace(START, has_both_sides=True), "Assess the differences"),
        (DESCRIBED, "Rank the risks"),
        (RANKED, "Draft the protocol"),
        (DRAFTED, "Complete the criteria"),
        (replace(DRAFTED, open_criteria=0), "Freeze the protocol"),
        (FROZEN, "Enter lots and results"),
        (replace(TESTED, without_results=1), "Enter lots and results"),
        (TESTED, "Run the assessment"),
        (replace(TESTED, readiness=Readiness.BLOCKED), "Look at the assessment"),
        (replace(TESTED, amendment_number=2), "Freeze the amendment"),
        (ASSESSED, "Conclude"),
        (DECIDED, "Make the package"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_step_comes_next_and_says_what_to_do(progress, action):
    (following,) = [step for step in steps(progress) if step.is_next]
    assert following.action == action


def test_nothing_comes_next_after_the_package_is_issued():
    assert not any(step.is_next for step in steps(replace(DECIDED, packages=1, issued=1)))


def test_ranking_ends_with_the_freeze_and_an_open_difference_does_not():
    found = {step.key: step.is_done for step in steps(replace(FROZEN, ranked=1, unresolved=1))}
    assert (found["risks"], found["describe"]) == (True, False)


def test_published_figures_stand_in_for_a_side_without_lots():
    known = replace(FROZEN, planned_pre=3, planned_post=3, eligible_pre=0, published_pre=2)
    step = {each.key: each for each in steps(replace(known, eligible_post=3))}["results"]
    assert (step.words, step.is_done) == ("Published figures before, 3 of 3 lots after", True)
    step = {each.key: each for each in steps(replace(known, eligible_pre=1, eligible_post=3))}["results"]
    assert (step.words, step.is_done) == ("1 of 3 lots before, 3 of 3 after", False)
