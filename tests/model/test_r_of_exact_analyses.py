"""R gives the figures of spreads, counts, ranks, ratios of means, censored lots and posteriors."""

import math

import pytest

from comparability.model.criteria.criterion import Prior
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind
from comparability.statistics.interval import Interval
from tests.model.designs import COUNTED, IMPURITY, PURITY, asking, censored
from tests.model.in_r import assert_same_in_r, needs_r, skip_without
from tests.model.observed import PRE, SAME, compared, lots

pytestmark = needs_r

RATIO = Interval(0.5, 2.0)
SIX = (98.1, 91.3, 105.6, 99.0, 101.1, 96.4)
SEVEN = (103.3, 94.2, 106.8, 99.9, 90.0, 112.4, 97.7)
TIED = ((98.0, 91.0, 105.0, 98.0), (98.0, 103.0, 91.0, 94.0, 98.0))
BELOW = (["<0.5", 0.8, 1.1, 0.6, 0.9], ["<0.5", "<0.5", 0.7, 1.0, 0.55, 0.8])
BOTH_SIDES = ([1.4, 0.8, ">2.0", 0.6, 0.9], ["<0.5", 1.3, 0.7, ">2.0"])
MEANS = [
    (Contrast.RATIO, RATIO, CriterionKind.EQUIVALENCE),
    (Contrast.DIFFERENCE, Interval(-5.0, math.inf), CriterionKind.NON_INFERIORITY),
]
KINDS = [CriterionKind.EQUIVALENCE, CriterionKind.NON_INFERIORITY]


def margin_of(kind: CriterionKind, both: Interval) -> Interval:
    return Interval(both.low, math.inf) if kind is CriterionKind.NON_INFERIORITY else both


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("facts", [PURITY, {}], ids=["values", "logarithms"])
def test_r_gives_the_ratio_of_spreads(facts, kind):
    asked = asking(Contrast.SD_RATIO, Analysis.SPREAD, margin_of(kind, Interval(0.3, 3.0)), kind)
    assert_same_in_r(compared(lots(SIX, SEVEN), asked, **facts), rel=1e-9)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(
    "pre, post",
    [
        ((3.0, 5.0, 2.0), (1.0, 4.0, 0.0, 2.0)),
        ((0.0, 0.0, 0.0), (1.0, 2.0, 1.0)),
        ((3.0, 1.0, 2.0), (0.0,) * 4),
    ],
    ids=["both", "none before", "none after"],
)
def test_r_gives_the_ratio_of_rates(pre, post, kind):
    asked = asking(Contrast.RATE_RATIO, Analysis.COUNTS, margin_of(kind, RATIO), kind)
    assert_same_in_r(compared(lots(pre, post), asked, **COUNTED), rel=1e-6)


@pytest.mark.parametrize("arms", [(SIX, SEVEN), TIED, (PRE, SAME)], ids=["no ties", "ties", "titres"])
@pytest.mark.parametrize(
    "contrast, margin, kind",
    [
        (Contrast.RATIO, Interval(0.8, 1.25), CriterionKind.EQUIVALENCE),
        (Contrast.DIFFERENCE, Interval(-20.0, math.inf), CriterionKind.NON_INFERIORITY),
    ],
    ids=str,
)
def test_r_gives_ranks_with_and_without_ties(contrast, margin, kind, arms):
    found = compared(lots(*arms), asking(contrast, Analysis.RANK, margin, kind), **PURITY)
    assert_same_in_r(found, rel=1e-9)


def test_r_gives_ranks_of_arms_too_large_to_list_every_exchange():
    post = tuple(value * 1.013 + 0.07 * place for place, value in enumerate((*SIX, *SEVEN)))
    pre = tuple(value + 0.031 * place for place, value in enumerate((*SEVEN, *SIX)))
    asked = asking(Contrast.DIFFERENCE, Analysis.RANK, Interval(-20.0, 20.0))
    assert_same_in_r(compared(lots(pre, post), asked, **PURITY), rel=1e-9)


@pytest.mark.parametrize("analysis", [Analysis.WELCH, Analysis.POOLED], ids=str)
@pytest.mark.parametrize(
    "pre, post",
    [
        (SIX, SEVEN),
        (tuple(-value for value in SIX), tuple(-value for value in SEVEN)),
        ((1.0, -0.5, 3.0, 2.0), (2.0, 3.5, 1.5)),
        ((2.0, 3.5, 1.5), (1.0, -0.5, 3.0, 0.2)),
    ],
    ids=["above zero", "below zero", "no largest ratio", "down to zero"],
)
def test_r_gives_the_ratio_of_arithmetic_means(pre, post, analysis):
    found = compared(lots(pre, post), asking(Contrast.RATIO_OF_MEANS, analysis, RATIO), **PURITY)
    assert found.figure("estimate") > 0.0
    assert_same_in_r(found, rel=1e-7)


@pytest.mark.parametrize("arms", [BELOW, BOTH_SIDES, (SIX, SEVEN)], ids=["below", "both sides", "none"])
@pytest.mark.parametrize("contrast, margin, kind", MEANS, ids=str)
def test_r_gives_the_likelihood_of_censored_lots(contrast, margin, kind, arms):
    skip_without("survival")
    found = compared(censored(*arms), asking(contrast, Analysis.CENSORED, margin, kind), **IMPURITY)
    # R maximises without derivatives: half of the digits of a place where something is flat.
    assert_same_in_r(found, rel=3e-6)


PRIORS = {
    "flat": Prior(shift_sd=None, lot_sd=None, lot_df=None),
    "shift": Prior(shift_sd=0.2, lot_sd=None, lot_df=None),
    "narrow shift": Prior(shift_sd=0.002, lot_sd=None, lot_df=None),
    "spread": Prior(shift_sd=None, lot_sd=0.1, lot_df=4.0),
    "both": Prior(shift_sd=0.3, lot_sd=0.05, lot_df=2.0),
}


@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS)
@pytest.mark.parametrize("contrast, margin, kind", MEANS, ids=str)
def test_r_gives_the_posterior(contrast, margin, kind, prior):
    stated = {"prior": prior, "prior_source": "the history of six lots", "probability": 0.95}
    asked = asking(contrast, Analysis.POSTERIOR, margin, kind, **stated)
    assert_same_in_r(compared(lots(SIX, SEVEN[:4]), asked, **PURITY), rel=1e-6)
