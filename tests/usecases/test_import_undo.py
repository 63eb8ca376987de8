"""An import is taken back whole, by rows that are added, while nobody has worked with what it brought."""

import pytest
from sqlalchemy import func, select

from comparability.files.readers import read_table
from comparability.model.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from comparability.model.mapping import parse_mapping
from comparability.model.vocabulary import LotStatus, ResultKind, ResultState, Role
from comparability.storage.attributes import attributes_of
from comparability.storage.audit import AuditEntry
from comparability.storage.imports import ImportUndo, import_lines
from comparability.storage.lots import Lot, lot_by_number
from comparability.storage.reportables import all_results, reportable_results
from comparability.storage.result_grid import grid_columns, read_grid
from comparability.storage.results import Result, Sampling
from comparability.usecases import lots as lots_usecase
from comparability.usecases import results as results_usecase
from comparability.usecases import verifications
from comparability.usecases.import_planning import plan_import
from comparability.usecases.import_undo import UndoHindered, undo_import
from comparability.usecases.imports import commit_import
from comparability.usecases.result_writing import ResultEntry
from tests.usecases.measuring import LATER, a_bench
from tests.usecases.register import NOW, lot_entry, person, trail, writing

pytestmark = pytest.mark.requirement("DI-04", "AT-05")
MAPPING = """
missing = ["NA"]
[lot]
number = "lot"
supplier = "CDMO A"
stage = "drug product"
status = "released"
use = "PPQ"
[[result]]
attribute = "vg-titre"
column = "titre"
[[result]]
attribute = "identity-vector"
column = "identity"
"""
FILE = "lot,titre,identity\nA-001,1.20E13,complies\nN-1,1.30E13,NA\nN-2,NA,complies\n"
WHY = "Columns were mixed up."


@pytest.fixture
def bench(database):
    return a_bench(database)


def imported(bench, text=FILE, actor=None, name="lots.csv"):
    actor, data = actor or bench.qc, text.encode()
    table = read_table(data, name)
    with writing(bench.database, actor) as session:
        batch = commit_import(
            session, bench.product, data, table, parse_mapping(MAPPING), actor=actor, now=NOW
        )
        return batch.id


def undo(bench, batch=1, actor=None, reason=WHY):
    actor = actor or bench.qc
    with bench.database.write(actor=actor, now=LATER) as session:
        return undo_import(session, batch, reason=reason, actor=actor, now=LATER)


def lot(bench, number):
    with bench.database.read() as session:
        return lot_by_number(session, bench.product, number)


def rows(bench, *numbers):
    with bench.database.read() as session:
        return all_results(session, [lot(bench, number).id for number in numbers])


def counting(bench, number):
    with bench.database.read() as session:
        return {row.attribute_id: row for row in reportable_results(session, [lot(bench, number).id])}


def test_results_become_invalid_and_lots_void_and_every_row_stays(bench):
    imported(bench)
    done = undo(bench)
    assert (done.results_invalidated, done.lots_voided) == (4, 2)
    found = rows(bench, "A-001", "N-1", "N-2")
    assert sorted(row.kind for row in found) == [ResultKind.INVALIDATION] * 4 + [ResultKind.ORIGINAL] * 4
    assert {row.entered for row in found if row.kind is ResultKind.ORIGINAL} == {
        "1.20E13", "1.30E13", "complies"
    }  # fmt: skip
    for row in counting(bench, "A-001").values():
        assert (row.state, row.reason) == (ResultState.INVALID, f"Import 1 was taken back: {WHY}")
    for number in ("N-1", "N-2"):
        assert (lot(bench, number).status, lot(bench, number).status_reason) == (
            LotStatus.VOID, f"Import 1 was taken back: {WHY}"
        )  # fmt: skip
    assert lot(bench, "A-001").status is LotStatus.RELEASED


def test_every_step_stands_in_the_trail_with_the_reason(bench):
    imported(bench)
    undo(bench)
    with bench.database.read() as session:
        changes = trail(session, "lot")[-4:]
        assert {(each[0], each[1], each[4]) for each in changes} == {
            ("update", "status", WHY), ("update", "status_reason", WHY)
        }  # fmt: skip
        assert trail(session, "import-undo") == [
            ("event", None, None, "lots.csv: lots void: 2, results invalid: 4", WHY)
        ]
        kept = session.scalars(select(AuditEntry.field).where(AuditEntry.entity == "import_undo")).all()
    assert set(kept) == {
        "import_batch_id", "reason", "results_invalidated", "lots_voided", "undone_by_id", "undone_at"
    }  # fmt: skip


