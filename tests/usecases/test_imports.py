from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from comparability.files.readers import read_table
from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.mapping import as_data, mapping_of, parse_mapping
from comparability.model.vocabulary import LotStatus, Occasion, ResultState, Role
from comparability.storage.lots import Lot, lot_by_number
from comparability.storage.reportables import all_results
from comparability.storage.results import ImportBatch, Result
from comparability.usecases.import_planning import plan_import
from comparability.usecases.imports import ImportRefused, commit_import
from tests.usecases.measuring import a_bench
from tests.usecases.register import NOW, person, trail, writing

pytestmark = pytest.mark.requirement("DI-04")

TITRES = """
missing = ["NA"]
[lot]
number = "lot"
[[result]]
attribute = "vg-titre"
columns = ["titre"]
method = "ddPCR"
method_version = "1"
[[result]]
attribute = "identity-vector"
column = "identity"
"""
NEW_LOTS = """
[lot]
number = "lot"
supplier = { column = "made by", values = { A = "CDMO A", B = "CDMO B" } }
stage = "drug product"
status = { column = "status" }
status_reason = { column = "why" }
use = "PPQ"
manufactured_on = { column = "made on" }
"""


@pytest.fixture
def bench(database):
    return a_bench(database)


def plan(bench, text, mapping=TITRES, actor=None):
    table = read_table(text.encode(), "results.csv")
    with bench.database.read() as session:
        return plan_import(
            session, bench.product, table, parse_mapping(mapping), actor=actor or bench.qc, now=NOW
        )


def commit(bench, text, mapping=TITRES, actor=None):
    actor, data = actor or bench.qc, text.encode()
    table = read_table(data, "results.csv")
    with writing(bench.database, actor) as session:
        return commit_import(
            session, bench.product, data, table, parse_mapping(mapping), actor=actor, now=NOW
        )


def said(plan):
    return [(problem.place, problem.found) for problem in plan.problems]


def count(bench, kind):
    with bench.database.read() as session:
        return session.scalar(select(func.count(kind.id)))


def test_results_arrive_as_typed_by_the_same_grammar(bench):
    commit(bench, "lot,titre,identity\nA-001,1.20E13,complies\nA-002,<2.8E9,NA\n")
    assert bench.counting().entered == "1.20E13"
    assert bench.counting(lot=bench.second_lot).state is ResultState.LIMIT
    assert bench.counting("identity-vector").word == "complies"
    assert bench.counting("identity-vector", bench.second_lot) is None


def test_zero_is_a_value_and_a_word_for_missing_is_none(bench):
    planned = plan(bench, "lot,titre,identity\nA-001,0,NA\nA-002,NA,\n")
    assert [(each.lot_number, each.shown) for each in planned.results] == [("A-001", "0")]
    assert planned.cells_missing == 3


def test_a_problem_names_row_column_what_was_found_and_what_is_expected(bench):
    planned = plan(bench, 'lot,titre,identity\nA-001,1.2E13,fine\nA-002,"1,23",complies\n')
    assert said(planned) == [
        ("row 2, column C (identity)", "fine"),
        ("row 3, column B (titre)", "1,23"),
    ]
    assert "does not comply" in planned.problems[0].message
    assert "Accepted: 0.85" in planned.problems[1].message


def test_one_problem_keeps_the_whole_file_out(bench):
    with pytest.raises(ImportRefused) as refused:
        commit(bench, "lot,titre,identity\nA-001,1.2E13,complies\nA-002,1.2e400,complies\n")
    assert said(refused.value.plan) == [("row 3, column B (titre)", "1.2e400")]
    assert (count(bench, Result), count(bench, ImportBatch)) == (0, 0)


def test_a_preview_writes_nothing(bench):
    plan(bench, "lot,titre,identity\nA-001,1.2E13,complies\n")
    assert count(bench, Result) == 0


