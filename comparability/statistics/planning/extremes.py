"""The chance that new lots fall between the extremes of earlier ones, for normal lots with a shifted mean.

The joint density of the smallest x and the largest y of n standard normals is
n (n - 1) phi(x) phi(y) (Phi(y) - Phi(x))^(n - 2): David and Nagaraja (2003) Order Statistics, equation 2.2.1.
"""

import math

import numpy as np
from scipy.special import ndtr

from comparability.statistics.errors import OutOfRange
from comparability.statistics.planning.design import check_sd
from comparability.statistics.quadrature import NODES, REACH, Array, between
from comparability.statistics.ranges import Sides
from comparability.statistics.samples import check_count


def chance_between_extremes(
    *, n_pre: int, n_post: int, sides: Sides, shift_sd: float, sd_ratio: float
) -> float:
    """All post lots between the smallest and the largest pre lot, or within the one of them that bounds.

    shift_sd: true shift of the mean in SDs of the pre lots, towards the bounded end. sd_ratio: true SD of the
    post lots over that of the pre lots. Raises OutOfRange.
    """
    least = 2 if sides is Sides.BOTH else 1
    check_count("The number of pre lots", n_pre, least=least)
    check_count("The number of post lots", n_post, least=1)
    check_sd("The ratio of the SDs", sd_ratio)
    if not 0.0 <= shift_sd < math.inf:
        raise OutOfRange(name="The shift", value=shift_sd, accepted="a finite number, 0 or more")
    # Below `none` lies no post lot and beyond `all_` lies every one: where they vary less than the pre lots,
    # the steep part of the integrand is between these two.
    none = float(np.clip(shift_sd - REACH * sd_ratio, -REACH, REACH))
    all_ = float(np.clip(shift_sd + REACH * sd_ratio, -REACH, REACH))
    if sides is Sides.BOTH:
        return _between(n_pre, n_post, shift_sd, sd_ratio, none, all_)
    largest = between(none, all_, count=_count(max(n_pre, n_post)))
    reached = ndtr((largest.nodes - shift_sd) / sd_ratio) ** n_post
    density = n_pre * _normal_density(largest.nodes) * ndtr(largest.nodes) ** (n_pre - 1)
    return float(largest.weights @ (reached * density)) + 1.0 - float(ndtr(all_)) ** n_pre


def covered(low: Array, high: Array) -> Array:
    """Phi(high) - Phi(low), from the upper tail where both lie there."""
    share: Array = np.where(low > 0.0, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    return share


def _between(n: int, m: int, shift: float, ratio: float, none: float, all_: float) -> float:
    unit = between(0.0, 1.0, count=_count(max(n, m)))

    def part(x_from: float, x_to: float, y_from: float | None, y_to: float) -> float:
        """Smallest x and largest y in these ranges; y from x on where the former is None."""
        x = (x_from + (x_to - x_from) * unit.nodes)[:, np.newaxis]
        start = x if y_from is None else np.full_like(x, y_from)
        length = y_to - start
        y = start + length * unit.nodes
        within = covered((x - shift) / ratio, (y - shift) / ratio) ** m
        density = n * (n - 1) * _normal_density(x) * _normal_density(y) * covered(x, y) ** (n - 2)
        inner = np.sum(within * density * length * unit.weights, axis=1)
        return (x_to - x_from) * float(unit.weights @ inner)

    # Smallest below `none` and largest beyond `all_`: every post lot lies between them.
    below, above = float(ndtr(none)), float(ndtr(all_))
    certain = 1.0 - (1.0 - below) ** n - above**n + (above - below) ** n
    return (
        certain
        + part(-REACH, none, none, all_)
        + part(none, all_, None, all_)
        + part(none, all_, all_, REACH)
    )


def _count(n: int) -> int:
    return NODES * (2 if n < 30 else 4)  # the extremes of many lots, of either arm, lie in a narrow range


def _normal_density(x: Array) -> Array:
    density: Array = np.exp(-0.5 * x**2) / math.sqrt(2.0 * math.pi)
    return density
