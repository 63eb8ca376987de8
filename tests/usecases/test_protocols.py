from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from comparability.model.canonical import content_hash
from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.vocabulary import (
    LotStatus,
    LotUse,
    ProtocolMode,
    ProtocolStatus,
    ResultState,
    Role,
    Tier,
)
from comparability.storage.criteria import protocol_content
from comparability.storage.protocols import (
    amendments_of,
    authors_of,
    counts_from,
    criteria_of,
    draft_protocol,
    frozen_protocol,
    protocols_of,
)
from comparability.usecases.criteria import CriterionChange, edit_criterion, save_criteria
from comparability.usecases.protocols import (
    amend_protocol,
    create_protocol,
    edit_protocol,
    freeze_protocol,
)
from comparability.usecases.suppliers import SupplierEntry, edit_supplier
from tests.usecases.register import CMC, NOW, a_lot, a_result, writing
from tests.usecases.switching import (
    LATER,
    a_complete_draft,
    a_draft,
    a_switch,
    a_team,
    criterion,
    freeze,
    freeze_entry,
    justified,
    protocol_entry,
    titre,
)


@pytest.mark.requirement("ES-03")
def test_a_complete_draft_is_frozen_by_signature_and_bound_to_its_hash(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
    with database.write(actor=team.qa, now=NOW) as session:
        freeze(session, team, draft)
    with database.read() as session:
        protocol = frozen_protocol(session, scene.switch.id)
        assert (protocol.frozen_at, protocol.frozen_by_id) == (NOW, team.qa.id)
        assert protocol.content_hash == content_hash(protocol_content(session, protocol))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"alpha": "0.5"}, "alpha"),
        ({"difference_level": "1"}, "difference_level"),
        ({"minimum_lots": 2}, "minimum_lots_reason"),
        ({"planned_post": 2}, "planned_post"),
        ({"eligible_uses": ()}, "eligible_uses"),
        ({"manufactured_from": date(2026, 1, 2), "manufactured_to": date(2026, 1, 1)}, "manufactured_to"),
        ({"failed_lots": "  "}, "failed_lots"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_rule_that_cannot_hold_is_refused_beside_its_field(sqlite_database, change, field):
    numbers = {
        name: Decimal(value) for name, value in change.items() if name in ("alpha", "difference_level")
    }
    with writing(sqlite_database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        with pytest.raises(Invalid) as caught:
            a_draft(session, team, scene, **{**change, **numbers})
    assert caught.value.field == field


def test_a_draft_without_margins_is_not_frozen_and_says_what_is_missing(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        with pytest.raises(Refused, match="margin, class of justification, justification and source missing"):
            freeze(session, team, draft)


@pytest.mark.requirement("ES-07")
def test_whoever_wrote_a_criterion_cannot_freeze_the_protocol(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
    author = replace(team.qa, roles=frozenset({Role.QA, Role.STATISTICIAN}))
    with database.write(actor=team.statistician, now=NOW) as session:
        draft = a_complete_draft(session, team, scene)
    with database.write(actor=author, now=NOW) as session:
        line = criterion(session, draft, "vg-titre")
        change = CriterionChange(
            criterion_id=line.row.id, version=line.row.version, entry=justified(margin_low="0.67")
        )
        save_criteria(session, draft.id, (change,), reason="A narrower margin.", actor=author)
        assert authors_of(session, draft.id) == {"ken.sato", "ana.lim"}
        with pytest.raises(NotAllowed, match="You wrote part of this protocol"):
            freeze_protocol(session, draft.id, freeze_entry(session, draft), actor=author, now=NOW)


@pytest.mark.requirement("ES-04")
def test_a_protocol_that_changed_after_it_was_shown_is_not_signed(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
        shown = freeze_entry(session, draft)
        entry = protocol_entry(planned_post=5)
        edit_protocol(
            session, draft.id, entry, version=draft.version, reason="One more lot.", actor=team.statistician
        )
        with pytest.raises(Invalid, match="changed after you opened"):
            freeze_protocol(session, draft.id, shown, actor=team.qa, now=NOW)


def test_the_signer_says_what_post_switch_data_they_have_seen(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_complete_draft(session, team, a_switch(session, team))
        with pytest.raises(Invalid) as caught:
            freeze(session, team, draft, declaration="\u3000")
    assert caught.value.field == "declaration"


def with_a_post_result(session, scene, **changes):
    lot = a_lot(session, scene.product, scene.after, **changes)
    return a_result(session, lot, titre(session, scene), tested_on=date(2026, 10, 1))


@pytest.mark.requirement("RC-03")
def test_a_prospective_protocol_is_refused_when_post_results_exist(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
        with_a_post_result(session, scene)
        with pytest.raises(Refused, match=r"1 result of post-switch lots .* tested on 2026-10-01"):
            freeze(session, team, draft)


def test_results_of_the_old_supplier_do_not_hinder_a_prospective_protocol(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
        a_result(session, a_lot(session, scene.product, scene.before), titre(session, scene))
        assert freeze(session, team, draft).status is ProtocolStatus.FROZEN


def test_an_engineering_run_that_can_never_count_does_not_hinder_a_prospective_protocol(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
        with_a_post_result(session, scene, use=LotUse.ENGINEERING)
        assert freeze(session, team, draft).status is ProtocolStatus.FROZEN


def test_a_result_of_a_lot_still_in_quarantine_hinders_because_the_lot_can_be_released_later(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
        with_a_post_result(session, scene, status=LotStatus.QUARANTINE)
        with pytest.raises(Refused, match="prospective protocol comes before"):
            freeze(session, team, draft)


def test_not_tested_is_no_result(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene)
        lot = a_lot(session, scene.product, scene.after)
        a_result(session, lot, titre(session, scene), "NT", state=ResultState.NOT_TESTED)
        assert freeze(session, team, draft).status is ProtocolStatus.FROZEN


def test_a_switch_under_way_is_frozen_in_the_retrospective_mode_with_a_reason(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene, mode=ProtocolMode.RETROSPECTIVE)
        with_a_post_result(session, scene)
        with pytest.raises(Refused, match="Say why"):
            freeze(session, team, draft)
        entry = protocol_entry(mode=ProtocolMode.RETROSPECTIVE, mode_reason="Lots were made in 2025.")
        edit_protocol(
            session, draft.id, entry, version=draft.version, reason="Mode stated.", actor=team.statistician
        )
        assert freeze(session, team, draft).mode is ProtocolMode.RETROSPECTIVE


def test_a_protocol_approved_outside_needs_document_date_and_attestation(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(session, team, scene, mode=ProtocolMode.EXTERNAL)
        with pytest.raises(Refused, match=r"document is missing.*date of approval.*attestation"):
            freeze(session, team, draft)


def test_a_protocol_approved_outside_counts_from_the_end_of_the_day_of_its_approval(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        draft = a_complete_draft(
            session,
            team,
            scene,
            mode=ProtocolMode.EXTERNAL,
            external_document="CP-014 version 2",
            external_approved_on=date(2026, 3, 1),
            external_attestation="The signed original was compared with this record.",
        )
        assert counts_from(draft) is None
        assert counts_from(freeze(session, team, draft)) == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_frozen_protocol_and_its_criteria_cannot_be_edited(database):
    with writing(database) as session:
        team = a_team(session)
        protocol = freeze(session, team, a_complete_draft(session, team, a_switch(session, team)))
        line = criterion(session, protocol, "vg-titre")
        change = CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=justified())
        with pytest.raises(Refused, match="Amend it"):
            save_criteria(session, protocol.id, (change,), reason="x y", actor=team.statistician)
        with pytest.raises(Refused, match="Amend it"):
            edit_protocol(
                session,
                protocol.id,
                protocol_entry(planned_post=9),
                version=protocol.version,
                reason="More lots.",
                actor=team.statistician,
            )


def test_an_amendment_copies_everything_to_a_new_draft_and_counts_what_was_known(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        protocol = freeze(session, team, a_complete_draft(session, team, scene))
        with_a_post_result(session, scene)
        draft = amend_protocol(
            session, protocol.id, reason="The assay was replaced.", actor=team.statistician, now=LATER
        )
        assert (draft.number, draft.status) == (2, ProtocolStatus.DRAFT)
        before, after = (protocol_content(session, each) for each in (protocol, draft))
        assert before["criteria"] == after["criteria"]
        assert before["protocol"] | {"number": 2} == after["protocol"]
        (line,) = amendments_of(session, scene.switch.id)
        assert (line.from_number, line.to_number, line.amendment.post_results_known) == (1, 2, 1)
        assert frozen_protocol(session, scene.switch.id).id == protocol.id


def test_an_attribute_frozen_in_tier_a_cannot_leave_it_by_an_amendment(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        protocol = freeze(session, team, a_complete_draft(session, team, scene))
        draft = amend_protocol(
            session, protocol.id, reason="Tier reconsidered.", actor=team.statistician, now=LATER
        )
        line = criterion(session, draft, "vg-titre")
        lowered = justified(tier=Tier.B, tier_reason="Less critical than it was thought.")
        with pytest.raises(Invalid, match="stays in tier A") as caught:
            edit_criterion(
                session,
                line.row.id,
                lowered,
                version=line.row.version,
                reason="Amendment.",
                actor=team.statistician,
            )
        assert caught.value.field == "tier"


@pytest.mark.requirement("RC-04")
def test_a_frozen_amendment_supersedes_the_version_before_it(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        first = freeze(session, team, a_complete_draft(session, team, scene))
    with database.write(actor=team.statistician, now=LATER) as session:
        amend_protocol(session, first.id, reason="A site was renamed.", actor=team.statistician, now=LATER)
    with database.write(actor=team.qa, now=LATER) as session:
        freeze(session, team, draft_protocol(session, scene.switch.id))
        assert [each.status for each in protocols_of(session, scene.switch.id)] == [
            ProtocolStatus.SUPERSEDED,
            ProtocolStatus.FROZEN,
        ]


def test_only_one_amendment_is_drafted_at_a_time(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        protocol = freeze(session, team, a_complete_draft(session, team, scene))
        amend_protocol(session, protocol.id, reason="One more attribute.", actor=team.cmc, now=LATER)
        with pytest.raises(Conflict, match="being drafted"):
            amend_protocol(session, protocol.id, reason="Another one.", actor=team.cmc, now=LATER)


def test_a_second_protocol_of_the_same_switch_is_refused(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        a_draft(session, team, scene)
        with pytest.raises(Conflict, match="has a protocol"):
            create_protocol(session, scene.switch.id, protocol_entry(), actor=team.statistician)


def test_what_another_mode_left_behind_is_not_signed(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team), mode_reason="written late")
    assert draft.mode_reason is None


def test_a_supplier_that_takes_another_name_breaks_no_signature(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        protocol = freeze(session, team, a_complete_draft(session, team, scene))
        fields = ("kind", "market", "audit_status", "audited_on", "quality_agreement", "notes")
        entry = SupplierEntry(name="CDMO A Ltd", **{name: getattr(scene.before, name) for name in fields})
        edit_supplier(
            session, scene.before.id, entry, version=scene.before.version, reason="Renamed.", actor=CMC
        )
        assert content_hash(protocol_content(session, protocol)) == protocol.content_hash


def test_the_hash_covers_every_criterion(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_complete_draft(session, team, a_switch(session, team))
        before = content_hash(protocol_content(session, draft))
        line = criterion(session, draft, "vg-titre")
        change = CriterionChange(
            criterion_id=line.row.id, version=line.row.version, entry=justified(margin_low="0.5")
        )
        save_criteria(session, draft.id, (change,), reason="Typed again.", actor=team.statistician)
        assert content_hash(protocol_content(session, draft)) != before


def test_every_attribute_of_the_product_starts_with_a_criterion_without_any_figure(database):
    with writing(database) as session:
        team = a_team(session)
        draft = a_draft(session, team, a_switch(session, team))
        for line in criteria_of(session, draft.id):
            figures = (
                line.row.margin_low, line.row.margin_high, line.row.multiplier, line.row.coverage,
                line.row.confidence, line.row.limit_low, line.row.limit_high,
            )  # fmt: skip
            assert set(figures) == {None}, line.attribute.code
