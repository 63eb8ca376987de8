"""The checks at the door for what is counted instead of measured."""

import math
import operator

from comparability.statistics.errors import BadCount


def check_exposed(events: int, exposure: float, *, whose: str) -> None:
    """Events counted in an amount of something. Raises BadCount."""
    _check_whole(events, whose=whose)
    if not 0.0 < exposure < math.inf:
        raise BadCount(whose=whose, why=f"the exposure is {exposure:g}, not a finite number above zero")


def check_share(events: int, n: int, *, whose: str) -> None:
    """Events among n that could have had one, n at least 1. Raises BadCount."""
    _check_whole(events, whose=whose)
    _check_whole(n, whose=whose)
    if n < 1:
        raise BadCount(whose=whose, why="there is nothing to count among")
    if events > n:
        raise BadCount(whose=whose, why=f"{events} are counted among {n}")


def _check_whole(count: int, *, whose: str) -> None:
    try:
        operator.index(count)
    except TypeError as error:
        raise BadCount(whose=whose, why=f"{count!r} is not a whole number") from error
    if count < 0:
        raise BadCount(whose=whose, why=f"{count} is negative")
