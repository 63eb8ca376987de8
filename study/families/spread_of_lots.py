"""The ratio of two SDs by two one-sided F tests."""

import math
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
from scipy.special import fdtr, fdtri

from comparability.statistics.interval import Interval
from comparability.statistics.spread import spread
from study.designs import ALPHA, LOTS
from study.questions import ONE_TEST, Exact, Passed, equivalence_rates, passed_by
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Spread"
REPETITIONS = 20_000
MARGIN = Interval(0.5, 2.0)
MORE_LOTS = (*LOTS, (20, 20), (30, 30))


def _measure(random: np.random.Generator, repetitions: int, *, n_pre: int, n_post: int) -> Mapping[str, Rate]:
    before = random.standard_normal((repetitions, n_pre)).tolist()
    after = random.standard_normal((repetitions, n_post)).tolist()
    found = [spread(pre=pre, post=post) for pre, post in zip(before, after, strict=True)]

    def passed(ratio: float) -> Passed:
        """A true ratio only multiplies the one seen: the margin is divided by it instead."""
        return passed_by(found, low=MARGIN.low / ratio, high=MARGIN.high / ratio)

    def exact(ratio: float) -> float:
        df_pre, df_post = n_pre - 1, n_post - 1
        low = (MARGIN.low / ratio) ** 2 * float(fdtri(df_post, df_pre, 1.0 - ALPHA))
        high = (MARGIN.high / ratio) ** 2 * float(fdtri(df_post, df_pre, ALPHA))
        return max(0.0, float(fdtr(df_post, df_pre, high)) - float(fdtr(df_post, df_pre, low)))

    half = math.sqrt(MARGIN.high)
    return equivalence_rates(
        passed,
        margin=MARGIN,
        exact=Exact(
            one_test=ALPHA,
            edge=max(exact(MARGIN.low), exact(MARGIN.high)),
            no_shift=exact(1.0),
            half=exact(half),
        ),
        no_difference=1.0,
        half=half,
        is_lopsided=True,
    )


def _scenarios() -> Iterator[Scenario]:
    for n_pre, n_post in MORE_LOTS:
        yield Scenario(
            family=TITLE,
            criterion="two F tests, margin 0.5 to 2 on the ratio of SDs",
            design=f"{n_pre} / {n_post} lots",
            is_default=False,
            fewest_lots=min(n_pre, n_post),
            nominal=ALPHA,
            size=ONE_TEST,
            repetitions=REPETITIONS,
            measure=partial(_measure, n_pre=n_pre, n_post=n_post),
        )


FAMILY = Family(
    title=TITLE,
    about=(
        "Exact for normal lots, and with few of them without power: the product gives it as a description "
        "below six lots an arm. No shift is a ratio of 1, half the margin a ratio of 1.41.",
    ),
    scenarios=_scenarios,
)
