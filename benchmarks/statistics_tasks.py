"""The statistical tasks that are timed: their data, and what we do."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.comparison import Answer
from benchmarks.timing import best_seconds_of
from comparability.statistics.arrays import contrasts, equivalences
from comparability.statistics.influence import leave_one_out
from comparability.statistics.interval import Interval
from comparability.statistics.nested.arm import of_replicates
from comparability.statistics.nested.two_arms import common_variances
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.joint import JointAttribute, LotNumbers, joint_power
from comparability.statistics.planning.pooled import powers
from comparability.statistics.planning.sample_sizes import lots_per_arm
from comparability.statistics.planning.welch import (
    probabilities_inside,
    size_of_equivalence,
    size_of_one_side,
)
from comparability.statistics.tolerance import two_sided_factor
from comparability.statistics.tost import difference, equivalence, tost, tost_ratio
from comparability.statistics.two_arms import welch_log

TESTS = 1000
MARGIN = Interval(-0.3, 0.3)
RATIO_MARGIN = Interval(0.67, 1.5)
ALPHA = 0.05
POWER = 0.8
LEVEL = 0.95
MOST_LOTS = 1000
DRAWS = 10_000

Array = np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenarios:
    """Pooled designs for powers; sd and shift alone for sample sizes."""

    n_pre: Array
    n_post: Array
    sd: Array
    shift: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Of a two-sided tolerance factor each."""

    n: tuple[int, ...]
    coverage: tuple[float, ...]
    confidence: tuple[float, ...]


def two_sets_of_lots() -> tuple[Array, Array]:
    draw = np.random.default_rng(20261123)
    return draw.normal(13.0, 0.1, (TESTS, 6)), draw.normal(13.05, 0.1, (TESTS, 4))


def scenarios() -> Scenarios:
    draw = np.random.default_rng(20261124)
    return Scenarios(
        n_pre=draw.integers(3, 13, TESTS),
        n_post=draw.integers(3, 13, TESTS),
        sd=draw.uniform(0.05, 0.3, TESTS),
        shift=draw.uniform(-0.1, 0.1, TESTS),
    )


def questions() -> Questions:
    asked = [
        (n, coverage, confidence)
        for n in range(3, 43)
        for coverage in (0.8, 0.9, 0.95, 0.99, 0.999)
        for confidence in (0.8, 0.9, 0.95, 0.99, 0.999)
    ]
    # The next one is never like the last one: nothing may be remembered from question to question.
    order = np.random.default_rng(20261125).permutation(len(asked))
    return Questions(
        n=tuple(asked[at][0] for at in order),
        coverage=tuple(asked[at][1] for at in order),
        confidence=tuple(asked[at][2] for at in order),
    )


def nested_results() -> list[tuple[list[list[float]], list[list[float]]]]:
    """A hundred pairs of arms, four to six lots of two to four replicates."""
    draw = np.random.default_rng(20261126)

    def arm(mean: float) -> list[list[float]]:
        return [
            (mean + draw.normal(0.0, 0.2) + draw.normal(0.0, 0.1, draw.integers(2, 5))).tolist()
            for _ in range(draw.integers(4, 7))
        ]

    return [(arm(13.0), arm(13.1)) for _ in range(100)]


def tests_at_once() -> Answer:
    pre, post = two_sets_of_lots()

    def run() -> float:
        found = contrasts(pre=pre, post=post, is_pooled=False, is_log=False)
        tested = equivalences(found, low=MARGIN.low, high=MARGIN.high, alpha=ALPHA)
        return float(np.sum(tested.p_low) + np.sum(tested.p_high) + np.sum(tested.low) + np.sum(tested.high))

    return _timed(run)


def tests_one_by_one() -> Answer:
    pre, post = (table.tolist() for table in two_sets_of_lots())

    def run() -> float:
        tested = [
            tost(pre=before, post=after, margin=MARGIN, alpha=ALPHA)
            for before, after in zip(pre, post, strict=True)
        ]
        return math.fsum(each.p_low + each.p_high + each.interval.low + each.interval.high for each in tested)

    return _timed(run)


