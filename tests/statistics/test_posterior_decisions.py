"""What the Bayesian criterion would declare: operating characteristics and predictions."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from comparability.statistics.bayesian.operating import Truth, declaring_rate
from comparability.statistics.bayesian.posterior import posterior
from comparability.statistics.bayesian.predictive import prediction, prediction_log
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior, reference_prior
from comparability.statistics.bayesian.simulated import (
    simulated_declaring_rate,
    simulated_prediction,
    simulated_prediction_log,
)
from comparability.statistics.errors import BadMargin, OutOfRange
from comparability.statistics.interval import Interval

FLAT = reference_prior()
INFORMED = Prior(difference=None, pre=VariancePrior(df=4.0, sd=1.0), post=VariancePrior(df=3.0, sd=1.2))
NORMAL = Prior(difference=NormalPrior(mean=0.0, sd=2.0), pre=INFORMED.pre, post=INFORMED.post)
PRE, POST = [10.0, 11.0, 12.5, 9.5], [10.4, 11.9, 11.2]
MARGIN = Interval(-2.0, 2.0)
TRUTHS = [
    pytest.param(Truth(n_pre=4, n_post=3, sd_pre=1.0, sd_post=1.0, shift=0.0), FLAT, id="no shift"),
    pytest.param(Truth(n_pre=10, n_post=3, sd_pre=1.0, sd_post=2.0, shift=2.0), FLAT, id="at the margin"),
    pytest.param(Truth(n_pre=2, n_post=2, sd_pre=0.3, sd_post=0.3, shift=0.5), FLAT, id="two lots an arm"),
    pytest.param(Truth(n_pre=5, n_post=1, sd_pre=1.0, sd_post=1.0, shift=0.5), INFORMED, id="one post lot"),
]


def of_one_arm(n: int, sd: float, shift: float, half_margin: float, threshold: float) -> float:
    """The same chance where the other arm is known exactly: a t posterior, declared or not for every SD."""

    def given_sd(s: float) -> float:
        scale = s / math.sqrt(n)

        def surplus(h: float) -> float:
            low, high = (-half_margin - h) / scale, (half_margin - h) / scale
            return stats.t.cdf(high, n - 1) - stats.t.cdf(low, n - 1) - threshold

        if surplus(0.0) <= 0.0:
            return 0.0
        near, far = 0.0, half_margin
        for _ in range(60):
            middle = 0.5 * (near + far)
            near, far = (middle, far) if surplus(middle) > 0.0 else (near, middle)
        error = sd / math.sqrt(n)
        return stats.norm.cdf((near - shift) / error) - stats.norm.cdf((-near - shift) / error)

    largest = half_margin * math.sqrt(n) / stats.t.ppf(0.5 * (1 + threshold), n - 1)
    root = math.sqrt(n - 1) / sd
    return integrate.quad(
        lambda u: (
            given_sd(largest * (1 - u * u))
            * stats.chi.pdf(largest * (1 - u * u) * root, n - 1)
            * root
            * 2.0
            * largest
            * u
        ),
        0.0,
        1.0,
        epsabs=1e-11,
    )[0]


@pytest.mark.parametrize("shift", [0.0, 1.3, 2.0])
def test_with_one_arm_known_the_rate_is_that_of_one_t_posterior(shift):
    """SciPy's own t, chi and adaptive integration; the pre arm has many lots with almost no spread."""
    truth = Truth(n_pre=40, n_post=4, sd_pre=1e-7, sd_post=1.0, shift=shift)
    found = declaring_rate(truth=truth, margin=MARGIN, prior=FLAT, threshold=0.9)
    assert found == pytest.approx(of_one_arm(4, 1.0, shift, 2.0, 0.9), abs=1e-7)


