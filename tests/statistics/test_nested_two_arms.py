"""Two arms of lots with replicates, against whole matrices in 40 digits, R, and their own logic."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comparability.statistics.errors import (
    NoSpread,
    NotFinite,
    NotNested,
    NotPositive,
    RunsInOneArm,
    StatisticsError,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.nested.arm import of_replicates, of_runs
from comparability.statistics.nested.two_arms import (
    common_variances,
    common_variances_log,
    own_variances,
    own_variances_log,
)
from comparability.statistics.qualification import nested_variances
from comparability.statistics.tost import Side, equivalence, non_inferiority
from comparability.statistics.two_arms import pooled, pooled_log, welch, welch_log
from tests.statistics.dense_mixed_model import dense_fit, nested

FITS = json.loads(
    (Path(__file__).parent.parent / "references" / "nested" / "fits.json").read_text(encoding="utf-8")
)
IDS = [case["id"] for case in FITS["cases"]]

PRE = [[98.1, 97.4], [101.4, 101.6, 102.1], [108.7], [103.0, 103.9, 103.0]]
POST = [[105.7, 105.4, 105.2], [101.9, 102.0], [96.4, 95.8, 96.2, 96.1]]

replicate = st.integers(-400, 400).map(lambda tenths: 100 + tenths / 10)
lot = st.lists(replicate, min_size=1, max_size=4)
lots = st.lists(lot, min_size=2, max_size=5).filter(lambda arm: np.ptp([np.mean(each) for each in arm]) > 0.5)
comparisons = pytest.mark.parametrize("compare", [own_variances, common_variances])


def arms(pre, post):
    return {"pre": of_replicates(pre, arm="pre"), "post": of_replicates(post, arm="post")}


def listed(value):
    return value if isinstance(value, list) else [value]  # R wrote a single number without brackets


def of_case(case):
    data = [[[listed(run) for run in each] for each in arm] for arm in case["data"]]
    if case["has_runs"]:
        return {name: of_runs(arm, arm=name) for name, arm in zip(("pre", "post"), data, strict=True)}
    return arms(*[[each[0] for each in arm] for arm in data])


def test_variances_and_both_contrasts_agree_with_40_digit_arithmetic_to_thirteen_digits():
    checks = list(nested_variances.nested_contrasts())
    assert len(checks) == 78
    assert [check.name for check in checks if not check.digits > 13] == []


@pytest.mark.parametrize("sd_of_lots, sd_within", [(1e4, 1e-4), (1e-3, 1.0), (30.0, 1.0)])
@pytest.mark.parametrize("own", [True, False], ids=["own variances", "common variances"])
def test_extreme_variance_ratios_keep_their_digits(own, sd_of_lots, sd_within):
    """Whole matrices with Kenward and Roger's F as printed, solved here."""
    draw = np.random.default_rng(5)
    pre, post = [
        [
            list(100 + shift * sd_of_lots + sd_within * draw.normal(size=count))
            for shift, count in zip(draw.normal(size=3), counts, strict=True)
        ]
        for counts in ((2, 3, 1), (1, 2, 3))
    ]
    found = (own_variances if own else common_variances)(**arms(pre, post))
    variances = [found.variances_pre, found.variances_post] if own else [found.variances_pre]
    theta = [value for each in variances for value in (each.between_lots, each.within)]
    held = [place for place, value in enumerate(theta) if value == 0.0]
    dense = dense_fit(
        *nested([[[each] for each in arm] for arm in (pre, post)], own_variances=own),
        start=[1.2 * value for value in theta],
        held_at_zero=held,
    )
    assert all(dense.slope[place] > 0 for place in held)
    assert float(dense.scale) == pytest.approx(1.0, abs=1e-15)
    assert theta == pytest.approx([float(value) for value in dense.theta], rel=1e-9)
    assert [found.difference, found.standard_error, found.df_before_cap] == pytest.approx(
        [float(dense.estimate), float(dense.standard_error), float(dense.df)], rel=1e-9
    )
    plain = found.satterthwaite
    assert [plain.standard_error, plain.df_before_cap] == pytest.approx(
        [float(dense.plain_standard_error), float(dense.df_satterthwaite)], rel=1e-9
    )


