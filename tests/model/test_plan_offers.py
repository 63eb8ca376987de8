"""What the records offer a plan, and what they do not pretend to know."""

import math

import numpy as np
import pytest

from comparability.model.plans.offers import (
    FEWEST_FOR_CORRELATIONS,
    correlations_from_lots,
    offer_from_lots,
    offer_from_precision,
    short,
)
from comparability.model.plans.question import AssumptionText, read_assumptions
from comparability.model.vocabulary import ArmRole, Contrast, ControlUse, ResultState, SdSource
from tests.model.observed import PRE, lots, observed
from tests.model.planned import difference, question, subject


def test_the_cv_of_the_verified_pre_lots_is_offered_with_its_degrees_of_freedom():
    offer = offer_from_lots(subject(observations=lots()))
    cv = 100 * math.sqrt(math.expm1(np.var(np.log(PRE), ddof=1)))
    assert (float(offer.sd), offer.df, offer.source) == (pytest.approx(cv, rel=5e-3), 5, SdSource.PRE_LOTS)
    assert offer.words == "6 verified pre lots (A01, A02, A03, A04, A05 and A06)"


def test_a_difference_is_offered_in_its_unit():
    values = (71.0, 74.5, 69.0)
    offer = offer_from_lots(difference(observations=lots(pre=values)))
    assert float(offer.sd) == pytest.approx(np.std(values, ddof=1), rel=5e-3)


def test_two_lots_results_that_nobody_verified_and_lots_left_out_offer_nothing():
    assert offer_from_lots(subject(observations=lots(pre=PRE[:2]))) is None
    assert offer_from_lots(subject(observations=lots(verified=False))) is None
    assert offer_from_lots(subject(observations=lots(excluded_reason="not eligible"))) is None


def test_lots_that_are_all_alike_or_below_the_limit_offer_nothing():
    assert offer_from_lots(subject(observations=lots(pre=(1.0, 1.0, 1.0)))) is None
    limits = tuple(
        observed(number, ArmRole.PRE, 5.0, state=ResultState.LIMIT, qualifier="<") for number in (1, 2, 3)
    )
    assert offer_from_lots(subject(observations=limits)) is None


def test_post_lots_never_speak_for_the_spread_that_is_assumed():
    more = (*lots(), *(observed(90 + number, ArmRole.POST, 9e14) for number in range(3)))
    assert offer_from_lots(subject(observations=more)) == offer_from_lots(subject(observations=lots()))


def test_control_normalised_lots_vary_in_units_of_their_controls():
    runs = [{"run": "R-1", "control_value": 1.0}, {"run": "R-2", "control_value": 2.0}]
    found = [
        observed(number, ArmRole.PRE, value * runs[number % 2]["control_value"], **runs[number % 2])
        for number, value in enumerate((1.0, 1.1, 0.9, 1.05), 1)
    ]
    offer = offer_from_lots(subject(observations=found, control=ControlUse.NORMALISED))
    cv = 100 * math.sqrt(math.expm1(np.var(np.log([1.0, 1.1, 0.9, 1.05]), ddof=1)))
    assert float(offer.sd) == pytest.approx(cv, rel=5e-3)


def test_the_methods_precision_is_offered_without_degrees_of_freedom():
    offer = offer_from_precision(subject(), cv_percent="7.5", method="ddPCR, version 3")
    assert (offer.sd, offer.df, offer.source) == ("7.5", None, SdSource.METHOD)


def test_the_precision_of_a_difference_is_taken_of_the_mean_of_the_pre_lots():
    asked = difference(observations=lots(pre=(80.0, 82.0, 78.0)))
    assert float(offer_from_precision(asked, cv_percent="5", method="AUC").sd) == 4.0
    assert offer_from_precision(difference(), cv_percent="5", method="AUC") is None


def test_a_precision_that_is_no_number_or_says_nothing_of_logits_is_not_offered():
    assert offer_from_precision(subject(), cv_percent="good", method="ddPCR") is None
    assert offer_from_precision(subject(), cv_percent="0", method="ddPCR") is None
    assert offer_from_precision(subject(contrast=Contrast.ODDS_RATIO), cv_percent="5", method="AUC") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.12345, "7.12"), (0.0123456, "0.0123"), (123.456, "123"), (1.2345e12, "1.23E12"), (1.2e-6, "1.2E-6")],
)
def test_a_computed_spread_reads_as_a_person_would_type_it(value, text):
    assert short(value) == text


def test_an_offer_that_is_taken_keeps_its_source_and_another_sd_is_a_persons_own():
    asked = subject(observations=lots())
    offer = offer_from_lots(asked)
    row = AssumptionText(attribute_id=7, sd=offer.sd, df="99", shift="0.95")
    (taken,) = read_assumptions([asked], {7: row}, {7: (offer,)})
    assert (taken.source, taken.df, taken.note) == (SdSource.PRE_LOTS, 5.0, offer.words)
    own = AssumptionText(attribute_id=7, sd="9", df="12", note="Twelve batches, report R-2.", shift="0.95")
    (stated,) = read_assumptions([asked], {7: own}, {7: (offer,)})
    assert (stated.source, stated.df, stated.note) == (SdSource.STATED, 12.0, "Twelve batches, report R-2.")


def many(number: int, values: list[float], unverified: tuple[int, ...] = ()):
    found = [
        observed(place, ArmRole.PRE, value, verified=place not in unverified)
        for place, value in enumerate(values, 1)
    ]
    return subject(number, observations=found)


def test_correlations_are_estimated_from_lots_with_every_result_where_they_are_enough():
    random = np.random.default_rng(5)
    one, two = np.exp(random.normal(size=(2, 9)) * 0.1)
    found = correlations_from_lots([many(1, list(one)), many(2, list(two))])
    assert found.lots == 9
    assert found.matrix[0][1] == pytest.approx(np.corrcoef(np.log(one), np.log(two))[0, 1])
    few = correlations_from_lots([many(1, list(one)), many(2, list(two), unverified=(3, 5))])
    assert few is None
    assert FEWEST_FOR_CORRELATIONS == 8


def test_more_attributes_need_more_lots_than_attributes():
    random = np.random.default_rng(5)
    subjects = [many(number, list(np.exp(random.normal(size=8) * 0.1))) for number in range(1, 9)]
    assert correlations_from_lots(subjects[:7]) is not None
    assert correlations_from_lots(subjects) is None


def test_an_estimated_matrix_is_taken_for_the_attributes_that_must_pass_together():
    subjects = [subject(1), subject(2), subject(3)]
    matrix = ((1.0, 0.2, 0.3), (0.2, 1.0, 0.4), (0.3, 0.4, 1.0))
    assert question(subjects, correlation=matrix).correlations((0, 2)) == [[1.0, 0.3], [0.3, 1.0]]
