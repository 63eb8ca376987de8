"""Shares of lots: one with its interval, two by score and exactly, against R and many-digit arithmetic."""

import itertools
import json
import math
from operator import attrgetter

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.statistics.errors import BadCount, OutOfRange
from comparability.statistics.exact_proportions import exact_shares
from comparability.statistics.interval import Interval
from comparability.statistics.inversion import difference, equivalence
from comparability.statistics.proportions import miettinen_nurminen
from comparability.statistics.qualification.exact_contrasts import shares_and_rates
from comparability.statistics.shares import clopper_pearson, wilson


def _counts(pre, post):
    return {"events_pre": pre[0], "n_pre": pre[1], "events_post": post[0], "n_post": post[1]}


@st.composite
def shares(draw, largest=8):
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    "check",
    [check for check in shares_and_rates() if not check.name.startswith("rates")],
    ids=attrgetter("name"),
)
def test_shares_agree_with_high_precision_arithmetic_and_r_to_twelve_digits(check):
    assert check.digits > 12


def _two_shares(references):
    cases = json.loads((references / "r" / "m_counts.json").read_text())["cases"]
    for case in (case for case in cases if case["type"] == "prop"):
        data = case["input"]
        yield case, _counts((data["x2"], data["n2"]), (data["x1"], data["n1"]))


def test_the_score_interval_is_that_of_ratesci_to_its_seven_decimals(references):
    """ratesci halves an interval until it is 1e-7 wide, PropCIs steps: both stop there."""
    for case, counts in _two_shares(references):
        found = miettinen_nurminen(**counts).interval(alpha=0.05)
        theirs = case["ratesci_MN"]
        assert (found.low, found.high) == pytest.approx((theirs["lower"], theirs["upper"]), abs=1e-7)
        assert (found.low, found.high) == pytest.approx(tuple(case["PropCIs_MN"]), abs=1e-7)


def test_the_exact_interval_is_tighter_than_that_of_exact2x2s_default_ranking(references):
    """It ranks outcomes by Fisher's mid-p at no difference, and takes the second arm minus the first."""
    for case, counts in _two_shares(references):
        found = exact_shares(**counts).interval(alpha=0.05)
        high, low = (-end for end in case["exact2x2_uncond_ci"])
        assert found.high - found.low < high - low
        assert found.high == pytest.approx(high, abs=1e-3) and found.low > low


@given(shares(), shares(), st.floats(-0.97, 0.97).map(lambda delta: round(delta, 6)))
@settings(max_examples=60)
def test_the_score_is_the_one_at_the_best_fitting_shares(pre, post, delta):
    """Found here by halving the slope of the log-likelihood in 30 digits."""
    (x, m), (y, n) = pre, post
    with mpmath.workdps(30):
        d = mpmath.mpf(delta)
        low, high = max(mpmath.mpf(0), -d), min(mpmath.mpf(1), 1 - d)

        def slope(p):
            parts = [(x, p), (x - m, 1 - p), (y, p + d), (y - n, 1 - p - d)]
            return sum(count / share for count, share in parts if count)

        for _ in range(110):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) > 0 else (low, middle)
        variance = (low * (1 - low) / m + (low + d) * (1 - low - d) / n) * (m + n) / mpmath.mpf(m + n - 1)
        distance = mpmath.mpf(y) / n - mpmath.mpf(x) / m - d
        expected = float(distance / mpmath.sqrt(variance)) if distance else 0.0
    assert miettinen_nurminen(**_counts(pre, post)).score(delta) == pytest.approx(
        expected, rel=1e-12, abs=1e-14
    )


def test_none_of_twelve_against_one_of_twelve_has_an_interval_where_wald_has_a_wrong_one():
    """Wald's upper limit, 0.215, excludes differences that the exact test at 5 % does not."""
    counts = _counts((0, 12), (1, 12))
    wald = 1 / 12 + 1.6448536269514722 * math.sqrt(11 / 12**3)
    for compare in (miettinen_nurminen, exact_shares):
        found = equivalence(compare(**counts), margin=Interval(-0.25, 0.25), alpha=0.05)
        assert wald < 0.25 < found.interval.high and found.p_high > 0.05


