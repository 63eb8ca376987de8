"""Marks beside an outcome: what was known before the freeze, and which mode the protocol runs in."""

from dataclasses import replace
from datetime import date, timedelta

from comparability.model.judging.comparison import compare
from comparability.model.vocabulary import (
    ArmRole,
    Mark,
    ProtocolMode,
)
from tests.model.observed import (
    CONTEXT,
    FROZEN,
    attribute,
    compared,
    criterion,
    lots,
)

RETROSPECTIVE = replace(CONTEXT, mode=ProtocolMode.RETROSPECTIVE)


def marks(context=CONTEXT, **facts: object) -> tuple[Mark, ...]:
    changed = tuple(replace(item, **facts) if item.arm is ArmRole.POST else item for item in lots())
    return compare(attribute(changed), criterion(), context=context).marks


def test_a_post_lot_tested_on_the_day_of_the_freeze_is_not_exploratory_and_the_day_is_said():
    same_day = tuple(
        replace(item, tested_on=FROZEN.date()) if item.arm is ArmRole.POST else item for item in lots()
    )
    assert any("tested on the day of the freeze" in text for text in compared(same_day).limitations)
    later = tuple(replace(item, tested_on=FROZEN.date() + timedelta(days=1)) for item in lots())
    assert not any("day of the freeze" in text for text in compared(later).limitations)


def test_post_results_entered_or_tested_before_the_freeze_are_exploratory():
    assert marks() == ()
    assert marks(entered_at=FROZEN - timedelta(seconds=1)) == (Mark.EXPLORATORY,)
    assert marks(tested_on=FROZEN.date() - timedelta(days=1)) == (Mark.EXPLORATORY,)
    assert marks(tested_on=FROZEN.date()) == ()
    assert marks(replace(CONTEXT, frozen_at=None)) == (Mark.EXPLORATORY,)


def test_the_pre_arm_may_have_been_tested_before_the_freeze():
    early = tuple(
        replace(item, tested_on=date(2020, 1, 1)) if item.arm is ArmRole.PRE else item for item in lots()
    )
    assert compare(attribute(early), criterion(), context=CONTEXT).marks == ()


def test_the_retrospective_mode_is_marked():
    assert marks(RETROSPECTIVE) == (Mark.RETROSPECTIVE,)
