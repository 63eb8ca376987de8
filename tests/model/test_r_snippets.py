"""The R programs printed beside a comparison give its figures, in R where it is installed."""

import math

import pytest

from comparability.model.criteria.criterion import Criterion
from comparability.model.judging.comparison import Comparison, compare
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, Worry
from comparability.statistics.interval import Interval
from tests.model.designs import asking, censored, replicated
from tests.model.in_r import needs_r, run_in_r, stored
from tests.model.observed import CONTEXT, PRE, SAME, attribute, criterion, lots
from tests.model.observed import compared as compared_lots

ARMS = {
    "titres": (PRE, SAME),
    "two lots each": ((1.0, 2.0), (1.5, 1.7)),
    "small numbers": ((1e-9, 1.2e-9, 0.9e-9), (1.1e-9, 1.3e-9, 0.8e-9)),
    "far from zero": ((1e9 + 1, 1e9 + 2, 1e9 + 3.5), (1e9 + 1.5, 1e9 + 2.5, 1e9 + 2)),
}
FEW = {"minimum_lots": 2, "minimum_lots_reason": "no further lots will be made"}
TWO_ARMS = [
    criterion(**FEW),
    criterion(contrast=Contrast.DIFFERENCE, margin=Interval(-3.0, 2.0), **FEW),
    criterion(CriterionKind.NON_INFERIORITY, **FEW),
    criterion(CriterionKind.NON_INFERIORITY, margin=Interval(0.0, 2.0), **FEW),
]
RANGES = [
    criterion(kind, contrast=contrast, minimum_lots=2)
    for kind in (CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL)
    for contrast in Contrast
]


def compared(arms: str, asked: Criterion, worry: Worry = Worry.BOTH) -> Comparison:
    pre, post = ARMS[arms]
    return compare(attribute(lots(pre, post), worry=worry), asked, context=CONTEXT)


@needs_r
@pytest.mark.parametrize("arms", ARMS)
@pytest.mark.parametrize("asked", TWO_ARMS, ids=["ratio", "difference", "not lower", "not higher"])
def test_r_gives_the_figures_of_two_arms(arms, asked):
    found = compared(arms, asked)
    names = ("estimate", "interval_low", "interval_high", "df", "difference_low", "difference_high")
    # R takes logarithms before it subtracts: of values near 1e9 that differ in the tenth digit few are left.
    tolerance = 1e-4 if arms == "far from zero" else 1e-9
    assert run_in_r(found.r_snippet) == pytest.approx(stored(found, *names, "p_low", "p_high"), rel=tolerance)


@needs_r
@pytest.mark.parametrize("arms", ARMS)
@pytest.mark.parametrize("worry", [Worry.BOTH, Worry.HIGH, Worry.LOW], ids=str)
@pytest.mark.parametrize("asked", RANGES, ids=lambda asked: f"{asked.kind}, {asked.contrast}")
def test_r_gives_the_factor_and_the_ends_of_a_range(arms, worry, asked):
    found = compared(arms, asked, worry)
    # R integrates and solves to about ten digits; in the exponent a wide range keeps fewer.
    assert run_in_r(found.r_snippet) == pytest.approx(stored(found, "k", "range_low", "range_high"), rel=1e-7)


@needs_r
def test_r_gives_the_prediction_where_there_are_too_few_lots():
    found = compare(attribute(lots(post=SAME[:1])), criterion(), context=CONTEXT)
    assert run_in_r(found.r_snippet) == pytest.approx(
        stored(found, "prediction_low", "prediction_high"), rel=1e-9
    )


def test_only_replicates_and_censored_lots_need_a_package_and_name_it():
    for asked in (*TWO_ARMS, *RANGES):
        snippet = compared("titres", asked).r_snippet
        assert snippet is not None and "::" not in snippet and "library" not in snippet
    both = Interval(0.1, 10.0)
    mixed = compared_lots(
        replicated([[1.0, 1.1], [1.3, 1.2], [0.9, 1.0]], [[1.1, 1.2], [1.0, 1.1], [1.4, 1.2]]),
        asking(Contrast.RATIO, Analysis.REPLICATES, both),
    )
    limits = compared_lots(
        censored(["<0.5", 0.8, 1.1], ["<0.5", 0.9, 0.7]), asking(Contrast.RATIO, Analysis.CENSORED, both)
    )
    assert (mixed.r_snippet or "").startswith("library(lmerTest)  # and pbkrtest")
    assert (limits.r_snippet or "").startswith("library(survival)")


def test_a_range_with_one_end_prints_one_end():
    snippet = compared("titres", RANGES[-1], Worry.HIGH).r_snippet
    assert snippet is not None and "c(-1, 1)" not in snippet
    assert math.isfinite(compared("titres", RANGES[-1], Worry.HIGH).figure("range_high"))
