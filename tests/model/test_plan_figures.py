"""What a plan comes to: attribute by attribute, together, and design by design."""

import json
import math
from dataclasses import replace
from decimal import Decimal

import pytest

from comparability.model.errors import Invalid
from comparability.model.plainness import plain
from comparability.model.plans import words
from comparability.model.plans.designs import cheapest, cost_of, months_of
from comparability.model.plans.figures import MOST_LOTS, plan_figures
from comparability.model.plans.question import AssumptionText, read_assumptions
from comparability.model.plans.stored import read_figures
from comparability.model.plans.subjects import why_not_planned
from comparability.model.vocabulary import (
    Analysis,
    Contrast,
    CriterionKind,
    LotRuns,
    PlanDesign,
    SdSource,
    Tier,
)
from comparability.statistics.interval import Interval
from tests.model.planned import COSTS, difference, question, subject


def stated(number: int = 7, **changes: str) -> dict[int, AssumptionText]:
    row = {"sd": "12", "note": "Report R-1.", "shift": "0.95"} | changes
    return {number: AssumptionText(attribute_id=number, **row)}


def only(figures):
    (found,) = figures.attributes
    return found


def test_a_planned_attribute_has_the_power_that_four_million_simulated_trials_confirm(references):
    cases = json.loads((references / "r" / "w_welch_tost_power.json").read_text(encoding="utf-8"))["cases"]
    assert len(cases) > 10
    for case in cases:
        given = case["input"]
        asked = difference(low=given["theta1"], high=given["theta2"], alpha=given["alpha"])
        rows = stated(sd=repr(given["sd1"]), shift=repr(given["theta0"]))
        found = plan_figures(
            question(
                [asked],
                rows,
                n_pre=given["n1"],
                n_post=given["n2"],
                candidates=(given["n2"],),
                sd_ratio=given["sd2"] / given["sd1"],
                target_each=0.9,
                draws=10,
            ),
            [asked],
        )
        assert only(found).power == pytest.approx(case["power"], abs=1e-9), case["id"]


def test_cvs_and_ratios_are_read_as_powertost_reads_them(references):
    """Pooled and pair by pair, of ratios and of differences."""
    cases = json.loads((references / "r" / "c_power_tost.json").read_text(encoding="utf-8"))["cases"]
    inside = [
        each for each in cases if each["input"]["theta1"] < each["input"]["theta0"] < each["input"]["theta2"]
    ]
    assert len(inside) > 20
    for case in inside:
        given = case["input"]
        is_paired = given["design"] == "paired"
        asked = {"analysis": Analysis.PAIRED if is_paired else Analysis.POOLED, "alpha": given["alpha"]}
        low, high = given["theta1"], given["theta2"]
        if given["logscale"]:
            one, spread = subject(margin=Interval(low, high), **asked), 100 * given["CV"]
        else:
            one, spread = difference(low=low, high=high, **asked), given["CV"]
        lots = 2 * given["n"] if is_paired else given["n"]
        found = plan_figures(
            question(
                [one],
                stated(sd=repr(spread), shift=repr(given["theta0"])),
                n_pre=lots[0],
                n_post=lots[1],
                candidates=(lots[1],),
                pair_correlation=0.0,
                draws=10,
            ),
            [one],
        )
        assert only(found).power == pytest.approx(case["power_exact"], abs=1e-6), case["id"]


@pytest.mark.parametrize(
    ("lots", "margin", "cv"),
    [(3, (0.8, 1.25), 7.6), (3, (0.67, 1.5), 13.9), (5, (0.5, 2.0), 35.1), (10, (0.8, 1.25), 16.5)],
    ids=str,
)
def test_the_largest_cv_of_the_pooled_test_at_a_ratio_of_one_is_powertosts(lots, margin, cv):
    asked = subject(analysis=Analysis.POOLED, margin=Interval(*margin))
    found = plan_figures(
        question([asked], stated(shift="1"), n_pre=lots, n_post=lots, candidates=(lots,)), [asked]
    )
    assert only(found).largest_spread == pytest.approx(cv, abs=0.06)


def test_the_smallest_margin_is_stated_as_a_ratio_and_holds_the_power():
    asked = subject()
    found = only(plan_figures(question([asked]), [asked]))
    assert found.margin_low == pytest.approx(1 / found.margin_high)
    again = subject(margin=Interval(found.margin_low, found.margin_high))
    assert only(plan_figures(question([again]), [again])).power == pytest.approx(0.8, abs=1e-7)


