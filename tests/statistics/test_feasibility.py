"""What a number of lots can show at all, against the figures the product's plan states."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import BadMargin, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.feasibility import actual_size, largest_sd_pre, smallest_margin
from comparability.statistics.planning.log_scale import cv, log_sd
from comparability.statistics.planning.power import power

# Largest CV in percent that the pooled test bears at 80 % and a true ratio of 1, for margins of 0.80, two
# thirds and a half and their reciprocals: from the statistical plan, computed before this code was written.
LARGEST_CV = {3: (7.6, 13.9, 24.1), 5: (11.0, 20.1, 35.1), 10: (16.5, 30.4, 54.4)}
LOW_ENDS = (0.8, 2 / 3, 0.5)
ASKED = {
    "n_pre": 3,
    "n_post": 4,
    "post_sd_per_pre_sd": 1.5,
    "shift": 0.05,
    "margin": Interval(-0.4, 0.5),
    "alpha": 0.05,
    "power": 0.8,
    "is_pooled": False,
}


def ratio_margin(low: float) -> Interval:
    return Interval(math.log(low), -math.log(low))


def largest_cv(n: int, low: float) -> float:
    return cv(
        log_sd=largest_sd_pre(
            n_pre=n,
            n_post=n,
            post_sd_per_pre_sd=1.0,
            shift=0.0,
            margin=ratio_margin(low),
            alpha=0.05,
            power=0.8,
            is_pooled=True,
        )
    )


@pytest.mark.parametrize("n", LARGEST_CV)
def test_the_largest_cv_is_the_one_the_plan_states(n):
    """The plan states one decimal, some of them cut off (30.46 as 30.4): within one unit of it."""
    for low, stated in zip(LOW_ENDS, LARGEST_CV[n], strict=True):
        assert 100 * largest_cv(n, low) == pytest.approx(stated, abs=0.1)


def test_welch_has_72_to_73_percent_where_the_pooled_test_has_80():
    for low, at_a_ratio_of_1_1 in zip(LOW_ENDS, (0.45, 0.63, 0.69), strict=True):
        sd = log_sd(cv=largest_cv(3, low))
        design = Design(n_pre=3, n_post=3, sd_pre=sd, sd_post=sd, alpha=0.05)
        margin = ratio_margin(low)
        at_one = power(design=design, shift=0.0, margin=margin, is_pooled=False)
        assert 0.715 < at_one < 0.735
        shifted = power(design=design, shift=math.log(1.1), margin=margin, is_pooled=False)
        assert shifted == pytest.approx(at_a_ratio_of_1_1, abs=0.0051)


@pytest.mark.parametrize(
    "case, stated",
    [
        ({"n_pre": 20, "n_post": 3, "sd_ratio": 4.0, "is_pooled": True}, 0.251),
        ({"n_pre": 20, "n_post": 3, "sd_ratio": 4.0, "is_pooled": False}, 0.054),
        ({"n_pre": 20, "n_post": 2, "sd_ratio": 1.0, "is_pooled": False}, 0.082),
        ({"n_pre": 6, "n_post": 2, "sd_ratio": 2.0, "is_pooled": False}, 0.0755),
    ],
    ids=str,
)
def test_the_actual_size_is_the_one_the_plan_states(case, stated):
    design = Design(
        n_pre=case["n_pre"], n_post=case["n_post"], sd_pre=1.0, sd_post=case["sd_ratio"], alpha=0.05
    )
    found = actual_size(design=design, margin=Interval(-50.0, 50.0), is_pooled=case["is_pooled"])
    assert found.of_one_side == pytest.approx(stated, abs=0.0006)
    assert found.of_equivalence == pytest.approx(found.of_one_side, abs=1e-9)


def test_a_margin_near_what_the_lots_resolve_is_shown_less_often_than_one_side_alone():
    design = Design(n_pre=3, n_post=3, sd_pre=0.2, sd_post=0.2, alpha=0.05)
    found = actual_size(design=design, margin=Interval(-0.3, 0.3), is_pooled=False)
    assert found.of_equivalence < 0.9 * found.of_one_side


@given(
    st.integers(2, 15),
    st.integers(2, 15),
    st.floats(0.2, 5.0),
    st.floats(-0.9, 0.9),
    st.floats(0.1, 0.99),
    st.booleans(),
)
def test_the_largest_sd_has_exactly_the_power(n_pre, n_post, ratio, share, wanted, is_pooled):
    margin = Interval(-0.4, 0.5)
    shift = share * (0.4 if share < 0 else 0.5)
    sd = largest_sd_pre(
        **(
            ASKED
            | {"n_pre": n_pre, "n_post": n_post, "post_sd_per_pre_sd": ratio, "shift": shift}
            | {"margin": margin, "power": wanted, "is_pooled": is_pooled}
        )
    )
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd, sd_post=ratio * sd, alpha=0.05)
    assert power(design=design, shift=shift, margin=margin, is_pooled=is_pooled) == pytest.approx(
        wanted, abs=1e-10
    )


@given(st.integers(2, 15), st.integers(2, 15), st.floats(-2.0, 2.0), st.floats(0.1, 0.99), st.booleans())
def test_the_smallest_margin_has_exactly_the_power_and_holds_the_shift(
    n_pre, n_post, shift, wanted, is_pooled
):
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=0.2, sd_post=0.3, alpha=0.05)
    half_width = smallest_margin(design=design, shift=shift, power=wanted, is_pooled=is_pooled)
    assert half_width > abs(shift)
    margin = Interval(-half_width, half_width)
    assert power(design=design, shift=shift, margin=margin, is_pooled=is_pooled) == pytest.approx(
        wanted, abs=1e-10
    )


@given(st.sampled_from([1e13, 1e-9, 7.0]), st.booleans())
def test_a_change_of_unit_changes_the_answer_by_the_unit(unit, is_pooled):
    here = largest_sd_pre(**(ASKED | {"is_pooled": is_pooled}))
    there = largest_sd_pre(
        **(
            ASKED
            | {"is_pooled": is_pooled, "shift": unit * 0.05, "margin": Interval(-0.4 * unit, 0.5 * unit)}
        )
    )
    assert there == pytest.approx(unit * here, rel=1e-11)


def test_an_open_margin_bears_more_spread_than_a_closed_one():
    closed = largest_sd_pre(**ASKED)
    assert largest_sd_pre(**(ASKED | {"margin": Interval(-0.4, math.inf)})) > closed


def test_more_lots_prove_a_smaller_margin():
    def smallest(n: int) -> float:
        design = Design(n_pre=n, n_post=n, sd_pre=0.2, sd_post=0.2, alpha=0.05)
        return smallest_margin(design=design, shift=0.05, power=0.8, is_pooled=False)

    assert smallest(12) < smallest(6) < smallest(3)


@pytest.mark.parametrize(
    "change, refusal",
    [
        pytest.param({"shift": 0.6}, OutOfRange, id="a shift outside the margin"),
        pytest.param({"shift": -0.4}, OutOfRange, id="a shift on the margin"),
        pytest.param({"shift": math.nan}, NotFinite, id="a shift that is no number"),
        pytest.param({"power": 0.04}, OutOfRange, id="a power below alpha"),
        pytest.param({"alpha": 0.5}, OutOfRange, id="alpha of a half"),
        pytest.param({"n_pre": 1}, OutOfRange, id="one lot"),
        pytest.param({"post_sd_per_pre_sd": 0.0}, OutOfRange, id="no spread after"),
        pytest.param({"margin": Interval(-math.inf, math.inf)}, BadMargin, id="a margin without ends"),
    ],
)
def test_questions_without_an_answer_are_refused_with_a_sentence(change, refusal):
    with pytest.raises(refusal) as caught:
        largest_sd_pre(**(ASKED | change))
    assert str(caught.value).endswith(".")


def test_a_smallest_margin_needs_a_finite_shift_and_a_size_a_finite_margin():
    design = Design(n_pre=3, n_post=3, sd_pre=0.2, sd_post=0.2, alpha=0.05)
    with pytest.raises(NotFinite):
        smallest_margin(design=design, shift=math.inf, power=0.8, is_pooled=True)
    with pytest.raises(NotFinite):
        actual_size(design=design, margin=Interval(-0.4, math.inf), is_pooled=True)


@given(st.floats(1e-6, 1e6))
def test_a_cv_and_its_log_sd_are_two_names_of_one_spread(value):
    assert cv(log_sd=log_sd(cv=value)) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("value", [0.0, -0.1, math.inf, math.nan], ids=str)
def test_a_spread_that_is_none_is_refused(value):
    with pytest.raises(OutOfRange):
        log_sd(cv=value)
    with pytest.raises(OutOfRange):
        cv(log_sd=value)