@pytest.mark.parametrize("truth, prior", TRUTHS)
def test_the_rate_agrees_with_a_simulation(truth, prior):
    found = declaring_rate(truth=truth, margin=MARGIN, prior=prior, threshold=0.9)
    simulated = simulated_declaring_rate(
        truth=truth, margin=MARGIN, prior=prior, threshold=0.9, draws=20_000, seed=11
    )
    assert found == pytest.approx(simulated.probability, abs=3.5 * simulated.standard_error)


def test_the_reference_prior_declares_less_often_at_the_margin_than_one_minus_the_threshold():
    """With few lots Behrens and Fisher's posterior is conservative, as Welch's test is not."""
    truth = Truth(n_pre=6, n_post=3, sd_pre=1.0, sd_post=1.0, shift=4.0)
    size = declaring_rate(truth=truth, margin=Interval(-4.0, 4.0), prior=FLAT, threshold=0.95)
    assert 0.02 < size < 0.05


@given(st.floats(0.0, 2.0), st.floats(0.0, 1.0), st.floats(0.55, 0.98), st.floats(0.0, 0.01))
@settings(max_examples=15)
def test_a_wider_margin_or_a_lower_threshold_never_lowers_the_rate(shift, more, threshold, lower):
    truth = Truth(n_pre=4, n_post=3, sd_pre=1.0, sd_post=0.7, shift=shift)

    def rate(margin: Interval, threshold: float) -> float:
        return declaring_rate(truth=truth, margin=margin, prior=FLAT, threshold=threshold)

    plain = rate(MARGIN, threshold)
    assert rate(Interval(-2.0 - more, 2.0 + more), threshold) >= plain - 1e-9
    assert rate(MARGIN, threshold - lower) >= plain - 1e-9


@given(st.floats(-2.0, 2.0))
@settings(max_examples=10)
def test_swapping_the_arms_mirrors_the_rate(shift):
    there = Truth(n_pre=5, n_post=3, sd_pre=1.0, sd_post=0.5, shift=shift)
    back = Truth(n_pre=3, n_post=5, sd_pre=0.5, sd_post=1.0, shift=-shift)
    swapped = Prior(difference=None, pre=INFORMED.post, post=INFORMED.pre)
    one = declaring_rate(truth=there, margin=Interval(-1.0, 3.0), prior=INFORMED, threshold=0.9)
    other = declaring_rate(truth=back, margin=Interval(-3.0, 1.0), prior=swapped, threshold=0.9)
    assert other == pytest.approx(one, abs=1e-8)


def test_the_unit_does_not_change_the_rate():
    here, there = (
        declaring_rate(
            truth=Truth(n_pre=4, n_post=3, sd_pre=unit, sd_post=0.7 * unit, shift=0.4 * unit),
            margin=Interval(-2.0 * unit, 2.0 * unit),
            prior=FLAT,
            threshold=0.9,
        )
        for unit in (1.0, 1e13)
    )
    assert there == pytest.approx(here, rel=1e-10)


@pytest.mark.parametrize(
    "pre, post, prior, more, in_post",
    [
        pytest.param(PRE, POST, FLAT, 1, True, id="one post lot"),
        pytest.param(PRE, POST, FLAT, 2, True, id="two post lots"),
        pytest.param(PRE, POST, FLAT, 6, True, id="six post lots"),
        pytest.param(PRE, POST, FLAT, 8, False, id="eight pre lots"),
        pytest.param(PRE, [11.0], INFORMED, 3, True, id="three after the first"),
        pytest.param(PRE, [13.4, 14.1, 13.9], FLAT, 4, True, id="above the margin"),
        pytest.param(PRE, [7.4, 8.6, 8.0], FLAT, 4, False, id="below the margin"),
    ],
)
def test_a_prediction_agrees_with_a_simulation(pre, post, prior, more, in_post):
    margin = Interval(-2.0, 2.5)
    found = prediction(
        pre=pre, post=post, prior=prior, margin=margin, threshold=0.9, more=more, in_post=in_post
    )
    simulated = simulated_prediction(
        pre=pre,
        post=post,
        prior=prior,
        margin=margin,
        threshold=0.9,
        more_pre=0 if in_post else more,
        more_post=more if in_post else 0,
        draws=20_000,
        seed=5,
    )
    for name in ("inside", "below", "above"):
        of_draws = getattr(simulated, name)
        assert getattr(found, name) == pytest.approx(of_draws.probability, abs=3.5 * of_draws.standard_error)


