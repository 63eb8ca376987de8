"""How often a shifted process passes, for every type of criterion."""

import dataclasses
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import nct, norm, t

from comparability.statistics.errors import BadMargin, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.error_rates import (
    CriterionType,
    equivalence,
    limit,
    non_inferiority,
    prediction_interval,
    quality_range,
    range_of_lots,
    tolerance_interval,
)
from comparability.statistics.planning.power import power
from comparability.statistics.ranges import Sides
from comparability.statistics.tost import Side

CASES = json.loads(
    (Path(__file__).parent.parent / "references" / "planning" / "planning.json").read_text(encoding="utf-8")
)["cases"]
DESIGN = Design(n_pre=6, n_post=4, sd_pre=0.1, sd_post=0.1, alpha=0.05)
MARGIN = Interval(-0.3, 0.2)


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
def test_equivalence_passes_as_often_as_its_power_says(is_pooled):
    found = equivalence(design=DESIGN, shift=0.2, margin=MARGIN, is_pooled=is_pooled)
    assert found.criterion is CriterionType.EQUIVALENCE
    assert found.rate == power(design=DESIGN, shift=0.2, margin=MARGIN, is_pooled=is_pooled)
    assert found.rate <= 0.0501 < found.rate_at_no_shift


@pytest.mark.parametrize("side, bound, shift", [(Side.LOW, -0.2, -0.15), (Side.HIGH, 0.2, 0.15)], ids=str)
def test_pooled_non_inferiority_passes_as_often_as_the_noncentral_t_says(side, bound, shift):
    found = non_inferiority(design=DESIGN, shift=shift, bound=bound, side=side, is_pooled=True)
    sigma = 0.1 * math.sqrt(1 / 6 + 1 / 4)
    for rate, truth in ((found.rate, 0.15), (found.rate_at_no_shift, 0.0)):
        expected = float(nct.sf(t.ppf(0.95, 8), 8, (0.2 - truth) / sigma))
        assert rate == pytest.approx(expected, abs=1e-12)


def test_non_inferiority_at_its_bound_passes_with_the_size_of_one_test():
    found = non_inferiority(design=DESIGN, shift=-0.2, bound=-0.2, side=Side.LOW, is_pooled=True)
    assert found.rate == pytest.approx(0.05, abs=1e-13)


def test_a_quality_range_of_three_lots_passes_76_percent_and_43_at_two_sd():
    """From the statistical plan, computed before this code was written."""
    found = quality_range(n_pre=3, n_post=3, k=3.0, sides=Sides.BOTH, shift_sd=2.0, sd_ratio=1.0)
    assert found.rate_at_no_shift == pytest.approx(0.76, abs=0.0051)
    assert found.rate == pytest.approx(0.43, abs=0.0051)


def test_a_tolerance_interval_of_three_lots_passes_86_percent_at_four_sd():
    found = tolerance_interval(
        n_pre=3,
        n_post=3,
        coverage=0.99,
        confidence=0.95,
        sides=Sides.BOTH,
        shift_sd=4.0,
        sd_ratio=1.0,
    )
    assert found.rate == pytest.approx(0.86, abs=0.0051)


@pytest.mark.parametrize("n_pre", [2, 3, 10, 40])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_prediction_interval_holds_an_unshifted_lot_with_its_level(n_pre, level):
    found = prediction_interval(n_pre=n_pre, level=level, shift_sd=1.0, sd_ratio=1.0)
    assert found.rate_at_no_shift == pytest.approx(level, abs=1e-10)
    # The new lot less the mean has the SD sqrt(1 + 1/n): a noncentral t.
    quantile = float(t.ppf(0.5 * (1 + level), n_pre - 1))
    shift = 1 / math.sqrt(1 + 1 / n_pre)
    expected = float(nct.cdf(quantile, n_pre - 1, shift) - nct.cdf(-quantile, n_pre - 1, shift))
    assert found.rate == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("n_pre, n_post", [(2, 1), (3, 3), (6, 4), (20, 3), (100, 5), (10, 100)])
