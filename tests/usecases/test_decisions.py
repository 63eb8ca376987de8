"""Review and conclusion: four eyes, what was shown, and what each class may stand on."""

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Conclusion, Meaning, Role
from comparability.storage import rows
from comparability.storage.assessments import Assessment
from comparability.storage.people import PersonRole
from comparability.storage.signatures import signatures_of
from comparability.usecases.decisions import decision_hash, is_reviewed
from tests.usecases.assessing import AFTER, BEFORE, FAR_AWAY, a_line

OTHER_HASH = "0" * 64


def with_role(line, actor: Actor, role: Role) -> Actor:
    """The same person with one more role: permission alone must not be enough."""
    with line.writing(actor) as session:
        session.add(PersonRole(person_id=actor.id, role=role))
    return Actor(
        id=actor.id, user_name=actor.user_name, full_name=actor.full_name, roles=actor.roles | {role}
    )


def assessed(database, values=None):
    line = a_line(database)
    return line, line.assessed(values or BEFORE | AFTER)


def reviewed(database, values=None):
    line, assessment = assessed(database, values)
    line.review(assessment)
    return line, assessment


@pytest.mark.requirement("ES-07")
def test_whoever_ran_an_assessment_does_not_review_it(database):
    line, assessment = assessed(database)
    with pytest.raises(NotAllowed, match="You ran this assessment"):
        line.review(assessment, actor=line.staff.team.statistician)


def test_a_review_binds_the_assessment_that_was_shown(database):
    line, assessment = assessed(database)
    with pytest.raises(Conflict):
        line.review(assessment, shown=OTHER_HASH)
    line.review(assessment)
    with database.read() as session:
        (signature,) = signatures_of(session, "assessment", assessment.id, assessment.content_hash)
        assert (signature.meaning, signature.content_hash) == (Meaning.REVIEWED, assessment.content_hash)
        assert is_reviewed(session, rows.get(session, Assessment, assessment.id))


@pytest.mark.requirement("RC-03")
def test_an_assessment_of_data_that_changed_is_not_reviewed(database):
    line, assessment = assessed(database)
    line.correct(1, "1.01E13")
    with pytest.raises(Refused, match="changed since"):
        line.review(assessment)


def test_an_earlier_assessment_is_not_reviewed(database):
    line, first = assessed(database)
    line.run()
    with pytest.raises(Refused, match="newer assessment"):
        line.review(first)


@pytest.mark.requirement("RC-03")
def test_nobody_concludes_before_the_review(database):
    line, assessment = assessed(database)
    with pytest.raises(Refused, match="not been reviewed"):
        line.decide(assessment)


@pytest.mark.requirement("ES-07")
def test_whoever_entered_a_result_does_not_conclude(database):
    line, assessment = reviewed(database)
    enterer = with_role(line, line.staff.team.qc, Role.MANAGER)
    with pytest.raises(NotAllowed, match="You entered or imported"):
        line.decide(assessment, actor=enterer)


@pytest.mark.parametrize("role", ["qc", "cmc", "statistician"])
def test_only_qa_and_managers_conclude(database, role):
    line, assessment = reviewed(database)
    with pytest.raises(NotAllowed, match="QA, manager"):
        line.decide(assessment, actor=getattr(line.staff.team, role))


def test_a_decision_is_signed_over_its_words_and_its_assessment(database):
    line, assessment = reviewed(database)
    decision = line.decide(assessment)
    with database.read() as session:
        kept = rows.get(session, Assessment, assessment.id)
        (signature,) = signatures_of(session, "decision", decision.id, decision_hash(decision, kept))
        assert signature.is_valid
        assert signature.printed_name == line.staff.manager.full_name
    decision.justification = "Something else."
    assert decision_hash(decision, assessment) != signature.content_hash


def test_a_decision_binds_the_assessment_that_was_shown(database):
    line, assessment = reviewed(database)
    with pytest.raises(Conflict):
        line.decide(assessment, shown=OTHER_HASH)


def test_highly_similar_is_refused_while_a_tier_a_attribute_is_unmet(database):
    line, assessment = reviewed(database, BEFORE | FAR_AWAY)
    with pytest.raises(Invalid, match="Vector-genome titre") as caught:
        line.decide(assessment, unmet={"vg-titre": "Two further lots will be tested."})
    assert caught.value.field == "conclusion"


def test_every_attribute_that_is_not_closed_needs_a_text(database):
    line, assessment = reviewed(database, BEFORE | FAR_AWAY)
    with pytest.raises(Invalid, match="Vector-genome titre") as caught:
        line.decide(assessment, conclusion=Conclusion.NOT_COMPARABLE, unmet={"vg-titre": "  "})
    assert caught.value.field == "unmet"


@pytest.mark.parametrize("field", ["justification", "residual_uncertainty"])
def test_a_conclusion_without_words_is_refused(database, field):
    line, assessment = reviewed(database)
    with pytest.raises(Invalid):
        line.decide(assessment, **{field: " – "})


def test_a_difference_can_be_justified_by_a_person(database):
    line, assessment = reviewed(database, BEFORE | FAR_AWAY)
    decision = line.decide(
        assessment,
        conclusion=Conclusion.JUSTIFIED,
        unmet={"vg-titre": "The dose is set by genomes, so the titre is adjusted at filling."},
    )
    assert decision.conclusion is Conclusion.JUSTIFIED


def test_what_could_not_be_judged_is_no_difference_to_justify(database):
    line, assessment = reviewed(database, BEFORE | {"B-1": AFTER["B-1"], "B-2": AFTER["B-2"]})
    with pytest.raises(Invalid, match="cannot be judged"):
        line.decide(
            assessment,
            conclusion=Conclusion.JUSTIFIED,
            unmet={"vg-titre": "Two lots say enough."},
        )


def test_an_unverified_result_stands_in_the_way(database):
    line, first = reviewed(database)
    line.correct(1, "1.01E13")
    second = line.run()
    line.review(second)
    with pytest.raises(Refused, match="not verified"):
        line.decide(second, unmet={"vg-titre": "One result is open."})
    assert first.id != second.id
