"""Two independent arms compared by exact ranks."""

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from comparability.statistics.errors import LevelNotReachable
from comparability.statistics.rank import RankContrast, rank_shift
from study.designs import ALPHA, LOTS, SD_RATIOS, TwoArms, some_designs
from study.questions import ONE_TEST, Exact, equivalence_rates, shifted
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Ranks"
REPETITIONS = 6_000


def _measure(random: np.random.Generator, repetitions: int, *, arms: TwoArms) -> Mapping[str, Rate]:
    before = random.standard_normal((repetitions, arms.n_pre)).tolist()
    after = (arms.sd_ratio * random.standard_normal((repetitions, arms.n_post))).tolist()
    found = [rank_shift(pre=pre, post=post) for pre, post in zip(before, after, strict=True)]
    # Exact for arms of one shape, whatever it is.
    exact = Exact(one_test=_attained(found[0]) if arms.sd_ratio == 1.0 else None)
    return equivalence_rates(shifted(found, margin=arms.margin), margin=arms.margin, exact=exact)


def _attained(contrast: RankContrast) -> float:
    try:
        return contrast.attained_alpha(alpha=ALPHA)
    except LevelNotReachable:
        return 0.0


def _scenarios() -> Iterator[Scenario]:
    for arms in some_designs(LOTS, SD_RATIOS):
        yield Scenario(
            family=TITLE,
            criterion="exact rank test of a shift",
            design=arms.words,
            is_default=False,
            fewest_lots=arms.fewest_lots,
            nominal=ALPHA,
            size=ONE_TEST,
            repetitions=REPETITIONS,
            measure=partial(_measure, arms=arms),
        )


FAMILY = Family(
    title=TITLE,
    about=(
        "Exact where both arms have one shape, and then at the attainable level below 0.05; with two or "
        "three lots an arm the smallest p-value is 0.17 and 0.05, so that nothing can be shown. Ranks do "
        "not protect against unequal variances.",
    ),
    scenarios=_scenarios,
)
