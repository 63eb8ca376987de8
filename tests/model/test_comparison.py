"""What is concluded from lots and a criterion, and what stops a verdict."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.model.datasets import Observation
from comparability.model.judging.comparison import compare
from comparability.model.judging.confounding import Bridge
from comparability.model.vocabulary import (
    ArmRole,
    Bridged,
    CriterionKind,
    Effect,
    Outcome,
    ResultState,
    Tier,
)
from comparability.statistics.interval import Interval
from tests.model.observed import (
    CONTEXT,
    PRE,
    SAME,
    attribute,
    compared,
    criterion,
    lots,
    observed,
)

HALF = tuple(0.3 * value for value in SAME)


def post(*states: Observation) -> tuple[Observation, ...]:
    return (*lots(post=()), *states)


def test_an_interval_inside_the_margin_is_equivalent():
    found = compared(lots())
    assert (found.outcome, found.effect) == (Outcome.EQUIVALENT, Effect.CLOSES)
    assert 0.5 < found.figure("interval_low") < found.figure("estimate") < found.figure("interval_high") < 2.0
    assert max(found.figure("p_low"), found.figure("p_high")) < 0.05


def test_an_interval_outside_the_margin_is_different():
    found = compared(lots(post=HALF))
    assert (found.outcome, found.effect) == (Outcome.DIFFERENT, Effect.BLOCKS)
    assert compared(lots(post=HALF), criterion(tier=Tier.B)).effect is Effect.NEEDS_DECISION


def test_every_result_used_and_every_one_left_out_is_named():
    excluded = observed(60, ArmRole.POST, 9e12, excluded_reason="the batch failed: bioreactor contamination")
    found = compared((*lots(), excluded))
    assert found.used == tuple(item.result_id for item in lots())
    assert [(item.lot_number, item.reason) for item in found.unused] == [
        ("B60", "the batch failed: bioreactor contamination")
    ]
    assert found.figure("n_post") == 4


def test_a_wider_spread_needs_more_lots_and_leaving_one_lot_out_is_shown_for_each():
    found = compared(lots())
    assert [row.lot_number for row in found.influence] == [lot.lot_number for lot in found.lots]
    assert {row.outcome for row in found.influence} == {Outcome.EQUIVALENT}


def test_the_actual_size_is_printed_with_every_comparison_of_two_arms():
    found = compared(lots())
    # Two ways of integrating: where the second test never fails, both are the same number.
    assert found.figure("actual_size") == pytest.approx(found.figure("one_sided_size"), abs=1e-12)
    assert 0.0 < found.figure("actual_size") < 0.1


@pytest.mark.parametrize(
    "observations, said",
    [
        pytest.param(lots(verified=False), "10 results are not verified.", id="not verified"),
        pytest.param(
            post(*(observed(n, ArmRole.POST, 1e13, verified=n != 51) for n in (51, 52, 53))),
            "1 result is not verified.",
            id="one not verified",
        ),
        pytest.param(
            lots(post=SAME[:2]), "Two post lots: the protocol asks for at least three an arm.", id="n"
        ),
        pytest.param(lots(pre=(), post=SAME), "No pre lots", id="no pre lots"),
        pytest.param((), "No pre lots and no post lots", id="no lots"),
        pytest.param(lots(post=(1e13, 1e13, 1e13)), "same value", id="constant arm"),
        pytest.param(lots(post=(1e13, 0.0, 1e13)), "above zero", id="zero under a logarithm"),
        pytest.param(
            post(*lots(pre=())[:3], observed(60, ArmRole.POST, None, state=ResultState.NOT_TESTED)),
            "Lot B60 has no result (not tested)",
            id="not tested",
        ),
        pytest.param(
            post(*lots(pre=())[:3], observed(60, ArmRole.POST, None, state=ResultState.INVALID)),
            "Lot B60 has no result (invalid)",
            id="invalid",
        ),
        pytest.param(
            post(
                *lots(pre=())[:3], observed(60, ArmRole.POST, 2.8e9, state=ResultState.LIMIT, qualifier="<")
            ),
            "means are not computed from limits",
            id="below the limit",
        ),
        pytest.param(
            post(*lots(pre=())[:3], observed(60, ArmRole.SITE, 1e13, arm_name="Clinic C")),
            "two arms beside the pre arm (CDMO B and Clinic C), and the protocol does not say which",
            id="several sites",
        ),
    ],
)
def test_what_cannot_be_judged_says_why_and_blocks(observations, said):
    found = compared(observations)
    assert (found.outcome, found.effect) == (Outcome.CANNOT_JUDGE, Effect.BLOCKS)
    assert said in found.reason
    assert "This cannot be judged." in found.plain_words


@pytest.mark.parametrize("n_pre, is_said", [(13, False), (20, True)])
def test_three_lots_against_many_say_how_often_the_test_passes_by_chance(n_pre, is_said):
    many = tuple(1e13 * (1.0 + 0.01 * (place % 7)) for place in range(n_pre))
    found = compared(lots(many, SAME[:3]), criterion())
    said = [each for each in found.limitations if "passes by chance in up to 6.1 %" in each]
    assert bool(said) is is_said


def test_one_site_is_compared_as_a_post_arm_and_several_post_arms_are_never_pooled():
    site = tuple(replace(item, arm=ArmRole.SITE) if item.arm is ArmRole.POST else item for item in lots())
    assert compared(site).figure("estimate") == compared(lots()).figure("estimate")
    first, *others = lots(pre=())
    apart = (*lots(post=()), replace(first, arm_name="CDMO C"), *others)
    for asked in (criterion(), criterion(CriterionKind.QUALITY_RANGE)):
        assert compared(apart, asked).outcome is Outcome.CANNOT_JUDGE


def test_confounding_and_degenerate_values_are_both_said():
    changed = tuple(
        replace(item, laboratory="X" if item.arm is ArmRole.PRE else "Y") for item in lots(post=(1e13,) * 3)
    )
    reason = compared(changed).reason
    assert "laboratory X" in reason and "same value" in reason


def test_a_lot_without_any_result_is_missing_data_and_not_one_lot_fewer():
    """Leaving the awkward lot untested must not turn a doubt into “equivalent”."""
    found = compared(lots(), without_result=("B09",))
    assert (found.outcome, found.effect) == (Outcome.CANNOT_JUDGE, Effect.BLOCKS)
    assert "Lot B09 has no result yet" in found.reason


def test_a_criterion_that_breaks_a_rule_judges_nothing():
    found = compared(lots(), criterion(justification_text=None))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "justification" in found.reason


@pytest.mark.parametrize("factor", ["method_version", "laboratory", "reference_standard"])
def test_a_confounded_tier_a_attribute_cannot_be_judged_until_bridged(factor):
    changed = tuple(replace(item, **{factor: "old" if item.arm is ArmRole.PRE else "new"}) for item in lots())
    found = compared(changed)
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert found.figure("estimate") > 0  # shown all the same
    covers = Bridged(factor.replace("_", " "))
    bridge = Bridge(covers=covers, before="old", after="new", document="BR-7")
    bridged = compare(attribute(changed), criterion(), context=replace(CONTEXT, bridges=(bridge,)))
    assert bridged.outcome is Outcome.EQUIVALENT
    assert any("BR-7" in sentence for sentence in bridged.limitations)


def test_a_confounded_tier_b_attribute_is_judged_with_the_limitation_written():
    changed = tuple(replace(item, laboratory="X" if item.arm is ArmRole.PRE else "Y") for item in lots())
    found = compared(changed, criterion(tier=Tier.B))
    assert found.outcome is Outcome.EQUIVALENT
    assert any("laboratory X" in sentence for sentence in found.limitations)


def test_drug_product_lots_of_one_drug_substance_lot_count_once():
    filled = tuple(
        replace(item, drug_substance_lot="DS-1") if item.arm is ArmRole.POST else item for item in lots()
    )
    found = compared(filled)
    assert found.outcome is Outcome.CANNOT_JUDGE and found.reason.startswith("One post lot")
    assert found.lots[-1].value == pytest.approx(math.prod(SAME) ** 0.25)
    assert any("DS-1 and count once, with their geometric mean" in sentence for sentence in found.limitations)


def test_a_drug_substance_lot_in_both_arms_is_a_limitation():
    first, *others, last = lots()
    shared = (replace(first, drug_substance_lot="DS-9"), *others, replace(last, drug_substance_lot="DS-9"))
    assert any("not independent" in sentence for sentence in compared(shared).limitations)


@pytest.mark.parametrize(
    "margin, values, outcome",
    [
        pytest.param(Interval(0.5, math.inf), SAME, Outcome.MET, id="not lower, same"),
        pytest.param(
            Interval(0.5, math.inf), tuple(9 * v for v in SAME), Outcome.MET, id="not lower, much higher"
        ),
        pytest.param(Interval(0.5, math.inf), HALF, Outcome.NOT_MET, id="not lower, low"),
        pytest.param(Interval(0.0, 2.0), HALF, Outcome.MET, id="not higher, low"),
        pytest.param(Interval(0.0, 2.0), tuple(9 * v for v in SAME), Outcome.NOT_MET, id="not higher, high"),
    ],
)
def test_non_inferiority_looks_one_way(margin, values, outcome):
    found = compared(lots(post=values), criterion(CriterionKind.NON_INFERIORITY, margin=margin))
    assert found.outcome is outcome
    assert found.method == "welch-non-inferiority/1"


def test_the_r_snippet_holds_the_very_values_that_were_compared():
    found = compared(lots())
    assert found.r_snippet is not None
    assert f"pre  <- log(c({', '.join(repr(value) for value in PRE)}))" in found.r_snippet
    assert "mu = log(0.5)" in found.r_snippet


def test_a_criterion_of_another_attribute_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="attribute 8"):
        compare(attribute(lots()), criterion(attribute_id=8), context=CONTEXT)


states = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(lambda value: {"value": value}),
    st.sampled_from([0.0, 1.0, 1.0, 2.0, 1e-300, 1e300]).map(lambda value: {"value": value}),
    st.builds(
        lambda value, qualifier: {"value": value, "state": ResultState.LIMIT, "qualifier": qualifier},
        st.floats(-10, 20),
        st.sampled_from("<≤>≥"),
    ),
    st.sampled_from([state for state in ResultState if state is not ResultState.VALUE]).map(
        lambda state: {"value": None, "state": state, "word": "complies"}
    ),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([ArmRole.PRE, ArmRole.POST]), states), max_size=9),
    st.sampled_from([criterion(kind, minimum_lots=2, tier=Tier.C) for kind in CriterionKind]),
    st.booleans(),
)
def test_whatever_was_entered_ends_in_a_word_and_finite_figures(results, asked, is_scientific):
    observations = tuple(observed(number, arm, **facts) for number, (arm, facts) in enumerate(results))
    found = compared(observations, asked, scientific=is_scientific)
    assert found.outcome in Outcome
    assert all(math.isfinite(figure.value) for figure in found.figures)
    assert found.reason and found.plain_words and "nan" not in found.plain_words
