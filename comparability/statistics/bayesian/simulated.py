"""The Bayesian criterion under any prior by simulation: operating characteristics and predictive probability.

Seeded, reported with its standard error, and no part of a verdict. A normal prior of the difference can
declare equivalence for estimates far outside the margin, which it then disbelieves, so that its declaring set
is no interval; that is why this is not integrated.
"""

import math
from dataclasses import dataclass

import numpy as np

from comparability.statistics.bayesian.arms import Arm, TwoArms, read_arms
from comparability.statistics.bayesian.deciding import check_threshold
from comparability.statistics.bayesian.mixture import posterior_mixture, size_of_mixture
from comparability.statistics.bayesian.operating import Truth
from comparability.statistics.bayesian.posterior import margin_of_analysis
from comparability.statistics.bayesian.prior import Prior
from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import Values

MOST_AT_ONCE = 2_000_000  # mixture components in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """probability: estimated from `draws` random numbers of the seed; standard_error: of that estimate."""

    probability: float
    standard_error: float
    draws: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPrediction:
    """inside: chance that equivalence will be declared. below, above: that the difference will be declared to
    lie beyond that end of the margin. What is left over stays open.
    """

    inside: Simulated
    below: Simulated
    above: Simulated


def simulated_declaring_rate(
    *, truth: Truth, margin: Interval, prior: Prior, threshold: float, draws: int, seed: int
) -> Simulated:
    """As `operating.declaring_rate`, for any prior."""
    truth.check_degrees_of_freedom(prior)
    check_threshold(threshold)
    _check_draws(draws)
    bounds = margin_of_analysis(margin, is_log=False)
    random = np.random.default_rng(seed)
    sigma = math.hypot(truth.sd_pre / math.sqrt(truth.n_pre), truth.sd_post / math.sqrt(truth.n_post))
    difference = random.normal(truth.shift, sigma, draws)
    arms = []
    for n, sd, variance in (
        (truth.n_pre, truth.sd_pre, prior.pre),
        (truth.n_post, truth.sd_post, prior.post),
    ):
        squares = sd**2 * (random.chisquare(n - 1, draws) if n > 1 else np.zeros(draws))
        df = variance.df + n - 1
        arms.append((df, np.sqrt((variance.df * variance.sd**2 + squares) / (df * n))))
    (df_pre, scale_pre), (df_post, scale_post) = arms
    inside, _, _ = _declared(difference, scale_pre, scale_post, df_pre, df_post, prior, bounds, threshold)
    return _estimate(inside, np.ones(draws), seed)


def simulated_prediction(
    *,
    pre: Values,
    post: Values,
    prior: Prior,
    margin: Interval,
    threshold: float,
    more_pre: int,
    more_post: int,
    draws: int,
    seed: int,
) -> SimulatedPrediction:
    """What further lots of either arm would probably show, given the lots so far and any prior.

    margin: on the difference. more_pre, more_post: further lots, 0 or more, not both 0.
    Raises what `posterior` raises.
    """
    arms = read_arms(pre=pre, post=post, prior=prior, is_log=False)
    return _prediction(arms, prior, margin, threshold, more_pre, more_post, draws, seed)


def simulated_prediction_log(
    *,
    pre: Values,
    post: Values,
    prior: Prior,
    margin: Interval,
    threshold: float,
    more_pre: int,
    more_post: int,
    draws: int,
    seed: int,
) -> SimulatedPrediction:
    """As `simulated_prediction`, of the ratio of geometric means."""
    arms = read_arms(pre=pre, post=post, prior=prior, is_log=True)
    return _prediction(arms, prior, margin, threshold, more_pre, more_post, draws, seed)


