from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from comparability.model.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from comparability.model.vocabulary import Occasion, ResultKind, ResultState, Role
from comparability.storage.reportables import all_results, history
from comparability.storage.results import Result
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import (
    CellEntry,
    correct_result,
    invalidate_run,
    record_result,
    record_results,
    record_retest,
)
from comparability.usecases.verifications import InvestigationEntry, close_investigation, open_investigation
from tests.usecases.measuring import LATER, a_bench
from tests.usecases.register import NOW, person, trail, writing


@pytest.fixture
def bench(database):
    return a_bench(database)


def correct(bench, number, text, actor=None, reason="Digit misread on the certificate", **more):
    actor = actor or bench.qc
    with writing(bench.database, actor) as session:
        entry = ResultEntry(text=text, **more)
        return correct_result(session, number, entry, reason=reason, actor=actor, now=LATER).id


def investigate(bench, number, reference="OOS-1"):
    with writing(bench.database, bench.qc) as session:
        entry = InvestigationEntry(reference=reference, description="Below the specification")
        return open_investigation(session, number, entry, actor=bench.qc, now=NOW).id


def close(bench, number, *, is_laboratory_error):
    with writing(bench.database, bench.qa) as session:
        close_investigation(
            session,
            number,
            is_laboratory_error=is_laboratory_error,
            conclusion="Dispensing error shown by the dye control",
            version=1,
            actor=bench.qa,
            now=LATER,
        )


def retest(bench, number, text="1.10E13"):
    with writing(bench.database, bench.qc) as session:
        entry = ResultEntry(text=text)
        return record_retest(session, number, entry, reason="Retest of OOS-1", actor=bench.qc, now=LATER).id


@pytest.mark.requirement("DI-08", "DI-01")
@pytest.mark.parametrize(
    ("typed", "state", "value"),
    [
        ("1.20E13", ResultState.VALUE, Decimal("1.20E+13")),
        ("1.2×10¹³", ResultState.VALUE, Decimal("1.2E+13")),
        ("0", ResultState.VALUE, Decimal(0)),
        ("<2.8E9", ResultState.LIMIT, Decimal("2.8E+9")),
        ("ND", ResultState.NOT_DETECTED, None),
        ("NT", ResultState.NOT_TESTED, None),
    ],
)
def test_a_result_is_kept_as_typed_with_its_state(bench, typed, state, value):
    bench.record(typed)
    row = bench.counting()
    assert (row.entered, row.state, row.value) == (typed, state, value)


def test_the_last_zero_of_a_typed_number_is_kept(bench):
    bench.record("1.20E13")
    assert str(bench.counting().value) == "1.20E+13"


@pytest.mark.parametrize("typed", ["1,23", "nan", "inf", "1e400", "５.０", "1.2E13 vg/mL", "", "9" * 10_000])
def test_what_the_grammar_refuses_leaves_nothing_behind(bench, typed):
    with pytest.raises(Invalid) as refused:
        bench.record(typed)
    assert refused.value.field == "text"
    assert bench.counting() is None


def test_a_qualitative_result_is_a_word_of_its_attribute(bench):
    bench.record("COMPLIES", code="identity-vector")
    assert bench.counting("identity-vector").word == "complies"


def test_a_word_that_is_not_in_the_list_is_refused_with_the_list(bench):
    with pytest.raises(Invalid, match="complies"):
        bench.record("fine", code="identity-vector")


def test_replicates_become_one_result_by_the_rule_of_the_method(bench):
    """The geometric mean of 2 and 8 is 4; their mean would be 5."""
    versions = bench.versions
    bench.record(
        "", "infectious-titre", replicates=("2E9", "8E9"), method_version_id=versions["infectious-titre"]
    )
    bench.record("", "vg-titre", replicates=("2E13", "8E13"), method_version_id=versions["vg-titre"])
    assert bench.counting("infectious-titre").value == Decimal("4E9")
    assert bench.counting("vg-titre").value == Decimal("5E13")
    assert [each.entered for each in bench.counting("vg-titre").replicates] == ["2E13", "8E13"]


@pytest.mark.requirement("DI-08")
def test_a_limit_among_replicates_has_no_mean(bench):
    with pytest.raises(Invalid, match="no number to take the mean"):
        bench.record("", replicates=("2E13", "<1E12"), method_version_id=bench.versions["vg-titre"])


