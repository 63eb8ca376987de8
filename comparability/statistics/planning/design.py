"""What is fixed when lots are planned: counts, true SDs on the scale of analysis, alpha."""

import math
from dataclasses import dataclass

from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_count, check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Lots per arm, the true SDs between lots on the scale of analysis (ln for a ratio), alpha."""

    n_pre: int
    n_post: int
    sd_pre: float
    sd_post: float
    alpha: float

    def __post_init__(self) -> None:
        check_count("The number of pre lots", self.n_pre, least=2)
        check_count("The number of post lots", self.n_post, least=2)
        check_sd("The pre SD", self.sd_pre)
        check_sd("The post SD", self.sd_post)
        check_probability("Alpha", self.alpha, below=0.5)

    @property
    def sd_of_difference(self) -> float:
        """True SD of mean(post) - mean(pre)."""
        return math.hypot(self.sd_pre / math.sqrt(self.n_pre), self.sd_post / math.sqrt(self.n_post))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDesign:
    """Split lots: pairs, the true SD of their differences (of log ratios for a ratio), alpha.

    Where both halves vary with the same SD around their lot, the SD of the differences is sqrt(2) times it.
    """

    pairs: int
    sd_of_differences: float
    alpha: float

    def __post_init__(self) -> None:
        check_count("The number of pairs", self.pairs, least=2)
        check_sd("The SD of the differences", self.sd_of_differences)
        check_probability("Alpha", self.alpha, below=0.5)

    @property
    def sd_of_difference(self) -> float:
        """True SD of the mean difference."""
        return self.sd_of_differences / math.sqrt(self.pairs)


def distances(design: Design | PairedDesign, *, shift: float, margin: Interval) -> tuple[float, float]:
    """Of the ends of a margin from a true shift, in SDs of the estimated difference. Raises NotFinite."""
    if not math.isfinite(shift):
        raise NotFinite(what="The shift")
    sigma = design.sd_of_difference
    low, high = (margin.low - shift) / sigma, (margin.high - shift) / sigma
    if not low < high:  # both beyond what a double can hold
        raise NotFinite(what="The distance of the shift from the margin in SDs of the difference")
    return low, high


def check_sd(name: str, sd: float) -> None:
    """Raises OutOfRange."""
    if not 0.0 < sd < math.inf:
        raise OutOfRange(name=name, value=sd, accepted="a finite number above 0")
