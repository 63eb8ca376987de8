"""A file from outside is opened in a process of its own, which can be lost without losing a page."""

import json
import os
import subprocess
import sys

import pytest

from comparability.files import reader_process, reader_program
from comparability.files.reader_process import open_apart, read_apart
from comparability.files.readers import read_table
from comparability.model.errors import Invalid, Refused
from tests.files.workbooks import text_cell, with_sheet_xml, workbook

TOO_MUCH = reader_program.OUTPUT_BYTES + 1
TEXT = b"lot,titre\nA-1,1.20E13\n# made by hand\n"


@pytest.mark.parametrize(("data", "name"), [(TEXT, "lots.csv"), (workbook(), "lots.xlsx")])
def test_what_is_read_apart_is_what_is_read_here(data, name):
    assert read_apart(data, name) == read_table(data, name)


def test_half_a_surrogate_comes_through_to_be_refused_by_name():
    rows = f'<row r="1">{text_cell("A1", "lot")}</row><row r="2">{text_cell("A2", "_xD800_")}</row>'
    assert read_apart(with_sheet_xml(rows), "lots.xlsx").rows[0].cells == ("\ud800",)


def test_a_refusal_comes_through_in_its_words():
    with pytest.raises(Invalid, match=r"^lots\.csv is empty\.$"):
        open_apart(b"", "lots.csv")


def limited(program: str) -> subprocess.CompletedProcess:
    """What becomes of a program that has limited itself as the reader does."""
    start = "from comparability.files.reader_program import limit_itself; limit_itself()\n"
    return subprocess.run([sys.executable, "-c", start + program], capture_output=True, timeout=60)


@pytest.mark.requirement("SEC-03", "DI-04")
@pytest.mark.parametrize(
    "program",
    [
        f"bytearray({reader_program.MEMORY_BYTES})",
        f"import tempfile\nwith tempfile.TemporaryFile() as f: f.write(bytes({TOO_MUCH}))",
        "[open('/dev/null') for _ in range(20)]",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    ],
    ids=["memory", "output", "open files", "lifting the limits again"],
)
def test_the_reader_cannot_have_more_than_its_share(program):
    if "setrlimit" in program and os.geteuid() == 0:
        pytest.skip("root may lift a limit")
    assert limited(program).returncode != 0


@pytest.mark.requirement("SEC-03")
def test_the_reader_is_ended_when_it_computes_for_too_long():
    """The time of the processor is counted by the kernel, so that a busy machine ends nobody's file."""
    done = limited("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass")
    assert done.returncode < 0


@pytest.mark.requirement("SEC-03")
def test_a_reader_that_takes_too_long_is_ended_and_the_person_is_told(monkeypatch):
    monkeypatch.setattr(reader_process, "PATIENCE_SECONDS", 0.001)
    with pytest.raises(Invalid, match=r"lots\.csv could not be read with the time and memory"):
        open_apart(TEXT, "lots.csv")


@pytest.mark.requirement("SEC-03")
def test_a_reader_that_dies_is_a_sentence_and_no_failure(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Invalid, match="could not be read"):
        open_apart(TEXT, "lots.csv")


@pytest.mark.requirement("SEC-03")
def test_the_reader_is_told_nothing_but_where_the_program_is(monkeypatch, tmp_path):
    """Neither a key nor the address of the database is within reach of whoever parses a stranger's file."""
    monkeypatch.setenv("COMPARABILITY_SECRET_KEY", "s" * 64)
    monkeypatch.setenv("DATABASE_URL", "postgresql://lots:secret@db/lots")
    note = tmp_path / "reader"
    note.write_text(
        f'#!/bin/sh\nenv > {tmp_path}/seen\necho "{{\\"refused\\": \\"x\\", \\"field\\": null}}"\n'
    )
    note.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(note))
    with pytest.raises(Invalid, match="^x$"):
        open_apart(TEXT, "lots.csv")
    names = {line.partition("=")[0] for line in (tmp_path / "seen").read_text().splitlines()}
    assert names - {"PWD", "SHLVL", "_", "OLDPWD"} == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def test_files_wait_for_their_turn_and_not_for_ever(monkeypatch):
    monkeypatch.setattr(reader_process, "_QUEUE_SECONDS", 0.01)
    for _ in range(reader_process.AT_ONCE):
        reader_process._turns.acquire()
    try:
        with pytest.raises(Refused, match="Others are importing"):
            open_apart(TEXT, "lots.csv")
    finally:
        reader_process._turns.release(reader_process.AT_ONCE)


def test_the_question_is_one_line_whatever_the_name_holds():
    asked = reader_program.Asked(name="a\nb\u2028\ud800.csv", sheet="x\n", delimiter=None)
    (line,) = asked.line().splitlines()
    assert json.loads(line)["name"] == "a\nb\u2028\ud800.csv"
