"""The Welch comparison of two arms: the one computation that intervals and p-values are read from.

Source: Welch (1947) Biometrika 34:28, degrees of freedom after Satterthwaite (1946); they stay fractional.
"""

import math
from dataclasses import dataclass

from scipy.special import stdtr, stdtrit

from comparability.statistics.errors import NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.samples import (
    Values,
    check_positive,
    check_probability,
    difference_of_means,
    log_ratios,
    moments,
    read,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WelchComparison:
    """Post minus pre on the scale of the input (natural logarithms for `welch_log`)."""

    difference: float
    standard_error: float
    df: float
    n_pre: int
    n_post: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float

    def interval(self, *, level: float) -> Interval:
        """Two-sided t interval of the difference, 0 < level < 1."""
        check_probability("The level of an interval", level)
        half = -float(stdtrit(self.df, (1.0 - level) / 2.0)) * self.standard_error
        return Interval(self.difference - half, self.difference + half)

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: difference <= bound."""
        return float(stdtr(self.df, (bound - self.difference) / self.standard_error))

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: difference >= bound."""
        return float(stdtr(self.df, (self.difference - bound) / self.standard_error))


def welch(*, pre: Values, post: Values) -> WelchComparison:
    """Compare two sets of lots, variances not assumed equal.

    pre, post: one value per lot, at least two lots each, not all the same within an arm.
    Raises TooFewLots, NotFinite, NoSpread, NotAVector.
    """
    return _compare(read(pre, arm="pre", need=2), read(post, arm="post", need=2), offset=0.0)


def welch_log(*, pre: Values, post: Values) -> WelchComparison:
    """As `welch`, on natural logarithms: exp(difference) is a ratio. Raises NotPositive too."""
    before, after = read(pre, arm="pre", need=2), read(post, arm="post", need=2)
    check_positive(before, arm="pre")
    check_positive(after, arm="post")
    origin = before[0]
    return _compare(
        log_ratios(before, origin=origin), log_ratios(after, origin=origin), offset=math.log(origin)
    )


def _compare(pre: list[float], post: list[float], *, offset: float) -> WelchComparison:
    # `offset` was taken off every value before and is given back to the means only.
    before, after = moments(pre, arm="pre"), moments(post, arm="post")
    # The larger of the two standard errors is taken out, so that fourth powers neither overflow nor vanish.
    se_pre, se_post = before.sd / math.sqrt(before.n), after.sd / math.sqrt(after.n)
    largest = max(se_pre, se_post)
    v_pre, v_post = (se_pre / largest) ** 2, (se_post / largest) ** 2
    df = (v_pre + v_post) ** 2 / (v_pre**2 / (before.n - 1) + v_post**2 / (after.n - 1))
    difference = difference_of_means(pre, post)
    if not (math.isfinite(difference) and math.isfinite(largest)):
        raise NotFinite(what="The difference of the two arms")
    return WelchComparison(
        difference=difference,
        standard_error=largest * math.sqrt(v_pre + v_post),
        df=df,
        n_pre=before.n,
        n_post=after.n,
        mean_pre=before.mean + offset,
        mean_post=after.mean + offset,
        sd_pre=before.sd,
        sd_post=after.sd,
    )
