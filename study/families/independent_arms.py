"""Two independent arms of lots: Welch's tests on three scales and one side, and the pooled test."""

import math
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from comparability.statistics.arrays import Contrasts, contrasts, equivalences
from comparability.statistics.interval import Interval
from comparability.statistics.logit import welch_logit
from comparability.statistics.planning import pooled, welch
from study.designs import ALPHA, LOTS, SD_RATIOS, TwoArms, some_designs
from study.questions import EDGE, HALF, NO_SHIFT, ONE_TEST, Exact, Passed, equivalence_rates, shifted
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Two independent arms"
LOG_SD = 0.135  # of pre lots: three of them are the margin of 0.67 to 1.5
LOGIT, LOGIT_SD = 0.4, 0.3  # 60 % full
MANY, SOME = 40_000, 10_000
DIFFERENCE = "Welch, difference"
TWO_NEW_LOTS = ((6, 2), (20, 2))


def _found(random: np.random.Generator, repetitions: int, arms: TwoArms, *, is_pooled: bool) -> Contrasts:
    pre = random.standard_normal((repetitions, arms.n_pre))
    post = arms.sd_ratio * random.standard_normal((repetitions, arms.n_post))
    return contrasts(pre=pre, post=post, is_pooled=is_pooled, is_log=False)


def _passed(found: Contrasts, margin: Interval, shift: float) -> Passed:
    """shift: on the scale of analysis. Lots only move with it, so that the margin is moved instead."""
    low, high = margin.low - shift, margin.high - shift
    if found.is_log:
        low, high = math.exp(low), math.exp(high)
    tested = equivalences(found, low=low, high=high, alpha=ALPHA)
    return Passed(above_low=tested.p_low < ALPHA, below_high=tested.p_high < ALPHA)


def _exact(arms: TwoArms, *, is_pooled: bool) -> Exact:
    of = pooled if is_pooled else welch
    margin = arms.margin
    edge, no_shift, half = (
        of.probability_inside(design=arms.design, shift=shift, margin=margin)
        for shift in (margin.high, 0.0, 0.5 * margin.high)
    )
    return Exact(one_test=of.size_of_one_side(design=arms.design), edge=edge, no_shift=no_shift, half=half)


def _difference(
    random: np.random.Generator, repetitions: int, *, arms: TwoArms, is_pooled: bool
) -> Mapping[str, Rate]:
    found = _found(random, repetitions, arms, is_pooled=is_pooled)
    return equivalence_rates(
        partial(_passed, found, arms.margin), margin=arms.margin, exact=_exact(arms, is_pooled=is_pooled)
    )


def _ratio(random: np.random.Generator, repetitions: int, *, arms: TwoArms) -> Mapping[str, Rate]:
    """Titres of about 1e13 whose logarithms are normal."""
    pre = np.exp(30.0 + LOG_SD * random.standard_normal((repetitions, arms.n_pre)))
    post = np.exp(30.0 + LOG_SD * arms.sd_ratio * random.standard_normal((repetitions, arms.n_post)))
    found = contrasts(pre=pre, post=post, is_pooled=False, is_log=True)
    margin = Interval(LOG_SD * arms.margin.low, LOG_SD * arms.margin.high)
    return equivalence_rates(
        partial(_passed, found, margin), margin=margin, exact=_exact(arms, is_pooled=False)
    )


def _logit(random: np.random.Generator, repetitions: int, *, arms: TwoArms) -> Mapping[str, Rate]:
    """Percentages of full capsids whose logits are normal. The margin is on the logarithm of the odds."""

    def shares(n: int, sd: float) -> list[list[float]]:
        logits = LOGIT + sd * random.standard_normal((repetitions, n))
        table: list[list[float]] = (100.0 / (1.0 + np.exp(-logits))).tolist()
        return table

    before, after = shares(arms.n_pre, LOGIT_SD), shares(arms.n_post, LOGIT_SD * arms.sd_ratio)
    found = [welch_logit(pre=pre, post=post) for pre, post in zip(before, after, strict=True)]
    margin = Interval(LOGIT_SD * arms.margin.low, LOGIT_SD * arms.margin.high)
    return equivalence_rates(
        shifted(found, margin=margin), margin=margin, exact=_exact(arms, is_pooled=False)
    )


def _non_inferiority(random: np.random.Generator, repetitions: int, *, arms: TwoArms) -> Mapping[str, Rate]:
    found = _found(random, repetitions, arms, is_pooled=False)
    bound = arms.margin.low
    open_margin = Interval(bound, math.inf)

    def rate(shift: float) -> Rate:
        exact = welch.probability_inside(design=arms.design, shift=shift, margin=open_margin)
        return Rate.of(_passed(found, arms.margin, shift).above_low, exact=exact)

    return {EDGE: rate(bound), NO_SHIFT: rate(0.0), HALF: rate(0.5 * bound)}


def _scenarios() -> Iterator[Scenario]:
    kinds = (
        (DIFFERENCE, partial(_difference, is_pooled=False), ONE_TEST, True, MANY),
        ("Welch, ratio of geometric means", _ratio, ONE_TEST, True, MANY),
        ("Welch, odds ratio on logits", _logit, ONE_TEST, True, SOME),
        ("Welch, non-inferiority", _non_inferiority, EDGE, True, MANY),
        ("pooled, difference", partial(_difference, is_pooled=True), ONE_TEST, False, MANY),
    )
    for criterion, measure, size, is_default, repetitions in kinds:
        more = TWO_NEW_LOTS if criterion == DIFFERENCE else ()
        for arms in some_designs((*LOTS, *more), SD_RATIOS):
            yield Scenario(
                family=TITLE,
                criterion=criterion,
                design=arms.words,
                is_default=is_default,
                fewest_lots=arms.fewest_lots,
                nominal=ALPHA,
                size=size,
                repetitions=repetitions,
                measure=partial(measure, arms=arms),
            )


FAMILY = Family(
    title=TITLE,
    about=(
        "Welch's two one-sided tests are the default; difference, ratio and odds ratio are one test on "
        "three scales. The pooled test is computed only where a protocol says so beforehand, and this is "
        "why: its error is its own only while the variances are equal.",
    ),
    scenarios=_scenarios,
)
