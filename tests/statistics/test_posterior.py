"""The posterior of two arms, against direct integration, closed forms and its own logic."""

import math
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comparability.statistics.bayesian.behrens_fisher import behrens_fisher
from comparability.statistics.bayesian.mixture import posterior_mixture
from comparability.statistics.bayesian.posterior import (
    posterior,
    posterior_log,
    prior_sensitivity,
    prior_sensitivity_log,
)
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior, reference_prior
from comparability.statistics.errors import (
    BadMargin,
    NoSpread,
    NotFinite,
    NotPositive,
    OutOfRange,
    TooFewLots,
)
from comparability.statistics.interval import Interval
from comparability.statistics.qualification.posterior import posteriors
from comparability.statistics.two_arms import welch

PRE, POST = [10.0, 11.0, 12.5, 9.5], [10.4, 11.9, 11.2]
MARGIN = Interval(-2.0, 3.0)
FLAT = reference_prior()
INFORMED = Prior(
    difference=NormalPrior(mean=0.0, sd=1.0),
    pre=VariancePrior(df=4.0, sd=1.0),
    post=VariancePrior(df=3.0, sd=1.2),
)

lots = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=6).filter(lambda values: np.std(values) > 0.1)
priors = st.sampled_from([FLAT, INFORMED])


def below(df_pre, df_post, scale_pre, scale_post, x):
    found = behrens_fisher(
        df_pre=df_pre, df_post=df_post, scale_pre=np.array(scale_pre), scale_post=np.array(scale_post)
    )
    return float(found.below(np.array(x)))


@pytest.mark.parametrize("check", list(posteriors()), ids=attrgetter("name"))
def test_posteriors_agree_with_direct_integration_in_thirty_digits_to_eleven(check):
    assert check.digits > 11


@pytest.mark.parametrize("ratio", [1e-9, 1e-3, 1.0, 30.0, 1e6])
@pytest.mark.parametrize("x", [-50.0, 0.3, 4.0])
def test_two_lots_an_arm_give_a_cauchy_distribution(ratio, x):
    """The sum of two Cauchy variables is one, with the sum of their scales: exact for any ratio."""
    expected = 0.5 + math.atan(x / (1.0 + ratio)) / math.pi
    assert below(1.0, 1.0, ratio, 1.0, x) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("df_pre, df_post", [(2.0, 3.0), (19.0, 2.0), (9.0, 9.0), (2.5, 40.0)])
def test_where_one_arm_dominates_its_own_t_is_left(df_pre, df_post):
    for x in (-2.0, 0.5, 3.0):
        assert below(df_pre, df_post, 1e-12, 1.0, x) == pytest.approx(stats.t.cdf(x, df_post), rel=1e-10)
        assert below(df_pre, df_post, 1.0, 1e-12, x) == pytest.approx(stats.t.cdf(x, df_pre), rel=1e-10)


# R 4.2.2: integrate(function(u) pt((x + a·u) / b, df_post)·dt(u, df_pre), -Inf, Inf, rel.tol = 1e-12).
@pytest.mark.parametrize(
    "x, df_pre, df_post, scale_pre, scale_post, expected",
    [
        (1.5, 2, 2, 1.0, 1.0, 0.76818555533463606),
        (0.3, 4, 3, 1.0, 0.1, 0.60886669596246068),
        (2.0, 9, 2, 0.3, 1.0, 0.90411144601200188),
        (4.0, 19, 2, 0.05, 1.0, 0.97139231621764877),
        (1.0, 3, 8, 1.0, 2.0, 0.65466024863247319),
    ],
)
def test_rs_own_integral_is_reproduced(x, df_pre, df_post, scale_pre, scale_post, expected):
    assert below(float(df_pre), float(df_post), scale_pre, scale_post, x) == pytest.approx(
        expected, rel=1e-11
    )


def test_the_fast_form_has_the_same_chances():
    for df_pre, df_post in ((1.0, 1.0), (2.0, 3.0), (5.0, 14.0), (2.5, 4.0), (120.0, 90.0)):
        found = behrens_fisher(
            df_pre=df_pre, df_post=df_post, scale_pre=np.full(5, 0.7), scale_post=np.full(5, 1.0)
        )
        x = np.array([-9.0, -1.0, 0.0, 0.4, 30.0])
        assert found.roughly_below(x) == pytest.approx(found.below(x), abs=1e-14)


def test_a_wide_normal_prior_is_as_good_as_flat():
    wide = Prior(difference=NormalPrior(mean=5.0, sd=1e6), pre=FLAT.pre, post=FLAT.post)
    one, other = (
        posterior(pre=PRE, post=POST, prior=prior, margin=MARGIN, level=0.9) for prior in (FLAT, wide)
    )
    assert other.probability_inside == pytest.approx(one.probability_inside, rel=1e-9)
    assert other.interval.low == pytest.approx(one.interval.low, rel=1e-8)