@pytest.mark.parametrize("case", FITS["cases"], ids=IDS)
def test_common_variances_agree_with_lmer_and_pbkrtest(case):
    """To six digits: lme4 stops up to 7e-8 from the maximum, which the restricted likelihood (equal to 1e-12)
    hardly notices."""
    compare = common_variances_log if case["log"] else common_variances
    found, theirs = compare(**of_case(case)), case["common"]
    assert found.minus_twice_log_likelihood == pytest.approx(theirs["reml_criterion"], abs=1e-10)
    for ours, name in ((found, "kenward_roger"), (found.satterthwaite, "satterthwaite")):
        assert [ours.difference, ours.standard_error, ours.df_before_cap] == pytest.approx(
            [theirs[name][key] for key in ("estimate", "se", "df")], rel=1e-6
        )
    variances = found.variances_pre
    assert [variances.between_lots, variances.within] == pytest.approx(
        [theirs["variances"]["lot"], theirs["variances"]["Residual"]], rel=1e-6
    )
    if case["has_runs"]:
        assert variances.between_runs == pytest.approx(theirs["variances"]["run"], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    "case", [case for case in FITS["cases"] if "nlme" in case], ids=lambda case: case["id"]
)
def test_own_variances_agree_with_nlme(case):
    found, theirs = own_variances(**of_case(case)), case["nlme"]
    assert found.minus_twice_log_likelihood == pytest.approx(theirs["minus_twice_log_likelihood"], abs=1e-10)
    pre, post = found.variances_pre, found.variances_post
    ours = [
        found.difference,
        found.satterthwaite.standard_error,
        pre.between_lots,
        post.between_lots,
        pre.within,
        post.within,
    ]
    names = ("difference", "se", "lots_pre", "lots_post", "within_pre", "within_post")
    assert ours == pytest.approx([theirs[name] for name in names], rel=2e-6)


@pytest.mark.parametrize(
    "case", [case for case in FITS["cases"] if "each_arm" in case], ids=lambda case: case["id"]
)
def test_own_variances_put_pbkrtests_fits_of_each_arm_together(case):
    """The arms are independent, so Kenward and Roger's variances add up and the df combine as Welch's."""
    found = (own_variances_log if case["log"] else own_variances)(**of_case(case))
    pre, post = (case["each_arm"][name]["kenward_roger"] for name in ("pre", "post"))
    plain = [case["each_arm"][name]["satterthwaite"]["se"] for name in ("pre", "post")]
    assert found.difference == pytest.approx(post["estimate"] - pre["estimate"], rel=1e-6)
    assert found.standard_error == pytest.approx(math.hypot(pre["se"], post["se"]), rel=1e-6)
    df = math.hypot(*plain) ** 4 / (plain[0] ** 4 / pre["df"] + plain[1] ** 4 / post["df"])
    assert found.df == pytest.approx(df, rel=1e-6)


def test_a_zero_lot_variance_never_inflates_the_degrees_of_freedom():
    """lmerTest's Satterthwaite gives 27 for these 7 lots, and Kenward and Roger 4.4."""
    case = next(case for case in FITS["cases"] if case["id"] == "zero lot variance")
    found = common_variances(**of_case(case))
    assert found.variances_pre.is_lot_variance_zero
    assert found.satterthwaite.df_before_cap == pytest.approx(case["common"]["satterthwaite"]["df"], rel=1e-9)
    assert found.satterthwaite.df == 5.0 and found.satterthwaite.is_df_capped
    assert found.df == pytest.approx(4.4376, abs=1e-4) and not found.is_df_capped


def test_kenward_rogers_df_are_capped_too_where_one_arm_has_many_replicates():
    """With common variances the replicates of one arm would otherwise speak for the lots of the other."""
    pre, post = [[100.1], [98.9], [101.2]], [[100 + 0.5 * k, 101 - 0.4 * k, 99.5] for k in (1, 2, 3)]
    found = common_variances(**arms(pre, [each * 8 for each in post]))
    assert found.df_before_cap > 4.5
    assert found.df == 4.0 and found.is_df_capped


@comparisons
@given(lots, lots)
def test_degrees_of_freedom_are_at_most_lots_less_two(compare, pre, post):
    found = compare(**arms(pre, post))
    assert found.df <= len(pre) + len(post) - 2 + 1e-9
    assert found.satterthwaite.df <= len(pre) + len(post) - 2 + 1e-9
    assert found.is_df_capped == (found.df < found.df_before_cap * (1 - 1e-8))


