"""From estimate and criterion to one word, the same everywhere.

Each function takes what one kind of criterion looks at; touching an end of a margin is not evidence.
"""

from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import stated_margin, worrying_side
from comparability.model.vocabulary import CriterionKind, Outcome
from comparability.statistics.interval import Interval
from comparability.statistics.tost import Side


def judge_equivalence(*, interval: Interval, margin: Interval) -> Outcome:
    """Equivalent strictly inside, different strictly outside, inconclusive when it straddles or touches."""
    if interval.strictly_inside(margin):
        return Outcome.EQUIVALENT
    if interval.strictly_outside(margin):
        return Outcome.DIFFERENT
    return Outcome.INCONCLUSIVE


def judge_not_lower(*, interval: Interval, bound: float) -> Outcome:
    """Non-inferiority where low is the worry: met when all of the interval lies above the bound."""
    if interval.low > bound:
        return Outcome.MET
    return Outcome.NOT_MET if interval.high < bound else Outcome.INCONCLUSIVE


def judge_not_higher(*, interval: Interval, bound: float) -> Outcome:
    """Non-inferiority where high is the worry: met when all of the interval lies below the bound."""
    if interval.high < bound:
        return Outcome.MET
    return Outcome.NOT_MET if interval.low > bound else Outcome.INCONCLUSIVE


def judge_interval(interval: Interval, criterion: Criterion) -> Outcome:
    """The outcome of an interval by a valid equivalence or non-inferiority criterion."""
    margin = stated_margin(criterion)
    if criterion.kind is CriterionKind.EQUIVALENCE:
        return judge_equivalence(interval=interval, margin=margin)
    if worrying_side(criterion) is Side.LOW:
        return judge_not_lower(interval=interval, bound=margin.low)
    return judge_not_higher(interval=interval, bound=margin.high)


def judge_each(conforms: Sequence[bool | None]) -> Outcome:
    """Range, limit and qualitative criteria: every lot counts.

    None: it cannot be known whether the lot conforms. A lot that does not conform decides all the same.
    """
    if any(item is False for item in conforms):
        return Outcome.NOT_MET
    if not conforms or any(item is None for item in conforms):
        return Outcome.CANNOT_JUDGE
    return Outcome.MET
