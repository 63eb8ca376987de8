"""The chance that an interval estimate ± b·chi lies inside or outside two bounds, when b is known.

Given chi the chance is a sum of normal integrals, so that one dimension remains (Owen's Q). 32 to 64 Gauss–
Legendre nodes, by length, on (max(0, sqrt(df) - 7), min(R, sqrt(df) + 7)), R being the chi beyond which the
interval is wider than the bounds; and only where the normal integrals are neither 0 nor 1, so that sharp
turns keep their digits.

Source: Owen (1965) Biometrika 52:437; Phillips (1990) J Pharmacokinet Biopharm 18:137.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc, ndtr

from comparability.statistics.quadrature import NODES, REACH, Array, between, chi_density

REACH_OF_CHI = 7.0  # from sqrt(df); beyond lies less than 1e-15, as the SD of chi is never above 1 / sqrt(2)
PORTION = 16  # nodes for every five units of chi


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nodes:
    """Nodes (row by chi) and weights holding the density; below: the chance of a chi under the first node."""

    chi: Array
    weights: Array
    below: Array


def chance_inside(*, b: Array, df: float | Array, low: float | Array, high: float | Array) -> Array:
    """Chance, row by row, that the interval lies between the bounds.

    b: half-width of the interval per unit of chi, in SDs of the estimate. df: of chi. low, high: distances of
    the bounds from the truth, in SDs of the estimate; either may be infinite.
    """
    turn = np.minimum(high, -low)  # the nearer bound: further on, the interval reaches over it
    nodes = _nodes(b, df, turn, widest=0.5 * (high - low) / b)
    reach = b[:, np.newaxis] * nodes.chi
    chance = ndtr(_column(high) - reach)
    chance -= ndtr(_column(low) + reach)
    chance *= nodes.weights
    total: Array = np.sum(chance, axis=1) + nodes.below
    return total


def chance_outside(*, b: Array, df: float | Array, low: float | Array, high: float | Array) -> Array:
    """As `chance_inside`: that the interval lies wholly beyond either bound."""
    nodes = _nodes(b, df, np.maximum(low, -high), widest=np.full_like(b, np.inf))
    reach = b[:, np.newaxis] * nodes.chi
    chance = ndtr(_column(low) - reach)
    chance += ndtr(-_column(high) - reach)
    chance *= nodes.weights
    total: Array = np.sum(chance, axis=1) + nodes.below
    return total


def _nodes(b: Array, df: float | Array, turn: float | Array, *, widest: Array) -> _Nodes:
    middle = np.sqrt(df)
    lowest, highest = np.maximum(0.0, middle - REACH_OF_CHI), middle + REACH_OF_CHI
    # Nine SDs before the turn the chance is 1, nine after it is 0.
    start = np.clip((turn - REACH) / b, lowest, highest)
    end = np.minimum(np.minimum(widest, (turn + REACH) / b), highest)
    length = np.maximum(end - start, 0.0)[:, np.newaxis]
    # In units of what turns faster, the density or the normal integrals.
    longest = float(np.max(length[:, 0] * np.maximum(b, 1.0)))
    unit = between(0.0, 1.0, count=min(max(PORTION * math.ceil(longest / 5.0), 2 * PORTION), NODES))
    chi = start[:, np.newaxis] + length * unit.nodes
    weights = chi_density(np.maximum(chi, 1e-300), df=df)
    weights *= length * unit.weights
    below: Array = np.asarray(gammainc(0.5 * df, 0.5 * start**2), dtype=np.float64)
    return _Nodes(chi=chi, weights=weights, below=below)


def _column(values: float | Array) -> float | Array:
    return values[:, np.newaxis] if isinstance(values, np.ndarray) else values
