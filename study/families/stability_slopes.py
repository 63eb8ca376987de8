"""Slopes over storage time of lots that differ in level and in slope."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from comparability.statistics.contrast import TContrast
from comparability.statistics.interval import Interval
from comparability.statistics.planning import welch
from comparability.statistics.planning.design import Design
from comparability.statistics.stability.random_lots import Variances, random_slopes
from comparability.statistics.stability.slopes import lot_slopes, one_line_per_arm, own_intercepts
from comparability.statistics.stability.small_sample import SmallSample
from study.designs import ALPHA, MARGIN_SDS
from study.questions import (
    NOT_EXACT,
    ONE_TEST,
    Exact,
    equivalence_rates,
    shifted,
    unless_refused,
)
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Slopes over time"
SLOPE_OF_EVERY_LOT = "the slope of every lot, Welch"
MONTHS = (0.0, 3.0, 6.0, 9.0, 12.0)
LOTS = ((3, 3), (5, 5), (10, 3))
POINT_SD, LEVEL_SD, SLOPE_SD = 1.0, 1.0, 0.1
SQUARES = sum((month - sum(MONTHS) / len(MONTHS)) ** 2 for month in MONTHS)
SEEN_SD = math.hypot(SLOPE_SD, POINT_SD / math.sqrt(SQUARES))  # of the slope of one lot as it is estimated
MARGIN = Interval(-MARGIN_SDS * SEEN_SD, MARGIN_SDS * SEEN_SD)

Series = list[list[tuple[float, float]]]


def _lots(random: np.random.Generator, n: int) -> Series:
    level = LEVEL_SD * random.standard_normal((n, 1))
    slope = SLOPE_SD * random.standard_normal((n, 1))
    values = level + slope * np.array(MONTHS) + POINT_SD * random.standard_normal((n, len(MONTHS)))
    return [list(zip(MONTHS, lot, strict=True)) for lot in values.tolist()]


def _measure(
    random: np.random.Generator,
    repetitions: int,
    *,
    n_pre: int,
    n_post: int,
    compare: Callable[..., TContrast],
    is_exact: bool,
) -> Mapping[str, Rate]:
    found = [
        unless_refused(partial(compare, pre=_lots(random, n_pre), post=_lots(random, n_post)))
        for _ in range(repetitions)
    ]
    exact = _exact(n_pre, n_post) if is_exact else NOT_EXACT
    return equivalence_rates(shifted(found, margin=MARGIN), margin=MARGIN, exact=exact)


def _exact(n_pre: int, n_post: int) -> Exact:
    """With the same times in every lot, slopes of lots are normal values."""
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=SEEN_SD, sd_post=SEEN_SD, alpha=ALPHA)
    edge, no_shift, half = welch.probabilities_inside(
        design=design, shifts=(MARGIN.high, 0.0, 0.5 * MARGIN.high), margin=MARGIN
    )
    return Exact(one_test=welch.size_of_one_side(design=design), edge=edge, no_shift=no_shift, half=half)


def _scenarios() -> Iterator[Scenario]:
    mixed = partial(random_slopes, method=SmallSample.KENWARD_ROGER)
    for criterion, compare, is_exact, repetitions in (
        (SLOPE_OF_EVERY_LOT, lot_slopes, True, 10_000),
        ("random slopes, variances of each arm", partial(mixed, variances=Variances.BY_ARM), False, 2_000),
        ("random slopes, one set of variances", partial(mixed, variances=Variances.COMMON), False, 2_000),
        ("lots with one slope and their own levels", own_intercepts, False, 10_000),
        ("all points of an arm on one line", one_line_per_arm, False, 10_000),
    ):
        for n_pre, n_post in LOTS:
            yield Scenario(
                family=TITLE,
                criterion=criterion,
                design=f"{n_pre} / {n_post} lots",
                is_default=criterion == SLOPE_OF_EVERY_LOT,
                fewest_lots=min(n_pre, n_post),
                nominal=ALPHA,
                size=ONE_TEST,
                repetitions=repetitions,
                measure=partial(_measure, n_pre=n_pre, n_post=n_post, compare=compare, is_exact=is_exact),
            )


FAMILY = Family(
    title=TITLE,
    about=(
        "Five points a lot over twelve months; SD 1 of a point about its lot's line, SD 1 between the "
        "levels of lots, SD 0.1 a month between their slopes. The margin is three SDs of one lot's "
        "estimated slope. The product compares the slopes of lots by Welch; the mixed models with random "
        "slopes and Kenward and Roger's degrees of freedom stand beside it. Lots with one slope an arm are "
        "the analysis that takes slopes for the same in all lots, and is wrong where they are not. One line"
        " an arm does not tell lots apart at all: here the levels of lots swell its error and hide the same"
        " fault.",
    ),
    scenarios=_scenarios,
)
