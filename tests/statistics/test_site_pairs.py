"""Sites compared two by two: R's p-values and adjustments, and which claim needs which."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import (
    BadMargin,
    NoSpread,
    NotPositive,
    OutOfRange,
    SiteNames,
    TooFewLots,
    TooFewSites,
)
from comparability.statistics.interval import Interval
from comparability.statistics.site_pairs import (
    all_equivalent,
    each_against_reference,
    every_pair,
    which_equivalent,
)
from comparability.statistics.tost import tost, tost_ratio

SITES = {
    "looms": {"A": [98, 97, 99, 96], "B": [91, 90, 93, 92], "C": [96, 95, 97, 95], "D": [95, 96, 99, 98]},
    "leaves": {
        "A": [3.28, 3.09, 3.03, 3.03],
        "B": [3.52, 3.48, 3.38, 3.38],
        "C": [2.88, 2.80, 2.81, 2.76],
        "D": [3.34, 3.38, 3.23, 3.26],
    },
    "unequal": {"A": [71.2, 68.9, 74.5, 70.1, 69.4], "B": [64.3, 66.8], "C": [73.9, 75.2, 71.8]},
}
MARGINS = {"looms": Interval(-5, 9), "leaves": Interval(-0.5, 0.3), "unequal": Interval(-9, 9)}

lots = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=5).filter(lambda values: np.ptp(values) > 0.1)
some_sites = st.lists(lots, min_size=2, max_size=4).map(
    lambda groups: {f"site {number}": values for number, values in enumerate(groups)}
)


def by_r(case):
    """t.test and p.adjust of R 4.2.2, by the script beside the file."""
    path = Path(__file__).parent.parent / "references" / "sites" / "pairs.csv"
    with path.open() as file:
        table = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [row for row in table if row["case"] == case]


@pytest.mark.parametrize("case", SITES)
def test_every_pair_has_rs_p_values_adjustments_and_simultaneous_intervals(case):
    pairs = every_pair(sites=SITES[case], is_log=False)
    chosen = which_equivalent(pairs=pairs, margin=MARGINS[case], alpha=0.05)
    expected = by_r(case)
    assert [(pair.pre, pair.post) for pair in chosen] == [(row["pre"], row["post"]) for row in expected]
    for pair, row in zip(chosen, expected, strict=True):
        got = (pair.p, pair.p_bonferroni, pair.p_holm, pair.interval.low, pair.interval.high)
        columns = ("p", "p_bonferroni", "p_holm", "low", "high")
        assert got == pytest.approx([float(row[name]) for name in columns], rel=1e-11)


@pytest.mark.parametrize("case", SITES)
def test_the_claim_about_all_sites_takes_each_pair_at_alpha_and_the_largest_p_value(case):
    found = all_equivalent(
        pairs=every_pair(sites=SITES[case], is_log=False), margin=MARGINS[case], alpha=0.05
    )
    for pair, row in zip(found.pairs, by_r(case), strict=True):
        p = (pair.estimate.p_low, pair.estimate.p_high)
        assert p == pytest.approx((float(row["p_low"]), float(row["p_high"])), rel=1e-11)
    assert found.p == pytest.approx(max(float(row["p"]) for row in by_r(case)), rel=1e-11)


def test_each_site_is_compared_with_the_reference_as_pre():
    pairs = each_against_reference(sites=SITES["looms"], reference="C", is_log=False)
    assert [(pair.pre, pair.post) for pair in pairs] == [("C", "A"), ("C", "B"), ("C", "D")]
    found = all_equivalent(pairs=pairs, margin=MARGINS["looms"], alpha=0.05)
    for pair in found.pairs:
        alone = tost(
            pre=SITES["looms"]["C"], post=SITES["looms"][pair.post], margin=MARGINS["looms"], alpha=0.05
        )
        assert pair.estimate == alone


def test_a_ratio_is_compared_on_logarithms():
    pairs = every_pair(sites=SITES["unequal"], is_log=True)
    found = all_equivalent(pairs=pairs, margin=Interval(0.8, 1.25), alpha=0.05)
    sites = SITES["unequal"]
    alone = tost_ratio(pre=sites["A"], post=sites["B"], margin=Interval(0.8, 1.25), alpha=0.05)
    assert found.pairs[0].estimate == alone


@given(some_sites, st.floats(0.01, 0.2))
def test_the_claim_holds_exactly_when_every_interval_lies_inside(sites, alpha):
    margin = Interval(-30.0, 40.0)
    found = all_equivalent(pairs=every_pair(sites=sites, is_log=False), margin=margin, alpha=alpha)
    inside = [pair.estimate.interval.strictly_inside(margin) for pair in found.pairs]
    assert (found.p < alpha) == all(inside)


@given(some_sites, st.floats(0.01, 0.2), st.integers(-2, 2))
def test_bonferroni_p_values_and_intervals_agree_also_where_they_touch_the_margin(sites, alpha, steps):
    pairs = every_pair(sites=sites, is_log=False)
    free = which_equivalent(pairs=pairs, margin=Interval(-1e6, 1e6), alpha=alpha)
    reached = free[0].interval.low
    for _ in range(abs(steps)):
        reached = math.nextafter(reached, math.copysign(math.inf, steps))
    margin = Interval(reached, 1e6)
    for pair in which_equivalent(pairs=pairs, margin=margin, alpha=alpha):
        assert (pair.p_bonferroni < alpha) == pair.interval.strictly_inside(margin)
        assert pair.p <= pair.p_holm <= pair.p_bonferroni or pair.p_holm == pair.p_bonferroni


@given(some_sites, st.floats(0.01, 0.2), st.floats(0.0, 20.0))
def test_a_wider_margin_never_takes_a_pair_away(sites, alpha, wider):
    pairs = every_pair(sites=sites, is_log=False)
    margin, wide = Interval(-30.0, 40.0), Interval(-30.0 - wider, 40.0 + wider)
    before = which_equivalent(pairs=pairs, margin=margin, alpha=alpha)
    after = which_equivalent(pairs=pairs, margin=wide, alpha=alpha)
    for narrow, broad in zip(before, after, strict=True):
        assert broad.p_holm < alpha or not narrow.p_holm < alpha


@given(some_sites)
def test_listing_the_sites_backwards_mirrors_every_pair(sites):
    there = every_pair(sites=sites, is_log=False)
    back = every_pair(sites=dict(reversed(sites.items())), is_log=False)
    mirrored = {(pair.post, pair.pre): pair.contrast for pair in back}
    for pair in there:
        other = mirrored[pair.pre, pair.post]
        assert other.difference == pytest.approx(-pair.contrast.difference, rel=1e-9, abs=1e-10)
        assert other.standard_error == pytest.approx(pair.contrast.standard_error, rel=1e-12)


def test_one_pair_needs_no_adjustment():
    sites = {"A": SITES["looms"]["A"], "D": SITES["looms"]["D"]}
    pairs = every_pair(sites=sites, is_log=False)
    (chosen,) = which_equivalent(pairs=pairs, margin=MARGINS["looms"], alpha=0.05)
    assert chosen.p == chosen.p_holm == chosen.p_bonferroni
    assert (
        chosen.interval
        == all_equivalent(pairs=pairs, margin=MARGINS["looms"], alpha=0.05).pairs[0].estimate.interval
    )


@pytest.mark.parametrize(
    "sites, refusal, word",
    [
        pytest.param({"Basel": [1.0, 2.0]}, TooFewSites, "1 site", id="one site"),
        pytest.param({"Basel": [1.0, 2.0], "Leiden": [3.0]}, TooFewLots, "Leiden", id="one lot"),
        pytest.param({"Basel": [1.0, 2.0], "Leiden": [3.0, 3.0]}, NoSpread, "Leiden", id="constant site"),
        pytest.param(
            {"Basel": [1.0, 2.0], "Leiden": [0.0, 3.0]}, NotPositive, "Leiden", id="zero under a log"
        ),
    ],
)
def test_a_refusal_names_the_site(sites, refusal, word):
    with pytest.raises(refusal, match=word) as caught:
        every_pair(sites=sites, is_log=True)
    assert str(caught.value).endswith(".")


def test_a_reference_that_is_no_site_is_refused():
    with pytest.raises(SiteNames, match="Ghent"):
        each_against_reference(sites=SITES["looms"], reference="Ghent", is_log=False)


@pytest.mark.parametrize("judge", [all_equivalent, which_equivalent])
def test_no_pairs_no_claim(judge):
    with pytest.raises(SiteNames, match="no pair"):
        judge(pairs=(), margin=Interval(-1, 1), alpha=0.05)


@pytest.mark.parametrize("judge", [all_equivalent, which_equivalent])
@pytest.mark.parametrize("alpha", [0.0, 0.5, 2.0, math.nan])
def test_alpha_lies_between_zero_and_a_half(judge, alpha):
    with pytest.raises(OutOfRange):
        judge(pairs=every_pair(sites=SITES["looms"], is_log=False), margin=Interval(-1, 1), alpha=alpha)


@pytest.mark.parametrize("judge", [all_equivalent, which_equivalent])
def test_a_margin_of_ratios_lies_above_zero(judge):
    with pytest.raises(BadMargin):
        judge(pairs=every_pair(sites=SITES["looms"], is_log=True), margin=Interval(-1, 2), alpha=0.05)
