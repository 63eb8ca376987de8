"""Whether a reported result lies outside the release specification, as a first sign on entry.

This never judges comparability: a release specification is no criterion of a protocol.
"""

from collections.abc import Collection
from decimal import Decimal

from comparability.model.values.numbers import exact_decimal, read_result
from comparability.model.vocabulary import ResultState


def is_outside(
    *,
    state: ResultState,
    qualifier: str | None,
    value: Decimal | None,
    word: str | None,
    low: str | None,
    high: str | None,
    conforming_words: Collection[str],
) -> bool:
    """Whether the result is surely outside.

    low, high: the limits as typed, both included. "<5" with a lower limit of 5 is outside; with a lower limit
    of 4 it is not known, and not known is not outside.
    """
    if state is ResultState.WORD:
        return bool(conforming_words) and word not in conforming_words
    if value is None or state not in {ResultState.VALUE, ResultState.LIMIT}:
        return False
    lower, upper = _limit(low), _limit(high)
    is_at_most, is_at_least = qualifier in {"<", "≤"}, qualifier in {">", "≥"}
    if lower is not None and not is_at_least and _lies_below(value, lower, is_open=qualifier == "<"):
        return True
    return upper is not None and not is_at_most and _lies_below(upper, value, is_open=qualifier == ">")


def _lies_below(one: Decimal, other: Decimal, *, is_open: bool) -> bool:
    return one < other or (is_open and one == other)


def _limit(text: str | None) -> Decimal | None:
    if text is None:
        return None
    reading = read_result(text)
    return None if reading.decimal is None else exact_decimal(reading.decimal)
