"""How far the answer can move while every censored lot stays within what is known of it: sensitivity only.

Substituted numbers are bounds, never results. Half the limit is not offered: nothing justifies it and it
moves estimates. Both arms at their limits and both at the floor (or ceiling) is the sensitivity that the
protocol asks for; the two crossed ends hold every difference of means that the lots allow.

Source: Helsel (2012) Statistics for Censored Environmental Data, chapter 1, on why substitution is no method.
"""

import math
from dataclasses import dataclass

from comparability.statistics.censored_values import CensoredArm, CensoredValues, read_censored
from comparability.statistics.errors import BadLimit, NotFinite
from comparability.statistics.samples import check_positive
from comparability.statistics.two_arms import TwoArmContrast, welch, welch_log


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoringEnds:
    """Welch contrasts of substituted values, each a bound and none a result.

    at_limits: every censored lot at its own limit. at_extremes: every lot below a limit at the floor, every
    lot above one at the ceiling. lowest: the smallest difference the lots allow, pre lots as high and post
    lots as low as they can be; highest: the reverse.
    """

    at_limits: TwoArmContrast
    at_extremes: TwoArmContrast
    lowest: TwoArmContrast
    highest: TwoArmContrast


def censoring_ends(
    *, pre: CensoredValues, post: CensoredValues, floor: float | None, ceiling: float | None
) -> CensoringEnds:
    """The comparison repeated at both ends of what is known of the censored lots.

    floor: below which no lot can lie, from the protocol (the detection limit); None only where no lot is
    below a limit. ceiling: the same above. Raises BadLimit, and what `welch` and `read_censored` raise: an
    arm whose substituted values are all the same has no spread.
    """
    return _ends(pre, post, floor, ceiling, is_log=False)


def censoring_ends_log(
    *, pre: CensoredValues, post: CensoredValues, floor: float | None, ceiling: float | None
) -> CensoringEnds:
    """As `censoring_ends`, on natural logarithms. floor: above zero. Raises NotPositive too."""
    return _ends(pre, post, floor, ceiling, is_log=True)


def _ends(
    pre: CensoredValues, post: CensoredValues, floor: float | None, ceiling: float | None, *, is_log: bool
) -> CensoringEnds:
    before, after = read_censored(pre, arm="pre"), read_censored(post, arm="post")
    for arm in (before, after):
        _check(arm, floor, ceiling, is_log=is_log)
    compare = welch_log if is_log else welch
    low_pre, low_post = _at(before, floor, None), _at(after, floor, None)
    high_pre, high_post = _at(before, None, ceiling), _at(after, None, ceiling)
    return CensoringEnds(
        at_limits=compare(pre=_at(before, None, None), post=_at(after, None, None)),
        at_extremes=compare(pre=_at(before, floor, ceiling), post=_at(after, floor, ceiling)),
        lowest=compare(pre=high_pre, post=low_post),
        highest=compare(pre=low_pre, post=high_post),
    )


def _at(arm: CensoredArm, floor: float | None, ceiling: float | None) -> list[float]:
    """The values, and for every censored lot the floor or ceiling, or its own limit where that is None."""
    return [
        *arm.values,
        *(limit if floor is None else floor for limit in arm.below),
        *(limit if ceiling is None else ceiling for limit in arm.above),
    ]


def _check(arm: CensoredArm, floor: float | None, ceiling: float | None, *, is_log: bool) -> None:
    if is_log:
        check_positive([*arm.numbers], arm=arm.name)
    if arm.below:
        if floor is None:
            raise BadLimit(why=f"lots of the {arm.name} arm lie below a limit and no floor is stated")
        _check_finite("The floor", floor)
        if is_log and floor <= 0.0:
            raise BadLimit(why=f"the floor is {floor:g} and a ratio needs one above zero")
        if floor > min(arm.below):
            raise BadLimit(why=f"the floor {floor:g} lies above the limit {min(arm.below):g}")
    if arm.above:
        if ceiling is None:
            raise BadLimit(why=f"lots of the {arm.name} arm lie above a limit and no ceiling is stated")
        _check_finite("The ceiling", ceiling)
        if ceiling < max(arm.above):
            raise BadLimit(why=f"the ceiling {ceiling:g} lies below the limit {max(arm.above):g}")


def _check_finite(what: str, value: float) -> None:
    if not math.isfinite(value):
        raise NotFinite(what=what)
