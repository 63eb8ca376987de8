"""The ratio of the spreads of two independent arms, exact for normal lots.

Sources: Fisher (1924) Proc Int Congr Math 2:805; two one-sided F tests after Wellek (2010) Testing
Statistical Hypotheses of Equivalence and Noninferiority, section 6.5, with the margin on the ratio of SDs.
"""

import math
from dataclasses import dataclass

from scipy.special import fdtr, fdtrc, fdtri

from comparability.statistics.errors import NotFinite
from comparability.statistics.interval import Interval
from comparability.statistics.samples import Values, moments, read

LARGEST_RATIO = 1e150  # its square is a number too


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadContrast:
    """SD(post) / SD(pre). Asked by `inversion.equivalence`, `non_inferiority` and `difference`, with the
    margin on the ratio of SDs; square both to read them as variances.
    """

    estimate: float
    sd_pre: float
    sd_post: float
    n_pre: int
    n_post: int

    @property
    def no_difference(self) -> float:
        return 1.0

    @property
    def scale(self) -> Interval:
        return Interval(0.0, math.inf)

    @property
    def variance_ratio(self) -> float:
        """The F statistic at a ratio of 1."""
        return self.estimate**2

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: SD(post) / SD(pre) <= bound."""
        return float(fdtrc(self.n_post - 1, self.n_pre - 1, self._squared(bound)))

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: SD(post) / SD(pre) >= bound."""
        return float(fdtr(self.n_post - 1, self.n_pre - 1, self._squared(bound)))

    def interval(self, *, alpha: float) -> Interval:
        """Of the ratio of SDs, at level 1 - 2 alpha."""
        low = self.estimate * math.sqrt(float(fdtri(self.n_pre - 1, self.n_post - 1, alpha)))
        inverse = math.sqrt(float(fdtri(self.n_post - 1, self.n_pre - 1, alpha))) / self.estimate
        return Interval(low, 1.0 / inverse if inverse > 0.0 else math.inf)

    def _squared(self, bound: float) -> float:
        """The F statistic at a bound; held within what the distribution can be asked for."""
        return min(self.estimate / bound, LARGEST_RATIO) ** 2


def spread(*, pre: Values, post: Values) -> SpreadContrast:
    """Compare the SDs of two sets of lots.

    pre, post: one value per lot, at least two lots each, not all the same within an arm; give logarithms to
    compare relative spreads. The F test leans on normal lots, and at few lots its interval is wide: below six
    lots an arm the rules of the application report it as a description only.
    Raises TooFewLots, NotFinite, NoSpread, NotAVector.
    """
    before = moments(read(pre, arm="pre", need=2), arm="pre")
    after = moments(read(post, arm="post", need=2), arm="post")
    ratio = after.sd / before.sd
    if not 0.0 < ratio < math.inf:
        raise NotFinite(what="The ratio of the two SDs")
    return SpreadContrast(estimate=ratio, sd_pre=before.sd, sd_post=after.sd, n_pre=before.n, n_post=after.n)
