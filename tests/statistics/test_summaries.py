"""Comparisons from published figures: other people's software, published trials, and the lots behind them."""

import csv
import math
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.errors import (
    BadMargin,
    CannotRecompute,
    DifferentScales,
    NotCentral,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.published_comparison import (
    PublishedComparison,
    cv_from_interval,
    judge_as_published,
    pooled_of_published,
    welch_of_published,
)
from comparability.statistics.qualification.published_figures import ratios_from_summaries
from comparability.statistics.summaries import ArmSummary, pooled_of_summaries, welch_of_summaries
from comparability.statistics.tost import difference, equivalence
from comparability.statistics.two_arms import pooled, pooled_log, welch, welch_log

lots = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=8).filter(lambda values: np.std(values) > 1e-3)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def published(**changed):
    """The published ratio of two vaccine lots made by two manufacturers."""
    whole = {"estimate": 0.98, "interval": Interval(0.79, 1.23), "level": 0.95, "n_pre": None, "n_post": None}
    return PublishedComparison(**whole | {"is_adjusted": False, "is_ratio": True} | changed)


def trials(references: Path) -> dict[str, dict[str, str]]:
    with (references / "lots_vector_vaccine_bridging_published.csv").open() as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["id"]: row for row in rows}


def geometric(row, arm):
    low, high = float(row[f"ci95_low_{arm}"]), float(row[f"ci95_high_{arm}"])
    return ArmSummary.from_geometric_mean_and_interval(
        n=int(row[f"n_{arm}"]),
        geometric_mean=float(row[f"gm_{arm}"]),
        interval=Interval(low, high),
        level=0.95,
    )


@pytest.mark.parametrize("check", [*ratios_from_summaries()], ids=attrgetter("name"))
def test_intervals_p_values_and_cvs_are_those_of_powertost_to_twelve_digits(check):
    assert check.digits > 12


@given(lots, lots)
def test_summaries_compare_as_the_lots_behind_them(pre, post):
    for of_summaries, of_lots in ((welch_of_summaries, welch), (pooled_of_summaries, pooled)):
        before, after = (
            ArmSummary.from_mean_and_sd(n=len(arm), mean=float(np.mean(arm)), sd=float(np.std(arm, ddof=1)))
            for arm in (pre, post)
        )
        found, direct = of_summaries(pre=before, post=after), of_lots(pre=pre, post=post)
        assert found.difference == pytest.approx(direct.difference, rel=1e-9, abs=1e-10)
        assert found.standard_error == pytest.approx(direct.standard_error, rel=1e-9)
        assert found.df == pytest.approx(direct.df, rel=1e-9)


@given(lots, lots, levels)
def test_an_interval_of_the_mean_tells_as_much_as_the_sd(pre, post, level):
    """Intervals and standard errors by SciPy."""
    by_interval, by_error = [], []
    for arm in (pre, post):
        n, mean, error = len(arm), float(np.mean(arm)), float(stats.sem(arm))
        low, high = map(float, stats.t.interval(level, n - 1, loc=mean, scale=error))
        by_error.append(ArmSummary.from_mean_and_standard_error(n=n, mean=mean, standard_error=error))
        by_interval.append(
            ArmSummary.from_mean_and_interval(n=n, mean=mean, interval=Interval(low, high), level=level)
        )
    direct = welch(pre=pre, post=post)
    for before, after in (by_interval, by_error):
        found = welch_of_summaries(pre=before, post=after)
        assert found.standard_error == pytest.approx(direct.standard_error, rel=1e-9)
        assert found.df == pytest.approx(direct.df, rel=1e-8)


@given(lots, lots, levels)
def test_every_spread_of_a_geometric_mean_tells_as_much_as_the_logarithms(pre, post, level):
    summaries = []
    for arm in (pre, post):
        logs = np.log(arm)
        n, mean, sd = len(arm), float(stats.gmean(arm)), float(np.std(logs, ddof=1))
        ends = np.exp(stats.t.interval(level, n - 1, loc=logs.mean(), scale=sd / math.sqrt(n)))
        if not 0.0 < ends[0] < ends[1] < 1e300:
            return  # two lots that far apart have no printable interval
        interval = Interval(*map(float, ends))
        whole = {"n": n, "geometric_mean": mean}
        summaries.append(
            (
                ArmSummary.from_geometric_mean_and_interval(**whole, interval=interval, level=level),
                ArmSummary.from_geometric_mean_and_sd(**whole, geometric_sd=float(stats.gstd(arm))),
                ArmSummary.from_geometric_mean_and_cv(**whole, cv=math.sqrt(math.expm1(sd**2))),
            )
        )
    for of_summaries, of_lots in ((welch_of_summaries, welch_log), (pooled_of_summaries, pooled_log)):
        direct = of_lots(pre=pre, post=post)
        for before, after in zip(*summaries, strict=True):
            found = of_summaries(pre=before, post=after)
            assert found.difference == pytest.approx(direct.difference, rel=1e-8, abs=1e-10)
            assert found.standard_error == pytest.approx(direct.standard_error, rel=1e-8)
            assert found.is_log


