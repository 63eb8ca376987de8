"""Lots brought to one level by the control of their run."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.control_normalised import control_normalised
from comparability.statistics.errors import (
    ControlNotPositive,
    MissingControl,
    NotAVector,
    NotFinite,
    NotPositive,
    TooFewLots,
)

ARMS = {
    "pre": [98.0, 103.0, 110.0],
    "post": [88.0, 95.0],
    "pre_runs": ["A", "A", "B"],
    "post_runs": ["C", "C"],
    "controls": {"A": 50.0, "B": 55.0, "C": 45.0, "D": 1000.0},
}
scales = pytest.mark.parametrize("is_log", [False, True], ids=["linear", "logarithms"])


def test_lots_are_divided_by_their_control_and_the_mean_control_is_given_back():
    """NumPy: value / control times the geometric mean of the three controls in use."""
    found = control_normalised(**ARMS, is_log=True)
    mean = float(np.exp(np.mean(np.log([50.0, 55.0, 45.0]))))
    assert found.mean_control == pytest.approx(mean, rel=1e-14)
    assert found.pre.values == pytest.approx(np.array(ARMS["pre"]) / [50, 50, 55] * mean, rel=1e-14)
    assert found.post.values == pytest.approx(np.array(ARMS["post"]) / [45, 45] * mean, rel=1e-14)
    assert found.n_runs == 3


def test_on_the_linear_scale_the_control_is_taken_off():
    found = control_normalised(**ARMS, is_log=False)
    assert found.mean_control == 50.0
    assert (found.pre.values, found.post.values) == ((98.0, 103.0, 105.0), (93.0, 100.0))


@scales
def test_the_gain_in_sd_is_that_of_the_values(is_log):
    found = control_normalised(**ARMS, is_log=is_log)
    turned = np.log if is_log else np.asarray
    after, before = (np.std(turned(values), ddof=1) for values in (found.pre.values, ARMS["pre"]))
    assert [found.pre.sd, found.pre.sd_before, found.pre.sd_ratio] == pytest.approx(
        [after, before, after / before], rel=1e-12
    )


def test_a_run_effect_that_the_control_shares_disappears():
    factor = {"A": 1.0, "B": 1.3, "C": 0.7}
    pre, post = [[10.0, 11.0, 12.0], [10.5, 11.5, 12.5]]
    runs = ["A", "B", "C"]
    found = control_normalised(
        pre=[value * factor[run] for value, run in zip(pre, runs, strict=True)],
        post=[value * factor[run] for value, run in zip(post, runs, strict=True)],
        pre_runs=runs,
        post_runs=runs,
        controls=factor,
        is_log=True,
    )
    geometric = found.mean_control
    assert found.pre.values == pytest.approx([value * geometric for value in pre], rel=1e-14)
    assert found.pre.sd_ratio < 1.0


def test_a_control_that_varies_more_than_the_runs_costs_precision_and_says_so():
    found = control_normalised(
        pre=[10.0, 10.5, 9.5], post=[10.0, 10.2, 9.9], pre_runs="ABC", post_runs="ABC",
        controls={"A": 50.0, "B": 80.0, "C": 30.0}, is_log=True,
    )  # fmt: skip
    assert found.pre.sd_ratio > 1.0 and found.post.sd_ratio > 1.0


@scales
@given(st.lists(st.floats(1.0, 100.0), min_size=3, max_size=3))
def test_one_run_an_arm_leaves_the_spread_as_it_was(is_log, lots):
    found = control_normalised(
        pre=lots,
        post=[1.0, 2.0],
        pre_runs="AAA",
        post_runs="BB",
        controls={"A": 3.0, "B": 5.0},
        is_log=is_log,
    )
    assert found.pre.sd == pytest.approx(found.pre.sd_before, rel=1e-9, abs=1e-12)


@given(st.sampled_from([1e13, 1e-9]))
def test_a_unit_changes_nothing_but_units(unit):
    here = control_normalised(**ARMS, is_log=True)
    there = control_normalised(
        **ARMS
        | {
            "pre": [value * unit for value in ARMS["pre"]],
            "post": [value * unit for value in ARMS["post"]],
            "controls": {run: value * unit for run, value in ARMS["controls"].items()},
        },
        is_log=True,
    )
    assert there.pre.values == pytest.approx([value * unit for value in here.pre.values], rel=1e-13)
    assert there.pre.sd == pytest.approx(here.pre.sd, rel=1e-12)


def test_the_spread_of_lots_whose_squares_leave_double_precision_is_still_found():
    """Two lots at 98 and 103, a third 1e200 away: SD = 1e200 / sqrt(3)."""
    found = control_normalised(**ARMS | {"controls": ARMS["controls"] | {"B": 1e200}}, is_log=False)
    assert found.pre.sd == pytest.approx(1e200 / math.sqrt(3.0), rel=1e-14)


def test_a_control_of_a_run_without_lots_is_not_used():
    without = {run: value for run, value in ARMS["controls"].items() if run != "D"}
    assert control_normalised(**ARMS | {"controls": without}, is_log=True) == control_normalised(
        **ARMS, is_log=True
    )


def test_a_single_lot_has_no_spread_and_lots_without_spread_no_ratio():
    found = control_normalised(
        **ARMS | {"pre": [5.0], "pre_runs": ["A"], "post": [2.0, 2.0], "post_runs": ["A", "B"]}, is_log=False
    )
    assert (found.pre.sd, found.pre.sd_ratio) == (None, None)
    assert (found.post.sd_before, found.post.sd_ratio) == (0.0, None)


@pytest.mark.parametrize(
    "changed, is_log, refusal",
    [
        pytest.param({"controls": {"A": 5.0, "B": 5.5}}, True, MissingControl, id="no control in a run"),
        pytest.param(
            {"controls": ARMS["controls"] | {"B": 0.0}}, True, ControlNotPositive, id="control zero"
        ),
        pytest.param({"controls": ARMS["controls"] | {"B": -1.0}}, True, ControlNotPositive, id="negative"),
        pytest.param({"controls": ARMS["controls"] | {"B": math.nan}}, False, NotFinite, id="control nan"),
        pytest.param({"pre": [1.0, 0.0, 2.0]}, True, NotPositive, id="a lot of zero"),
        pytest.param({"pre": [1.0, math.inf, 2.0]}, False, NotFinite, id="an infinite lot"),
        pytest.param({"pre": [1.7e308, -1.7e308, 2.0]}, False, NotFinite, id="spread too large"),
        pytest.param({"pre_runs": ["A", "A"]}, True, NotAVector, id="a lot without run"),
        pytest.param({"post": [], "post_runs": []}, True, TooFewLots, id="no lot"),
    ],
)
def test_what_cannot_be_normalised_is_refused_with_a_sentence(changed, is_log, refusal):
    with pytest.raises(refusal) as caught:
        control_normalised(**ARMS | changed, is_log=is_log)
    assert str(caught.value).endswith(".")
