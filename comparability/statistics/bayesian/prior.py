"""What is believed before the lots: about the difference of the means and about each arm's lot variance.

The pre mean is always flat. Normal lots; the difference and the two variances are independent beforehand.

Source: Box and Tiao (1973) Bayesian Inference in Statistical Analysis, section 2.5.
"""

import math
from dataclasses import dataclass

from comparability.statistics.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalPrior:
    """Of mean(post) - mean(pre) on the scale of analysis, natural logarithms for a ratio."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.mean):
            raise OutOfRange(
                name="The prior mean of the difference", value=self.mean, accepted="a finite number"
            )
        if not 0.0 < self.sd < math.inf:
            raise OutOfRange(
                name="The prior SD of the difference", value=self.sd, accepted="a finite number above 0"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class VariancePrior:
    """Of an arm's lot variance: scaled inverse chi-square, as if `df` degrees of freedom had shown `sd`.

    df = 0 is the reference prior, 1 / variance; its sd counts for nothing and must be 0.
    """

    df: float
    sd: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.df < math.inf:
            raise OutOfRange(
                name="The degrees of freedom of a variance prior",
                value=self.df,
                accepted="0 or a number above",
            )
        if self.df == 0.0 and self.sd != 0.0:
            raise OutOfRange(
                name="The SD of a variance prior with 0 degrees of freedom", value=self.sd, accepted="only 0"
            )
        if self.df > 0.0 and not 0.0 < self.sd < math.inf:
            raise OutOfRange(
                name="The SD of a variance prior", value=self.sd, accepted="a finite number above 0"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """difference: None is flat. pre, post: of the lot variances, on the scale of analysis."""

    difference: NormalPrior | None
    pre: VariancePrior
    post: VariancePrior


def reference_prior() -> Prior:
    """Flat in the difference and in the logarithms of both variances: Behrens and Fisher's posterior."""
    nothing = VariancePrior(df=0.0, sd=0.0)
    return Prior(difference=None, pre=nothing, post=nothing)
