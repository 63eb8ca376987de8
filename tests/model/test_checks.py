"""Sentences that flag and never decide: distant lots, unlike spread, drift; one lot under two numbers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comparability.model.judging.comparison import Comparison
from comparability.model.judging.together import compare_all
from comparability.model.vocabulary import (
    Analysis,
    ArmClaim,
    ArmPairs,
    ArmRole,
    Contrast,
    CriterionKind,
    Scale,
)
from comparability.statistics.interval import Interval
from tests.model.designs import COUNTED, PURITY, SLOPE, asking, falling, series
from tests.model.observed import CONTEXT, attribute, criterion, lots, observed

QUIET = (98.1, 99.3, 100.6, 99.0, 101.1, 100.4, 98.8)
DIFFERENCE = asking(Contrast.DIFFERENCE, Analysis.WELCH, Interval(-20.0, 20.0))


def alone(observations, asked=DIFFERENCE, context=CONTEXT, **facts) -> Comparison:
    (found,) = compare_all([attribute(tuple(observations), **(PURITY | facts))], [asked], [context])
    return found


def test_a_distant_lot_is_named_and_nothing_is_left_out():
    found = alone(lots(QUIET, (*QUIET[:6], 130.0)))
    assert [text for text in found.checks if "B57 lies far from the others" in text]
    assert found.figure("n_post") == 7 and found.used == tuple(item.result_id for item in lots(QUIET, QUIET))


def test_no_check_changes_the_outcome_or_a_figure():
    """Equal lots but for what the checks look at: dates of manufacture, in order or not."""
    dated = [
        replace(item, manufactured_on=date(2024, 1, 1) + timedelta(days=int(item.value or 0)))
        for item in lots(QUIET, QUIET)
    ]
    with_drift, without = alone(dated), alone(lots(QUIET, QUIET))
    assert any("rise with their date of manufacture" in text for text in with_drift.checks)
    assert not any("date of manufacture" in text for text in without.checks)
    assert (with_drift.outcome, with_drift.figures, with_drift.reason) == (
        without.outcome,
        without.figures,
        without.reason,
    )


@pytest.mark.parametrize(
    "analysis, said",
    [
        (Analysis.WELCH, "Welch's test does not assume otherwise."),
        (
            Analysis.POOLED,
            "The stated analysis takes one spread for both arms, so its level is not what it says.",
        ),
        (Analysis.RANK, "The stated analysis takes both arms to have one shape."),
    ],
)
def test_unlike_spread_is_told_with_what_it_means_for_the_stated_analysis(analysis, said):
    wild = tuple(100 + 12 * (value - 100) for value in QUIET)
    asked = asking(Contrast.DIFFERENCE, analysis, Interval(-50.0, 50.0))
    found = alone(lots(QUIET, wild), asked)
    assert [text for text in found.checks if "seem to spread unlike" in text and text.endswith(said)]


def test_no_bare_p_value_stands_in_a_check():
    wild = tuple(100 + 12 * (value - 100) for value in QUIET)
    dated = [
        replace(item, manufactured_on=date(2024, 1, 1) + timedelta(days=int(item.value or 0)))
        for item in lots(QUIET, wild)
    ]
    for sentence in alone(dated).checks:
        assert "p =" not in sentence and "significan" not in sentence
        if "(Mann–Kendall)" in sentence or "(Brown–Forsythe)" in sentence:
            assert "of cases" in sentence


def test_several_arms_are_looked_at_one_by_one():
    """Two sites a hundred apart are no distant lots of one arm."""
    site = tuple(
        observed(80 + n, ArmRole.SITE, value + 100.0, arm_name="Clinic C")
        for n, value in enumerate(QUIET[:2])
    )
    context = replace(CONTEXT, arm_pairs=ArmPairs.EACH_WITH_PRE, arm_claim=ArmClaim.ALL)
    assert alone((*lots(QUIET, QUIET), *site), context=context).checks == ()
    far = (*lots(QUIET, (*QUIET[:6], 130.0)), *site)
    assert any("Of the CDMO B lots, B57 lies far" in text for text in alone(far, context=context).checks)


def test_lots_known_by_a_limit_and_arms_of_three_lots_are_not_looked_at():
    assert alone(lots(QUIET[:3], (98.0, 99.0, 500.0))).checks == ()


def test_slopes_that_rise_are_looked_at_as_they_are_and_not_as_logarithms():
    points = series(falling((1.1, 1.2, 1.3, 1.25)), falling((1.6, 1.5, 1.7, 9.0)))
    found = alone((), criterion(**SLOPE), series=points, scale=Scale.LOG)
    assert any("B54 lies far from the others" in text for text in found.checks)


def table(**columns: tuple[float, ...]):
    """Attributes with a value for each of the same lots, as typed."""
    found = []
    for number, (name, values) in enumerate(columns.items(), 1):
        half = len(values) // 2
        found.append(
            attribute(lots(values[:half], values[half:]), **(PURITY | {"attribute_id": number, "name": name}))
        )
    asked = [replace(DIFFERENCE, attribute_id=each.attribute_id) for each in found]
    return compare_all(found, asked, [CONTEXT] * len(found))


def test_one_lot_under_two_numbers_is_flagged_at_every_attribute():
    found = table(
        a=(1.23, 2.34, 3.45, 1.23, 4.56, 5.67),
        b=(7.12, 8.23, 9.34, 7.12, 6.45, 5.56),
        c=(0.31, 0.42, 0.53, 0.31, 0.64, 0.75),
    )
    for comparison in found:
        assert any(
            "Lots A01 and B51 agree in every digit of the 3 attributes" in text for text in comparison.checks
        )


def test_an_attribute_that_is_a_sum_of_others_is_no_evidence_of_its_own():
    empty, full = (12.31, 15.42, 9.57, 11.68, 14.29, 10.03), (80.12, 77.35, 83.01, 81.46, 78.57, 82.88)
    both = tuple(round(a + b, 2) for a, b in zip(empty, full, strict=True))
    found = table(empty=empty, full=full, both=both)
    assert all(any("both = empty + full in all 6 lots" in text for text in each.checks) for each in found)


def test_a_product_in_other_units_is_told_with_its_factor():
    titre, share = (1.237, 2.341, 3.452, 1.768, 4.569, 2.903), (80.12, 77.35, 83.01, 81.46, 78.57, 82.88)
    full = tuple(round(a * b / 100, 5) for a, b in zip(titre, share, strict=True))
    found = table(titre=titre, share=share, full=full)
    assert any("full = 0.01 × titre × share in all 6 lots" in text for text in found[0].checks)


def test_rounding_that_hides_the_spread_is_flagged_but_not_of_counts():
    coarse = lots((7.0, 7.0, 8.0), (7.0, 8.0, 7.0))
    assert any("differ by at most 1 of their last digit" in text for text in alone(coarse).checks) is False
    typed = [replace(item, entered=f"{item.value:.0f}") for item in coarse]
    assert any("differ by at most 1 of their last digit" in text for text in alone(typed).checks)
    rate = asking(Contrast.RATE_RATIO, Analysis.COUNTS, Interval(0.1, 10.0))
    assert alone(typed, rate, **COUNTED).checks == ()


def test_results_that_are_all_the_same_are_said_to_be():
    same = [replace(item, entered="7.0") for item in lots((7.0,) * 3, (7.0,) * 3)]
    assert any(
        "the same in every digit that was typed" in text
        for text in alone(same, criterion(CriterionKind.DESCRIPTIVE)).checks
    )


def test_nothing_to_compare_gives_nothing():
    assert compare_all([], [], []) == ()
