"""Every post lot against a range of the pre lots: weak evidence, and said so."""

import math

import pytest

from comparability.model.vocabulary import (
    CriterionKind,
    Effect,
    Outcome,
    Worry,
)
from tests.model.observed import (
    PRE,
    SAME,
    compared,
    criterion,
    lots,
)


def test_the_prediction_for_a_range_is_on_the_scale_of_the_range():
    found = compared(lots(post=SAME[:2]), criterion(CriterionKind.QUALITY_RANGE))
    centre = math.sqrt(found.figure("prediction_low") * found.figure("prediction_high"))
    assert centre == pytest.approx(math.prod(PRE) ** (1 / 6))


def test_a_lot_just_beyond_a_range_never_reads_as_if_it_stood_on_the_end():
    high = compared(lots(), criterion(CriterionKind.QUALITY_RANGE)).figure("range_high")
    found = compared(lots(post=(*SAME[:3], 1.0001 * high)), criterion(CriterionKind.QUALITY_RANGE))
    assert found.outcome is Outcome.NOT_MET
    assert f"{1.0001 * high / 1e13:.2f}×10¹³" not in found.reason


def test_a_range_that_is_met_is_weak_evidence_with_its_false_pass_rate():
    found = compared(lots(), criterion(CriterionKind.QUALITY_RANGE))
    assert (found.outcome, found.effect) == (Outcome.MET, Effect.CLOSES)
    assert "weak evidence" in found.reason
    assert 0.0 < found.figure("false_pass_rate") < found.figure("pass_rate_no_shift") < 1.0


def test_a_stated_share_keeps_its_digits():
    asked = criterion(CriterionKind.TOLERANCE_INTERVAL, coverage=0.995, confidence=0.99)
    words = compared(lots(pre=PRE[:3], post=SAME[:3]), asked).plain_words.replace("\u00a0", " ")
    assert "holds at least 99.5 % of lots with 99 % confidence" in words


def test_one_lot_outside_a_range_leaves_it_unmet_and_is_named():
    found = compared(lots(post=(*SAME[:3], 2e13)), criterion(CriterionKind.QUALITY_RANGE))
    assert (found.outcome, found.effect) == (Outcome.NOT_MET, Effect.NEEDS_DECISION)
    assert "B54" in found.reason


def test_the_scale_of_a_range_is_the_attributes_own():
    found = compared(lots(), criterion(CriterionKind.QUALITY_RANGE))
    centre = math.sqrt(found.figure("range_low") * found.figure("range_high"))
    assert centre == pytest.approx(math.prod(PRE) ** (1 / 6))


@pytest.mark.parametrize("worry, missing", [(Worry.HIGH, "range_low"), (Worry.LOW, "range_high")])
def test_a_tolerance_interval_bounds_the_side_that_worries(worry, missing):
    found = compared(lots(), criterion(CriterionKind.TOLERANCE_INTERVAL), worry=worry)
    assert found.outcome is Outcome.MET
    # One-sided factor for n = 6, 90 % coverage, 95 % confidence: Montgomery and Runger, Table XII
    assert found.figure("k") == pytest.approx(3.006, abs=0.0015)
    with pytest.raises(KeyError):
        found.figure(missing)