def test_one_further_lot_is_decided_value_by_value():
    """With one lot to come the prediction is the t probability of the values that would be declared."""
    margin, scale = Interval(-2.0, 3.0), math.sqrt(1 + 1 / 3) * float(np.std(POST, ddof=1))

    def is_declared(value: float) -> bool:
        found = posterior(pre=PRE, post=[*POST, value], prior=FLAT, margin=margin, level=0.9)
        return found.probability_inside >= 0.95

    centre = float(np.mean(POST))
    ends = []
    for direction in (-1.0, 1.0):
        near, far = 0.0, 50.0
        for _ in range(60):
            middle = 0.5 * (near + far)
            near, far = (middle, far) if is_declared(centre + direction * middle) else (near, middle)
        ends.append(near / scale)
    expected = stats.t.cdf(ends[1], 2) - stats.t.cdf(-ends[0], 2)
    found = prediction(pre=PRE, post=POST, prior=FLAT, margin=margin, threshold=0.95, more=1, in_post=True)
    assert found.inside == pytest.approx(expected, abs=1e-10)


@given(st.integers(1, 5), st.booleans())
@settings(max_examples=10)
def test_swapping_the_arms_mirrors_a_prediction(more, in_post):
    there = prediction(
        pre=PRE, post=POST, prior=FLAT, margin=Interval(-1.0, 2.0), threshold=0.9, more=more, in_post=in_post
    )
    back = prediction(
        pre=POST,
        post=PRE,
        prior=FLAT,
        margin=Interval(-2.0, 1.0),
        threshold=0.9,
        more=more,
        in_post=not in_post,
    )
    assert [back.inside, back.below, back.above] == pytest.approx(
        [there.inside, there.above, there.below], abs=1e-10
    )


def test_very_many_further_lots_settle_what_the_posterior_says_now():
    """Both arms without end: the prediction tends to the posterior probability of lying inside."""
    now = posterior(pre=PRE, post=POST, prior=FLAT, margin=Interval(-1.0, 1.0), level=0.9)
    found = simulated_prediction(
        pre=PRE,
        post=POST,
        prior=FLAT,
        margin=Interval(-1.0, 1.0),
        threshold=0.9,
        more_pre=3000,
        more_post=3000,
        draws=4000,
        seed=2,
    )
    assert found.inside.probability == pytest.approx(now.probability_inside, abs=0.04)


def test_a_normal_prior_is_simulated_with_its_weight():
    """Very many further lots show the truth, whose distribution now is the posterior under that prior."""
    prior = Prior(difference=NormalPrior(mean=-1.0, sd=0.5), pre=INFORMED.pre, post=INFORMED.post)
    now = posterior(pre=PRE, post=POST, prior=prior, margin=Interval(-1.0, 1.0), level=0.9)
    found = simulated_prediction(
        pre=PRE, post=POST, prior=prior, margin=Interval(-1.0, 1.0), threshold=0.9,
        more_pre=2000, more_post=2000, draws=1500, seed=3,
    )  # fmt: skip
    assert found.inside.probability == pytest.approx(now.probability_inside, abs=0.06)
    assert found.below.probability == pytest.approx(now.probability_below, abs=0.06)


