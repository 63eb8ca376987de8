"""The chance that all attributes pass together, simulated with a seed."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from comparability.statistics.errors import NotACorrelation, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.correlated_lots import symmetric_root
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.joint import JointAttribute, JointPower, LotNumbers, joint_power
from comparability.statistics.planning.power import power
from comparability.statistics.tost import equivalence
from comparability.statistics.two_arms import pooled, welch

CASES = json.loads(
    (Path(__file__).parent.parent / "references" / "planning" / "planning.json").read_text(encoding="utf-8")
)["cases"]
CORRELATION = np.array([[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]])
ATTRIBUTES = (
    JointAttribute(stream=11, margin=Interval(-0.4, 0.4), shift=0.05, sd_pre=0.12, sd_post=0.10),
    JointAttribute(stream=5, margin=Interval(-0.5, 0.5), shift=0.0, sd_pre=0.15, sd_post=0.20),
    JointAttribute(stream=8, margin=Interval(-0.6, 0.5), shift=-0.1, sd_pre=0.20, sd_post=0.20),
)
FOUR = LotNumbers(n_pre=4, n_post=4)
ASKED = {
    "attributes": ATTRIBUTES,
    "correlation": CORRELATION,
    "lots": [FOUR],
    "alpha": 0.05,
    "is_pooled": False,
    "draws": 4000,
    "seed": 7,
}


def found(**changes: object) -> JointPower:
    return joint_power(**(ASKED | changes))[0]


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] == "joint"], ids=str)
def test_three_correlated_attributes_pass_together_as_often_as_rs_simulation_found(case):
    attributes = [
        JointAttribute(stream=stream, margin=Interval(low, high), shift=shift, sd_pre=before, sd_post=after)
        for stream, (low, high, shift, before, after) in enumerate(
            zip(*(case[name] for name in ("low", "high", "shift", "sd_pre", "sd_post")), strict=True)
        )
    ]
    ours = found(
        attributes=attributes,
        correlation=np.reshape(case["correlation"], (3, 3)),
        lots=[LotNumbers(n_pre=case["n_pre"], n_post=case["n_post"])],
        is_pooled=case["pooled"],
        draws=40_000,
    )
    assert abs(ours.power - case["value"]) < 4 * math.hypot(ours.standard_error, case["standard_error"])


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_attributes_that_vary_alone_pass_together_with_the_product_of_their_powers(is_pooled):
    numbers = [LotNumbers(n_pre=n_pre, n_post=n_post) for n_pre in (2, 3, 8) for n_post in (2, 3, 5)]
    for ours in joint_power(
        **(ASKED | {"correlation": np.eye(3), "lots": numbers, "is_pooled": is_pooled, "draws": 20_000})
    ):
        assert abs(ours.power - ours.independent) < 4 * ours.standard_error
        assert ours.independent == pytest.approx(math.prod(ours.each), rel=1e-14)


def test_each_attribute_alone_has_its_exact_power_in_the_order_given():
    for attribute, alone in zip(ATTRIBUTES, found().each, strict=True):
        design = Design(n_pre=4, n_post=4, sd_pre=attribute.sd_pre, sd_post=attribute.sd_post, alpha=0.05)
        assert alone == power(design=design, shift=attribute.shift, margin=attribute.margin, is_pooled=False)


def test_attributes_that_are_one_pass_together_as_often_as_the_narrower_one():
    """A correlation of 1 with the same SDs: the narrower margin decides both."""
    narrow, wide = (
        JointAttribute(stream=stream, margin=Interval(-end, end), shift=0.0, sd_pre=0.1, sd_post=0.1)
        for stream, end in ((0, 0.25), (1, 0.4))
    )
    ours = found(attributes=[narrow, wide], correlation=np.ones((2, 2)), draws=20_000)
    assert abs(ours.power - ours.each[0]) < 4 * ours.standard_error
    assert ours.each[0] < ours.each[1]


def test_a_mirrored_attribute_at_a_correlation_of_minus_one_adds_nothing():
    there = JointAttribute(stream=0, margin=Interval(-0.2, 0.4), shift=0.1, sd_pre=0.1, sd_post=0.2)
    back = JointAttribute(stream=1, margin=Interval(-0.4, 0.2), shift=-0.1, sd_pre=0.1, sd_post=0.2)
    both = found(attributes=[there, back], correlation=[[1.0, -1.0], [-1.0, 1.0]], draws=20_000)
    assert abs(both.power - both.each[0]) < 4 * both.standard_error


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_every_draw_is_judged_as_the_test_itself_judges_its_lots(is_pooled):
    """The same lots, drawn here one by one and compared by the tests of verdicts."""
    attribute = JointAttribute(stream=3, margin=Interval(-0.35, 0.3), shift=0.05, sd_pre=0.1, sd_post=0.25)
    draws, n_pre, n_post = 400, 3, 5
    ours = found(
        attributes=[attribute],
        correlation=[[1.0]],
        lots=[LotNumbers(n_pre=n_pre, n_post=n_post)],
        is_pooled=is_pooled,
        draws=draws,
    )
    pre, post = (
        np.stack([generator.standard_normal(draws) for _ in range(n)], axis=1)
        for generator, n in (
            (np.random.default_rng([7, 3, 0]), n_pre),
            (np.random.default_rng([7, 3, 1]), n_post),
        )
    )
    compare = pooled if is_pooled else welch
    passed = 0
    for before, after in zip(0.1 * pre, 0.05 + 0.25 * post, strict=True):
        tested = equivalence(compare(pre=before, post=after), margin=attribute.margin, alpha=0.05)
        passed += tested.interval.strictly_inside(attribute.margin)
    assert 0 < passed < draws
    assert ours.power == passed / draws


@settings(max_examples=20)
@given(st.permutations(range(3)), st.integers(0, 2**40), st.booleans())
def test_the_order_of_the_attributes_changes_nothing(order, seed, is_pooled):
    here = found(seed=seed, is_pooled=is_pooled, draws=2000)
    there = found(
        attributes=[ATTRIBUTES[place] for place in order],
        correlation=CORRELATION[np.ix_(order, order)],
        seed=seed,
        is_pooled=is_pooled,
        draws=2000,
    )
    assert (there.power, there.standard_error, there.independent) == (
        here.power,
        here.standard_error,
        here.independent,
    )
    assert there.each == tuple(here.each[place] for place in order)


@settings(max_examples=20)
@given(st.integers(0, 2**40), st.floats(1.01, 2.0), st.booleans())
def test_on_the_same_lots_power_rises_with_the_margins(seed, factor, is_pooled):
    wider = [
        JointAttribute(
            stream=each.stream,
            margin=Interval(factor * each.margin.low, factor * each.margin.high),
            shift=each.shift,
            sd_pre=each.sd_pre,
            sd_post=each.sd_post,
        )
        for each in ATTRIBUTES
    ]
    asked = {"seed": seed, "is_pooled": is_pooled, "draws": 500}
    assert found(attributes=wider, **asked).power >= found(**asked).power


@settings(max_examples=20)
@given(st.integers(0, 2**40), st.floats(1.01, 2.0), st.booleans())
def test_on_the_same_lots_power_falls_with_the_sds(seed, factor, is_pooled):
    larger = [
        JointAttribute(
            stream=each.stream,
            margin=each.margin,
            shift=each.shift,
            sd_pre=factor * each.sd_pre,
            sd_post=factor * each.sd_post,
        )
        for each in ATTRIBUTES
    ]
    asked = {"seed": seed, "is_pooled": is_pooled, "draws": 500}
    assert found(attributes=larger, **asked).power <= found(**asked).power


def test_a_plan_is_judged_on_the_same_lots_whatever_other_plans_stand_beside_it():
    many = [LotNumbers(n_pre=12, n_post=9), FOUR, LotNumbers(n_pre=3, n_post=11)]
    beside = joint_power(**(ASKED | {"lots": many}))
    assert beside[1] == found()
    assert [each.lots for each in beside] == many


def test_an_attribute_that_varies_alone_leaves_the_lots_of_the_others_as_they_are():
    alone = JointAttribute(stream=99, margin=Interval(-50.0, 50.0), shift=0.0, sd_pre=0.1, sd_post=0.1)
    correlation = np.eye(4)
    correlation[:3, :3] = CORRELATION
    assert found(attributes=[*ATTRIBUTES, alone], correlation=correlation).power == found().power


def test_the_seed_decides_and_another_seed_gives_other_lots():
    assert found(seed=1) == found(seed=1)
    assert found(seed=1).power != found(seed=2).power


def test_no_pass_in_all_draws_is_not_certainty():
    hopeless = [
        JointAttribute(stream=stream, margin=Interval(-1e-6, 1e-6), shift=0.0, sd_pre=1.0, sd_post=1.0)
        for stream in range(3)
    ]
    ours = found(attributes=hopeless)
    assert ours.power == 0.0 and ours.standard_error > 1e-4


def test_the_standard_error_is_that_of_a_proportion():
    ours = found()
    assert ours.standard_error == pytest.approx(math.sqrt(ours.power * (1 - ours.power) / 4000), rel=0.01)


def test_the_root_of_the_correlations_is_symmetric_and_its_square_is_theirs():
    root = symmetric_root(CORRELATION, attributes=3)
    assert_allclose(root @ root, CORRELATION, atol=1e-14)
    assert_allclose(root, root.T, atol=1e-15)


@pytest.mark.parametrize(
    "correlation, words",
    [
        pytest.param([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]], "contradict", id="contradiction"),
        pytest.param([[1.0, 1.1, 0.0], [1.1, 1.0, 0.0], [0.0, 0.0, 1.0]], "-1 to 1", id="above one"),
        pytest.param([[1.0, 0.5, 0.0], [0.4, 1.0, 0.0], [0.0, 0.0, 1.0]], "differs", id="not symmetric"),
        pytest.param(2 * np.eye(3), "itself", id="covariances"),
        pytest.param(np.eye(2), "3 attributes", id="too few rows"),
        pytest.param([1.0, 1.0, 1.0], "3 attributes", id="no table"),
        pytest.param([[1.0, 0.0, 0.0], [0.0, 1.0], [1.0]], "different lengths", id="ragged"),
        pytest.param([[1.0, math.nan, 0.0], [math.nan, 1.0, 0.0], [0.0, 0.0, 1.0]], "finite", id="nan"),
    ],
)
def test_a_matrix_that_is_not_one_of_correlations_is_refused_with_a_sentence(correlation, words):
    with pytest.raises(NotACorrelation, match=words) as caught:
        found(correlation=correlation)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "change",
    [
        {"alpha": 0.5},
        {"draws": 0},
        {"seed": -1},
        {"lots": []},
        {"attributes": [], "correlation": np.zeros((0, 0))},
        {"attributes": [ATTRIBUTES[0]] * 3},
    ],
    ids=["alpha", "no draws", "a negative seed", "no plan", "no attributes", "one stream for several"],
)
def test_questions_without_an_answer_are_refused_with_a_sentence(change):
    with pytest.raises(OutOfRange) as caught:
        joint_power(**(ASKED | change))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "change, refusal",
    [
        ({"stream": -1}, OutOfRange),
        ({"shift": math.nan}, NotFinite),
        ({"sd_pre": 0.0}, OutOfRange),
        ({"sd_post": math.inf}, OutOfRange),
    ],
    ids=str,
)
def test_an_attribute_that_cannot_be_is_refused(change, refusal):
    one = {"stream": 0, "margin": Interval(-1.0, 1.0), "shift": 0.0, "sd_pre": 1.0, "sd_post": 1.0}
    with pytest.raises(refusal):
        JointAttribute(**(one | change))


def test_a_plan_has_two_lots_in_each_arm_at_least():
    with pytest.raises(OutOfRange):
        LotNumbers(n_pre=1, n_post=3)
