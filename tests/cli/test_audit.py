"""The audit trail from the shell."""

import csv
import io
import json
import sqlite3

import pytest

from tests.cli.conftest import FILE


def damage(shell, statement):
    """Edit the file behind the program's back, as somebody with the file in hand could, and tidy up."""
    connection = sqlite3.connect(shell.folder / FILE)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    assert connection.execute(statement).rowcount == 1
    for _, made_by in triggers:
        connection.execute(made_by)
    connection.commit()
    connection.close()


def test_a_whole_trail_agrees(staffed):
    found = staffed.data("audit", "verify")
    assert found["intact"]
    assert found["damages"] == []
    assert found["entries"] > 100


def test_a_changed_entry_ends_verification_with_status_one(staffed):
    damage(staffed, "UPDATE audit_entry SET new = 'another' WHERE seq = 40")
    done = staffed.run("audit", "verify")
    assert done.exit_code == 1
    assert [line for line in done.stdout.splitlines() if "DAMAGED" in line and "40" in line]
    assert "The trail does not agree." in done.stdout


def test_a_row_changed_behind_the_trail_is_named(staffed):
    damage(staffed, "UPDATE supplier SET name = 'Another' WHERE name = 'Producer A'")
    done = staffed.run("audit", "verify")
    assert done.exit_code == 1
    assert "supplier" in done.stdout


def test_an_export_holds_every_entry_and_its_own(staffed):
    before = staffed.data("audit", "verify")["entries"]
    entries = json.loads(staffed.done("audit", "export", user="qa.sato"))
    assert len(entries) > before
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert "audit-export" in [entry["entity"] for entry in entries]


@pytest.mark.requirement("SEC-04")
def test_an_exported_cell_is_no_formula(staffed):
    """A spreadsheet would run what somebody typed as a name."""
    name = ("--name", "=1+1")
    staffed.done("user", "add", "formula", *name, "--role", "QC scientist", user="admin")
    text = staffed.done("audit", "export", "--format", "csv", user="qa.sato")
    cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
    assert "=1+1" not in cells
    assert any(cell.endswith("=1+1") for cell in cells)


@pytest.mark.requirement("RC-01")
def test_a_record_is_printed_as_json(staffed):
    found = json.loads(staffed.done("record", "protocol", "1", user="qa.sato"))
    assert (found["entity"], found["id"], found["signatures"]) == ("protocol", 1, [])
    assert found["parts"]["criterion"]
    assert found["audit"]


@pytest.mark.requirement("RC-01")
def test_a_record_is_printed_for_who_may_read_it(staffed, supplier_user):
    done = staffed.run("record", "protocol", "1", user=supplier_user)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "You may not read the records" in done.stderr
    assert staffed.run("record", "lot", "99", user="qa.sato").exit_code == 1
    assert staffed.run("record", "supplier", "1", user="qa.sato").exit_code == 2


def test_only_who_may_read_the_trail_exports_it(staffed, supplier_user):
    done = staffed.run("audit", "export", user=supplier_user)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "You may not read the audit trail" in done.stderr


@pytest.mark.requirement("AT-08")
def test_a_range_is_reviewed_by_signature_and_the_next_follows(staffed):
    found = ("--comment", "Every change has a reason.")
    said = staffed.done("audit", "review", "--last", "40", *found, user="qa.sato")
    assert said.startswith("Entries 1 to 40 are reviewed: ")
    assert staffed.done("audit", "review", *found, user="qa.sato").startswith("Entries 41 to ")
    verified = staffed.data("audit", "verify")
    assert (verified["intact"], verified["signatures"]) == (True, 2)


@pytest.mark.requirement("AT-08")
def test_a_range_is_not_reviewed_by_who_did_something_in_it_or_is_not_qa(staffed, table, importing):
    said = ("--comment", "Looked at everything.")
    staffed.done("import", table, *importing, user="all.hands")
    for user, reason in (
        ("cmc.kim", "You may not review the audit trail"),
        ("all.hands", "You did something in this range yourself (entries "),
    ):
        done = staffed.run("audit", "review", *said, user=user)
        assert done.exit_code == 1
        assert reason in done.stderr
