"""Slopes of stability series with lots as a sample: restricted likelihood, Kenward–Roger, Satterthwaite."""

import itertools
import json
import math
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.statistics.errors import NoRange, NoScatter, TooFewLots, TooFewPoints
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.stability import random_lots
from comparability.statistics.stability.random_lots import (
    Variances,
    random_intercepts,
    random_slopes,
)
from comparability.statistics.stability.slopes import lot_slopes, own_intercepts
from comparability.statistics.stability.small_sample import SmallSample
from comparability.statistics.tost import equivalence

MODELS = (random_intercepts, random_slopes)
REFERENCES = Path(__file__).parent.parent / "references" / "stability"
R_CASES = json.loads((REFERENCES / "random_lots.json").read_text())["cases"]
MONTHS = (0.0, 3.0, 6.0, 9.0, 12.0)


def lot(level, slope, noise, months=MONTHS):
    return [(month, level + slope * month + e) for month, e in zip(months, noise, strict=False)]


PRE = [
    lot(100.1, -0.21, (0.1, -0.3, 0.2, 0.1, -0.1)),
    lot(99.2, -0.35, (-0.2, 0.1, 0.3, -0.1, 0.1)),
    lot(101.3, -0.18, (0.2, 0.2, -0.3, -0.2, 0.2)),
    lot(100.4, -0.30, (0.1, 0.1, -0.1, 0.2, -0.2)),
]
POST = [
    lot(99.5, -0.27, (0.2, -0.1, -0.2, 0.1, 0.1)),
    lot(100.9, -0.16, (-0.1, 0.3, -0.1, -0.3, 0.2)),
    lot(100.2, -0.33, (0.1, -0.2, 0.2, 0.2, -0.1)),
]

balanced = st.lists(
    st.tuples(
        st.floats(-3.0, 3.0), st.floats(-0.5, 0.5), st.lists(st.floats(-0.5, 0.5), min_size=5, max_size=5)
    ),
    min_size=3,
    max_size=5,
).map(lambda lots: [lot(100.0 + level, slope, noise) for level, slope, noise in lots])


def is_plain(lots):
    """Scatter and spread of a size that no property has to excuse."""
    slopes = [points[-1][1] - points[0][1] for points in lots]
    bends = [abs(points[0][1] - 2 * points[2][1] + points[4][1]) for points in lots]
    return max(slopes) - min(slopes) > 0.1 and min(bends) > 0.05


def fit(model, pre, post, *, variances=Variances.COMMON, method=SmallSample.KENWARD_ROGER):
    return model(pre=pre, post=post, variances=variances, method=method)


def arms_of(case):
    arms = {"pre": {}, "post": {}}
    for arm, name, time, y in zip(case["arm"], case["lot"], case["time"], case["y"], strict=True):
        arms[arm].setdefault(name, []).append((time, y))
    return {arm: list(lots.values()) for arm, lots in arms.items()}


@pytest.mark.parametrize("check", list(random_lots()), ids=attrgetter("name"))
def test_random_lots_agree_with_forty_digit_arithmetic_to_nine_digits(check):
    assert check.digits > 9


@pytest.mark.parametrize("model", ["intercepts", "slopes"])
@pytest.mark.parametrize("case", R_CASES, ids=lambda case: case["id"])
def test_kenward_and_roger_agree_with_pbkrtest_to_six_digits(case, model):
    """Also where a component is estimated as zero: lmer's own optimum is good for about seven digits."""
    expected = case[model]
    found = fit(dict(zip(("intercepts", "slopes"), MODELS, strict=True))[model], **arms_of(case))
    theirs = (expected["kr"]["est"], expected["kr"]["se"], expected["kr"]["df"])
    assert (found.difference, found.standard_error, found.df) == pytest.approx(theirs, rel=1e-6)
    assert found.components_pre.is_boundary is expected["singular"]