def test_with_known_variances_the_normal_prior_updates_as_in_textbooks():
    """Variance priors with very many degrees of freedom: precision-weighted mean, variances add up."""
    known = VariancePrior(df=1e7, sd=1.0)
    found = posterior(
        pre=PRE,
        post=POST,
        prior=Prior(difference=NormalPrior(mean=0.0, sd=1.0), pre=known, post=known),
        margin=MARGIN,
        level=0.95,
    )
    error = math.sqrt(1 / 4 + 1 / 3)
    mean = (5 / 12) / (1 + error**2)
    sd = error / math.sqrt(1 + error**2)
    assert found.estimate == pytest.approx(mean, rel=1e-5)
    assert found.interval.high == pytest.approx(mean + stats.norm.ppf(0.975) * sd, rel=1e-5)
    assert found.probability_inside == pytest.approx(
        stats.norm.cdf((3 - mean) / sd) - stats.norm.cdf((-2 - mean) / sd), rel=1e-6
    )


@given(lots, lots)
def test_the_flat_posterior_is_not_narrower_than_the_welch_interval(pre, post):
    """Behrens and Fisher's interval is the conservative one (Robinson 1976), a little or a lot."""
    found = posterior(pre=pre, post=post, prior=FLAT, margin=MARGIN, level=0.9)
    interval = welch(pre=pre, post=post).interval(level=0.9)
    assert found.interval.low <= interval.low + 1e-9 and interval.high - 1e-9 <= found.interval.high


@given(lots, lots, priors)
def test_the_three_probabilities_add_up_to_one(pre, post, prior):
    found = posterior(pre=pre, post=post, prior=prior, margin=MARGIN, level=0.9)
    total = found.probability_inside + found.probability_below + found.probability_above
    assert total == pytest.approx(1.0, abs=1e-13)


@given(lots, lots, priors, st.floats(0.5, 0.99))
def test_the_interval_leaves_equal_tails(pre, post, prior, level):
    found = posterior(pre=pre, post=post, prior=prior, margin=MARGIN, level=level)
    again = posterior(pre=pre, post=post, prior=prior, margin=found.interval, level=level)
    assert again.probability_below == pytest.approx(0.5 * (1 - level), rel=1e-8)
    assert again.probability_above == pytest.approx(0.5 * (1 - level), rel=1e-8)


