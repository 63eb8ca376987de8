"""The actual size of the split-source comparison with history, for a frozen weight and for an estimated one.

The error of the estimated difference is independent of the three mean squares. Given how these share their
sum, weight, standard error and degrees of freedom are fixed multiples, and the difference over the sum's root
follows t: what remains is a two-dimensional integral over the shares, without simulation. Where an estimated
rho is cut off at 0 the integrand has a bend, and both dimensions are cut there. The error is below 1e-9.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv, gammaln, stdtr, stdtrit

from comparability.statistics.errors import OutOfRange
from comparability.statistics.quadrature import NODES, Array, between
from comparability.statistics.samples import check_probability
from comparability.statistics.split_source import (
    ThreeSources,
    satterthwaite_df,
    total_variance,
    variance_terms,
)

NEGLIGIBLE = 1e-20  # probability beyond the range of integration


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSourceDesign:
    """n donors, h historic lots, rho: true share of the variance between donors, 0 <= rho < 1; alpha."""

    n_donors: int
    n_historic: int
    rho: float
    alpha: float

    def __post_init__(self) -> None:
        for name, count in (
            ("The number of donors", self.n_donors),
            ("The number of historic lots", self.n_historic),
        ):
            if count < 2:
                raise OutOfRange(name=name, value=count, accepted="2 or more")
        if not 0.0 <= self.rho < 1.0:
            raise OutOfRange(name="Rho", value=self.rho, accepted="a number from 0 to below 1")
        check_probability("Alpha", self.alpha, below=0.5)


def size_with_weight(*, design: SplitSourceDesign, weight: float) -> float:
    """What alpha has become, of one of the two tests, with a weight that was frozen beforehand."""
    if not 0.0 <= weight <= 1.0:
        raise OutOfRange(name="The weight of the donors", value=weight, accepted="a number from 0 to 1")
    return _size(design, weight)


def size_with_estimated_weight(*, design: SplitSourceDesign) -> float:
    """What alpha has become, of one of the two tests, where the weight follows the rho seen in the data."""
    return _size(design, None)


@lru_cache(maxsize=256)
def _size(design: SplitSourceDesign, weight: float | None) -> float:
    n, h = design.n_donors, design.n_historic
    bend = _historic_share_of_bend(design) if weight is None else 0.0
    total = 0.0
    for historic, historic_weights in _panels(h - 1, 2 * (n - 1), np.array([_angle(bend)])):
        share = np.sin(historic[0]) ** 2
        bends = _angle(_differences_share_of_bend(design, share)) if weight is None else np.zeros_like(share)
        for differences, weights in _panels(n - 1, n - 1, bends):
            rejected = _rejection(design, weight, share[:, np.newaxis], np.sin(differences) ** 2)
            total += float(historic_weights[0] @ np.sum(rejected * weights, axis=1))
    return total


def _rejection(design: SplitSourceDesign, weight: float | None, historic: Array, differences: Array) -> Array:
    """Chance of rejecting at the bound, given the share of history in the summed squares and the share of
    the differences in what the donors have of them. In units of the total variance.
    """
    n, h, rho = design.n_donors, design.n_historic, design.rho
    donors = 1.0 - historic
    squares = ThreeSources(
        differences=donors * differences * 2.0 * (1.0 - rho) / (n - 1),
        half_sums=donors * (1.0 - differences) * 0.5 * (1.0 + rho) / (n - 1),
        historic=historic * np.ones_like(differences) / (h - 1),
    )
    if weight is None:
        seen = 1.0 - 0.5 * squares.differences / total_variance(squares, n_donors=n, n_historic=h)
        weights = (h * np.maximum(seen, 0.0) + n) / (h + n)
    else:
        weights = np.full_like(differences, weight)
    terms = variance_terms(squares, n_donors=n, n_historic=h, weight=weights)
    estimated = terms.differences + terms.half_sums + terms.historic
    df = satterthwaite_df(terms, n_donors=n, n_historic=h)
    true = (h + n) / (h * n) * (weights**2 - 2.0 * weights * (h * rho + n) / (h + n) + 1.0)
    summed_df = h + 2 * n - 3
    quantile = np.asarray(stdtrit(df, design.alpha), dtype=np.float64)
    chance = stdtr(summed_df, quantile * np.sqrt(summed_df * estimated / true))
    return np.asarray(chance, dtype=np.float64)


def _differences_share_of_bend(design: SplitSourceDesign, historic: Array) -> Array:
    """The differences' share of the donors' squares above which the estimated rho is negative."""
    rho = design.rho
    return (historic / (1.0 - historic) + 0.5 * (1.0 + rho)) / (_leverage(design) * (1.0 - rho) + rho)


def _historic_share_of_bend(design: SplitSourceDesign) -> float:
    """The historic share above which no estimate of rho is negative."""
    rho = design.rho
    odds = max(_leverage(design) * (1.0 - rho) + rho - 0.5 * (1.0 + rho), 0.0)
    return odds / (1.0 + odds)


def _leverage(design: SplitSourceDesign) -> float:
    return (design.n_donors + design.n_historic - 2) / (design.n_donors - 1)


def _angle(share: float | Array) -> Array:
    angle: Array = np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0)))
    return angle


def _panels(df_first: int, df_second: int, bends: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The two ranges on either side of each bend, a row each: angles whose squared sine is the first share of
    two chi-squares in their sum, and weights with its density.
    """
    a, b = 0.5 * df_first, 0.5 * df_second
    low = float(np.arcsin(np.sqrt(betaincinv(a, b, NEGLIGIBLE))))
    high = 0.5 * math.pi - float(np.arcsin(np.sqrt(betaincinv(b, a, NEGLIGIBLE))))
    unit = between(0.0, 1.0, count=NODES)
    constant = math.log(2.0) + float(gammaln(a + b) - gammaln(a) - gammaln(b))
    middle = np.clip(bends, low, high)[:, np.newaxis]

    def panel(start: Array | float, end: Array | float) -> tuple[Array, Array]:
        angles = start + (end - start) * unit.nodes
        sine, cosine = np.log(np.sin(angles)), np.log(np.cos(angles))
        density = np.exp(constant + (df_first - 1.0) * sine + (df_second - 1.0) * cosine)
        return angles, density * unit.weights * (end - start)

    return panel(low, middle), panel(middle, high)
