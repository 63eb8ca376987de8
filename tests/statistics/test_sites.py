"""Variance between sites: certified analyses, R, SAS's components, coverage, and its own logic."""

import csv
import math
from collections import defaultdict
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import (
    NoSpreadWithin,
    NotAVector,
    NotFinite,
    NotPositive,
    OutOfRange,
    SiteNames,
    TooFewLots,
    TooFewSites,
)
from comparability.statistics.qualification.sites import nist_anova, site_variances
from comparability.statistics.site_variance import SiteInterval, site_components
from comparability.statistics.sites import one_way, one_way_log

LOOMS = {"A": [98, 97, 99, 96], "B": [91, 90, 93, 92], "C": [96, 95, 97, 95], "D": [95, 96, 99, 98]}
LEAVES = {
    "A": [3.28, 3.09, 3.03, 3.03],
    "B": [3.52, 3.48, 3.38, 3.38],
    "C": [2.88, 2.80, 2.81, 2.76],
    "D": [3.34, 3.38, 3.23, 3.26],
}
UNEQUAL = {"A": [71.2, 68.9, 74.5, 70.1, 69.4], "B": [64.3, 66.8], "C": [73.9, 75.2, 71.8]}
NIST = Path(scipy.__file__).parent / "stats" / "tests" / "data" / "nist_anova"

lots = st.lists(st.floats(1.0, 100.0), min_size=1, max_size=6)
some_sites = st.lists(lots, min_size=2, max_size=5).filter(lambda groups: max(map(np.ptp, groups)) > 0.1)


def named(groups):
    return {f"site {number}": values for number, values in enumerate(groups)}


def components(sites, level=0.95):
    return site_components(one_way(sites=sites), level=level)


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def grouped(lines, *keys):
    """Results by the given columns, e.g. by site and day."""
    groups = defaultdict(list)
    for line in lines:
        groups[tuple(line[key] for key in keys)].append(float(line["y"]))
    return groups


@pytest.mark.parametrize("check", [*nist_anova()], ids=attrgetter("name"))
def test_the_analysis_agrees_with_nists_certified_values(check):
    assert check.ok and check.digits > 10


@pytest.mark.parametrize("check", [*site_variances()], ids=attrgetter("name"))
def test_components_and_their_intervals_agree_with_r_to_twelve_digits(check):
    assert check.digits > 12


@pytest.mark.parametrize(
    "name, certified_f, digits",
    [
        pytest.param("SmLs04", 21.0, 8.0, id="seven constant leading digits"),
        pytest.param("SmLs06", 2001.0, 8.0, id="seven constant leading digits and 18,009 lots"),
        pytest.param("SmLs07", 21.0, 2.5, id="thirteen constant leading digits"),
    ],
)
def test_constant_leading_digits_cost_only_what_doubles_cannot_hold(name, certified_f, digits):
    """NIST StRD as SciPy ships it; doubles round the values themselves at 1e-10 and at 1e-4."""
    if not NIST.is_dir():
        pytest.skip("this SciPy comes without the NIST data sets")
    groups = defaultdict(list)
    for line in (NIST / f"{name}.dat").read_text().splitlines()[60:]:
        site, value = line.split()
        groups[site].append(float(value))
    assert -math.log10(abs(one_way(sites=groups).f / certified_f - 1.0)) > digits


@pytest.mark.parametrize(
    "sites, reml",
    [
        pytest.param(LOOMS, 6.9583335264423418, id="looms"),
        pytest.param(LEAVES, 0.072380208783154085, id="leaves"),
    ],
)
def test_balanced_components_are_those_of_reml(sites, reml):
    """lme4 1.1-31 in R 4.2.2, whose own search stops at seven digits."""
    assert components(sites).between_sites == pytest.approx(reml, rel=1e-7)


