"""The chance that attributes with different tests pass together, on the same simulated lots."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from comparability.statistics.aliased_runs import widened
from comparability.statistics.errors import NotACorrelation, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.correlated_lots import first_pairs, symmetric_root
from comparability.statistics.planning.joint import JointAttribute, JointPower, LotNumbers, joint_power
from comparability.statistics.planning.joint_designs import PlannedAttribute, joint_power_of_designs
from comparability.statistics.planning.planned import Planned, PlannedTest, RunsOfLots, power
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import welch

CASES = json.loads(
    (Path(__file__).parent.parent / "references" / "planning" / "declared_runs.json").read_text("utf-8")
)["cases"]
PLANNED = Planned(
    test=PlannedTest.WELCH,
    margin=Interval(-0.4, 0.4),
    shift=0.05,
    sd_pre=0.2,
    sd_post=0.2,
    correlation=0.0,
    run_sd=0.0,
    runs=RunsOfLots.ONE_AN_ARM,
    alpha=0.05,
)
ATTRIBUTES = (
    PlannedAttribute(stream=4, planned=PLANNED),
    PlannedAttribute(
        stream=9,
        planned=replace(
            PLANNED, test=PlannedTest.POOLED, margin=Interval(-0.5, 0.5), shift=0.0, sd_pre=0.15,
            sd_post=0.15, run_sd=0.12,
        ),
    ),
    PlannedAttribute(
        stream=2,
        planned=replace(
            PLANNED, test=PlannedTest.PAIRED, margin=Interval(-0.6, 0.5), shift=-0.05, sd_pre=0.4,
            sd_post=0.4, correlation=0.5,
        ),
    ),
)  # fmt: skip
ASKED = {
    "attributes": ATTRIBUTES,
    "correlation": np.eye(3),
    "lots": [LotNumbers(n_pre=6, n_post=4)],
    "draws": 20_000,
    "seed": 3,
}


def found(**changes: object) -> JointPower:
    return joint_power_of_designs(**(ASKED | changes))[0]


@pytest.mark.parametrize("case", [each for each in CASES if each["kind"] == "joint"], ids=str)
def test_three_tests_pass_together_as_often_as_rs_simulation_found(case):
    ours = found(
        correlation=np.reshape(case["correlation"], (3, 3)),
        lots=[LotNumbers(n_pre=case["n_pre"], n_post=case["n_post"])],
        draws=40_000,
    )
    assert abs(ours.power - case["value"]) < 4 * math.hypot(ours.standard_error, case["standard_error"])
    assert_allclose(ours.each, case["each"], atol=4 * 0.0008)


def test_attributes_that_vary_alone_pass_together_with_the_product_of_their_powers():
    lots = [LotNumbers(n_pre=n_pre, n_post=n_post) for n_pre in (3, 8) for n_post in (3, 5)]
    for ours in joint_power_of_designs(**(ASKED | {"lots": lots})):
        assert abs(ours.power - ours.independent) < 4 * ours.standard_error
        assert ours.each == tuple(power(each.planned, ours.lots) for each in ATTRIBUTES)


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_one_test_for_all_gives_the_very_numbers_of_the_joint_power_of_one_test(is_pooled):
    test = PlannedTest.POOLED if is_pooled else PlannedTest.WELCH
    attributes = [
        PlannedAttribute(stream=stream, planned=replace(PLANNED, test=test, sd_post=sd))
        for stream, sd in ((7, 0.1), (5, 0.2))
    ]
    correlation = [[1.0, 0.4], [0.4, 1.0]]
    theirs = joint_power(
        attributes=[
            JointAttribute(stream=each.stream, margin=each.planned.margin, shift=0.05, sd_pre=0.2,
                           sd_post=each.planned.sd_post)
            for each in attributes
        ],
        correlation=correlation, lots=ASKED["lots"], alpha=0.05, is_pooled=is_pooled, draws=20_000, seed=3,
    )  # fmt: skip
    assert (
        joint_power_of_designs(**(ASKED | {"attributes": attributes, "correlation": correlation})) == theirs
    )


def test_every_draw_with_runs_is_judged_as_the_test_itself_judges_its_lots():
    """The same lots and run effects, drawn here one by one and compared by the tests of verdicts."""
    attribute = PlannedAttribute(stream=3, planned=replace(PLANNED, run_sd=0.1, sd_post=0.1))
    draws = 300
    ours = found(
        attributes=[attribute], correlation=[[1.0]], draws=draws, lots=[LotNumbers(n_pre=3, n_post=5)]
    )
    pre, post = (
        np.stack([generator.standard_normal(draws) for _ in range(n)], axis=1)
        for generator, n in ((np.random.default_rng([3, 3, 0]), 3), (np.random.default_rng([3, 3, 1]), 5))
    )
    effects = 0.1 * math.sqrt(2.0) * np.random.default_rng([3, 3, 2]).standard_normal(draws)
    passed = 0
    for before, after, effect in zip(0.2 * pre, 0.05 + 0.1 * post, effects, strict=True):
        contrast = widened(welch(pre=before, post=after + effect), run_variance=0.01, runs_pre=1, runs_post=1)
        tested = equivalence(contrast, margin=PLANNED.margin, alpha=0.05)
        passed += tested.interval.strictly_inside(PLANNED.margin)
    assert 0 < passed < draws
    assert ours.power == passed / draws


def test_a_run_effect_of_one_attribute_is_none_of_another():
    """Each is measured by a method of its own, so that the effects are independent."""
    runs = [
        PlannedAttribute(stream=stream, planned=replace(PLANNED, run_sd=0.1, sd_pre=0.05, sd_post=0.05))
        for stream in (1, 2)
    ]
    ours = found(attributes=runs, correlation=np.eye(2))
    assert abs(ours.power - ours.independent) < 4 * ours.standard_error


def test_differences_within_pairs_keep_the_correlation_between_attributes():
    root = symmetric_root([[1.0, 0.8], [0.8, 1.0]], attributes=2)
    (pairs,) = first_pairs(root, streams=(0, 1), counts={1}, draws=40_000, seed=5).values()
    assert np.corrcoef(pairs.mean)[0, 1] == pytest.approx(0.8, abs=0.01)
    assert np.std(pairs.mean) == pytest.approx(1.0, abs=0.01)


def test_a_design_is_judged_on_the_same_lots_whatever_designs_stand_beside_it():
    many = [LotNumbers(n_pre=12, n_post=9), LotNumbers(n_pre=6, n_post=4), LotNumbers(n_pre=3, n_post=11)]
    assert joint_power_of_designs(**(ASKED | {"lots": many}))[1] == found()


def test_the_order_of_the_attributes_changes_nothing():
    back = found(attributes=ATTRIBUTES[::-1])
    assert (back.power, back.each) == (found().power, found().each[::-1])


@pytest.mark.parametrize(
    "change",
    [
        {"draws": 0},
        {"seed": -1},
        {"lots": []},
        {"attributes": [], "correlation": np.zeros((0, 0))},
        {"attributes": [ATTRIBUTES[0]] * 3},
        {"attributes": [PlannedAttribute(stream=-1, planned=PLANNED)], "correlation": [[1.0]]},
        {
            "attributes": [ATTRIBUTES[0], PlannedAttribute(stream=1, planned=replace(PLANNED, alpha=0.025))],
            "correlation": np.eye(2),
        },
    ],
    ids=[
        "no draws",
        "a negative seed",
        "no plan",
        "no attributes",
        "one stream",
        "a negative stream",
        "alphas",
    ],
)
def test_questions_without_an_answer_are_refused_with_a_sentence(change):
    with pytest.raises(OutOfRange, match="accepted"):
        found(**change)


def test_correlations_that_contradict_each_other_are_refused():
    with pytest.raises(NotACorrelation):
        found(correlation=[[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
