"""The rules that a criterion keeps before it can be frozen."""

import math

import pytest

from comparability.model.criteria.criterion import margin
from comparability.model.criteria.validity import validate
from comparability.model.errors import Invalid
from comparability.model.vocabulary import Contrast, CriterionKind, Justification, Tier
from comparability.statistics.interval import Interval
from tests.model.observed import criterion

WEAK = [Justification.HISTORY, Justification.SPECIFICATION, Justification.ASSAY]


def refused(field: str, kind: CriterionKind = CriterionKind.EQUIVALENCE, **facts: object) -> str:
    with pytest.raises(Invalid) as caught:
        validate(criterion(kind, **facts))
    assert caught.value.field == field
    return str(caught.value)


@pytest.mark.parametrize("kind", CriterionKind)
def test_a_complete_criterion_of_every_kind_is_accepted(kind):
    validate(criterion(kind))


@pytest.mark.parametrize("text", [None, "", "  ", "\u3000", "\u200b"], ids=repr)
@pytest.mark.parametrize("field", ["justification_text", "source"])
def test_a_margin_without_justification_or_source_is_refused(field, text):
    refused(field, **{field: text})


def test_a_margin_without_a_class_of_reason_is_refused():
    refused("justification", justification=None)


@pytest.mark.parametrize(
    "kind", [CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL, CriterionKind.LIMIT]
)
def test_ranges_and_limits_need_a_justification_too(kind):
    refused("justification", kind, justification=None)


@pytest.mark.parametrize("reason", WEAK)
def test_a_weak_reason_alone_is_refused_for_tier_a(reason):
    refused("impact_rationale", justification=reason)


@pytest.mark.parametrize("reason", WEAK)
def test_a_weak_reason_stands_in_tier_a_beside_an_impact_rationale(reason):
    validate(criterion(justification=reason, impact_rationale="A ratio of 0.5 doubles the dose volume."))


@pytest.mark.parametrize("reason", WEAK)
def test_a_weak_reason_is_enough_for_tier_b(reason):
    validate(criterion(tier=Tier.B, justification=reason))


def test_a_release_limit_is_no_tier_a_criterion_on_its_own():
    refused(
        "impact_rationale",
        CriterionKind.LIMIT,
        tier=Tier.A,
        justification=Justification.SPECIFICATION,
    )


@pytest.mark.parametrize("kind", [CriterionKind.QUALITY_RANGE, CriterionKind.TOLERANCE_INTERVAL])
def test_a_range_is_refused_for_tier_a(kind):
    refused("kind", kind, tier=Tier.A)


@pytest.mark.parametrize("tier", [Tier.A, Tier.B])
def test_only_tier_c_goes_without_a_criterion(tier):
    refused("kind", CriterionKind.DESCRIPTIVE, tier=tier)


@pytest.mark.parametrize(
    "contrast, low, high, field",
    [
        pytest.param(Contrast.RATIO, 1.1, 2.0, "margin_low", id="ratio above 1"),
        pytest.param(Contrast.RATIO, 1.0, 2.0, "margin_low", id="ratio touching 1"),
        pytest.param(Contrast.RATIO, 0.5, 0.9, "margin_high", id="ratio below 1"),
        pytest.param(Contrast.RATIO, -0.5, 2.0, "margin_low", id="ratio below zero"),
        pytest.param(Contrast.DIFFERENCE, 0.5, 2.0, "margin_low", id="difference above 0"),
        pytest.param(Contrast.DIFFERENCE, -2.0, 0.0, "margin_high", id="difference touching 0"),
        pytest.param(Contrast.RATIO, 0.5, math.inf, "margin_high", id="one end only"),
    ],
)
def test_a_margin_of_equivalence_holds_no_change_between_two_ends(contrast, low, high, field):
    refused(field, contrast=contrast, margin=Interval(low, high))


def test_a_missing_margin_is_refused():
    refused("margin_low", margin=None)


def test_a_comparison_says_what_it_compares():
    refused("contrast", contrast=None)


def test_non_inferiority_has_exactly_one_end():
    refused("margin_low", CriterionKind.NON_INFERIORITY, margin=Interval(0.5, 2.0))
    validate(criterion(CriterionKind.NON_INFERIORITY, margin=Interval(0.0, 2.0)))


def test_fewer_than_three_lots_for_tier_a_need_a_reason():
    refused("minimum_lots_reason", minimum_lots=2)
    refused("minimum_lots_reason", minimum_lots=2, minimum_lots_reason=" ")
    validate(criterion(minimum_lots=2, minimum_lots_reason="The supplier made two lots and closed."))
    validate(criterion(minimum_lots=2, tier=Tier.B))


def test_one_lot_is_never_enough_to_estimate_a_spread():
    refused("minimum_lots", minimum_lots=1, minimum_lots_reason="Only one was made.")


@pytest.mark.parametrize("alpha", [0.0, 0.5, -0.1, 1.0, math.nan])
def test_alpha_lies_between_zero_and_a_half(alpha):
    refused("alpha", alpha=alpha)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_the_level_of_the_second_axis_lies_between_zero_and_one(level):
    refused("difference_level", difference_level=level)


@pytest.mark.parametrize(
    "kind, field, value",
    [
        (CriterionKind.QUALITY_RANGE, "k", None),
        (CriterionKind.QUALITY_RANGE, "k", 0.0),
        (CriterionKind.QUALITY_RANGE, "false_pass_shift_sd", None),
        (CriterionKind.TOLERANCE_INTERVAL, "coverage", 1.0),
        (CriterionKind.TOLERANCE_INTERVAL, "confidence", None),
        (CriterionKind.TOLERANCE_INTERVAL, "false_pass_shift_sd", 0.0),
        (CriterionKind.LIMIT, "limit_high", None),
        (CriterionKind.LIMIT, "limit_high", math.inf),
        (CriterionKind.QUALITATIVE, "accepted_words", ()),
    ],
)
def test_what_decides_has_no_default(kind, field, value):
    refused(field, kind, **{field: value})


def test_swapped_limits_are_refused():
    refused("limit_low", CriterionKind.LIMIT, limit_low=10.0, limit_high=1.0)


def test_swapped_ends_of_a_margin_are_refused_by_name():
    with pytest.raises(Invalid) as caught:
        margin(low=2.0, high=0.5, contrast=Contrast.RATIO)
    assert caught.value.field == "margin_low"


def test_an_end_that_is_not_stated_is_open():
    assert margin(low=0.5, high=None, contrast=Contrast.RATIO) == Interval(0.5, math.inf)
    assert margin(low=None, high=1.5, contrast=Contrast.RATIO) == Interval(0.0, 1.5)
    assert margin(low=None, high=1.5, contrast=Contrast.DIFFERENCE) == Interval(-math.inf, 1.5)


@pytest.mark.parametrize(
    "low, high", [(None, None), (math.nan, 2.0), (0.5, math.inf), (0.0, 2.0), (None, -1.0)]
)
def test_a_margin_of_a_ratio_needs_finite_positive_ends(low, high):
    with pytest.raises(Invalid):
        margin(low=low, high=high, contrast=Contrast.RATIO)