def test_rows_of_one_lot_are_replicates_of_one_result(bench):
    """(2 + 8) / 2 = 5 by the method's rule; the file's rows are never lots of their own."""
    commit(bench, "lot,titre,identity\nA-001,2E13,complies\nA-001,8E13,NA\n")
    row = bench.counting()
    assert (row.value, [each.entered for each in row.replicates]) == (Decimal("5E13"), ["2E13", "8E13"])
    assert count(bench, Result) == 2


def test_columns_of_one_attribute_are_replicates(bench):
    mapping = TITRES.replace('["titre"]', '["titre", "identity"]').split("[[result]]")
    planned = plan(bench, "lot,titre,identity\nA-001,2E13,8E13\n", "[[result]]".join(mapping[:2]))
    assert [(each.shown, each.reported) for each in planned.results] == [("2E13 · 8E13", "5E+13")]


def test_replicates_without_a_method_are_a_problem(bench):
    mapping = TITRES.replace('method = "ddPCR"\n', "").replace('method_version = "1"\n', "")
    planned = plan(bench, "lot,titre,identity\nA-001,2E13,NA\nA-001,8E13,NA\n", mapping)
    assert "name the method and its version" in planned.problems[0].message


def test_release_and_stability_of_one_lot_are_two_results(bench):
    mapping = TITRES.replace(
        'attribute = "vg-titre"',
        'attribute = "vg-titre"\noccasion = { column = "when" }\ntime_point_months = { column = "month" }',
    )
    commit(
        bench,
        "lot,titre,identity,when,month\nA-001,2E13,NA,release,\nA-001,8E13,NA,stability,6\n",
        mapping,
    )
    with bench.database.read() as session:
        rows = all_results(session, [bench.lot])
    assert [(row.entered, row.occasion, row.time_point_months) for row in rows] == [
        ("2E13", Occasion.RELEASE, None),
        ("8E13", Occasion.STABILITY, Decimal(6)),
    ]


def test_a_time_point_that_is_no_number_is_a_problem_of_its_cell(bench):
    mapping = TITRES.replace(
        'attribute = "vg-titre"',
        'attribute = "vg-titre"\noccasion = "stability"\ntime_point_months = { column = "month" }',
    )
    planned = plan(bench, "lot,titre,identity,month\nA-001,2E13,NA,six\n", mapping)
    assert ("row 2, column D (month)", "six") in said(planned)


def test_replicates_on_two_plates_name_both(bench):
    mapping = TITRES.replace('attribute = "vg-titre"', 'attribute = "vg-titre"\nplate = { column = "plate" }')
    commit(bench, "lot,titre,identity,plate\nA-001,2E13,NA,P1\nA-001,8E13,NA,P2\n", mapping)
    assert bench.counting().plate == "P1 / P2"


def test_replicates_of_two_days_are_a_problem(bench):
    mapping = TITRES.replace(
        'attribute = "vg-titre"', 'attribute = "vg-titre"\ntested_on = { column = "day" }'
    )
    planned = plan(
        bench, "lot,titre,identity,day\nA-001,2E13,NA,2026-01-02\nA-001,8E13,NA,2026-01-03\n", mapping
    )
    assert said(planned) == [("row 3, column D (day)", "2026-01-03")]


def test_a_test_date_before_manufacture_is_a_problem_of_its_cell(bench):
    mapping = TITRES.replace(
        'attribute = "vg-titre"', 'attribute = "vg-titre"\ntested_on = { column = "day" }'
    )
    planned = plan(bench, "lot,titre,identity,day\nA-001,2E13,NA,2025-03-03\n", mapping)
    assert said(planned) == [("row 2, column D (day)", "2025-03-03")]


def test_an_unknown_lot_is_a_problem_unless_the_mapping_describes_new_lots(bench):
    planned = plan(bench, "lot,titre,identity\nX-9,1E13,complies\n")
    assert said(planned) == [("row 2, column A (lot)", "X-9")]
    assert planned.results == ()


def test_a_row_without_a_lot_number_is_a_problem(bench):
    assert said(plan(bench, "lot,titre,identity\nNA,1E13,complies\n")) == [("row 2, column A (lot)", "NA")]


