"""Lots split between the two processes: pairs, and donors with historic lots beside them."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from comparability.statistics.interval import Interval
from comparability.statistics.paired import paired
from comparability.statistics.planning import pooled
from comparability.statistics.planning.design import PairedDesign
from comparability.statistics.planning.split_source import (
    SplitSourceDesign,
    size_with_estimated_weight,
    size_with_weight,
)
from comparability.statistics.split_source import best_weight, split_source, split_source_estimated
from study.designs import ALPHA, MARGIN_SDS
from study.questions import ONE_TEST, Exact, equivalence_rates, shifted
from study.rates import Rate
from study.scenarios import Family, Measure, Scenario

TITLE = "Split lots"
REPETITIONS = 20_000
PAIRS = (2, 3, 5, 10)
CORRELATIONS = (0.2, 0.5, 0.8)
DONORS_AND_HISTORY = ((3, 5), (3, 10), (3, 20), (5, 10), (10, 20))
MARGIN = Interval(-MARGIN_SDS, MARGIN_SDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Donors:
    """rho: share of the variance of lots that lies between donors. SDs of lots are 1."""

    n: int
    n_historic: int
    rho: float

    @property
    def weight(self) -> float:
        return best_weight(n_donors=self.n, n_historic=self.n_historic, rho=self.rho)


def _halves(
    random: np.random.Generator, repetitions: int, n: int, rho: float
) -> tuple[list[list[float]], ...]:
    """Values of both halves of every donor, a row a repetition."""
    donors = math.sqrt(rho) * random.standard_normal((repetitions, n))
    return tuple(
        (donors + math.sqrt(1.0 - rho) * random.standard_normal((repetitions, n))).tolist() for _ in range(2)
    )


def _paired(random: np.random.Generator, repetitions: int, *, pairs: int, rho: float) -> Mapping[str, Rate]:
    before, after = _halves(random, repetitions, pairs, rho)
    found = [paired(pre=pre, post=post) for pre, post in zip(before, after, strict=True)]
    design = PairedDesign(pairs=pairs, sd_of_differences=math.sqrt(2.0 * (1.0 - rho)), alpha=ALPHA)
    edge, no_shift, half = (
        pooled.probability_inside(design=design, shift=shift, margin=MARGIN)
        for shift in (MARGIN.high, 0.0, 0.5 * MARGIN.high)
    )
    exact = Exact(one_test=pooled.size_of_one_side(design=design), edge=edge, no_shift=no_shift, half=half)
    return equivalence_rates(shifted(found, margin=MARGIN), margin=MARGIN, exact=exact)


def _with_history(
    random: np.random.Generator, repetitions: int, *, donors: Donors, is_weight_estimated: bool
) -> Mapping[str, Rate]:
    before, after = _halves(random, repetitions, donors.n, donors.rho)
    history = random.standard_normal((repetitions, donors.n_historic)).tolist()
    compare = split_source_estimated if is_weight_estimated else partial(split_source, weight=donors.weight)
    found = [
        compare(pre=pre, post=post, historic=historic)
        for pre, post, historic in zip(before, after, history, strict=True)
    ]
    design = SplitSourceDesign(n_donors=donors.n, n_historic=donors.n_historic, rho=donors.rho, alpha=ALPHA)
    one_test = (
        size_with_estimated_weight(design=design)
        if is_weight_estimated
        else size_with_weight(design=design, weight=donors.weight)
    )
    return equivalence_rates(shifted(found, margin=MARGIN), margin=MARGIN, exact=Exact(one_test=one_test))


def _scenario(criterion: str, design: str, fewest: int, measure: Measure) -> Scenario:
    return Scenario(
        family=TITLE,
        criterion=criterion,
        design=design,
        is_default=False,
        fewest_lots=fewest,
        nominal=ALPHA,
        size=ONE_TEST,
        repetitions=REPETITIONS,
        measure=measure,
    )


def _scenarios() -> Iterator[Scenario]:
    for pairs in PAIRS:
        for rho in CORRELATIONS:
            design = f"{pairs} pairs, correlation {rho}"
            yield _scenario("paired", design, pairs, partial(_paired, pairs=pairs, rho=rho))
    for criterion, is_weight_estimated in (
        ("split source, weight fixed at the best", False),
        ("split source, weight estimated", True),
    ):
        for n, n_historic in DONORS_AND_HISTORY:
            for rho in CORRELATIONS:
                yield _scenario(
                    criterion,
                    f"{n} donors, {n_historic} historic lots, correlation {rho}",
                    n,
                    partial(
                        _with_history,
                        donors=Donors(n=n, n_historic=n_historic, rho=rho),
                        is_weight_estimated=is_weight_estimated,
                    ),
                )


FAMILY = Family(
    title=TITLE,
    about=(
        "The same donor material is made by both processes. The correlation is that of two lots of one "
        "donor. Historic lots of the old process add to the donors' own pre lots with a weight: fixed "
        "beforehand at its best value, or estimated from the correlation seen in the data.",
    ),
    scenarios=_scenarios,
)
