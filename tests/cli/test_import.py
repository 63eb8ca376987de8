"""Import from the shell: a preview, all or nothing, and what was refused named."""

import hashlib

import pytest
from sqlalchemy import func, select

from comparability.files.readers import read_table
from comparability.storage.lots import Lot
from comparability.storage.results import Result

pytestmark = pytest.mark.requirement("DI-04")


@pytest.fixture
def spoilt(table):
    """The third lot has a decimal comma where the second replicate stands."""
    table.write_text(table.read_text().replace("3.9E8,4.0E8", '3.9E8,"4,0E8"', 1))
    return table


def count(shell, kind):
    database = shell.database()
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(kind))
    database.engine.dispose()
    return found


def test_a_table_is_imported_as_one_batch(staffed, table, importing):
    assert staffed.data("import", table, *importing, user="qc.lim") == {"batch": 1, "lots": 6, "results": 12}
    assert (count(staffed, Lot), count(staffed, Result)) == (6, 12)


def test_the_imported_file_is_kept_under_its_hash(staffed, table, importing):
    staffed.data("import", table, *importing, user="qc.lim")
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    assert (staffed.folder / "uploads" / f"{digest}.imported").read_bytes() == table.read_bytes()


def test_a_preview_shows_what_would_be_written_and_writes_nothing(staffed, table, importing):
    plan = staffed.data("import", table, *importing, "--preview", user="qc.lim")
    assert len(plan["results"]) == 12
    assert plan["problems"] == []
    assert (count(staffed, Lot), count(staffed, Result)) == (0, 0)


def test_a_refused_import_names_row_and_column_and_writes_nothing(staffed, spoilt, importing):
    refused = staffed.run("import", spoilt, *importing, user="qc.lim")
    assert refused.exit_code == 1
    (problem,) = [line for line in refused.stdout.splitlines() if "PROBLEM" in line]
    assert "row 4" in problem
    assert "median_rlu_per_mL_rep2" in problem
    assert "found “4,0E8”" in problem
    assert "nothing was imported" in refused.stderr
    assert (count(staffed, Lot), count(staffed, Result)) == (0, 0)


def test_a_preview_with_a_problem_ends_with_status_one(staffed, spoilt, importing):
    assert staffed.run("import", spoilt, *importing, "--preview", user="qc.lim").exit_code == 1


def test_a_mapping_that_is_no_text_is_refused(staffed, table, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_bytes(b"\xff\xfe\x00")
    refused = staffed.run("import", table, "--product", "LV-SPIKE", "--mapping", mapping, user="qc.lim")
    assert refused.exit_code == 1
    assert "cannot be read as text" in refused.stderr


def test_an_unknown_product_is_named(staffed, table, importing):
    refused = staffed.run("import", table, "--product", "NONE", *importing[2:], user="qc.lim")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "no product with the code NONE" in refused.stderr


def test_an_import_is_taken_back_and_imported_again(staffed, table, importing):
    staffed.data("import", table, *importing, user="qc.lim")
    assert staffed.data("import", "undo", "1", "--reason", "Columns were mixed up.", user="qc.lim") == {
        "batch": 1, "lots": 6, "results": 12
    }  # fmt: skip
    plan = staffed.data("import", table, *importing, "--preview", user="qc.lim")
    assert {each["again_after_import"] for each in plan["results"]} == {1}
    assert staffed.data("import", table, *importing, user="qc.lim")["lots"] == 6
    assert count(staffed, Lot) == 6


def test_an_import_that_others_have_worked_with_is_not_taken_back(staffed, table, importing):
    staffed.data("import", table, *importing, user="qc.lim")
    staffed.done("results", "verify", "LV-SPIKE", user="qa.sato")
    refused = staffed.run("import", "undo", "1", "--reason", "Columns were mixed up.", user="qc.lim")
    assert refused.exit_code == 1
    assert "cannot be taken back as a whole any more" in refused.stderr
    assert "verified" in refused.stderr


def test_the_help_of_import_names_the_file_and_how_an_import_is_taken_back(staffed):
    said = staffed.run("import", "--help")
    assert said.exit_code == 0
    assert "import [OPTIONS] FILE" in said.stdout
    assert "undo" in said.stdout


@pytest.mark.parametrize("options", [(), ("--preview",)], ids=["import", "preview"])
def test_the_table_comes_back_with_what_is_wrong_in_each_row(staffed, spoilt, importing, tmp_path, options):
    errors = tmp_path / "wrong.csv"
    refused = staffed.run("import", spoilt, *importing, *options, "--errors", errors, user="qc.lim")
    assert refused.exit_code == 1
    assert f"the file with its problems: {errors}" in refused.stderr
    rows = read_table(errors.read_bytes(), errors.name).rows
    assert [row.number for row in rows if row.cells[-1]] == [4]
    assert "found “4,0E8”" in rows[2].cells[-1]


def test_nothing_is_written_where_nothing_is_wrong(staffed, table, importing, tmp_path):
    errors = tmp_path / "wrong.csv"
    staffed.done("import", table, *importing, "--errors", errors, user="qc.lim")
    assert not errors.exists()


def test_the_problems_overwrite_no_source_and_keep_its_kind(staffed, spoilt, importing, tmp_path):
    before = spoilt.read_bytes()
    own = staffed.run("import", spoilt, *importing, "--errors", spoilt, user="qc.lim")
    assert (own.exit_code, spoilt.read_bytes()) == (1, before)
    assert "name another one" in own.stderr
    kind = staffed.run("import", spoilt, *importing, "--errors", tmp_path / "wrong.xlsx", user="qc.lim")
    assert (kind.exit_code, "the ending .csv" in kind.stderr) == (1, True)
