import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.vocabulary import LotStatus
from comparability.storage.lots import Lot
from comparability.storage.reportables import history, to_verify
from comparability.storage.results import Investigation
from comparability.storage.sessions import state_reason
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import correct_result
from comparability.usecases.verifications import (
    InvestigationEntry,
    close_investigation,
    open_investigation,
    verify_result,
    verify_results,
)
from tests.usecases.measuring import LATER, a_bench
from tests.usecases.register import NOW, writing


@pytest.fixture
def bench(database):
    return a_bench(database)


def verify(bench, number, actor=None, *, is_accepted=True, comment=None):
    actor = actor or bench.checker
    with writing(bench.database, actor) as session:
        verify_result(session, number, is_accepted=is_accepted, comment=comment, actor=actor, now=LATER)


def waiting(bench):
    with bench.database.read() as session:
        return [row.id for row in to_verify(session, bench.product)]


def investigation(bench, number, reference="OOS-1", actor=None):
    actor = actor or bench.qc
    with writing(bench.database, actor) as session:
        entry = InvestigationEntry(reference=reference, description="Below the specification")
        return open_investigation(session, number, entry, actor=actor, now=NOW)


def close(bench, row, actor, *, version=1, conclusion="Dispensing error"):
    with writing(bench.database, actor) as session:
        close_investigation(
            session, row.id, is_laboratory_error=True, conclusion=conclusion, version=version,
            actor=actor, now=LATER,
        )  # fmt: skip


def test_another_person_verifies(bench):
    number = bench.record("1.20E13")
    verify(bench, number)
    row = bench.counting()
    assert (row.is_verified, row.verified_by, row.verified_at) == (True, "Kimura Ai", LATER)


def test_whoever_entered_a_result_does_not_verify_it(bench):
    with pytest.raises(NotAllowed, match="another person"):
        verify(bench, bench.record("1.20E13"), bench.qc)


def test_a_supplier_user_verifies_nothing(bench):
    with pytest.raises(NotAllowed):
        verify(bench, bench.record("1.20E13"), bench.supplier_user)


def test_a_rejection_says_what_does_not_agree(bench):
    number = bench.record("1.20E13")
    with pytest.raises(Invalid) as refused:
        verify(bench, number, is_accepted=False, comment="  ")
    assert refused.value.field == "comment"


def test_a_rejected_result_is_not_verified_until_it_is_corrected_and_verified_again(bench):
    number = bench.record("1.20E13")
    verify(bench, number, is_accepted=False, comment="The certificate says 1.02E13")
    assert not bench.counting().is_verified
    with writing(bench.database, bench.qc) as session:
        entry = ResultEntry(text="1.02E13")
        corrected = correct_result(session, number, entry, reason="Misread", actor=bench.qc, now=LATER).id
    assert waiting(bench) == [corrected]
    verify(bench, corrected)
    assert bench.counting().is_verified


def test_a_verification_does_not_pass_on_to_a_correction(bench):
    number = bench.record("1.20E13")
    verify(bench, number)
    with writing(bench.database, bench.qc) as session:
        correct_result(
            session, number, ResultEntry(text="1.02E13"), reason="Misread", actor=bench.qc, now=LATER
        )
    assert not bench.counting().is_verified


def test_a_result_is_verified_once(bench):
    number = bench.record("1.20E13")
    verify(bench, number)
    with pytest.raises(Conflict):
        verify(bench, number, bench.qa)


def test_a_replaced_result_is_not_verified(bench):
    number = bench.record("1.20E13")
    with writing(bench.database, bench.qc) as session:
        correct_result(
            session, number, ResultEntry(text="1.02E13"), reason="Misread", actor=bench.qc, now=LATER
        )
    with pytest.raises(Conflict, match="replaced"):
        verify(bench, number)


def test_many_results_are_verified_together_or_not_at_all(bench):
    numbers = [bench.record("1.20E13"), bench.record("1.30E13", lot=bench.second_lot)]
    verify(bench, numbers[1])
    with pytest.raises(Conflict), writing(bench.database, bench.qa) as session:
        verify_results(session, numbers, comment=None, actor=bench.qa, now=LATER)
    assert waiting(bench) == numbers[:1]


def test_nothing_ticked_verifies_nothing(bench):
    with pytest.raises(Invalid, match="Tick the results"), writing(bench.database, bench.qa) as session:
        verify_results(session, [], comment=None, actor=bench.qa, now=LATER)


def test_results_of_a_void_lot_wait_for_nobody(bench):
    bench.record("1.20E13")
    with writing(bench.database, bench.qc) as session:
        state_reason(session, "Registered twice")
        session.get_one(Lot, bench.lot).status = LotStatus.VOID
    assert waiting(bench) == []


def test_a_comment_that_cannot_be_seen_is_refused(bench):
    with pytest.raises(Invalid):
        verify(bench, bench.record("1.20E13"), comment="agrees\u202e")


def test_whoever_opened_an_investigation_does_not_close_it(bench):
    opened = investigation(bench, bench.record("5E12"))
    with pytest.raises(NotAllowed, match="another person"):
        close(bench, opened, bench.qc)


def test_a_closed_investigation_stays_closed(bench):
    opened = investigation(bench, bench.record("5E12"))
    close(bench, opened, bench.qa)
    with pytest.raises(Refused, match="closed"):
        close(bench, opened, bench.checker, version=2)


@pytest.mark.requirement("CC-01")
def test_closing_what_somebody_else_changed_is_a_conflict(bench):
    with pytest.raises(Conflict):
        close(bench, investigation(bench, bench.record("5E12")), bench.qa, version=7)


def test_a_conclusion_is_said_in_words(bench):
    opened = investigation(bench, bench.record("5E12"))
    with pytest.raises(Invalid) as refused:
        close(bench, opened, bench.qa, conclusion="--")
    assert refused.value.field == "conclusion"
    with bench.database.read() as session:
        assert session.get_one(Investigation, opened.id).closed_at is None


def test_a_result_has_one_investigation_and_a_reference_is_used_once(bench):
    number = bench.record("5E12")
    investigation(bench, number)
    with pytest.raises(Refused, match="already"):
        investigation(bench, number, "OOS-2")
    with pytest.raises(Conflict):
        investigation(bench, bench.record("5E12", lot=bench.second_lot))


def test_an_investigation_belongs_to_later_versions_of_its_result(bench):
    number = bench.record("5E12")
    investigation(bench, number)
    with writing(bench.database, bench.qc) as session:
        correct_result(
            session, number, ResultEntry(text="5.0E12"), reason="Last zero", actor=bench.qc, now=LATER
        )
    with bench.database.read() as session:
        assert [row.investigation for row in history(session, number)] == ["OOS-1", "OOS-1"]
