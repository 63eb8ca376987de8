"""What is concluded from lots and a criterion, and what is said about it."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.model.comparison import Comparison, compare
from comparability.model.confounding import Bridge
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.margins import chance
from comparability.model.vocabulary import (
    ArmRole,
    Bridged,
    Contrast,
    CriterionKind,
    Effect,
    Mark,
    Outcome,
    ProtocolMode,
    ResultState,
    Scale,
    Tier,
    Worry,
)
from comparability.statistics.interval import Interval
from tests.model.observed import CONTEXT, FROZEN, PRE, SAME, attribute, criterion, lots, observed

ONE_LOT = {"minimum_lots": 1, "minimum_lots_reason": "one lot is made in a year"}
HALF = tuple(0.3 * value for value in SAME)
RETROSPECTIVE = replace(CONTEXT, mode=ProtocolMode.RETROSPECTIVE)


def compared(
    observations: tuple[Observation, ...], asked: Criterion | None = None, **facts: object
) -> Comparison:
    data: AttributeData = attribute(observations, **facts)
    return compare(data, asked or criterion(), context=CONTEXT)


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


def test_different_and_equivalent_at_once_is_said():
    """Ad5-nCoV from 50 to 800 L: ratio 1.234 (95 % 1.03–1.48) inside 0.67–1.5 is both."""
    shifted = tuple(1.25 * value for value in SAME)
    found = compared(lots(post=shifted), criterion(margin=Interval(0.67, 1.5)))
    assert found.outcome is Outcome.EQUIVALENT
    assert found.figure("difference_seen") == 1.0
    assert "but a difference is seen" in found.plain_words


def test_plain_words_give_ratio_interval_margin_and_what_would_settle_it():
    wide = (0.5e13, 1.1e13, 1.6e13)
    found = compared(lots(post=wide))
    assert found.outcome is Outcome.INCONCLUSIVE
    words = found.plain_words.replace("\u00a0", " ")
    assert words.startswith("The post-switch lots gave ")
    assert "times the pre-switch vector-genome titre (90 % interval " in words
    assert "The margin allows 0.50 to 2.00, so sameness is not shown" in words
    assert f"about {found.figure('lots_to_settle'):.0f} more post lot" in words


@pytest.mark.parametrize(
    "asked", [criterion(kind) for kind in CriterionKind], ids=lambda asked: str(asked.kind)
)
def test_no_sentence_says_significant_comparable_or_nan(asked):
    for values in (SAME, HALF):
        found = compared(lots(post=values), asked)
        said = " ".join([found.reason, found.plain_words, *found.limitations]).lower()
        assert not any(word in said for word in ("significan", "comparable", "nan", "none"))
        assert all(math.isfinite(figure.value) for figure in found.figures)


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


def test_one_site_is_compared_as_a_post_arm_and_several_post_arms_are_never_pooled():
    site = tuple(replace(item, arm=ArmRole.SITE) if item.arm is ArmRole.POST else item for item in lots())
    assert compared(site).figure("estimate") == compared(lots()).figure("estimate")
    first, *others = lots(pre=())
    apart = (*lots(post=()), replace(first, arm_name="CDMO C"), *others)
    for asked in (criterion(), criterion(CriterionKind.QUALITY_RANGE)):
        assert compared(apart, asked).outcome is Outcome.CANNOT_JUDGE


def test_what_cannot_be_judged_still_says_what_was_found_and_where_a_further_lot_is_expected():
    few = compared(lots(post=SAME[:2])).plain_words.replace("\u00a0", " ")
    assert "gave 0.97 times" in few
    assert "one further lot of the same process is expected at 8.73×10¹² to 1.20×10¹³ vg/mL (95 %" in few
    assert "prediction_low" not in {item.name for item in compared(lots()).figures}


def test_the_prediction_for_a_range_is_on_the_scale_of_the_range():
    found = compared(lots(post=SAME[:2]), criterion(CriterionKind.QUALITY_RANGE))
    centre = math.sqrt(found.figure("prediction_low") * found.figure("prediction_high"))
    assert centre == pytest.approx(math.prod(PRE) ** (1 / 6))


def test_confounding_and_degenerate_values_are_both_said():
    changed = tuple(
        replace(item, laboratory="X" if item.arm is ArmRole.PRE else "Y") for item in lots(post=(1e13,) * 3)
    )
    reason = compared(changed).reason
    assert "laboratory X" in reason and "same value" in reason


def test_a_lot_beyond_a_limit_is_named_although_the_attribute_cannot_be_judged():
    observations = [
        observed(number, arm, value, laboratory="X" if arm is ArmRole.PRE else "Y")
        for number, arm, value in ((1, ArmRole.PRE, 1.0), (51, ArmRole.POST, 99.0))
    ]
    found = compared(tuple(observations), criterion(CriterionKind.LIMIT, tier=Tier.A, **ONE_LOT))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert found.plain_words.startswith("Lot B51\u00a0(99.0) does not conform")


def test_an_interval_that_touches_the_margin_is_said_to_touch_and_is_no_evidence():
    low = compared(lots()).figure("interval_low")
    found = compared(lots(), criterion(margin=Interval(low, 2.0)))
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "reaches as far as" in found.reason


@pytest.mark.parametrize(
    "name, inside",
    [
        ("Vector-genome titre", "vector-genome titre"),
        ("VP1 share of capsid protein", "VP1 share of capsid protein"),
        ("pH", "pH"),
        ("Ad5 titre", "Ad5 titre"),
    ],
)
def test_a_name_inside_a_sentence_is_in_lower_case_unless_it_is_an_abbreviation(name, inside):
    assert f"the pre-switch {inside} (" in compared(lots(), name=name).plain_words


def test_an_interval_of_absurd_width_is_written_with_its_power_of_ten():
    asked = criterion(minimum_lots=2, minimum_lots_reason="only two lots exist on either side")
    found = compared(lots(pre=(1.0, 900.0), post=(2.0, 3100.0)), asked)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "×10" in found.plain_words and len(found.plain_words) < 400


def test_a_post_lot_tested_on_the_day_of_the_freeze_is_not_exploratory_and_the_day_is_said():
    same_day = tuple(
        replace(item, tested_on=FROZEN.date()) if item.arm is ArmRole.POST else item for item in lots()
    )
    assert any("tested on the day of the freeze" in text for text in compared(same_day).limitations)
    later = tuple(replace(item, tested_on=FROZEN.date() + timedelta(days=1)) for item in lots())
    assert not any("day of the freeze" in text for text in compared(later).limitations)


def test_a_lot_just_beyond_a_range_never_reads_as_if_it_stood_on_the_end():
    high = compared(lots(), criterion(CriterionKind.QUALITY_RANGE)).figure("range_high")
    found = compared(lots(post=(*SAME[:3], 1.0001 * high)), criterion(CriterionKind.QUALITY_RANGE))
    assert found.outcome is Outcome.NOT_MET
    assert f"{1.0001 * high / 1e13:.2f}×10¹³" not in found.reason


def test_results_that_are_no_numbers_are_counted_where_an_attribute_is_described():
    found = compared((*lots(), below(5.0, 60)), criterion(CriterionKind.DESCRIPTIVE))
    assert "one further result is not a verified number" in found.plain_words


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


def marks(context=CONTEXT, **facts: object) -> tuple[Mark, ...]:
    changed = tuple(replace(item, **facts) if item.arm is ArmRole.POST else item for item in lots())
    return compare(attribute(changed), criterion(), context=context).marks


def test_post_results_entered_or_tested_before_the_freeze_are_exploratory():
    assert marks() == ()
    assert marks(entered_at=FROZEN - timedelta(seconds=1)) == (Mark.EXPLORATORY,)
    assert marks(tested_on=FROZEN.date() - timedelta(days=1)) == (Mark.EXPLORATORY,)
    assert marks(tested_on=FROZEN.date()) == ()
    assert marks(replace(CONTEXT, frozen_at=None)) == (Mark.EXPLORATORY,)


def test_the_pre_arm_may_have_been_tested_before_the_freeze():
    early = tuple(
        replace(item, tested_on=date(2020, 1, 1)) if item.arm is ArmRole.PRE else item for item in lots()
    )
    assert compare(attribute(early), criterion(), context=CONTEXT).marks == ()


def test_the_retrospective_mode_is_marked():
    assert marks(RETROSPECTIVE) == (Mark.RETROSPECTIVE,)


def test_a_difference_of_means_is_compared_where_the_criterion_says_so_and_the_scale_is_named():
    full = compared(
        lots(pre=(82.0, 84.5, 81.0, 83.0), post=(82.5, 83.5, 81.5)),
        criterion(contrast=Contrast.DIFFERENCE, margin=Interval(-5.0, 5.0)),
        scale=Scale.LOGIT,
        decimals=1,
        scientific=False,
        unit="% full",
        name="full capsids",
    )
    assert full.outcome is Outcome.EQUIVALENT
    assert full.figure("estimate") == pytest.approx(82.5 - 82.625)
    assert any("natural scale of the attribute is logit" in sentence for sentence in full.limitations)
    words = full.plain_words.replace("\u00a0", " ")
    assert "In full capsids the post-switch lots lie on average 0.1 percentage points lower" in words
    assert "allows −5.0 to 5.0 percentage points" in words


def test_no_figure_in_words_reads_as_the_margin_when_it_is_not():
    """0.4996 must not be printed as 0.50 beside a margin of 0.50: the reader would see it touch."""
    ratio = 0.49963 / compared(lots()).figure("interval_low")
    found = compared(lots(post=tuple(ratio * value for value in SAME)))
    assert found.figure("interval_low") == pytest.approx(0.49963)
    assert "0.4996" in found.plain_words


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


def test_a_range_that_is_met_is_weak_evidence_with_its_false_pass_rate():
    found = compared(lots(), criterion(CriterionKind.QUALITY_RANGE))
    assert (found.outcome, found.effect) == (Outcome.MET, Effect.CLOSES)
    assert "weak evidence" in found.reason
    assert 0.0 < found.figure("false_pass_rate") < found.figure("pass_rate_no_shift") < 1.0


def test_a_stated_share_keeps_its_digits():
    asked = criterion(CriterionKind.TOLERANCE_INTERVAL, coverage=0.995, confidence=0.99)
    words = compared(lots(pre=PRE[:3], post=SAME[:3]), asked).plain_words.replace("\u00a0", " ")
    assert "holds at least 99.5 % of lots with 99 % confidence" in words


@pytest.mark.parametrize(
    "probability, text",
    [
        (0.99999, "more than 99.9 %"),
        (0.996, "99.6 %"),
        (0.43, "43 %"),
        (0.004, "0.4 %"),
        (0.0, "less than 0.1 %"),
    ],
)
def test_no_chance_reads_as_certain_or_impossible(probability, text):
    assert chance(probability).replace("\u00a0", " ") == text


def test_one_lot_outside_a_range_leaves_it_unmet_and_is_named():
    found = compared(lots(post=(*SAME[:3], 2e13)), criterion(CriterionKind.QUALITY_RANGE))
    assert (found.outcome, found.effect) == (Outcome.NOT_MET, Effect.NEEDS_DECISION)
    assert "B54" in found.reason


def test_the_scale_of_a_range_is_the_attributes_own():
    found = compared(lots(), criterion(CriterionKind.QUALITY_RANGE))
    centre = math.sqrt(found.figure("range_low") * found.figure("range_high"))
    assert centre == pytest.approx(math.prod(PRE) ** (1 / 6))


@pytest.mark.parametrize("worry, missing", [(Worry.HIGH, "range_low"), (Worry.LOW, "range_high")])
def test_a_tolerance_interval_bounds_the_side_that_worries(worry, missing):
    found = compared(lots(), criterion(CriterionKind.TOLERANCE_INTERVAL), worry=worry)
    assert found.outcome is Outcome.MET
    # One-sided factor for n = 6, 90 % coverage, 95 % confidence: Montgomery and Runger, Table XII
    assert found.figure("k") == pytest.approx(3.006, abs=0.0015)
    with pytest.raises(KeyError):
        found.figure(missing)


def limited(*observations: Observation, **facts: object) -> Comparison:
    return compared(tuple(observations), criterion(CriterionKind.LIMIT, minimum_lots=1, **facts))


def below(limit: float, number: int = 51) -> Observation:
    return observed(
        number, ArmRole.POST, limit, state=ResultState.LIMIT, qualifier="<", entered=f"<{limit:g}"
    )


def test_a_limit_is_met_when_every_post_lot_conforms():
    found = limited(observed(51, ArmRole.POST, 10.0), observed(52, ArmRole.POST, 0.0))
    assert (found.outcome, found.effect) == (Outcome.MET, Effect.CLOSES)


def test_one_lot_beyond_the_limit_blocks_and_is_named():
    found = limited(observed(51, ArmRole.POST, 10.01), observed(52, ArmRole.POST, 1.0))
    assert (found.outcome, found.effect) == (Outcome.NOT_MET, Effect.BLOCKS)
    assert "B51" in found.reason


def test_a_result_below_the_quantification_limit_is_judged_at_that_limit():
    assert limited(below(10.0)).outcome is Outcome.MET
    assert limited(below(10.1)).outcome is Outcome.CANNOT_JUDGE
    assert any("judged at its limit" in sentence for sentence in limited(below(5.0)).limitations)
    assert not any("judged at its limit" in sentence for sentence in limited(below(10.1)).limitations)


def test_each_reason_why_a_lot_cannot_be_known_to_conform_is_said_beside_a_lot_that_does_not():
    unknown = observed(52, ArmRole.POST, None, state=ResultState.NOT_DETECTED, entered="ND")
    words = limited(below(20.0), unknown).plain_words.replace("\u00a0", " ")
    assert words.startswith("This cannot be judged. It cannot be known whether lot B51 (<20) conforms")
    assert "lot B52 (ND) conforms: the detection limit is not recorded" in words
    beside = limited(observed(51, ArmRole.POST, 11.0), unknown)
    assert beside.outcome is Outcome.NOT_MET
    assert "Lot B51" in beside.reason and "lot B52" in beside.reason


def test_a_result_below_the_quantification_limit_does_not_pass_a_lower_limit():
    assert limited(below(10.0), limit_low=5.0, limit_high=20.0).outcome is Outcome.CANNOT_JUDGE
    assert limited(below(5.0), limit_low=5.0, limit_high=20.0).outcome is Outcome.NOT_MET


def test_a_result_above_the_range_never_passes_an_upper_limit():
    over = observed(51, ArmRole.POST, 9.0, state=ResultState.LIMIT, qualifier=">", entered=">9")
    assert limited(over).outcome is Outcome.CANNOT_JUDGE
    assert limited(replace(over, value=10.0, entered=">10")).outcome is Outcome.NOT_MET


def test_not_detected_without_a_detection_limit_says_nothing_about_a_number():
    found = limited(observed(51, ArmRole.POST, None, state=ResultState.NOT_DETECTED, entered="ND"))
    assert found.outcome is Outcome.CANNOT_JUDGE
    assert "detection limit is not recorded" in found.reason


def test_a_pre_lot_beyond_the_limit_is_a_limitation_and_not_the_verdict():
    found = limited(observed(1, ArmRole.PRE, 99.0), observed(51, ArmRole.POST, 1.0))
    assert found.outcome is Outcome.MET
    assert any("A01 would not conform" in sentence for sentence in found.limitations)


def worded(*words: str | None) -> Comparison:
    observations = tuple(
        observed(number, ArmRole.POST, None, state=ResultState.WORD, word=word, entered=word or "")
        for number, word in enumerate(words, 51)
    )
    return compared(observations, criterion(CriterionKind.QUALITATIVE, minimum_lots=1))


def test_a_qualitative_criterion_accepts_its_words_and_no_others():
    assert worded("complies", "Complies").outcome is Outcome.MET
    assert worded("complies", "does not comply").outcome is Outcome.NOT_MET
    assert worded("complies", None).outcome is Outcome.CANNOT_JUDGE


def test_an_attribute_without_a_criterion_is_described_and_never_blocks():
    found = compared(lots(), criterion(CriterionKind.DESCRIPTIVE))
    assert (found.outcome, found.effect) == (Outcome.DESCRIBED, Effect.NONE)
    assert found.figure("n_pre") == 6
    assert compared((), criterion(CriterionKind.DESCRIPTIVE)).effect is Effect.NONE


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
