"""A Bayesian verdict is a probability, said as one, and never borrows the words of an interval."""

import math
from dataclasses import replace

import pytest

from comparability.model.criteria.criterion import Prior
from comparability.model.judging.told import beside
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, Outcome
from comparability.statistics.interval import Interval
from tests.model.designs import asking
from tests.model.observed import PRE, SAME, compared, lots

FLAT = Prior(shift_sd=None, lot_sd=None, lot_df=None)
STATED = {"prior": FLAT, "prior_source": "none: flat", "probability": 0.95}
ASKED = asking(Contrast.RATIO, Analysis.POSTERIOR, Interval(0.5, 2.0), **STATED)
ONE_SIDED = asking(
    Contrast.RATIO, Analysis.POSTERIOR, Interval(0.8, math.inf), CriterionKind.NON_INFERIORITY, **STATED
)
THIRD = tuple(0.3 * value for value in SAME)
WIDE = (0.2e13, 1.0e13, 5.0e13)


def words(found) -> str:
    return found.plain_words.replace("\u00a0", " ")


def test_enough_probability_inside_the_margin_is_equivalence_and_is_said_as_a_probability():
    found = compared(lots(), ASKED)
    assert found.outcome is Outcome.EQUIVALENT
    assert found.figure("probability") > 0.95
    inside = "inside the margin, 0.50 to 2.00, is more than 99.9 %; the protocol asks for 95 %."
    assert found.reason.replace("\u00a0", " ") == f"The probability of lying {inside}"
    assert "interval" not in found.reason
    assert "90 % credible interval" in words(found)
    assert found.method == "posterior-equivalence/1"


def test_enough_probability_on_one_side_of_the_margin_is_a_difference():
    found = compared(lots(post=THIRD), ASKED)
    assert found.outcome is Outcome.DIFFERENT
    assert "The probability of lying below the margin" in found.reason
    assert "whole interval" not in found.plain_words


def test_a_posterior_that_is_only_wide_shows_no_difference():
    """Nearly all of it lies outside a narrow margin, on both sides: the lots do not know."""
    narrow = replace(ASKED, margin=Interval(0.99, 1.01))
    found = compared(lots(PRE[:3], WIDE), narrow)
    assert found.figure("probability") < 0.05
    assert found.figure("probability_below") + found.figure("probability_above") > 0.95
    assert found.outcome is Outcome.INCONCLUSIVE
    reason = found.reason.replace("\u00a0", " ")
    assert "inside the margin" in reason and "below it" in reason and "above it" in reason
    assert "reaches" not in reason and "interval" not in reason


@pytest.mark.parametrize(
    "post, outcome, said",
    [
        (SAME, Outcome.MET, "inside the margin, at least 0.80"),
        (THIRD, Outcome.NOT_MET, "below the margin, at least 0.80"),
        (WIDE, Outcome.INCONCLUSIVE, "inside the margin, at least 0.80"),
    ],
    ids=["same", "low", "wide"],
)
def test_non_inferiority_counts_everything_above_its_one_end_as_inside(post, outcome, said):
    found = compared(lots(post=post), ONE_SIDED)
    assert found.outcome is outcome
    assert said in found.reason.replace("\u00a0", " ")
    assert "above" not in found.reason
    assert "probability_above" not in {figure.name for figure in found.figures}


def test_the_probability_never_reads_as_the_one_that_is_asked_for_unless_it_is():
    assert beside(0.9496, 0.95).replace("\u00a0", " ") == "94.96 %"
    assert beside(0.95, 0.95).replace("\u00a0", " ") == "95 %"
    assert beside(0.94, 0.95).replace("\u00a0", " ") == "94 %"
    assert beside(0.99999, 0.999).replace("\u00a0", " ") == "99.999 %"


def test_how_often_the_criterion_would_declare_equivalence_is_printed_beside_a_flat_prior():
    """Behrens and Fisher's intervals are wider than Welch's, so at the margin it declares less often."""
    found = compared(lots(), ASKED)
    welch = compared(lots(), replace(ASKED, analysis=Analysis.WELCH))
    assert 0.02 < found.figure("actual_size") < welch.figure("actual_size")
    assert found.figure("chance_without_shift") > 0.99
    meaning = next(item.meaning for item in found.figures if item.name == "actual_size")
    assert "a probability of 95\u00a0% is asked for" in meaning
    assert "one_sided_size" not in {figure.name for figure in found.figures}


def test_the_prior_is_doubted_beside_the_verdict():
    prior = Prior(shift_sd=0.1, lot_sd=0.05, lot_df=6.0)
    found = compared(lots(), replace(ASKED, prior=prior, prior_source="history of 12 lots"))
    rows = {row.name: row for row in found.side_analyses}
    assert {"posterior, prior twice as doubtful", "posterior, flat prior", "Welch on lot values"} <= set(rows)
    assert "posterior, prior of the protocol" not in rows  # it is the verdict
    widths = [
        rows[name].high - rows[name].low
        for name in ("posterior, prior twice as doubtful", "posterior, flat prior")
    ]
    assert found.figure("interval_high") - found.figure("interval_low") < widths[0] < widths[1]
    assert any("Prior: history of 12 lots." in sentence for sentence in found.limitations)


@pytest.mark.parametrize(
    "stated, doubted",
    [
        (Prior(shift_sd=0.1, lot_sd=None, lot_df=None), Prior(shift_sd=0.2, lot_sd=None, lot_df=None)),
        (Prior(shift_sd=None, lot_sd=0.05, lot_df=6.0), Prior(shift_sd=None, lot_sd=0.05, lot_df=3.0)),
    ],
    ids=["shift", "spread"],
)
def test_twice_as_doubtful_is_twice_the_sd_and_half_the_degrees_of_freedom(stated, doubted):
    beside = {row.name: row for row in compared(lots(), replace(ASKED, prior=stated)).side_analyses}
    row, asked = beside["posterior, prior twice as doubtful"], compared(lots(), replace(ASKED, prior=doubted))
    assert (row.low, row.high) == (asked.figure("interval_low"), asked.figure("interval_high"))


def test_a_prior_beside_another_analysis_decides_nothing():
    asked = asking(Contrast.RATIO, Analysis.WELCH, Interval(0.5, 2.0), prior=FLAT, prior_source="none: flat")
    found, without = compared(lots(), asked), compared(lots(), replace(asked, prior=None))
    assert (found.outcome, found.reason) == (without.outcome, without.reason)
    assert any(row.name == "posterior, prior of the protocol" for row in found.side_analyses)


def test_lots_without_spread_need_a_prior_of_the_spread():
    constant = lots(post=(1e13, 1e13, 1e13))
    assert "same value" in compared(constant, ASKED).reason
    known = replace(ASKED, prior=Prior(shift_sd=None, lot_sd=0.05, lot_df=6.0), prior_source="history")
    assert compared(constant, known).outcome is Outcome.EQUIVALENT
