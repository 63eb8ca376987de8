"""What people write of a switch: who, in versions, what is missing, and no approval without it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.narratives import needs_discussion
from comparability.model.people import Actor
from comparability.model.vocabulary import Conclusion, Effect, Role
from comparability.storage.dossiers import items_of, latest_assessment
from comparability.storage.narratives import latest_narrative, narratives_of
from comparability.storage.open_records import Act, open_records
from comparability.storage.people import PersonRole
from comparability.usecases.contents.narrative import missing
from comparability.usecases.narratives import NarrativeEntry, save_narrative
from comparability.usecases.packages import assemble_package, read_content, unwritten
from tests.usecases.assessing import BEFORE, FAR_AWAY, LATER, WHY, a_line
from tests.usecases.register import trail

DISCUSSED = "All attributes lie where they were expected."
TITRE = "discussion of Vector-genome titre"


@pytest.fixture
def line(sqlite_database):
    return a_line(sqlite_database)


@pytest.fixture
def different(line):
    """A line whose one measured attribute is far away after the switch, reviewed and concluded on."""
    line.measure(BEFORE | FAR_AWAY)
    assessment = line.run()
    line.review(assessment)
    line.decide(
        assessment,
        conclusion=Conclusion.MORE_DATA,
        unmet={"vg-titre": "Two further lots will be tested."},
    )
    return line


def assembled(line):
    """A version of what is written now, nothing added to it."""
    who = line.staff.regulatory
    with line.writing(who) as session:
        return assemble_package(session, line.switch, authority="HSA", language="en", actor=who, now=LATER)


def lacks(line):
    with line.database.read() as session:
        assessment = latest_assessment(session, line.switch)
        items = items_of(session, assessment) if assessment else ()
        return missing(items, latest_narrative(session, line.switch), assessment and assessment.id)


@pytest.mark.parametrize(
    ("effect", "is_seen", "needed"),
    [
        (Effect.CLOSES, False, False),
        (Effect.NONE, False, False),
        (Effect.CLOSES, True, True),
        (Effect.NONE, True, True),
        *((effect, False, True) for effect in Effect if effect not in (Effect.CLOSES, Effect.NONE)),
    ],
)
def test_what_is_not_closed_or_differs_is_discussed(effect, is_seen, needed):
    assert needs_discussion(effect, is_difference_seen=is_seen) is needed


@pytest.mark.requirement("AT-01")
def test_each_save_is_a_version_with_its_reason_and_the_earlier_one_stays(database):
    line = a_line(database)
    assert line.write(why=WHY, reason=None)
    assert line.write(why="Larger lots, and a second site.", reason="The second site was left out.")
    with line.database.read() as session:
        newest, first = narratives_of(session, line.switch)
        entries = [entry for entry in trail(session, "narrative") if entry[1] == "why"]
    assert (newest.narrative.number, newest.written_by) == (2, "Nguyễn Thị Hương")
    assert (first.narrative.number, first.narrative.why) == (1, WHY)
    assert entries == [
        ("insert", "why", None, WHY, "First wording."),
        ("insert", "why", None, "Larger lots, and a second site.", "The second site was left out."),
    ]


@pytest.mark.requirement("AT-05")
@pytest.mark.parametrize("statement", ["UPDATE narrative SET why = 'x'", "DELETE FROM narrative"])
def test_the_database_lets_no_version_be_changed_or_removed(database, statement):
    line = a_line(database)
    line.write(why=WHY)
    with pytest.raises(Exception, match="never|append"), line.writing(line.staff.regulatory) as session:
        session.execute(text(statement))


def test_what_is_missing_is_named_until_it_is_written(different):
    assert lacks(different) == ("why the change is made", "discussion of the results", TITRE)
    different.write(why=WHY)
    assert lacks(different) == ("discussion of the results", TITRE)
    different.write(why=WHY, discussion=DISCUSSED, discussions={"vg-titre": "Another harvest."})
    assert lacks(different) == ()


def test_what_is_unwritten_waits_for_those_who_write_until_the_package_is_issued(different):
    def waits(actor):
        with different.database.read() as session:
            found = open_records(session, actor) or ()
        return [(each.record_id, each.aside) for each in found if each.act is Act.WRITE_NARRATIVE]

    who = different.staff.regulatory
    assert waits(who) == [(different.switch, "why it is made, discussion, 1 attribute")]
    assert waits(different.staff.team.qa) == []
    different.write(why=WHY, discussion=DISCUSSED)
    assert waits(who) == [(different.switch, "1 attribute")]
    different.write(why=WHY, discussion=DISCUSSED, discussions={"vg-titre": "Another harvest."})
    assert waits(who) == []
    again = different.run()
    assert waits(who) == []  # nobody has reviewed it
    different.review(again)
    assert waits(who) == [(different.switch, "discussion to read again")]


@pytest.mark.requirement("RC-03")
def test_a_package_is_not_approved_before_everything_is_written(different):
    package = assembled(different)
    assert read_content(package).narrative.missing[-1] == TITRE
    with pytest.raises(Refused, match=f"Still to be written: why the change is made; .*; {TITRE}"):
        different.approve(package)
    different.write(why=WHY, discussion=DISCUSSED, discussions={"vg-titre": "Another harvest."})
    with pytest.raises(Refused, match="assemble the package again"):
        different.approve(package)
    assert different.approve(assembled(different))


def test_content_from_before_anybody_was_asked_to_write_is_not_approved_either(line):
    line.concluded()
    value = read_content(line.assemble())
    assert unwritten(value) is None
    object.__setattr__(value, "narrative", None)
    assert unwritten(value).startswith("This version has no discussion")


def test_a_package_prints_what_was_written_where_it_belongs(different):
    different.write(
        why=WHY, discussion=DISCUSSED, commitments="Two lots.", discussions={"vg-titre": "Another harvest."}
    )
    value = read_content(assembled(different))
    titre = next(section for section in value.attributes if section.key == "vg-titre")
    assert (value.change.why, titre.discussion) == (WHY, "Another harvest.")
    assert (value.narrative.discussion, value.narrative.commitments) == (DISCUSSED, "Two lots.")
    assert value.narrative.version == "version 1"
    assert value.narrative.written.endswith("by Nguyễn Thị Hương")


def test_after_another_assessment_the_discussion_is_read_again(different):
    texts = {"why": WHY, "discussion": DISCUSSED, "discussions": {"vg-titre": "Another harvest."}}
    different.write(**texts)
    assert not different.write(**texts), "nothing is new"
    different.run()
    assert lacks(different) == ("discussion of the results, read again beside the latest assessment",)
    assert different.write(**texts), "that somebody read it again is a version"
    assert lacks(different) == ()


def test_a_changed_text_is_named_among_the_changes_of_the_next_version(line, tmp_path):
    line.concluded()
    line.issue(line.approve(line.assemble()), tmp_path)
    line.write(why="Larger lots, and a second site.", discussion=DISCUSSED)
    rows = read_content(line.assemble()).revisions.rows
    assert [(row.place, row.item, row.before, row.after) for row in rows] == [
        ("change", "Why the change is made", WHY, "Larger lots, and a second site.")
    ]


def test_whoever_wrote_of_the_switch_does_not_approve_its_package(line):
    both = line.staff.approver
    with line.writing(both) as session:
        session.add(PersonRole(person_id=both.id, role=Role.REGULATORY))
    both = Actor(
        id=both.id,
        user_name=both.user_name,
        full_name=both.full_name,
        roles=both.roles | {Role.REGULATORY},
    )
    line.concluded()
    line.write(both, why=WHY, discussion=DISCUSSED)
    with pytest.raises(NotAllowed, match="You wrote of the switch"):
        line.approve(line.assemble(), both)


def test_a_change_without_a_reason_is_refused(line):
    line.write(why=WHY)
    with pytest.raises(Invalid) as refused:
        line.write(why="Other.", reason=None)
    assert refused.value.field == "reason"


@pytest.mark.requirement("CC-01")
def test_the_second_of_two_writers_is_told(line):
    line.write(why=WHY)
    who = line.staff.team.cmc
    entry = NarrativeEntry(why="Mine.", discussion=None)
    with pytest.raises(Conflict), line.writing(who) as session:
        save_narrative(session, line.switch, entry, version=0, reason="x y", actor=who, now=LATER)


@pytest.mark.requirement("CC-01", "CC-03")
def test_of_two_who_save_at_once_one_is_kept_and_the_other_is_told(database):
    line = a_line(database)
    together = Barrier(2)

    def save(who: Actor) -> str:
        entry = NarrativeEntry(why=f"By {who.full_name}.", discussion=None)
        together.wait(timeout=20)
        try:
            with line.writing(who) as session:
                save_narrative(session, line.switch, entry, version=0, reason=None, actor=who, now=LATER)
        except Conflict as error:
            return str(error)
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(save, (line.staff.regulatory, line.staff.team.cmc)))
    assert answers == [
        "Somebody else saved these texts after you opened them. Compare, then save again.",
        "saved",
    ]
    with database.read() as session:
        assert len(narratives_of(session, line.switch)) == 1


@pytest.mark.parametrize(
    ("texts", "field", "says"),
    [
        ({"why": "ราชการ"}, "why", "It cannot be printed"),
        ({"discussion": " . "}, "discussion", "say in words"),
        ({"discussions": {"nowhere": "x"}}, "discussions", "No attribute"),
    ],
)
@pytest.mark.requirement("DI-06")
def test_what_cannot_be_printed_or_says_nothing_is_refused_by_its_field(line, texts, field, says):
    with pytest.raises(Invalid, match=says) as refused:
        line.write(**texts)
    assert refused.value.field == field


def test_only_regulatory_affairs_and_the_cmc_lead_write(line):
    for actor in (line.staff.approver, line.staff.manager, line.staff.team.qc):
        with pytest.raises(NotAllowed, match="write of a switch"):
            line.write(actor, why=WHY)
