"""Descriptions, ranges, predictions and influence, against SciPy, textbooks and certified data."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from comparability.statistics.descriptive import describe
from comparability.statistics.errors import NoSpread, NotPositive, TooFewLots
from comparability.statistics.influence import leave_one_out
from comparability.statistics.prediction import prediction_interval, prediction_interval_log
from comparability.statistics.ranges import Sides, quality_range, tolerance_interval
from comparability.statistics.tost import difference
from comparability.statistics.two_arms import welch

LOTS = [4.1, 5.2, 4.7, 6.3]


NIST = json.loads(
    (Path(__file__).parent.parent / "references" / "nist_strd" / "univariate.json").read_text(
        encoding="utf-8"
    )
)["datasets"]


def test_geometric_mean_and_cv_agree_with_scipy():
    found = describe(values=LOTS, arm="pre")
    assert found.geometric_mean == pytest.approx(float(stats.gmean(LOTS)), rel=1e-13)
    assert found.cv == pytest.approx(math.sqrt(math.exp(np.var(np.log(LOTS), ddof=1)) - 1), rel=1e-12)
    assert (found.n, found.minimum, found.maximum) == (4, 4.1, 6.3)


def test_a_single_lot_has_no_spread_and_identical_lots_have_none_at_all():
    assert describe(values=[3.0], arm="pre").sd is None
    assert describe(values=[3.0, 3.0], arm="pre").sd == 0.0


def test_a_value_of_zero_leaves_no_geometric_mean():
    assert describe(values=[0.0, 1.0], arm="pre").geometric_mean is None


def test_a_quality_range_is_mean_plus_and_minus_k_sd():
    found = quality_range(pre=LOTS, k=3.0, sides=Sides.BOTH, is_log=False)
    mean, sd = np.mean(LOTS), np.std(LOTS, ddof=1)
    assert (found.low, found.high) == pytest.approx((mean - 3 * sd, mean + 3 * sd), rel=1e-13)


def test_the_ends_belong_to_a_range():
    found = quality_range(pre=LOTS, k=3.0, sides=Sides.BOTH, is_log=False)
    assert found.low is not None and found.high is not None
    assert found.holds(found.low) and not found.holds(np.nextafter(found.high, math.inf))


def test_a_range_on_logarithms_is_multiplicative():
    found = quality_range(pre=LOTS, k=2.0, sides=Sides.BOTH, is_log=True)
    assert found.low is not None and found.high is not None
    assert found.low * found.high == pytest.approx(float(stats.gmean(LOTS)) ** 2, rel=1e-12)


def test_a_one_sided_tolerance_interval_has_one_end():
    found = tolerance_interval(pre=LOTS, coverage=0.9, confidence=0.95, sides=Sides.UPPER, is_log=False)
    assert found.low is None
    # 4.162: one-sided factor for n = 4, 90/95, Montgomery and Runger, Table XII
    assert found.factor == pytest.approx(4.162, abs=0.0005)


def test_a_two_sided_tolerance_interval_has_both_ends():
    found = tolerance_interval(pre=LOTS, coverage=0.9, confidence=0.95, sides=Sides.BOTH, is_log=False)
    assert found.low is not None and found.high is not None and found.low < min(LOTS) < max(LOTS) < found.high
    # 5.37: two-sided factor for n = 4, 90/95, Statistics for Environmental Engineers, Table 21.1
    assert found.factor == pytest.approx(5.37, abs=0.005)


def test_a_prediction_interval_holds_one_new_lot():
    """Hahn and Meeker: mean ± t(0.975; n − 1) · s · sqrt(1 + 1/n)."""
    found = prediction_interval(pre=LOTS, level=0.95)
    half = stats.t.ppf(0.975, 3) * np.std(LOTS, ddof=1) * math.sqrt(1.25)
    assert (found.low, found.high) == pytest.approx((np.mean(LOTS) - half, np.mean(LOTS) + half), rel=1e-12)


def test_a_prediction_on_logarithms_does_not_depend_on_the_unit():
    here, there = (
        prediction_interval_log(pre=[unit * value for value in LOTS], level=0.95) for unit in (1.0, 1e13)
    )
    assert there.high / here.high == pytest.approx(1e13, rel=1e-12)


@pytest.mark.parametrize(
    "pre, refusal",
    [([1.0], TooFewLots), ([2.0, 2.0], NoSpread), ([1.0, -2.0], NotPositive)],
    ids=["one lot", "constant", "negative under a logarithm"],
)
def test_a_range_of_degenerate_lots_is_refused(pre, refusal):
    with pytest.raises(refusal):
        quality_range(pre=pre, k=3.0, sides=Sides.BOTH, is_log=True)
    with pytest.raises(refusal):
        prediction_interval_log(pre=pre, level=0.95)


def test_every_lot_is_left_out_once_and_a_refusal_is_told():
    rows = leave_one_out(
        pre=[1.0, 2.0, 4.0],
        post=[2.0, 3.0],
        estimate=lambda pre, post: difference(welch(pre=pre, post=post), level=0.95).estimate,
    )
    assert [(row.is_pre, row.index) for row in rows] == [
        (True, 0),
        (True, 1),
        (True, 2),
        (False, 0),
        (False, 1),
    ]
    assert rows[0].estimate == pytest.approx(2.5 - 3.0)
    assert rows[3].estimate is None and "1 lot" in str(rows[3].reason)


@pytest.mark.parametrize("name", NIST)
def test_mean_and_sd_agree_with_the_certified_values_of_nist(name):
    """NumAcc3 and NumAcc4 are built so that a careless sum of squares loses every digit; about eight are left
    in NumAcc4 once its values are rounded to doubles.
    """
    found = describe(values=[float(value) for value in NIST[name]["values"]], arm="pre")
    assert found.mean == pytest.approx(float(NIST[name]["mean"]), rel=1e-14)
    assert found.sd == pytest.approx(float(NIST[name]["sd"]), rel=2e-8 if name == "NumAcc4" else 1e-8)


def test_the_geometric_mean_of_lots_hundreds_of_powers_of_ten_apart_is_a_number():
    found = describe(values=[1e-300, 5.809605995370267e24, 1e300], arm="pre")
    assert found.geometric_mean == pytest.approx(5.809605995370267e24 ** (1 / 3), rel=1e-12)
