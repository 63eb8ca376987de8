"""Whether the only lot of an arm lies where one more lot of the old process would."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.errors import NoSpread, NotFinite, NotPositive, OutOfRange, TooFewLots
from comparability.statistics.prediction import one_lot, one_lot_log, prediction_interval

PRE = [93.1, 85.5, 88.0, 90.2, 91.7]

lots = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=8).filter(lambda values: np.ptp(values) > 0.1)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(lots, st.floats(-50.0, 200.0))
def test_the_p_value_is_that_of_a_pooled_t_test_against_one_lot(pre, lot):
    """SciPy: with one lot in an arm the pooled SD is the other arm's, and the test is the prediction."""
    theirs = stats.ttest_ind([lot], pre, equal_var=True).pvalue
    found = one_lot(pre=pre, post=lot, level=0.95)
    assert found.p == pytest.approx(float(theirs), rel=1e-8, abs=1e-12)


@given(lots, st.floats(-50.0, 200.0), levels)
def test_a_lot_lies_outside_exactly_when_its_p_value_is_below_one_minus_the_level(pre, lot, level):
    found = one_lot(pre=pre, post=lot, level=level)
    assert found.is_inside == found.interval.holds(lot) == (found.p >= 1.0 - level)


@given(lots, levels, st.sampled_from(["low", "high"]), st.integers(-2, 2))
def test_both_agree_where_the_lot_touches_an_end(pre, level, end, steps):
    lot = getattr(prediction_interval(pre=pre, level=level), end)
    for _ in range(abs(steps)):
        lot = math.nextafter(lot, math.copysign(math.inf, steps))
    found = one_lot(pre=pre, post=lot, level=level)
    assert found.is_inside == (found.p >= 1.0 - level)
    assert found.is_inside or steps


@given(lots, st.floats(0.1, 300.0), st.sampled_from([1e13, 1e-9]))
def test_a_place_on_logarithms_does_not_depend_on_the_unit(pre, lot, unit):
    here = one_lot_log(pre=pre, post=lot, level=0.95)
    there = one_lot_log(pre=[value * unit for value in pre], post=lot * unit, level=0.95)
    assert there.p == pytest.approx(here.p, rel=1e-6, abs=1e-12)


@given(lots, st.floats(-50.0, 200.0), st.randoms())
def test_the_order_of_the_old_lots_changes_nothing(pre, lot, random):
    here = one_lot(pre=pre, post=lot, level=0.95)
    there = one_lot(pre=random.sample(pre, len(pre)), post=lot, level=0.95)
    assert there.p == pytest.approx(here.p, rel=1e-8, abs=1e-12)


def test_a_higher_level_never_puts_a_lot_outside():
    places = [one_lot(pre=PRE, post=101.0, level=level).is_inside for level in (0.8, 0.9, 0.95, 0.99)]
    assert places == sorted(places) and not places[0] and places[-1]


@pytest.mark.parametrize(
    "pre, lot, refusal",
    [
        pytest.param([1.0], 2.0, TooFewLots, id="one old lot"),
        pytest.param([5.0, 5.0], 2.0, NoSpread, id="old lots constant"),
        pytest.param(PRE, math.nan, NotFinite, id="not a number"),
        pytest.param(PRE, math.inf, NotFinite, id="infinite"),
    ],
)
@pytest.mark.parametrize("place", [one_lot, one_lot_log])
def test_degenerate_lots_are_refused_with_a_sentence(place, pre, lot, refusal):
    with pytest.raises(refusal) as caught:
        place(pre=pre, post=lot, level=0.95)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize("lot", [0.0, -1.0])
def test_a_lot_without_logarithm_is_refused(lot):
    with pytest.raises(NotPositive, match="post"):
        one_lot_log(pre=PRE, post=lot, level=0.95)


@pytest.mark.parametrize("level", [0.0, 1.0, math.nan])
def test_a_level_lies_between_zero_and_one(level):
    with pytest.raises(OutOfRange):
        one_lot(pre=PRE, post=90.0, level=level)
