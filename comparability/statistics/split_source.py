"""Split source with history: n donors processed both ways, and h earlier lots of the old process beside them.

Model: a lot is process mean + donor (variance D) + error (variance E), E the same before and after, historic
lots from other donors. The old process is estimated by w·(donors' own pre lots) + (1 - w)·(historic lots).
Whether history still speaks for the old process is not tested here: compare it with the donors' pre lots.

Source: Burdick, Hofer, Karl, Rushing (2024) AAPS J, Appendices 2 and 3 (equations 20 to 28), n, h, w and rho
as there. The total variance D + E is pooled from three independent mean squares: of the donors' differences
(2E), of the donors' half-sums (D + E/2) and of the historic lots (D + E). The error of the means is
independent of all three, so that the size of the test is a quadrature: see `planning.split_source`.
"""

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.paired import check_spread_of_pairs, log_ratio, read_pairs
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import Values, check_count, check_positive, log_ratios, moments, read

Number = TypeVar("Number", float, Array)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSourceContrast(TContrast):
    """New process minus old. weight: of the donors' own pre lots, 1 - weight is history's.

    rho: estimated share of the total variance that lies between donors; a negative one is reported here and
    counts as 0 in an estimated weight. SDs on the scale of the computation.
    """

    n_donors: int
    n_historic: int
    weight: float
    is_weight_estimated: bool
    rho: float
    sd_within: float  # of lots of one donor, the root of E
    sd_total: float  # of lots of different donors, the root of D + E


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeSources(Generic[Number]):
    """One number for each of the three independent mean squares."""

    differences: Number
    half_sums: Number
    historic: Number


def split_source(*, pre: Values, post: Values, historic: Values, weight: float) -> SplitSourceContrast:
    """With the weight that the protocol froze, 0 <= weight <= 1; a weight of 1 is the paired comparison.

    pre[i] and post[i] come from donor i; at least two donors and two historic lots.
    Raises TooFewLots, NotFinite, NotAVector, NotPairs, NoSpreadOfPairs, NoSpread, OutOfRange.
    """
    _check_weight(weight)
    return _compare(*_read(pre, post, historic), weight=weight)


def split_source_log(*, pre: Values, post: Values, historic: Values, weight: float) -> SplitSourceContrast:
    """As `split_source`, on natural logarithms: of a ratio of geometric means. Raises NotPositive too."""
    _check_weight(weight)
    return _compare_logs(*_read(pre, post, historic), weight=weight)


def split_source_estimated(*, pre: Values, post: Values, historic: Values) -> SplitSourceContrast:
    """With the best weight for the rho seen. It costs size: `planning.split_source` says how much."""
    return _compare(*_read(pre, post, historic), weight=None)


def split_source_estimated_log(*, pre: Values, post: Values, historic: Values) -> SplitSourceContrast:
    """As `split_source_estimated`, on natural logarithms. Raises NotPositive too."""
    return _compare_logs(*_read(pre, post, historic), weight=None)


def best_weight(*, n_donors: int, n_historic: int, rho: float) -> float:
    """(h·rho + n) / (h + n), with which the variance of the difference is smallest. 0 <= rho <= 1."""
    for name, count in (("The number of donors", n_donors), ("The number of historic lots", n_historic)):
        check_count(name, count, least=1)
    if not 0.0 <= rho <= 1.0:
        raise OutOfRange(name="Rho", value=rho, accepted="a number from 0 to 1")
    return (n_historic * rho + n_donors) / (n_historic + n_donors)


def total_variance(squares: ThreeSources[Number], *, n_donors: int, n_historic: int) -> Number:
    """D + E: (variance of pre + variance of post) / 2 is half_sums + differences / 4, pooled with history."""
    donors = squares.half_sums + 0.25 * squares.differences
    return ((n_donors - 1) * donors + (n_historic - 1) * squares.historic) / (n_donors + n_historic - 2)


def variance_terms(
    squares: ThreeSources[Number], *, n_donors: int, n_historic: int, weight: Number
) -> ThreeSources[Number]:
    """What each mean square adds to the variance of the difference (equations 26 and 27)."""
    of_total = (1.0 - weight) ** 2 * (n_historic + n_donors) / (n_historic * n_donors)
    of_error = 2.0 * weight / n_donors  # beyond what the total already holds
    per_df = of_total / (n_donors + n_historic - 2)
    return ThreeSources(
        differences=squares.differences * (0.5 * of_error + 0.25 * (n_donors - 1) * per_df),
        half_sums=squares.half_sums * (n_donors - 1) * per_df,
        historic=squares.historic * (n_historic - 1) * per_df,
    )