@given(lots, lots)
def test_swapping_the_arms_mirrors_the_comparison(pre, post):
    before, after = (
        ArmSummary.from_mean_and_sd(n=len(arm), mean=float(np.mean(arm)), sd=float(np.std(arm)))
        for arm in (pre, post)
    )
    there, back = welch_of_summaries(pre=before, post=after), welch_of_summaries(pre=after, post=before)
    assert there.difference == -back.difference
    assert there.interval(level=0.9).low == pytest.approx(-back.interval(level=0.9).high, rel=1e-12)


def test_different_and_equivalent_is_one_published_finding(references: Path):
    """Ad5-nCoV, 50 L to 800 L: ratio 1.234, 95 % interval 1.03 to 1.48, inside 0.67 to 1.5."""
    row = trials(references)["V2"]
    contrast = welch_of_summaries(pre=geometric(row, "ref"), post=geometric(row, "test"))
    found = equivalence(contrast, margin=Interval(0.67, 1.5), alpha=0.025)
    assert round(found.estimate, 3) == 1.234
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (1.03, 1.48)
    assert max(found.p_low, found.p_high) < 0.025
    assert difference(contrast, level=0.95).is_seen


def test_a_second_scale_up_is_equivalent_as_published(references: Path):
    row = trials(references)["V3"]
    contrast = welch_of_summaries(pre=geometric(row, "ref"), post=geometric(row, "test"))
    margin = Interval(float(row["margin_low"]), float(row["margin_high"]))
    assert equivalence(contrast, margin=margin, alpha=0.025).interval.strictly_inside(margin)


def test_an_adjusted_ratio_is_judged_as_published_and_not_replaced_by_the_crude_one(references: Path):
    """SII against AZD1222: published 0.98 (0.79 to 1.23), while the two printed means give 1.06."""
    row = trials(references)["V1"]
    assert round(float(row["gm_test"]) / float(row["gm_ref"]), 2) == 1.06
    ends = Interval(float(row["published_ci_low"]), float(row["published_ci_high"]))
    comparison = published(
        estimate=float(row["published_ratio"]), interval=ends, n_pre=100, n_post=300, is_adjusted=True
    )
    judged = judge_as_published(comparison, margin=Interval(float(row["margin_low"]), math.inf))
    assert judged.is_inside and not judged.is_difference_seen
    assert judged.alpha == pytest.approx(0.025, rel=1e-12)
    for recompute in (pooled_of_published, cv_from_interval):
        with pytest.raises(CannotRecompute, match="adjusted"):
            recompute(comparison)


@pytest.mark.parametrize(
    "margin, inside, outside",
    [
        pytest.param(Interval(0.67, 1.5), True, False, id="inside"),
        pytest.param(Interval(0.79, 1.5), False, False, id="touching"),
        pytest.param(Interval(0.8, 1.25), False, False, id="straddling"),
        pytest.param(Interval(1.3, 2.0), False, True, id="outside"),
        pytest.param(Interval(0.0, 1.25), True, False, id="no low end"),
        pytest.param(Interval(0.67, math.inf), True, False, id="no high end"),
    ],
)
def test_a_published_interval_meets_the_margin_as_it_stands(margin, inside, outside):
    judged = judge_as_published(published(), margin=margin)
    assert (judged.is_inside, judged.is_outside) == (inside, outside)


@given(lots, lots, levels)
def test_a_published_interval_gives_back_the_error_it_was_made_of(pre, post, level):
    sd_ratio = float(np.std(post, ddof=1) / np.std(pre, ddof=1))
    for direct, again in (
        (pooled(pre=pre, post=post), pooled_of_published),
        (welch(pre=pre, post=post), lambda found: welch_of_published(found, sd_ratio=sd_ratio)),
    ):
        comparison = published(
            estimate=direct.difference,
            interval=direct.interval(level=level),
            level=level,
            n_pre=len(pre),
            n_post=len(post),
            is_ratio=False,
        )
        found = again(comparison)
        assert found.standard_error == pytest.approx(direct.standard_error, rel=1e-7)
        assert found.df == pytest.approx(direct.df, rel=1e-9)


