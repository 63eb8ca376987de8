"""Lots of several sites: how they are given, and the one-way analysis of variance between and within sites.

How much of the variance lies between sites is in `site_variance`, which pairs are equivalent in `site_pairs`.

Source: Searle, Casella, McCulloch (1992) Variance Components, chapter 3.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import fdtrc

from comparability.statistics.errors import NoSpreadWithin, NotFinite, SiteNames, TooFewSites
from comparability.statistics.samples import Values, check_positive, log_ratios, read

Sites = Mapping[str, Values] | Sequence[tuple[str, Values]]


@dataclass(frozen=True, slots=True)
class SiteLots:
    """One value per lot of one site."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay:
    """Analysis of variance, on the scale of the computation. p: of equal means of all sites."""

    names: tuple[str, ...]
    counts: tuple[int, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]  # of the means from the first one, with the digits that an offset costs
    df_between: int
    df_within: int
    ms_between: float
    ms_within: float
    f: float
    p: float
    r_squared: float  # between / total sum of squares
    is_log: bool

    @property
    def is_balanced(self) -> bool:
        return len(set(self.counts)) == 1


def read_sites(sites: Sites, *, need: int) -> tuple[SiteLots, ...]:
    """At least two sites under different names, at least `need` lots each.

    Raises TooFewSites, SiteNames, TooFewLots, NotFinite, NotAVector.
    """
    named = list(sites.items()) if isinstance(sites, Mapping) else list(sites)
    if len(named) < 2:
        raise TooFewSites(have=len(named), need=2)
    names = [name for name, _ in named]
    for name in names:
        if names.count(name) > 1:
            raise SiteNames(why=f"{name} is given twice")
    return tuple(SiteLots(name, tuple(read(values, arm=name, need=need))) for name, values in named)


def one_way(*, sites: Sites) -> OneWay:
    """Two or more sites, at least one lot each and two that differ within a site.

    Raises TooFewSites, SiteNames, NoSpreadWithin, TooFewLots, NotFinite, NotAVector.
    """
    groups = read_sites(sites, need=1)
    origin = groups[0].values[0]
    own = [[value - group.values[0] for value in group.values] for group in groups]
    apart = [group.values[0] - origin for group in groups]
    return _analyse(groups, own, apart, offset=origin, is_log=False)


def one_way_log(*, sites: Sites) -> OneWay:
    """As `one_way`, on natural logarithms. Raises NotPositive too."""
    groups = read_sites(sites, need=1)
    for group in groups:
        check_positive(list(group.values), arm=group.name)
    origin = groups[0].values[0]
    own = [log_ratios(list(group.values), origin=group.values[0]) for group in groups]
    apart = log_ratios([group.values[0] for group in groups], origin=origin)
    return _analyse(groups, own, apart, offset=math.log(origin), is_log=True)


def _analyse(
    groups: tuple[SiteLots, ...],
    own: list[list[float]],
    apart: list[float],
    *,
    offset: float,
    is_log: bool,
) -> OneWay:
    # Each site's first value is taken off its lots before anything is squared, so that sites that lie far
    # apart keep the digits of their lots; `apart`: of these first values from that of the first site.
    scale = max(abs(value) + abs(away) for values, away in zip(own, apart, strict=True) for value in values)
    if not math.isfinite(scale):
        raise NotFinite(what="The spread between the sites")
    if all(min(values) == max(values) for values in own):
        raise NoSpreadWithin()
    scaled = [[value / scale for value in values] for values in own]
    counts = [len(values) for values in scaled]
    total = sum(counts)
    centres = [math.fsum(values) / len(values) for values in scaled]
    within = math.fsum(
        [(value - centre) ** 2 for values, centre in zip(scaled, centres, strict=True) for value in values]
    )
    means = [away / scale + centre for away, centre in zip(apart, centres, strict=True)]
    grand = math.fsum([n * mean for n, mean in zip(counts, means, strict=True)]) / total
    between = math.fsum([n * (mean - grand) ** 2 for n, mean in zip(counts, means, strict=True)])
    df_between, df_within = len(groups) - 1, total - len(groups)
    ms_between, ms_within = between / df_between, within / df_within
    if not ms_within > 0.0:
        raise NotFinite(what="The ratio of the spreads between and within sites")
    f = ms_between / ms_within
    return OneWay(
        names=tuple(group.name for group in groups),
        counts=tuple(counts),
        means=tuple(offset + scale * mean for mean in means),
        deviations=tuple(scale * (mean - means[0]) for mean in means),
        df_between=df_between,
        df_within=df_within,
        ms_between=scale * (ms_between * scale),
        ms_within=scale * (ms_within * scale),
        f=f,
        p=float(fdtrc(df_between, df_within, f)),
        r_squared=between / (between + within),
        is_log=is_log,
    )
