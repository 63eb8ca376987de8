"""Slopes are compared from the stability results alone, and a point that cannot be used stops them loudly."""

from dataclasses import replace
from datetime import date

import pytest

from comparability.model.datasets import TimePoint
from comparability.model.judging.comparison import Comparison, compare
from comparability.model.vocabulary import (
    ArmClaim,
    ArmPairs,
    ArmRole,
    Contrast,
    Outcome,
    ResultState,
    Scale,
    Tier,
)
from comparability.statistics.interval import Interval
from tests.model.designs import PURITY, SLOPE, falling, point, series
from tests.model.observed import CONTEXT, attribute, criterion, lots

POINTS = series(falling((-1.1, -1.2, -1.3)), falling((-1.6, -1.5, -1.7, -1.4)))


def slopes(points: tuple[TimePoint, ...] = POINTS, observations=(), **facts: object) -> Comparison:
    data = attribute(tuple(observations), **(PURITY | {"series": points}))
    return compare(data, criterion(**(SLOPE | facts)), context=CONTEXT)


def changed(where, **facts: object) -> tuple[TimePoint, ...]:
    return tuple(replace(item, **facts) if where(item) else item for item in POINTS)


def is_first_post(item: TimePoint) -> bool:
    return (item.lot_number, item.months) == ("B51", 6)


def test_slopes_need_no_release_result_and_pass_over_every_one_there_is():
    without = slopes()
    assert (without.outcome, without.figure("n_pre"), without.figure("n_post")) == (Outcome.EQUIVALENT, 3, 4)
    # Release results of other values, not verified, and of a lot without any: none of it is looked at.
    beside = slopes(observations=lots((90.0, 80.0), (10.0,), verified=False), tier=Tier.A)
    assert beside.figure("estimate") == without.figure("estimate")
    assert {row.reason for row in beside.unused} == {"a result of one time; slopes over time are compared"}
    assert not any("release" in name for name in (figure.name for figure in beside.figures))


def test_an_arm_with_release_results_only_is_no_arm_of_slopes():
    site = tuple(
        replace(item, arm=ArmRole.SITE, arm_name="Clinic C", lot_number=f"C{item.result_id}")
        for item in lots((), (98.0, 97.0))
    )
    assert slopes(observations=site).outcome is Outcome.EQUIVALENT


def test_every_point_behind_a_slope_is_named_as_used():
    found = slopes()
    assert sorted(found.used) == sorted(item.result_id for item in POINTS)
    assert [lot.lot_number for lot in found.lots] == ["A01", "A02", "A03", "B51", "B52", "B53", "B54"]
    assert len(found.lots[0].result_ids) == 4


def test_the_mean_of_the_values_is_no_figure_of_slopes():
    names = {figure.name for figure in slopes().figures}
    assert {"slope_pre", "slope_post", "points_pre"} <= names
    assert not {"mean_pre", "sd_pre", "geometric_mean_pre"} & names


@pytest.mark.parametrize(
    "points, said",
    [
        pytest.param((), "No lot has stability results", id="none"),
        pytest.param(changed(is_first_post, verified=False), "1 stability result is not verified.", id="one"),
        pytest.param(changed(bool, verified=False), "28 stability results are not verified.", id="all"),
        pytest.param(
            changed(is_first_post, value=None, state=ResultState.NOT_TESTED),
            "Lot B51 has no number at 6 months (not tested)", id="not tested",
        ),
        pytest.param(
            changed(is_first_post, state=ResultState.LIMIT),
            "Lot B51 has no number at 6 months (limit)", id="a limit is no number",
        ),
        pytest.param(
            changed(is_first_post, value=None, state=ResultState.INVALID),
            "Lot B51 has no number at 6 months (invalid)", id="invalid",
        ),
        pytest.param(
            changed(lambda item: item.months == 9, condition="25 °C"),
            "of several storage conditions (2-8 °C and 25 °C)", id="conditions",
        ),
        pytest.param(
            series(falling((-1.1, -1.2)), falling((-1.6, -1.5, -1.7))),
            "Two pre lots with results at two times or more: the protocol asks for at least three an arm.",
            id="too few lots",
        ),
        pytest.param(
            (*series(falling((-1.1, -1.2)), falling((-1.6, -1.5, -1.7))), point(99, ArmRole.PRE, 9, 0, 99.0)),
            "Two pre lots with results at two times or more", id="a lot with one time has no slope",
        ),
        pytest.param(
            series(falling((-1.0, -1.0, -1.0), months=(0, 6)), [[(0, 99.0), (6, 93.0)]] * 3),
            "same value", id="all slopes alike",
        ),
        pytest.param(
            tuple(replace(item, value=1.7e308 * (-1) ** n) for n, item in enumerate(POINTS)),
            "not a finite number", id="absurd",
        ),
    ],
)  # fmt: skip
def test_what_stops_slopes_is_said_and_blocks(points, said):
    found = slopes(points)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert said in found.reason


def test_an_excluded_lot_is_set_aside_with_its_reason_and_does_not_stop_the_others():
    found = slopes(
        changed(
            lambda item: item.lot_number == "B51",
            excluded_reason="excluded: freezer failed",
            value=None,
            state=ResultState.INVALID,
        )
    )
    assert (found.outcome, found.figure("n_post")) == (Outcome.EQUIVALENT, 3)
    assert [row.reason for row in found.unused] == ["excluded: freezer failed"] * 4


def test_a_lot_with_one_time_is_named_and_not_compared():
    found = slopes((*POINTS, point(990, ArmRole.POST, 60, 0.0, 99.0)))
    assert found.figure("n_post") == 4
    assert "Lot B60 has results at one time only, so no slope, and is not compared." in found.limitations
    assert [(row.result_id, row.reason) for row in found.unused] == [
        (990, "results at one time only, so no slope")
    ]


