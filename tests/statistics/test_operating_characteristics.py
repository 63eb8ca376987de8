"""Sizes, powers and false-pass rates against simulations that others made."""

import math
import tomllib
from pathlib import Path

import pytest

from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.welch import (
    Design,
    lots_to_settle,
    probabilities_inside,
    probability_inside,
    probability_outside,
    size_of_equivalence,
    size_of_one_side,
    worst_size_of_one_side,
)
from comparability.statistics.ranges import Sides, pass_rate
from comparability.statistics.tolerance import two_sided_factor

CASES = tomllib.loads(
    (Path(__file__).parent.parent / "references" / "operating_characteristics.toml").read_text(
        encoding="utf-8"
    )
)
DESIGN = Design(n_pre=4, n_post=3, sd_pre=0.2, sd_post=0.25, alpha=0.05)


@pytest.mark.parametrize("case", CASES["one_sided_size"], ids=str)
def test_the_actual_size_of_welch_is_what_simulation_found(case):
    design = Design(
        n_pre=case["n_pre"], n_post=case["n_post"], sd_pre=1.0, sd_post=case["sd_ratio"], alpha=0.05
    )
    assert size_of_one_side(design=design) == pytest.approx(case["size"], abs=0.0006)


@pytest.mark.parametrize("case", CASES["range_pass_rate"], ids=str)
def test_a_quality_range_passes_as_often_as_simulation_found(case):
    rate = pass_rate(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        k=case["k"],
        sides=Sides.BOTH,
        shift_sd=case["shift_sd"],
        sd_ratio=1.0,
    )
    assert rate == pytest.approx(case["rate"], abs=0.0051)


@pytest.mark.parametrize("case", CASES["tolerance_pass_rate"], ids=str)
def test_a_tolerance_interval_of_three_lots_passes_a_shift_of_four_sd(case):
    k = two_sided_factor(
        n=case["n_pre"], df=case["n_pre"] - 1, coverage=case["coverage"], confidence=case["confidence"]
    )
    rate = pass_rate(
        n_pre=case["n_pre"],
        n_post=case["n_post"],
        k=k,
        sides=Sides.BOTH,
        shift_sd=case["shift_sd"],
        sd_ratio=1.0,
    )
    assert rate == pytest.approx(case["rate"], abs=0.0051)


@pytest.mark.parametrize("case", CASES["welch_power"], ids=str)
def test_the_power_of_three_against_three_lots_is_what_was_planned_with(case):
    sd = math.sqrt(math.log1p(case["cv"] ** 2))
    design = Design(n_pre=3, n_post=3, sd_pre=sd, sd_post=sd, alpha=0.05)
    low, high = map(math.log, case["margin"])
    power = probability_inside(design=design, shift=math.log(case["ratio"]), margin=Interval(low, high))
    assert power == pytest.approx(case["power"], abs=0.0051)


def test_the_three_chances_leave_room_for_inconclusive_and_never_exceed_one():
    margin = Interval(-0.4, 0.4)
    inside = probability_inside(design=DESIGN, shift=0.3, margin=margin)
    outside = probability_outside(design=DESIGN, shift=0.3, margin=margin)
    assert 0 < outside < inside < inside + outside < 1


def test_a_margin_too_narrow_for_the_spread_can_never_be_shown():
    assert probability_inside(design=DESIGN, shift=0.0, margin=Interval(-1e-9, 1e-9)) < 1e-6


def test_the_size_of_both_tests_is_never_above_that_of_one():
    assert size_of_equivalence(design=DESIGN, margin=Interval(-0.4, 0.4)) < size_of_one_side(design=DESIGN)


def test_the_number_of_lots_that_settles_is_the_smallest_that_reaches_the_probability():
    margin = Interval(math.log(0.5), math.log(2.0))
    found = lots_to_settle(
        design=DESIGN, estimate=-0.15, margin=margin, in_both_arms=True, probability=0.95, most=50
    )
    assert found.is_inside and found.more is not None and found.more > 1

    def chance(more: int) -> float:
        larger = Design(n_pre=4 + more, n_post=3 + more, sd_pre=0.2, sd_post=0.25, alpha=0.05)
        return probability_inside(design=larger, shift=-0.15, margin=margin)

    assert chance(found.more) >= 0.95 > chance(found.more - 1)


def test_an_estimate_outside_the_margin_can_only_be_settled_as_different():
    found = lots_to_settle(
        design=DESIGN, estimate=0.6, margin=Interval(-0.4, 0.4), in_both_arms=True, probability=0.8, most=100
    )
    assert not found.is_inside and found.more is not None


def test_no_number_is_given_when_the_old_arm_alone_keeps_the_interval_too_wide():
    wide_old_arm = Design(n_pre=3, n_post=3, sd_pre=1.0, sd_post=0.1, alpha=0.05)
    found = lots_to_settle(
        design=wide_old_arm,
        estimate=0.0,
        margin=Interval(-0.4, 0.4),
        in_both_arms=False,
        probability=0.8,
        most=100,
    )
    assert found.more is None