def test_replicates_need_a_method_whose_rule_makes_the_result(bench):
    with pytest.raises(Invalid) as refused:
        bench.record("", replicates=("2E13", "8E13"))
    assert refused.value.field == "method_version_id"


def test_a_method_of_another_attribute_is_refused(bench):
    with pytest.raises(Invalid, match="does not measure"):
        bench.record("1E13", method_version_id=bench.versions["infectious-titre"])


def test_a_second_result_never_overwrites_the_first(bench):
    bench.record("1.20E13")
    with pytest.raises(Refused, match="already has a result"):
        bench.record("1.30E13")
    assert bench.counting().entered == "1.20E13"


def test_release_and_side_by_side_are_two_results(bench):
    bench.record("1.20E13")
    bench.record("1.30E13", occasion=Occasion.SIDE_BY_SIDE)
    with bench.database.read() as session:
        assert [row.entered for row in all_results(session, [bench.lot])] == ["1.20E13", "1.30E13"]


def test_two_storage_conditions_of_one_time_point_are_two_results(bench):
    study = {"occasion": Occasion.STABILITY, "time_point_months": Decimal(6)}
    bench.record("1.20E13", storage_condition="≤ −65 °C", **study)
    bench.record("1.00E13", storage_condition="5 °C", **study)
    with pytest.raises(Refused):
        bench.record("1.10E13", storage_condition="5 °C", **study)


def test_the_start_of_a_stability_study_is_a_time_point(bench):
    bench.record("1.20E13", occasion=Occasion.STABILITY, time_point_months=Decimal(0))
    with pytest.raises(Invalid) as refused:
        bench.record("1.20E13", occasion=Occasion.STABILITY)
    assert refused.value.field == "time_point_months"


def test_nothing_is_tested_before_it_was_made(bench):
    with pytest.raises(Invalid, match="before the lot was made"):
        bench.record("1.20E13", tested_on=date(2025, 3, 3))


def test_a_test_of_today_is_accepted_where_the_day_begins_first(bench):
    """Singapore is eight hours ahead: at 20:00 UTC its laboratories work on the next day."""
    evening = NOW.replace(hour=20)
    with writing(bench.database, bench.qc) as session:
        entry = ResultEntry(text="1.20E13", tested_on=date(2026, 11, 24))
        record_result(session, bench.lot, bench.attributes["vg-titre"], entry, actor=bench.qc, now=evening)
    with pytest.raises(Invalid, match="future"):
        bench.record("1.20E13", lot=bench.second_lot, tested_on=date(2026, 11, 25))


def test_an_attribute_of_another_stage_is_refused(bench):
    with pytest.raises(Refused, match="drug substance"):
        bench.record("1.20E13", lot=bench.substance)


def test_a_supplier_user_enters_results_of_its_own_lots_only(bench):
    me, attribute = bench.supplier_user, bench.attributes["vg-titre"]
    with writing(bench.database, me) as session:
        record_result(session, bench.lot, attribute, ResultEntry(text="1E13"), actor=me, now=NOW)
    with pytest.raises(NotFound), writing(bench.database, me) as session:
        record_result(session, bench.other_lot, attribute, ResultEntry(text="1E13"), actor=me, now=NOW)


def test_a_supplier_user_of_no_supplier_enters_nothing(bench):
    nobody = replace(bench.supplier_user, supplier_id=None)
    with pytest.raises(NotFound), writing(bench.database, nobody) as session:
        entry = ResultEntry(text="1E13")
        record_result(session, bench.lot, bench.attributes["vg-titre"], entry, actor=nobody, now=NOW)


