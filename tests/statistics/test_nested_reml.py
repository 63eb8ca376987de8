"""One arm by restricted maximum likelihood, two and three levels, against R and matrices in 60 digits."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import NoReplicates, NotNested, OneRunPerLot, TooFewLots
from comparability.statistics.nested.arm import of_replicates, of_runs
from comparability.statistics.nested.components import variance_components
from comparability.statistics.nested.reml import reml
from tests.statistics.dense_mixed_model import dense_fit, nested

FITS = json.loads(
    (Path(__file__).parent.parent / "references" / "nested" / "fits.json").read_text(encoding="utf-8")
)
ONE_ARM = [(case, name) for case in FITS["cases"] if "each_arm" in case for name in ("pre", "post")]


def listed(value):
    return value if isinstance(value, list) else [value]  # R wrote a single number without brackets


def of_case(case, name):
    data = [[listed(run) for run in each] for each in case["data"][name == "post"]]
    return (
        of_runs(data, arm=name) if case["has_runs"] else of_replicates([each[0] for each in data], arm=name)
    )


def by_run(draw, counts, *, sd_lots, sd_runs, sd_within):
    return [
        [list(100 + of_lot + draw.normal(0, sd_runs) + draw.normal(0, sd_within, count)) for count in each]
        for each in counts
        for of_lot in draw.normal(0, sd_lots, 1)
    ]


@pytest.mark.parametrize("case, name", ONE_ARM, ids=[f"{case['id']}, {name}" for case, name in ONE_ARM])
def test_an_arm_agrees_with_lmer_and_pbkrtest(case, name):
    """Variances to five digits, the restricted likelihood to 1e-10: where it is flat lme4 stops 3e-7 away."""
    found, theirs = reml(of_case(case, name), is_log=case["log"]), case["each_arm"][name]
    assert found.minus_twice_log_likelihood == pytest.approx(theirs["reml_criterion"], abs=1e-10)
    kenward_roger = theirs["kenward_roger"]
    assert [found.mean, found.standard_error, found.df] == pytest.approx(
        [kenward_roger[key] for key in ("estimate", "se", "df")], rel=1e-6
    )
    variances = found.variances
    assert [variances.between_lots, variances.within] == pytest.approx(
        [theirs["variances"]["lot"], theirs["variances"]["Residual"]], rel=1e-6
    )
    if case["has_runs"]:
        assert variances.between_runs == pytest.approx(theirs["variances"]["run"], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    "sds",
    [
        pytest.param((3.0, 2.0, 1.0), id="like variances"),
        pytest.param((3e5, 2.0, 1e-3), id="variances far apart"),
        pytest.param((1e-4, 0.0, 1.0), id="hardly anything but replicates"),
        pytest.param((0.1, 5.0, 1e-3), id="runs rule"),
    ],
)
def test_three_levels_agree_with_whole_matrices(sds):
    draw = np.random.default_rng(8)
    counts = ((2, 1), (2, 2), (1, 3))
    data = by_run(draw, counts, sd_lots=sds[0], sd_runs=sds[1], sd_within=sds[2])
    found = reml(of_runs(data, arm="pre"), is_log=False)
    variances = found.variances
    theta = [variances.between_lots, variances.between_runs, variances.within]
    held = [place for place, value in enumerate(theta) if value == 0.0]
    y, x, parts, contrast = nested([data], own_variances=False)
    dense = dense_fit(y, x, parts, contrast, start=[1.2 * value for value in theta], held_at_zero=held)
    assert all(dense.slope[place] > 0 for place in held)
    assert theta == pytest.approx([float(value) for value in dense.theta], rel=1e-8)
    assert [found.mean, found.standard_error, found.df] == pytest.approx(
        [float(dense.estimate), float(dense.standard_error), float(dense.df)], rel=1e-9
    )


@pytest.mark.parametrize("sds", [(3.0, 2.0, 1.0), (30.0, 1.0, 0.1)])
def test_equal_counts_give_the_moment_estimates_where_none_is_below_zero(sds):
    draw = np.random.default_rng(3)
    data = by_run(draw, ((3, 3),) * 4, sd_lots=sds[0], sd_runs=sds[1], sd_within=sds[2])
    arm = of_runs(data, arm="pre")
    moments, variances = variance_components(arm, level=0.9, is_log=False), reml(arm, is_log=False).variances
    assert min(moments.lots.raw, moments.runs.raw) > 0
    assert [variances.between_lots, variances.between_runs, variances.within] == pytest.approx(
        [moments.lots.raw, moments.runs.raw, moments.within.raw], rel=1e-9
    )


@given(st.randoms(use_true_random=False), st.sampled_from([1e13, 1e-9]))
def test_order_and_unit_change_nothing(random, unit):
    data = by_run(
        np.random.default_rng(4), ((2, 1), (2, 2), (1, 3), (2,)), sd_lots=2.0, sd_runs=1.0, sd_within=1.0
    )
    here = reml(of_runs(data, arm="pre"), is_log=False)
    shuffled = [
        [[unit * value for value in random.sample(run, len(run))] for run in random.sample(each, len(each))]
        for each in random.sample(data, len(data))
    ]
    there = reml(of_runs(shuffled, arm="pre"), is_log=False)
    assert [there.mean / unit, there.standard_error / unit, there.df] == pytest.approx(
        [here.mean, here.standard_error, here.df], rel=1e-9
    )
    assert there.variances.between_runs / unit**2 == pytest.approx(here.variances.between_runs, rel=1e-8)


def test_logarithms_are_taken_of_the_results():
    data = [[1.2e13, 1.4e13], [9.1e12], [1.5e13, 1.6e13, 1.45e13]]
    logs = [[math.log(value) for value in each] for each in data]
    here = reml(of_replicates(data, arm="pre"), is_log=True)
    there = reml(of_replicates(logs, arm="pre"), is_log=False)
    assert [here.mean, here.standard_error, here.df] == pytest.approx(
        [there.mean, there.standard_error, there.df], rel=1e-11
    )


def test_replicates_that_all_agree_have_no_variance_and_lots_and_runs_keep_theirs():
    data = [[[1.0, 1.0], [1.5]], [[3.0], [3.2, 3.2]], [[2.0, 2.0], [2.6]]]
    once = [[run[0] for run in each] for each in data]
    found = reml(of_runs(data, arm="pre"), is_log=False)
    of_runs_alone = reml(of_replicates(once, arm="pre"), is_log=False)
    assert found.variances.within == 0.0
    assert [found.variances.between_lots, found.variances.between_runs] == pytest.approx(
        [of_runs_alone.variances.between_lots, of_runs_alone.variances.within], rel=1e-12
    )
    assert found.minus_twice_log_likelihood is None


def test_runs_that_all_agree_leave_lots_alone():
    data = [[[1.0, 1.0], [1.0]], [[3.0], [3.0, 3.0]], [[2.5, 2.5]]]
    found = reml(of_runs(data, arm="pre"), is_log=False)
    assert (found.variances.between_runs, found.variances.within) == (0.0, 0.0)
    assert found.variances.between_lots == pytest.approx(float(np.var([1.0, 3.0, 2.5], ddof=1)), rel=1e-14)


@pytest.mark.parametrize(
    "lots, refusal",
    [
        pytest.param([[[1.0, 2.0]], [[3.0], []]], NotNested, id="a run without results"),
        pytest.param([[[1.0, 2.0]], []], NotNested, id="a lot without runs"),
        pytest.param([[1.0, 2.0], [3.0]], NotNested, id="replicates where runs were asked for"),
        pytest.param([[[1.0, 2.0], [1.5]]], TooFewLots, id="one lot"),
        pytest.param([[[1.0, 2.0]], [[3.0]]], OneRunPerLot, id="one run in every lot"),
        pytest.param([[[1.0], [2.0]], [[3.0]]], NoReplicates, id="one result in every run"),
    ],
)
def test_runs_that_cannot_be_told_apart_are_refused_with_a_sentence(lots, refusal):
    with pytest.raises(refusal) as caught:
        of_runs(lots, arm="post")
    assert "post arm" in str(caught.value) and str(caught.value).endswith(".")