@pytest.mark.parametrize(
    "build, refusal",
    [
        pytest.param({"n": 1, "sd": 1.0}, TooFewLots, id="one lot"),
        pytest.param({"n": 3, "sd": 0.0}, OutOfRange, id="no spread"),
        pytest.param({"n": 3, "sd": -1.0}, OutOfRange, id="negative spread"),
        pytest.param({"n": 3, "sd": math.nan}, OutOfRange, id="spread not a number"),
        pytest.param({"n": 3, "sd": 1.0, "mean": math.inf}, NotFinite, id="mean infinite"),
    ],
)
def test_degenerate_summaries_are_refused_with_a_sentence(build, refusal):
    with pytest.raises(refusal) as caught:
        ArmSummary.from_mean_and_sd(**{"mean": 5.0} | build)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize(
    "n, mean, ends, refusal",
    [
        pytest.param(1, 10.0, (9.0, 11.1), TooFewLots, id="one lot"),
        pytest.param(5, 10.0, (1.0, 19.0), NotCentral, id="a plain interval taken for one of logarithms"),
        pytest.param(5, 12.0, (9.0, 11.1), NotCentral, id="mean outside"),
        pytest.param(5, 10.0, (0.0, 11.1), NotPositive, id="low end zero"),
        pytest.param(5, -10.0, (9.0, 11.1), NotPositive, id="mean negative"),
        pytest.param(5, 10.0, (9.0, math.inf), NotFinite, id="open end"),
    ],
)
def test_intervals_that_cannot_be_those_of_the_mean_are_refused(n, mean, ends, refusal):
    with pytest.raises(refusal) as caught:
        ArmSummary.from_geometric_mean_and_interval(
            n=n, geometric_mean=mean, interval=Interval(*ends), level=0.95
        )
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize(
    "spread", [{"cv": 0.0}, {"cv": math.inf}, {"geometric_sd": 1.0}, {"geometric_sd": 0.8}]
)
def test_a_spread_that_is_none_is_refused(spread):
    name = "cv" if "cv" in spread else "sd"
    with pytest.raises(OutOfRange):
        getattr(ArmSummary, f"from_geometric_mean_and_{name}")(n=3, geometric_mean=5.0, **spread)


def test_a_geometric_mean_is_not_compared_with_a_plain_one():
    plain = ArmSummary.from_mean_and_sd(n=3, mean=5.0, sd=1.0)
    with pytest.raises(DifferentScales):
        welch_of_summaries(
            pre=plain, post=ArmSummary.from_geometric_mean_and_cv(n=3, geometric_mean=5.0, cv=0.2)
        )


@pytest.mark.parametrize(
    "changed, refusal",
    [
        pytest.param({"estimate": 1.3}, OutOfRange, id="estimate outside its interval"),
        pytest.param({"level": 1.0}, OutOfRange, id="level of 1"),
        pytest.param({"interval": Interval(-0.2, 1.2)}, OutOfRange, id="ratio below zero"),
    ],
)
def test_an_impossible_comparison_is_refused(changed, refusal):
    with pytest.raises(refusal):
        published(**changed)


@pytest.mark.parametrize(
    "changed, refusal",
    [
        pytest.param({}, CannotRecompute, id="counts not known"),
        pytest.param({"n_pre": 1, "n_post": 5}, CannotRecompute, id="one lot"),
        pytest.param({"n_pre": 5, "n_post": 5, "estimate": 1.2}, NotCentral, id="estimate not central"),
        pytest.param(
            {"n_pre": 5, "n_post": 5, "interval": Interval(0.5, math.inf)}, NotFinite, id="open interval"
        ),
    ],
)
def test_what_cannot_be_recomputed_is_refused_with_a_sentence(changed, refusal):
    comparison = published(**changed)
    for recompute in (pooled_of_published, cv_from_interval, lambda c: welch_of_published(c, sd_ratio=1.0)):
        with pytest.raises(refusal) as caught:
            recompute(comparison)
        assert str(caught.value).endswith(".") and " " in str(caught.value)


def test_a_difference_has_no_cv():
    comparison = published(interval=Interval(-1.0, 2.96), n_pre=5, n_post=5, is_ratio=False)
    with pytest.raises(CannotRecompute, match="no CV"):
        cv_from_interval(comparison)


def test_a_cv_beyond_double_precision_is_refused_with_a_sentence():
    comparison = published(estimate=1.0, interval=Interval(1e-60, 1e60), n_pre=2, n_post=2)
    with pytest.raises(NotFinite, match="CV"):
        cv_from_interval(comparison)


def test_no_spread_is_made_of_a_standard_error_without_lots():
    with pytest.raises(TooFewLots):
        ArmSummary.from_mean_and_standard_error(n=-1, mean=5.0, standard_error=1.0)


@pytest.mark.parametrize("sd_ratio", [0.0, -1.0, math.inf, math.nan])
def test_a_ratio_of_sds_lies_above_zero(sd_ratio):
    with pytest.raises(OutOfRange):
        welch_of_published(published(n_pre=5, n_post=5), sd_ratio=sd_ratio)


@pytest.mark.parametrize(
    "margin",
    [Interval(0.0, math.inf), Interval(-math.inf, math.inf), Interval(-0.5, 1.5), Interval(-1.0, -0.5)],
)
def test_a_margin_of_a_ratio_has_an_end_and_lies_above_zero(margin):
    with pytest.raises(BadMargin):
        judge_as_published(published(), margin=margin)