def test_leaving_a_lot_out_leaves_its_series_out():
    found = slopes()
    assert [row.lot_number for row in found.influence] == [lot.lot_number for lot in found.lots]
    without_first = slopes(
        tuple(item for item in POINTS if item.lot_number != "A01"),
        minimum_lots=2,
        minimum_lots_reason="no more lots",
    )
    assert found.influence[0].estimate == pytest.approx(without_first.figure("estimate"))
    assert len({row.estimate for row in found.influence}) == 7


def test_fills_of_one_drug_substance_lot_have_one_slope_about_their_own_levels():
    """Two fills a unit apart in level: one line through all their points would be flatter than either."""
    steep, level = falling((-1.5,))[0], falling((-1.5,))[0]
    fills = [[*steep[:3]], [(month, value + 5.0) for month, value in level[1:]]]
    post = series((), (*fills, *falling((-1.6, -1.4))))
    filled = tuple(
        replace(item, drug_substance_lot="DS-7") if item.lot_id in (51, 52) else item for item in post
    )
    found = slopes((*POINTS[:12], *filled))
    assert found.figure("n_post") == 3
    assert found.lots[3].lot_number == "DS-7 (B51, B52)"
    assert -1.6 < found.figure("slope_post") < -1.4
    assert len(found.lots[3].result_ids) == 6


def test_a_method_that_changed_with_the_supplier_blocks_slopes_of_tier_a():
    points = changed(lambda item: item.arm is ArmRole.POST, method_version="2")
    assert slopes(points).outcome is Outcome.CANNOT_JUDGE
    assert "method version 1 and every post lot with method version 2" in slopes(points).reason
    beside = slopes(points, tier=Tier.B)
    assert beside.outcome is Outcome.EQUIVALENT
    assert any("method version 2" in sentence for sentence in beside.limitations)


def test_a_method_that_changed_in_the_middle_of_the_post_series_is_found():
    points = changed(lambda item: item.arm is ArmRole.POST and item.months > 3, method_version="2")
    assert "method version 1 / 2" in slopes(points).reason


def test_lots_measured_at_other_times_are_said_to_count_the_same():
    points = tuple(item for item in POINTS if not is_first_post(item))
    assert any("not all measured at the same times" in sentence for sentence in slopes(points).limitations)
    assert not any("same times" in sentence for sentence in slopes().limitations)


def test_several_sites_are_compared_pair_by_pair_by_their_series_and_never_pooled():
    site = tuple(
        replace(
            item,
            arm=ArmRole.SITE,
            arm_name="Clinic C",
            lot_id=item.lot_id + 20,
            result_id=item.result_id + 5000,
            lot_number=f"C{item.lot_id}",
        )
        for item in series((), falling((-4.1, -4.2, -4.3)))
    )
    data = attribute((), **(PURITY | {"series": (*POINTS, *site)}))
    asked = criterion(**SLOPE)
    unstated = compare(data, asked, context=CONTEXT)
    assert unstated.outcome is Outcome.CANNOT_JUDGE
    assert "two arms beside the pre arm (CDMO B and Clinic C)" in unstated.reason
    context = replace(CONTEXT, arm_pairs=ArmPairs.EACH_WITH_PRE, arm_claim=ArmClaim.ALL)
    found = compare(data, asked, context=context)
    assert [(pair.after, pair.outcome, pair.n_after) for pair in found.pairs] == [
        ("CDMO B", Outcome.EQUIVALENT, 4),
        ("Clinic C", Outcome.DIFFERENT, 3),
    ]
    assert (found.outcome, len(found.lots)) == (Outcome.DIFFERENT, 10)


def test_a_point_entered_or_tested_before_the_freeze_marks_slopes_as_exploratory():
    early = changed(is_first_post, tested_on=date(2020, 1, 1))
    assert [mark.value for mark in slopes(early).marks] == ["exploratory"]
    assert slopes().marks == ()


def test_the_natural_scale_is_named_where_slopes_are_taken_of_values_that_are_logarithmic_by_nature():
    data = attribute((), **(PURITY | {"series": POINTS, "scale": Scale.LOG}))
    found = compare(data, criterion(**SLOPE), context=CONTEXT)
    assert any("The natural scale of the attribute is log" in sentence for sentence in found.limitations)


def test_a_slope_is_written_with_two_decimals_more_than_a_value():
    found = slopes(margin=Interval(-1.0, 1.0))
    size = f"{abs(found.figure('estimate')):.3f}"
    assert f"{size}\u00a0percentage points per month faster" in found.plain_words
    assert found.criterion.contrast is Contrast.SLOPE


def test_exchanging_the_arms_of_slopes_mirrors_them_and_another_unit_changes_nothing_else():
    there = slopes()
    turned = tuple(
        replace(
            item, arm=ArmRole.POST if item.arm is ArmRole.PRE else ArmRole.PRE, arm_name=item.arm_name[::-1]
        )
        for item in POINTS
    )
    back = slopes(turned)
    assert back.figure("estimate") == pytest.approx(-there.figure("estimate"))
    assert back.figure("interval_low") == pytest.approx(-there.figure("interval_high"))
    scaled = slopes(
        tuple(replace(item, value=1e13 * (item.value or 0.0)) for item in reversed(POINTS)),
        margin=Interval(-1e13, 1e13),
    )
    assert scaled.outcome is there.outcome
    assert scaled.figure("interval_low") == pytest.approx(1e13 * there.figure("interval_low"))
    assert scaled.figure("p_low") == pytest.approx(there.figure("p_low"))