@pytest.mark.parametrize("model", ["intercepts", "slopes"])
@pytest.mark.parametrize("case", R_CASES[:3], ids=lambda case: case["id"])
def test_satterthwaite_agrees_with_lmertest_to_six_digits(case, model):
    expected = case[model]
    found = fit(
        dict(zip(("intercepts", "slopes"), MODELS, strict=True))[model],
        **arms_of(case),
        method=SmallSample.SATTERTHWAITE,
    )
    theirs = (expected["est"], expected["se"], expected["sat_df"])
    assert (found.difference, found.standard_error, found.df) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("name", ["j05", "j09"])
def test_random_levels_agree_with_lmer_on_the_shared_references(name, references: Path):
    """lmerTest 3.1.3, whose standard errors and degrees of freedom are off by up to 1e-8."""
    cases = json.loads((references / "r" / "j_stability.json").read_text())["cases"]
    case = next(case for case in cases if case["id"] == name)
    columns = case["input"] | {"arm": ["pre" if arm == "S1" else "post" for arm in case["input"]["supplier"]]}
    found = fit(random_intercepts, **arms_of(columns), method=SmallSample.SATTERTHWAITE)
    expected = case["random_intercept_slope_diff"]
    theirs = (expected["Estimate"], expected["Std. Error"], expected["df"])
    assert (found.difference, found.standard_error, found.df) == pytest.approx(theirs, rel=2e-8)
    interval = found.interval(level=0.9)
    assert (interval.low, interval.high) == pytest.approx(
        (expected["lower"], expected["upper"]), rel=1e-7, abs=2e-9
    )


@pytest.mark.parametrize("method", SmallSample, ids=lambda method: method.value)
def test_a_lot_variance_of_zero_does_not_inflate_the_degrees_of_freedom(method):
    """lmerTest gives 27 degrees of freedom and 6 for these lots, and 21 where the slopes do not vary."""
    none, flat = arms_of(R_CASES[4]), arms_of(R_CASES[3])
    assert fit(random_intercepts, **none, method=method).df < 23
    assert fit(random_slopes, **none, method=method).df <= 5
    assert fit(random_slopes, **flat, method=method).df <= 5


@pytest.mark.parametrize("method", SmallSample, ids=lambda method: method.value)
def test_lots_with_the_same_times_give_the_exact_analyses(method):
    """Random levels are then as good as fixed ones, random slopes the t analysis of one slope per lot."""
    levels, fixed = fit(random_intercepts, PRE, POST, method=method), own_intercepts(pre=PRE, post=POST)
    slopes, each = (
        fit(random_slopes, PRE, POST, variances=Variances.BY_ARM, method=method),
        lot_slopes(pre=PRE, post=POST),
    )
    for random, exact in ((levels, fixed), (slopes, each)):
        assert (random.difference, random.standard_error, random.df) == pytest.approx(
            (exact.difference, exact.standard_error, exact.df), rel=1e-9
        )


def test_the_contrast_is_judged_by_the_same_test_as_every_other():
    found = equivalence(fit(random_slopes, PRE, POST), margin=Interval(-0.5, 0.5), alpha=0.05)
    assert found.interval.strictly_inside(Interval(-0.5, 0.5)) is (max(found.p_low, found.p_high) < 0.05)


@pytest.mark.parametrize(
    ("model", "variances", "method"),
    list(itertools.product(MODELS, Variances, SmallSample)),
    ids=lambda each: getattr(each, "__name__", None) or str(each),
)
@settings(deadline=None, max_examples=10)
@given(pre=balanced.filter(is_plain), post=balanced.filter(is_plain))
def test_swapping_the_arms_mirrors_the_difference_of_random_slopes(model, variances, method, pre, post):
    there = fit(model, pre, post, variances=variances, method=method)
    back = fit(model, post, pre, variances=variances, method=method)
    assert back.difference == pytest.approx(-there.difference, rel=1e-7, abs=1e-9)
    assert (back.standard_error, back.df) == pytest.approx((there.standard_error, there.df), rel=1e-5)


