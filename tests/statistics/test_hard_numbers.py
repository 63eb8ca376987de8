"""Where digits are easily lost: lots that are alike to twelve digits, spreads that differ a millionfold,
events among a thousand million, ranges far from a shifted process.

The expected numbers are of 25 to 40 digits (mpmath, from the formulas of the sources that each module names),
those of Welch's test of 20-node Gauss–Legendre panels, each half a unit of the log odds of the split.
"""

import math

import numpy as np
import pytest

from comparability.statistics.arrays import contrasts, contrasts_of_summaries, equivalences
from comparability.statistics.bayesian.arms import read_arms
from comparability.statistics.bayesian.prior import reference_prior
from comparability.statistics.censored import Calibration, Spread, censored_log
from comparability.statistics.censored_ranks import gehan
from comparability.statistics.contrast import TContrast
from comparability.statistics.counts import rate_ratio
from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.logit import paired_logit, welch_logit
from comparability.statistics.outliers.grubbs import grubbs
from comparability.statistics.paired import paired
from comparability.statistics.planning.assurance import SdEstimate, ShiftEstimate
from comparability.statistics.planning.assurance import expected_power as expected_of_one_spread
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.joint import LotNumbers
from comparability.statistics.planning.planned import Planned, PlannedTest, RunsOfLots
from comparability.statistics.planning.planned_limits import expected_power
from comparability.statistics.planning.spread_of_lots import LotScale, correlations_of_lots
from comparability.statistics.planning.welch import probability_inside, size_of_one_side
from comparability.statistics.prediction import one_lot, one_lot_log
from comparability.statistics.ranges import Sides, pass_rate
from comparability.statistics.shares import wilson
from comparability.statistics.sites import one_way, one_way_log
from comparability.statistics.split_source import best_weight, split_source, split_source_estimated
from comparability.statistics.tolerance import one_sided_factor, two_sided_factor
from comparability.statistics.tost import Side, non_inferiority, tost

SHARES_PRE = [82.0000000001, 82.0000000004, 82.0000000002]
SHARES_POST = [82.0000000003, 82.0000000007, 82.0000000004, 82.0000000009]


def test_percentages_that_are_nearly_alike_keep_the_digits_of_their_odds():
    found = welch_logit(pre=SHARES_PRE, post=SHARES_POST)
    assert found.difference == pytest.approx(2.31481600930158218e-11, rel=1e-11, abs=0.0)
    assert found.standard_error == pytest.approx(1.10779349267494431e-11, rel=1e-11, abs=0.0)
    assert found.df == pytest.approx(4.76372237035933006, rel=1e-11, abs=0.0)
    pairs = paired_logit(pre=SHARES_PRE, post=SHARES_POST[:3])
    assert pairs.difference == pytest.approx(1.58084526100476692e-11, rel=1e-11, abs=0.0)
    assert pairs.standard_error == pytest.approx(2.25855670326241468e-12, rel=1e-11, abs=0.0)


def test_one_lot_keeps_the_digits_of_its_distance_at_a_large_offset():
    offset = 1e9
    found = one_lot(pre=[offset + 0.1, offset + 0.37, offset + 0.33], post=offset + 0.83, level=0.95)
    assert found.p == pytest.approx(0.078810441559704104, rel=1e-11, abs=0.0)
    close = one_lot_log(pre=[1e13 + 1, 1e13 + 4, 1e13 + 2, 1e13 + 3], post=1e13 + 9, level=0.9)
    assert close.p == pytest.approx(0.0204496833093805451, rel=1e-11, abs=0.0)


@pytest.mark.parametrize(
    ("events", "n", "level", "high"),
    [(1, 10**9, 0.95, 5.66493424329743786e-9), (0, 10**6, 0.9, 2.70553613414983735e-6)],
)
def test_the_upper_score_limit_of_a_rare_event_keeps_its_digits(events, n, level, high):
    assert wilson(events=events, n=n, level=level).interval.high == pytest.approx(high, rel=1e-12, abs=0.0)


def test_rates_of_very_different_counts_keep_their_digits():
    def asked(events_pre):
        return rate_ratio(events_pre=events_pre, exposure_pre=1.0, events_post=10**6, exposure_post=1.0)

    assert asked(0).p_above(5e6) == pytest.approx(0.81873076945259490069, rel=1e-12, abs=0.0)
    assert asked(2).p_above(3e5) == pytest.approx(0.35277659685286506501, rel=1e-12, abs=0.0)


