"""Running an assessment: what it needs, what it stores, and that nothing changes it afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect

from comparability.model.errors import NotAllowed, Refused
from comparability.model.vocabulary import Effect, Mark, Outcome, ProtocolMode, Readiness, ResultState
from comparability.storage import rows
from comparability.storage.assessments import Assessment, assessments_of
from comparability.storage.protocols import draft_protocol
from comparability.storage.readiness import is_stale, state_of_switch
from comparability.usecases.contents import figures
from tests.usecases.assessing import AFTER, BEFORE, FAR_AWAY, LATER, a_line, freeze
from tests.usecases.register import NOW


def stored(row):
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}


@pytest.mark.requirement("RC-03")
def test_before_the_freeze_there_is_nothing_to_compare_against(database):
    line = a_line(database, is_frozen=False)
    line.measure(BEFORE)
    with pytest.raises(Refused, match="not frozen"):
        line.run()


def test_without_any_result_nothing_is_run(database):
    line = a_line(database)
    with pytest.raises(Refused, match="No lot"):
        line.run()


def test_only_a_statistician_runs(database):
    line = a_line(database)
    line.measure(BEFORE | AFTER)
    for person in (line.staff.team.qc, line.staff.team.qa, line.staff.manager):
        with pytest.raises(NotAllowed, match="statistician"):
            line.run(actor=person)


def test_a_run_stores_criterion_inputs_figures_and_outcome(database):
    line = a_line(database)
    results = line.measure(BEFORE | AFTER)
    item = line.item(line.run())
    assert item.outcome is Outcome.EQUIVALENT
    assert item.effect is Effect.CLOSES
    assert item.criterion["as_typed"] == {"margin_low": "0.50", "margin_high": "2.0"}
    assert {each["result_id"] for each in item.observations} == set(results.values())
    assert {each["entered"] for each in item.observations} == set((BEFORE | AFTER).values())
    assert figures.count(line.line(line.run()), "pre") == "4"


@pytest.mark.requirement("RC-04")
def test_a_correction_changes_no_stored_assessment_and_makes_it_stale(database):
    line = a_line(database)
    results = line.measure(BEFORE | AFTER)
    assessment = line.run()
    with database.read() as session:
        before = stored(rows.get(session, Assessment, assessment.id))
        assert not is_stale(session, assessment)
    item = stored(line.item(assessment))
    line.correct(results["B-1"], "1.30E13")
    with database.read() as session:
        kept = rows.get(session, Assessment, assessment.id)
        assert stored(kept) == before
        assert is_stale(session, kept)
        assert state_of_switch(session, line.switch).readiness.state is Readiness.BLOCKED
    assert stored(line.item(assessment)) == item


def test_a_run_after_the_correction_reads_the_corrected_value(database):
    line = a_line(database)
    results = line.measure(BEFORE | AFTER)
    first = line.run()
    line.correct(results["B-1"], "1.30E13")
    line.verify()
    second = line.run()
    assert "1.30E13" in {each["entered"] for each in line.item(second).observations}
    assert "1.30E13" not in {each["entered"] for each in line.item(first).observations}
    with database.read() as session:
        assert [each.assessment.id for each in assessments_of(session, line.switch)] == [second.id, first.id]
        assert not is_stale(session, second)


@pytest.mark.requirement("RC-03")
def test_a_result_that_nobody_verified_is_listed_and_not_counted(database):
    line = a_line(database)
    results = line.measure(BEFORE | AFTER)
    line.correct(results["B-2"], "1.11E13")
    item = line.item(line.run())
    unverified = [each for each in item.observations if not each["verified"]]
    assert [each["is_used"] for each in unverified] == [False]
    assert unverified[0]["lot_number"] not in {lot["lot_number"] for lot in item.lots}


def test_a_post_result_tested_before_the_freeze_is_marked_exploratory(database):
    """The date of entry is not enough: the value was known before the margin was fixed."""
    line = a_line(database)
    line.measure(BEFORE)
    line.record("B-1", AFTER["B-1"], tested_on=(NOW - timedelta(days=2)).date())
    line.measure({number: AFTER[number] for number in ("B-2", "B-3")})
    assessment = line.run()
    assert line.item(assessment).marks == [Mark.EXPLORATORY.value]
    assert assessment.marks == [Mark.EXPLORATORY.value]


def test_a_post_result_entered_before_the_freeze_is_marked_exploratory(database):
    line = a_line(database, is_frozen=False, mode=ProtocolMode.RETROSPECTIVE, mode_reason="Under way.")
    line.measure(BEFORE)
    line.record("B-1", AFTER["B-1"], now=NOW - timedelta(hours=2), tested_on=None)
    with database.read() as session:
        protocol = draft_protocol(session, line.switch).id
    freeze(line, protocol)
    line.measure({number: AFTER[number] for number in ("B-2", "B-3")})
    assert Mark.EXPLORATORY.value in line.item(line.run()).marks


def test_results_after_the_freeze_carry_no_mark(database):
    line = a_line(database)
    assessment = line.assessed()
    assert assessment.marks == []


def test_a_switch_under_way_is_marked_retrospective(database):
    line = a_line(
        database, mode=ProtocolMode.RETROSPECTIVE, mode_reason="The change was made before the protocol."
    )
    assert Mark.RETROSPECTIVE.value in line.assessed().marks


def test_two_lots_on_a_side_cannot_be_judged_and_block(database):
    line = a_line(database)
    line.measure(BEFORE | {number: AFTER[number] for number in ("B-1", "B-2")})
    item = line.item(line.run())
    assert (item.outcome, item.effect) == (Outcome.CANNOT_JUDGE, Effect.BLOCKS)


def test_a_difference_in_tier_a_blocks_the_switch(database):
    line = a_line(database)
    line.measure(BEFORE | FAR_AWAY)
    assessment = line.run()
    assert line.item(assessment).outcome is Outcome.DIFFERENT
    assert assessment.readiness is Readiness.BLOCKED


def test_equal_inputs_give_equal_hashes_and_another_value_another(database):
    line = a_line(database)
    results = line.measure(BEFORE | AFTER)
    first, again = line.run(), line.run(now=LATER + timedelta(hours=1))
    assert (first.dataset_hash, first.content_hash) == (again.dataset_hash, again.content_hash)
    line.correct(results["A-1"], "1.01E13")
    line.verify()
    changed = line.run()
    assert changed.dataset_hash != first.dataset_hash
    assert changed.content_hash != first.content_hash


def test_a_state_without_a_number_is_kept_and_counts_for_nothing(database):
    line = a_line(database)
    line.measure(BEFORE | AFTER | {"B-3": "NT"})
    item = line.item(line.run())
    (untested,) = [each for each in item.observations if each["lot_number"] == "B-3"]
    assert (untested["entered"], untested["state"], untested["value"]) == (
        "NT", ResultState.NOT_TESTED.value, None,
    )  # fmt: skip
    assert "B-3" not in {lot["lot_number"] for lot in item.lots}