def test_the_list_of_imports_says_who_took_which_back(bench):
    imported(bench)
    undo(bench, actor=bench.qa)
    with bench.database.read() as session:
        (line,) = import_lines(session, bench.product, only_person=None)
    assert (line.imported_by, line.undone_by, line.undo.reason) == ("Park Jo", "Lim Ana", WHY)


@pytest.mark.parametrize("who", ["qc", "qa"])
def test_whoever_imported_and_qa_take_an_import_back(bench, who):
    imported(bench)
    assert undo(bench, actor=getattr(bench, who)).undone_by_id == getattr(bench, who).id


def test_nobody_else_does(bench):
    imported(bench)
    for other in (bench.checker, person(Role.CMC), person(Role.INSPECTOR), person(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            undo(bench, actor=other)
    with pytest.raises(NotFound):
        undo(bench, actor=bench.supplier_user)
    assert rows(bench, "A-001")[0].is_replaced is False


def test_a_supplier_user_takes_the_own_import_back(bench):
    imported(bench, "lot,titre,identity\nA-001,1.20E13,complies\n", actor=bench.supplier_user)
    assert undo(bench, actor=bench.supplier_user).results_invalidated == 2


@pytest.mark.parametrize("reason", ["", "   ", "\u3000", "."], ids=ascii)
def test_a_reason_is_needed(bench, reason):
    imported(bench)
    with pytest.raises(Invalid):
        undo(bench, reason=reason)
    assert lot(bench, "N-1").status is LotStatus.RELEASED


def test_an_import_is_taken_back_once(bench):
    imported(bench)
    undo(bench)
    with pytest.raises(Conflict, match="taken back already"):
        undo(bench)


def test_an_import_that_is_not_there_is_not_found(bench):
    with pytest.raises(NotFound):
        undo(bench, batch=7)


def result(bench, number, code):
    with bench.database.read() as session:
        return session.scalar(
            select(Result).where(
                Result.lot_id == lot(bench, number).id, Result.attribute_id == bench.attributes[code]
            )
        )


def verified(bench):
    with bench.database.write(actor=bench.checker, now=LATER) as session:
        verifications.verify_result(
            session, result(bench, "N-1", "vg-titre").id, is_accepted=True, comment=None,
            actor=bench.checker, now=LATER,
        )  # fmt: skip


def corrected(bench):
    with bench.database.write(actor=bench.qc, now=LATER) as session:
        results_usecase.correct_result(
            session, result(bench, "A-001", "identity-vector").id, ResultEntry(text="does not comply"),
            reason="Misread.", actor=bench.qc, now=LATER,
        )  # fmt: skip


def investigated(bench):
    entry = verifications.InvestigationEntry(reference="OOS-7", description="Twice the usual titre.")
    with bench.database.write(actor=bench.qa, now=LATER) as session:
        verifications.open_investigation(
            session, result(bench, "A-001", "vg-titre").id, entry, actor=bench.qa, now=LATER
        )


def typed_beside(bench):
    bench.record("7.2", "ph", lot(bench, "N-2").id)


def retained(bench):
    with writing(bench.database) as session:
        kept = lots_usecase.RetainEntry(quantity="1 mL")
        lots_usecase.create_retain(session, lot(bench, "N-1").id, kept, actor=bench.qc)


def filled_from(bench):
    with writing(bench.database) as session:
        parent = session.get_one(Lot, lot(bench, "N-1").id)
        entry = lot_entry(session.get_one(Lot, bench.lot), "F-1", supplier_id=parent.supplier_id)
        child = lots_usecase.create_lot(session, bench.product, entry, actor=bench.qc)
        session.add(lots_usecase.LotParent(lot_id=child.id, parent_id=parent.id))


@pytest.mark.parametrize(
    ("work", "named"),
    [
        (verified, "lot N-1, Vector-genome titre: verified"),
        (corrected, "lot A-001, Identity of the vector (serotype or envelope): replaced since"),
        (investigated, "lot A-001, Vector-genome titre: under investigation OOS-7"),
        (typed_beside, "lot N-2: holds a result of pH that was not imported with it"),
        (retained, "lot N-1: has a retain"),
        (filled_from, "lot N-1: lot F-1 was made from it"),
    ],
    ids=["verified", "corrected", "investigated", "typed beside", "retained", "filled from"],
)
def test_what_others_did_since_stands_in_the_way_by_name(bench, work, named):
    imported(bench)
    work(bench)
    with pytest.raises(UndoHindered) as hindered:
        undo(bench)
    assert named in str(hindered.value)
    with bench.database.read() as session:
        assert session.scalar(select(func.count(ImportUndo.id))) == 0
    assert lot(bench, "N-1").status is LotStatus.RELEASED


def test_a_result_that_a_second_person_did_not_agree_with_is_no_hindrance(bench):
    """That is what an import is taken back for."""
    imported(bench)
    with bench.database.write(actor=bench.checker, now=LATER) as session:
        verifications.verify_result(
            session, result(bench, "N-1", "vg-titre").id, is_accepted=False,
            comment="The certificate says 1.20E12.", actor=bench.checker, now=LATER,
        )  # fmt: skip
    assert undo(bench).results_invalidated == 4


def test_the_corrected_file_is_imported_into_the_same_history(bench):
    imported(bench)
    undo(bench)
    again = imported(bench, FILE.replace("1.20E13", "1.21E13").replace("1.30E13", "1.31E13"))
    assert lot(bench, "N-1").status is LotStatus.RELEASED
    assert lot(bench, "N-1").status_reason is None
    row = counting(bench, "A-001")[bench.attributes["vg-titre"]]
    assert (row.entered, row.kind, row.import_batch_id, row.reason) == (
        "1.21E13", ResultKind.CORRECTION, again, "Entered again after import 1 was taken back."
    )  # fmt: skip
    with bench.database.read() as session:
        assert session.scalar(select(func.count(Lot.id)).where(Lot.number == "N-1")) == 1
    assert undo(bench, batch=again).lots_voided == 2


def test_what_was_taken_back_before_and_not_imported_again_is_no_hindrance(bench):
    """The second file leaves out a result of the first, which stays invalid and is nobody's work."""
    imported(bench)
    undo(bench)
    again = imported(bench, "lot,titre,identity\nN-1,NA,complies\nN-2,NA,complies\n")
    assert undo(bench, batch=again).results_invalidated == 2
    assert lot(bench, "N-1").status is LotStatus.VOID


def test_the_preview_says_what_comes_again(bench):
    imported(bench)
    undo(bench)
    table = read_table(FILE.encode(), "lots.csv")
    with bench.database.read() as session:
        plan = plan_import(session, bench.product, table, parse_mapping(MAPPING), actor=bench.qc, now=LATER)
    assert plan.problems == ()
    assert {each.taken_back.import_batch_id for each in (*plan.lots, *plan.results)} == {1}


def test_a_mapping_without_new_lots_is_told_why_the_lot_is_not_there(bench):
    imported(bench)
    undo(bench)
    table = read_table(b"lot,titre\nN-1,1.20E13\n", "lots.csv")
    mapping = parse_mapping('[lot]\nnumber = "lot"\n[[result]]\nattribute = "vg-titre"\ncolumn = "titre"\n')
    with bench.database.read() as session:
        plan = plan_import(session, bench.product, table, mapping, actor=bench.qc, now=LATER)
    assert "Lot N-1 is void, because import 1 was taken back" in plan.problems[0].message


def test_an_emptied_cell_of_the_grid_is_filled_again_by_hand(bench):
    imported(bench)
    undo(bench)
    place = (bench.lot, bench.attributes["vg-titre"])
    with bench.database.read() as session:
        stage = session.get_one(Lot, bench.lot).stage
        attributes = attributes_of(session, bench.product)
        grid = read_grid(
            session, bench.product, grid_columns(session, bench.product, attributes, stage), stage=stage,
            sampling=Sampling.of(counting(bench, "A-001")[place[1]]),
            only_supplier=None,
        )  # fmt: skip
    assert place in grid.taken_back and place not in grid.cells
    bench.record("1.22E13")
    assert counting(bench, "A-001")[place[1]].entered == "1.22E13"


def test_a_lot_that_a_person_made_void_stays_void(bench):
    imported(bench)
    undo(bench)
    with writing(bench.database, bench.qc) as session:
        row = session.get_one(Lot, lot(bench, "N-1").id)
        entry = lot_entry(
            row, "N-1", supplier_id=row.supplier_id, status=LotStatus.VOID, status_reason="Typo"
        )
        lots_usecase.edit_lot(
            session, row.id, entry, parent_ids=(), material_ids=(), version=row.version,
            reason="Never existed.", actor=bench.qc,
        )  # fmt: skip
    with pytest.raises(Refused):
        imported(bench)
    assert lot(bench, "N-1").status is LotStatus.VOID