@pytest.mark.parametrize(
    ("n", "df", "coverage", "confidence", "k"),
    [
        (2, 1.1, 0.6, 0.9, 2.97355085244226225),
        (5, 2.5, 0.6, 0.9, 1.22057177265765938),
        (3, 1.5, 0.99, 0.95, 15.8565215249493269),
    ],
)
def test_a_one_sided_factor_of_fractional_degrees_of_freedom_is_exact(n, df, coverage, confidence, k):
    found = one_sided_factor(n=n, df=df, coverage=coverage, confidence=confidence)
    assert found == pytest.approx(k, rel=1e-12, abs=0.0)


@pytest.mark.parametrize(
    ("n", "df", "coverage", "k"),
    [
        (3, 2, 0.5, 25.7582551359699664),
        (10, 2, 0.999999, 159.502983012769513),
        (2, 1, 0.9, 1555.73399331696188),
    ],
)
def test_a_two_sided_factor_of_a_confidence_near_one_keeps_its_digits(n, df, coverage, k):
    found = two_sided_factor(n=n, df=df, coverage=coverage, confidence=0.999)
    assert found == pytest.approx(k, rel=1e-13)


@pytest.mark.parametrize(
    ("n_pre", "k", "shift_sd", "sd_ratio", "rate"),
    [
        (3, 71.25, 30.0, 0.085, 0.837504522317409449),
        (5, 0.6125, 2.25, 0.0125, 4.20363544517543478e-4),
        (5, 3.0, 2.0, 1.0, 0.702229291931200008),
    ],
)
def test_the_false_pass_rate_is_that_of_noncentral_t_where_post_lots_hardly_vary(
    n_pre, k, shift_sd, sd_ratio, rate
):
    found = pass_rate(n_pre=n_pre, n_post=1, k=k, sides=Sides.UPPER, shift_sd=shift_sd, sd_ratio=sd_ratio)
    assert found == pytest.approx(rate, abs=1e-11)


@pytest.mark.parametrize(
    ("n_pre", "n_post", "sd_pre", "sd_post", "alpha", "inside", "size"),
    [
        (6, 2, 1.0, 316.0, 0.05, 0.3864434001953987, 0.05007109927653397),
        (6, 2, 1.0, 316.0, 0.01, 0.08030966231190279, 0.010405885322003077),
        (2, 6, 1e6, 1.0, 0.05, 0.3864286114755531, 0.050000000022701066),
        (4, 4, 1.0, 9e5, 0.01, 0.32401626302194353, 0.010000000000448114),
        (20, 3, 1.0, 1e-4, 0.05, 0.9727019213007189, 0.05000000014985265),
    ],
)
def test_the_power_of_welch_holds_where_one_arm_hardly_varies(
    n_pre, n_post, sd_pre, sd_post, alpha, inside, size
):
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=alpha)
    end = 4.0 * design.sd_of_difference
    found = probability_inside(design=design, shift=0.0, margin=Interval(-end, end))
    assert found == pytest.approx(inside, abs=1e-11)
    assert size_of_one_side(design=design) == pytest.approx(size, abs=1e-11)


def test_donors_that_hardly_differ_within_leave_the_paired_difference():
    pre, post = [1.0, 2.0, 4.0], [1.0 + 1e-9, 2.0 + 3e-9, 4.0 + 2e-9]
    found = split_source_estimated(pre=pre, post=post, historic=[1e6, 2e6])
    # Next to a rho of 1 history counts for 6e-31, and its distance of 1.5e6 for 1e-24.
    assert found.difference == pytest.approx(paired(pre=pre, post=post).difference, rel=1e-12, abs=0.0)


def test_the_expected_power_of_a_plan_is_that_of_one_estimated_spread():
    margin, lots = Interval(-0.3, 0.25), LotNumbers(n_pre=5, n_post=4)
    plan = Planned(
        test=PlannedTest.WELCH,
        margin=margin,
        shift=0.05,
        sd_pre=0.1,
        sd_post=0.15,
        correlation=0.0,
        run_sd=0.0,
        runs=RunsOfLots.SHARED,
        alpha=0.05,
    )
    alone = expected_of_one_spread(
        n_pre=5,
        n_post=4,
        spread=SdEstimate(sd=0.1, df=4.0),
        post_sd_per_pre_sd=1.5,
        shift=ShiftEstimate(shift=0.05, standard_error=0.0),
        margin=margin,
        alpha=0.05,
        is_pooled=False,
    )
    assert expected_power(plan, lots, df=4.0) == pytest.approx(alone.expected, abs=1e-11)


def test_correlations_of_titres_that_are_nearly_alike_are_those_of_their_last_digits():
    small = [[1.0, 4.0, 2.0, 7.0], [3.0, 5.0, 2.0, 9.0]]
    large = [[1e13 + value for value in row] for row in small]
    plain = [LotScale.PLAIN, LotScale.PLAIN]
    found, expected = (correlations_of_lots(each, scales=plain)[0][1] for each in (large, small))
    assert math.isclose(found, expected, rel_tol=1e-14)


