from decimal import Decimal

import pytest

from comparability.model.specifications import is_outside
from comparability.model.vocabulary import ResultState


def outside(number, qualifier=None, low=None, high=None, **more):
    state = ResultState.VALUE if qualifier is None else ResultState.LIMIT
    known = {"state": state, "qualifier": qualifier, "value": Decimal(number), "word": None}
    return is_outside(**known | {"low": low, "high": high, "conforming_words": ()} | more)


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        ("70", "70", "130", False),
        ("69.9", "70", "130", True),
        ("130", "70", "130", False),
        ("130.1", "70", "130", True),
        ("0", "0", None, False),
        ("5", None, None, False),
    ],
)
def test_both_limits_are_inside(value, low, high, expected):
    assert outside(value, low=low, high=high) is expected


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high", "expected"),
    [
        ("5", "<", "5", None, True),
        ("5", "≤", "5", None, False),
        ("5", "<", "4", None, False),
        ("5", "<", None, "4", False),
        ("5", "<", None, "10", False),
        ("5", ">", None, "5", True),
        ("5", "≥", None, "5", False),
        ("5", ">", "10", None, False),
    ],
)
def test_a_limit_is_outside_only_where_that_is_sure(value, qualifier, low, high, expected):
    assert outside(value, qualifier, low, high) is expected


@pytest.mark.parametrize(("word", "expected"), [("clear", False), ("cloudy", True)])
def test_a_word_is_outside_unless_it_conforms(word, expected):
    said = {"state": ResultState.WORD, "value": None, "word": word, "conforming_words": ("clear",)}
    assert outside("0", **said) is expected


@pytest.mark.parametrize("state", [ResultState.NOT_DETECTED, ResultState.NOT_TESTED, ResultState.INVALID])
def test_a_result_without_a_number_is_not_outside(state):
    assert not outside("0", low="1", high="2", state=state, value=None)
