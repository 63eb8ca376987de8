"""Several new sites: the claim that all are equivalent, and the choice of those that are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from comparability.statistics.interval import Interval
from comparability.statistics.site_pairs import (
    SitePair,
    all_equivalent,
    each_against_reference,
    every_pair,
    which_equivalent,
)
from study.designs import ALPHA, MARGIN_SDS
from study.questions import HALF, NO_SHIFT
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Several sites"
REPETITIONS = 10_000
REFERENCE = "reference"
SITES = ("first", "second", "third")
LOTS = (3, 5, 10)
MARGIN = Interval(-MARGIN_SDS, MARGIN_SDS)
WRONG = "a site at the margin passes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """By pair of sites: whether it is declared equivalent. pairs: names."""

    pairs: tuple[tuple[str, str], ...]
    passed: tuple[bool, ...]

    @property
    def all(self) -> bool:
        return all(self.passed)


def _claimed(pairs: Sequence[SitePair]) -> Judged:
    """All or none."""
    found = all_equivalent(pairs=pairs, margin=MARGIN, alpha=ALPHA)
    return _judged(pairs, [found.p < ALPHA] * len(pairs))


def _chosen(pairs: Sequence[SitePair]) -> Judged:
    """Each pair at 0.05, as if nobody had chosen."""
    found = which_equivalent(pairs=pairs, margin=MARGIN, alpha=ALPHA)
    return _judged(pairs, [pair.p < ALPHA for pair in found])


def _chosen_by_holm(pairs: Sequence[SitePair]) -> Judged:
    found = which_equivalent(pairs=pairs, margin=MARGIN, alpha=ALPHA)
    return _judged(pairs, [pair.p_holm < ALPHA for pair in found])


def _judged(pairs: Sequence[SitePair], passed: Sequence[bool]) -> Judged:
    return Judged(pairs=tuple((pair.pre, pair.post) for pair in pairs), passed=tuple(passed))


def _measure(
    random: np.random.Generator,
    repetitions: int,
    *,
    n: int,
    paired: Callable[..., Sequence[SitePair]],
    judge: Callable[[Sequence[SitePair]], Judged],
    at_margin: tuple[float, float, float],
) -> Mapping[str, Rate]:
    lots = random.standard_normal((repetitions, 1 + len(SITES), n))

    def judged(shifts: tuple[float, float, float]) -> list[Judged]:
        true = np.array([0.0, *shifts])[:, np.newaxis]
        return [
            judge(paired(sites=dict(zip((REFERENCE, *SITES), one, strict=True)), is_log=False))
            for one in (lots + true).tolist()
        ]

    wrong_sites = {site for site, shift in zip(SITES, at_margin, strict=True) if shift}
    half = tuple(0.5 * shift for shift in at_margin)

    def is_wrong(found: Judged) -> bool:
        return any(
            passed and bool({pre, post} & wrong_sites) and REFERENCE in (pre, post)
            for (pre, post), passed in zip(found.pairs, found.passed, strict=True)
        )

    return {
        WRONG: Rate.of(np.array([is_wrong(found) for found in judged(at_margin)]), exact=None),
        NO_SHIFT: Rate.of(np.array([found.all for found in judged((0.0, 0.0, 0.0))]), exact=None),
        HALF: Rate.of(np.array([found.all for found in judged((half[0], half[1], half[2]))]), exact=None),
    }


def _scenarios() -> Iterator[Scenario]:
    each = partial(each_against_reference, reference=REFERENCE)
    high, low = MARGIN.high, MARGIN.low
    for criterion, paired, judge, at_margin in (
        ("all sites, each against the reference", each, _claimed, (high, 0.0, 0.0)),
        ("all sites, every pair", every_pair, _claimed, (high, 0.0, 0.0)),
        ("the sites that pass, unadjusted", each, _chosen, (high, low, high)),
        ("the sites that pass, adjusted by Holm", each, _chosen_by_holm, (high, low, high)),
    ):
        for n in LOTS:
            yield Scenario(
                family=TITLE,
                criterion=criterion,
                design=f"reference and three sites, {n} lots each",
                is_default=judge is _claimed,
                fewest_lots=n,
                nominal=ALPHA,
                size=WRONG,
                repetitions=REPETITIONS,
                measure=partial(_measure, n=n, paired=paired, judge=judge, at_margin=at_margin),
            )


FAMILY = Family(
    title=TITLE,
    about=(
        "“All sites are equivalent” with one site at the margin needs no adjustment: one failure sinks the "
        "claim. Choosing the sites that pass does, here with every new site at an end of the margin: three "
        "chances to be wrong. Chances without a shift and at half the margin are those that all pass.",
    ),
    scenarios=_scenarios,
)
