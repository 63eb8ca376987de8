"""R gives the figures of every analysis whose error follows t: the same program a reviewer finds printed."""

import pytest

from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, Variances
from comparability.statistics.interval import Interval
from tests.model.designs import (
    FEW,
    FULL,
    PURITY,
    RUN_SD,
    SHARES,
    SLOPE,
    asking,
    falling,
    replicated,
    series,
    split,
    with_runs,
)
from tests.model.in_r import assert_same_in_r, needs_r, skip_without
from tests.model.observed import PRE, SAME, compared, criterion, lots

pytestmark = needs_r

RATIO, DIFFERENCE = Interval(0.5, 2.0), Interval(-5.0, 5.0)
SPLIT_PRE, SPLIT_POST = (89.9, 92.3, 83.9, 88.9, 98.0), (83.6, 93.5, 82.7, 85.7, 81.5)
HISTORIC = (88.1, 89.7, 94.7, 86.1, 80.4, 94.4, 91.2, 92.4)
REPLICATES = ([[98.1, 97.2], [91.3, 92.4, 90.9], [105.6, 104.9], [99.0, 101.1]],
              [[106.8, 105.5], [103.3, 102.2, 104.1], [94.2, 95.0]])  # fmt: skip
SINGLE_POST = (REPLICATES[0], [[106.8], [103.3], [94.2]])
LOTS_ALIKE = ([[98.1, 91.2, 105.3], [97.5, 104.2, 93.1], [101.9, 95.0, 98.8]], REPLICATES[1])


@pytest.mark.parametrize("analysis", [Analysis.WELCH, Analysis.POOLED], ids=str)
def test_r_gives_the_odds_ratio_of_percentages(analysis):
    found = compared(lots(*SHARES), asking(Contrast.ODDS_RATIO, analysis, RATIO), **FULL)
    assert_same_in_r(found, rel=1e-9)


def test_r_gives_pooled_arms():
    assert_same_in_r(compared(lots(), asking(Contrast.RATIO, Analysis.POOLED, RATIO)), rel=1e-9)


@pytest.mark.parametrize("kind", [CriterionKind.EQUIVALENCE, CriterionKind.NON_INFERIORITY], ids=str)
@pytest.mark.parametrize(
    "contrast, margin",
    [(Contrast.RATIO, RATIO), (Contrast.DIFFERENCE, DIFFERENCE), (Contrast.ODDS_RATIO, RATIO)],
    ids=str,
)
def test_r_gives_split_lots_pair_by_pair(contrast, margin, kind):
    one = Interval(margin.low, float("inf")) if kind is CriterionKind.NON_INFERIORITY else margin
    found = compared(split(SPLIT_PRE, SPLIT_POST), asking(contrast, Analysis.PAIRED, one, kind), **PURITY)
    assert_same_in_r(found, rel=1e-9)


@pytest.mark.parametrize("weight", [None, 0.36, 1.0])
@pytest.mark.parametrize("contrast, margin", [(Contrast.RATIO, RATIO), (Contrast.DIFFERENCE, DIFFERENCE)])
def test_r_gives_split_lots_with_history(contrast, margin, weight):
    asked = asking(contrast, Analysis.SPLIT_SOURCE, margin, history_weight=weight)
    assert_same_in_r(compared(split(SPLIT_PRE, SPLIT_POST, HISTORIC), asked, **PURITY), rel=1e-9)


@pytest.mark.parametrize("variances", Variances, ids=str)
@pytest.mark.parametrize("arms", [REPLICATES, SINGLE_POST, LOTS_ALIKE], ids=["both", "one arm", "alike"])
@pytest.mark.parametrize("contrast, margin", [(Contrast.RATIO, RATIO), (Contrast.DIFFERENCE, DIFFERENCE)])
def test_r_gives_replicates_in_a_mixed_model(contrast, margin, arms, variances):
    skip_without("lmerTest", "pbkrtest")
    asked = asking(contrast, Analysis.REPLICATES, margin, variances=variances)
    # lme4 stops its search at about eight digits of the variances; of a variance of zero it is sure.
    assert_same_in_r(compared(replicated(*arms), asked, **PURITY), rel=2e-5)


def test_r_gives_the_difference_of_slopes():
    points = series(falling((-1.1, -1.3, -0.9)), falling((-1.5, -1.4, -1.7, -1.6)))
    assert_same_in_r(compared((), criterion(**SLOPE), series=points, **PURITY), rel=1e-8)


@pytest.mark.parametrize(
    "analysis, observations, contrast",
    [
        (Analysis.WELCH, lots(), Contrast.RATIO),
        (Analysis.POOLED, lots(), Contrast.RATIO),
        (Analysis.PAIRED, split(SPLIT_PRE, SPLIT_POST), Contrast.RATIO),
        (Analysis.SPLIT_SOURCE, split(SPLIT_PRE, SPLIT_POST, HISTORIC), Contrast.RATIO),
        (Analysis.WELCH, lots(*SHARES), Contrast.ODDS_RATIO),
    ],
    ids=lambda value: str(value) if isinstance(value, Analysis) else "",
)
def test_r_gives_an_interval_widened_by_the_declared_runs(analysis, observations, contrast):
    asked = asking(contrast, analysis, RATIO, **RUN_SD)
    found = compared(with_runs(observations, ["R1"], ["R2", "R3"]), asked, **FULL)
    assert found.figure("run_share") > 0.0
    assert_same_in_r(found, rel=1e-9)


def test_r_gives_a_widened_interval_of_replicates():
    skip_without("lmerTest", "pbkrtest")
    asked = asking(Contrast.RATIO, Analysis.REPLICATES, RATIO, **RUN_SD)
    assert_same_in_r(compared(with_runs(replicated(*REPLICATES), ["R1"], ["R2"]), asked, **PURITY), rel=2e-5)


def test_a_variance_of_runs_that_could_narrow_the_interval_narrows_nothing_in_r_either():
    asked = asking(Contrast.RATIO, Analysis.WELCH, RATIO, run_sd=0.01, run_sd_source="report 7", **FEW)
    observations = with_runs(lots(PRE[:2], SAME[:2]), ["R1"], ["R2"])
    assert_same_in_r(compared(observations, asked), rel=1e-9)
