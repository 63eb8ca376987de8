"""Infectious titres from positive and negative wells."""

import math
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import NoEndPoint, NotFinite, NotPoints, OutOfRange, TooFewPoints
from comparability.statistics.potency.tcid50 import single_hit, spearman_karber
from comparability.statistics.qualification.potency import infectious_titres

METHODS = (spearman_karber, single_hit)
ROWS = [(-4, 5, 5), (-5, 5, 5), (-6, 3, 5), (-7, 1, 5), (-8, 0, 5)]

# Lei, Yang, Hu, Sun (2021) Virol Sin 36:141, table 2, with the wells of table 1; volumes as their titres
# imply.
PUBLISHED = {
    "Burleson et al. 1992": ([(-5, 5, 5), (-6, 3, 5), (-7, 1, 5), (-8, 0, 5)], 0.1, 2.00e7, 5.57e6, 7.15e7),
    "Hierholzer and Killington 1996": (
        [(-1, 8, 8), (-2, 7, 8), (-3, 5, 8), (-4, 3, 8), (-5, 1, 8), (-6, 0, 8)],
        0.1,
        3.16e4,
        8.42e3,
        1.19e5,
    ),
    "Svensson et al. 1999": (
        [(-3, 6, 6), (-4, 6, 6), (-5, 6, 6), (-6, 5, 6), (-7, 3, 6), (-8, 1, 6), (-9, 0, 6)],
        0.05,
        2.00e8,
        5.24e7,
        7.63e8,
    ),
}

# FDA Bacteriological Analytical Manual, appendix 2, table 1: three tubes each of 0.1, 0.01 and 0.001 g.
MOST_PROBABLE_NUMBERS = {
    (0, 1, 0): 3.0,
    (1, 0, 0): 3.6,
    (2, 0, 0): 9.2,
    (2, 1, 0): 15,
    (3, 0, 0): 23,
    (3, 1, 0): 43,
    (3, 2, 0): 93,
    (3, 2, 2): 210,
    (3, 3, 0): 240,
    (3, 3, 1): 460,
    (3, 3, 2): 1100,
}

series = st.lists(st.integers(0, 8), min_size=2, max_size=5).filter(
    lambda counts: 0 < sum(counts) < 8 * len(counts)
)


def titre(method, rows, *, volume_ml=0.1, level=0.95):
    return method(rows=rows, volume_ml=volume_ml, level=level)


@pytest.mark.parametrize("check", list(infectious_titres()), ids=attrgetter("name"))
def test_single_hit_titres_agree_with_r_to_ten_digits(check):
    assert check.digits > 10


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_titres_and_intervals_by_spearman_and_karber_are_reproduced(name):
    """The paper divides the variance by n wells where Finney, and we, divide by n - 1."""
    rows, volume_ml, expected, low, high = PUBLISHED[name]
    found = titre(spearman_karber, rows, volume_ml=volume_ml)
    n = rows[0][2]
    half = (found.interval.high - found.log10_tcid50_per_ml) * math.sqrt((n - 1) / n)
    got = [10.0 ** (found.log10_tcid50_per_ml + step) for step in (0.0, -half, half)]
    assert [float(f"{value:.2e}") for value in got] == [expected, low, high]


@pytest.mark.parametrize("tubes", MOST_PROBABLE_NUMBERS, ids=str)
def test_published_most_probable_numbers_are_reproduced(tubes):
    """The single-hit likelihood by another name, per gram; printed to two digits."""
    rows = [(-place, positive, 3) for place, positive in enumerate(tubes, 1)]
    found = titre(single_hit, rows, volume_ml=1.0)
    assert float(f"{10.0**found.log10_units_per_ml:.1e}") == MOST_PROBABLE_NUMBERS[tubes]


def test_dilutions_that_lie_far_apart_leave_an_interval_that_spans_the_gap():
    """All wells positive at 1:10 and none at 1:10^13 say no more than that the titre lies between."""
    found = single_hit(rows=[(-1, 8, 8), (-13, 0, 8)], volume_ml=1.0, level=0.95)
    assert found.interval.low < 2.0 and found.interval.high > 11.0


def test_a_fifty_percent_dose_holds_a_logarithm_of_two_units():
    found = titre(single_hit, ROWS)
    assert found.log10_units_per_ml - found.log10_tcid50_per_ml == pytest.approx(math.log10(math.log(2.0)))