def _prediction(
    arms: TwoArms,
    prior: Prior,
    margin: Interval,
    threshold: float,
    more_pre: int,
    more_post: int,
    draws: int,
    seed: int,
) -> SimulatedPrediction:
    check_threshold(threshold)
    _check_draws(draws)
    bounds = margin_of_analysis(margin, is_log=arms.is_log)
    if min(more_pre, more_post) < 0 or more_pre + more_post < 1:
        raise OutOfRange(
            name="The number of further lots", value=more_pre + more_post, accepted="1 or more, none negative"
        )
    random = np.random.default_rng(seed)
    sigma_pre, sigma_post = (
        arm.sd * np.sqrt(arm.df / random.chisquare(arm.df, draws)) for arm in (arms.pre, arms.post)
    )
    # The variances are drawn under the flat prior; a normal one weighs them by what it says.
    error = np.hypot(sigma_pre / math.sqrt(arms.pre.n), sigma_post / math.sqrt(arms.post.n))
    weights, truth = np.ones(draws), random.normal(arms.difference, error)
    if prior.difference is not None:
        together = np.hypot(error, prior.difference.sd)
        logs = -np.log(together) - 0.5 * ((arms.difference - prior.difference.mean) / together) ** 2
        weights = np.exp(logs - logs.max())
        share = (prior.difference.sd / together) ** 2
        truth = prior.difference.mean + (arms.difference - prior.difference.mean) * share
        truth = random.normal(truth, error * prior.difference.sd / together)
    # Errors of both means given their difference, measured from the means seen so far.
    to_post = (sigma_post / math.sqrt(arms.post.n) / error) ** 2
    along = random.normal(0.0, 1.0, draws) * sigma_pre * sigma_post / error
    along = along / math.sqrt(arms.pre.n * arms.post.n)
    mean_post = (truth - arms.difference) * to_post + along
    mean_pre = -(truth - arms.difference) * (1.0 - to_post) + along
    move_pre, scale_pre = _extended(arms.pre, more_pre, mean_pre, sigma_pre, random)
    move_post, scale_post = _extended(arms.post, more_post, mean_post, sigma_post, random)
    declared = _declared(
        arms.difference + move_post - move_pre,
        scale_pre,
        scale_post,
        arms.pre.df + more_pre,
        arms.post.df + more_post,
        prior,
        bounds,
        threshold,
    )
    inside, below, above = (_estimate(each, weights, seed) for each in declared)
    return SimulatedPrediction(inside=inside, below=below, above=above)


def _extended(
    arm: Arm, more: int, mean: Array, sigma: Array, random: np.random.Generator
) -> tuple[Array, Array]:
    """How far further lots move the mean of an arm, and its new scale. mean: true one, from that so far."""
    if more == 0:
        return np.zeros_like(mean), np.full_like(mean, arm.scale)
    n, df = arm.n + more, arm.df + more
    new_mean = random.normal(mean, sigma / math.sqrt(more))
    within = sigma**2 * (random.chisquare(more - 1, len(mean)) if more > 1 else 0.0)
    squares = arm.df * arm.sd**2 + within + arm.n * more / n * new_mean**2
    return more / n * new_mean, np.sqrt(squares / (df * n))


def _declared(
    difference: Array,
    scale_pre: Array,
    scale_post: Array,
    df_pre: float,
    df_post: float,
    prior: Prior,
    margin: Interval,
    threshold: float,
) -> tuple[Array, Array, Array]:
    """Whether each posterior puts the difference inside, below or above the margin, as 0 and 1."""
    parts = max(1, len(difference) * size_of_mixture(df_pre, df_post) // MOST_AT_ONCE)
    found = []
    for rows in np.array_split(np.arange(len(difference)), parts):
        mixture = posterior_mixture(
            difference=difference[rows],
            scale_pre=scale_pre[rows],
            scale_post=scale_post[rows],
            df_pre=df_pre,
            df_post=df_post,
            prior=prior.difference,
        )
        below, above = mixture.below(margin.low), mixture.above(margin.high)
        found.append(np.stack([1.0 - below - above, below, above]))
    inside, below, above = (np.concatenate(found, axis=1) >= threshold).astype(np.float64)
    return inside, below, above


def _estimate(happened: Array, weights: Array, seed: int) -> Simulated:
    total = float(weights.sum())
    probability = float(weights @ happened) / total
    # Of a ratio of weighted sums; with equal weights the binomial standard error.
    error = math.sqrt(float(weights**2 @ (happened - probability) ** 2)) / total
    # That every draw agreed does not make it certain.
    error = max(error, 1.0 / len(weights))
    return Simulated(probability=probability, standard_error=error, draws=len(weights), seed=seed)


def _check_draws(draws: int) -> None:
    if draws < 100:
        raise OutOfRange(name="The number of draws", value=draws, accepted="100 or more")
