"""The ratio of SDs, against other people's F tests."""

import math
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.errors import NoSpread, NotAVector, NotFinite, TooFewLots
from comparability.statistics.interval import Interval
from comparability.statistics.inversion import equivalence, non_inferiority
from comparability.statistics.qualification.exact_contrasts import ratios_of_sds
from comparability.statistics.spread import spread
from comparability.statistics.tost import Side

PRE, POST = [10.0, 11.0, 12.5, 9.5], [10.4, 11.9, 11.2]
lots = st.lists(st.floats(1.0, 100.0).map(lambda value: round(value, 2)), min_size=3, max_size=8, unique=True)


@pytest.mark.parametrize("check", list(ratios_of_sds()), ids=attrgetter("name"))
def test_ratio_interval_and_p_values_agree_with_40_digit_arithmetic_to_thirteen_digits(check):
    assert check.digits > 13


@given(lots, lots)
def test_the_interval_of_variances_is_the_one_from_scipys_f_distribution(pre, post):
    found = spread(pre=pre, post=post)
    ratio = float(stats.tvar(post) / stats.tvar(pre))
    f = stats.f(len(post) - 1, len(pre) - 1)
    interval = found.interval(alpha=0.05)
    assert found.variance_ratio == pytest.approx(ratio, rel=1e-9)
    assert (interval.low**2, interval.high**2) == pytest.approx(
        (ratio / f.ppf(0.95), ratio / f.ppf(0.05)), rel=1e-9
    )


def test_a_spread_that_may_have_doubled_is_not_shown_to_be_no_larger():
    """Three lots an arm hardly speak of spread: the upper limit is far above the estimate."""
    found = non_inferiority(
        spread(pre=[9.0, 10.0, 11.0], post=[9.1, 10.0, 10.9]), bound=2.0, side=Side.HIGH, alpha=0.05
    )
    assert found.p > 0.05 and found.bound > 2.0
    # With 2 and 2 degrees of freedom the F tail is 1 / (1 + F): F(0.05) is 1 / 19.
    assert found.bound == pytest.approx(0.9 * math.sqrt(19.0), rel=1e-12)


def test_a_spread_clearly_smaller_is_not_inferior_and_not_equivalent():
    narrow, wide = [9.9, 10.0, 10.1, 10.05, 9.95, 10.02], [8.0, 12.0, 9.0, 11.0, 10.5, 9.5]
    contrast = spread(pre=wide, post=narrow)
    assert non_inferiority(contrast, bound=1.5, side=Side.HIGH, alpha=0.05).p < 0.05
    found = equivalence(contrast, margin=Interval(1 / 1.5, 1.5), alpha=0.05)
    assert found.p_low > 0.95 and found.interval.high < 1 / 1.5


@pytest.mark.parametrize("bound, p_above, p_below", [(1e-300, 0.0, 1.0), (1e300, 1.0, 0.0)])
def test_a_bound_at_the_edge_of_double_precision_has_its_p_values(bound, p_above, p_below):
    contrast = spread(pre=PRE, post=POST)
    assert contrast.p_above(bound) == pytest.approx(p_above, abs=1e-100)
    assert contrast.p_below(bound) == pytest.approx(p_below, abs=1e-100)


def test_a_level_that_no_quantile_reaches_leaves_the_ends_open():
    assert spread(pre=[1.0, 2.0], post=[1.5, 1.6]).interval(alpha=1e-300) == Interval(0.0, math.inf)


def test_an_offset_of_a_billion_leaves_the_ratio_alone():
    plain = spread(pre=PRE, post=POST)
    far = spread(pre=[value + 1e9 for value in PRE], post=[value + 1e9 for value in POST])
    assert far.estimate == pytest.approx(plain.estimate, rel=1e-6)  # what is left of the typed digits


@pytest.mark.parametrize(
    "pre, post, refusal",
    [
        pytest.param([1.0], POST, TooFewLots, id="one lot"),
        pytest.param([5.0, 5.0, 5.0], [5.0, 5.0], NoSpread, id="both arms constant"),
        pytest.param(PRE, [5.0, 5.0, 5.0], NoSpread, id="one arm constant"),
        pytest.param(PRE, [1.0, math.inf], NotFinite, id="infinite"),
        pytest.param([1e200, 2e200], [1e-200, 2e-200], NotFinite, id="ratio beyond double precision"),
        pytest.param([[1.0, 2.0], [3.0, 4.0]], POST, NotAVector, id="replicates instead of lots"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, post, refusal):
    with pytest.raises(refusal) as caught:
        spread(pre=pre, post=post)
    assert str(caught.value).endswith(".") and " " in str(caught.value)
