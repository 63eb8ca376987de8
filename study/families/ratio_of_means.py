"""The ratio of arithmetic means of normal lots, by Fieller's tests."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from comparability.statistics.fieller import RatioOfMeans, fieller, welch_fieller
from comparability.statistics.interval import Interval
from comparability.statistics.planning import welch
from comparability.statistics.planning.design import Design
from study.designs import ALPHA, LOTS, TwoArms, some_designs
from study.questions import ONE_TEST, Exact, Passed, equivalence_rates, passed_by, unless_refused
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Ratio of arithmetic means"
REPETITIONS = 10_000
SD_RATIOS = (0.25, 1.0, 4.0)
CV = 0.05  # of the arm that varies more, at a ratio of 1
MARGIN = Interval(0.8, 1.25)


def _measure(
    random: np.random.Generator,
    repetitions: int,
    *,
    arms: TwoArms,
    compare: Callable[..., RatioOfMeans],
    is_pooled: bool,
) -> Mapping[str, Rate]:
    largest = max(1.0, arms.sd_ratio)
    sd_pre, sd_post = CV / largest, CV * arms.sd_ratio / largest
    before = (1.0 + sd_pre * random.standard_normal((repetitions, arms.n_pre))).tolist()
    noise = sd_post * random.standard_normal((repetitions, arms.n_post))

    def passed(ratio: float) -> Passed:
        found = [
            unless_refused(partial(compare, pre=pre, post=post))
            for pre, post in zip(before, (ratio + noise).tolist(), strict=True)
        ]
        return passed_by(found, low=MARGIN.low, high=MARGIN.high)

    def one_test(bound: float) -> float:
        # The test of a bound compares post with bound times pre, whose SD is that many times larger.
        design = Design(
            n_pre=arms.n_pre, n_post=arms.n_post, sd_pre=bound * sd_pre, sd_post=sd_post, alpha=ALPHA
        )
        return welch.size_of_one_side(design=design)

    known: float | None = max(one_test(MARGIN.low), one_test(MARGIN.high))
    if is_pooled:
        known = ALPHA if arms.sd_ratio == 1.0 else None
    # The larger number of two simulated ones is a little above the larger one of the exact ones.
    return equivalence_rates(
        passed,
        margin=MARGIN,
        exact=Exact(one_test=known),
        no_difference=1.0,
        half=0.5 * (1.0 + MARGIN.high),
        is_lopsided=True,
    )


def _scenarios() -> Iterator[Scenario]:
    for criterion, compare, is_pooled in (
        ("Fieller by Welch (Tamhane and Logan)", welch_fieller, False),
        ("Fieller, pooled", fieller, True),
    ):
        for arms in some_designs(LOTS, SD_RATIOS):
            yield Scenario(
                family=TITLE,
                criterion=criterion,
                design=arms.words,
                is_default=False,
                fewest_lots=arms.fewest_lots,
                nominal=ALPHA,
                size=ONE_TEST,
                repetitions=REPETITIONS,
                measure=partial(_measure, arms=arms, compare=compare, is_pooled=is_pooled),
            )


FAMILY = Family(
    title=TITLE,
    about=(
        "Normal lots with a coefficient of variation of 5 % in the arm that varies more, margin 0.80 to "
        "1.25 on the ratio of the means; half the margin is a ratio of 1.125. The two ends are not mirror "
        "images, and the worse of them is given. The tests are those of the product's p-values; its verdict"
        " also asks that the interval lies inside, which is never less cautious.",
    ),
    scenarios=_scenarios,
)
