"""Leave one lot out: does one lot carry the result? Nothing is deleted by it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from comparability.statistics.errors import StatisticsError
from comparability.statistics.samples import Values, read

Estimate = TypeVar("Estimate")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(Generic[Estimate]):
    """The estimate without one lot: the lot's place in its arm, and a reason where there is no estimate."""

    is_pre: bool
    index: int
    estimate: Estimate | None
    reason: str | None


def leave_one_out(
    *, pre: Values, post: Values, estimate: Callable[[list[float], list[float]], Estimate]
) -> tuple[LeftOut[Estimate], ...]:
    """The estimate without each lot in turn, pre lots first. estimate: of (pre, post), may refuse."""
    before, after = read(pre, arm="pre", need=1), read(post, arm="post", need=1)

    def without(is_pre: bool, index: int) -> LeftOut[Estimate]:
        reduced = (before if is_pre else after).copy()
        del reduced[index]
        try:
            found = estimate(reduced, after) if is_pre else estimate(before, reduced)
        except StatisticsError as error:
            return LeftOut(is_pre=is_pre, index=index, estimate=None, reason=str(error))
        return LeftOut(is_pre=is_pre, index=index, estimate=found, reason=None)

    return tuple(
        [without(True, index) for index in range(len(before))]
        + [without(False, index) for index in range(len(after))]
    )
