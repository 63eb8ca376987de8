"""Margins of k SDs: of the known SD, of that of the pre lots that are compared, or of that of other lots."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from comparability.statistics.arrays import contrasts, equivalences
from study.designs import ALPHA
from study.families.margin_chances import chance_inside
from study.questions import NO_SHIFT
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Margins from history"
REPETITIONS = 40_000
LOTS = ((3, 3), (5, 5), (10, 10), (10, 3), (20, 3))
MULTIPLIERS = (1.5, 3.0)
TRUE = "truth at k true SDs"
AS_IT_STANDS = "truth at the margin as it stands"

Floats = NDArray[np.float64]


class Source(Enum):
    """Which lots the SD in the margin is from."""

    KNOWN = "k true SDs, fixed"
    PRE_LOTS = "k SDs of the pre lots compared (floating, or frozen as the number it gave)"
    OTHER_LOTS = "k SDs of as many other lots, frozen"


def _measure(
    random: np.random.Generator,
    repetitions: int,
    *,
    n_pre: int,
    n_post: int,
    k: float,
    source: Source,
    is_pooled: bool,
) -> Mapping[str, Rate]:
    pre = random.standard_normal((repetitions, n_pre))
    post = random.standard_normal((repetitions, n_post))
    match source:
        case Source.KNOWN:
            margin = np.full(repetitions, k)
        case Source.PRE_LOTS:
            margin = k * pre.std(axis=1, ddof=1)
        case Source.OTHER_LOTS:
            margin = k * random.standard_normal((repetitions, n_pre)).std(axis=1, ddof=1)
    found = contrasts(pre=pre, post=post, is_pooled=is_pooled, is_log=False)

    def rate(shift: Floats | float, *, at: float | None) -> Rate:
        tested = equivalences(found, low=-margin - shift, high=margin - shift, alpha=ALPHA)
        exact = chance_inside(
            n_pre=n_pre,
            n_post=n_post,
            k=k,
            is_margin_of_pre=source is Source.PRE_LOTS,
            is_margin_of_others=source is Source.OTHER_LOTS,
            is_pooled=is_pooled,
            alpha=ALPHA,
            shift=at,
        )
        return Rate.of((tested.p_low < ALPHA) & (tested.p_high < ALPHA), exact=exact)

    return {TRUE: rate(k, at=k), AS_IT_STANDS: rate(margin, at=None), NO_SHIFT: rate(0.0, at=0.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    name: str
    is_pooled: bool
    source: Source


def _scenarios() -> Iterator[Scenario]:
    kinds = [
        _Kind(name=name, is_pooled=is_pooled, source=source)
        for name, is_pooled in (("pooled", True), ("Welch", False))
        for source in Source
    ]
    for kind in kinds:
        for k in MULTIPLIERS:
            for n_pre, n_post in LOTS:
                yield Scenario(
                    family=TITLE,
                    criterion=f"{kind.name}, {kind.source.value}",
                    design=f"{n_pre} / {n_post} lots, k = {k:g}",
                    is_default=False,
                    fewest_lots=min(n_pre, n_post),
                    nominal=ALPHA,
                    size=TRUE,
                    repetitions=REPETITIONS,
                    measure=partial(
                        _measure,
                        n_pre=n_pre,
                        n_post=n_post,
                        k=k,
                        source=kind.source,
                        is_pooled=kind.is_pooled,
                    ),
                )


FAMILY = Family(
    title=TITLE,
    about=(
        "The margin is meant to be k SDs of lots. Where that SD is estimated, the margin is now too wide "
        "and now too narrow, and a process k true SDs away is called equivalent more often than 1 in 20. "
        "Freezing the number does not cure it: whether k SDs of the pre lots float with the data or were "
        "frozen as the number that the same lots gave, the number is the same. Against the margin as it "
        "stands the test keeps its level; whether that margin is right is a question that history alone "
        "cannot answer.",
    ),
    scenarios=_scenarios,
)