def test_lots_needed_are_the_first_that_reach_the_target_and_none_is_said_where_none_does():
    asked = subject()
    enough = only(plan_figures(question([asked], stated(sd="20")), [asked]))
    assert enough.needed is not None and enough.needed > 4
    by_lots = {point.n_post: point.power for point in enough.curve}
    assert by_lots[enough.needed - 1] < 0.8 <= by_lots[enough.needed]
    never = only(plan_figures(question([asked], stated(sd="40")), [asked]))
    assert (never.needed, never.most) == (None, MOST_LOTS)


def test_one_stated_end_has_one_smallest_end():
    low = subject(kind=CriterionKind.NON_INFERIORITY, typed={"margin_low": "0.50"})
    found = only(plan_figures(question([low]), [low]))
    assert found.margin_high is None and found.margin == "at least 0.50"
    assert 0.5 < found.margin_low < 0.95


def test_odds_ratios_are_planned_on_logits():
    asked = subject(contrast=Contrast.ODDS_RATIO, typed={"margin_low": "0.5", "margin_high": "2"},
                    margin=Interval(0.5, 2.0))  # fmt: skip
    log = subject(margin=Interval(0.5, 2.0))
    logits = only(plan_figures(question([asked], stated(sd="0.2")), [asked]))
    cv = 100 * math.sqrt(math.expm1(0.2**2))
    ratio = only(plan_figures(question([log], stated(sd=repr(cv))), [log]))
    assert logits.power == pytest.approx(ratio.power, rel=1e-9)
    assert (logits.spread, logits.largest_spread) == ("an SD of logits of 0.2", pytest.approx(
        math.sqrt(math.log1p((ratio.largest_spread / 100) ** 2)), rel=1e-9))  # fmt: skip


def test_an_sd_known_with_few_degrees_of_freedom_promises_less():
    asked = subject()
    few = only(plan_figures(question([asked], stated(df="3")), [asked]))
    many = only(plan_figures(question([asked], stated(df="200")), [asked]))
    unknown = only(plan_figures(question([asked]), [asked]))
    assert few.expected < many.expected < few.power
    assert unknown.expected is None


def test_all_tier_a_attributes_must_pass_together_and_others_are_planned_beside_them():
    subjects = [subject(1), subject(2), subject(3, tier=Tier.B)]
    figures = plan_figures(question(subjects, draws=20_000), subjects)
    assert [each.is_in_joint for each in figures.attributes] == [True, True, False]
    single = figures.attributes[0].power
    assert figures.joint.independent == pytest.approx(single**2)
    assert abs(figures.joint.power - single**2) < 4 * figures.joint.standard_error


def test_without_tier_a_every_planned_attribute_counts_together():
    subjects = [subject(1, tier=Tier.B), subject(2, tier=Tier.B)]
    assert [each.is_in_joint for each in plan_figures(question(subjects), subjects).attributes] == [
        True,
        True,
    ]


def test_attributes_that_vary_together_pass_together_more_often():
    subjects = [subject(number) for number in (1, 2, 3)]
    apart = plan_figures(question(subjects, draws=20_000), subjects).joint
    close = plan_figures(question(subjects, correlation=0.9, draws=20_000), subjects).joint
    assert close.power > apart.power + 4 * apart.standard_error
    assert close.independent == apart.independent


def by_design(figures):
    return {each.design: each for each in figures.designs}


def test_further_post_lots_cost_their_price_and_wait_for_the_first_slot():
    subjects = [subject()]
    rows = by_design(plan_figures(question(subjects), subjects))[PlanDesign.POST_LOTS].rows
    assert [(row.new_post, row.cost, row.months) for row in rows][:2] == [
        (3, Decimal(1_500_000), Decimal("14.0")), (4, Decimal(2_000_000), Decimal("15.5")),
    ]  # fmt: skip


def test_lots_that_are_made_already_cost_nothing_more():
    subjects = [subject()]
    rows = by_design(plan_figures(question(subjects, made_post=2), subjects))[PlanDesign.POST_LOTS].rows
    assert (rows[0].n_post, rows[0].new_post, rows[0].cost, rows[0].months) == (
        3, 1, Decimal(500_000), Decimal("1.5"),
    )  # fmt: skip


