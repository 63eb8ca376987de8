"""Split lots compared by ranks, exact with any ties: a shift, or a ratio, within pairs.

The signed-rank test is judged by its own distribution over both signs of every pair, given the values, with
mid-ranks for ties. A pair that differs by exactly the bound keeps its rank and has no sign (Pratt): left out,
as Wilcoxon did, it would let p-values turn back as the bound grows. The interval is the inversion of that
test (see `rank_inversion`).

Sources: Wilcoxon (1945) Biometrics 1:80; Pratt (1959) J Am Stat Assoc 54:655; Hodges and Lehmann (1963) Ann
Math Stat 34:598.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from comparability.statistics.errors import NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.paired import check_spread_of_pairs, read_pairs
from comparability.statistics.quadrature import Array
from comparability.statistics.rank_inversion import Rounding, check_lots, inverted, median
from comparability.statistics.rank_sums import Tails, sign_tails, signs_level
from comparability.statistics.samples import Values, check_positive


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRankContrast:
    """The middle of post - pre over pairs (Hodges–Lehmann: the median of the means of any two of them, one
    taken twice included), or of post / pre with geometric means. Asked by `inversion.equivalence`,
    `non_inferiority` and `difference`, which raise LevelNotReachable where the pairs are too few for alpha.

    smallest_p: that so many pairs can give; with 4 it is 0.0625.
    """

    estimate: float
    is_ratio: bool
    n_pairs: int
    smallest_p: float
    within: tuple[float, ...] = field(repr=False)  # post - pre or post / pre of each pair
    rounding: Rounding = field(repr=False)

    @property
    def no_difference(self) -> float:
        return 1.0 if self.is_ratio else 0.0

    @property
    def scale(self) -> Interval:
        return Interval(0.0 if self.is_ratio else -math.inf, math.inf)

    def p_above(self, bound: float) -> float:
        """One-sided exact p-value of H0: shift (or ratio) <= bound."""
        return self._tails(bound).at_least

    def p_below(self, bound: float) -> float:
        """One-sided exact p-value of H0: shift (or ratio) >= bound."""
        return self._tails(bound).at_most

    def interval(self, *, alpha: float) -> Interval:
        """All shifts (or ratios) that neither test rejects. Raises LevelNotReachable, TooManyTies."""
        return inverted(
            self._tails,
            steps=self.rounding.steps(_means(self.within, self.is_ratio)),
            rounding=self.rounding,
            smallest_p=self.smallest_p,
            alpha=alpha,
        )

    def attained_alpha(self, *, alpha: float) -> float:
        """The largest level below alpha that so many pairs can have without ties: the test rejects at that,
        and the interval has the level one minus twice that. Raises LevelNotReachable.
        """
        return signs_level(self.n_pairs, alpha=alpha)

    def _tails(self, bound: float) -> Tails:
        # The signed rank of a pair, twice: its sign, and over all pairs the sign of their sum and difference.
        values = np.array(self.within)
        if self.is_ratio:
            among = self.rounding.signs(np.divide.outer(values, values), 1.0)
        else:
            among = self.rounding.signs(np.subtract.outer(values, values), 0.0)
        means = self.rounding.signs(_means(self.within, self.is_ratio), bound)
        signed = self.rounding.signs(values, bound) + (means + among).sum(axis=1)
        return sign_tails(signed.astype(int).tolist())


def signed_rank_shift(*, pre: Values, post: Values) -> SignedRankContrast:
    """The shift of split lots: pre[i] and post[i] come from the same source.

    The differences are taken to spread alike to both sides of their middle.
    Raises TooFewLots, NotFinite, NotAVector, NotPairs, NoSpreadOfPairs, OutOfRange.
    """
    before, after = read_pairs(pre, post)
    differences = [y - x for x, y in zip(before, after, strict=True)]
    rounding = Rounding.of_differences(before + after)
    return _compare(differences, rounding, resolution=max(map(abs, before + after)), is_ratio=False)


def signed_rank_ratio(*, pre: Values, post: Values) -> SignedRankContrast:
    """As `signed_rank_shift`, of the logarithms: how many times pre post is. Raises NotPositive too."""
    before, after = read_pairs(pre, post)
    check_positive(before, arm="pre")
    check_positive(after, arm="post")
    ratios = [y / x for x, y in zip(before, after, strict=True)]
    return _compare(ratios, Rounding.of_ratios(), resolution=max(ratios), is_ratio=True)


def _compare(
    within: list[float], rounding: Rounding, *, resolution: float, is_ratio: bool
) -> SignedRankContrast:
    check_lots(len(within))
    if not all(map(math.isfinite, within)) or (is_ratio and not all(within)):
        raise NotFinite(what="The ratio of a pair" if is_ratio else "The difference of a pair")
    check_spread_of_pairs(within, resolution=resolution)
    means = _means(tuple(within), is_ratio)
    return SignedRankContrast(
        estimate=median(means[np.triu_indices(len(within))], is_ratio=is_ratio),
        is_ratio=is_ratio,
        n_pairs=len(within),
        smallest_p=0.5 ** len(within),
        within=tuple(within),
        rounding=rounding,
    )


def _means(within: tuple[float, ...], is_ratio: bool) -> Array:
    """Of any two pairs; geometric, of ratios."""
    if is_ratio:
        roots = np.sqrt(within)
        return np.multiply.outer(roots, roots)
    halves = 0.5 * np.array(within)
    return np.add.outer(halves, halves)
