"""What the lots of two arms and the priors of their variances say: centre and scaled t errors of both means.

No prior of the difference enters here.
"""

import math
from dataclasses import dataclass

from comparability.statistics.bayesian.prior import Prior, VariancePrior
from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.samples import (
    Values,
    check_positive,
    difference_of_means,
    log_ratios,
    moments,
    read,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """The mean of n lots lies about its truth as sd / √n times a t variable with df, prior included."""

    n: int
    df: float
    sd: float

    @property
    def scale(self) -> float:
        return self.sd / math.sqrt(self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoArms:
    """difference: mean(post) - mean(pre), natural logarithms where is_log."""

    difference: float
    pre: Arm
    post: Arm
    is_log: bool


def read_arms(*, pre: Values, post: Values, prior: Prior, is_log: bool) -> TwoArms:
    """One value per lot. Two lots that differ are needed where the prior says nothing about the variance,
    one lot where it does, with at least 1 degree of freedom.

    Raises TooFewLots, NotFinite, NotAVector, NoSpread, NotPositive, OutOfRange.
    """
    before, after = _read(pre, "pre", prior.pre), _read(post, "post", prior.post)
    apart = 0.0
    if is_log:
        for values, arm in ((before, "pre"), (after, "post")):
            check_positive(values, arm=arm)
        # Each arm from its own first lot, as in `two_arms`.
        apart = log_ratios([after[0]], origin=before[0])[0]
        before, after = (log_ratios(values, origin=values[0]) for values in (before, after))
    difference = apart + difference_of_means(before, after)
    if not math.isfinite(difference):
        raise NotFinite(what="The difference of the two arms")
    return TwoArms(
        difference=difference,
        pre=updated(before, prior.pre, arm="pre"),
        post=updated(after, prior.post, arm="post"),
        is_log=is_log,
    )


def updated(values: list[float], prior: VariancePrior, *, arm: str) -> Arm:
    """An arm with its prior degrees of freedom added to those of the lots."""
    n = len(values)
    is_constant = min(values) == max(values)
    sd = 0.0 if is_constant and prior.df > 0.0 else moments(values, arm=arm).sd
    df = prior.df + n - 1
    return Arm(n=n, df=df, sd=math.hypot(math.sqrt(prior.df / df) * prior.sd, math.sqrt((n - 1) / df) * sd))


def _read(values: Values, arm: str, prior: VariancePrior) -> list[float]:
    numbers = read(values, arm=arm, need=1 if prior.df > 0.0 else 2)
    if prior.df + len(numbers) - 1 < 1.0:
        raise OutOfRange(
            name=f"With one {arm} lot, the degrees of freedom of its variance prior",
            value=prior.df,
            accepted="1 or more",
        )
    return numbers