def test_new_lots_are_registered_with_their_facts(bench):
    text = "lot,made by,status,why,made on\nB-7,B,failed,Filter integrity,2026-02-03\n"
    batch = commit(bench, text, NEW_LOTS)
    with bench.database.read() as session:
        lot = lot_by_number(session, bench.product, "B-7")
        assert (batch.lots_created, batch.results_created) == (1, 0)
    assert (lot.supplier_id, lot.status, lot.status_reason, lot.manufactured_on) == (
        bench.other_supplier, LotStatus.FAILED, "Filter integrity", date(2026, 2, 3)
    )  # fmt: skip


def test_a_failed_lot_without_a_reason_is_a_problem_of_its_cell(bench):
    planned = plan(bench, "lot,made by,status,why,made on\nB-7,B,failed,,2026-02-03\n", NEW_LOTS)
    assert said(planned) == [("row 2, column D (why)", "")]


def test_every_wrong_word_of_a_new_lot_is_named(bench):
    planned = plan(bench, "lot,made by,status,why,made on\nB-7,C,gone,,03/02/2026\n", NEW_LOTS)
    assert said(planned) == [
        ("row 2, column B (made by)", "C"),
        ("row 2, column C (status)", "gone"),
        ("row 2, column E (made on)", "03/02/2026"),
    ]


def test_rows_of_a_new_lot_that_contradict_each_other_are_a_problem(bench):
    text = "lot,made by,status,why,made on\nB-7,B,released,,2026-02-03\nB-7,B,released,,2026-02-04\n"
    planned = plan(bench, text, NEW_LOTS)
    assert said(planned) == [("row 3, column E (made on)", "2026-02-04")]
    assert "Row 2 says of lot B-7: 2026-02-03" in planned.problems[0].message


def test_a_row_that_contradicts_the_register_is_a_problem(bench):
    planned = plan(bench, "lot,made by,status,why,made on\nA-001,B,released,,2025-03-04\n", NEW_LOTS)
    assert said(planned) == [("row 2, column B (made by)", "B")]
    assert "The register says of lot A-001: CDMO A" in planned.problems[0].message


def test_an_existing_result_is_corrected_and_never_imported_over(bench):
    bench.record("1.20E13")
    planned = plan(bench, "lot,titre,identity\nA-001,1.30E13,NA\n")
    assert "correct it there" in planned.problems[0].message


def test_the_same_file_is_imported_once(bench):
    text = "lot,titre,identity\nA-001,1.20E13,complies\n"
    commit(bench, text)
    with pytest.raises(ImportRefused):
        commit(bench, text)
    assert count(bench, Result) == 2


def test_an_attribute_that_the_mapping_reads_twice_is_a_problem(bench):
    mapping = TITRES.replace('attribute = "identity-vector"', 'attribute = "vg-titre"')
    planned = plan(bench, "lot,titre,identity\nA-001,1.20E13,1.30E13\n", mapping)
    assert said(planned) == [("row 2, column C (identity)", "1.30E13")]


def test_an_attribute_of_another_stage_is_a_problem_in_the_preview(bench):
    planned = plan(bench, "lot,titre,identity\nA-DS-1,1.20E13,NA\n")
    assert "drug substance" in planned.problems[0].message


def test_rows_that_are_not_wanted_are_counted_and_left(bench):
    mapping = "where = { identity = 'complies' }\n" + TITRES
    planned = plan(bench, "lot,titre,identity\nA-001,1.20E13,complies\nX-1,zzz,no\n", mapping)
    assert (planned.rows_read, planned.rows_left_out, planned.problems) == (1, 1, ())


