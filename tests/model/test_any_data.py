"""Whatever was entered, any valid criterion ends in a word and finite figures: never in a traceback."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.model.criteria.contrasts import (
    CONTROLLED,
    CONTROLLED_CONTRASTS,
    FITTING,
    WIDENED,
    is_ratio,
)
from comparability.model.criteria.criterion import Criterion, Prior
from comparability.model.criteria.validity import validate
from comparability.model.judging.together import compare_all
from comparability.model.vocabulary import (
    Analysis,
    ArmClaim,
    ArmPairs,
    ArmRole,
    Contrast,
    ControlUse,
    CriterionKind,
    Outcome,
    ResultState,
    Scale,
    Tier,
    Variances,
)
from comparability.statistics.interval import Interval
from tests.model.designs import point
from tests.model.observed import CONTEXT, attribute, criterion, observed

EVERY = [(contrast, analysis) for contrast, fitting in FITTING.items() for analysis in fitting]
ARMS = [(ArmRole.PRE, "CDMO A"), (ArmRole.POST, "CDMO B"), (ArmRole.SITE, "Clinic C")]
ends = st.sampled_from([(0.5, 2.0), (0.99, 1.01), (1e-5, 1e5)])
numbers = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, 1.0, 2.0, 50.0, 100.0, 1e-300, 5e-324, 1e300, -1e300, 1.7e308, 1e13]),
    st.integers(0, 6).map(float),
    st.floats(1.0, 99.0),
    st.floats(allow_nan=False, allow_infinity=False),
)
priors = st.sampled_from(
    [
        Prior(shift_sd=None, lot_sd=None, lot_df=None),
        Prior(shift_sd=0.2, lot_sd=None, lot_df=None),
        Prior(shift_sd=1e-9, lot_sd=1e9, lot_df=0.5),
        Prior(shift_sd=None, lot_sd=0.1, lot_df=4.0),
    ]
)


@st.composite
def criteria(draw, contrast: Contrast, analysis: Analysis) -> Criterion:
    kind = draw(st.sampled_from([CriterionKind.EQUIVALENCE, CriterionKind.NON_INFERIORITY]))
    low, high = draw(ends)
    if not is_ratio(contrast):
        low, high = -high, 3.0 * high
    if kind is CriterionKind.NON_INFERIORITY:
        open_low = 0.0 if is_ratio(contrast) else -math.inf
        low, high = draw(st.sampled_from([(low, math.inf), (open_low, high)]))
    facts = {
        "contrast": contrast,
        "analysis": analysis,
        "margin": Interval(low, high),
        "minimum_lots": draw(st.sampled_from([2, 3])),
        "minimum_lots_reason": "no further lots will be made",
        "tier": draw(st.sampled_from([Tier.A, Tier.B])),
        "alpha": draw(st.sampled_from([0.05, 0.025, 0.2])),
        "floor": draw(st.sampled_from([0.5, 1e-3]))
        if analysis is Analysis.CENSORED or draw(st.booleans())
        else None,
        "variances": draw(st.sampled_from(Variances)),
        "history_weight": draw(st.sampled_from([None, 0.0, 0.5, 1.0])),
    }
    if analysis is Analysis.POSTERIOR or draw(st.booleans()):
        facts |= {"prior": draw(priors), "prior_source": "history of lots", "probability": 0.9}
    if analysis in WIDENED and contrast is not Contrast.RATIO_OF_MEANS and draw(st.booleans()):
        facts |= {"run_sd": draw(st.sampled_from([0.1, 1e6])), "run_sd_source": "validation report 7"}
    if analysis in CONTROLLED and contrast in CONTROLLED_CONTRASTS and draw(st.booleans()):
        facts["control"] = ControlUse.NORMALISED
    return criterion(kind, **facts)


@st.composite
def observations(draw, analysis: Analysis):
    found = []
    for number in range(draw(st.integers(0, 12))):
        arm, name = draw(st.sampled_from(ARMS[: 2 + draw(st.integers(0, 9)) // 9]))
        facts = {"value": draw(numbers), "state": ResultState.VALUE}
        if draw(st.integers(0, 9)) < (4 if analysis is Analysis.CENSORED else 1):
            facts = draw(
                st.sampled_from(
                    [
                        {"value": 0.7, "state": ResultState.LIMIT, "qualifier": "<"},
                        {"value": 20.0, "state": ResultState.LIMIT, "qualifier": ">"},
                        {"value": None, "state": ResultState.NOT_DETECTED},
                        {"value": 1e-300, "state": ResultState.ABOVE_RANGE},
                    ]
                )
            )
        found.append(
            observed(
                number, arm, arm_name=name, entered=str(facts["value"]),
                verified=draw(st.integers(0, 40)) > 0,
                run=draw(st.sampled_from([None, "R1", "R2"])),
                control_value=draw(st.sampled_from([None, 50.0, 50.0, 50.0, 0.0, 1e300])),
                replicates=tuple(draw(st.lists(numbers, max_size=3))),
                split_source=draw(st.sampled_from([None, f"s{number // 2}", f"s{number // 2}"])),
                drug_substance_lot=draw(st.sampled_from([None, None, None, "DS-1"])),
                manufactured_on=date(2024, 1, 1 + number),
                **facts,
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def series(draw):
    found = []
    for lot in range(draw(st.integers(0, 9))):
        arm, name = draw(st.sampled_from(ARMS[:2]))
        for place, month in enumerate(
            draw(st.sampled_from([(0, 3, 6), (0, 6), (0,), (0, 1e-9), (0, 3, 6, 9, 12)]))
        ):
            found.append(point(1000 + 10 * lot + place, arm, lot, float(month), draw(numbers), arm_name=name))
    return tuple(found)


@pytest.mark.parametrize("contrast, analysis", EVERY, ids=str)
@settings(max_examples=settings.default.max_examples // 2)
@given(st.data())
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_any_data_ends_in_a_word_and_finite_figures(contrast, analysis, data):
    asked = data.draw(criteria(contrast, analysis))
    validate(asked)
    entered = attribute(
        data.draw(observations(analysis)),
        series=data.draw(series()) if contrast is Contrast.SLOPE else (),
        scale=data.draw(st.sampled_from(Scale)),
        unit=data.draw(st.sampled_from(["vg/mL", "% full", ""])),
        decimals=data.draw(st.sampled_from([0, 2])),
        scientific=data.draw(st.booleans()),
    )
    context = replace(
        CONTEXT,
        arm_pairs=data.draw(st.sampled_from([None, *ArmPairs])),
        arm_claim=data.draw(st.sampled_from(ArmClaim)),
    )
    (found,) = compare_all([entered], [asked], [context])
    assert found.outcome in Outcome and found.reason and found.plain_words
    assert all(math.isfinite(figure.value) for figure in found.figures)
    names = [figure.name for figure in found.figures]
    assert len(names) == len(set(names))
    for row in (*found.side_analyses, *found.influence, *found.pairs):
        assert all(number is None or math.isfinite(number) for number in (row.estimate, row.low, row.high))
    said = " ".join(
        [
            found.reason,
            found.plain_words,
            *found.limitations,
            *found.checks,
            *(row.remark for row in found.side_analyses),
        ]
    )
    for word in ("nan", "inf ", "None,", "reaches ;", "significan"):
        assert word not in said