@pytest.mark.parametrize("data, outer", [("dataEP05A3_MS_1", "site"), ("dataEP05A2_1", "day")])
def test_balanced_nested_data_give_sass_components(data, outer, references: Path):
    """SAS 9.2 as quoted by VCA: inner means are the lots, and vary by inner variance + error / n."""
    inner = {"site": "day", "day": "run"}[outer]
    lines = rows(references / "vca" / f"{data}.csv")
    whole = rows(references / "vca" / "published_reference_results.csv")
    printed = next(row for row in whole if row["dataset"] == data and not row["rows_removed"])
    cells = grouped(lines, outer, inner)
    replicates = len(next(iter(cells.values())))
    by_outer = defaultdict(list)
    for (name, _), values in cells.items():
        by_outer[name].append(float(np.mean(values)))
    found = components(by_outer)
    within = float(printed["vc_level2"]) + float(printed["vc_error"]) / replicates
    assert found.between_sites == pytest.approx(float(printed["vc_level1"]), abs=6e-7)
    assert found.within_sites == pytest.approx(within, abs=2e-6)
    error = components({"/".join(key): values for key, values in cells.items()})
    ends = (error.within_interval.low, error.within_interval.high)
    assert error.within_sites == pytest.approx(float(printed["vc_error"]), abs=5.1e-7)
    assert ends == pytest.approx((float(printed["error_ci_lcl"]), float(printed["error_ci_ucl"])), abs=5.1e-5)


def test_unequal_counts_take_the_interval_that_keeps_its_level():
    assert components(LOOMS).method is SiteInterval.MODIFIED_LARGE_SAMPLE
    assert components(UNEQUAL).method is SiteInterval.BURDICK_EICKMAN


@pytest.mark.parametrize("counts", [(4, 4, 4), (2, 3, 10)], ids=["equal", "unequal"])
@pytest.mark.parametrize("ratio", [0.2, 2.0])
def test_intervals_hold_the_true_variances_as_often_as_they_say(counts, ratio):
    """1,000 simulated switches: three standard errors of 0.007 below 0.95; exact for share and within."""
    rng = np.random.default_rng(7)
    held = np.zeros(3)
    for _ in range(1000):
        sites = {
            str(k): (rng.normal(scale=math.sqrt(ratio)) + rng.normal(size=n)).tolist()
            for k, n in enumerate(counts)
        }
        found = components(sites)
        held += [
            found.between_interval.low <= ratio <= found.between_interval.high,
            found.share_interval.low <= ratio / (1 + ratio) <= found.share_interval.high,
            found.within_interval.holds(1.0),
        ]
    assert np.all(held / 1000 > 0.929)


def test_a_negative_estimate_is_set_to_zero_and_reported():
    found = components({"A": [88, 95, 81], "B": [87, 96, 80.5], "C": [89, 94, 82]})
    assert found.is_set_to_zero and found.between_sites == 0.0 and found.moment_estimate < 0.0
    assert found.share == found.share_of_mean == 0.0
    assert (found.between_interval.low, found.between_interval.high) == (0.0, 0.0)


@given(some_sites, st.sampled_from([0.8, 0.95]))
def test_the_exact_share_leaves_zero_out_exactly_when_the_sites_differ(groups, level):
    analysis = one_way(sites=named(groups))
    found = site_components(analysis, level=level)
    if abs(analysis.p - (1 - level) / 2) > 1e-9:
        assert (found.share_interval.low > 0.0) == (analysis.p < (1 - level) / 2)
    assert 0.0 <= found.share_interval.low <= found.share_interval.high <= 1.0
    assert 0.0 <= found.between_interval.low <= found.between_interval.high


@given(some_sites)
def test_a_share_of_the_mean_is_never_smaller_than_that_of_a_lot(groups):
    found = components(named(groups))
    assert 0.0 <= found.share <= found.share_of_mean <= 1.0