@given(lots, lots, priors, st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_widening_the_margin_never_lowers_the_probability_inside(pre, post, prior, below_by, above_by):
    wider = Interval(MARGIN.low - below_by, MARGIN.high + above_by)
    one, other = (
        posterior(pre=pre, post=post, prior=prior, margin=margin, level=0.9) for margin in (MARGIN, wider)
    )
    assert other.probability_inside >= one.probability_inside * (1 - 1e-12)


@given(lots, lots)
def test_swapping_the_arms_mirrors_the_posterior(pre, post):
    there = posterior(pre=pre, post=post, prior=INFORMED, margin=MARGIN, level=0.9)
    swapped = Prior(difference=INFORMED.difference, pre=INFORMED.post, post=INFORMED.pre)
    back = posterior(pre=post, post=pre, prior=swapped, margin=Interval(-3.0, 2.0), level=0.9)
    assert back.probability_inside == pytest.approx(there.probability_inside, rel=1e-9)
    assert back.estimate == pytest.approx(-there.estimate, rel=1e-9, abs=1e-12)
    assert back.interval.low == pytest.approx(-there.interval.high, rel=1e-9, abs=1e-10)


@given(lots, lots, st.sampled_from([1e13, 1e-9]), st.randoms())
def test_neither_unit_nor_order_changes_a_ratio(pre, post, unit, random):
    prior = Prior(difference=NormalPrior(mean=0.0, sd=0.3), pre=INFORMED.pre, post=INFORMED.post)
    shuffled = post.copy()
    random.shuffle(shuffled)
    here = posterior_log(pre=pre, post=post, prior=prior, margin=Interval(0.5, 2.0), level=0.9)
    there = posterior_log(
        pre=[unit * value for value in pre],
        post=[unit * value for value in shuffled],
        prior=prior,
        margin=Interval(0.5, 2.0),
        level=0.9,
    )
    assert there.probability_inside == pytest.approx(here.probability_inside, rel=1e-9)
    assert there.interval.high == pytest.approx(here.interval.high, rel=1e-9)


def test_an_offset_of_a_billion_leaves_the_posterior_alone():
    plain = posterior(pre=PRE, post=POST, prior=FLAT, margin=MARGIN, level=0.9)
    far = posterior(
        pre=[value + 1e9 for value in PRE], post=[value + 1e9 for value in POST], prior=FLAT, margin=MARGIN,
        level=0.9,
    )  # fmt: skip
    assert far.interval.low == pytest.approx(plain.interval.low, rel=1e-6)


def test_small_probabilities_keep_their_digits():
    found = posterior(pre=PRE, post=POST, prior=FLAT, margin=Interval(-1e5, 1e5), level=0.9)
    ten = posterior(pre=PRE, post=POST, prior=FLAT, margin=Interval(-1e6, 1e6), level=0.9)
    # The tail of the arm with two degrees of freedom falls with the square of the distance.
    assert ten.probability_above == pytest.approx(found.probability_above / 100, rel=1e-3)


def test_a_set_of_priors_gives_one_posterior_each_in_their_order():
    stated = (FLAT, INFORMED)
    found = prior_sensitivity(pre=PRE, post=POST, priors=stated, margin=MARGIN, level=0.9)
    assert [each.prior for each in found] == list(stated)
    assert found[0] == posterior(pre=PRE, post=POST, prior=FLAT, margin=MARGIN, level=0.9)
    ratios = prior_sensitivity_log(pre=PRE, post=POST, priors=stated, margin=Interval(0.8, 1.25), level=0.9)
    assert ratios[0] == posterior_log(pre=PRE, post=POST, prior=FLAT, margin=Interval(0.8, 1.25), level=0.9)


def test_posteriors_that_go_along_are_those_one_by_one():
    together = posterior_mixture(
        difference=np.array([0.0, 1.0]),
        scale_pre=np.array([1.0, 0.5]),
        scale_post=np.array([0.2, 2.0]),
        df_pre=3.0,
        df_post=2.0,
        prior=NormalPrior(mean=0.2, sd=0.7),
    )
    for place in range(2):
        alone = posterior_mixture(
            difference=np.array(float(place)),
            scale_pre=np.array([1.0, 0.5][place]),
            scale_post=np.array([0.2, 2.0][place]),
            df_pre=3.0,
            df_post=2.0,
            prior=NormalPrior(mean=0.2, sd=0.7),
        )
        assert together.inside(-1.0, 0.5)[place] == pytest.approx(float(alone.inside(-1.0, 0.5)), rel=1e-13)


@pytest.mark.parametrize(
    "pre, post, prior, refusal",
    [
        pytest.param([1.0], POST, FLAT, TooFewLots, id="one lot and nothing known of its variance"),
        pytest.param(PRE, [5.0, 5.0], FLAT, NoSpread, id="constant and nothing known of its variance"),
        pytest.param(PRE, [1.0, math.nan], FLAT, NotFinite, id="not a number"),
        pytest.param([1e308, -1e308, 1.0], [1e308, 2.0], FLAT, NotFinite, id="beyond double precision"),
        pytest.param(
            PRE,
            [1.0],
            Prior(difference=None, pre=FLAT.pre, post=VariancePrior(df=0.5, sd=1.0)),
            OutOfRange,
            id="one lot and hardly anything known of its variance",
        ),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, post, prior, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        posterior(pre=pre, post=post, prior=prior, margin=MARGIN, level=0.9)


def test_a_constant_arm_has_the_spread_of_its_prior():
    found = posterior(pre=[5.0, 5.0, 5.0], post=[5.2], prior=INFORMED, margin=MARGIN, level=0.9)
    assert 0.0 < found.probability_inside < 1.0


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: NormalPrior(mean=math.nan, sd=1.0), id="mean"),
        pytest.param(lambda: NormalPrior(mean=0.0, sd=0.0), id="sd"),
        pytest.param(lambda: VariancePrior(df=-1.0, sd=1.0), id="negative df"),
        pytest.param(lambda: VariancePrior(df=0.0, sd=1.0), id="an sd that counts for nothing"),
        pytest.param(lambda: VariancePrior(df=3.0, sd=math.inf), id="infinite sd"),
    ],
)
def test_a_prior_that_says_nothing_sensible_is_refused(build):
    with pytest.raises(OutOfRange, match=r"\.$"):
        build()


def test_margins_and_levels_are_checked():
    with pytest.raises(BadMargin):
        posterior(pre=PRE, post=POST, prior=FLAT, margin=Interval(-1.0, math.inf), level=0.9)
    with pytest.raises(BadMargin):
        posterior_log(pre=PRE, post=POST, prior=FLAT, margin=Interval(-1.0, 2.0), level=0.9)
    with pytest.raises(OutOfRange):
        posterior(pre=PRE, post=POST, prior=FLAT, margin=MARGIN, level=1.0)
    with pytest.raises(NotPositive):
        posterior_log(pre=PRE, post=[0.0, 1.0], prior=FLAT, margin=Interval(0.5, 2.0), level=0.9)
