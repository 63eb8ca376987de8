"""Ranges and limits that every post lot has to lie within, and processes that have shifted."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Protocol

import numpy as np

from comparability.statistics.nonparametric_limits import nonparametric_limits
from comparability.statistics.planning import error_rates
from comparability.statistics.planning.error_rates import FalsePass
from comparability.statistics.ranges import Sides, quality_range, tolerance_interval
from study.designs import LOTS, TwoArms, some_designs
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Ranges and limits"
REPETITIONS = 20_000
SHIFTS = (0.0, 1.0, 2.0, 3.0, 4.0)
SD_RATIOS = (0.5, 1.0, 2.0)
K = 3.0
COVERAGE, CONFIDENCE = 0.99, 0.95
LIMIT = 3.0  # SDs of pre lots, from their mean
QUALITY_RANGE = f"quality range, mean ± {K:g} SD"
TOLERANCE_INTERVAL = "tolerance interval, 99 % of lots with 95 % confidence"


class Range(Protocol):
    @property
    def low(self) -> float | None: ...

    @property
    def high(self) -> float | None: ...


def at_shift(shift: float) -> str:
    return "no shift" if shift == 0.0 else f"shift of {shift:g} SD"


def _measure(
    random: np.random.Generator,
    repetitions: int,
    *,
    arms: TwoArms,
    found_range: Callable[..., Range],
    exact: Callable[..., FalsePass],
) -> Mapping[str, Rate]:
    before = random.standard_normal((repetitions, arms.n_pre)).tolist()
    post = arms.sd_ratio * random.standard_normal((repetitions, arms.n_post))
    ranges = [found_range(pre=pre) for pre in before]
    low = np.array([-math.inf if found.low is None else found.low for found in ranges])
    high = np.array([math.inf if found.high is None else found.high for found in ranges])

    def rate(shift: float) -> Rate:
        inside = (low <= post.min(axis=1) + shift) & (post.max(axis=1) + shift <= high)
        known = exact(n_pre=arms.n_pre, n_post=arms.n_post, shift_sd=shift, sd_ratio=arms.sd_ratio)
        return Rate.of(inside, exact=known.rate)

    return {at_shift(shift): rate(shift) for shift in SHIFTS}


def _limit(random: np.random.Generator, repetitions: int, *, arms: TwoArms) -> Mapping[str, Rate]:
    post = arms.sd_ratio * random.standard_normal((repetitions, arms.n_post))

    def rate(shift: float) -> Rate:
        inside = (-LIMIT <= post.min(axis=1) + shift) & (post.max(axis=1) + shift <= LIMIT)
        known = error_rates.limit(
            n_post=arms.n_post, mean=0.0, sd=arms.sd_ratio, shift=shift, low=-LIMIT, high=LIMIT
        )
        return Rate.of(inside, exact=known.rate)

    return {at_shift(shift): rate(shift) for shift in SHIFTS}


def _scenarios() -> Iterator[Scenario]:
    both = Sides.BOTH
    kinds: tuple[tuple[str, Callable[..., Mapping[str, Rate]]], ...] = (
        (
            QUALITY_RANGE,
            partial(
                _measure,
                found_range=partial(quality_range, k=K, sides=both, is_log=False),
                exact=partial(error_rates.quality_range, k=K, sides=both),
            ),
        ),
        (
            TOLERANCE_INTERVAL,
            partial(
                _measure,
                found_range=partial(
                    tolerance_interval, coverage=COVERAGE, confidence=CONFIDENCE, sides=both, is_log=False
                ),
                exact=partial(
                    error_rates.tolerance_interval, coverage=COVERAGE, confidence=CONFIDENCE, sides=both
                ),
            ),
        ),
        (
            "range from the smallest to the largest lot",
            partial(
                _measure,
                found_range=partial(nonparametric_limits, sides=both, rank=1, confidence=CONFIDENCE),
                exact=partial(error_rates.range_of_lots, sides=both),
            ),
        ),
        (f"limits {LIMIT:g} SD from the old mean", _limit),
    )
    for criterion, measure in kinds:
        for arms in some_designs(LOTS, SD_RATIOS):
            yield Scenario(
                family=TITLE,
                criterion=criterion,
                design=arms.words,
                is_default=False,
                fewest_lots=arms.fewest_lots,
                nominal=None,
                size=None,
                repetitions=REPETITIONS,
                measure=partial(measure, arms=arms),
            )


FAMILY = Family(
    title=TITLE,
    about=(
        "How often all post lots lie inside, by the true shift of the mean in SDs of pre lots. These "
        "criteria promise no level: what a shift that matters passes with is the false-pass rate that the "
        "product prints beside them, and why they are called weak evidence. A limit does not look at the "
        "pre lots.",
    ),
    scenarios=_scenarios,
)
