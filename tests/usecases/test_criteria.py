import pytest

from comparability.model.errors import Invalid
from comparability.model.vocabulary import Contrast, CriterionKind, Justification, Scale, Tier
from comparability.storage.criteria import criterion_value
from comparability.storage.freezing import criterion_states
from comparability.storage.protocols import criteria_of
from comparability.storage.switches import risks_of
from comparability.usecases.criteria import (
    CriterionChange,
    CriterionEntry,
    add_missing_criteria,
    edit_criterion,
    save_criteria,
)
from comparability.usecases.risks import RiskChange, RiskEntry, save_risks
from tests.usecases.register import trail, writing
from tests.usecases.switching import a_draft, a_switch, a_team, criterion, justified


def save(session, team, draft, code, entry, reason=None):
    line = criterion(session, draft, code)
    change = CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=entry)
    return save_criteria(session, draft.id, (change,), reason=reason, actor=team.statistician)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (justified(margin_low="2.0", margin_high="0.5"), "margin_low"),
        (justified(margin_low="1.1", margin_high="2.0"), "margin_low"),
        (justified(margin_low="0,5"), "margin_low"),
        (justified(margin_low="<0.5"), "margin_low"),
        (justified(margin_high=None), "margin_high"),
        (justified(justification=None), "justification"),
        (justified(justification_text=None), "justification_text"),
        (justified(source=" "), "source"),
        (justified(justification=Justification.HISTORY), "impact_rationale"),
        (justified(justification=Justification.SPECIFICATION), "impact_rationale"),
        (justified(justification=Justification.ASSAY), "impact_rationale"),
        (justified(kind=CriterionKind.QUALITY_RANGE, multiplier="3"), "kind"),
        (justified(kind=CriterionKind.QUALITATIVE, accepted_words=("complies",)), "kind"),
        (justified(tier=Tier.B, kind=CriterionKind.QUALITY_RANGE, multiplier="-1"), "multiplier"),
        (justified(tier=Tier.B), "tier_reason"),
    ],
    ids=[
        "swapped bounds", "no change outside", "comma", "limit sign", "one end only", "no class", "no text",
        "blank source", "history alone", "specification alone", "assay alone", "range in tier A",
        "words for a number", "negative multiplier", "tier moved without a reason",
    ],
)  # fmt: skip
def test_a_wrong_criterion_is_refused_beside_its_cell(sqlite_database, entry, field):
    with writing(sqlite_database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        line = criterion(session, draft, "vg-titre")
        with pytest.raises(Invalid) as caught:
            save(session, team, draft, "vg-titre", entry)
        assert caught.value.field == f"{line.row.id}-{field}"


def test_history_stands_beside_an_impact_rationale(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        entry = justified(
            justification=Justification.HISTORY,
            impact_rationale="Half the dose was effective in study 2.",
            history_lots="A-001 to A-006",
        )
        assert save(session, team, draft, "vg-titre", entry) == 1


def test_a_margin_is_kept_as_typed_and_read_exactly(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        save(session, team, draft, "vg-titre", justified(margin_low="0.50", margin_high="2.0"))
        row = criterion(session, draft, "vg-titre").row
        assert (row.margin_low, row.margin_high) == ("0.50", "2.0")
        value = criterion_value(row, draft)
        assert (value.margin.low, value.margin.high, value.alpha) == (0.5, 2.0, 0.05)


def test_what_another_kind_left_behind_is_cleared(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        save(session, team, draft, "vg-titre", justified())
        changed = justified(kind=CriterionKind.LIMIT, limit_high="5E13", justification=Justification.DOSE)
        save(session, team, draft, "vg-titre", changed, reason="A limit is enough.")
        row = criterion(session, draft, "vg-titre").row
        assert (row.margin_low, row.contrast, row.limit_high) == (None, None, "5E13")


def test_the_first_statement_needs_no_reason_and_a_change_of_it_does(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        save(session, team, draft, "vg-titre", justified())
        with pytest.raises(Invalid):
            save(session, team, draft, "vg-titre", justified(margin_low="0.67"))
        save(session, team, draft, "vg-titre", justified(margin_low="0.67"), reason="Narrower after review.")
        assert ("update", "margin_low", "0.50", "0.67", "Narrower after review.") in trail(
            session, "criterion"
        )


def test_one_wrong_row_keeps_every_row_from_being_saved(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
    good, wrong = (criterion_of(database, draft, code) for code in ("vg-titre", "potency"))
    changes = (
        CriterionChange(criterion_id=good.id, version=good.version, entry=justified()),
        CriterionChange(criterion_id=wrong.id, version=wrong.version, entry=justified(source=None)),
    )
    with pytest.raises(Invalid), writing(database, team.statistician) as session:
        save_criteria(session, draft.id, changes, reason=None, actor=team.statistician)
    assert criterion_of(database, draft, "vg-titre").margin_low is None


def criterion_of(database, draft, code):
    with database.read() as session:
        return criterion(session, draft, code).row


def test_an_open_criterion_can_wait_while_its_kind_is_chosen(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        line = criterion(session, draft, "vg-titre")
        entry = CriterionEntry(tier=Tier.A, kind=CriterionKind.NON_INFERIORITY, contrast=Contrast.RATIO)
        edit_criterion(
            session, line.row.id, entry, version=line.row.version, reason=None, actor=team.statistician
        )
        state = next(s for s in criterion_states(session, draft) if s.line.attribute.code == "vg-titre")
        assert state.problem == "margin, class of justification, justification and source missing"


def test_the_tier_that_the_risk_proposes_starts_the_criterion_with_its_rationale(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        risk = next(each for each in risks_of(session, scene.switch.id) if each.proposed_tier is Tier.A)
        entry = RiskEntry(severity=2, likelihood=2, rationale="Formulated to target.", proposed_tier=Tier.B)
        change = RiskChange(attribute_id=risk.attribute_id, version=risk.version, entry=entry)
        save_risks(session, scene.switch.id, (change,), reason="Ranked by the team.", actor=team.cmc)
        draft = a_draft(session, team, scene)
        row = next(
            line.row for line in criteria_of(session, draft.id) if line.attribute.id == risk.attribute_id
        )
        assert (row.tier, row.tier_reason) == (Tier.B, "Formulated to target.")


def test_kinds_start_from_tier_and_scale(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        for line in criteria_of(session, draft.id):
            attribute, row = line.attribute, line.row
            if attribute.is_qualitative:
                assert row.kind is CriterionKind.QUALITATIVE
                assert row.accepted_words == attribute.conforming_words
            elif attribute.scale is Scale.LOG_CENSORED and row.tier is not Tier.C:
                assert row.kind is CriterionKind.LIMIT
            elif row.tier is Tier.A:
                assert row.kind is CriterionKind.EQUIVALENCE
                assert (row.contrast is Contrast.RATIO) is (attribute.scale is Scale.LOG)


def test_no_criterion_is_added_where_every_attribute_has_one(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        assert add_missing_criteria(session, draft.id, actor=team.statistician) == 0