def test_without_a_shift_only_the_order_of_the_lots_counts(n_pre, n_post):
    """All n + m lots are exchangeable: both extremes are pre lots with n(n-1) / ((n+m)(n+m-1))."""
    asked = {"n_pre": n_pre, "n_post": n_post, "shift_sd": 1.0, "sd_ratio": 1.0}
    both = range_of_lots(sides=Sides.BOTH, **asked).rate_at_no_shift
    together = n_pre + n_post
    assert both == pytest.approx(n_pre * (n_pre - 1) / (together * (together - 1)), abs=1e-13)
    one = range_of_lots(sides=Sides.UPPER, **asked).rate_at_no_shift
    assert one == pytest.approx(n_pre / together, abs=1e-13)


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"].startswith("extremes")], ids=str)
def test_shifted_lots_stay_within_the_extremes_as_often_as_simulation_found(case):
    sides = Sides.BOTH if case["kind"].endswith("both") else Sides.UPPER
    found = range_of_lots(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        sides=sides,
        shift_sd=case["shift_sd"],
        sd_ratio=case["sd_ratio"],
    )
    assert found.criterion is CriterionType.RANGE_OF_LOTS
    assert found.rate == pytest.approx(case["value"], abs=4 * case["standard_error"])


def test_the_lower_extreme_is_the_mirror_of_the_upper_one():
    asked = {"n_pre": 4, "n_post": 3, "shift_sd": 1.5, "sd_ratio": 0.7}
    assert range_of_lots(sides=Sides.LOWER, **asked).rate == range_of_lots(sides=Sides.UPPER, **asked).rate


@pytest.mark.parametrize("sd_ratio", [1e-3, 0.05, 0.3, 1.0, 3.0])
def test_one_post_lot_between_the_extremes_is_neither_above_nor_below_all_pre_lots(sd_ratio):
    """1 - E Phi(y)^n - E (1 - Phi(y))^n over the post lot y, in one dimension by another quadrature."""

    def beyond(y: float) -> float:
        return float(norm.pdf(y, 0.7, sd_ratio) * (norm.cdf(y) ** 5 + norm.sf(y) ** 5))

    outside = integrate.quad(
        beyond, 0.7 - 12 * sd_ratio, 0.7 + 12 * sd_ratio, epsabs=1e-13, epsrel=1e-12, limit=500
    )
    found = range_of_lots(n_pre=5, n_post=1, sides=Sides.BOTH, shift_sd=0.7, sd_ratio=sd_ratio)
    assert found.rate == pytest.approx(1 - outside[0], abs=1e-11)


def test_lots_without_spread_of_their_own_stay_inside_if_the_shift_does():
    """Then one pre lot must lie above the shifted mean: 1 - Phi(d)^n, and one below it as well."""
    found = range_of_lots(n_pre=4, n_post=50, sides=Sides.BOTH, shift_sd=0.5, sd_ratio=1e-9)
    below = float(norm.cdf(0.5))
    assert found.rate == pytest.approx(1 - below**4 - (1 - below) ** 4, abs=1e-8)


@pytest.mark.parametrize(
    "low, high, shift", [(1.0, None, -1.0), (None, 3.0, 1.0), (0.5, 3.5, 0.5)], ids=["low", "high", "both"]
)
def test_a_limit_passes_as_often_as_the_normal_distribution_says(low, high, shift):
    found = limit(n_post=3, mean=2.0, sd=0.5, shift=shift, low=low, high=high)
    for rate, mean in ((found.rate, 2.0 + shift), (found.rate_at_no_shift, 2.0)):
        above = norm.sf(-math.inf if low is None else low, mean, 0.5)
        beyond = norm.sf(math.inf if high is None else high, mean, 0.5)
        assert rate == pytest.approx(float(above - beyond) ** 3, rel=1e-12)


