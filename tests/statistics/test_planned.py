"""One planned attribute: its power by the protocol's own test, and what a number of lots can show of it."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.statistics.errors import BadMargin, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.assurance import SdEstimate, ShiftEstimate
from comparability.statistics.planning.assurance import expected_power as expected_of_independent
from comparability.statistics.planning.declared_runs import RunShare, probability_inside
from comparability.statistics.planning.design import Design, PairedDesign
from comparability.statistics.planning.feasibility import actual_size as size_of_independent
from comparability.statistics.planning.feasibility import largest_sd_pre
from comparability.statistics.planning.feasibility import smallest_margin as margin_of_independent
from comparability.statistics.planning.joint import LotNumbers
from comparability.statistics.planning.lots_needed import pairs_needed, post_lots_needed
from comparability.statistics.planning.planned import Planned, PlannedTest, RunsOfLots, power
from comparability.statistics.planning.planned_limits import (
    actual_size,
    expected_power,
    largest_spread,
    lots_to_reach,
    smallest_margin,
)
from comparability.statistics.planning.pooled import probability_inside as paired_power
from comparability.statistics.planning.power import power as power_of_independent
from comparability.statistics.qualification.pooled_power import pooled_sizes, published_powers

CASES = json.loads(
    (Path(__file__).parent.parent / "references" / "planning" / "declared_runs.json").read_text("utf-8")
)["cases"]
MARGIN = Interval(math.log(0.67), math.log(1.5))
ASKED = Planned(
    test=PlannedTest.WELCH,
    margin=MARGIN,
    shift=0.05,
    sd_pre=0.15,
    sd_post=0.15,
    correlation=0.0,
    run_sd=0.0,
    runs=RunsOfLots.ONE_AN_ARM,
    alpha=0.05,
)
LOTS = LotNumbers(n_pre=6, n_post=4)


def changed(**changes: object) -> Planned:
    return replace(ASKED, **changes)


def of_case(case: dict, test: PlannedTest) -> Planned:
    return Planned(
        test=test,
        margin=Interval(case["low"], math.inf if case["high"] > 1e299 else case["high"]),
        shift=case["shift"],
        sd_pre=case["sd_pre"],
        sd_post=case["sd_post"],
        correlation=case.get("correlation", 0.0),
        run_sd=case["run_sd"],
        runs=RunsOfLots(case["runs"][0]),
        alpha=case["alpha"],
    )


@pytest.mark.parametrize("case", [each for each in CASES if each["kind"] == "independent"], ids=str)
def test_an_interval_widened_by_declared_runs_passes_as_often_as_rs_simulation_found(case):
    planned = of_case(case, PlannedTest.POOLED if case["pooled"] else PlannedTest.WELCH)
    ours = power(planned, LotNumbers(n_pre=case["n_pre"], n_post=case["n_post"]))
    assert abs(ours - case["value"]) < 4 * case["standard_error"]


@pytest.mark.parametrize("case", [each for each in CASES if each["kind"] == "pairs"], ids=str)
def test_pairs_that_correlate_pass_as_often_as_rs_simulation_found(case):
    planned = of_case(case, PlannedTest.PAIRED)
    ours = power(planned, LotNumbers(n_pre=case["n_pre"], n_post=case["n_post"]))
    assert abs(ours - case["value"]) < 4 * case["standard_error"]


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_without_declared_runs_the_power_is_that_of_independent_lots(is_pooled):
    planned = changed(test=PlannedTest.POOLED if is_pooled else PlannedTest.WELCH)
    design = Design(n_pre=6, n_post=4, sd_pre=0.15, sd_post=0.15, alpha=0.05)
    assert power(planned, LOTS) == power_of_independent(
        design=design, shift=0.05, margin=MARGIN, is_pooled=is_pooled
    )


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
@pytest.mark.parametrize("n", [(2, 2), (6, 2), (6, 4), (12, 3)], ids=str)
def test_runs_that_add_nothing_change_nothing(n, is_pooled):
    """The two-dimensional integral over any half-width against the one for a multiple of chi."""
    design = Design(n_pre=n[0], n_post=n[1], sd_pre=0.1, sd_post=0.2, alpha=0.05)
    ours = probability_inside(
        design=design, shift=0.05, margin=MARGIN, is_pooled=is_pooled, runs=RunShare(declared=0.0, true=0.0)
    )
    exact = power_of_independent(design=design, shift=0.05, margin=MARGIN, is_pooled=is_pooled)
    assert ours == pytest.approx(exact, abs=2e-6)


def test_an_infinite_end_of_the_margin_is_allowed_beside_declared_runs():
    planned = changed(margin=Interval(MARGIN.low, math.inf), run_sd=0.1)
    assert power(planned, LOTS) > power(changed(run_sd=0.1), LOTS)


def test_lots_measured_side_by_side_are_as_without_runs():
    assert power(changed(run_sd=0.2, runs=RunsOfLots.SHARED), LOTS) == power(ASKED, LOTS)


def test_a_declared_sd_between_runs_costs_power_and_one_run_an_arm_costs_more():
    one_an_arm = power(changed(run_sd=0.1), LOTS)
    one_a_lot = power(changed(run_sd=0.1, runs=RunsOfLots.ONE_A_LOT), LOTS)
    assert one_an_arm < one_a_lot < power(ASKED, LOTS)


def test_pairs_are_as_many_as_the_smaller_arm_has_lots():
    planned = changed(test=PlannedTest.PAIRED, correlation=0.5)
    design = PairedDesign(pairs=4, sd_of_differences=0.15, alpha=0.05)
    exact = paired_power(design=design, shift=0.05, margin=MARGIN)
    for lots in (LotNumbers(n_pre=6, n_post=4), LotNumbers(n_pre=4, n_post=9)):
        assert power(planned, lots) == pytest.approx(exact, rel=1e-12)


def test_post_lots_needed_are_those_of_the_independent_search():
    planned = changed(sd_pre=0.12, sd_post=0.12)
    ours = lots_to_reach(planned, n_pre=6, power_asked=0.9, most=40)
    theirs = post_lots_needed(
        n_pre=6, sd_pre=0.12, sd_post=0.12, shift=0.05, margin=MARGIN, alpha=0.05, power=0.9, is_pooled=False,
        most=40,
    )  # fmt: skip
    assert ours == theirs and ours.lots is not None


def test_pairs_needed_are_those_of_the_search_for_pairs():
    ours = lots_to_reach(changed(test=PlannedTest.PAIRED, correlation=0.5), n_pre=6, power_asked=0.9, most=40)
    theirs = pairs_needed(sd_of_differences=0.15, shift=0.05, margin=MARGIN, alpha=0.05, power=0.9, most=40)
    assert ours.lots is not None and theirs.lots is not None
    assert ours.lots.n_post == theirs.lots.n_post


def test_no_number_of_post_lots_helps_where_the_old_arm_is_too_small():
    found = lots_to_reach(changed(sd_pre=0.5, sd_post=0.1), n_pre=3, power_asked=0.9, most=30)
    assert (found.lots, found.most) == (None, 30)


def test_the_published_sizes_that_the_planned_tests_stand_on_are_found():
    """PowerTOST, PASS and SAS, as the qualification recomputes them: the same functions are called here."""
    checks = [*published_powers(), *pooled_sizes()]
    assert checks and all(check.ok for check in checks)


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_spread_margin_and_size_are_those_of_independent_lots(is_pooled):
    planned = changed(test=PlannedTest.POOLED if is_pooled else PlannedTest.WELCH)
    factor = largest_spread(planned, LOTS, power_asked=0.8)
    sd = largest_sd_pre(
        n_pre=6, n_post=4, post_sd_per_pre_sd=1.0, shift=0.05, margin=MARGIN, alpha=0.05, power=0.8,
        is_pooled=is_pooled,
    )  # fmt: skip
    assert factor is not None and factor * 0.15 == pytest.approx(sd, rel=1e-9)
    design = Design(n_pre=6, n_post=4, sd_pre=0.15, sd_post=0.15, alpha=0.05)
    half_width = margin_of_independent(design=design, shift=0.05, power=0.8, is_pooled=is_pooled)
    assert smallest_margin(planned, LOTS, power_asked=0.8).high == pytest.approx(half_width, rel=1e-9)
    size = size_of_independent(design=design, margin=MARGIN, is_pooled=is_pooled)
    ours = actual_size(planned, LOTS)
    assert ours.of_claim == pytest.approx(size.of_equivalence, abs=1e-12)
    assert ours.of_one_side == pytest.approx(size.of_one_side, abs=1e-12)


def test_the_known_largest_cv_of_three_lots_a_side_is_found_again():
    """At a ratio of 1 and 80 % the pooled test bears a lot CV of 13.9 % for 0.67 to 1.5 (PowerTOST)."""
    planned = changed(test=PlannedTest.POOLED, shift=0.0, sd_pre=0.1, sd_post=0.1)
    factor = largest_spread(planned, LotNumbers(n_pre=3, n_post=3), power_asked=0.8)
    assert factor is not None
    assert 100 * math.sqrt(math.expm1((0.1 * factor) ** 2)) == pytest.approx(13.9, abs=0.05)


@pytest.mark.parametrize("run_sd", [0.0, 0.08], ids=["no runs", "runs"])
@pytest.mark.parametrize("test", list(PlannedTest), ids=lambda test: test.value)
def test_the_limits_have_exactly_the_power(test, run_sd):
    planned = changed(test=test, run_sd=run_sd, correlation=0.4)
    factor = largest_spread(planned, LOTS, power_asked=0.8)
    assert factor is not None
    assert power(planned.with_spread(factor), LOTS) == pytest.approx(0.8, abs=1e-7)
    margin = smallest_margin(planned, LOTS, power_asked=0.8)
    assert margin.low == -margin.high
    assert power(replace(planned, margin=margin), LOTS) == pytest.approx(0.8, abs=1e-7)


@pytest.mark.parametrize("side", ["low", "high"])
def test_the_smallest_margin_of_one_end_has_one_end(side):
    one = Interval(MARGIN.low, math.inf) if side == "low" else Interval(-math.inf, MARGIN.high)
    planned = changed(margin=one, shift=-0.1)
    found = smallest_margin(planned, LOTS, power_asked=0.8)
    assert math.isinf(found.high if side == "low" else found.low)
    assert power(replace(planned, margin=found), LOTS) == pytest.approx(0.8, abs=1e-9)
    if side == "low":
        assert found.low < -0.1


def test_no_spread_is_small_enough_where_the_runs_take_the_power():
    assert largest_spread(changed(run_sd=0.3), LOTS, power_asked=0.8) is None


def test_the_size_of_one_side_is_alpha_for_pairs():
    found = actual_size(changed(test=PlannedTest.PAIRED, correlation=0.5), LOTS)
    assert found.of_one_side == pytest.approx(0.05, abs=1e-12)


@pytest.mark.parametrize("df", [2.0, 5.0, 20.0])
@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_the_expected_power_is_that_of_independent_lots(is_pooled, df):
    planned = changed(test=PlannedTest.POOLED if is_pooled else PlannedTest.WELCH)
    theirs = expected_of_independent(
        n_pre=6, n_post=4, spread=SdEstimate(sd=0.15, df=df), post_sd_per_pre_sd=1.0,
        shift=ShiftEstimate(shift=0.05, standard_error=0.0), margin=MARGIN, alpha=0.05, is_pooled=is_pooled,
    )  # fmt: skip
    assert expected_power(planned, LOTS, df=df) == pytest.approx(theirs.expected, abs=1e-8)


@settings(max_examples=25)
@given(st.floats(1.01, 3.0), st.sampled_from(list(PlannedTest)), st.sampled_from([0.0, 0.07]))
def test_power_falls_with_the_spread(factor, test, run_sd):
    planned = changed(test=test, run_sd=run_sd, correlation=0.3)
    assert power(planned.with_spread(factor), LOTS) < power(planned, LOTS) + 2e-5


@pytest.mark.parametrize(
    "change",
    [{"correlation": 1.0}, {"run_sd": -0.1}, {"alpha": 0.5}, {"sd_pre": 0.0}],
    ids=["pairs that are one", "negative runs", "alpha", "no spread"],
)
def test_what_cannot_be_true_is_refused_with_a_sentence(change):
    with pytest.raises(OutOfRange, match="is accepted"):
        changed(**change)


def test_questions_without_an_answer_are_refused():
    with pytest.raises(OutOfRange, match="inside the margin"):
        lots_to_reach(changed(shift=0.6), n_pre=6, power_asked=0.8, most=30)
    with pytest.raises(OutOfRange, match="above 0.05"):
        smallest_margin(ASKED, LOTS, power_asked=0.05)
    with pytest.raises(BadMargin):
        largest_spread(changed(margin=Interval(-math.inf, math.inf)), LOTS, power_asked=0.8)
    with pytest.raises(OutOfRange, match="degrees of freedom"):
        expected_power(ASKED, LOTS, df=0.5)
    with pytest.raises(OutOfRange, match="2 or more"):
        lots_to_reach(ASKED, n_pre=6, power_asked=0.8, most=1)