@pytest.mark.parametrize("role", [Role.CMC, Role.STATISTICIAN, Role.QA, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_other_roles_do_not_enter_results(bench, role):
    with pytest.raises(NotAllowed), writing(bench.database) as session:
        entry = ResultEntry(text="1E13")
        record_result(session, bench.lot, bench.attributes["vg-titre"], entry, actor=person(role), now=NOW)


def cells(bench, *texts):
    return [
        CellEntry(lot_id=lot, attribute_id=bench.attributes["vg-titre"], entry=ResultEntry(text=text))
        for lot, text in zip((bench.lot, bench.second_lot, bench.other_lot), texts, strict=False)
    ]


def save(bench, wanted, actor=None):
    with writing(bench.database, actor or bench.qc) as session:
        return record_results(session, wanted, actor=actor or bench.qc, now=NOW)


def test_a_refused_cell_does_not_keep_its_neighbours_from_being_saved(bench):
    done = save(bench, cells(bench, "1.20E13", "1,30E13", "0"))
    assert [result.entered for result in done.saved] == ["1.20E13", "0"]
    assert [(each.lot_id, each.field) for each in done.problems] == [(bench.second_lot, "text")]


def test_a_form_sent_twice_makes_each_result_once(bench):
    save(bench, cells(bench, "1.20E13", "1.30E13"))
    again = save(bench, cells(bench, "1.20E13", "1.30E13"))
    assert (again.saved, again.already, again.problems) == ((), 2, ())
    with bench.database.read() as session:
        assert session.scalar(select(func.count(Result.id))) == 2


@pytest.mark.requirement("AT-01")
def test_cells_of_one_save_stand_in_the_trail_in_their_order_each_with_its_determinations(bench):
    vg_titre, version = bench.attributes["vg-titre"], bench.versions["vg-titre"]
    typed = [
        ResultEntry(text="", replicates=pair, method_version_id=version)
        for pair in (("2E13", "8E13"), ("1E13", "4E13"))
    ]
    typed.insert(1, ResultEntry(text="1.30E13"))
    lots = (bench.other_lot, bench.lot, bench.second_lot)
    made = [
        CellEntry(lot_id=lot, attribute_id=vg_titre, entry=each)
        for lot, each in zip(lots, typed, strict=True)
    ]
    done = save(bench, made)
    assert [(row.lot_id, row.entered) for row in done.saved] == list(
        zip(lots, ("5E+13", "1.30E13", "2.5E+13"), strict=True)
    )
    with bench.database.read() as session:
        entered = [new for _, field, _, new, _ in trail(session, "result") if field == "entered"]
        determinations = [new for _, field, _, new, _ in trail(session, "replicate") if field == "entered"]
        found = {row.lot_id: [each.entered for each in row.replicates] for row in all_results(session, lots)}
    assert entered == [row.entered for row in done.saved]
    assert determinations == ["2E13", "8E13", "1E13", "4E13"]
    assert found == {bench.other_lot: ["2E13", "8E13"], bench.lot: [], bench.second_lot: ["1E13", "4E13"]}


@pytest.mark.requirement("CC-01")
def test_a_cell_that_somebody_else_filled_meanwhile_is_a_problem(bench):
    save(bench, cells(bench, "1.20E13"))
    late = save(bench, cells(bench, "1.20E13"), bench.checker)
    assert "already has a result" in late.problems[0].message


@pytest.mark.requirement("RC-04")
def test_a_correction_adds_a_row_and_keeps_the_old_one(bench):
    first = bench.record("1.20E13")
    correct(bench, first, "1.02E13")
    with bench.database.read() as session:
        rows = history(session, first)
    assert [(row.entered, row.kind, row.is_replaced, row.is_reportable) for row in rows] == [
        ("1.20E13", ResultKind.ORIGINAL, True, False),
        ("1.02E13", ResultKind.CORRECTION, False, True),
    ]
    assert rows[1].reason == "Digit misread on the certificate"


def test_a_correction_needs_a_reason_in_words(bench):
    first = bench.record("1.20E13")
    with pytest.raises(Invalid, match="say in words why"):
        correct(bench, first, "1.02E13", reason=" .")


@pytest.mark.requirement("CC-01")
def test_a_result_is_corrected_once(bench):
    first = bench.record("1.20E13")
    correct(bench, first, "1.02E13")
    with pytest.raises(Conflict):
        correct(bench, first, "1.03E13")


def test_a_correction_stays_at_its_occasion_and_time_point(bench):
    first = bench.record("1.20E13", occasion=Occasion.STABILITY, time_point_months=Decimal(6))
    correct(bench, first, "1.02E13", occasion=Occasion.RELEASE)
    assert (bench.counting().occasion, bench.counting().time_point_months) == (Occasion.STABILITY, Decimal(6))


def test_a_stored_row_cannot_be_changed_even_by_the_application(bench):
    first = bench.record("1.20E13")
    with pytest.raises(Refused), writing(bench.database, bench.qc) as session:
        session.get_one(Result, first).entered = "9E99"


def test_an_invalid_run_takes_its_results_out_with_the_reason(bench):
    bench.record("1.20E13", run="R-7")
    bench.record("1.30E13", lot=bench.second_lot, run="R-7")
    bench.record("1.40E13", lot=bench.other_lot, run="R-8")
    with writing(bench.database, bench.qc) as session:
        reason = "Control outside its range"
        invalidate_run(session, bench.product, "R-7", reason=reason, actor=bench.qc, now=LATER)
    assert [bench.counting(lot=lot).state for lot in (bench.lot, bench.second_lot, bench.other_lot)] == [
        ResultState.INVALID, ResultState.INVALID, ResultState.VALUE,
    ]  # fmt: skip
    assert (bench.counting().run, bench.counting().reason) == ("R-7", "Control outside its range")


def test_a_run_of_the_same_name_in_another_assay_stays(bench):
    bench.record("1.20E13", run="R-7")
    bench.record("1.0E9", "infectious-titre", run="R-7")
    with writing(bench.database, bench.qc) as session:
        invalidate_run(
            session, bench.product, "R-7", reason="Control failed", actor=bench.qc, now=LATER,
            attribute_ids=[bench.attributes["vg-titre"]],
        )  # fmt: skip
    assert bench.counting("infectious-titre").state is ResultState.VALUE


def test_a_supplier_user_invalidates_runs_of_its_own_lots_only(bench):
    bench.record("1.40E13", lot=bench.other_lot, run="R-8")
    me = bench.supplier_user
    with pytest.raises(NotFound), writing(bench.database, me) as session:
        invalidate_run(session, bench.product, "R-8", reason="Control failed", actor=me, now=LATER)


def test_a_retest_needs_an_investigation(bench):
    with pytest.raises(Refused, match="investigation"):
        retest(bench, bench.record("5E12"))


@pytest.mark.parametrize("conclusion", [None, False], ids=["open", "no laboratory error"])
def test_a_retest_never_improves_a_result(bench, conclusion):
    original = bench.record("5E12")
    opened = investigate(bench, original)
    retest(bench, original)
    if conclusion is not None:
        close(bench, opened, is_laboratory_error=conclusion)
    assert (bench.counting().id, bench.counting().entered) == (original, "5E12")


def test_a_retest_counts_after_a_laboratory_error_alone_and_never_averaged(bench):
    original = bench.record("5E12")
    opened = investigate(bench, original)
    close(bench, opened, is_laboratory_error=True)
    number = retest(bench, original)
    assert (bench.counting().id, bench.counting().entered) == (number, "1.10E13")


def test_testing_does_not_go_on_until_a_result_pleases(bench):
    original = bench.record("5E12")
    close(bench, investigate(bench, original), is_laboratory_error=True)
    retest(bench, original, "6E12")
    with pytest.raises(Refused, match="recorded already"):
        retest(bench, original, "1.10E13")


def test_a_retest_is_investigated_for_itself(bench):
    original = bench.record("5E12")
    close(bench, investigate(bench, original), is_laboratory_error=True)
    first = retest(bench, original, "6E12")
    close(bench, investigate(bench, first, "OOS-2"), is_laboratory_error=True)
    second = retest(bench, first, "1.10E13")
    assert bench.counting().id == second


def test_a_corrected_retest_stays_the_retest(bench):
    original = bench.record("5E12")
    close(bench, investigate(bench, original), is_laboratory_error=True)
    again = correct(bench, retest(bench, original, "1.01E13"), "1.10E13")
    assert bench.counting().id == again


def test_what_an_investigation_let_stand_is_neither_corrected_nor_invalidated(bench):
    original = bench.record("5E12", run="R-7")
    close(bench, investigate(bench, original), is_laboratory_error=False)
    with pytest.raises(Refused, match="OOS-1 found no laboratory error"):
        correct(bench, original, "1.10E13")
    with pytest.raises(Refused, match="OOS-1"), writing(bench.database, bench.qc) as session:
        invalidate_run(session, bench.product, "R-7", reason="Control failed", actor=bench.qc, now=LATER)


def test_every_field_of_a_result_stands_in_the_trail(bench):
    bench.record("1.20E13", run="R-7", analyst="Park Jo")
    with bench.database.read() as session:
        entries = {(field, new) for _, field, _, new, _ in trail(session, "result")}
    assert {("entered", "1.20E13"), ("run", "R-7"), ("analyst", "Park Jo")} <= entries
