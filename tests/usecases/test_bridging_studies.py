"""A bridging study with its values: computed once when recorded, kept as typed, named wherever it counts."""

from dataclasses import replace

import pytest

from comparability.model.bridging.words import CLAIMED
from comparability.model.errors import Invalid, Refused
from comparability.model.vocabulary import Bridged, Outcome
from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.bridging_studies import BridgingStudy, corrected_since
from comparability.storage.bridgings import bridges_of
from comparability.usecases.bridging_studies import offer_pairs
from tests.model.bridged import NEW as NEW_VALUES
from tests.model.bridged import OLD as OLD_VALUES
from tests.model.bridged import judged, pairs
from tests.usecases.assessing import BEFORE
from tests.usecases.bridging import BOTH, NEW, OLD, OPEN, a_bridge, study_entry
from tests.usecases.register import trail


def offered(bridge, **changes):
    asked = {"attribute_id": bridge.attribute, "covers": Bridged.METHOD_VERSION, "before": OLD, "after": NEW}
    with bridge.line.database.read() as session:
        return offer_pairs(session, bridge.line.product, **(asked | changes))


def test_what_is_stored_is_what_the_model_found_with_every_value_as_typed(database):
    bridge = a_bridge(database)
    row = bridge.record(study_entry())
    found, stored = judged(), bridge.study(row)
    study = stored.study
    assert (study.outcome, study.finding, study.plain_words, study.r_snippet) == (
        Outcome.EQUIVALENT, found.finding, found.plain_words, found.r_snippet,
    )  # fmt: skip
    assert {each["name"]: each["value"] for each in study.figures} == {
        figure.name: figure.value for figure in found.figures
    }
    assert [(pair.lot, pair.before, pair.after) for pair in stored.pairs] == [
        (pair.lot, pair.before, pair.after) for pair in pairs()
    ]
    assert (study.margin_low, study.alpha, study.method) == ("0.80", "0.05", found.method)


def test_every_value_is_an_entry_of_the_trail_and_none_can_be_changed(database):
    bridge = a_bridge(database)
    row = bridge.record(study_entry())
    with database.read() as session:
        said = [(field, new) for _, field, _, new, _ in trail(session, "bridging_pair")]
    for text in (*OLD_VALUES, *NEW_VALUES):
        assert ("before", text) in said or ("after", text) in said
    qa, number = bridge.line.staff.team.qa, bridge.study(row).study.id
    with pytest.raises(Refused, match="never changed"), bridge.line.writing(qa) as session:
        rows.get(session, BridgingStudy, number).outcome = Outcome.DIFFERENT
        session.flush()


def test_values_of_no_stated_attribute_are_refused(database):
    bridge = a_bridge(database)
    with pytest.raises(Invalid) as caught:
        bridge.record(study_entry(), attribute_id=None)
    assert caught.value.field == "attribute_id"


def test_words_cannot_be_computed_with(database):
    bridge = a_bridge(database)
    with bridge.line.database.read() as session:
        words = (
            session.query(Attribute).filter_by(product_id=bridge.line.product, is_qualitative=True).first()
        )
    with pytest.raises(Invalid, match="given in words"):
        bridge.record(study_entry(), attribute_id=words.id)


