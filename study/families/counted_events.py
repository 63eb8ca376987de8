"""Counts of rare events, and shares of lots or of tests, by the exact tests."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlog1py, xlogy

from comparability.statistics.counts import rate_ratio
from comparability.statistics.exact_proportions import exact_shares
from comparability.statistics.interval import Interval
from study.designs import ALPHA
from study.questions import ONE_TEST, Asked, Exact, Passed, equivalence_rates, passed_by
from study.rates import Booleans, Rate
from study.scenarios import Family, Measure, Scenario

TITLE = "Counts and shares"
REPETITIONS = 40_000
RATIO_MARGIN = Interval(0.5, 2.0)
SHARE_MARGIN = Interval(-0.3, 0.3)
BEYOND = 12.0  # SDs of a Poisson count, which no count reaches
EVENTS = ((10, 1), (30, 1), (100, 1), (30, 3))  # expected pre events; post exposure over pre exposure
SHARES = ((12, 0.05), (12, 0.35), (20, 0.05), (20, 0.35))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Every pair of counts, pre by post: which tests it passes, by the product's own p-values."""

    passed: Passed
    most_post: int

    def of(self, pre: NDArray[np.int64], post: NDArray[np.int64]) -> Passed:
        """Of simulated counts."""
        at = pre * (self.most_post + 1) + post
        return Passed(above_low=self.passed.above_low[at], below_high=self.passed.below_high[at])

    def chance(self, passed: Booleans, pre: Floats, post: Floats) -> float:
        """Of passing, from the probabilities of the counts of both arms."""
        return float(np.multiply.outer(pre, post).ravel() @ passed)


def _outcomes(found: Sequence[Asked | None], most_post: int, margin: Interval) -> Outcomes:
    return Outcomes(passed=passed_by(found, low=margin.low, high=margin.high), most_post=most_post)


@lru_cache(maxsize=2)
def _of_rates(most_pre: int, most_post: int, exposure: float) -> Outcomes:
    found = [
        rate_ratio(events_pre=pre, exposure_pre=1.0, events_post=post, exposure_post=exposure)
        if pre or post
        else None
        for pre in range(most_pre + 1)
        for post in range(most_post + 1)
    ]
    return _outcomes(found, most_post, RATIO_MARGIN)


@lru_cache(maxsize=2)
def _of_shares(n: int) -> Outcomes:
    found = [
        exact_shares(events_pre=pre, n_pre=n, events_post=post, n_post=n)
        for pre in range(n + 1)
        for post in range(n + 1)
    ]
    return _outcomes(found, n, SHARE_MARGIN)


def _rates(
    random: np.random.Generator, repetitions: int, *, expected: int, exposure: int
) -> Mapping[str, Rate]:
    most_pre, most_post = _most(expected), _most(expected * exposure * RATIO_MARGIN.high)
    outcomes = _of_rates(most_pre, most_post, float(exposure))

    def passed(ratio: float) -> Passed:
        pre, post = random.poisson(expected, repetitions), random.poisson(_mean(ratio), repetitions)
        return outcomes.of(np.minimum(pre, most_pre), np.minimum(post, most_post))

    def chance(which: Booleans, ratio: float) -> float:
        return outcomes.chance(which, _poisson(most_pre, expected), _poisson(most_post, _mean(ratio)))

    def _mean(ratio: float) -> float:
        return expected * exposure * ratio

    half = math.sqrt(RATIO_MARGIN.high)
    low, high, both = outcomes.passed.above_low, outcomes.passed.below_high, outcomes.passed.both
    exact = Exact(
        one_test=max(chance(low, RATIO_MARGIN.low), chance(high, RATIO_MARGIN.high)),
        edge=max(chance(both, RATIO_MARGIN.low), chance(both, RATIO_MARGIN.high)),
        no_shift=chance(both, 1.0),
        half=chance(both, half),
    )
    return equivalence_rates(
        passed, margin=RATIO_MARGIN, exact=exact, no_difference=1.0, half=half, is_lopsided=True
    )


def _shares(random: np.random.Generator, repetitions: int, *, n: int, share: float) -> Mapping[str, Rate]:
    """share: of the pre arm."""
    outcomes = _of_shares(n)

    def passed(difference: float) -> Passed:
        pre, post = (
            random.binomial(n, share, repetitions),
            random.binomial(n, share + difference, repetitions),
        )
        return outcomes.of(pre, post)

    def chance(which: Booleans, difference: float) -> float:
        return outcomes.chance(which, _binomial(n, share), _binomial(n, share + difference))

    both, half = outcomes.passed.both, 0.5 * SHARE_MARGIN.high
    exact = Exact(
        one_test=chance(outcomes.passed.below_high, SHARE_MARGIN.high),
        edge=chance(both, SHARE_MARGIN.high),
        no_shift=chance(both, 0.0),
        half=chance(both, half),
    )
    return equivalence_rates(passed, margin=SHARE_MARGIN, exact=exact)


def _most(mean: float) -> int:
    return math.ceil(mean + BEYOND * math.sqrt(mean) + BEYOND)


def _poisson(most: int, mean: float) -> Floats:
    count = np.arange(most + 1.0)
    chances: Floats = np.exp(xlogy(count, mean) - mean - gammaln(count + 1.0))
    return chances


def _binomial(n: int, share: float) -> Floats:
    count = np.arange(n + 1.0)
    ways = gammaln(n + 1.0) - gammaln(count + 1.0) - gammaln(n - count + 1.0)
    chances: Floats = np.exp(ways + xlogy(count, share) + xlog1py(n - count, -share))
    return chances


def _scenarios() -> Iterator[Scenario]:
    for expected, exposure in EVENTS:
        yield _scenario(
            "exact Poisson test, margin 0.5 to 2 on the ratio of rates",
            f"{expected} events expected before, exposure ratio {exposure}",
            partial(_rates, expected=expected, exposure=exposure),
        )
    for n, share in SHARES:
        yield _scenario(
            "exact test of two shares, margin ±30 percentage points",
            f"{n} / {n}, {100 * share:g} % before",
            partial(_shares, n=n, share=share),
        )


def _scenario(criterion: str, design: str, measure: Measure) -> Scenario:
    return Scenario(
        family=TITLE,
        criterion=criterion,
        design=design,
        is_default=False,
        fewest_lots=3,  # the numbers are of events and of tests, not of lots
        nominal=ALPHA,
        size=ONE_TEST,
        repetitions=REPETITIONS,
        measure=measure,
    )


FAMILY = Family(
    title=TITLE,
    about=(
        "Exact tests never exceed their level and, with few events, stay below it. Enumerated over all "
        "outcomes with the product's own p-values. Half the margin is a ratio of 1.41, or 15 percentage "
        "points.",
    ),
    scenarios=_scenarios,
)