@given(lots, lots)
def test_kenward_rogers_df_of_own_variances_need_no_cap(pre, post):
    """Along the lot variance alone the expected information allows no more than lots - 1 an arm."""
    assert not own_variances(**arms(pre, post)).is_df_capped


@given(lots, lots, st.randoms(use_true_random=False))
@comparisons
def test_the_order_of_lots_and_replicates_changes_nothing(compare, pre, post, random):
    here = compare(**arms(pre, post))
    shuffled = [
        [random.sample(each, len(each)) for each in random.sample(arm, len(arm))] for arm in (pre, post)
    ]
    there = compare(**arms(*shuffled))
    assert [there.difference, there.standard_error, there.df] == pytest.approx(
        [here.difference, here.standard_error, here.df], rel=1e-8, abs=1e-9
    )


@given(lots, lots, st.sampled_from([1e13, 1e-9, -1.0, 3.0]))
@comparisons
def test_a_unit_changes_nothing_but_units(compare, pre, post, unit):
    here = compare(**arms(pre, post))
    there = compare(**arms(*[[[value * unit for value in each] for each in arm] for arm in (pre, post)]))
    assert [there.difference / unit, there.standard_error / abs(unit), there.df] == pytest.approx(
        [here.difference, here.standard_error, here.df], rel=1e-8, abs=1e-9
    )


@given(lots, lots)
@comparisons
def test_swapping_the_arms_mirrors_the_interval(compare, pre, post):
    there = compare(**arms(pre, post)).interval(level=0.9)
    back = compare(**arms(post, pre)).interval(level=0.9)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), rel=1e-8, abs=1e-8)


@given(lots, lots)
def test_a_ratio_does_not_depend_on_the_unit(pre, post):
    here = own_variances_log(**arms(pre, post))
    there = own_variances_log(**arms(*[[[v * 1e13 for v in each] for each in arm] for arm in (pre, post)]))
    assert [there.difference, there.standard_error, there.df] == pytest.approx(
        [here.difference, here.standard_error, here.df], rel=1e-8, abs=1e-10
    )


@pytest.mark.parametrize("compare", [own_variances, common_variances])
def test_an_offset_of_a_billion_leaves_the_contrast_alone(compare):
    eighths = [[[round(8 * v) / 8 for v in each] for each in arm] for arm in (PRE, POST)]
    plain = compare(**arms(*eighths))
    far = compare(**arms(*[[[v + 1e9 for v in each] for each in arm] for arm in eighths]))
    assert [far.difference, far.standard_error, far.df] == pytest.approx(
        [plain.difference, plain.standard_error, plain.df], rel=1e-12
    )


@pytest.mark.parametrize(
    "compare, of_lots",
    [
        (own_variances, welch),
        (own_variances_log, welch_log),
        (common_variances, pooled),
        (common_variances_log, pooled_log),
    ],
)
@given(pre=lots, post=lots)
def test_one_result_a_lot_is_the_comparison_of_lots(compare, of_lots, pre, post):
    first = [[each[0] for each in arm] for arm in (pre, post)]
    assume(all(len(set(arm)) > 1 for arm in first))
    found = compare(**arms(*[[[value] for value in arm] for arm in first]))
    plain = of_lots(pre=first[0], post=first[1])
    assert [found.difference, found.standard_error, found.df] == pytest.approx(
        [plain.difference, plain.standard_error, plain.df], rel=1e-12, abs=1e-13
    )
    assert found.variances_pre.within is None


@given(st.lists(st.tuples(replicate, replicate, replicate), min_size=2, max_size=5), lots)
def test_equal_counts_give_the_welch_test_of_the_means_of_lots(pre, post):
    post = [each[:1] * 3 if len(each) < 3 else each[:3] for each in post]
    pre = [list(each) for each in pre]
    means = [[float(np.mean(each)) for each in arm] for arm in (pre, post)]
    assume(all(np.ptp(arm) > 0.5 for arm in means))
    found = own_variances(**arms(pre, post))
    assume(not (found.variances_pre.is_lot_variance_zero or found.variances_post.is_lot_variance_zero))
    plain = welch(pre=means[0], post=means[1])
    assert [found.standard_error, found.df] == pytest.approx([plain.standard_error, plain.df], rel=1e-8)


def test_replicates_that_all_agree_count_once():
    pre, post = [[1.0, 1.0], [2.0], [4.0, 4.0, 4.0]], [[2.0, 2.0], [3.5]]
    found = own_variances(**arms(pre, post))
    plain = welch(pre=[1.0, 2.0, 4.0], post=[2.0, 3.5])
    assert [found.standard_error, found.df] == pytest.approx([plain.standard_error, plain.df], rel=1e-14)
    assert found.variances_pre.within == 0.0
    assert found.minus_twice_log_likelihood is None


