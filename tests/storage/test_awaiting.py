"""What the start page offers each person, on both engines."""

from datetime import timedelta

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.attributes import Attribute
from comparability.storage.awaiting import awaiting
from comparability.storage.lots import Lot
from comparability.storage.open_records import Act
from comparability.storage.results import Result
from comparability.usecases.lots import RetainEntry, create_retain
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import correct_result, record_result
from comparability.usecases.verifications import InvestigationEntry, open_investigation, verify_result
from tests.usecases.register import CMC, NOW, a_lot, a_product, a_supplier, writing
from tests.usecases.switching import a_person

TODAY = NOW.date()


@pytest.fixture
def scene(database):
    """A QC scientist who entered one result, another one, a QA, and the lot it belongs to."""
    with writing(database) as session:
        author = a_person(session, "jo.park", "Park Jo", Role.QC)
        colleague = a_person(session, "li.wei", "Li Wei", Role.QC)
        qa = a_person(session, "ana.lim", "Lim Ana", Role.QA)
        product = a_product(session)
        lot = a_lot(session, product, a_supplier(session), "A-001")
        attribute = session.query(Attribute).filter_by(product_id=product.id, is_qualitative=False).first()
        result = record_result(
            session, lot.id, attribute.id, ResultEntry(text="1.20E+13"), actor=author, now=NOW
        )
        return (author, colleague, qa), lot, result


def waiting(database, actor, today=TODAY):
    with database.read() as session:
        return awaiting(session, actor=actor, today=today)


def counts(database, actor) -> list[int]:
    return [each.count for each in waiting(database, actor).results]


def test_a_result_waits_for_everybody_who_verifies_but_whoever_entered_it(database, scene):
    (author, colleague, qa), _, _ = scene
    assert counts(database, author) == []
    assert counts(database, colleague) == [1]
    assert counts(database, qa) == [1]


def test_a_verified_result_waits_no_more(database, scene):
    (_, colleague, qa), _, result = scene
    with writing(database, colleague) as session:
        verify_result(session, result.id, is_accepted=True, comment=None, actor=colleague, now=NOW)
    assert counts(database, qa) == []


def test_of_a_corrected_result_only_the_correction_waits(database, scene):
    (author, _, qa), _, result = scene
    with writing(database, author) as session:
        correct_result(
            session, result.id, ResultEntry(text="1.02E+13"), reason="Digits swapped.", actor=author, now=NOW
        )
    assert counts(database, qa) == [1]
    with database.read() as session:
        assert session.query(Result).count() == 2


@pytest.mark.parametrize(("days", "is_warned"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_retain_is_warned_of_while_a_test_can_still_be_planned(database, scene, days, is_warned):
    (_, _, qa), lot, _ = scene
    with writing(database) as session:
        entry = RetainEntry(quantity="12 vials", expires_on=TODAY + timedelta(days=days))
        create_retain(session, session.get_one(Lot, lot.id).id, entry, actor=CMC)
    assert [each.lot for each in waiting(database, qa).retains] == (["A-001"] if is_warned else [])


def test_each_role_is_offered_only_what_it_may_go_on_with(database, scene):
    (author, _, qa), _, _ = scene
    assert waiting(database, author).protocols is None
    assert waiting(database, qa).protocols == ()
    assert waiting(database, qa).locked is None


def acts(database, actor) -> list[Act]:
    return [each.act for each in waiting(database, actor).records]


def test_an_investigation_waits_for_another_person_than_whoever_opened_it(database, scene):
    (author, colleague, qa), _, result = scene
    with writing(database, author) as session:
        entry = InvestigationEntry(reference="OOS-26-001", description="Below the specification.")
        open_investigation(session, result.id, entry, actor=author, now=NOW)
    assert acts(database, author) == []
    assert acts(database, colleague) == acts(database, qa) == [Act.CLOSE_INVESTIGATION]


def test_no_record_of_others_is_offered_to_who_may_not_go_on_with_any(database, scene):
    with writing(database) as session:
        reader = a_person(session, "max.ray", "Ray Max", Role.INSPECTOR)
    assert waiting(database, reader).records is None
