"""Published figures from the typist to the assessment: four eyes, the freeze, and lots that go first."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.vocabulary import ArmRole, Mark, Outcome, ProtocolMode, Readiness, Role
from comparability.storage import rows
from comparability.storage.audit import AuditEntry
from comparability.storage.open_records import Act, open_records
from comparability.storage.protocols import amendments_of, frozen_protocol
from comparability.storage.published_summaries import PublishedSummary, summaries_of
from comparability.storage.readiness import enterers, is_stale, tasks_of
from comparability.storage.summary_trail import withdrawn_summaries
from comparability.storage.switch_progress import progress_of
from comparability.storage.switches import Switch, sources_of
from comparability.usecases.contents import attributes, beside, figures
from comparability.usecases.protocols import amend_protocol
from comparability.usecases.published_summaries import correct_summary, withdraw_summary
from comparability.usecases.switches import remove_source
from tests.usecases.assessing import AFTER, ENTERED_AT, LATER, a_line, freeze
from tests.usecases.publishing import (
    LARGE,
    PAPER,
    RATIO,
    SMALL,
    a_line_of_papers,
    draft_of,
    publish,
    record,
    verify,
)
from tests.usecases.publishing import (
    figures as typed,
)
from tests.usecases.register import NOW

PRE, POST = ArmRole.PRE, ArmRole.POST


@pytest.fixture
def line(sqlite_database):
    return a_line_of_papers(sqlite_database)


def correct(line, summary, *, actor=None, reason="Digit misread.", version=None, **changes):
    who = actor or line.staff.regulatory
    with line.writing(who) as session:
        standing = version or rows.get(session, PublishedSummary, summary.id).version
        entry = typed(LARGE, **changes)
        return correct_summary(session, summary.id, entry, version=standing, reason=reason, actor=who)


def withdraw(line, summary, *, actor=None, reason="Replicates of one lot, not lots."):
    who = actor or line.staff.regulatory
    with line.writing(who) as session:
        version = rows.get(session, PublishedSummary, summary.id).version
        withdraw_summary(session, summary.id, version=version, reason=reason, actor=who)


def test_a_published_ratio_is_equivalent_and_a_difference_is_seen(database):
    """Ad5-nCoV 50 to 800 L: 1.234 (95 % 1.03 to 1.48) inside 0.67 to 1.5; nothing is computed again."""
    line = a_line_of_papers(database)
    publish(line, POST, RATIO)
    item = line.item(line.run())
    assert item.outcome is Outcome.EQUIVALENT
    assert item.marks == [Mark.SUMMARY.value]
    assert "but a difference is seen at 95" in item.plain_words
    stated = {each["name"]: each["value"] for each in item.figures}
    assert [stated[name] for name in ("estimate", "interval_low", "interval_high")] == [1.234, 1.03, 1.48]
    assert any("nothing was computed again" in sentence for sentence in item.limitations)
    assert item.method == "published-comparison/1"


def test_two_printed_arms_are_compared_by_welch_and_listed_as_typed(line):
    """R 4.2.2: 1.23414179104 (1.03012347931 to 1.47856639617)."""
    publish(line, PRE, SMALL)
    publish(line, POST, LARGE)
    found = line.line(line.run())
    assert found.item.method == "welch-tost-of-summaries/1"
    assert attributes.method_name(found).endswith("(Welch), with published figures in place of lots")
    stated = figures.values_of(found)
    assert [stated[name] for name in ("estimate", "interval_low", "interval_high")] == pytest.approx(
        [1.23414179104, 1.03012347931, 1.47856639617], rel=1e-11
    )
    assert (figures.count(found, "pre"), figures.count(found, "post")) == ("253 published", "253 published")
    assert [(row.figures, row.source) for row in beside.published(found)] == [
        ("geometric mean 10.72 (9.43 to 12.19, level 0.95)", f"{PAPER}, abstract"),
        ("geometric mean 13.23 (11.64 to 15.03, level 0.95)", f"{PAPER}, abstract"),
    ]


def test_figures_count_when_another_person_has_verified_them(line):
    made = record(line, POST, RATIO)
    with pytest.raises(Refused, match="No lot of the arms has a result yet"):
        line.run()
    with pytest.raises(NotAllowed, match="so another person verifies"):
        verify(line, made, actor=replace(line.staff.regulatory, roles=frozenset({Role.QC})))
    verify(line, made)
    assert line.item(line.run()).outcome is Outcome.EQUIVALENT
    with pytest.raises(Conflict, match="verified already"):
        verify(line, made)


def test_unverified_figures_wait_for_somebody_else_and_hold_the_switch_up(line):
    made = record(line, POST, RATIO)
    with line.database.read() as session:
        waiting = [
            each for each in open_records(session, line.staff.team.qa) if each.act is Act.VERIFY_SUMMARY
        ]
        assert [(each.record_id, each.words) for each in waiting] == [
            (made.id, "SW-01: published figures of CDMO B")
        ]
        own = replace(line.staff.regulatory, roles=frozenset({Role.QC}))
        assert not [each for each in open_records(session, own) if each.act is Act.VERIFY_SUMMARY]
        said = [task for task in tasks_of(session, line.switch) if task.record == "summary"]
        assert [(task.what, task.blocks) for task in said] == [
            ("1 set of published figures is not verified.", True)
        ]


def test_a_correction_needs_a_reason_and_is_verified_again_by_neither_author(line):
    made = publish(line, POST, LARGE)
    with pytest.raises(Invalid):
        correct(line, made, reason=" ", centre="13.32")
    corrector = replace(line.staff.team.qc, roles=frozenset({Role.QC}))
    correct(line, made, actor=corrector, centre="13.32")
    with line.database.read() as session:
        (found,) = summaries_of(session, line.switch)
        assert (found.row.centre, found.verified_by, found.row.entered_at) == ("13.32", None, ENTERED_AT)
    with pytest.raises(NotAllowed, match="so another person verifies"):
        verify(line, made, actor=corrector)
    verify(line, made)


def test_a_correction_that_changes_nothing_leaves_the_verification(line):
    made = publish(line, POST, LARGE)
    correct(line, made, reason=None)
    with line.database.read() as session:
        assert summaries_of(session, line.switch)[0].verified_by is not None


def test_the_second_of_two_who_correct_is_told(line):
    made = record(line, POST, LARGE)
    correct(line, made, centre="13.32")
    with pytest.raises(Conflict):
        correct(line, made, version=1, centre="13.33")


def test_withdrawn_figures_stay_readable_with_their_reason(database):
    line = a_line_of_papers(database)
    made = publish(line, POST, LARGE)
    with pytest.raises(Invalid):
        withdraw(line, made, reason="")
    withdraw(line, made, actor=line.staff.team.qa)
    with database.read() as session:
        assert summaries_of(session, line.switch) == ()
        (gone,) = withdrawn_summaries(session, line.switch)
        assert (gone.arm, gone.attribute, gone.centre) == ("CDMO B", "Vector-genome titre", "13.23")
        assert (gone.reason, gone.by, gone.at) == ("Replicates of one lot, not lots.", "Lim Ana", LATER)
        kept = select(AuditEntry.old).where(
            AuditEntry.entity == "published_summary", AuditEntry.field == "high"
        )
        assert session.scalars(kept.where(AuditEntry.action == "delete")).all() == ["15.03"]


def test_an_arm_has_one_set_of_figures_of_an_attribute(line):
    record(line, POST, LARGE)
    with pytest.raises(Conflict, match="correct those"):
        record(line, POST, LARGE)


def test_whoever_may_not_record_is_named(line):
    with pytest.raises(NotAllowed, match="record published figures"):
        record(line, POST, LARGE, actor=line.staff.manager)


def test_a_comparison_is_not_recorded_for_the_pre_arm(line):
    with pytest.raises(Invalid) as caught:
        record(line, PRE, RATIO)
    assert caught.value.field == "kind"


@pytest.mark.parametrize(
    ("changes", "field"), [({"level": "95"}, "level"), ({"centre": "99"}, "centre"), ({"lots": 1}, "lots")]
)
def test_figures_that_cannot_hold_are_refused_beside_their_field(line, changes, field):
    with pytest.raises(Invalid) as caught:
        record(line, POST, LARGE, **changes)
    assert caught.value.field == field


def test_lots_go_first_where_there_are_some(sqlite_database):
    """Lots on one side, printed figures beside them: these are named and not used."""
    line = a_line(sqlite_database)
    publish(line, POST, LARGE)
    line.measure({"A-1": "1.00E13", "A-2": "1.12E13", "A-3": "0.94E13", "A-4": "1.06E13"} | AFTER)
    found = line.line(line.run())
    assert Mark.SUMMARY.value not in found.item.marks
    assert list(beside.published(found)) == []
    assert figures.count(found, "post") == "3"
    assert any("its own lots go first" in sentence for sentence in found.item.limitations)


def test_figures_after_the_switch_are_post_data_for_a_prospective_protocol(database):
    line = a_line_of_papers(database, is_frozen=False)
    record(line, POST, RATIO, now=NOW)
    with pytest.raises(Refused, match="Published figures of 1 attribute after the switch have been entered"):
        freeze(line, draft_of(line).id)


def test_figures_before_the_switch_do_not_keep_a_protocol_from_its_freeze(sqlite_database):
    line = a_line_of_papers(sqlite_database, is_frozen=False)
    record(line, PRE, SMALL, now=NOW)
    freeze(line, draft_of(line).id)
    with sqlite_database.read() as session:
        assert frozen_protocol(session, line.switch) is not None


def test_withdrawing_does_not_make_seen_figures_unseen(sqlite_database):
    line = a_line_of_papers(sqlite_database, is_frozen=False)
    withdraw(line, record(line, POST, RATIO, now=NOW))
    with pytest.raises(Refused, match="have been entered"):
        freeze(line, draft_of(line).id)


def test_figures_seen_before_the_freeze_are_exploratory_even_when_typed_again_after_it(sqlite_database):
    line = a_line_of_papers(
        sqlite_database, is_frozen=False, mode=ProtocolMode.RETROSPECTIVE, mode_reason="The paper came first."
    )
    withdraw(line, record(line, POST, RATIO, now=NOW))
    freeze(line, draft_of(line).id, now=NOW + timedelta(hours=1))
    publish(line, POST, RATIO, now=ENTERED_AT)
    assert Mark.EXPLORATORY.value in line.item(line.run()).marks


def test_an_amendment_says_that_published_figures_were_known(line):
    record(line, POST, RATIO)
    statistician = line.staff.team.statistician
    with line.writing(statistician) as session:
        protocol = frozen_protocol(session, line.switch)
        amend_protocol(session, protocol.id, reason="A wider margin.", actor=statistician, now=LATER)
    with line.database.read() as session:
        assert amendments_of(session, line.switch)[0].amendment.post_results_known == 1


def test_a_correction_after_the_assessment_makes_it_stale(line):
    made = publish(line, POST, RATIO)
    assessment = line.run()
    with line.database.read() as session:
        assert not is_stale(session, assessment)
        assert line.staff.regulatory.id in enterers(session, assessment)
    withdraw(line, made)
    with line.database.read() as session:
        assert is_stale(session, assessment)


def test_a_switch_of_papers_reaches_a_decision(line):
    publish(line, POST, RATIO)
    assessment = line.run()
    assert assessment.readiness is Readiness.READY_FOR_DECISION
    with line.database.read() as session:
        found = progress_of(session, rows.get(session, Switch, line.switch), ())
        assert (found.published_pre, found.published_post) == (1, 1)
    line.review(assessment)
    line.decide(assessment)


def test_an_arm_with_published_figures_is_not_removed(sqlite_database):
    line = a_line_of_papers(sqlite_database, is_frozen=False)
    record(line, PRE, SMALL, now=NOW)
    cmc = line.staff.team.cmc
    with line.writing(cmc) as session:
        source = sources_of(session, line.switch)[0]
        with pytest.raises(Refused, match="Withdraw them"):
            remove_source(session, source.id, reason="Another core.", actor=cmc)


def test_an_adjusted_ratio_is_not_taken_to_another_level(sqlite_database):
    line = a_line_of_papers(sqlite_database, alpha=Decimal("0.05"))
    publish(line, POST, RATIO, adjusted_for="age and sex")
    item = line.item(line.run())
    assert item.outcome is Outcome.CANNOT_JUDGE
    assert "adjusted for other variables" in item.reason