def test_a_ratio_is_predicted_on_logarithms():
    ratio = prediction_log(
        pre=PRE, post=POST, prior=FLAT, margin=Interval(0.7, 1.4), threshold=0.9, more=2, in_post=True
    )
    plain = prediction(
        pre=np.log(PRE),
        post=np.log(POST),
        prior=FLAT,
        margin=Interval(math.log(0.7), math.log(1.4)),
        threshold=0.9,
        more=2,
        in_post=True,
    )
    assert ratio.inside == pytest.approx(plain.inside, rel=1e-9)
    simulated = simulated_prediction_log(
        pre=PRE, post=POST, prior=FLAT, margin=Interval(0.7, 1.4), threshold=0.9,
        more_pre=0, more_post=2, draws=4000, seed=1,
    )  # fmt: skip
    assert simulated.inside.probability == pytest.approx(
        ratio.inside, abs=3.5 * simulated.inside.standard_error
    )


def test_the_same_seed_gives_the_same_numbers_and_says_so():
    truth = Truth(n_pre=4, n_post=3, sd_pre=1.0, sd_post=1.0, shift=0.0)
    one, other, third = (
        simulated_declaring_rate(
            truth=truth, margin=MARGIN, prior=NORMAL, threshold=0.9, draws=400, seed=seed
        )
        for seed in (1, 1, 2)
    )
    assert one == other and one.seed == 1 and one.draws == 400
    assert third.probability != one.probability


def test_agreement_of_all_draws_is_not_certainty():
    truth = Truth(n_pre=4, n_post=3, sd_pre=1.0, sd_post=1.0, shift=100.0)
    found = simulated_declaring_rate(truth=truth, margin=MARGIN, prior=FLAT, threshold=0.9, draws=500, seed=1)
    assert (found.probability, found.standard_error) == (0.0, 1 / 500)


def test_a_strong_prior_can_declare_what_lies_far_outside():
    """The reason why a normal prior is simulated and not integrated: it disbelieves the lots."""
    prior = Prior(difference=NormalPrior(mean=0.0, sd=0.5), pre=FLAT.pre, post=FLAT.post)
    far = posterior(pre=[10.0, 11.0], post=[60.0, 61.0], prior=prior, margin=MARGIN, level=0.9)
    assert far.probability_inside > 0.9


@pytest.mark.parametrize(
    "change, refusal",
    [
        pytest.param({"threshold": 0.5}, OutOfRange, id="threshold of a half"),
        pytest.param({"prior": NORMAL}, OutOfRange, id="normal prior"),
        pytest.param({"margin": Interval(-1.0, math.inf)}, BadMargin, id="open margin"),
        pytest.param(
            {"truth": Truth(n_pre=4, n_post=1, sd_pre=1.0, sd_post=1.0, shift=0.0)}, OutOfRange, id="one lot"
        ),
    ],
)
def test_the_rate_refuses_with_a_sentence(change, refusal):
    asked = {
        "truth": Truth(n_pre=4, n_post=3, sd_pre=1.0, sd_post=1.0, shift=0.0),
        "margin": MARGIN,
        "prior": FLAT,
        "threshold": 0.9,
    }
    with pytest.raises(refusal, match=r"\.$"):
        declaring_rate(**(asked | change))


@pytest.mark.parametrize(
    "change", [{"n_pre": 0}, {"sd_post": 0.0}, {"shift": math.nan}], ids=lambda c: next(iter(c))
)
def test_an_impossible_truth_is_refused(change):
    with pytest.raises(OutOfRange):
        Truth(**({"n_pre": 4, "n_post": 3, "sd_pre": 1.0, "sd_post": 1.0, "shift": 0.0} | change))


def test_predictions_refuse_nothing_to_come_and_too_few_draws():
    with pytest.raises(OutOfRange):
        prediction(pre=PRE, post=POST, prior=FLAT, margin=MARGIN, threshold=0.9, more=0, in_post=True)
    asked = {"pre": PRE, "post": POST, "prior": FLAT, "margin": MARGIN, "threshold": 0.9, "seed": 1}
    for change in (
        {"more_pre": 0, "more_post": 0, "draws": 500},
        {"more_pre": 1, "more_post": 1, "draws": 50},
    ):
        with pytest.raises(OutOfRange):
            simulated_prediction(**asked, **change)