@pytest.mark.parametrize(
    ("changes", "field"), [({"pairs": ()}, "pairs"), ({"alpha": "0.7"}, "alpha")], ids=["no pairs", "alpha"]
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(database, changes, field):
    bridge = a_bridge(database)
    with pytest.raises(Invalid) as caught:
        bridge.record(study_entry(**changes))
    assert caught.value.field == field
    with database.read() as session:
        assert bridges_of(session, bridge.line.product, bridge.attribute) == ()
        assert trail(session, "bridging") == []


def test_an_outcome_that_is_not_equivalent_is_approved_with_an_explanation_only(database):
    bridge = a_bridge(database)
    row = bridge.record(study_entry(**OPEN))
    for said in (None, " - "):
        with pytest.raises(Invalid, match="inconclusive") as caught:
            bridge.approve(row, explanation=said)
        assert caught.value.field == "explanation"
    bridge.approve(row, explanation="No further retains are left.")
    with database.read() as session:
        (read,) = bridges_of(session, bridge.line.product, bridge.attribute)
    assert read.finding.startswith("inconclusive, ratio ")
    assert read.finding.endswith("; approved all the same: No further retains are left")


def test_an_equivalent_study_needs_no_explanation_and_keeps_none(database):
    bridge = a_bridge(database)
    approved = bridge.approve(bridge.record(study_entry()), explanation="Not needed.")
    assert approved.explanation is None


def test_a_record_without_data_stays_possible_and_is_called_claimed(database):
    bridge = a_bridge(database)
    bridge.approve(bridge.record())
    with database.read() as session:
        (read,) = bridges_of(session, bridge.line.product, bridge.attribute)
    assert read.finding == CLAIMED


def test_the_limitation_names_the_outcome_of_the_study(database):
    bridge = a_bridge(database)
    bridge.measure_apart()
    blocked = bridge.line.item(bridge.line.run())
    assert blocked.outcome is Outcome.CANNOT_JUDGE and "ddPCR, version 2" in blocked.reason
    bridge.approve(bridge.record(study_entry()))
    item = bridge.line.item(bridge.line.run())
    assert item.outcome is Outcome.EQUIVALENT
    assert any(f"Bridged by BR-014: {judged().finding}." in text for text in item.limitations)


def test_lots_measured_by_both_are_offered_as_they_were_typed(database):
    bridge = a_bridge(database)
    bridge.measure_apart()
    assert offered(bridge).text == ""
    bridge.measure_both_ways()
    offer = offered(bridge)
    assert offer.text == "\n".join(f"{lot}\t{BEFORE[lot]}\t{BOTH[lot]}" for lot in BOTH)
    assert offer.remark.startswith("4 lots of the register have a verified result")


def test_a_value_of_the_register_leads_to_its_result_and_a_changed_one_does_not(database):
    bridge = a_bridge(database)
    bridge.measure_apart()
    bridge.measure_both_ways()
    typed = pairs(BEFORE.values(), BOTH.values())
    typed = (replace(typed[0], after="9.9E12"), *typed[1:])
    kept = bridge.study(bridge.record(study_entry(pairs=typed))).pairs
    assert kept[0].before_result_id is not None and kept[0].after_result_id is None
    assert all(pair.before_result_id and pair.after_result_id for pair in kept[1:])
    with database.read() as session:
        assert corrected_since(session, kept) == {}
    bridge.line.correct(kept[1].before_result_id, "1.13E13")
    with database.read() as session:
        assert corrected_since(session, kept) == {kept[1].before_result_id: "1.13E13"}


def test_a_result_that_waits_for_verification_is_not_offered_and_named(database):
    bridge = a_bridge(database)
    bridge.measure_apart()
    bridge.measure_both_ways({"A-1": "1.03E13"})
    more = {"method_version_id": bridge.versions[1], "occasion": "side-by-side"}
    bridge.line.record("A-2", "1.14E13", **more)
    offer = offered(bridge)
    assert offer.text == "A-1\t1.00E13\t1.03E13"
    assert "Not verified yet: A-2." in offer.remark


def test_a_lot_whose_results_differ_in_something_else_too_is_left_out_and_named(database):
    """The reference standard changed as well: the difference would not be that of the method version."""
    bridge = a_bridge(database)
    bridge.measure_apart()
    bridge.measure_both_ways({"A-1": "1.03E13"}, reference_standard="RS-2")
    offer = offered(bridge)
    assert offer.text == ""
    assert "more than the method version differs between the two results: A-1." in offer.remark


def test_the_register_is_asked_for_one_attribute(database):
    bridge = a_bridge(database)
    with pytest.raises(Invalid) as caught:
        offered(bridge, attribute_id=None)
    assert caught.value.field == "attribute_id"
