"""The simulated size against sizes that are known exactly."""

import math

import pytest
from scipy.stats import chi2, t

from comparability.statistics.censored import Calibration, Spread
from comparability.statistics.errors import OutOfRange
from comparability.statistics.planning.censored_size import simulated_size
from comparability.statistics.planning.design import Design

THREE = Design(n_pre=3, n_post=3, sd_pre=1.0, sd_post=1.0, alpha=0.05)
REPETITIONS = 2000


def simulate(design, **how):
    usual = {
        "share_below": 0.0,
        "shift": 0.0,
        "spread": Spread.COMMON,
        "calibration": Calibration.CHI_SQUARE,
        "repetitions": REPETITIONS,
        "seed": 5,
    }
    return simulated_size(design=design, **(usual | how))


@pytest.mark.parametrize("lots", [3, 5])
def test_without_limits_the_chi_square_has_the_size_that_the_t_distribution_gives_it(lots):
    """The fall is n·log(1 + t² / (n - 2)), so its size is a tail of t: 0.105 at three lots an arm."""
    n = 2 * lots
    turn = math.sqrt((n - 2) * math.expm1(chi2.ppf(0.9, 1) / n))
    exact = float(t.sf(turn, n - 2))
    found = simulate(Design(n_pre=lots, n_post=lots, sd_pre=1.0, sd_post=1.0, alpha=0.05))
    assert found.low == pytest.approx(exact, abs=4 * math.sqrt(exact / REPETITIONS))
    assert found.high == pytest.approx(exact, abs=4 * math.sqrt(exact / REPETITIONS))
    assert exact > 0.065


@pytest.mark.parametrize("spread", Spread)
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_students_calibration_keeps_its_level_with_a_fifth_of_the_lots_below_the_limit(spread, shift):
    found = simulate(
        THREE, share_below=0.2, shift=shift, spread=spread, calibration=Calibration.STUDENT, repetitions=1000
    )
    assert max(found.low, found.high) < 0.05 + 3 * found.standard_error


def test_data_that_cannot_be_estimated_do_not_reject_and_are_counted():
    """An arm of three is wholly below its median once in eight."""
    found = simulate(THREE, share_below=0.5)
    expected = 1 - (1 - 0.5**3) ** 2
    assert found.refused == pytest.approx(expected, abs=4 * math.sqrt(expected / REPETITIONS))


def test_the_seed_says_it_all():
    assert simulate(THREE, repetitions=50) == simulate(THREE, repetitions=50)
    assert simulate(THREE, repetitions=50) != simulate(THREE, repetitions=50, seed=6)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"share_below": 1.0}, id="all lots below the limit"),
        pytest.param({"share_below": -0.1}, id="negative share"),
        pytest.param({"shift": math.inf}, id="infinite shift"),
        pytest.param({"repetitions": 0}, id="no repetition"),
    ],
)
def test_designs_without_meaning_are_refused(how):
    with pytest.raises(OutOfRange):
        simulate(THREE, **how)
