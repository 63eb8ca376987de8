"""What must not matter does not: the order of lots, the unit, which arm is called first, a wider margin."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.model.criteria.contrasts import FITTING, is_ratio
from comparability.model.criteria.criterion import Criterion, Prior
from comparability.model.datasets import Observation
from comparability.model.judging.comparison import Comparison
from comparability.model.vocabulary import Analysis, ArmRole, Contrast, Outcome
from comparability.statistics.interval import Interval
from tests.model.designs import asking
from tests.model.observed import compared, observed

PASSES = {Outcome.EQUIVALENT, Outcome.MET}
# On lot values; slopes are asked in their own test.
ON_LOTS = [
    (contrast, analysis)
    for contrast, fitting in FITTING.items()
    if contrast is not Contrast.SLOPE
    for analysis in fitting
]
MIRRORED = [
    (contrast, analysis)
    for contrast, analysis in ON_LOTS
    # History stands beside the pre lots only, and a mean of pre lots that is near zero has no mirror image.
    if analysis is not Analysis.SPLIT_SOURCE
]
SCALED = [
    (contrast, analysis)
    for contrast, analysis in ON_LOTS
    if contrast not in (Contrast.ODDS_RATIO, Contrast.RATE_RATIO)  # percentages and counts have one unit
]


def asked(
    contrast: Contrast, analysis: Analysis, *, margin: Interval | None = None, unit: float = 1.0
) -> Criterion:
    both = Interval(0.7, 1.4) if is_ratio(contrast) else Interval(-6.0 * unit, 9.0 * unit)
    is_difference = not is_ratio(contrast)
    facts = {}
    if analysis is Analysis.POSTERIOR:
        prior = Prior(shift_sd=2.0 * unit if is_difference else 0.1, lot_sd=None, lot_df=None)
        facts = {"prior": prior, "prior_source": "history of lots", "probability": 0.9}
    if analysis is Analysis.CENSORED:
        facts = {"floor": 20.0 * unit}
    return asking(
        contrast, analysis, margin or both, minimum_lots=2, minimum_lots_reason="no more lots", **facts
    )


def lots_of(
    pre: list[float], post: list[float], contrast: Contrast, analysis: Analysis, unit: float = 1.0
) -> tuple[Observation, ...]:
    """Lots near 50 as a criterion of that kind can read them: pairs, replicates, limits, counts."""
    made = []
    for arm, first, values in ((ArmRole.PRE, 1, pre), (ArmRole.POST, 51, post)):
        for place, value in enumerate(values):
            is_paired = analysis in (Analysis.PAIRED, Analysis.SPLIT_SOURCE)
            is_history = analysis is Analysis.SPLIT_SOURCE and arm is ArmRole.PRE and place >= 3
            number = float(round(value)) if contrast is Contrast.RATE_RATIO else value * unit
            made.append(
                observed(
                    first + place, arm, number,
                    split_source=f"donor {place}" if is_paired and not is_history and place < 3 else None,
                    replicates=(number, number + 0.3 * unit, number - 0.4 * unit)[: 1 + (place % 3)]
                    if analysis is Analysis.REPLICATES else (),
                )
            )  # fmt: skip
    return tuple(made)


values = st.lists(
    st.floats(30.0, 70.0).map(lambda value: round(value, 1)), min_size=6, max_size=8, unique=True
)
arms = st.tuples(values, values)


def numbers(found: Comparison) -> list[float]:
    known = {figure.name: figure.value for figure in found.figures}
    names = ("estimate", "interval_low", "interval_high", "p_low", "p_high", "probability")
    return [known.get(name, math.nan) for name in names]


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
@settings(max_examples=8)
@given(arms, st.randoms(use_true_random=False))
def test_the_order_of_the_lots_changes_nothing(contrast, analysis, given_arms, random):
    observations = list(lots_of(*given_arms, contrast, analysis))
    found = compared(observations, asked(contrast, analysis))
    random.shuffle(observations)
    again = compared(observations, asked(contrast, analysis))
    # Sums start from the first lot, so the last of sixteen digits may differ, and with it a rounded figure.
    assert again.outcome is found.outcome
    assert numbers(again) == pytest.approx(numbers(found), rel=1e-8, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("contrast, analysis", ON_LOTS, ids=str)
@settings(max_examples=8)
@given(arms, st.floats(0.5, 1.0), st.floats(1.0, 3.0))
def test_a_wider_margin_never_turns_equivalence_into_anything_else(
    contrast, analysis, given_arms, lower, upper
):
    observations = lots_of(*given_arms, contrast, analysis)
    narrow = asked(contrast, analysis)
    low, high = narrow.margin.low, narrow.margin.high
    wider = Interval(low * lower, high * upper) if is_ratio(contrast) else Interval(low / lower, high * upper)
    found, again = compared(observations, narrow), compared(observations, replace(narrow, margin=wider))
    if found.outcome in PASSES:
        assert again.outcome is found.outcome
    if again.outcome is Outcome.DIFFERENT:
        assert found.outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("contrast, analysis", SCALED, ids=str)
@settings(max_examples=6)
@given(arms, st.sampled_from([1e-9, 1e-3, 1e3, 1e13]))
def test_another_unit_changes_nothing_but_the_unit(contrast, analysis, given_arms, unit):
    found = compared(lots_of(*given_arms, contrast, analysis), asked(contrast, analysis))
    scaled = compared(
        lots_of(*given_arms, contrast, analysis, unit=unit),
        asked(contrast, analysis, unit=unit),
        scientific=True,
    )
    assert scaled.outcome is found.outcome
    factor = 1.0 if is_ratio(contrast) else unit
    before, after = numbers(found), numbers(scaled)
    assert after[:3] == pytest.approx([factor * each for each in before[:3]], rel=1e-6, nan_ok=True)
    assert after[3:] == pytest.approx(before[3:], rel=1e-5, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("contrast, analysis", MIRRORED, ids=str)
@settings(max_examples=8)
@given(arms)
def test_exchanging_the_arms_mirrors_everything(contrast, analysis, given_arms):
    there_asked = asked(contrast, analysis)
    low, high = there_asked.margin.low, there_asked.margin.high
    mirrored = Interval(1.0 / high, 1.0 / low) if is_ratio(contrast) else Interval(-high, -low)
    there = compared(lots_of(*given_arms, contrast, analysis), there_asked)
    back = compared(lots_of(*reversed(given_arms), contrast, analysis), replace(there_asked, margin=mirrored))
    assert back.outcome is there.outcome
    estimate, first, last, p_low, p_high, probability = numbers(there)
    if is_ratio(contrast):
        expected = [1.0 / estimate, 1.0 / last, 1.0 / first]
    else:
        expected = [-estimate, -last, -first]
    assert numbers(back) == pytest.approx(
        [*expected, p_high, p_low, probability], rel=1e-6, abs=1e-12, nan_ok=True
    )
