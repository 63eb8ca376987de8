"""Three parts of a whole are drawn once, beside the first of them, from what the assessment stored."""

import json
from typing import Any

import pytest

from comparability.model.plainness import plain
from comparability.model.stored_comparisons import stored
from comparability.model.vocabulary import Outcome
from comparability.usecases.contents.wholes import ternary_plot
from comparability.verification.figures import Item, Line, Written
from reports.plots import PointState
from tests.model.wholes import AFTER, BEFORE, together, whole_data


def lines(before=BEFORE, after=AFTER, parts=("empty", "full", "partial"), **facts: Any) -> list[Line]:
    found = []
    data = whole_data(before, after, parts=parts, **facts)
    for place, (comparison, each) in enumerate(
        zip(together(before, after, parts=parts, **facts), data, strict=True)
    ):
        item = plain(stored(comparison, each, position=place, as_typed={}))
        item["outcome"] = Outcome(item["outcome"])
        written = Written(
            code=each.name, name=each.name, unit=each.unit, scale=each.scale, decimals=each.decimals,
            is_scientific=False, derived_from=None, composition=each.composition,
        )  # fmt: skip
        kept = {name: item[name] for name in Item.__slots__}
        found.append(Line(item=Item(**kept), attribute=written))
    return found


def test_the_first_part_has_the_drawing_and_no_other():
    made = lines()
    assert [ternary_plot(each, made) is not None for each in made] == [True, False, False]
    assert ternary_plot(made[0], made[:2]) is None


def test_lots_stand_with_their_values_and_the_arms_with_their_counts():
    made = lines()
    plot = ternary_plot(made[0], made)
    assert [arm.label for arm in plot.arms] == ["CDMO A (pre, n = 4)", "CDMO B (post, n = 4)"]
    drawn = [tuple(share.at for share in point.shares) for arm in plot.arms for point in arm.points]
    assert drawn == [*BEFORE, *AFTER]
    assert {point.state for arm in plot.arms for point in arm.points} == {PointState.COUNTED}


def test_the_centres_are_those_that_compositions_finds(references):
    case = json.loads((references / "r" / "l_composition_hotelling.json").read_text(encoding="utf-8"))[
        "cases"
    ][0]
    made = lines(case["input"]["x"], case["input"]["y"], parts=tuple(case["input"]["parts"]))
    plot = ternary_plot(made[0], made)
    for arm, centre in zip(plot.arms, (case["centre_x"], case["centre_y"]), strict=True):
        assert [share.at for share in arm.centre] == pytest.approx([100.0 * share for share in centre])


def test_the_intervals_are_those_of_the_joint_analysis():
    made = lines()
    plot = ternary_plot(made[0], made)
    assert plot.level == "90\N{NO-BREAK SPACE}% simultaneous interval"
    for line, reach in zip(made, plot.reaches, strict=True):
        (beside,) = (row for row in line.item.side_analyses if row["name"].startswith("together"))
        low, high = (end.text.split("\N{NO-BREAK SPACE}")[0] for end in (reach.low, reach.high))
        assert f"keeping their ratios, {low} to {high} %" in beside["remark"]


def test_where_the_joint_analysis_is_not_possible_lots_stand_without_centre_and_interval():
    zeros = [(*BEFORE[0][:2], 0.0), *BEFORE[1:]]
    made = lines(zeros)
    plot = ternary_plot(made[0], made)
    assert [arm.centre for arm in plot.arms] == [None, None]
    assert (plot.reaches, len(plot.arms[0].points)) == ((), 4)
