"""What lots at hand say of the spread that a plan assumes."""

import math

import numpy as np
import pytest

from comparability.statistics.errors import NoSpread, NotAShare, NotPositive, OutOfRange, TooFewLots
from comparability.statistics.planning.spread_of_lots import LotScale, correlations_of_lots, spread_of_lots
from comparability.statistics.two_arms import welch_log

LOTS = [1.02e13, 0.97e13, 1.10e13, 1.31e13]
SHARES = [81.0, 84.5, 79.2, 88.0]


def test_the_spread_of_titres_is_the_one_of_the_comparison():
    found = spread_of_lots(LOTS, scale=LotScale.LOG)
    assert found.sd == pytest.approx(welch_log(pre=LOTS, post=[1.0, 2.0]).sd_pre, rel=1e-13)
    assert found.df == 3.0


@pytest.mark.parametrize(
    ("scale", "values"),
    [
        (LotScale.PLAIN, SHARES),
        (LotScale.LOG, [math.log(each) for each in SHARES]),
        (LotScale.LOGIT, [math.log(each / (100 - each)) for each in SHARES]),
    ],
    ids=lambda each: each.value if isinstance(each, LotScale) else "",
)
def test_the_spread_is_numpys_on_the_scale(scale, values):
    assert spread_of_lots(SHARES, scale=scale).sd == pytest.approx(np.std(values, ddof=1), rel=1e-12)


def test_correlations_are_numpys_on_the_scales():
    others = [3.1, 3.6, 2.9, 4.4]
    ours = correlations_of_lots([LOTS, SHARES, others], scales=[LotScale.LOG, LotScale.LOGIT, LotScale.PLAIN])
    logits = [math.log(each / (100 - each)) for each in SHARES]
    assert np.array(ours) == pytest.approx(np.corrcoef([np.log(LOTS), logits, others]), abs=1e-12)
    assert all(ours[place][place] == 1.0 for place in range(3))


def test_what_has_no_spread_on_the_scale_is_refused():
    with pytest.raises(NotPositive):
        spread_of_lots([1.0, 0.0], scale=LotScale.LOG)
    with pytest.raises(NotAShare):
        spread_of_lots([50.0, 100.0], scale=LotScale.LOGIT)
    with pytest.raises(NoSpread):
        spread_of_lots([5.0, 5.0, 5.0], scale=LotScale.PLAIN)
    with pytest.raises(TooFewLots):
        spread_of_lots([5.0], scale=LotScale.PLAIN)
    with pytest.raises(NoSpread):
        correlations_of_lots([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]], scales=[LotScale.PLAIN] * 2)
    with pytest.raises(OutOfRange):
        correlations_of_lots([[1.0, 2.0, 3.0], [4.0, 4.0, 4.5, 5.0]], scales=[LotScale.PLAIN] * 2)