def test_arms_and_sites_that_lie_far_apart_keep_the_digits_of_their_lots():
    pre = [0.999999993808009, 1.000000001051832, 0.9999999945617474, 1.000000013975172, 0.9999999940033852]
    post = [3.6999999718569216, 3.6999998630878257]
    logs = one_way_log(sites={"A": pre, "B": post})
    assert logs.ms_within == pytest.approx(1.46205608620612706e-16, rel=1e-11, abs=0.0)
    found = censored_log(pre=pre, post=post, spread=Spread.BY_ARM, calibration=Calibration.CHI_SQUARE)
    assert found.sd_post == pytest.approx(1.469852680788159e-8, rel=1e-11, abs=0.0)
    plain = one_way(sites={"A": [1.0, 2.0, 4.0], "B": [1e9 + 1.0, 1e9 + 2.5]})
    assert plain.ms_within == pytest.approx((14.0 / 3.0 + 1.125) / 3.0, rel=1e-14, abs=0.0)
    assert arms_of(pre, post).post.scale == pytest.approx(
        found.sd_post, rel=1e-11, abs=0.0
    )  # SD / √2, divisor 1


def test_margins_in_single_precision_cost_no_digits():
    low, high = np.float32(-0.3), np.float32(0.25)
    pre, post = [1.0, 1.2, 1.1], [1.05, 1.3, 1.15]
    single, double = (
        tost(pre=pre, post=post, margin=Interval(*ends), alpha=0.05)
        for ends in ((low, high), (float(low), float(high)))
    )
    assert single == double
    found = non_inferiority(single.contrast, bound=low, side=Side.LOW, alpha=0.05)
    assert found.p == double.p_low


def test_two_pairs_keep_the_digits_of_a_p_value_next_to_a_half():
    contrast = TContrast(difference=0.0, standard_error=1.0, df=1.0, is_log=False)
    assert contrast.p_above(-1e-8) == pytest.approx(0.49999999681690113816, rel=1e-15)
    assert contrast.p_below(2e-5) == pytest.approx(0.49999363380227717301, rel=1e-15)
    many = contrasts_of_summaries(
        n_pre=[2, 2],
        mean_pre=0.0,
        sd_pre=1.0,
        n_post=[2, 3],
        mean_post=0.0,
        sd_post=1e-12,
        is_pooled=False,
        is_log=False,
    )
    assert many.df[0] == 1.0
    found = equivalences(many, low=-1e-8, high=1.0, alpha=0.05)
    # t = 1e-8·√2, to the rounding of the standard error
    assert found.p_low[0] == pytest.approx(0.49999999549841841921, rel=1e-15)


def test_a_lot_that_is_no_farther_than_any_other_is_not_distant():
    assert grubbs(values=[1.0, 1.0, 1.0, 2.0], arm="pre", sides=Sides.LOWER).p == 1.0


def test_limits_beyond_what_a_difference_can_hold_are_ranked():
    found = gehan(pre=[1e308, -1e308, 0.0], post=[1.7e308, 1.2e308, 1.5e308])
    assert found.p_greater == pytest.approx(0.05, rel=1e-14)


@pytest.mark.parametrize(
    ("k", "shift_sd", "sd_ratio", "rate"), [(1e300, 100.0, 5e-324, 1.0), (3.0, 1e300, 1.0, 0.0)]
)
def test_a_range_far_beyond_or_short_of_the_process_passes_always_or_never(k, shift_sd, sd_ratio, rate):
    found = pass_rate(n_pre=3, n_post=5, k=k, sides=Sides.BOTH, shift_sd=shift_sd, sd_ratio=sd_ratio)
    assert found == pytest.approx(rate, abs=1e-15)


def test_what_leaves_double_precision_is_refused_with_a_sentence():
    with pytest.raises(NotFinite, match="donors and of the historic lots"):
        split_source(pre=[1.0, 2.0], post=[2.0, 4.0], historic=[1e308, 1.7e308, 1.2e308], weight=0.5)
    with pytest.raises(OutOfRange, match="historic lots is inf"):
        best_weight(n_donors=2, n_historic=math.inf, rho=0.5)
    with pytest.raises(NotFinite, match="pre arm"):
        contrasts(pre=[[10**400, 1]], post=[[1, 2]], is_pooled=False, is_log=False)


def arms_of(pre, post):
    return read_arms(pre=pre, post=post, prior=reference_prior(), is_log=True)
