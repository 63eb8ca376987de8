"""Rosner's generalised extreme studentised deviate: up to a stated number of distant lots, none deleted.

Source: Rosner (1983) Technometrics 25:165.
"""

import math
from dataclasses import dataclass

from scipy.special import stdtrit

from comparability.statistics.errors import OutOfRange
from comparability.statistics.outliers.grubbs import grubbs
from comparability.statistics.ranges import Sides
from comparability.statistics.samples import Values, check_probability, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The most distant lot among those that the earlier steps left over.

    index: its place in the whole arm. critical: Rosner's bound at the stated alpha. p_bonferroni: below alpha
    exactly when the statistic exceeds the bound. p: exact for this step alone, never larger.
    """

    index: int
    value: float
    statistic: float
    critical: float
    p: float
    p_bonferroni: float
    is_beyond: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DistantLots:
    """flagged: places of the lots up to the last step beyond its bound, most distant first."""

    n: int
    alpha: float
    steps: tuple[Step, ...]
    flagged: tuple[int, ...]


def generalised_esd(*, values: Values, arm: str, most: int, alpha: float) -> DistantLots:
    """Which lots, at most `most`, are distant? Two-sided at `alpha`; neighbours cannot mask each other.

    A lot counts as distant when any later step is beyond its bound. Rosner's bounds hold their level well
    from 15 lots on (25 in his paper), below they are a little liberal.
    most: 1 to n - 2. Raises as `grubbs` does, and OutOfRange.
    """
    check_probability("Alpha", alpha)
    numbers = read(values, arm=arm, need=3)
    if not 1 <= most <= len(numbers) - 2:
        raise OutOfRange(
            name="The number of distant lots looked for", value=most, accepted=f"1 to {len(numbers) - 2}"
        )
    left = list(range(len(numbers)))
    steps: list[Step] = []
    for _ in range(most):
        steps.append(_step(numbers, left, arm, alpha))
        left.remove(steps[-1].index)
    beyond = [place for place, step in enumerate(steps, start=1) if step.is_beyond]
    count = beyond[-1] if beyond else 0
    return DistantLots(
        n=len(numbers),
        alpha=alpha,
        steps=tuple(steps),
        flagged=tuple(step.index for step in steps[:count]),
    )


def _step(values: list[float], left: list[int], arm: str, alpha: float) -> Step:
    found = grubbs(values=[values[index] for index in left], arm=arm, sides=Sides.BOTH)
    n = found.n
    t = -float(stdtrit(n - 2, alpha / (2 * n)))
    critical = t * (n - 1) / math.sqrt((n - 2 + t**2) * n)
    # Two computations of one statement that rounding can part in the last digit: touching is not evidence.
    is_beyond = found.statistic > critical and found.p_bonferroni < alpha
    return Step(
        index=left[found.index],
        value=found.value,
        statistic=found.statistic,
        critical=critical,
        p=found.p,
        p_bonferroni=found.p_bonferroni if is_beyond else max(found.p_bonferroni, alpha),
        is_beyond=is_beyond,
    )
