"""Dixon's r10, the gap before the outermost lot over the range, with its exact p-value by quadrature.

Tables give critical values, and interpolating between them made a common R package return p = 0.

Source: Dixon (1950) Ann Math Stat 21:488; McBane (2006) J Stat Softw 16(3) for the integral.
"""

import math
import sys
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from comparability.statistics.errors import NoSpread, NotFinite
from comparability.statistics.outliers.grubbs import check_others
from comparability.statistics.quadrature import REACH, Array, between
from comparability.statistics.ranges import Sides
from comparability.statistics.samples import Values, read


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLot:
    """The lot behind the largest gap. ratio: r10, the gap over the range. p: exact for normal lots."""

    n: int
    index: int
    value: float
    ratio: float
    p: float


def dixon(*, values: Values, arm: str, sides: Sides) -> GapLot:
    """Is the outermost lot too far from its neighbour, seen against the range of all lots?

    values: one per lot, three at least. sides: which end was of interest before the values were seen; with
    BOTH the end with the larger gap is taken and p is the chance that either gap is so large.
    Raises TooFewLots, NotFinite, NotAVector, NoSpread, NoSpreadAmongOthers.
    """
    numbers = read(values, arm=arm, need=3)
    ordered = sorted(numbers)
    width = ordered[-1] - ordered[0]
    if width == 0.0:
        raise NoSpread(arm=arm, count=len(numbers))
    if not math.isfinite(width):
        raise NotFinite(what=f"The spread of the {arm} arm")
    low, high = (ordered[1] - ordered[0]) / width, (ordered[-1] - ordered[-2]) / width
    is_low = sides is Sides.LOWER or (sides is Sides.BOTH and low > high)
    ratio = low if is_low else high
    index = numbers.index(ordered[0] if is_low else ordered[-1])
    check_others(numbers, {index}, arm=arm)
    one_end = _chance(len(numbers), ratio, ratio_other=0.0)
    p = one_end
    if sides is Sides.BOTH:
        # Both gaps can be so large at once only where two of them fit into the range.
        both_ends = _chance(len(numbers), ratio, ratio_other=ratio) if ratio < 0.5 else 0.0
        p = 2.0 * one_end - both_ends
    return GapLot(
        n=len(numbers), index=index, value=numbers[index], ratio=ratio, p=min(max(p, sys.float_info.min), 1.0)
    )


def _chance(n: int, ratio: float, *, ratio_other: float) -> float:
    """P(the gap at one end exceeds `ratio` of the range and the gap at the other `ratio_other`).

    All other n - 2 lots lie between the ends less the gaps, averaged over the smallest and the largest lot;
    their sum and difference over √2 are the variables.
    """
    total, apart, sum_weights, difference_weights = _rule(96 if n <= 30 else 192)
    middle = total[:, np.newaxis] / math.sqrt(2.0)
    half = apart[np.newaxis, :] / math.sqrt(2.0)
    inside: Array = ndtr(middle + half * (1.0 - 2.0 * ratio_other)) - ndtr(
        middle - half * (1.0 - 2.0 * ratio)
    )
    # Rounding can leave less than nothing between the ends.
    inside = np.maximum(inside, 0.0)
    return float(n * (n - 1) * (sum_weights @ inside ** (n - 2) @ difference_weights))


@lru_cache(maxsize=2)
def _rule(count: int) -> tuple[Array, Array, Array, Array]:
    """Nodes and weights for two standard normals, the second above zero."""
    total, apart = between(-REACH, REACH, count=count), between(0.0, REACH, count=count)
    density = total.weights * np.exp(-0.5 * total.nodes**2) / math.sqrt(2.0 * math.pi)
    density_apart = apart.weights * np.exp(-0.5 * apart.nodes**2) / math.sqrt(2.0 * math.pi)
    return total.nodes, apart.nodes, density, density_apart