@given(st.integers(2, 12), st.integers(1, 6), st.floats(0.0, 5.0), st.floats(0.1, 3.0), st.floats(0.1, 2.0))
def test_a_larger_shift_never_passes_more_often(n_pre, n_post, shift, sd_ratio, more):
    asked = {"n_pre": n_pre, "n_post": n_post, "sd_ratio": sd_ratio}
    for sides in Sides:
        near = range_of_lots(sides=sides, shift_sd=shift, **asked)
        far = range_of_lots(sides=sides, shift_sd=shift + more, **asked)
        assert far.rate <= near.rate + 1e-12 and near.rate <= near.rate_at_no_shift + 1e-12
        wider = quality_range(sides=sides, k=2.0, shift_sd=shift, **asked)
        further = quality_range(sides=sides, k=2.0, shift_sd=shift + more, **asked)
        assert further.rate <= wider.rate + 1e-12


@pytest.mark.parametrize(
    "ask, refusal",
    [
        pytest.param(
            lambda: non_inferiority(design=DESIGN, shift=0.0, bound=math.inf, side=Side.LOW, is_pooled=False),
            BadMargin,
            id="a bound of infinity",
        ),
        pytest.param(
            lambda: equivalence(design=DESIGN, shift=math.nan, margin=MARGIN, is_pooled=True),
            NotFinite,
            id="a shift that is no number",
        ),
        pytest.param(
            lambda: range_of_lots(n_pre=1, n_post=3, sides=Sides.BOTH, shift_sd=1.0, sd_ratio=1.0),
            OutOfRange,
            id="a range of one lot",
        ),
        pytest.param(
            lambda: range_of_lots(n_pre=3, n_post=0, sides=Sides.UPPER, shift_sd=1.0, sd_ratio=1.0),
            OutOfRange,
            id="no post lots",
        ),
        pytest.param(
            lambda: range_of_lots(n_pre=3.5, n_post=3, sides=Sides.UPPER, shift_sd=1.0, sd_ratio=1.0),
            OutOfRange,
            id="a range of three and a half lots",
        ),
        pytest.param(
            lambda: limit(n_post=math.nan, mean=1.0, sd=1.0, shift=0.0, low=0.0, high=None),
            OutOfRange,
            id="a limit for a number of lots that is none",
        ),
        pytest.param(
            lambda: dataclasses.replace(DESIGN, n_pre=3.5),
            OutOfRange,
            id="a design of three and a half lots",
        ),
        pytest.param(
            lambda: range_of_lots(n_pre=3, n_post=3, sides=Sides.UPPER, shift_sd=-1.0, sd_ratio=1.0),
            OutOfRange,
            id="a shift away from the end",
        ),
        pytest.param(
            lambda: range_of_lots(n_pre=3, n_post=3, sides=Sides.UPPER, shift_sd=1.0, sd_ratio=0.0),
            OutOfRange,
            id="no spread after",
        ),
        pytest.param(
            lambda: prediction_interval(n_pre=1, level=0.95, shift_sd=0.0, sd_ratio=1.0),
            OutOfRange,
            id="a prediction from one lot",
        ),
        pytest.param(
            lambda: limit(n_post=0, mean=1.0, sd=1.0, shift=0.0, low=0.0, high=None),
            OutOfRange,
            id="a limit for no lots",
        ),
        pytest.param(
            lambda: limit(n_post=1, mean=1.0, sd=1.0, shift=0.0, low=2.0, high=0.0),
            BadMargin,
            id="swapped limits",
        ),
        pytest.param(
            lambda: limit(n_post=1, mean=math.inf, sd=1.0, shift=0.0, low=2.0, high=None),
            NotFinite,
            id="an infinite mean",
        ),
        pytest.param(
            lambda: limit(n_post=1, mean=1.0, sd=1.0, shift=math.inf, low=2.0, high=None),
            NotFinite,
            id="an infinite shift",
        ),
    ],
)
def test_rates_that_mean_nothing_are_refused_with_a_sentence(ask, refusal):
    with pytest.raises(refusal) as caught:
        ask()
    assert str(caught.value).endswith(".")
