"""Rates of counted events, exact, against R and against sums of binomial and Poisson chances."""

import json
import math
from fractions import Fraction
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.counts import poisson_rate, rate_ratio
from comparability.statistics.errors import BadCount, NoEvents, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.inversion import difference, equivalence
from comparability.statistics.qualification.exact_contrasts import shares_and_rates


@pytest.mark.parametrize(
    "check",
    [check for check in shares_and_rates() if "events" in check.name],
    ids=attrgetter("name"),
)
def test_exact_rates_agree_with_r_to_twelve_digits(check):
    assert check.digits > 12


def test_the_central_interval_is_that_of_exactci(references):
    cases = json.loads((references / "r" / "m_counts.json").read_text())["cases"]
    for case in (case for case in cases if case["type"] == "poisson"):
        data, theirs = case["input"], case["exactci_central"]
        found = equivalence(
            rate_ratio(
                events_pre=data["x2"],
                exposure_pre=data["t2"],
                events_post=data["x1"],
                exposure_post=data["t1"],
            ),
            margin=Interval(data["low"], data["upp"]),
            alpha=data["alpha"],
        )
        got = [found.estimate, found.interval.low, found.interval.high, found.p_low, found.p_high]
        printed = [theirs["ratio"], theirs["ci_low"], theirs["ci_high"], case["p_lower"], case["p_upper"]]
        assert got == pytest.approx(printed, rel=1e-12)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 5), st.integers(1, 5), st.integers(1, 4))
def test_p_values_are_sums_of_binomial_chances(events_pre, events_post, exposure_pre, exposure_post, bound):
    total = events_pre + events_post
    if total == 0:
        return
    found = rate_ratio(
        events_pre=events_pre,
        exposure_pre=float(exposure_pre),
        events_post=events_post,
        exposure_post=float(exposure_post),
    )
    share = Fraction(bound * exposure_post, bound * exposure_post + exposure_pre)
    chances = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    assert found.p_above(float(bound)) == pytest.approx(float(sum(chances[events_post:])), rel=1e-12)
    assert found.p_below(float(bound)) == pytest.approx(float(sum(chances[: events_post + 1])), rel=1e-12)


def test_no_event_before_leaves_the_ratio_open_above():
    found = difference(
        rate_ratio(events_pre=0, exposure_pre=3.0, events_post=7, exposure_post=2.0), level=0.9
    )
    assert found.estimate == math.inf and found.interval.high == math.inf
    # 0.05 ** (1 / 7) is the smallest share of the post arm that 7 of 7 do not exclude.
    share = 0.05 ** (1 / 7)
    assert found.interval.low == pytest.approx(share / (1 - share) * 3.0 / 2.0, rel=1e-12)


def test_no_event_after_is_a_ratio_of_zero_with_an_upper_limit():
    found = equivalence(
        rate_ratio(events_pre=4, exposure_pre=10.0, events_post=0, exposure_post=12.5),
        margin=Interval(0.5, 2.0),
        alpha=0.05,
    )
    assert found.estimate == 0.0 and found.interval.low == 0.0 and found.p_low == 1.0
    assert 0.0 < found.p_high < 0.05 and found.interval.high < 2.0


def test_none_counted_bounds_a_single_rate():
    """The rule of three, exactly: -ln 0.05 at one-sided 95 %."""
    found = poisson_rate(events=0, exposure=2.0, level=0.9)
    assert found.estimate == 0.0 and found.interval.low == 0.0
    assert found.interval.high == pytest.approx(-math.log(0.05) / 2.0, rel=1e-14)


@given(st.integers(1, 60), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_each_end_of_a_single_rate_leaves_half_of_the_rest_in_a_poisson_tail(events, level):
    found = poisson_rate(events=events, exposure=1.0, level=level).interval

    def at_most(count, mean):
        return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))

    tail = (1.0 - level) / 2.0
    assert 1.0 - at_most(events - 1, found.low) == pytest.approx(tail, rel=1e-9)
    assert at_most(events, found.high) == pytest.approx(tail, rel=1e-9)


def test_whole_numbers_of_an_array_are_counts():
    counts = np.array([3, 5])
    found = rate_ratio(events_pre=counts[0], exposure_pre=1.0, events_post=counts[1], exposure_post=1.0)
    assert found.estimate == pytest.approx(5 / 3)


def _rates(**changed):
    return rate_ratio(
        **{"events_pre": 3, "exposure_pre": 1.0, "events_post": 4, "exposure_post": 1.0, **changed}
    )


@pytest.mark.parametrize(
    "changed, refusal",
    [
        pytest.param({"events_pre": -1}, BadCount, id="negative"),
        pytest.param({"events_post": 2.0}, BadCount, id="not a whole number"),
        pytest.param({"events_post": math.nan}, BadCount, id="not a number"),
        pytest.param({"exposure_pre": 0.0}, BadCount, id="no exposure"),
        pytest.param({"exposure_post": math.inf}, BadCount, id="infinite exposure"),
        pytest.param({"events_pre": 0, "events_post": 0}, NoEvents, id="nothing counted"),
        pytest.param(
            {"exposure_pre": 1e-200, "exposure_post": 1e200}, NotFinite, id="exposures too far apart"
        ),
    ],
)
def test_counts_that_cannot_be_used_are_refused_with_a_sentence(changed, refusal):
    with pytest.raises(refusal) as caught:
        _rates(**changed)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize(
    "events, exposure, level, refusal",
    [(-1, 1.0, 0.9, BadCount), (1, -1.0, 0.9, BadCount), (1, 1.0, 1.0, OutOfRange)],
    ids=["negative count", "negative exposure", "certainty"],
)
def test_a_single_rate_refuses_the_same(events, exposure, level, refusal):
    with pytest.raises(refusal):
        poisson_rate(events=events, exposure=exposure, level=level)