@pytest.mark.parametrize("model", MODELS, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("time", "value", "offset", "delay"),
    [
        (30.4375, 1.0, 0.0, 0.0),
        (1.0, 1e13, 0.0, 0.0),
        (1.0, 1e-9, 0.0, 0.0),
        (1.0, 1.0, 1e9, 0.0),
        (1.0, 1.0, 0.0, 24.0),
    ],
    ids=["days for months", "titres of 1e13", "values of 1e-9", "an offset of 1e9", "another start"],
)
def test_a_change_of_unit_or_origin_changes_nothing_else(model, time, value, offset, delay):
    # Multiples of 1/64 stay exact beside 1e9.
    def converted(lots, time, value, offset, delay):
        return [
            [((m + delay) * time, (round(y * 64) / 64 + offset) * value) for m, y in points]
            for points in lots
        ]

    plain = fit(model, *(converted(lots, 1.0, 1.0, 0.0, 0.0) for lots in (PRE, POST)))
    other = fit(model, *(converted(lots, time, value, offset, delay) for lots in (PRE, POST)))
    factor = value / time
    assert (other.difference, other.standard_error, other.df) == pytest.approx(
        (plain.difference * factor, plain.standard_error * factor, plain.df), rel=1e-9
    )
    assert other.components_pre.residual_sd == pytest.approx(
        plain.components_pre.residual_sd * value, rel=1e-9
    )


def test_the_spread_of_levels_is_told_at_time_zero():
    later = [[(month + 24.0, value) for month, value in points] for points in PRE + POST]
    now, then = (
        fit(random_slopes, PRE, POST).components_pre,
        fit(random_slopes, later[:4], later[4:]).components_pre,
    )
    # Variance of the level two years before, from the components of the line.
    square = now.lot_sd**2 - 48.0 * now.correlation * now.lot_sd * now.slope_sd + (24.0 * now.slope_sd) ** 2
    assert then.lot_sd == pytest.approx(math.sqrt(square), rel=1e-9)
    assert then.slope_sd == pytest.approx(now.slope_sd, rel=1e-9)


def test_lots_without_a_spread_of_slopes_say_so():
    components = fit(random_intercepts, PRE, POST).components_post
    assert components.slope_sd is None
    assert components.correlation is None


@pytest.mark.parametrize(
    ("model", "pre", "error", "sentence"),
    [
        (random_intercepts, PRE[:1], TooFewLots, "The pre arm has 1 lot; at least 2"),
        (random_slopes, PRE[:2], TooFewLots, "The pre arm has 2 lots; at least 3"),
        (random_slopes, [lot[:2] for lot in PRE], TooFewPoints, "The pre arm: 8 points, at least 9"),
        (
            random_slopes,
            [[(3.0, 1.0), (3.0, 2.0)], *PRE],
            NoRange,
            "Lot 1 of the pre arm: all points have the same",
        ),
    ],
    ids=["one lot at random", "two lots with slopes at random", "no points beside the lines", "one time"],
)
def test_lots_that_are_no_sample_are_refused(model, pre, error, sentence):
    with pytest.raises(error, match=sentence):
        fit(model, pre, POST, variances=Variances.BY_ARM)


@pytest.mark.parametrize("model", MODELS, ids=lambda f: f.__name__)
def test_lots_without_scatter_about_their_lines_are_refused(model):
    lines = [lot(level, -0.3, (0.0,) * 5) for level in (99.0, 100.0, 101.0)]
    with pytest.raises(NoScatter):
        fit(model, lines, lines)


@pytest.mark.parametrize("model", MODELS, ids=lambda f: f.__name__)
def test_an_arm_without_scatter_has_no_variance_of_its_own(model):
    lines = [lot(level, -0.3, (0.0,) * 5) for level in (99.0, 100.0, 101.0)]
    assert fit(model, lines, POST).standard_error > 0.0
    with pytest.raises(NoScatter):
        fit(model, lines, POST, variances=Variances.BY_ARM)
