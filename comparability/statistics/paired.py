"""Split lots: each source is processed both ways, and the pair is the unit.

The SD is the one of the differences; the SD within a pair is smaller by the square root of 2.

Source: Student (1908) Biometrika 6:1.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NoSpreadOfPairs, NotFinite, NotPairs
from comparability.statistics.samples import Values, check_positive, moments, read

# Typed numbers carry half an ulp each; differences that vary by less than this say nothing about the lots.
ROUNDING = 4.0 * sys.float_info.epsilon


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedContrast(TContrast):
    """Mean of post - pre over pairs, on the scale of the computation.

    correlation: of pre with post over the pairs; None where an arm is constant; ±1 says nothing at 2 pairs.
    """

    n_pairs: int
    sd_of_differences: float
    correlation: float | None


def paired(*, pre: Values, post: Values) -> PairedContrast:
    """Compare split lots: pre[i] and post[i] come from the same source, at least two pairs.

    Raises TooFewLots, NotFinite, NotAVector, NotPairs, NoSpreadOfPairs.
    """
    before, after = read_pairs(pre, post)
    differences = [y - x for x, y in zip(before, after, strict=True)]
    return _compare(before, after, differences, resolution=max(map(abs, before + after)), is_log=False)


def paired_log(*, pre: Values, post: Values) -> PairedContrast:
    """As `paired`, on natural logarithms: of the geometric mean of post / pre. Raises NotPositive too."""
    before, after = read_pairs(pre, post)
    check_positive(before, arm="pre")
    check_positive(after, arm="post")
    ratios = [log_ratio(x, y) for x, y in zip(before, after, strict=True)]
    return compare_on_scale(before, after, on_scale=math.log, differences=ratios)


def compare_on_scale(
    before: list[float],
    after: list[float],
    *,
    on_scale: Callable[[float], float],
    differences: list[float],
) -> PairedContrast:
    """On a scale whose differences are logarithms of ratios or of odds ratios.

    differences: post - pre of each pair on that scale. Raises NoSpreadOfPairs, NotFinite.
    """
    return _compare(
        list(map(on_scale, before)), list(map(on_scale, after)), differences, resolution=1.0, is_log=True
    )


def read_pairs(pre: Values, post: Values) -> tuple[list[float], list[float]]:
    """Both arms of at least two pairs. Raises TooFewLots, NotFinite, NotAVector, NotPairs."""
    before, after = read(pre, arm="pre", need=2), read(post, arm="post", need=2)
    if len(before) != len(after):
        raise NotPairs(pre=len(before), post=len(after))
    return before, after


def log_ratio(pre: float, post: float) -> float:
    """ln(post / pre) of two values above zero, to the last digits also where they are close."""
    ratio = post / pre
    if 0.5 < ratio < 2.0:
        return math.log1p((post - pre) / pre)
    return math.log(ratio) if 0.0 < ratio < math.inf else math.log(post) - math.log(pre)


def check_spread_of_pairs(differences: list[float], *, resolution: float) -> None:
    """Raises NoSpreadOfPairs where the differences vary by no more than the rounding of the values."""
    if max(differences) - min(differences) <= ROUNDING * resolution:
        raise NoSpreadOfPairs(count=len(differences))


def _compare(
    before: list[float], after: list[float], differences: list[float], *, resolution: float, is_log: bool
) -> PairedContrast:
    if not all(map(math.isfinite, differences)):
        raise NotFinite(what="The difference of a pair")
    check_spread_of_pairs(differences, resolution=resolution)
    summary = moments(differences, arm="difference")
    return PairedContrast(
        difference=summary.mean,
        standard_error=summary.sd / math.sqrt(summary.n),
        df=float(summary.n - 1),
        is_log=is_log,
        n_pairs=summary.n,
        sd_of_differences=summary.sd,
        correlation=_correlation(before, after),
    )


def _correlation(before: list[float], after: list[float]) -> float | None:
    if min(before) == max(before) or min(after) == max(after):
        return None
    x, y = _unit_deviations(before), _unit_deviations(after)
    return max(-1.0, min(1.0, math.fsum([a * b for a, b in zip(x, y, strict=True)])))


def _unit_deviations(values: list[float]) -> list[float]:
    """Deviations from the mean, of length 1. Halves, so that no difference of doubles overflows."""
    deviations = [0.5 * value - 0.5 * values[0] for value in values]
    scale = max(map(abs, deviations))
    scaled = [deviation / scale for deviation in deviations]
    centre = math.fsum(scaled) / len(scaled)
    length = math.sqrt(math.fsum([(value - centre) ** 2 for value in scaled]))
    return [(value - centre) / length for value in scaled]
