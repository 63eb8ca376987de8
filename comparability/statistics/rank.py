"""Two independent arms compared by ranks, exact with any ties: a shift, or a ratio.

Under ties the Wilcoxon–Mann–Whitney test with mid-ranks is judged by its own distribution over all exchanges
of lots between the arms, given the values; never by a normal approximation. Values are tied when they are
equal within the rounding of the numbers they were typed as, also after a bound has been taken off. The
interval is the inversion of that test (see `rank_inversion`), also where ties are many.

Sources: Wilcoxon (1945) Biometrics 1:80; Mann and Whitney (1947) Ann Math Stat 18:50; Hodges and Lehmann
(1963) Ann Math Stat 34:598; equivalence by two one-sided rank tests after Hauschke, Steinijans and Diletti
(1990) Int J Clin Pharmacol 28:72.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from comparability.statistics.errors import NoSpread, NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array
from comparability.statistics.rank_inversion import Rounding, check_lots, inverted, median
from comparability.statistics.rank_sums import Tails, choice_tails, choices_level
from comparability.statistics.samples import Values, check_positive, read


@dataclass(frozen=True, slots=True, kw_only=True)
class RankContrast:
    """By how much post lies above pre (Hodges–Lehmann): the median of all differences between a post lot and
    a pre lot, or of all their ratios. Asked by `inversion.equivalence`, `non_inferiority` and `difference`,
    which raise LevelNotReachable where the arms are too small for alpha.

    smallest_p: that arms of this size can give; at 3 against 3 it is 0.05, which is not below 0.05.
    """

    estimate: float
    is_ratio: bool
    n_pre: int
    n_post: int
    smallest_p: float
    pre: tuple[float, ...] = field(repr=False)
    post: tuple[float, ...] = field(repr=False)

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
            steps=self._rounding().steps(self._contrasts()),
            rounding=self._rounding(),
            smallest_p=self.smallest_p,
            alpha=alpha,
        )

    def attained_alpha(self, *, alpha: float) -> float:
        """The largest level below alpha that arms of this size can have without ties: the test rejects at
        that, and the interval has the level one minus twice that. Raises LevelNotReachable.
        """
        return choices_level(self.n_pre, self.n_post, alpha=alpha)

    def _tails(self, bound: float) -> Tails:
        rounding = self._rounding()
        above = rounding.signs(self._contrasts(), bound)
        post = _own_ranks(self.post, self.is_ratio, rounding) + above.sum(axis=1)
        pre = _own_ranks(self.pre, self.is_ratio, rounding) - above.sum(axis=0)
        return choice_tails(post.astype(int).tolist(), pre.astype(int).tolist())

    def _contrasts(self) -> Array:
        return _compared(self.post, self.pre, self.is_ratio)

    def _rounding(self) -> Rounding:
        if self.is_ratio:
            return Rounding.of_ratios()
        return Rounding.of_differences([*self.pre, *self.post])


def rank_shift(*, pre: Values, post: Values) -> RankContrast:
    """By how much post lies above pre, the arms having one shape.

    pre, post: one value per lot. Raises TooFewLots, NotFinite, NotAVector, OutOfRange, and NoSpread where
    each arm is constant.
    """
    return _compare(read(pre, arm="pre", need=2), read(post, arm="post", need=2), is_ratio=False)


def rank_ratio(*, pre: Values, post: Values) -> RankContrast:
    """How many times pre post is: a shift of the logarithms. Raises NotPositive too."""
    before, after = read(pre, arm="pre", need=2), read(post, arm="post", need=2)
    check_positive(before, arm="pre")
    check_positive(after, arm="post")
    return _compare(before, after, is_ratio=True)


def _compare(before: list[float], after: list[float], *, is_ratio: bool) -> RankContrast:
    check_lots(len(before) + len(after))
    if min(before) == max(before) and min(after) == max(after):
        raise NoSpread(arm="pre", count=len(before))
    contrasts = _compared(tuple(after), tuple(before), is_ratio)
    if not np.isfinite(contrasts).all() or (is_ratio and not contrasts.all()):
        raise NotFinite(what="The ratio of two lots" if is_ratio else "The difference of two lots")
    return RankContrast(
        estimate=median(contrasts, is_ratio=is_ratio),
        is_ratio=is_ratio,
        n_pre=len(before),
        n_post=len(after),
        smallest_p=1.0 / math.comb(len(before) + len(after), len(before)),
        pre=tuple(before),
        post=tuple(after),
    )


def _compared(values: tuple[float, ...], others: tuple[float, ...], is_ratio: bool) -> Array:
    """Every value against every other."""
    with np.errstate(over="ignore"):
        outer = np.divide.outer if is_ratio else np.subtract.outer
        contrasts: Array = outer(np.array(values), np.array(others))
    return contrasts


def _own_ranks(values: tuple[float, ...], is_ratio: bool, rounding: Rounding) -> Array:
    """Twice the mid-ranks within the arm, up to a constant."""
    signs: Array = rounding.signs(_compared(values, values, is_ratio), 1.0 if is_ratio else 0.0).sum(axis=1)
    return signs
