"""The ratio of the arithmetic means of two independent arms, post / pre, without logarithms.

Whether the ratio lies at a bound is asked of mean(post) - bound * mean(pre), which has a t statistic: with
one variance for both arms (Fieller), or with two and degrees of freedom that depend on the bound (Tamhane and
Logan). The interval holds the ratios that these tests do not reject, each with its own degrees of freedom; an
interval with those of the estimate throughout, as mratios::ttestratio gives unless told to iterate, can
contradict its own tests. The shape of all that is not rejected, which may be unbounded, is in `ratio_sets`.

Sources: Fieller (1954) J R Stat Soc B 16:175; Hauschke, Kieser and Hothorn (1999) Biom J 41:295 for the
tests; Tamhane and Logan (2004) Biom J 46:231 for unequal variances.
"""

import math
from dataclasses import dataclass

from comparability.statistics.errors import NoRatioOfMeans, NotFinite
from comparability.statistics.evidence import Evidence, OneSidedEvidence
from comparability.statistics.interval import Interval
from comparability.statistics.inversion import equivalence, non_inferiority
from comparability.statistics.ratio_sets import RatioSet, RatioTest
from comparability.statistics.samples import Values, difference_of_means, moments, read
from comparability.statistics.tost import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioOfMeans:
    """Mean(post) / mean(pre). Asked by `equivalence_of_means` and `non_inferiority_of_means`, or by
    `inversion.equivalence`, `non_inferiority` and `difference`, for ratios above zero.
    """

    estimate: float
    n_pre: int
    n_post: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float
    test: RatioTest

    @property
    def no_difference(self) -> float:
        return 1.0

    @property
    def scale(self) -> Interval:
        return Interval(0.0, math.inf)

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: ratio <= bound, both means lying on one side of zero.

        With unequal variances and very few lots a ratio further off than the bound can escape rejection
        where the bound does not, because its degrees of freedom are fewer. The interval reaches to the
        furthest one, and `equivalence` then holds the p-value at alpha.
        """
        return self.test.p_above(bound)

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: ratio >= bound."""
        return self.test.p_below(bound)

    def interval(self, *, alpha: float) -> Interval:
        """From the least to the largest ratio above zero that is not rejected, at level 1 - 2 alpha; from 0
        where nothing shows that mean(post) is not zero, to infinity where nothing shows it of mean(pre).
        """
        return self.test.interval(alpha)

    def confidence_set(self, *, alpha: float) -> RatioSet:
        """All ratios that are not rejected, negative ones too, at level 1 - 2 alpha."""
        return self.test.confidence_set(alpha)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiellerEvidence(Evidence):
    confidence_set: RatioSet  # at the level of the interval


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSidedFiellerEvidence(OneSidedEvidence):
    confidence_set: RatioSet  # at the level of the interval


def fieller(*, pre: Values, post: Values) -> RatioOfMeans:
    """One variance for both arms: exact where it is, and far from its level where it is not.

    pre, post: one value per lot, at least two lots each, not all the same within an arm; zeros and negative
    values are allowed as long as both means lie on one side of zero.
    Raises TooFewLots, NotFinite, NoSpread, NotAVector, NoRatioOfMeans.
    """
    return _compare(pre, post, is_pooled=True)


def welch_fieller(*, pre: Values, post: Values) -> RatioOfMeans:
    """As `fieller`, variances not assumed equal."""
    return _compare(pre, post, is_pooled=False)


def equivalence_of_means(contrast: RatioOfMeans, *, margin: Interval, alpha: float) -> FiellerEvidence:
    """margin: on the ratio, above zero. 0 < alpha < 0.5, one-sided. Raises BadMargin, OutOfRange."""
    found = equivalence(contrast, margin=margin, alpha=alpha)
    return FiellerEvidence(
        estimate=found.estimate,
        interval=found.interval,
        p_low=found.p_low,
        p_high=found.p_high,
        confidence_set=contrast.confidence_set(alpha=alpha),
    )


def non_inferiority_of_means(
    contrast: RatioOfMeans, *, bound: float, side: Side, alpha: float
) -> OneSidedFiellerEvidence:
    """One half of `equivalence_of_means`. bound: the margin at `side`."""
    found = non_inferiority(contrast, bound=bound, side=side, alpha=alpha)
    return OneSidedFiellerEvidence(
        estimate=found.estimate,
        bound=found.bound,
        interval=found.interval,
        p=found.p,
        confidence_set=contrast.confidence_set(alpha=alpha),
    )


def _compare(pre: Values, post: Values, *, is_pooled: bool) -> RatioOfMeans:
    before_values, after_values = read(pre, arm="pre", need=2), read(post, arm="post", need=2)
    before, after = moments(before_values, arm="pre"), moments(after_values, arm="post")
    if not min(before.mean, after.mean) > 0.0 and not max(before.mean, after.mean) < 0.0:
        raise NoRatioOfMeans(mean_pre=before.mean, mean_post=after.mean)
    sd_pre, sd_post = before.sd, after.sd
    if is_pooled:
        df = before.n + after.n - 2
        larger = max(sd_pre, sd_post)
        sums = (before.n - 1) * (sd_pre / larger) ** 2 + (after.n - 1) * (sd_post / larger) ** 2
        sd_pre = sd_post = larger * math.sqrt(sums / df)
    mean = abs(before.mean)
    error_pre, error_post = sd_pre / mean / math.sqrt(before.n), sd_post / mean / math.sqrt(after.n)
    excess = difference_of_means(before_values, after_values) / before.mean
    if not all(0.0 < value < math.inf for value in (error_pre, error_post)) or not math.isfinite(excess):
        raise NotFinite(what="The ratio of the two means")
    return RatioOfMeans(
        estimate=1.0 + excess,
        n_pre=before.n,
        n_post=after.n,
        mean_pre=before.mean,
        mean_post=after.mean,
        sd_pre=before.sd,
        sd_post=after.sd,
        test=RatioTest(
            excess=excess,
            error_pre=error_pre,
            error_post=error_post,
            df_pre=before.n - 1,
            df_post=after.n - 1,
            is_pooled=is_pooled,
        ),
    )