def test_a_batch_keeps_the_hash_of_the_file_and_the_mapping(bench):
    """The digest is sha256sum's of the same bytes (coreutils 9.1)."""
    commit(bench, "lot,titre,identity\nA-001,1.20E13,complies\n")
    with bench.database.read() as session:
        batch = session.scalars(select(ImportBatch)).one()
        assert batch.file_sha256 == "7fa0f6da5bb910a18541ecd807de1a7a530cc836fa9122b9b13990f64ec2bb12"
        assert mapping_of(batch.mapping) == parse_mapping(TITRES)
        assert {row.import_batch_id for row in all_results(session, [bench.lot])} == {batch.id}
        assert trail(session, "import")[0][3] == "results.csv: 0 lots, 2 results"


def test_a_supplier_user_imports_results_of_its_own_lots_only(bench):
    commit(bench, "lot,titre,identity\nA-001,1.20E13,NA\n", actor=bench.supplier_user)
    refused = plan(bench, "lot,titre,identity\nB-001,1.20E13,NA\n", actor=bench.supplier_user)
    unknown = plan(bench, "lot,titre,identity\nX-001,1.20E13,NA\n", actor=bench.supplier_user)
    assert refused.problems[0].message.replace("B-001", "X-001") == unknown.problems[0].message


def test_a_supplier_user_registers_no_lots(bench):
    text = "lot,made by,status,why,made on\nA-7,A,released,,2026-02-03\n"
    assert said(plan(bench, text, NEW_LOTS, bench.supplier_user)) == [("row 2, column A (lot)", "A-7")]


def test_other_roles_import_nothing(bench):
    with pytest.raises(NotAllowed):
        plan(bench, "lot,titre,identity\nA-001,1.20E13,NA\n", actor=person(Role.STATISTICIAN))


def test_a_file_without_anything_new_is_refused(bench):
    with pytest.raises(Refused, match="nothing new"):
        commit(bench, "lot,titre,identity\nA-001,NA,NA\n")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"vg-titre"', '"vg"'), "no attribute with the code vg"),
        (('["titre"]', '["titer"]'), "There is no column “titer”"),
        (('method_version = "1"', 'method_version = "9"'), "register it first"),
    ],
    ids=["attribute", "column", "method version"],
)
def test_a_mapping_that_does_not_fit_says_what_there_is(bench, change, message):
    with pytest.raises(Invalid, match=message):
        plan(bench, "lot,titre,identity\nA-001,1E13,NA\n", TITRES.replace(*change))


@pytest.mark.parametrize(
    "text",
    [
        "[lot", "lot = 3", "[lot]\nnumber = 3", '[lot]\nnumber = "a"\n[result]\nattribute = "b"',
        'result = ["x"]\n[lot]\nnumber = "a"', 'where = "x"\n[lot]\nnumber = "a"',
        '[lot]\nnumber = "a"\nsize = "b"', '[lot]\nnumber = "a"\nstage = { column = "b", text = "c" }',
        '[lot]\nnumber = "a"\nstage = { column = "b", values = [1] }', 'missing = [1]\n[lot]\nnumber = "a"',
        '[lot]\nnumber = "a"\n[[result]]\nattribute = "b"\ncolumn = "c"\nmethod = "d"',
        '[lot]\nnumber = "a"\n[[result]]\nattribute = "b"\ncolumn = "c"\nplate = 1',
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_read_is_refused_in_words(text):
    with pytest.raises(Invalid):
        parse_mapping(text)


def test_one_word_for_missing_is_a_word_and_not_its_letters():
    assert parse_mapping('missing = "NA"\n[lot]\nnumber = "a"').missing == ("", "NA")


def test_a_mapping_survives_storing():
    mapping = parse_mapping(TITRES.replace('\n[lot]\nnumber = "lot"', NEW_LOTS))
    assert mapping_of(as_data(mapping)) == mapping


def test_two_imports_of_a_new_lot_cannot_both_register_it(bench):
    text = "lot,made by,status,why,made on\nB-7,B,released,,2026-02-03\n"
    commit(bench, text, NEW_LOTS)
    with pytest.raises((Refused, Conflict)):
        commit(bench, text, NEW_LOTS)
    assert count(bench, Lot) == 5
