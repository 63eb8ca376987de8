"""Exact chances that studentised deviates of normal lots reach as far as was seen, at any number of lots.

The n deviates from the mean, over the root of their sum of squares, are a point that lies uniformly on a
sphere. The chance that some deviate exceeds g is summed by inclusion and exclusion over the patterns of
deviates that can exceed it together. The first term is the usual t formula (Bonferroni); it is the whole
answer only where no two deviates can exceed g at once. A further term is the inverse Laplace transform, in
the sum of squares, of the same chance at a known variance, where the deviates become independent.

Sources: Thompson (1935) Ann Math Stat 6:214 for one deviate; Pearson and Chandra Sekar (1936) Biometrika
28:308 for where it suffices; David, Hartley and Pearson (1954) Biometrika 41:482 for the range; Talbot (1979)
J Inst Math Appl 23:97 for the contour, here the path of steepest descent.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln, wofz

from comparability.statistics.errors import NoSpread, NotFinite
from comparability.statistics.quadrature import Array

CONTOUR_NODES = 28  # on the half of the path above the real axis; the other half mirrors it
STEP, STEPS = 0.5, 17  # trapezoid on ±8.5 standard deviations of a Gaussian: exact to 1e-15
NEGLIGIBLE = 1e-18  # of a term beside the first

Complex = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """p: exact. p_bonferroni: the first term alone, which is an upper bound; at most 1."""

    p: float
    p_bonferroni: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """Lots that are far out together, `first` of them on one side and `second` on the other.

    count: signed number of such choices. least: the smallest share of the sum of squares they take up.
    reach_first, reach_second: where either group then lies, in units of the bound.
    """

    count: float
    least: float
    first: int
    second: int
    reach_first: float
    reach_second: float
    stiffness: int
    factor: float
    direction: complex


def deviates(values: list[float], *, arm: str) -> list[float]:
    """(value - mean) / SD of each lot. The SD has the divisor n - 1. Raises NoSpread, NotFinite."""
    origin = values[0]
    scale = max(abs(value - origin) for value in values)
    if scale == 0.0:
        raise NoSpread(arm=arm, count=len(values))
    if not math.isfinite(scale):
        raise NotFinite(what=f"The spread of the {arm} arm")
    scaled = [(value - origin) / scale for value in values]
    centre = math.fsum(scaled) / len(values)
    sd = math.sqrt(math.fsum([(value - centre) ** 2 for value in scaled]) / (len(values) - 1))
    return [(value - centre) / sd for value in scaled]


def largest_deviate(*, n: int, room: float, is_two_sided: bool) -> Chance:
    """Chance that the largest deviate (or the largest in size) of n lots lies as far out as was seen.

    room: sum of squares about the mean without that lot, over that with it; G² = (n - 1)²·(1 - room) / n. A
    share that is small keeps digits that G, near its largest possible value, has lost.
    """
    bound = math.sqrt((1.0 - room) * (n - 1) / n)
    return _chance(n, room, list(_deviate_patterns(n, bound, is_two_sided)), bound)


def studentised_range(*, n: int, room: float) -> Chance:
    """Chance that (largest - smallest) / SD of n lots is as large as was seen, W² = 2·(n - 1)·(1 - room)."""
    bound = math.sqrt(2.0 * (1.0 - room))
    return _chance(n, room, list(_range_patterns(n, bound)), bound)


def _chance(n: int, room: float, patterns: list[_Pattern], bound: float) -> Chance:
    # Far-out lots pull the point to a cap of the sphere: its area bounds the term.
    rooms = np.array([room] + [1.0 - pattern.least for pattern in patterns[1:]])
    caps = 0.5 * betainc(0.5 * (n - 2), 0.5, rooms)
    first = patterns[0].count * float(caps[0])
    terms = [first] + [
        pattern.count * _term(n, pattern, bound)
        for pattern, cap in zip(patterns[1:], caps[1:], strict=True)
        if abs(pattern.count) * cap > NEGLIGIBLE * first
    ]
    return Chance(p=_as_probability(math.fsum(terms)), p_bonferroni=_as_probability(first))


def _as_probability(p: float) -> float:
    """Never 0: what is smaller than any double with all its digits is given as the smallest of these."""
    return min(max(p, sys.float_info.min), 1.0)


def _deviate_patterns(n: int, bound: float, is_two_sided: bool) -> Iterator[_Pattern]:
    for together in range(1, n):
        rest = n - together
        for above in range(together, together // 2 if is_two_sided else together - 1, -1):
            yield from _deviate_pattern(n, bound, above, together - above, is_two_sided)
        if is_two_sided and together % 2 == 0:
            yield from _deviate_pattern(n, bound, together // 2, together // 2, is_two_sided)
        if together * bound**2 * (1.0 if is_two_sided else n / rest) >= 1.0:
            return


def _deviate_pattern(n: int, bound: float, above: int, below: int, is_two_sided: bool) -> Iterator[_Pattern]:
    together, excess = above + below, above - below
    rest = n - together
    least = bound**2 * (together + excess**2 / rest)
    if least >= 1.0 and together > 1:  # one lot can be that far out: it was
        return
    mirrored = 2 if is_two_sided and excess else 1
    sign = 1 if together % 2 else -1
    yield _Pattern(
        count=float(sign * mirrored * math.comb(n, together) * math.comb(together, above)),
        least=least,
        first=above,
        second=below,
        reach_first=1.0 + excess / rest,
        reach_second=1.0 - excess / rest,
        stiffness=rest,
        factor=math.sqrt(n / (2.0 * math.pi)),
        direction=1j,  # the mean is held at zero by a Fourier integral
    )


def _range_patterns(n: int, bound: float) -> Iterator[_Pattern]:
    # The smallest lot and `low` lots below it, which inclusion and exclusion takes off again, against `high`
    # lots that are farther away than the bound.
    for low in range(n - 1):
        for high in range(1, n - low):
            first, clustered = low + 1, low + 1 + high
            least = bound**2 * first * high / clustered
            if least >= 1.0 and clustered > 2:  # the two lots can be that far apart: they were
                break
            yield _Pattern(
                count=float(
                    (-1) ** (low + high + 1) * n * math.comb(n - 1, low) * math.comb(n - 1 - low, high)
                ),
                least=least,
                first=low,
                second=high,
                reach_first=high / clustered,
                reach_second=first / clustered,
                stiffness=clustered,
                factor=1.0 / math.sqrt(2.0 * math.pi),
                direction=1.0,  # the place of the smallest lot
            )


def _term(n: int, pattern: _Pattern, bound: float) -> float:
    """P(the lots of the pattern lie beyond the bound together): known variances along a contour."""
    shape, slope, weight = _path(0.5 * (n - 1 + pattern.first + pattern.second))
    room = 1.0 - pattern.least
    z = shape / room
    reach = bound * np.sqrt(2.0 * z)[:, np.newaxis]
    nodes = STEP * np.arange(-STEPS, STEPS + 1) / math.sqrt(pattern.stiffness)
    gauss = np.exp(-0.5 * pattern.stiffness * nodes**2) * STEP / math.sqrt(pattern.stiffness)
    along = pattern.direction * nodes
    beyond = (
        _tails(pattern.reach_first * reach - along, pattern.first)
        * _tails(pattern.reach_second * reach + along, pattern.second)
    ) @ (pattern.factor * gauss)
    height = np.exp(shape - 0.5 * (n - 1) * np.log(z) + gammaln(0.5 * (n - 1)))
    return float(np.sum((height * beyond * slope).imag)) * weight / (math.pi * room)


@lru_cache(maxsize=512)
def _path(power: float) -> tuple[Complex, Complex, float]:
    """Steepest descent for e^z z^(-power): z = power·(a·cot a + i·a), its derivative, and the weight."""
    angle: Array = (np.arange(CONTOUR_NODES) + 0.5) * math.pi / CONTOUR_NODES
    path: Complex = np.asarray(power * (angle / np.tan(angle) + 1j * angle))
    slope: Complex = np.asarray(power * (1.0 / np.tan(angle) - angle / np.sin(angle) ** 2 + 1j))
    return path, slope, math.pi / CONTOUR_NODES


def _tails(x: Complex, lots: int) -> Complex | float:
    # Where none lies on that side, what it would be raised from can leave double precision.
    return _mills(x) ** lots if lots else 1.0


def _mills(x: Complex) -> Complex:
    """Upper tail of a standard normal over exp(-x² / 2), for complex x."""
    scaled: Complex = 0.5 * wofz(1j * x / math.sqrt(2.0))
    return scaled