def test_a_number_of_lots_that_settles_is_found_although_very_many_would_not():
    """With three old lots the Welch degrees of freedom fall towards two as the new arm grows."""
    design = Design(n_pre=3, n_post=2, sd_pre=1.0, sd_post=1.0, alpha=0.05)
    margin = Interval(-2.5, 2.5)

    def chance(more: int) -> float:
        larger = Design(n_pre=3, n_post=2 + more, sd_pre=1.0, sd_post=1.0, alpha=0.05)
        return probability_inside(design=larger, shift=0.0, margin=margin)

    assert chance(8) > chance(100)
    asked = 0.5 * (chance(8) + chance(100))
    found = lots_to_settle(
        design=design, estimate=0.0, margin=margin, in_both_arms=False, probability=asked, most=100
    )
    assert found.more is not None and chance(found.more) >= asked > chance(found.more - 1)


def test_the_chance_at_either_end_of_the_margin_is_the_same():
    margin = Interval(-0.7, 0.4)
    low, high = probabilities_inside(design=DESIGN, shifts=(margin.low, margin.high), margin=margin)
    assert low == pytest.approx(high, abs=1e-12)
    assert size_of_equivalence(design=DESIGN, margin=margin) == low


@pytest.mark.parametrize(
    ("lots", "sds", "alpha", "bounds", "chance"),
    [
        ((100, 3), (1.0, 4.0), 0.05, None, 0.02027778977349512),
        ((2, 2), (1.0, 19.0), 0.01, (-5.0, 7.0), 0.15591720677266788),
        ((4, 2), (1.0, 19.98), 0.01, (-0.9, 2.6), 0.04285278240350537),
        ((6, 3), (1.0, 18.13), 0.025, (-0.6, 0.9), 0.00690967218738297),
        ((3, 4), (1.0, 0.05), 0.05, (-2.0, 3.0), 0.2840671091083),
        ((3, 10), (1.0, 3.0), 0.01, (-11.0, 6.0), 0.9915042871096452),
        ((10, 4), (1.0, 0.85), 0.001, (-10.0, 6.0), 0.70489473569044),
    ],
)
def test_the_chance_keeps_its_digits_however_unlike_the_arms_are(lots, sds, alpha, bounds, chance):
    """Adaptive scipy.integrate.quad (SciPy 1.17.1) over the split and, within, over scipy.stats.chi, both
    parted at their turns. bounds: in SDs of the difference; for the first the margin is -2 to 2.
    """
    design = Design(n_pre=lots[0], n_post=lots[1], sd_pre=sds[0], sd_post=sds[1], alpha=alpha)
    sigma = design.sd_of_difference
    margin = Interval(bounds[0] * sigma, bounds[1] * sigma) if bounds else Interval(-2.0, 2.0)
    assert probability_inside(design=design, shift=0.0, margin=margin) == pytest.approx(chance, abs=1e-11)


def test_the_size_of_one_side_is_that_of_an_open_margin():
    """One dimension against two: the quadratures share nothing but the split of the variances."""
    open_margin = Interval(-math.inf, 0.3)
    assert size_of_one_side(design=DESIGN) == pytest.approx(
        probability_inside(design=DESIGN, shift=0.3, margin=open_margin), abs=1e-12
    )


@pytest.mark.parametrize("n_pre, n_post, worst", [(3, 14, 0.06001), (20, 3, 0.0606), (3, 3, 0.0537)])
def test_the_worst_size_is_above_that_of_every_pair_of_spreads(n_pre, n_post, worst):
    """The sizes are the largest of a fine grid of SD ratios, by the study of operating characteristics."""
    found = worst_size_of_one_side(n_pre=n_pre, n_post=n_post, alpha=0.05)
    assert found == pytest.approx(worst, abs=0.5e-4)
    for log_ratio in (-5.0, -1.3, -0.4, 0.0, 0.33, 0.9, 2.1):
        design = Design(n_pre=n_pre, n_post=n_post, sd_pre=1.0, sd_post=math.exp(log_ratio), alpha=0.05)
        assert size_of_one_side(design=design) <= found + 1e-6


def test_a_one_sided_range_lets_more_pass_than_a_two_sided_one():
    asked = {"n_pre": 6, "n_post": 4, "k": 2.0, "shift_sd": 0.5, "sd_ratio": 1.5}
    assert pass_rate(sides=Sides.UPPER, **asked) > pass_rate(sides=Sides.BOTH, **asked)


@pytest.mark.parametrize("change", [{"n_pre": 1}, {"sd_post": 0.0}, {"alpha": 0.5}], ids=str)
def test_an_impossible_design_is_refused(change):
    with pytest.raises(OutOfRange):
        Design(**({"n_pre": 3, "n_post": 3, "sd_pre": 1.0, "sd_post": 1.0, "alpha": 0.05} | change))
