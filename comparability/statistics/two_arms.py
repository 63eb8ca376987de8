"""Two independent arms of lots as one contrast: Welch, or pooled where a protocol says so beforehand.

Sources: Welch (1947) Biometrika 34:28, degrees of freedom after Satterthwaite (1946), which stay fractional;
Student (1908) Biometrika 6:1 for the pooled form.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from comparability.statistics.contrast import TContrast
from comparability.statistics.samples import (
    Moments,
    Values,
    check_positive,
    log_ratios,
    moments,
    read,
)


class Differences(Protocol):
    def __call__(self, values: list[float], /, *, origin: float) -> list[float]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoArmContrast(TContrast):
    """mean(post) - mean(pre) of independent lots; means and SDs on the scale of the computation."""

    n_pre: int
    n_post: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float


def welch(*, pre: Values, post: Values) -> TwoArmContrast:
    """Compare two sets of lots, variances not assumed equal.

    pre, post: one value per lot, at least two lots each, not all the same within an arm.
    Raises TooFewLots, NotFinite, NoSpread, NotAVector.
    """
    return _compare(*read_arms(pre, post), is_pooled=False)


def welch_log(*, pre: Values, post: Values) -> TwoArmContrast:
    """As `welch`, on natural logarithms: of the ratio of geometric means. Raises NotPositive too."""
    return _compare_logs(*read_arms(pre, post), is_pooled=False)


def pooled(*, pre: Values, post: Values) -> TwoArmContrast:
    """Compare two sets of lots with one variance for both: exact where the variances are equal, and far from
    its level where they are not (20 against 3 lots with a fourfold SD: 0.25 instead of 0.05).
    """
    return _compare(*read_arms(pre, post), is_pooled=True)


def pooled_log(*, pre: Values, post: Values) -> TwoArmContrast:
    """As `pooled`, on natural logarithms. Raises NotPositive too."""
    return _compare_logs(*read_arms(pre, post), is_pooled=True)


def standard_error_and_df(
    *, n_pre: int, n_post: int, sd_pre: float, sd_post: float, is_pooled: bool
) -> tuple[float, float]:
    """Of the difference of two means with these counts and SDs."""
    if is_pooled:
        df = float(n_pre + n_post - 2)
        sd = math.hypot(sd_pre * math.sqrt((n_pre - 1) / df), sd_post * math.sqrt((n_post - 1) / df))
        return sd * math.sqrt(1.0 / n_pre + 1.0 / n_post), df
    se_pre, se_post = sd_pre / math.sqrt(n_pre), sd_post / math.sqrt(n_post)
    standard_error = math.hypot(se_pre, se_post)
    # In units of the whole, so that fourth powers neither overflow nor vanish.
    u_pre, u_post = se_pre / standard_error, se_post / standard_error
    share_pre, share_post = u_pre * u_pre, u_post * u_post
    df = 1.0 / (share_pre * share_pre / (n_pre - 1) + share_post * share_post / (n_post - 1))
    return standard_error, df


def read_arms(pre: Values, post: Values) -> tuple[list[float], list[float]]:
    """At least two lots an arm. Raises TooFewLots, NotFinite, NotAVector."""
    return read(pre, arm="pre", need=2), read(post, arm="post", need=2)


def _compare_logs(pre: list[float], post: list[float], *, is_pooled: bool) -> TwoArmContrast:
    check_positive(pre, arm="pre")
    check_positive(post, arm="post")
    return compare_on_scale(pre, post, on_scale=math.log, differences=log_ratios, is_pooled=is_pooled)


def compare_on_scale(
    pre: list[float],
    post: list[float],
    *,
    on_scale: Callable[[float], float],
    differences: Differences,
    is_pooled: bool,
) -> TwoArmContrast:
    """On a scale whose differences are logarithms of ratios or of odds ratios.

    differences: values less an origin on that scale, with the digits that on_scale would lose between values
    that are close. Raises NoSpread, NotFinite.
    """
    # Each arm from its own first lot: from the other arm's, lots that are close would lose digits.
    return _compare(
        differences(pre, origin=pre[0]),
        differences(post, origin=post[0]),
        is_pooled=is_pooled,
        is_log=True,
        offsets=(on_scale(pre[0]), on_scale(post[0])),
        apart=differences([post[0]], origin=pre[0])[0],
    )


def _compare(
    pre: list[float],
    post: list[float],
    *,
    is_pooled: bool,
    is_log: bool = False,
    offsets: tuple[float, float] = (0.0, 0.0),
    apart: float = 0.0,
) -> TwoArmContrast:
    # `offsets` were taken off the values of each arm before; `apart` is what lies between the two.
    before, after = moments(pre, arm="pre"), moments(post, arm="post")
    standard_error, df = standard_error_and_df(
        n_pre=before.n, n_post=after.n, sd_pre=before.sd, sd_post=after.sd, is_pooled=is_pooled
    )
    return TwoArmContrast(
        difference=_difference(before, after, apart),
        standard_error=standard_error,
        df=df,
        is_log=is_log,
        n_pre=before.n,
        n_post=after.n,
        mean_pre=before.mean + offsets[0],
        mean_post=after.mean + offsets[1],
        sd_pre=before.sd,
        sd_post=after.sd,
    )


def _difference(before: Moments, after: Moments, apart: float) -> float:
    try:
        return math.fsum((after.origin, -before.origin, after.centre, -before.centre, apart))
    except OverflowError:
        return math.inf
