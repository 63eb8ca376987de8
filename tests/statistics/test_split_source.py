"""Split source with history: published example, 40-digit arithmetic, simulated sizes, own logic."""

import csv
import math
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from comparability.statistics.errors import (
    NoSpread,
    NoSpreadOfPairs,
    NotFinite,
    NotPairs,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.paired import paired, paired_log
from comparability.statistics.planning.split_source import (
    SplitSourceDesign,
    size_with_estimated_weight,
    size_with_weight,
)
from comparability.statistics.qualification.split_source import split_apheresis
from comparability.statistics.split_source import (
    best_weight,
    split_source,
    split_source_estimated,
    split_source_estimated_log,
    split_source_log,
)
from comparability.statistics.tost import equivalence

PRE, POST = [89.9, 92.3, 83.9, 88.9, 98.0], [84.7, 90.4, 80.4, 80.7, 90.8]
HISTORIC = [88.1, 89.7, 94.7, 86.1, 80.4, 94.4, 91.2, 92.4, 90.8, 98.1]
SIZES = Path(__file__).parent.parent / "references" / "split_source" / "sizes.csv"

value = st.floats(1.0, 100.0)
donors = st.lists(st.tuples(value, value), min_size=2, max_size=6).filter(
    lambda lots: np.ptp([y - x for x, y in lots]) > 1e-2 and np.ptp([y / x for x, y in lots]) > 1e-3
)
history = st.lists(value, min_size=2, max_size=12).filter(lambda lots: np.ptp(lots) > 1e-2)


def arms(lots, historic):
    return {"pre": [x for x, _ in lots], "post": [y for _, y in lots], "historic": historic}


def simulated():
    with SIZES.open() as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def forty_digits(pre, post, historic, weight, *, is_log=False):
    """Equations 26 and 27 as printed, total variance from the variances of pre, post and historic lots."""
    mp.dps = 40
    scale = (lambda x: mp.log(mpf(x))) if is_log else mpf
    pre, post, historic = ([scale(x) for x in arm] for arm in (pre, post, historic))
    n, h = len(pre), len(historic)

    def mean(values):
        return mp.fsum(values) / len(values)

    def variance(values):
        return mp.fsum((x - mean(values)) ** 2 for x in values) / (len(values) - 1)

    between = variance([y - x for x, y in zip(pre, post, strict=True)])
    sums = variance([(x + y) / 2 for x, y in zip(pre, post, strict=True)])
    total = ((h - 1) * variance(historic) + (n - 1) * (variance(pre) + variance(post)) / 2) / (h + n - 2)
    rho = 1 - between / 2 / total
    w = (h * max(rho, 0) + n) / (h + n) if weight is None else mpf(weight)
    k_d = (1 - w) ** 2 * (h + n) / (h * n)
    k_e = ((1 - w) ** 2 * (h + n) + 2 * w * h) / (h * n)
    seen = between / 2 * (k_e - k_d) + k_d * total
    share = k_d * (n - 1) / mpf(h + n - 2)
    parts = (between * ((k_e - k_d) / 2 + share / 4), sums * share, seen)
    rest = seen - parts[0] - parts[1]
    df = seen**2 / ((parts[0] ** 2 + parts[1] ** 2) / (n - 1) + rest**2 / (h - 1))
    difference = mean(post) - w * mean(pre) - (1 - w) * mean(historic)
    return [float(x) for x in (difference, mp.sqrt(seen), df, w, rho)]


@pytest.mark.parametrize("check", [*split_apheresis()], ids=attrgetter("name"))
def test_the_published_weights_and_intervals_are_reproduced_to_their_last_digit(check):
    assert check.ok


@pytest.mark.parametrize("weight", [None, 0.0, 0.36, 0.91, 1.0])
@pytest.mark.parametrize("is_log", [False, True], ids=["difference", "ratio"])
@pytest.mark.parametrize(
    "factor, offset",
    [
        pytest.param(1.0, 0.0, id="percentages"),
        pytest.param(1e11, 0.0, id="titres"),
        pytest.param(1e-11, 0.0, id="traces"),
        pytest.param(1.0, 2.0**30, id="offset"),
    ],
)
def test_estimate_error_and_degrees_of_freedom_agree_with_forty_digits(weight, is_log, factor, offset):
    pre, post, historic = ([x * factor + offset for x in arm] for arm in (PRE, POST, HISTORIC))
    expected = forty_digits(pre, post, historic, weight, is_log=is_log)
    if weight is None:
        compare = split_source_estimated_log if is_log else split_source_estimated
        found = compare(pre=pre, post=post, historic=historic)
    else:
        compare = split_source_log if is_log else split_source
        found = compare(pre=pre, post=post, historic=historic, weight=weight)
    got = [found.difference, found.standard_error, found.df, found.weight, found.rho]
    assert got == pytest.approx(expected, rel=1e-11)


@given(donors, history, st.floats(0.0, 1.0) | st.none())
def test_any_lots_agree_with_forty_digits(lots, historic, weight):
    data = arms(lots, historic)
    expected = forty_digits(*data.values(), weight)
    found = split_source_estimated(**data) if weight is None else split_source(**data, weight=weight)
    got = [found.difference, found.standard_error, found.df, found.weight, found.rho]
    assert got == pytest.approx(expected, rel=1e-9, abs=1e-10)


@given(donors, history)
def test_a_weight_of_one_is_the_paired_comparison(lots, historic):
    data = arms(lots, historic)
    for weighted, pair in ((split_source, paired), (split_source_log, paired_log)):
        found = weighted(**data, weight=1.0)
        plain = pair(pre=data["pre"], post=data["post"])
        assert found.difference == pytest.approx(plain.difference, rel=1e-9, abs=1e-10)
        assert found.standard_error == pytest.approx(plain.standard_error, rel=1e-11)
        assert found.df == pytest.approx(plain.df, rel=1e-12)


def test_a_negative_rho_is_reported_and_counts_as_zero_in_the_weight():
    found = split_source_estimated(pre=[94.0, 82.0, 88.0], post=[82.0, 95.0, 87.0], historic=HISTORIC)
    assert found.rho < 0.0
    assert found.weight == pytest.approx(3 / 13, rel=1e-15)
    assert found.is_weight_estimated


def test_history_narrows_the_interval_most_where_donors_explain_little():
    alike = split_source(pre=PRE, post=[83.6, 93.5, 82.7, 85.7, 81.5], historic=HISTORIC, weight=0.36)
    alone = paired(pre=PRE, post=[83.6, 93.5, 82.7, 85.7, 81.5])
    assert alike.standard_error < 0.85 * alone.standard_error and alike.df > 2 * alone.df


@given(donors, history, st.sampled_from([1e13, 1e-9, 3.0]))
def test_the_unit_changes_nothing_but_the_unit(lots, historic, unit):
    data = arms(lots, historic)
    scaled = {name: [x * unit for x in arm] for name, arm in data.items()}
    here, there = split_source_estimated(**data), split_source_estimated(**scaled)
    assert there.standard_error == pytest.approx(unit * here.standard_error, rel=1e-10)
    assert there.df == pytest.approx(here.df, rel=1e-9)
    ratio, same = split_source_estimated_log(**data), split_source_estimated_log(**scaled)
    assert same.difference == pytest.approx(ratio.difference, rel=1e-8, abs=1e-11)
    assert same.standard_error == pytest.approx(ratio.standard_error, rel=1e-8)


@given(donors, history, st.randoms())
def test_the_order_of_donors_and_of_historic_lots_changes_nothing(lots, historic, random):
    here = split_source_estimated(**arms(lots, historic))
    shuffled = arms(random.sample(lots, len(lots)), random.sample(historic, len(historic)))
    there = split_source_estimated(**shuffled)
    assert there.difference == pytest.approx(here.difference, rel=1e-10, abs=1e-11)
    assert there.standard_error == pytest.approx(here.standard_error, rel=1e-11)


@given(donors, history, st.floats(0.0, 1.0))
def test_mirrored_lots_mirror_the_interval(lots, historic, weight):
    data = arms(lots, historic)
    mirrored = {name: [-x for x in arm] for name, arm in data.items()}
    here, there = split_source(**data, weight=weight), split_source(**mirrored, weight=weight)
    assert there.interval(level=0.9).low == pytest.approx(-here.interval(level=0.9).high, rel=1e-12)


@given(donors, history, st.floats(0.01, 0.2), st.integers(-2, 2))
def test_p_value_and_interval_agree_where_the_interval_touches_the_margin(lots, historic, alpha, steps):
    contrast = split_source_estimated(**arms(lots, historic))
    reached = equivalence(contrast, margin=Interval(-1e6, 1e6), alpha=alpha).interval.low
    for _ in range(abs(steps)):
        reached = math.nextafter(reached, math.copysign(math.inf, steps))
    margin = Interval(reached, 1e6)
    found = equivalence(contrast, margin=margin, alpha=alpha)
    assert (max(found.p_low, found.p_high) < alpha) == found.interval.strictly_inside(margin)


@pytest.mark.parametrize(
    "row", simulated(), ids=lambda row: f"{row['n_donors']}+{row['n_historic']}, {row['rho']}"
)
def test_the_actual_size_is_the_simulated_one(row):
    """2,000,000 simulated trials in R: four standard errors of 0.00018 at most."""
    n, h, rho = int(row["n_donors"]), int(row["n_historic"]), float(row["rho"])
    design = SplitSourceDesign(n_donors=n, n_historic=h, rho=rho, alpha=0.05)
    best = best_weight(n_donors=n, n_historic=h, rho=rho)
    assert size_with_estimated_weight(design=design) == pytest.approx(float(row["estimated"]), abs=8e-4)
    assert size_with_weight(design=design, weight=best) == pytest.approx(float(row["best"]), abs=8e-4)
    assert size_with_weight(design=design, weight=0.5) == pytest.approx(float(row["half"]), abs=8e-4)


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.99])
@pytest.mark.parametrize("n", [2, 3, 7])
def test_a_weight_of_one_has_the_stated_size_whatever_the_variances(n, rho):
    design = SplitSourceDesign(n_donors=n, n_historic=10, rho=rho, alpha=0.05)
    assert size_with_weight(design=design, weight=1.0) == pytest.approx(0.05, abs=1e-12)