def test_half_of_all_wells_positive_is_the_end_point():
    """Symmetric about 10^-6: the mean of the tolerance distribution is there."""
    found = titre(spearman_karber, [(-5, 8, 8), (-6, 4, 8), (-7, 0, 8)], volume_ml=1.0)
    assert found.log10_tcid50_per_ml == pytest.approx(6.0, rel=1e-14)
    assert found.standard_error == pytest.approx(math.sqrt(0.25 / 7), rel=1e-14)


@pytest.mark.parametrize("method", METHODS, ids=lambda f: f.__name__)
def test_the_order_of_dilutions_changes_nothing(method):
    assert titre(method, ROWS[::-1]) == titre(method, ROWS)


@pytest.mark.parametrize("method", METHODS, ids=lambda f: f.__name__)
def test_a_tenth_of_the_volume_is_a_dilution_of_ten(method):
    less = titre(method, ROWS, volume_ml=0.01)
    weaker = titre(method, [(dilution - 1, positive, n) for dilution, positive, n in ROWS])
    assert less.log10_tcid50_per_ml == pytest.approx(weaker.log10_tcid50_per_ml, rel=1e-13)
    assert less.interval.low == pytest.approx(weaker.interval.low, rel=1e-13)


@given(series, st.floats(0.5, 0.99))
def test_the_interval_of_the_likelihood_holds_the_titre_and_widens_with_the_level(counts, level):
    rows = [(-place, positive, 8) for place, positive in enumerate(counts)]
    found, wider = titre(single_hit, rows, level=level), titre(single_hit, rows, level=level + 0.005)
    assert found.interval.holds(found.log10_tcid50_per_ml)
    assert found.interval.strictly_inside(wider.interval)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(-5, 4, 5), (-6, 0, 5)], "not all wells of the strongest dilution are positive"),
        ([(-5, 5, 5), (-6, 1, 5)], "not all wells of the weakest dilution are negative"),
        ([(-5, 5, 5), (-6, 0, 5)], "the error cannot be estimated"),
    ],
    ids=["strongest", "weakest", "no mixed dilution"],
)
def test_a_series_that_does_not_reach_both_ends_has_no_titre_by_spearman_and_karber(rows, sentence):
    with pytest.raises(NoEndPoint, match=sentence):
        titre(spearman_karber, rows)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(-5, 0, 5), (-6, 0, 5)], "no well is positive; the titre is below"),
        ([(-5, 5, 5), (-6, 5, 5)], "every well is positive; the titre is above"),
    ],
    ids=["all negative", "all positive"],
)
def test_wells_that_all_agree_have_no_titre_by_likelihood(rows, sentence):
    with pytest.raises(NoEndPoint, match=sentence):
        titre(single_hit, rows)


@pytest.mark.parametrize("method", METHODS, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("rows", "volume_ml", "level", "error"),
    [
        ([(-5, 6, 5), (-6, 0, 5)], 0.1, 0.95, OutOfRange),
        ([(-5, -1, 5), (-6, 0, 5)], 0.1, 0.95, OutOfRange),
        ([(-5, 1.5, 5), (-6, 0, 5)], 0.1, 0.95, OutOfRange),
        ([(-5, 1, 1), (-6, 0, 1)], 0.1, 0.95, OutOfRange),
        ([(math.nan, 5, 5), (-6, 0, 5)], 0.1, 0.95, NotFinite),
        ([(-5, 5, 5), (-5, 0, 5)], 0.1, 0.95, NoEndPoint),
        ([(-5, 3, 5)], 0.1, 0.95, TooFewPoints),
        ([(-5, 3)], 0.1, 0.95, NotPoints),
        (ROWS, 0.0, 0.95, OutOfRange),
        (ROWS, math.inf, 0.95, OutOfRange),
        (ROWS, 0.1, 1.0, OutOfRange),
    ],
    ids=[
        "more positive than wells",
        "fewer than none",
        "half a well",
        "one well",
        "no dilution",
        "a dilution twice",
        "one dilution",
        "no wells",
        "no volume",
        "endless volume",
        "level 1",
    ],
)
def test_wells_that_cannot_be_are_refused(method, rows, volume_ml, level, error):
    with pytest.raises(error):
        titre(method, rows, volume_ml=volume_ml, level=level)