@given(shares(6), shares(6), st.sampled_from([0.025, 0.05, 0.1]), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_the_exact_interval_covers_whatever_the_shares_are(pre, post, alpha, share_pre, share_post):
    (_, m), (_, n) = pre, post
    truth = share_post - share_pre
    miss_low = miss_high = 0.0
    for x, y in itertools.product(range(m + 1), range(n + 1)):
        chance = (
            math.comb(m, x) * share_pre**x * (1 - share_pre) ** (m - x)
            * math.comb(n, y) * share_post**y * (1 - share_post) ** (n - y)
        )  # fmt: skip
        if chance > 1e-12 and abs(truth) < 1.0:
            contrast = exact_shares(**_counts((x, m), (y, n)))
            # Rejected exactly where the interval does not reach, which costs less to ask.
            miss_low += chance * (contrast.p_above(truth) < alpha)
            miss_high += chance * (contrast.p_below(truth) < alpha)
    assert miss_low <= alpha + 1e-9 and miss_high <= alpha + 1e-9


@given(shares(5), shares(5), st.floats(-0.9, 0.9), st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_no_pair_of_shares_gives_the_outcome_or_a_stronger_one_a_larger_chance(pre, post, delta, place):
    contrast = exact_shares(**_counts(pre, post))
    (_, m), (_, n) = pre, post
    share = max(0.0, -delta) + place * (1.0 - abs(delta))
    stronger = 0.0
    for x, y in itertools.product(range(m + 1), range(n + 1)):
        other = exact_shares(**_counts((x, m), (y, n)))
        if other.p_above(delta) <= contrast.p_above(delta) + 1e-13:
            chance = math.comb(m, x) * share**x * (1 - share) ** (m - x)
            stronger += chance * math.comb(n, y) * (share + delta) ** y * (1 - share - delta) ** (n - y)
    assert stronger <= contrast.p_above(delta) + 1e-12


@pytest.mark.parametrize("n_pre, n_post", [(3, 3), (10, 4), (4, 10), (12, 12), (15, 2)])
def test_more_events_after_or_fewer_before_never_speak_less_for_a_rise(n_pre, n_post):
    """Without this the largest chance could lie inside H0, and not where the difference is the bound."""
    p = np.array(
        [
            [exact_shares(**_counts((x, n_pre), (y, n_post))).p_above(-0.1) for y in range(n_post + 1)]
            for x in range(n_pre + 1)
        ]
    )
    assert (np.diff(p, axis=0) >= -1e-13).all() and (np.diff(p, axis=1) <= 1e-13).all()


@pytest.mark.parametrize("compare", [miettinen_nurminen, exact_shares])
def test_shares_at_their_ends_leave_the_interval_at_its_end(compare):
    fallen = difference(compare(**_counts((4, 4), (0, 5))), level=0.9)
    assert fallen.estimate == fallen.interval.low == -1.0 and fallen.is_seen
    risen = difference(compare(**_counts((0, 4), (5, 5))), level=0.9)
    assert risen.estimate == risen.interval.high == 1.0
    same = difference(compare(**_counts((3, 3), (3, 3))), level=0.9)
    assert same.estimate == 0.0 and not same.is_seen
    assert same.interval.low == pytest.approx(-same.interval.high)


def test_three_of_three_conforming_lots_exclude_little():
    """A share below 0.368 at one-sided 95 %: 0.05 ** (1 / 3)."""
    found = clopper_pearson(events=3, n=3, level=0.9)
    assert found.estimate == found.interval.high == 1.0
    assert found.interval.low == pytest.approx(0.05 ** (1 / 3), rel=1e-14)


@given(shares(40), st.sampled_from([0.8, 0.9, 0.95]))
def test_one_share_and_its_rest_have_mirrored_intervals(share, level):
    events, n = share
    for estimate in (clopper_pearson, wilson):
        there = estimate(events=events, n=n, level=level).interval
        back = estimate(events=n - events, n=n, level=level).interval
        assert (there.low, there.high) == pytest.approx(
            (1.0 - back.high, 1.0 - back.low), rel=1e-12, abs=1e-15
        )


@pytest.mark.parametrize("compare", [miettinen_nurminen, exact_shares])
@pytest.mark.parametrize(
    "pre, post",
    [
        pytest.param((4, 3), (1, 3), id="more events than lots"),
        pytest.param((1, 3), (-1, 3), id="negative"),
        pytest.param((0, 0), (1, 3), id="no lot"),
        pytest.param((1.0, 3), (1, 3), id="not a whole number"),
        pytest.param((1, 3), (1, 3.5), id="half a lot"),
    ],
)
def test_counts_that_cannot_be_used_are_refused_with_a_sentence(compare, pre, post):
    with pytest.raises(BadCount) as caught:
        compare(**_counts(pre, post))
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize("estimate", [clopper_pearson, wilson])
@pytest.mark.parametrize(
    "events, n, level, refusal",
    [(4, 3, 0.9, BadCount), (0, 0, 0.9, BadCount), (1, 3, 0.0, OutOfRange)],
    ids=["more events than lots", "no lot", "no level"],
)
def test_one_share_refuses_the_same(estimate, events, n, level, refusal):
    with pytest.raises(refusal):
        estimate(events=events, n=n, level=level)


def test_exact_shares_of_very_large_arms_are_refused():
    with pytest.raises(OutOfRange, match="possible outcomes"):
        exact_shares(**_counts((1, 200), (1, 200)))