@pytest.mark.parametrize("compare", [own_variances, common_variances])
def test_replicates_that_hardly_differ_count_once_too(compare):
    nearly = [[[v, v + 1e-13] for v in (1.0, 2.0, 4.0)], [[v, v + 1e-13] for v in (2.0, 3.5)]]
    once = compare(**arms([[1.0], [2.0], [4.0]], [[2.0], [3.5]]))
    found = compare(**arms(*nearly))
    assert [found.standard_error, found.df] == pytest.approx([once.standard_error, once.df], rel=1e-9)


def test_the_contrast_is_tested_by_the_one_tost():
    contrast = own_variances_log(**arms(PRE, POST))
    margin = Interval(0.8, 1.25)
    both = equivalence(contrast, margin=margin, alpha=0.05)
    assert (max(both.p_low, both.p_high) < 0.05) == both.interval.strictly_inside(margin)
    one = non_inferiority(contrast.satterthwaite, bound=0.8, side=Side.LOW, alpha=0.05)
    assert one.estimate == both.estimate


def test_an_arm_by_run_is_compared_with_one_by_lot_only_with_variances_of_their_own():
    by_run = of_runs([[[98.1, 97.4], [99.0]], [[101.4, 101.6]], [[108.7], [103.0, 103.9]]], arm="pre")
    by_lot = of_replicates(POST, arm="post")
    assert own_variances(pre=by_run, post=by_lot).variances_post.between_runs is None
    with pytest.raises(RunsInOneArm):
        common_variances(pre=by_run, post=by_lot)


@pytest.mark.parametrize("compare", [own_variances, common_variances])
@pytest.mark.parametrize(
    "pre, post, refusal",
    [
        pytest.param([[1.0, 2.0]], POST, TooFewLots, id="one lot with replicates"),
        pytest.param([], POST, TooFewLots, id="no lot"),
        pytest.param([[5.0, 5.0], [5.0]], POST, NoSpread, id="one arm constant"),
        pytest.param([[5.0], [5.0]], [[5.0], [5.0]], NoSpread, id="all results the same"),
        pytest.param([[1.0, math.nan], [2.0]], POST, NotFinite, id="not a number"),
        pytest.param(PRE, [[1.0], [math.inf]], NotFinite, id="infinite"),
        pytest.param([[-1.7e308], [1.7e308]], POST, NotFinite, id="spread beyond double precision"),
        pytest.param([[1.0, 2.0], []], POST, NotNested, id="a lot without results"),
        pytest.param([1.0, 2.0, 3.0], POST, NotNested, id="one number per lot instead of lists"),
        pytest.param([[[1.0, 2.0]], [[3.0]]], POST, NotNested, id="runs where lots were asked for"),
        pytest.param(7.0, POST, NotNested, id="a number"),
    ],
)
def test_degenerate_arms_are_refused_with_a_sentence(compare, pre, post, refusal):
    with pytest.raises(refusal) as caught:
        compare(**arms(pre, post))
    assert isinstance(caught.value, StatisticsError)
    assert str(caught.value).endswith(".") and " " in str(caught.value)


@pytest.mark.parametrize("compare", [own_variances_log, common_variances_log])
@pytest.mark.parametrize("value", [0.0, -1.0], ids=["zero", "negative"])
def test_a_ratio_refuses_results_that_have_no_logarithm(compare, value):
    with pytest.raises(NotPositive, match="post arm"):
        compare(**arms(PRE, [[1.0, 2.0], [value, 3.0]]))


def test_two_lots_an_arm_give_an_interval_however_wide():
    found = own_variances(**arms([[1.0, 1.2], [5.0]], [[2.0], [2.6, 2.5]])).interval(level=0.9)
    assert math.isfinite(found.low) and math.isfinite(found.high)


def test_whole_numbers_in_arrays_are_read_as_numbers():
    pre, post = [np.array([1, 2]), np.array([4])], [np.array([2, 3]), np.array([7, 7])]
    as_lists = own_variances(**arms([[1.0, 2.0], [4.0]], [[2.0, 3.0], [7.0, 7.0]]))
    assert own_variances(**arms(pre, post)) == as_lists
