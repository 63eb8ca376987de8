"""Parts of one whole are compared together beside each part, with zeros replaced as stated and said."""

import json
from dataclasses import replace

import pytest

from comparability.model.vocabulary import ArmClaim, ArmPairs, ArmRole
from tests.model.observed import CONTEXT, observed
from tests.model.wholes import AFTER, BEFORE, PARTS, together


def row(comparison):
    return next(row for row in comparison.side_analyses if row.name.startswith("together"))


def test_each_part_says_where_it_lies_and_all_say_the_joint_test():
    found = together()
    for part, comparison in zip(PARTS, found, strict=True):
        beside = row(comparison)
        assert beside.name == "together, as log-ratios: empty, full and partial"
        assert (beside.estimate, beside.outcome) == (None, None)
        assert "joint test of four pre lots and four post lots: F = " in beside.remark
        assert "which equal compositions reach in" in beside.remark
        assert part in beside.name
    assert len({row(each).remark.split("; ")[0] for each in found}) == 3


def test_the_centres_are_those_that_compositions_finds(references):
    case = json.loads((references / "r" / "l_composition_hotelling.json").read_text(encoding="utf-8"))[
        "cases"
    ][0]
    found = together(case["input"]["x"], case["input"]["y"], parts=tuple(case["input"]["parts"]))
    for place, comparison in enumerate(found):
        before, after = (100 * case[name][place] for name in ("centre_x", "centre_y"))
        assert f"centre {before:.1f} % before and {after:.1f} % after" in row(comparison).remark


def test_it_changes_no_outcome():
    for beside, comparison in zip(together(), together(parts=PARTS), strict=True):
        assert beside.outcome is comparison.outcome


ZERO = [*AFTER[:3], (30.0, 70.0, 0.0)]


def test_a_part_that_was_not_found_needs_a_floor_of_its_own():
    assert (
        row(together(after=ZERO)[0]).remark
        == "not possible: partial is zero in a lot, and no floor is stated for it"
    )
    other = together(after=ZERO, floors=(0.1, None, None))
    assert "no floor is stated for it" in row(other[0]).remark


def test_zeros_are_replaced_by_the_floor_and_what_half_of_it_would_give_stands_beside():
    remark = row(together(after=ZERO, floors=(None, None, 0.5))[0]).remark
    assert "1 zero was replaced by 0.5 %, and with half of that F would be " in remark
    # The floor of a part without a zero replaces nothing.
    assert row(together(after=ZERO, floors=(0.01, None, 0.5))[0]).remark == remark


@pytest.mark.parametrize(
    "before, after, floor, said",
    [
        (BEFORE, ZERO, 6.0, "zeros of part 3 would become 6 %"),
        (BEFORE, [(30.0, 70.0, 0.0)] * 4, 0.5, "Part 3 is zero in all 4 lots of the post arm"),
        (BEFORE[:2], AFTER, None, "needs at least 3 lots; there are 2"),
        ([BEFORE[0]] * 4, [AFTER[0]] * 4, None, "spread cannot be estimated"),
        ([], AFTER, None, "at least"),
    ],
    ids=["floor too high", "never seen", "too few", "no spread", "no pre lot"],
)
def test_what_does_not_allow_it_is_said_and_stops_nothing(before, after, floor, said):
    found = together(before, after, floors=(None, None, floor))
    assert row(found[0]).remark.startswith("not possible: ")
    assert said in row(found[0]).remark


def test_zeros_of_parts_that_are_no_percentages_are_not_replaced():
    found = together(after=ZERO, floors=(None, None, 0.5), unit="fraction")
    assert "zeros are replaced in percent only" in row(found[0]).remark


def test_two_parts_are_one_number_and_no_composition():
    found = together([lot[:2] for lot in BEFORE], [lot[:2] for lot in AFTER], parts=PARTS[:2])
    assert not any(row.name.startswith("together") for row in found[0].side_analyses)


def test_several_arms_are_never_pooled_into_one_composition():
    site = [
        tuple(observed(80 + n, ArmRole.SITE, value, arm_name="Clinic C") for value in lot)
        for n, lot in enumerate(AFTER[:3])
    ]
    context = replace(CONTEXT, arm_pairs=ArmPairs.EACH_WITH_PRE, arm_claim=ArmClaim.ALL)
    found = together(extra=site, context=context)
    assert "several arms beside the pre arm (CDMO B and Clinic C)" in row(found[0]).remark
