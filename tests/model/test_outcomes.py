"""From interval and margin to one word."""

import pytest

from comparability.model.outcomes import judge_each, judge_equivalence, judge_not_higher, judge_not_lower
from comparability.model.vocabulary import Outcome
from comparability.statistics.interval import Interval

MARGIN = Interval(0.5, 2.0)


@pytest.mark.parametrize(
    "low, high, outcome",
    [
        pytest.param(0.6, 1.9, Outcome.EQUIVALENT, id="inside"),
        pytest.param(0.5, 1.9, Outcome.INCONCLUSIVE, id="touching from inside, below"),
        pytest.param(0.6, 2.0, Outcome.INCONCLUSIVE, id="touching from inside, above"),
        pytest.param(0.4, 1.9, Outcome.INCONCLUSIVE, id="straddling the low end"),
        pytest.param(0.4, 2.1, Outcome.INCONCLUSIVE, id="wider than the margin"),
        pytest.param(0.1, 0.5, Outcome.INCONCLUSIVE, id="touching from outside"),
        pytest.param(0.1, 0.4, Outcome.DIFFERENT, id="below"),
        pytest.param(2.1, 3.0, Outcome.DIFFERENT, id="above"),
    ],
)
def test_touching_the_margin_is_no_evidence(low, high, outcome):
    assert judge_equivalence(interval=Interval(low, high), margin=MARGIN) is outcome


@pytest.mark.parametrize(
    "low, high, outcome",
    [
        (0.6, 9.0, Outcome.MET),
        (0.5, 9.0, Outcome.INCONCLUSIVE),
        (0.3, 0.6, Outcome.INCONCLUSIVE),
        (0.3, 0.4, Outcome.NOT_MET),
    ],
)
def test_not_lower_looks_at_the_low_end_alone(low, high, outcome):
    assert judge_not_lower(interval=Interval(low, high), bound=0.5) is outcome


@pytest.mark.parametrize(
    "low, high, outcome",
    [
        (0.1, 1.9, Outcome.MET),
        (0.1, 2.0, Outcome.INCONCLUSIVE),
        (1.9, 2.1, Outcome.INCONCLUSIVE),
        (2.1, 3.0, Outcome.NOT_MET),
    ],
)
def test_not_higher_looks_at_the_high_end_alone(low, high, outcome):
    assert judge_not_higher(interval=Interval(low, high), bound=2.0) is outcome


@pytest.mark.parametrize(
    "conforms, outcome",
    [
        ([True, True], Outcome.MET),
        ([True, False], Outcome.NOT_MET),
        ([None, False], Outcome.NOT_MET),
        ([True, None], Outcome.CANNOT_JUDGE),
        ([], Outcome.CANNOT_JUDGE),
    ],
    ids=str,
)
def test_every_lot_must_conform_and_an_unknown_one_never_passes(conforms, outcome):
    assert judge_each(conforms) is outcome
