"""Sites compared two by two by Welch: the claim that all are equivalent, and the choice of those that are.

"All pairs are equivalent" is intersection–union: every pair at alpha, no adjustment, since one failure sinks
the claim. Choosing which pairs pass looks at all of them for a success and needs adjustment: Holm's p-values
choose most, Bonferroni's go with the simultaneous intervals that are given.

Sources: Berger (1982) Technometrics 24:295; Holm (1979) Scand J Stat 6:65.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from comparability.statistics.errors import SiteNames
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_positive, check_probability, moments
from comparability.statistics.sites import SiteLots, Sites, read_sites
from comparability.statistics.tost import EquivalenceEstimate, equivalence
from comparability.statistics.two_arms import TwoArmContrast, welch, welch_log


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePair:
    """post minus pre (or the ratio post / pre) of two sites named."""

    pre: str
    post: str
    contrast: TwoArmContrast


@dataclass(frozen=True, slots=True, kw_only=True)
class PairEquivalence:
    """One pair at alpha, as if it were the only one."""

    pre: str
    post: str
    estimate: EquivalenceEstimate


@dataclass(frozen=True, slots=True, kw_only=True)
class AllEquivalence:
    """The claim about all pairs. p: the largest of all one-sided p-values, below alpha exactly when every
    interval lies strictly inside the margin.
    """

    pairs: tuple[PairEquivalence, ...]
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPair:
    """One pair among `count`, adjusted for having chosen it.

    interval: at level 1 - 2 alpha / count on the scale of the margin, simultaneous over all pairs; it lies
    strictly inside the margin exactly when p_bonferroni is below alpha. p_holm is never larger, so that a
    pair may pass by Holm with an interval that touches the margin. p: the larger one-sided p-value as it is.
    """

    pre: str
    post: str
    estimate: float
    interval: Interval
    p: float
    p_bonferroni: float
    p_holm: float


def every_pair(*, sites: Sites, is_log: bool) -> tuple[SitePair, ...]:
    """Each two sites, the one given first as pre; at least two sites, two lots each, not all the same.

    Raises TooFewSites, SiteNames, TooFewLots, NoSpread, NotFinite, NotAVector, NotPositive.
    """
    read = _read(sites, is_log=is_log)
    return tuple(_pair(pre, post, is_log=is_log) for pre, post in combinations(read, 2))


def each_against_reference(*, sites: Sites, reference: str, is_log: bool) -> tuple[SitePair, ...]:
    """Every other site against the one named, which is pre. Raises as `every_pair`."""
    read = _read(sites, is_log=is_log)
    named = [site for site in read if site.name == reference]
    if not named:
        raise SiteNames(why=f"the reference {reference} is none of them")
    return tuple(_pair(named[0], site, is_log=is_log) for site in read if site.name != reference)


def all_equivalent(*, pairs: Sequence[SitePair], margin: Interval, alpha: float) -> AllEquivalence:
    """Every pair at alpha. margin: as of `tost.equivalence`. Raises SiteNames, BadMargin, OutOfRange."""
    _check_some(pairs)
    found = tuple(
        PairEquivalence(
            pre=pair.pre,
            post=pair.post,
            estimate=equivalence(pair.contrast, margin=margin, alpha=alpha),
        )
        for pair in pairs
    )
    return AllEquivalence(
        pairs=found, p=max(max(pair.estimate.p_low, pair.estimate.p_high) for pair in found)
    )


def which_equivalent(*, pairs: Sequence[SitePair], margin: Interval, alpha: float) -> tuple[ChosenPair, ...]:
    """Every pair with what it shows after the choice among all of them. Raises as `all_equivalent`."""
    _check_some(pairs)
    check_probability("Alpha", alpha, below=0.5)
    count = len(pairs)
    found = [equivalence(pair.contrast, margin=margin, alpha=alpha / count) for pair in pairs]
    raw = [max(estimate.p_low, estimate.p_high) for estimate in found]
    bonferroni = [
        _agreeing(min(1.0, count * p), alpha, is_inside=estimate.interval.strictly_inside(margin))
        for p, estimate in zip(raw, found, strict=True)
    ]
    holm = _holm(raw)
    return tuple(
        ChosenPair(
            pre=pair.pre,
            post=pair.post,
            estimate=estimate.estimate,
            interval=estimate.interval,
            p=p,
            p_bonferroni=adjusted,
            p_holm=min(stepped, adjusted),
        )
        for pair, estimate, p, adjusted, stepped in zip(pairs, found, raw, bonferroni, holm, strict=True)
    )


def _read(sites: Sites, *, is_log: bool) -> tuple[SiteLots, ...]:
    # Here a refusal can name the site; the comparison below would call it pre or post.
    read = read_sites(sites, need=2)
    for site in read:
        if is_log:
            check_positive(list(site.values), arm=site.name)
        moments(list(site.values), arm=site.name)
    return read


def _pair(pre: SiteLots, post: SiteLots, *, is_log: bool) -> SitePair:
    compare = welch_log if is_log else welch
    return SitePair(pre=pre.name, post=post.name, contrast=compare(pre=pre.values, post=post.values))


def _holm(p_values: Sequence[float]) -> list[float]:
    adjusted = [1.0] * len(p_values)
    reached = 0.0
    for step, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        reached = max(reached, min(1.0, (len(p_values) - step) * p_values[index]))
        adjusted[index] = reached
    return adjusted


def _agreeing(p: float, alpha: float, *, is_inside: bool) -> float:
    """The adjusted p-value on the side of alpha on which the interval lies, where rounding parted them."""
    return min(p, math.nextafter(alpha, 0.0)) if is_inside else max(p, alpha)


def _check_some(pairs: Sequence[SitePair]) -> None:
    if not pairs:
        raise SiteNames(why="no pair is given")