def exact_powers() -> Answer:
    given = scenarios()

    def run() -> float:
        return float(
            np.sum(
                powers(
                    n_pre=given.n_pre,
                    n_post=given.n_post,
                    sd=given.sd,
                    shift=given.shift,
                    low=MARGIN.low,
                    high=MARGIN.high,
                    alpha=ALPHA,
                )
            )
        )

    return _timed(run)


def sample_sizes() -> Answer:
    given = scenarios()

    def run() -> float:
        return float(
            np.sum(
                lots_per_arm(
                    sd=given.sd[:100],
                    shift=given.shift[:100],
                    low=MARGIN.low,
                    high=MARGIN.high,
                    alpha=ALPHA,
                    power=POWER,
                    most=MOST_LOTS,
                )
            )
        )

    return _timed(run)


def tolerance_factors() -> Answer:
    asked = questions()

    def run() -> float:
        two_sided_factor.cache_clear()
        return math.fsum(
            two_sided_factor(n=n, df=n - 1, coverage=coverage, confidence=confidence)
            for n, coverage, confidence in zip(asked.n, asked.coverage, asked.confidence, strict=True)
        )

    return _timed(run)


def nested_fits() -> Answer:
    data = nested_results()

    def run() -> float:
        found = [
            common_variances(pre=of_replicates(pre, arm="pre"), post=of_replicates(post, arm="post"))
            for pre, post in data
        ]
        return math.fsum(each.difference + each.standard_error for each in found)

    return _timed(run)


def joint_powers() -> Answer:
    draw = np.random.default_rng(20261127)
    attributes = [
        JointAttribute(stream=stream, margin=Interval(-0.4, 0.4), shift=0.05, sd_pre=sd, sd_post=0.18)
        for stream, sd in enumerate(draw.uniform(0.1, 0.25, 12).tolist())
    ]
    correlation = np.full((12, 12), 0.4) + 0.6 * np.eye(12)
    numbers = [LotNumbers(n_pre=n_pre, n_post=n_post) for n_pre in range(3, 13) for n_post in range(3, 13)]
    run = partial(
        joint_power,
        attributes=attributes,
        correlation=correlation,
        lots=numbers,
        alpha=ALPHA,
        is_pooled=False,
        draws=DRAWS,
        seed=1,
    )
    return Answer(who="ours", seconds=best_seconds_of(run, times=3))


def one_switch() -> Answer:
    """Forty attributes: test, second axis, leave one out, and what the design in hand can do."""
    draw = np.random.default_rng(20261128)
    pre, post = (np.exp(draw.normal(0.0, 0.15, (40, n))).tolist() for n in (6, 4))

    def run() -> None:
        for before, after in zip(pre, post, strict=True):
            contrast = welch_log(pre=before, post=after)
            equivalence(contrast, margin=RATIO_MARGIN, alpha=ALPHA)
            difference(contrast, level=LEVEL)
            leave_one_out(
                pre=before,
                post=after,
                estimate=lambda pre, post: tost_ratio(pre=pre, post=post, margin=RATIO_MARGIN, alpha=ALPHA),
            )
            margin = Interval(math.log(RATIO_MARGIN.low), math.log(RATIO_MARGIN.high))
            design = Design(
                n_pre=contrast.n_pre,
                n_post=contrast.n_post,
                sd_pre=contrast.sd_pre,
                sd_post=contrast.sd_post,
                alpha=ALPHA,
            )
            size_of_one_side(design=design)
            size_of_equivalence(design=design, margin=margin)
            probabilities_inside(design=design, shifts=(0.0, 0.5 * margin.low), margin=margin)

    return Answer(who="ours", seconds=best_seconds_of(run, times=10))


def _timed(run: Callable[[], float]) -> Answer:
    return Answer(who="ours", seconds=best_seconds_of(run, times=20), checksum=run())
