"""Equivalence declared by a posterior probability, under the reference prior and under a declared one."""

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from comparability.statistics.bayesian.operating import Truth, declaring_rate
from comparability.statistics.bayesian.prior import NormalPrior, Prior, VariancePrior, reference_prior
from comparability.statistics.bayesian.simulated import simulated_declaring_rate
from comparability.statistics.interval import Interval
from study.designs import ALPHA, LOTS, MARGIN_SDS, SD_RATIOS, TwoArms, some_designs
from study.questions import EDGE, HALF, NO_SHIFT, ONE_TEST
from study.rates import DIGITS, Rate
from study.scenarios import Family, Scenario

TITLE = "Posterior probability"
THRESHOLD = 1.0 - ALPHA
FAR_OFF = 100.0  # a low end that never matters, in SDs of pre lots
MANY, FEW = 10_000, 5_000
FEW_LOTS = ((2, 2), (3, 3), (5, 5), (10, 10), (10, 3))
# Declared as if four degrees of freedom had shown an SD of 1 in either arm, and the difference to lie within
# the margin with a chance of two thirds.
DECLARED = Prior(
    difference=NormalPrior(mean=0.0, sd=MARGIN_SDS),
    pre=VariancePrior(df=4.0, sd=1.0),
    post=VariancePrior(df=4.0, sd=1.0),
)


def _measure(
    random: np.random.Generator, repetitions: int, *, arms: TwoArms, prior: Prior
) -> Mapping[str, Rate]:
    wide = Interval(-FAR_OFF * max(1.0, arms.sd_ratio), arms.margin.high)
    asked = {
        ONE_TEST: (arms.margin.high, wide),
        EDGE: (arms.margin.high, arms.margin),
        NO_SHIFT: (0.0, arms.margin),
        HALF: (0.5 * arms.margin.high, arms.margin),
    }
    return {
        question: _rate(random, repetitions, arms, prior, shift, margin)
        for question, (shift, margin) in asked.items()
    }


def _rate(
    random: np.random.Generator,
    repetitions: int,
    arms: TwoArms,
    prior: Prior,
    shift: float,
    margin: Interval,
) -> Rate:
    truth = Truth(n_pre=arms.n_pre, n_post=arms.n_post, sd_pre=1.0, sd_post=arms.sd_ratio, shift=shift)
    found = simulated_declaring_rate(
        truth=truth,
        margin=margin,
        prior=prior,
        threshold=THRESHOLD,
        draws=repetitions,
        seed=int(random.integers(2**62)),
    )
    exact = None
    if prior.difference is None:
        exact = round(declaring_rate(truth=truth, margin=margin, prior=prior, threshold=THRESHOLD), DIGITS)
    return Rate(hits=round(found.probability * repetitions), repetitions=repetitions, exact=exact)


def _scenarios() -> Iterator[Scenario]:
    for arms in some_designs(LOTS, SD_RATIOS):
        yield _scenario("posterior, reference prior", arms, reference_prior(), MANY)
    for arms in some_designs(FEW_LOTS, (0.5, 1.0, 2.0)):
        yield _scenario("posterior, declared prior", arms, DECLARED, FEW)


def _scenario(criterion: str, arms: TwoArms, prior: Prior, repetitions: int) -> Scenario:
    return Scenario(
        family=TITLE,
        criterion=criterion,
        design=arms.words,
        is_default=False,
        fewest_lots=arms.fewest_lots,
        nominal=ALPHA,
        size=ONE_TEST,
        repetitions=repetitions,
        measure=partial(_measure, arms=arms, prior=prior),
    )


FAMILY = Family(
    title=TITLE,
    about=(
        "Equivalence is declared where the posterior probability of a difference inside the margin reaches "
        "0.95. The reference prior is flat in the difference and in the logarithms of both variances. The "
        "declared prior expects no difference, with an SD of the whole margin, and weighs an SD of 1 in "
        "both arms as four degrees of freedom: where that SD is true it buys power, where the new process "
        "varies twice as much it costs level. A posterior promises no level; 0.05 is what it is compared "
        "with.",
    ),
    scenarios=_scenarios,
)
