"""Lots of which a share lies below the limit of quantification, by the censored likelihood."""

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from comparability.statistics.censored import Calibration, CensoredContrast, Spread, censored
from comparability.statistics.censored_values import Below
from study.designs import ALPHA, TwoArms, some_designs
from study.questions import (
    NOT_EXACT,
    ONE_TEST,
    Passed,
    equivalence_rates,
    passed_by,
    unless_refused,
)
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Lots below the limit of quantification"
REPETITIONS = 4_000
SHARES = (0.2, 0.5)
LOTS = ((3, 3), (5, 5), (10, 10), (10, 3))
SD_RATIOS = (1.0, 2.0)


def _measure(
    random: np.random.Generator, repetitions: int, *, arms: TwoArms, share: float
) -> Mapping[str, Rate]:
    limit = float(ndtri(share))
    before = random.standard_normal((repetitions, arms.n_pre))
    noise = arms.sd_ratio * random.standard_normal((repetitions, arms.n_post))

    def passed(shift: float) -> Passed:
        found = [_compared(pre, post + shift, limit) for pre, post in zip(before, noise, strict=True)]
        return passed_by(found, low=arms.margin.low, high=arms.margin.high)

    return equivalence_rates(passed, margin=arms.margin, exact=NOT_EXACT, is_lopsided=True)


def _compared(pre: NDArray[np.float64], post: NDArray[np.float64], limit: float) -> CensoredContrast | None:
    return unless_refused(
        lambda: censored(
            pre=_limited(pre, limit),
            post=_limited(post, limit),
            spread=Spread.BY_ARM,
            calibration=Calibration.STUDENT,
        )
    )


def _limited(lots: NDArray[np.float64], limit: float) -> list[float | Below]:
    return [lot if lot >= limit else Below(limit) for lot in lots.tolist()]


def _scenarios() -> Iterator[Scenario]:
    for share in SHARES:
        for arms in some_designs(LOTS, SD_RATIOS):
            yield Scenario(
                family=TITLE,
                criterion=f"censored likelihood, Student, {100 * share:g} % of pre lots below the limit",
                design=arms.words,
                is_default=False,
                fewest_lots=arms.fewest_lots,
                nominal=ALPHA,
                size=ONE_TEST,
                repetitions=REPETITIONS,
                measure=partial(_measure, arms=arms, share=share),
            )


FAMILY = Family(
    title=TITLE,
    about=(
        "One limit for both arms. Data that the product refuses (an arm wholly below the limit, a spread "
        "that is not identified) pass nothing. The two ends of the margin are not mirror images: a new "
        "process that has shifted down lies below the limit; the worse end is given, and half the margin is"
        " a shift up.",
    ),
    scenarios=_scenarios,
)