@given(some_sites, st.sampled_from([1e13, 1e-9, 3.0]))
def test_the_unit_changes_nothing_but_the_unit(groups, unit):
    here = one_way(sites=named(groups))
    there = one_way(sites=named([[value * unit for value in values] for values in groups]))
    assert there.f == pytest.approx(here.f, rel=1e-9, abs=1e-12)
    assert there.ms_within == pytest.approx(here.ms_within * unit**2, rel=1e-10)
    ratio = one_way_log(sites=named(groups))
    same = one_way_log(sites=named([[value * unit for value in values] for values in groups]))
    assert same.ms_within == pytest.approx(ratio.ms_within, rel=1e-7)


@given(some_sites, st.randoms())
def test_the_order_of_lots_and_of_sites_changes_nothing(groups, random):
    shuffled = random.sample([random.sample(values, len(values)) for values in groups], len(groups))
    here, there = one_way(sites=named(groups)), one_way(sites=named(shuffled))
    assert there.f == pytest.approx(here.f, rel=1e-9, abs=1e-11)
    one, other = site_components(here, level=0.9), site_components(there, level=0.9)
    assert other.between_interval.high == pytest.approx(one.between_interval.high, rel=1e-8, abs=1e-10)
    assert other.share_interval.high == pytest.approx(one.share_interval.high, rel=1e-8, abs=1e-10)


def test_an_offset_of_a_billion_leaves_the_components_alone():
    far = {name: [value + 2.0**30 for value in values] for name, values in LOOMS.items()}
    assert components(far) == components(LOOMS)
    near = {name: values[: 2 + number] for number, (name, values) in enumerate(UNEQUAL.items())}
    shifted = {name: [value + 2.0**30 for value in values] for name, values in near.items()}
    assert components(shifted).share_interval.high == pytest.approx(
        components(near).share_interval.high, rel=1e-6
    )


def test_sites_may_come_as_pairs_and_a_single_lot_counts_where_others_have_more():
    found = one_way(sites=[("A", [5.1, 5.9, 5.4]), ("B", np.array([6.4]))])
    assert found.names == ("A", "B") and found.counts == (3, 1)
    assert (found.df_between, found.df_within) == (1, 2)


@pytest.mark.parametrize(
    "sites, refusal",
    [
        pytest.param({"A": [1.0, 2.0]}, TooFewSites, id="one site"),
        pytest.param({}, TooFewSites, id="no site"),
        pytest.param([("A", [1.0, 2.0]), ("A", [2.0, 3.0])], SiteNames, id="a name given twice"),
        pytest.param({"A": [1.0, 2.0], "B": []}, TooFewLots, id="a site without lots"),
        pytest.param({"A": [1.0], "B": [2.0]}, NoSpreadWithin, id="one lot each"),
        pytest.param({"A": [1.0, 1.0], "B": [2.0, 2.0]}, NoSpreadWithin, id="constant sites"),
        pytest.param({"A": [1.0, math.nan], "B": [2.0, 3.0]}, NotFinite, id="not a number"),
        pytest.param({"A": [-1.7e308, 1.0], "B": [1.7e308, 3.0]}, NotFinite, id="beyond double precision"),
        pytest.param({"A": [1e-300, 3e-300], "B": [1.0]}, NotFinite, id="too far apart for a spread within"),
        pytest.param({"A": [[1.0, 2.0]], "B": [2.0, 3.0]}, NotAVector, id="replicates instead of lots"),
    ],
)
def test_degenerate_sites_are_refused_with_a_sentence(sites, refusal):
    with pytest.raises(refusal) as caught:
        one_way(sites=sites)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


def test_a_ratio_refuses_values_that_have_no_logarithm_and_names_the_site():
    with pytest.raises(NotPositive, match="Leiden"):
        one_way_log(sites={"Basel": [1.0, 2.0], "Leiden": [1.0, 0.0]})


@pytest.mark.parametrize("level", [0.0, 1.0, math.nan])
def test_a_level_lies_between_zero_and_one(level):
    with pytest.raises(OutOfRange):
        components(LOOMS, level=level)