def test_as_many_more_lots_in_both_arms_cost_both_prices():
    subjects = [subject()]
    row = by_design(plan_figures(question(subjects), subjects))[PlanDesign.BOTH_ARMS].rows[0]
    assert (row.n_pre, row.n_post, row.cost) == (9, 3, 3 * (Decimal(500_000) + Decimal(300_000)))


def test_a_design_whose_price_is_not_stated_has_none_and_is_never_the_cheapest():
    subjects = [subject()]
    asked = question(subjects, stated(sd="24"), costs=replace(COSTS, pre_lot=None))
    figures = plan_figures(asked, subjects)
    both = by_design(figures)[PlanDesign.BOTH_ARMS].row
    assert (both.reaches, both.cost, figures.cheapest) == (True, None, None)
    assert "at a price that was not stated" in " ".join(words.answer(asked, figures))


def test_split_lots_are_a_design_where_a_correlation_within_pairs_is_stated():
    subjects = [subject()]
    assert PlanDesign.SPLIT_LOTS not in by_design(plan_figures(question(subjects), subjects))
    rows = by_design(plan_figures(question(subjects, pair_correlation=0.8, made_post=2), subjects))
    row = rows[PlanDesign.SPLIT_LOTS].rows[0]
    assert (row.n_pre, row.n_post, row.new_pre, row.new_post) == (3, 3, 3, 3)
    assert row.months == Decimal("14.0")  # of new lots, whatever others exist


def test_split_lots_gain_by_what_both_lots_of_a_source_share():
    subjects = [subject()]
    rows = [
        by_design(plan_figures(question(subjects, pair_correlation=rho), subjects))[
            PlanDesign.SPLIT_LOTS
        ].rows
        for rho in (0.0, 0.9)
    ]
    assert rows[0][1].lowest < rows[1][1].lowest


def test_side_by_side_is_a_design_where_an_sd_between_runs_is_declared():
    subjects = [subject(run_sd=0.15)]
    figures = plan_figures(question(subjects, stated(sd="8"), runs=LotRuns.ONE_AN_ARM), subjects)
    designs = by_design(figures)
    beside, alone = designs[PlanDesign.SIDE_BY_SIDE].rows[0], designs[PlanDesign.POST_LOTS].rows[0]
    assert beside.lowest > alone.lowest
    assert (beside.retests, beside.cost) == (6, alone.cost + 6 * Decimal(4_000))
    assert PlanDesign.SIDE_BY_SIDE not in by_design(plan_figures(question([subject()]), [subject()]))


def test_what_side_by_side_testing_saves_is_said_in_lots_money_and_months():
    subjects = [subject(run_sd=0.07)]
    asked = question(subjects, stated(sd="14"), runs=LotRuns.ONE_AN_ARM, candidates=tuple(range(3, 13)))
    figures = plan_figures(asked, subjects)
    designs = by_design(figures)
    saved = designs[PlanDesign.POST_LOTS].row.new_post - designs[PlanDesign.SIDE_BY_SIDE].row.new_post
    assert saved > 0
    amount = saved * 500_000 - 6 * 4_000
    text = " ".join(words.answer(asked, figures))
    assert f"it saves {saved} post lot" in text and f"costs {amount:,}\u00a0USD less" in text


def test_the_cheapest_design_that_reaches_the_target_is_marked_and_a_tie_goes_to_the_quicker():
    subjects = [subject(run_sd=0.07)]
    asked = question(subjects, stated(sd="14"), runs=LotRuns.ONE_AN_ARM, candidates=tuple(range(3, 13)))
    figures = plan_figures(asked, subjects)
    reaching = [each for each in figures.designs if each.row.reaches]
    assert len(reaching) > 1
    assert figures.cheapest is min(reaching, key=lambda each: each.row.cost).design
    slow, quick = (
        replace(
            reaching[0], design=design, rows=(replace(reaching[0].row, months=Decimal(months)),), chosen=0
        )
        for design, months in ((PlanDesign.POST_LOTS, 20), (PlanDesign.BOTH_ARMS, 12))
    )
    assert cheapest([slow, quick]) is PlanDesign.BOTH_ARMS


