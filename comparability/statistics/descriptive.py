"""What an arm looks like: count, means, spread and extremes, each only where it exists."""

import math
from dataclasses import dataclass

from comparability.statistics.samples import Values, log_ratios, moments, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """geometric_mean and cv: None unless all values are above zero. sd and cv: None for a single lot.

    cv: of a log-normal variable, sqrt(exp(s²) - 1) with s the SD of the natural logarithms, as a fraction.
    """

    n: int
    mean: float
    geometric_mean: float | None
    sd: float | None
    cv: float | None
    minimum: float
    maximum: float


def describe(*, values: Values, arm: str) -> Description:
    """At least one lot; identical values have a spread of exactly 0 here. Raises TooFewLots, NotFinite."""
    numbers = read(values, arm=arm, need=1)
    mean, sd = _mean_and_sd(numbers, arm)
    geometric_mean = cv = None
    if min(numbers) > 0.0:
        log_mean, log_sd = _mean_and_sd(log_ratios(numbers, origin=numbers[0]), arm)
        # Half at a time: the mean lies between the values, its distance from one of them may not be a double.
        geometric_mean = numbers[0] * math.exp(0.5 * log_mean) * math.exp(0.5 * log_mean)
        cv = None if log_sd is None or log_sd > 26.0 else math.sqrt(math.expm1(log_sd**2))
    return Description(
        n=len(numbers),
        mean=mean,
        geometric_mean=geometric_mean,
        sd=sd,
        cv=cv,
        minimum=min(numbers),
        maximum=max(numbers),
    )


def _mean_and_sd(values: list[float], arm: str) -> tuple[float, float | None]:
    if len(values) == 1:
        return values[0], None
    if min(values) == max(values):
        return values[0], 0.0
    summary = moments(values, arm=arm)
    return summary.mean, summary.sd
