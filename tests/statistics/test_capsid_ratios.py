"""Empty-to-full figures of two species, against fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.capsid_ratios import (
    two_species_empty_to_full,
    two_species_full_to_empty,
    two_species_percent_empty,
    two_species_percent_full,
    two_species_percent_full_of_full_to_empty,
)
from comparability.statistics.errors import NotAShare, OutOfRange

shares = st.integers(1, 99_999).map(lambda share: share / 1000)


@given(shares)
def test_conversions_are_exact_to_the_last_digit(full):
    exact = Fraction(full)
    empty = 100 - exact
    assert two_species_empty_to_full(percent_full=full) == pytest.approx(float(empty / exact), rel=1e-15)
    assert two_species_full_to_empty(percent_full=full) == pytest.approx(float(exact / empty), rel=1e-15)
    assert two_species_percent_empty(percent_full=full) == pytest.approx(float(empty), rel=1e-15)


@given(shares)
def test_there_and_back_is_where_one_was(full):
    there = two_species_empty_to_full(percent_full=full)
    assert two_species_percent_full(empty_to_full=there) == pytest.approx(full, rel=1e-14)
    other = two_species_full_to_empty(percent_full=full)
    assert two_species_percent_full_of_full_to_empty(full_to_empty=other) == pytest.approx(full, rel=1e-14)


@pytest.mark.parametrize("percent", [0.0, 100.0, 104.5, -1.0, math.nan])
@pytest.mark.parametrize(
    "convert", [two_species_empty_to_full, two_species_full_to_empty, two_species_percent_empty]
)
def test_a_percentage_outside_of_nothing_and_all_is_refused(convert, percent):
    with pytest.raises(NotAShare):
        convert(percent_full=percent)


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.inf, math.nan])
def test_a_ratio_that_is_not_above_zero_and_finite_is_refused(ratio):
    with pytest.raises(OutOfRange):
        two_species_percent_full(empty_to_full=ratio)
    with pytest.raises(OutOfRange):
        two_species_percent_full_of_full_to_empty(full_to_empty=ratio)
