"""Exclusions, deviations and bridging studies: one person records, another lets it count."""

from dataclasses import replace
from datetime import date

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Bridged, Role
from comparability.storage.bridgings import bridgeable, bridges_of
from comparability.storage.deviations import deviations_of
from comparability.storage.exclusions import exclusions_of
from comparability.usecases.bridgings import BridgingEntry, approve_bridging, record_bridging
from comparability.usecases.deviations import DeviationEntry, close_deviation, record_deviation
from comparability.usecases.exclusions import ExclusionEntry, approve_exclusion, request_exclusion
from tests.usecases.register import NOW, a_lot, a_supplier, writing
from tests.usecases.switching import a_switch, a_team, titre


def both(actor: Actor) -> Actor:
    """Somebody who may record and approve, so that only the four-eyes rule can stand in the way."""
    return replace(actor, roles=frozenset({Role.STATISTICIAN, Role.QA}))


def test_an_exclusion_takes_effect_when_another_person_approves_it(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        lot = a_lot(session, scene.product, scene.after, "B-1")
        asked = request_exclusion(
            session,
            scene.switch.id,
            ExclusionEntry(lot_id=lot.id, reason="Filter integrity failed."),
            actor=both(team.statistician),
            now=NOW,
        )
        approve = {"version": asked.version, "reason": "Cause confirmed, DEV-7.", "now": NOW}
        with pytest.raises(NotAllowed, match="another person"):
            approve_exclusion(session, asked.id, actor=both(team.statistician), **approve)
        assert exclusions_of(session, scene.switch.id)[0].approved_by is None
        approve_exclusion(session, asked.id, actor=team.qa, **approve)
        (line,) = exclusions_of(session, scene.switch.id)
        assert (line.lot_number, line.requested_by, line.approved_by) == ("B-1", "Sato Ken", "Lim Ana")
        with pytest.raises(Refused):
            approve_exclusion(session, asked.id, actor=team.qa, **approve)


def test_only_a_lot_of_an_arm_can_be_left_out_and_only_once(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        stranger = a_lot(session, scene.product, a_supplier(session, "CDMO C"))
        lot = a_lot(session, scene.product, scene.after)

        def ask(lot_id, attribute_id=None):
            entry = ExclusionEntry(lot_id=lot_id, attribute_id=attribute_id, reason="Spilled on opening.")
            return request_exclusion(session, scene.switch.id, entry, actor=team.statistician, now=NOW)

        with pytest.raises(Invalid, match="no arm"):
            ask(stranger.id)
        ask(lot.id)
        with pytest.raises(Conflict):
            ask(lot.id, titre(session, scene).id)


def test_an_exclusion_without_words_is_refused(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        lot = a_lot(session, scene.product, scene.after)
        entry = ExclusionEntry(lot_id=lot.id, reason=" - ")
        with pytest.raises(Invalid) as caught:
            request_exclusion(session, scene.switch.id, entry, actor=team.statistician, now=NOW)
    assert caught.value.field == "reason"


DEVIATION = DeviationEntry(
    reference="DEV-2026-031",
    occurred_on=date(2026, 11, 20),
    description="Lot B-2 was tested after thawing twice.",
)


def test_a_deviation_stays_open_until_another_person_closes_it_with_its_impact(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        recorder = both(team.cmc)
        row = record_deviation(
            session,
            scene.switch.id,
            DEVIATION,
            actor=replace(recorder, roles=recorder.roles | {Role.CMC}),
            now=NOW,
        )
        close = {"version": row.version, "now": NOW}
        with pytest.raises(NotAllowed, match="another person"):
            close_deviation(session, row.id, impact="None on the titre.", actor=recorder, **close)
        with pytest.raises(Invalid) as caught:
            close_deviation(session, row.id, impact=".", actor=team.qa, **close)
        assert caught.value.field == "impact"
        close_deviation(session, row.id, impact="None on the titre.", actor=team.qa, **close)
        (line,) = deviations_of(session, scene.switch.id)
        assert (line.closed_by, line.deviation.impact) == ("Lim Ana", "None on the titre.")


def test_a_deviation_cannot_lie_in_the_future(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        entry = replace(DEVIATION, occurred_on=date(2026, 11, 24))
        with pytest.raises(Invalid) as caught:
            record_deviation(session, scene.switch.id, entry, actor=team.cmc, now=NOW)
    assert caught.value.field == "occurred_on"


def test_a_deviation_reference_is_used_once(database):
    with pytest.raises(Conflict), writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        for _ in range(2):
            record_deviation(session, scene.switch.id, DEVIATION, actor=team.cmc, now=NOW)


BRIDGING = BridgingEntry(
    covers=Bridged.LABORATORY,
    before="CDMO A QC",
    after="CDMO B QC",
    document="BR-014",
    performed_on=date(2026, 6, 1),
    conclusion="Twelve retained lots agreed within 8 %.",
)


def test_a_bridging_record_counts_when_another_person_approved_it(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        attribute = titre(session, scene)
        row = record_bridging(session, scene.product.id, BRIDGING, actor=both(team.statistician), now=NOW)
        approve = {"version": row.version, "reason": "Report read.", "now": NOW}
        assert bridges_of(session, scene.product.id, attribute.id) == ()
        with pytest.raises(NotAllowed, match="another person"):
            approve_bridging(session, row.id, actor=both(team.statistician), **approve)
        approve_bridging(session, row.id, actor=team.qa, **approve)
        (bridge,) = bridges_of(session, scene.product.id, attribute.id)
        assert (bridge.covers, bridge.before, bridge.after, bridge.document) == (
            Bridged.LABORATORY, "CDMO A QC", "CDMO B QC", "BR-014",
        )  # fmt: skip


def test_a_bridging_record_of_one_attribute_covers_no_other(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        attribute = titre(session, scene)
        entry = replace(BRIDGING, attribute_id=attribute.id)
        row = record_bridging(session, scene.product.id, entry, actor=team.statistician, now=NOW)
        approve_bridging(session, row.id, version=row.version, reason="Report read.", actor=team.qa, now=NOW)
        assert len(bridges_of(session, scene.product.id, attribute.id)) == 1
        assert bridges_of(session, scene.product.id, attribute.id + 1) == ()


def test_before_and_after_must_differ(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        with pytest.raises(Invalid) as caught:
            record_bridging(
                session,
                scene.product.id,
                replace(BRIDGING, after=BRIDGING.before),
                actor=team.statistician,
                now=NOW,
            )
    assert caught.value.field == "after"


def test_what_can_be_bridged_is_spelt_as_the_results_are(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        names = bridgeable(session, scene.product.id)
    assert set(names) == set(Bridged)