def test_a_weight_estimated_from_the_data_costs_size():
    """The statistical plan quotes 0.058 to 0.072 for few donors and little variance between them."""
    design = SplitSourceDesign(n_donors=3, n_historic=10, rho=0.0, alpha=0.05)
    frozen = size_with_weight(design=design, weight=best_weight(n_donors=3, n_historic=10, rho=0.0))
    assert frozen < 0.05 and 0.058 < size_with_estimated_weight(design=design) < 0.072


@pytest.mark.parametrize(
    "pre, post, historic, refusal",
    [
        pytest.param([1.0], [2.0], HISTORIC, TooFewLots, id="one donor"),
        pytest.param(PRE, POST, [90.0], TooFewLots, id="one historic lot"),
        pytest.param(PRE, POST[:4], HISTORIC, NotPairs, id="a donor without post lot"),
        pytest.param(PRE, [x + 2 for x in PRE], HISTORIC, NoSpreadOfPairs, id="one shift for all donors"),
        pytest.param(PRE, POST, [90.0, 90.0, 90.0], NoSpread, id="history constant"),
        pytest.param(PRE, POST, [90.0, math.inf], NotFinite, id="infinite"),
        pytest.param(PRE, POST, [-1.7e308, 1.7e308], NotFinite, id="spread beyond double precision"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, post, historic, refusal):
    with pytest.raises(refusal) as caught:
        split_source(pre=pre, post=post, historic=historic, weight=0.5)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize("arm", ["pre", "post", "historic"])
def test_a_ratio_refuses_values_that_have_no_logarithm(arm):
    data = {"pre": PRE, "post": POST, "historic": HISTORIC}
    data[arm] = [0.0, *data[arm][1:]]
    with pytest.raises(NotPositive, match=arm):
        split_source_estimated_log(**data)


@pytest.mark.parametrize("weight", [-0.1, 1.1, math.nan])
def test_a_weight_lies_from_zero_to_one(weight):
    with pytest.raises(OutOfRange):
        split_source(pre=PRE, post=POST, historic=HISTORIC, weight=weight)
    design = SplitSourceDesign(n_donors=3, n_historic=5, rho=0.5, alpha=0.05)
    with pytest.raises(OutOfRange):
        size_with_weight(design=design, weight=weight)


@pytest.mark.parametrize(
    "changed", [{"n_donors": 1}, {"n_historic": 1}, {"rho": 1.0}, {"rho": -0.1}, {"alpha": 0.5}]
)
def test_a_design_without_meaning_is_refused(changed):
    with pytest.raises(OutOfRange):
        SplitSourceDesign(**{"n_donors": 3, "n_historic": 5, "rho": 0.5, "alpha": 0.05} | changed)


@pytest.mark.parametrize("n, h, rho", [(0, 5, 0.5), (3, 0, 0.5), (3, 5, 1.5)])
def test_no_best_weight_without_lots_or_with_an_impossible_rho(n, h, rho):
    with pytest.raises(OutOfRange):
        best_weight(n_donors=n, n_historic=h, rho=rho)
