"""The files of the pack say the same of a run: each requirement, its tests, the build, what is missing."""

import csv
import hashlib
import io
from dataclasses import replace

import pytest

from tests.reports.reading import ReadPdf
from validation.document import Pack, pack_pdf
from validation.installation import Checked
from validation.sbom import Component
from validation.table import HEADING, trace_csv

pytestmark = pytest.mark.requirement("RC-05")


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def pack(run, rows) -> Pack:
    return Pack(
        run=run,
        rows=rows,
        checks=(Checked(command="comparability check", exit_code=0, said="ok   fonts: all can be printed"),),
        components=(
            Component(
                name="flask",
                version="3.1.9",
                ecosystem="pypi",
                algorithm="SHA-256",
                hashes=("f" * 64,),
                licence="BSD-3-Clause",
            ),
        ),
        trace_hash=hashlib.sha256(trace_csv(rows, run)).hexdigest(),
    )


def test_the_table_has_every_test_of_every_requirement_with_outcome_engine_date_and_build(rows, run):
    table = read_csv(trace_csv(rows, run))
    assert [(line["requirement"], line["outcome"], line["engine"]) for line in table] == [
        ("AT-01", "passed", "SQLite"),
        ("AT-01", "passed", "PostgreSQL"),
        ("AT-01", "passed", ""),
        ("AT-02", "passed", ""),
        ("AT-02", "skipped", ""),
        ("AT-03", "failed", ""),
        ("AT-03", "passed", ""),
        ("AT-04", "not run", ""),
        ("AT-05", "not run", ""),
    ]
    first = table[0]
    assert first["test"].endswith("test_it_is_written[sqlite]")
    assert first["breakages its test notices"] == "an entry is written"
    assert [first[name] for name in HEADING[-10:]] == [
        "2026-11-23T05:31:00Z", "no", "9.9.9", "c" * 40, "7" * 64, "0" * 64, "1" * 64, "2" * 64,
        "CPython 3.11.7", "Made-up 1, x86_64",
    ]  # fmt: skip


def test_a_gap_is_a_line_with_its_reason_that_no_spreadsheet_calculates(rows, run):
    gaps = [line for line in read_csv(trace_csv(rows, run)) if line["status"] == "gap"]
    assert [line["reason"] for line in gaps] == ["no test names it", "'=it takes two machines"]


def test_the_document_names_build_gaps_tests_and_components_and_has_room_to_sign(pack):
    printed = ReadPdf(pack_pdf(pack))
    for text in (
        "5: 1 proved, 1 proved in part, 1 failed, 2 gap", "7" * 64, "c" * 40, "CPython 3.11.7",
        pack.trace_hash, "Author", "Reviewer", "=it takes two machines", "1 of 2 tests failed",
        "ok fonts: all can be printed", "PostgreSQL, SQLite", "test_it_is_written", "BSD-3-Clause",
    ):  # fmt: skip
        assert printed.holds(text), text
    assert not printed.holds("PARTIAL RUN")


def test_every_page_of_a_partial_run_says_so(pack):
    printed = ReadPdf(pack_pdf(replace(pack, run=replace(pack.run, left_out="only tests/web was run"))))
    assert printed.pages_with("PARTIAL RUN") == set(range(1, len(printed.pages) + 1))
    assert printed.holds("partial: only tests/web was run")


def test_the_same_pack_gives_the_same_bytes(pack):
    assert pack_pdf(pack) == pack_pdf(pack)
