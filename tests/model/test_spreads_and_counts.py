"""Spreads are judged from six lots an arm on, and counts are whole numbers."""

from dataclasses import replace

import pytest

from comparability.model.vocabulary import Analysis, ArmRole, Contrast, Outcome
from comparability.statistics.interval import Interval
from tests.model.designs import COUNTED, PURITY, asking
from tests.model.observed import compared, lots, observed

SIX = (98.1, 91.3, 105.6, 99.0, 101.1, 96.4)
SEVEN = (103.3, 94.2, 106.8, 99.9, 90.0, 112.4, 97.7)
SPREAD = asking(Contrast.SD_RATIO, Analysis.SPREAD, Interval(0.1, 10.0))
RATE = asking(Contrast.RATE_RATIO, Analysis.COUNTS, Interval(0.5, 2.0))


def test_a_spread_of_fewer_than_six_lots_is_described_and_not_judged():
    found = compared(lots(SIX, SEVEN[:5]), SPREAD, **PURITY)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert found.reason.startswith("Five post lots: a spread is judged from six lots an arm on")
    assert found.figure("interval_low") < found.figure("estimate") < found.figure("interval_high")
    assert compared(lots(SIX, SEVEN), SPREAD, **PURITY).outcome is Outcome.EQUIVALENT


def test_relative_spreads_are_compared_where_the_scale_is_logarithmic():
    scaled = tuple(1e11 * value for value in SEVEN)
    found = compared(lots(tuple(1e13 * value for value in SIX), scaled), SPREAD)
    same = compared(lots(SIX, SEVEN), SPREAD)
    assert found.figure("estimate") == pytest.approx(same.figure("estimate"))
    assert found.figure("spread_pre") == pytest.approx(same.figure("spread_pre"))


@pytest.mark.parametrize(
    "pre, post, said",
    [
        (SIX, (1.0,) * 6, "same value"),
        ((*SIX[:5], 0.0), SEVEN, "above zero"),
        (SIX[:2], SEVEN[:1], "Two pre lots and one post lot: the protocol asks for at least three"),
    ],
)
def test_what_has_no_spread_is_said(pre, post, said):
    found = compared(lots(pre, post), SPREAD)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert said in found.reason


@pytest.mark.parametrize(
    "pre, post, said",
    [
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), "Nothing was counted in either arm"),
        ((1.0, 2.0, 3.0), (1.5, 2.0, 3.0), "The post arm holds values that are no counts"),
        ((1.0, -2.0, 3.0), (1.0, 2.0, 3.0), "The pre arm holds values that are no counts"),
        ((1.0, 1e300, 3.0), (1.0, 2.0, 3.0), "The pre arm holds values that are no counts"),
    ],
)
def test_what_is_no_count_is_said(pre, post, said):
    found = compared(lots(pre, post), RATE, **COUNTED)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert said in found.reason


def test_the_number_of_lots_is_the_exposure():
    found = compared(lots((4.0, 2.0, 3.0), (3.0, 3.0, 3.0, 3.0, 3.0, 3.0)), RATE, **COUNTED)
    assert (found.figure("events_pre"), found.figure("events_post"), found.figure("estimate")) == (9, 18, 1.0)


def test_an_arm_without_an_event_leaves_the_ratio_open_at_one_end():
    found = compared(lots((0.0, 0.0, 0.0), (5.0, 4.0, 6.0)), RATE, **COUNTED)
    names = {figure.name for figure in found.figures}
    assert "interval_low" in names and not {"estimate", "interval_high"} & names
    assert found.outcome is Outcome.DIFFERENT
    assert all(row.estimate is None or row.estimate < 1e6 for row in found.influence)


def test_fills_that_count_once_have_a_mean_and_no_count():
    fills = tuple(
        observed(60 + n, ArmRole.POST, value, drug_substance_lot="DS-1") for n, value in enumerate((1.0, 2.0))
    )
    found = compared((*lots((1.0, 2.0, 3.0), (1.0, 2.0)), *fills), RATE, **COUNTED)
    assert "lots that count once have a mean instead of a count" in found.reason


def test_a_further_lot_is_not_predicted_by_a_t_interval_of_counts():
    found = compared(lots((1.0, 2.0, 3.0), (1.0,)), RATE, **COUNTED)
    assert "one further lot" not in found.plain_words
    assert (
        "one further lot"
        in compared(
            lots((1.0, 2.0, 3.0), (1.0,)),
            replace(RATE, contrast=Contrast.RATIO, analysis=Analysis.WELCH),
            **COUNTED,
        ).plain_words
    )
