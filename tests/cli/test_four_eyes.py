"""What one person may not do alone at the shell.

"all.hands" holds every role that matters here, so that nothing but the second pair of eyes is missing.
"""

import json
from datetime import UTC, datetime

import pytest

from tests.cli.conftest import EXAMPLE

FREEZE = ("protocol", "freeze", "LV-PRODUCERS", "--seen", "All results were known.")
DECIDE = (
    *("decide", "LV-PRODUCERS", "--conclusion", "similar, more data needed"),
    *("--justification", "Made-up results.", "--uncertainty", "All of it is made up."),
    *(word for code in ("infectious-signal", "p24", "specific-infectivity")
      for word in ("--unmet", f"{code}=More lots will be made.")),
)  # fmt: skip
WRITE = (
    *("package", "write", "LV-PRODUCERS", "--discussion", "All of it is made up.", "--reason", "Continued."),
    *(word for code in ("infectious-signal", "p24", "specific-infectivity")
      for word in ("--of", f"{code}=More lots will tell.")),
)  # fmt: skip
PACKAGE = ("LV-PRODUCERS", "--authority", "HSA")


@pytest.fixture
def verified(staffed, table, importing):
    """Imported by the QC scientist, verified by QA, frozen by QA."""
    staffed.done("import", table, *importing, user="qc.lim")
    staffed.done("results", "verify", "LV-SPIKE", user="qa.sato")
    staffed.done(*FREEZE, user="qa.sato")
    return staffed


@pytest.fixture
def assessed(verified):
    verified.done("assess", "LV-PRODUCERS", user="all.hands")
    return verified


@pytest.fixture
def assembled(verified, tmp_path):
    verified.done("assess", "LV-PRODUCERS", user="stat.rao")
    verified.done("review", "LV-PRODUCERS", user="qa.sato")
    verified.done(*DECIDE, user="manager.bennett")
    said = verified.done("package", "write", "LV-PRODUCERS", "--why", "Made up.", user="ra.nguyen")
    assert "Still to be written: discussion of the results; discussion of" in said
    assert "Nothing is missing." in verified.done(*WRITE, user="ra.nguyen")
    verified.done("package", "assemble", *PACKAGE, "--output", tmp_path / "drafts", user="all.hands")
    return verified


def refusal(done):
    assert (done.exit_code, done.stdout) == (1, "")
    return done.stderr


def test_who_imported_results_does_not_verify_them(staffed, table, importing):
    staffed.done("import", table, *importing, user="all.hands")
    assert "another person verifies" in refusal(
        staffed.run("results", "verify", "LV-SPIKE", user="all.hands")
    )
    assert "12 results verified" in staffed.done("results", "verify", "LV-SPIKE", user="qa.sato")


@pytest.mark.requirement("ES-07")
def test_who_wrote_a_protocol_does_not_freeze_it(staffed):
    staffed.done("switch", "new", EXAMPLE / "switch_two_lots.toml", user="all.hands")
    freeze = ("protocol", "freeze", "LV-PRODUCERS-2", "--seen", "All results were known.")
    assert "another person approves" in refusal(staffed.run(*freeze, user="all.hands"))
    assert "is frozen" in staffed.done(*freeze, user="qa.sato")


@pytest.mark.requirement("ES-07")
def test_who_ran_an_assessment_does_not_review_it(assessed):
    assert "another person" in refusal(assessed.run("review", "LV-PRODUCERS", user="all.hands"))
    assert "is reviewed" in assessed.done("review", "LV-PRODUCERS", user="qa.sato")


@pytest.mark.requirement("ES-07")
def test_who_assembled_a_package_does_not_approve_it(assembled):
    assert "another person approves" in refusal(
        assembled.run("package", "approve", *PACKAGE, user="all.hands")
    )


def test_an_approved_package_is_issued_with_its_hash_and_who_was_given_it_is_on_record(assembled, tmp_path):
    assembled.done("package", "approve", *PACKAGE, user="qa.sato")
    said = assembled.done("package", "issue", *PACKAGE, "--output", tmp_path / "issued", user="ra.nguyen")
    (file,) = (tmp_path / "issued").iterdir()
    assert str(file) in said
    assert file.read_bytes().startswith(b"%PDF-")
    given = ("--to", "HSA, Products Branch", "--copy", "issued PDF", "--purpose", "submission")
    log = ("package", "distribution", *PACKAGE)
    assert "No copy of" in assembled.done(*log, user="qa.sato")
    refused = assembled.run("package", "distribute", *PACKAGE, *given, "--on", "tomorrow", user="ra.nguyen")
    assert "given on: “tomorrow” is not a date" in refusal(refused)
    put = ("package", "distribute", *PACKAGE, *given, "--on", f"{datetime.now(UTC):%d-%b-%Y}")
    assert "Nothing was sent" in assembled.done(*put, user="ra.nguyen")
    (line,) = json.loads(assembled.done(*log, "--json", user="qa.sato"))
    assert (line["version"], line["recipient"], line["copy"]) == (1, "HSA, Products Branch", "issued PDF")
    assert "to HSA, Products Branch: submission (recorded " in assembled.done(*log, user="qa.sato")


@pytest.mark.requirement("RC-03")
def test_a_draft_is_not_issued(assembled, tmp_path):
    issue = ("package", "issue", *PACKAGE, "--output", tmp_path / "issued")
    assert "Only an approved package is issued" in refusal(assembled.run(*issue, user="ra.nguyen"))
    assert not (tmp_path / "issued").exists()


@pytest.mark.requirement("RC-03")
def test_a_conclusion_needs_a_reviewed_assessment(assessed):
    assert "has not been reviewed" in refusal(assessed.run(*DECIDE, user="manager.bennett"))


def test_a_conclusion_answers_for_every_attribute_that_is_open(verified):
    """The last attribute of the list is left without a plan."""
    verified.done("assess", "LV-PRODUCERS", user="stat.rao")
    verified.done("review", "LV-PRODUCERS", user="qa.sato")
    refused = verified.run(*DECIDE[:-2], user="manager.bennett")
    assert "pecific infectivity" in refusal(refused)
    assert verified.done(*DECIDE, user="manager.bennett") == "Concluded: similar, more data needed.\n"


@pytest.mark.parametrize("word", ["assess", "review"])
def test_an_unknown_switch_is_named(staffed, word):
    assert "no switch with the code NONE" in refusal(staffed.run(word, "NONE", user="stat.rao"))