def satterthwaite_df(terms: ThreeSources[Number], *, n_donors: int, n_historic: int) -> Number:
    """Degrees of freedom of the sum of three independent mean squares; fractional, never rounded."""
    total = terms.differences + terms.half_sums + terms.historic
    return total**2 / (
        (terms.differences**2 + terms.half_sums**2) / (n_donors - 1) + terms.historic**2 / (n_historic - 1)
    )


def _check_weight(weight: float) -> None:
    if not 0.0 <= weight <= 1.0:
        raise OutOfRange(name="The weight of the donors", value=weight, accepted="a number from 0 to 1")


def _read(pre: Values, post: Values, historic: Values) -> tuple[list[float], list[float], list[float]]:
    return *read_pairs(pre, post), read(historic, arm="historic", need=2)


def _compare_logs(
    pre: list[float], post: list[float], historic: list[float], *, weight: float | None
) -> SplitSourceContrast:
    for values, arm in ((pre, "pre"), (post, "post"), (historic, "historic")):
        check_positive(values, arm=arm)
    differences = [log_ratio(x, y) for x, y in zip(pre, post, strict=True)]
    check_spread_of_pairs(differences, resolution=1.0)
    pre, post, historic = (log_ratios(values, origin=pre[0]) for values in (pre, post, historic))
    return _estimate(pre, post, historic, differences, weight=weight, is_log=True)


def _compare(
    pre: list[float], post: list[float], historic: list[float], *, weight: float | None
) -> SplitSourceContrast:
    differences = [y - x for x, y in zip(pre, post, strict=True)]
    check_spread_of_pairs(differences, resolution=max(map(abs, pre + post)))
    # The weights of the old process add up to 1, so that one origin can be taken off everything.
    origin = pre[0]
    pre, post, historic = ([value - origin for value in values] for values in (pre, post, historic))
    if not all(map(math.isfinite, (math.dist(pre, post), math.hypot(*pre), math.hypot(*historic)))):
        raise NotFinite(what="The spread of the donors and of the historic lots")
    return _estimate(pre, post, historic, differences, weight=weight, is_log=False)


def _estimate(
    pre: list[float],
    post: list[float],
    historic: list[float],
    differences: list[float],
    *,
    weight: float | None,
    is_log: bool,
) -> SplitSourceContrast:
    n, h = len(pre), len(historic)
    sds = ThreeSources(
        differences=moments(differences, arm="difference").sd,
        half_sums=_sd([0.5 * (x + y) for x, y in zip(pre, post, strict=True)]),
        historic=moments(historic, arm="historic").sd,
    )
    # The largest SD is taken out, so that fourth powers neither overflow nor vanish.
    largest = max(sds.differences, sds.half_sums, sds.historic)
    squares = ThreeSources(
        differences=(sds.differences / largest) ** 2,
        half_sums=(sds.half_sums / largest) ** 2,
        historic=(sds.historic / largest) ** 2,
    )
    total = total_variance(squares, n_donors=n, n_historic=h)
    rho = 1.0 - 0.5 * squares.differences / total
    if weight is None:
        w = best_weight(n_donors=n, n_historic=h, rho=max(rho, 0.0))
        # 1 - w, which would lose its digits next to a weight of 1.
        of_history = h * min(0.5 * squares.differences / total, 1.0) / (h + n)
    else:
        w, of_history = weight, 1.0 - weight
    terms = variance_terms(squares, n_donors=n, n_historic=h, weight=w)
    variance = terms.differences + terms.half_sums + terms.historic
    return SplitSourceContrast(
        difference=_mean(differences) + of_history * (_mean(pre) - _mean(historic)),
        standard_error=largest * math.sqrt(variance),
        df=satterthwaite_df(terms, n_donors=n, n_historic=h),
        is_log=is_log,
        n_donors=n,
        n_historic=h,
        weight=w,
        is_weight_estimated=weight is None,
        rho=rho,
        sd_within=math.sqrt(0.5) * sds.differences,
        sd_total=largest * math.sqrt(total),
    )


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _sd(values: list[float]) -> float:
    """0 where the half-sums are all alike, which says nothing against the data."""
    return 0.0 if min(values) == max(values) else moments(values, arm="half-sum").sd