def test_no_design_is_marked_where_none_reaches_the_target_and_the_highest_chance_is_said():
    subjects = [subject()]
    asked = question(subjects, stated(sd="60"))
    figures = plan_figures(asked, subjects)
    assert figures.cheapest is None
    assert "No design with up to 8 post lots reaches the target" in " ".join(words.answer(asked, figures))


def test_a_target_is_both_of_each_and_of_all_together():
    subjects = [subject(1), subject(2)]
    asked = question(subjects, target_each=0.99, target_joint=0.5)
    for row in plan_figures(asked, subjects).designs[0].rows:
        assert row.reaches is (row.power >= 0.5 and row.lowest >= 0.99)


def test_costs_and_months_of_nothing_are_nothing():
    assert cost_of(COSTS, new_post=0, new_pre=0, retests=0) == 0
    assert months_of(COSTS, 0, made=0) == 0
    assert cost_of(replace(COSTS, retest=None), new_post=1, new_pre=0, retests=2) is None


def test_ranges_pass_as_often_as_their_false_pass_rate_says():
    """k = 3 with 3 pre and 3 post lots: 76 % without a shift, 43 % at a shift of 2 SD."""
    ranges = [
        subject(1, kind=CriterionKind.QUALITY_RANGE, typed={"multiplier": "3"}),
        subject(2, kind=CriterionKind.TOLERANCE_INTERVAL, typed={"coverage": "0.99", "confidence": "0.95"},
                coverage=0.99, false_pass_shift_sd=4.0),
    ]  # fmt: skip
    subjects = [subject(), *ranges]
    asked = question(subjects, stated(), n_pre=3, n_post=3, candidates=(3,))
    quality, tolerance = plan_figures(asked, subjects).ranges
    assert (round(quality.rate, 2), round(quality.rate_at_no_shift, 2)) == (0.43, 0.76)
    assert round(tolerance.rate, 2) == 0.86
    sentences = words.cannot_show(asked, plan_figures(asked, subjects))
    assert any("shifted by 2 SD would all lie inside mean ± 3 SD" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("kind", "asked", "reason"),
    [
        (CriterionKind.LIMIT, {}, "judged by itself against the limit"),
        (CriterionKind.QUALITATIVE, {}, "judged in words"),
        (CriterionKind.DESCRIPTIVE, {}, "without a criterion"),
        (CriterionKind.EQUIVALENCE, {"analysis": Analysis.RANK}, "“exact rank test” is not computed here"),
        (CriterionKind.EQUIVALENCE, {"contrast": Contrast.RATIO_OF_MEANS}, "ratio of arithmetic means"),
        (CriterionKind.EQUIVALENCE, {"margin": None}, "margin is not stated yet"),
    ],
    ids=str,
)
def test_what_a_plan_does_not_speak_of_says_why(kind, asked, reason):
    assert reason in why_not_planned(subject(kind=kind, **asked))


def test_split_lots_with_history_are_listed_with_the_size_of_their_test():
    split = subject(2, analysis=Analysis.SPLIT_SOURCE)
    subjects = [subject(1), split]
    asked = question(subjects, stated(1), pair_correlation=0.5)
    (other,) = plan_figures(asked, subjects).not_planned
    assert "one of its tests has a size of" in other.reason
    (unsized,) = plan_figures(question(subjects, stated(1)), subjects).not_planned
    assert "size" not in unsized.reason


def test_figures_are_stored_as_plain_data_and_read_back_unchanged():
    subjects = [
        subject(1),
        subject(2, kind=CriterionKind.NON_INFERIORITY, typed={"margin_low": "0.50"}),
        subject(3, kind=CriterionKind.QUALITY_RANGE, typed={"multiplier": "3"}),
    ]
    figures = plan_figures(question(subjects[:2]), subjects)
    assert read_figures(json.loads(json.dumps(plain(figures)))) == figures


