"""A requirement counts as proved only when everything that names it passed."""

from dataclasses import replace

import pytest

from tests.validation.conftest import case, requirement
from validation import results
from validation.trace import Breakage, Status, trace

pytestmark = pytest.mark.requirement("RC-05")


def test_each_requirement_is_judged_by_all_tests_that_name_it(rows):
    assert [(row.requirement.id, row.status, row.reason) for row in rows] == [
        ("AT-01", Status.PROVED, ""),
        ("AT-02", Status.PARTLY, "1 tests were skipped: no Chromium was found"),
        ("AT-03", Status.FAILED, "1 of 2 tests failed"),
        ("AT-04", Status.GAP, "no test names it"),
        ("AT-05", Status.GAP, "=it takes two machines"),
    ]


def test_a_requirement_whose_tests_were_all_skipped_is_a_gap(run):
    skipped = case("t.py::test_a", "AT-01", outcome="skipped", remark="no server")
    (row,) = trace([requirement("AT-01")], replace(run, cases=(skipped,)))
    assert (row.status, row.reason) == (Status.GAP, "every test was skipped: no server")


def test_what_a_partial_run_left_out_is_said_to_be_not_run(run):
    partial = replace(run, cases=(), left_out="only tests/web was run")
    (row,) = trace([requirement("AT-01")], partial)
    assert (row.status, row.reason) == (Status.GAP, "not run in this partial run")


def test_a_breakage_belongs_to_what_its_test_proves(rows, run, requirements):
    assert [len(row.breakages) for row in rows] == [1, 0, 0, 0, 0]
    of_one_case = Breakage(rule="r", test=run.cases[1].test)
    assert [len(row.breakages) for row in trace(requirements, run, [of_one_case])] == [1, 0, 0, 0, 0]


def test_a_run_is_read_as_it_was_written(run, tmp_path):
    results.write(run, tmp_path / "results.json")
    assert results.read(tmp_path / "results.json") == run


def test_a_record_of_another_format_is_refused(tmp_path):
    (tmp_path / "results.json").write_text('{"format": 0}')
    with pytest.raises(ValueError, match="format 1"):
        results.read(tmp_path / "results.json")
