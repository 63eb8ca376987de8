"""What substituted values bound, and what no substitution is allowed to hide."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.censored_ends import censoring_ends, censoring_ends_log
from comparability.statistics.censored_values import Above, Below
from comparability.statistics.errors import (
    AllCensored,
    BadLimit,
    NoSpread,
    NotFinite,
    NotPositive,
    TooFewLots,
)
from comparability.statistics.two_arms import welch, welch_log

PRE = [Below(4.0), 21.855, Below(4.0), 16.831, 8.8944, 19.689]
POST = [6.7106, 9.8101, Below(5.0), 4.9684, Above(25.0), 12.431]


def test_every_end_is_welch_of_the_substituted_values():
    found = censoring_ends_log(pre=PRE, post=POST, floor=1.0, ceiling=40.0)
    values_pre, values_post = [21.855, 16.831, 8.8944, 19.689], [6.7106, 9.8101, 4.9684, 12.431]

    def at(pre, post):
        return welch_log(pre=values_pre + pre, post=values_post + post).difference

    assert found.at_limits.difference == pytest.approx(at([4.0, 4.0], [5.0, 25.0]), rel=1e-13)
    assert found.at_extremes.difference == pytest.approx(at([1.0, 1.0], [1.0, 40.0]), rel=1e-13)
    assert found.lowest.difference == pytest.approx(at([4.0, 4.0], [1.0, 25.0]), rel=1e-13)
    assert found.highest.difference == pytest.approx(at([1.0, 1.0], [5.0, 40.0]), rel=1e-13)


def test_each_lot_keeps_its_own_limit():
    found = censoring_ends(pre=[Below(2.0), Below(4.0), 6.0], post=[1.0, 2.0, 4.0], floor=0.0, ceiling=None)
    assert found.at_limits.mean_pre == pytest.approx(4.0)
    assert found.at_extremes.mean_pre == pytest.approx(2.0)


def test_half_the_limit_would_have_moved_the_difference_that_welch_then_tells(references: Path):
    """Why it is not offered: 0.066 on logarithms, a fifth of the estimate, from a number nobody measured."""
    case = json.loads((references / "r" / "i_censored.json").read_text())["cases"][0]
    half = case["substitution_half_loq_welch_log"]["diff"]
    arms = [
        [Below(float(v)) if below else float(v) for v, below in zip(values, flags, strict=True)]
        for values, flags in (
            (case["input"]["x"], case["input"]["x_cens"]),
            (case["input"]["y"], case["input"]["y_cens"]),
        )
    ]
    ends = censoring_ends_log(pre=arms[0], post=arms[1], floor=2.0, ceiling=None)
    assert ends.at_extremes.difference == pytest.approx(half, rel=1e-12)
    assert abs(half - case["survreg_lognormal"]["diff"]) > 0.06


values = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=6, unique=True)


@given(values, values, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_crossed_ends_hold_every_difference_the_lots_allow(pre, post, share_pre, share_post):
    """The true values of the censored lots lie anywhere between floor and limit."""
    floor, limit = 0.5, 1.0
    hidden_pre, hidden_post = (floor + share * (limit - floor) for share in (share_pre, share_post))
    found = censoring_ends(
        pre=[Below(limit), *pre, 200.0], post=[Below(limit), *post, 300.0], floor=floor, ceiling=None
    )
    true = welch(pre=[hidden_pre, *pre, 200.0], post=[hidden_post, *post, 300.0]).difference
    assert found.lowest.difference - 1e-9 <= true <= found.highest.difference + 1e-9


@given(values, values)
def test_a_limit_and_a_floor_closed_in_on_the_true_value_give_the_uncensored_result(pre, post):
    exact = welch_log(pre=[*pre, 200.0, 3.0], post=[*post, 300.0])
    for width in (1e-3, 1e-6, 0.0):
        found = censoring_ends_log(
            pre=[Below(3.0 * (1.0 + width)), *pre, 200.0],
            post=[*post, 300.0],
            floor=3.0 * (1.0 - width),
            ceiling=None,
        )
        for end in (found.at_limits, found.at_extremes, found.lowest, found.highest):
            assert end.difference == pytest.approx(exact.difference, abs=2.0 * width + 1e-12)


@pytest.mark.parametrize(
    "floor, ceiling, told",
    [
        pytest.param(None, 40.0, "no floor is stated", id="no floor"),
        pytest.param(1.0, None, "no ceiling is stated", id="no ceiling"),
        pytest.param(4.5, 40.0, "above the limit 4", id="floor above a limit"),
        pytest.param(1.0, 20.0, "below the limit 25", id="ceiling below a limit"),
        pytest.param(0.0, 40.0, "above zero", id="floor without a logarithm"),
    ],
)
def test_a_floor_or_ceiling_that_bounds_nothing_is_refused(floor, ceiling, told):
    with pytest.raises(BadLimit, match=told):
        censoring_ends_log(pre=PRE, post=POST, floor=floor, ceiling=ceiling)


def test_a_floor_lies_below_the_limit_of_every_lot():
    with pytest.raises(BadLimit, match="above the limit 4"):
        censoring_ends(pre=[Below(4.0), Below(9.0), 10.0, 12.0], post=[9.0, 11.0], floor=4.5, ceiling=None)


def test_a_difference_may_have_its_floor_at_zero():
    assert censoring_ends(pre=PRE, post=POST, floor=0.0, ceiling=30.0).at_extremes.n_pre == 6


@pytest.mark.parametrize(
    "pre, floor, refusal",
    [
        pytest.param([Below(4.0)] * 3, 1.0, AllCensored, id="an arm wholly below limits"),
        pytest.param([4.0, 4.0, Below(4.0)], 1.0, NoSpread, id="the same values at the limit"),
        pytest.param([4.0], 1.0, TooFewLots, id="one lot"),
        pytest.param([Below(4.0), 5.0], math.nan, NotFinite, id="floor that is not a number"),
        pytest.param([Below(-4.0), 5.0], -5.0, NotPositive, id="negative limit"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, floor, refusal):
    with pytest.raises(refusal) as caught:
        censoring_ends_log(pre=pre, post=POST, floor=floor, ceiling=40.0)
    assert str(caught.value).endswith(".")