def test_the_seed_makes_a_plan_repeatable():
    subjects = [subject(1), subject(2)]
    assert plan_figures(question(subjects), subjects) == plan_figures(question(subjects), subjects)
    other = plan_figures(question(subjects, seed=2), subjects)
    assert other.joint.power != plan_figures(question(subjects), subjects).joint.power


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"sd": None}, "7-sd"),
        ({"sd": "12 %"}, "7-sd"),
        ({"sd": "0"}, "7-sd"),
        ({"sd": "-3"}, "7-sd"),
        ({"shift": None}, "7-shift"),
        ({"shift": "0"}, "7-shift"),
        ({"shift": "1.6"}, "7-shift"),
        ({"shift": "about one"}, "7-shift"),
        ({"note": None}, "7-note"),
        ({"note": "–"}, "7-note"),
        ({"df": "0.5"}, "7-df"),
    ],
    ids=str,
)
def test_an_assumption_that_says_nothing_is_refused_in_its_cell(row, field):
    text = {"sd": "12", "note": "Report R-1.", "shift": "0.95"} | row
    with pytest.raises(Invalid) as caught:
        read_assumptions([subject()], {7: AssumptionText(attribute_id=7, **text)}, {})
    assert caught.value.field == field


def test_no_true_shift_is_ever_assumed_for_a_person():
    with pytest.raises(Invalid, match="best case"):
        read_assumptions([subject()], {7: AssumptionText(attribute_id=7, sd="12", note="R-1.")}, {})


def test_what_is_stated_of_a_criterion_that_is_not_planned_is_refused_and_not_dropped():
    subjects = [subject(1), subject(2, kind=CriterionKind.LIMIT)]
    rows = {**stated(1), **stated(2)}
    with pytest.raises(Invalid, match="judged by itself") as caught:
        read_assumptions(subjects, rows, {})
    assert caught.value.field == "2-sd"


def test_a_tier_b_attribute_may_be_left_out_and_a_tier_a_attribute_may_not():
    subjects = [subject(1), subject(2, tier=Tier.B)]
    found = read_assumptions(subjects, stated(1), {})
    assert [each.subject.number for each in found] == [1]
    with pytest.raises(Invalid) as caught:
        read_assumptions(subjects, stated(2), {})
    assert caught.value.field == "1-sd"
    with pytest.raises(Invalid, match="nothing to plan"):
        read_assumptions([subjects[1]], {}, {})


def test_what_the_lots_cannot_show_is_said_of_the_attribute_with_what_would_be_enough():
    asked = subject(facts={"name": "Potency"})
    plan = question([asked], stated(sd="20"))
    figures = plan_figures(plan, [asked])
    (sentence, *_) = words.cannot_show(plan, figures)
    assert sentence.startswith(
        "Potency: with a CV of 20\u00a0% and a true ratio of 0.95, 6 pre lots and 4 post lots"
    )
    assert f"{only(figures).needed} post lots would have 80\u00a0%" in sentence
    never = question([asked], stated(sd="40"))
    assert "No number of post lots up to 50 beside 6 pre lots has 80\u00a0%" in words.cannot_show(
        never, plan_figures(never, [asked])
    )[0]  # fmt: skip


def test_the_best_case_the_methods_own_precision_and_an_sd_known_badly_are_named():
    asked = subject()
    best = question([asked], stated(shift="1", sd="10", df="3"))
    sentences = " ".join(words.cannot_show(best, plan_figures(best, [asked])))
    assert "no true shift is assumed, which is the best case" in sentences
    assert "Averaged over what this leaves open" in sentences
    (assumption,) = question([asked]).assumptions
    from_method = question([asked], assumptions=(replace(assumption, source=SdSource.METHOD, note="ddPCR"),))
    assert "Lots differ by more than the method alone" in " ".join(
        words.cannot_show(from_method, plan_figures(from_method, [asked]))
    )


def test_a_liberal_test_says_its_size():
    """Welch with 20 pre and 2 post lots has a size of 8.2 % instead of 5 %."""
    asked = subject()
    plan = question([asked], stated(sd="5"), n_pre=20, n_post=2, candidates=(2, 3), sd_ratio=4.0)
    figures = plan_figures(plan, [asked])
    assert only(figures).one_sided_size > 0.055
    assert any("on the end of the margin" in each for each in words.cannot_show(plan, figures))


def test_the_text_for_the_protocol_says_lots_assumptions_and_chances():
    subjects = [subject(1), subject(2)]
    asked = question(subjects)
    figures = plan_figures(asked, subjects)
    text = words.justification(asked, figures, label="version 1 of the plan of 2026-11-23")
    assert text.startswith("6 pre lots and 4 post lots, from version 1 of the plan of 2026-11-23.")
    assert "Attribute 1, a CV of 12\u00a0% (stated: Report R-1) and a true ratio of 0.95" in text
    assert "together" in text and "p-value" not in text and "significant" not in text
