"""Saving a plan: who may, on what it stands, and that what is stored is what was computed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.plans.stored import read_figures
from comparability.model.vocabulary import (
    CorrelationSource,
    LotRuns,
    PlanDesign,
    ReportableRule,
    Role,
    SdSource,
    ValidationStatus,
)
from comparability.storage.plan_grounds import plan_ground
from comparability.storage.plans import (
    Plan,
    PlanAssumption,
    assumptions_of,
    latest_plan,
    plan_before,
    plans_of,
)
from comparability.storage.switches import Switch
from comparability.usecases.methods import MethodEntry, MethodVersionEntry, create_method
from comparability.usecases.plans import DRAWS, SEED, save_plan
from comparability.usecases.protocols import amend_protocol
from tests.usecases.assessing import LATER, freeze
from tests.usecases.planning import a_planning, entry, paired
from tests.usecases.register import NOW, person, trail, writing
from tests.usecases.switching import a_switch, a_team, justified


@pytest.fixture
def planning(sqlite_database):
    return a_planning(sqlite_database)


@pytest.fixture
def planning_on_both(database):
    """Once on each engine, for what the database itself does."""
    return a_planning(database)


def test_a_saved_plan_holds_its_figures_and_what_they_were_computed_with(planning_on_both):
    planning_on_both.save()
    with planning_on_both.database.read() as session:
        plan = latest_plan(session, planning_on_both.line.switch)
    figures = read_figures(plan.figures)
    assert [each.name for each in figures.attributes] == [
        "Vector-genome titre", "Infectious titre", "Empty-to-full capsids, as % full", "Potency",
    ]  # fmt: skip
    assert (plan.number, plan.draws, plan.seed, plan.method) == (1, DRAWS, SEED, "plan/1")
    assert len(plan.content_hash) == 64
    assert plan.answer[0].startswith("With 4 pre lots and 4 post lots")


def test_a_plan_and_its_assumptions_are_in_the_trail(planning_on_both):
    planning_on_both.save()
    with planning_on_both.database.read() as session:
        fields = {field for _, field, *_ in trail(session, "plan")}
        assert {"n_post", "figures", "seed", "content_hash", "saved_by_id"} <= fields
        shifts = [new for _, field, _, new, _ in trail(session, "plan_assumption") if field == "shift"]
    assert sorted(shifts) == ["-1", "0.9", "0.9", "0.95"]


def test_a_stored_plan_and_its_assumptions_are_never_changed(planning_on_both):
    plan = planning_on_both.save()

    def change(kind):
        with planning_on_both.line.writing(planning_on_both.statistician) as session:
            if kind is Plan:
                session.get_one(Plan, plan.id).seed = 2
            else:
                session.delete(assumptions_of(session, plan.id)[0].assumption)

    for kind in (Plan, PlanAssumption):
        with pytest.raises(Refused, match="is never changed or deleted"):
            change(kind)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.CMC, Role.STATISTICIAN)], ids=lambda role: role.name
)
def test_only_a_cmc_lead_and_a_statistician_plan(planning, role):
    with pytest.raises(NotAllowed, match="plan lots"):
        planning.save(actor=person(role))


def test_a_cmc_lead_plans(planning):
    assert planning.save(actor=planning.line.staff.team.cmc).number == 1


def test_each_save_is_a_version_with_a_reason_and_the_earlier_one_stays(planning):
    first = planning.save()
    with pytest.raises(Invalid) as caught:
        planning.save(after=1)
    assert caught.value.field == "reason"
    second = planning.save(after=1, reason="Two lots more are affordable.", n_post=6)
    assert (second.number, second.reason) == (2, "Two lots more are affordable.")
    with planning.database.read() as session:
        assert [line.plan.number for line in plans_of(session, planning.line.switch)] == [2, 1]
        assert session.get_one(type(first), first.id).figures == first.figures


def test_the_second_of_two_planners_is_told(planning):
    planning.save()
    for seen in (None, 2):
        with pytest.raises(Conflict, match="Somebody else saved a plan"):
            planning.save(after=seen, reason="Another one.")


def test_without_a_protocol_there_is_nothing_to_plan_for(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        with pytest.raises(Refused, match="Draft the protocol first"):
            save_plan(session, scene.switch.id, entry(), [], after=None, reason=None, actor=team.cmc, now=NOW)


def test_the_plan_before_the_freeze_is_the_one_that_was_known_then(planning):
    first = planning.save()
    planning.save(after=1, reason="After the freeze.", now=LATER + timedelta(days=2), n_post=6)
    with planning.database.read() as session:
        switch = planning.line.switch
        assert plan_before(session, switch, LATER + timedelta(days=1)).id == first.id
        assert plan_before(session, switch, LATER - timedelta(days=1)) is None
        assert latest_plan(session, switch).number == 2


def test_a_plan_reads_the_draft_of_an_amendment_before_the_version_in_force(planning):
    with planning.database.read() as session:
        draft = plan_ground(session, session.get_one(Switch, planning.line.switch)).protocol
    freeze(planning.line, draft.id)
    assert planning.save().protocol_id == draft.id
    who, reason = planning.statistician, "A lot more is affordable."
    with planning.line.writing(who) as session:
        amendment = amend_protocol(session, draft.id, reason=reason, actor=who, now=LATER)
    assert planning.save(after=1, reason=reason).protocol_id == amendment.id


def test_verified_pre_lots_are_offered_and_taken_with_their_degrees_of_freedom(planning):
    planning.measure("vg-titre")
    with planning.database.read() as session:
        ground = plan_ground(session, session.get_one(Switch, planning.line.switch))
        offer = ground.offers[planning.attributes["vg-titre"]][0]
    assert (offer.source, offer.df, ground.made_pre, ground.made_post) == (SdSource.PRE_LOTS, 3, 4, 3)
    planning.save(texts=planning.texts(**{"vg-titre": {"sd": offer.sd, "shift": "0.95"}}))
    with planning.database.read() as session:
        plan = latest_plan(session, planning.line.switch)
        stored = {line.attribute.code: line.assumption for line in assumptions_of(session, plan.id)}
    assert (stored["vg-titre"].source, stored["vg-titre"].df) == (SdSource.PRE_LOTS, "3")
    assert "A-1, A-2, A-3 and A-4" in stored["vg-titre"].note
    titre = next(each for each in read_figures(plan.figures).attributes if each.name == "Vector-genome titre")
    assert titre.expected < titre.power


def test_the_precision_of_the_newest_method_version_is_offered(planning):
    cmc = planning.line.staff.team.cmc
    with planning.line.writing(cmc) as session:
        for label, precision in (("1", "9"), ("2", "7")):
            first = MethodVersionEntry(
                label=label, reportable_rule=ReportableRule.SINGLE, precision_cv=precision,
                validation_status=ValidationStatus.VALIDATED,
            )  # fmt: skip
            create_method(
                session, planning.attributes["vg-titre"], MethodEntry(name=f"ddPCR {label}"), first=first,
                actor=cmc,
            )  # fmt: skip
    with planning.database.read() as session:
        ground = plan_ground(session, session.get_one(Switch, planning.line.switch))
    (offer,) = ground.offers[planning.attributes["vg-titre"]]
    assert (offer.sd, offer.source, offer.words) == ("7", SdSource.METHOD, "precision of ddPCR 2, version 2")


def test_another_margin_makes_the_plan_one_of_other_criteria(planning):
    plan = planning.save()
    planning.state("potency", justified(margin_low="0.60", margin_high="1.7"))
    with planning.database.read() as session:
        ground = plan_ground(session, session.get_one(Switch, planning.line.switch))
    assert ground.criteria_hash != plan.criteria_hash


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"n_pre": 1}, "n_pre"),
        ({"n_post": 31}, "n_post"),
        ({"n_post": 2}, "n_post"),
        ({"post_from": 8, "post_to": 3}, "post_to"),
        ({"post_from": 3, "post_to": 20}, "post_to"),
        ({"target_each": Decimal("0.05")}, "target_each"),
        ({"target_joint": Decimal(1)}, "target_joint"),
        ({"sd_ratio": Decimal(0)}, "sd_ratio"),
        ({"correlation": None}, "correlation"),
        ({"correlation": Decimal("1.1")}, "correlation"),
        ({"correlation": Decimal("-0.9")}, "correlation"),
        ({"correlation_source": CorrelationSource.PRE_LOTS}, "correlation_source"),
        ({"pair_correlation": Decimal(1)}, "pair_correlation"),
        ({"cost_post": Decimal(-1)}, "cost_post"),
        ({"months_between": Decimal(-1)}, "months_between"),
        ({"currency": "US$"}, "currency"),
    ],
    ids=str,
)
def test_what_cannot_be_planned_is_refused_beside_its_field(planning, changes, field):
    with pytest.raises(Invalid) as caught:
        planning.save(**changes)
    assert caught.value.field == field


def test_an_assumption_is_refused_in_its_cell(planning):
    with pytest.raises(Invalid) as caught:
        planning.save(texts=planning.texts(potency={"sd": "15", "note": "R-7.", "shift": "3"}))
    assert caught.value.field == f"{planning.attributes['potency']}-shift"


def test_a_declared_sd_between_runs_asks_in_which_runs_lots_are_measured(planning):
    planning.state("potency", justified(run_sd="0.12", run_sd_source="Validation MV-0130."))
    with pytest.raises(Invalid) as caught:
        planning.save()
    assert caught.value.field == "lot_runs"
    plan = planning.save(lot_runs=LotRuns.ONE_AN_ARM)
    designs = {each.design for each in read_figures(plan.figures).designs}
    assert PlanDesign.SIDE_BY_SIDE in designs


def test_a_paired_criterion_asks_how_much_the_lots_of_a_source_correlate(planning):
    planning.state("potency", paired())
    with pytest.raises(Invalid) as caught:
        planning.save()
    assert caught.value.field == "pair_correlation"
    figures = read_figures(planning.save(pair_correlation=Decimal("0.6")).figures)
    potency = next(each for each in figures.attributes if each.name == "Potency")
    assert potency.is_paired and PlanDesign.SPLIT_LOTS in {each.design for each in figures.designs}


def test_the_planned_number_of_lots_is_compared_even_outside_the_candidates(planning):
    figures = read_figures(planning.save(n_post=10, post_from=3, post_to=6).figures)
    assert [row.n_post for row in figures.designs[0].rows] == [3, 4, 5, 6, 10]
    assert figures.joint.n_post == 10


def test_what_nothing_declares_is_not_kept(planning):
    plan = planning.save(lot_runs=LotRuns.ONE_A_LOT, currency="usd")
    assert (plan.lot_runs, plan.currency) == (None, "USD")
