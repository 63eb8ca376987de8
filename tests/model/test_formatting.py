"""Computed figures read the same everywhere: rounding, signs, spaces and words."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.model.values.formatting import (
    bounds,
    day,
    degrees_of_freedom,
    figure,
    instant,
    interval,
    local_instant,
    percent,
)

PLAIN = [
    (0.4428, 2, "0.44"),
    (0.4428, 4, "0.4428"),
    (-0.375, 3, "−0.375"),
    (-0.0001, 2, "0.00"),
    (0.0, 2, "0.00"),
    (1234.5, 0, "1234"),  # the tie goes to the even neighbour
    (1235.5, 0, "1236"),
    (0.125, 2, "0.12"),
    (2.675, 2, "2.67"),  # the nearest binary float lies below the tie
    (Decimal("2.675"), 2, "2.68"),
    (1e22, 0, "10000000000000000000000"),
    (float("inf"), 2, "∞"),
    (float("-inf"), 2, "−∞"),
    (None, 2, "not available"),
]

SCIENTIFIC = [
    (1.234e13, 2, "1.23×10¹³"),
    (9.996e12, 2, "1.00×10¹³"),
    (2.8e-9, 1, "2.8×10⁻⁹"),
    (-1.5e10, 1, "−1.5×10¹⁰"),
    (5.0, 2, "5.00×10⁰"),
    (0.0, 2, "0.00"),
    (5e99, 0, "5×10⁹⁹"),
]


@pytest.mark.parametrize(("value", "decimals", "text"), PLAIN)
def test_a_figure_has_fixed_decimals_and_a_true_minus(value, decimals, text):
    assert figure(value, decimals=decimals) == text


@pytest.mark.parametrize(("value", "decimals", "text"), SCIENTIFIC)
def test_a_titre_is_written_as_a_power_of_ten(value, decimals, text):
    assert figure(value, decimals=decimals, scientific=True) == text


def test_a_figure_that_was_not_computed_is_never_printed():
    with pytest.raises(ValueError):
        figure(float("nan"), decimals=2)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_a_figure_rounds_as_the_language_itself_does(value, decimals):
    """Python's own formatting rounds the exact binary value half to even; it is the independent reference."""
    expected = f"{value:.{decimals}f}"
    if float(expected) == 0:
        expected = expected.lstrip("-")
    assert figure(value, decimals=decimals) == expected.replace("-", "−")


@given(st.floats(min_value=1e-90, max_value=1e90), st.integers(0, 6))
def test_a_power_of_ten_rounds_as_the_language_itself_does(value, decimals):
    significand, _, exponent = f"{value:.{decimals}e}".partition("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    assert figure(value, decimals=decimals, scientific=True) == f"{significand}×10{raised}"


def test_an_interval_names_its_level_and_cannot_be_broken_over_lines():
    text = interval(0.3259, 0.6016, level=0.90, decimals=2)
    assert text == "90\u00a0%\u00a0interval\u00a00.33\u00a0to\u00a00.60"


@pytest.mark.parametrize(
    ("level", "start"), [(0.9, "90\u00a0%"), (0.975, "97.5\u00a0%"), (0.95, "95\u00a0%")]
)
def test_a_level_is_written_in_percent(level, start):
    assert interval(0.0, 1.0, level=level, decimals=1).startswith(start)


def test_an_interval_with_one_bound_says_which():
    assert interval(0.5, None, level=0.95, decimals=2).endswith("at\u00a0least\u00a00.50")
    assert interval(None, 0.5, level=0.95, decimals=2).endswith("at\u00a0most\u00a00.50")


def test_a_margin_with_one_side_says_which():
    assert bounds(0.5, 2, decimals=2) == "0.50\u00a0to\u00a02.00"
    assert bounds(None, 2, decimals=2) == "at\u00a0most\u00a02.00"


def test_percent_is_of_a_fraction():
    assert percent(0.1234, decimals=1) == "12.3\u00a0%"


def test_degrees_of_freedom_show_decimals_only_when_there_are_any():
    assert (degrees_of_freedom(8.0), degrees_of_freedom(3.4729)) == ("8", "3.473")


def test_an_instant_is_written_in_utc_wherever_it_was_taken():
    in_singapore = dt.datetime(2026, 11, 23, 16, 14, 22, tzinfo=ZoneInfo("Asia/Singapore"))
    assert instant(in_singapore) == "2026-11-23 08:14:22\u00a0UTC"


def test_a_local_instant_carries_its_offset():
    taken = dt.datetime(2026, 11, 23, 8, 14, 22, tzinfo=dt.UTC)
    assert local_instant(taken, ZoneInfo("Asia/Kolkata")) == "2026-11-23 13:44:22\u00a0+05:30"


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError):
        instant(dt.datetime(2026, 11, 23, 8, 14, 22))


def test_a_day_is_written_in_iso_form():
    assert day(dt.date(2026, 3, 4)) == "2026-03-04"
