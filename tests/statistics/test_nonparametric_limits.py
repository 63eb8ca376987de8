"""Distribution-free limits: R's numbers, Wilks's numbers of lots, and their own logic."""

import math
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import NoSpread, NotFinite, OutOfRange, TooFewLots
from comparability.statistics.nonparametric_limits import (
    confidence_reached,
    coverage_reached,
    lots_needed,
    nonparametric_limits,
)
from comparability.statistics.qualification.lot_checks import distribution_free_lots
from comparability.statistics.ranges import Sides

PRE = [93.1, 85.5, 88.0, 91.7, 90.2, 87.4]


@pytest.mark.parametrize("check", list(distribution_free_lots()), ids=attrgetter("name"))
def test_the_number_of_lots_is_rs(check):
    assert check.ok


@pytest.mark.parametrize("sides, lots", [(Sides.UPPER, 59), (Sides.LOWER, 59), (Sides.BOTH, 93)])
def test_ninety_five_per_cent_of_the_process_with_ninety_five_per_cent_confidence_takes_wilks_lots(
    sides, lots
):
    assert lots_needed(sides=sides, rank=1, coverage=0.95, confidence=0.95) == lots


# R 4.2.2: pbinom(outside - 1, n, 1 - coverage, lower.tail = FALSE), outside the blocks left out.
@pytest.mark.parametrize(
    "n, sides, rank, coverage, confidence",
    [
        (3, Sides.BOTH, 1, 0.95, 0.0072500000000000186),
        (5, Sides.BOTH, 1, 0.8, 0.26271999999999995),
        (10, Sides.BOTH, 1, 0.9, 0.26390107090000003),
        (10, Sides.UPPER, 1, 0.9, 0.65132155989999985),
        (20, Sides.BOTH, 2, 0.75, 0.77484395233568637),
        (100, Sides.LOWER, 2, 0.95, 0.96291879067264496),
    ],
)
def test_the_confidence_is_rs(n, sides, rank, coverage, confidence):
    found = confidence_reached(n=n, sides=sides, rank=rank, coverage=coverage)
    assert found == pytest.approx(confidence, rel=1e-12)


# R 4.2.2: qbeta(1 - confidence, n + 1 - outside, outside).
@pytest.mark.parametrize(
    "n, sides, confidence, coverage",
    [
        (3, Sides.BOTH, 0.95, 0.13535036217158383),
        (10, Sides.BOTH, 0.95, 0.60583669756349523),
        (10, Sides.UPPER, 0.9, 0.79432823472428138),
        (50, Sides.BOTH, 0.99, 0.87447628354144735),
    ],
)
def test_the_coverage_is_rs(n, sides, confidence, coverage):
    found = coverage_reached(n=n, sides=sides, rank=1, confidence=confidence)
    assert found == pytest.approx(coverage, rel=1e-12)


def test_the_range_of_n_lots_has_the_textbook_confidence():
    """Wilks (1941): 1 - n·p^(n - 1) + (n - 1)·p^n."""
    for n in (2, 3, 6, 10):
        expected = 1 - n * 0.8 ** (n - 1) + (n - 1) * 0.8**n
        assert confidence_reached(n=n, sides=Sides.BOTH, rank=1, coverage=0.8) == pytest.approx(expected)


@given(st.integers(2, 400), st.sampled_from(Sides), st.floats(0.01, 0.99))
def test_coverage_and_confidence_are_inverse_to_each_other(n, sides, confidence):
    coverage = coverage_reached(n=n, sides=sides, rank=1, confidence=confidence)
    assert confidence_reached(n=n, sides=sides, rank=1, coverage=coverage) == pytest.approx(confidence)


@given(st.sampled_from(Sides), st.integers(1, 3), st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_the_lots_needed_suffice_and_one_less_does_not(sides, rank, coverage, confidence):
    n = lots_needed(sides=sides, rank=rank, coverage=coverage, confidence=confidence)
    assert confidence_reached(n=n, sides=sides, rank=rank, coverage=coverage) >= confidence
    if n > (2 * rank if sides is Sides.BOTH else rank):
        assert confidence_reached(n=n - 1, sides=sides, rank=rank, coverage=coverage) < confidence


@pytest.mark.parametrize(
    "sides, rank, low, high",
    [
        (Sides.BOTH, 1, 85.5, 93.1),
        (Sides.BOTH, 2, 87.4, 91.7),
        (Sides.UPPER, 1, None, 93.1),
        (Sides.LOWER, 2, 87.4, None),
    ],
)
def test_the_range_ends_at_the_lots_of_the_rank(sides, rank, low, high):
    found = nonparametric_limits(pre=PRE, sides=sides, rank=rank, confidence=0.9)
    assert (found.low, found.high) == (low, high)
    inside = [value for value in PRE if found.holds(value)]
    assert len(inside) == len(PRE) - (2 if sides is Sides.BOTH else 1) * (rank - 1)
    assert found.coverage == coverage_reached(n=6, sides=sides, rank=rank, confidence=0.9)


@pytest.mark.parametrize(
    "pre, rank, refusal",
    [
        pytest.param([1.0], 1, TooFewLots, id="one lot"),
        pytest.param([5.0, 5.0, 5.0], 1, NoSpread, id="all the same"),
        pytest.param([1.0, math.nan], 1, NotFinite, id="not a number"),
        pytest.param([1.0, 2.0, 3.0], 2, OutOfRange, id="rank beyond the middle"),
        pytest.param([1.0, 2.0, 3.0], 0, OutOfRange, id="rank zero"),
    ],
)
def test_degenerate_lots_are_refused_with_a_sentence(pre, rank, refusal):
    with pytest.raises(refusal, match=r"\.$"):
        nonparametric_limits(pre=pre, sides=Sides.BOTH, rank=rank, confidence=0.9)


@pytest.mark.parametrize("coverage, confidence", [(1.0, 0.9), (0.0, 0.9), (0.9, 1.0), (0.9, -0.1)])
def test_impossible_levels_are_refused(coverage, confidence):
    with pytest.raises(OutOfRange):
        lots_needed(sides=Sides.BOTH, rank=1, coverage=coverage, confidence=confidence)


def test_a_coverage_that_no_number_of_lots_reaches_is_refused():
    with pytest.raises(OutOfRange):
        lots_needed(sides=Sides.BOTH, rank=1, coverage=1 - 1e-12, confidence=0.95)
