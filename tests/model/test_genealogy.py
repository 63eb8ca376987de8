import pytest

from comparability.model.genealogy import Branch, line_between, may_follow, tree
from comparability.model.vocabulary import Stage

# 4 was filled from the pool 3, which was made from 1 and 2; 5 was filled from 2 alone.
PARENTS = {4: {3}, 3: {1, 2}, 5: {2}}


def test_the_line_to_an_ancestor_names_every_step():
    assert line_between(4, 1, PARENTS) == (4, 3, 1)


def test_lots_of_separate_lines_are_not_related():
    assert line_between(5, 1, PARENTS) is None


def test_a_lot_is_its_own_line():
    assert line_between(4, 4, PARENTS) == (4,)


def test_a_line_is_found_in_data_that_already_hold_a_cycle():
    assert line_between(1, 9, {1: {2}, 2: {1}}) is None


def test_a_lot_reached_twice_is_followed_once():
    diamond = {1: {2, 3}, 2: {4}, 3: {4}, 4: {5}}
    two, three = tree(1, diamond)
    assert two == Branch(2, 1, False, (Branch(4, 2, False, (Branch(5, 3, False, ()),)),))
    assert three == Branch(3, 1, False, (Branch(4, 2, True, ()),))


@pytest.mark.parametrize(
    ("parent", "child", "allowed"),
    [
        (Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT, True),
        (Stage.IN_PROCESS, Stage.DRUG_SUBSTANCE, True),
        (Stage.DRUG_SUBSTANCE, Stage.DRUG_SUBSTANCE, True),
        (Stage.DRUG_PRODUCT, Stage.DRUG_SUBSTANCE, False),
        (Stage.DRUG_SUBSTANCE, Stage.IN_PROCESS, False),
    ],
)
def test_a_lot_is_made_from_an_earlier_stage_or_pooled_within_its_own(parent, child, allowed):
    assert may_follow(parent, child) is allowed
