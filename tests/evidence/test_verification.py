"""An evidence copy proves its own figures, and whatever was changed in it is named."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from comparability.model.errors import NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.usecases.packages import evidence_file
from comparability.verification.package import verify
from comparability.verification.reading import Unreadable
from tests.evidence.conftest import issue
from tests.evidence.tampering import with_bytes, with_file, with_page, without_file
from tests.reports.reading import ReadPdf
from tests.usecases.assessing import BEFORE, a_line

ROOT = Path(__file__).parents[2]
WITHOUT_A_DATABASE = """
import sys
from comparability.verification.package import verify
assert not {name.split(".")[0] for name in sys.modules} & {"sqlalchemy", "alembic", "flask", "psycopg"}
print(verify(sys.stdin.buffer.read()).differences)
"""


def first_difference(data: bytes) -> str:
    return verify(data).differences[0]


def titre(results: dict) -> dict:
    """The attribute that is compared."""
    return next(each for each in results["attributes"] if each["name"] == "Vector-genome titre")


def compared(assessment: dict) -> dict:
    return next(item for item in assessment["items"] if item["method"] == "welch-tost/1")


def test_an_evidence_copy_agrees_with_itself_on_both_engines(database, tmp_path):
    package, _, copy = issue(database, tmp_path)
    found = verify(copy)
    assert found.differences == ()
    assert (found.content_hash, found.remarks) == (package.content_hash, ())
    assert found.signatures == 4  # protocol, review, decision, package
    assert found.figures > 20


def test_verification_runs_without_database_or_web(issued):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_DATABASE], input=issued.evidence, capture_output=True, cwd=ROOT
    )
    assert done.stdout.decode().strip() == "()", done.stderr.decode()


def test_an_evidence_copy_has_the_pages_of_the_submission_copy(issued):
    """What the authority reads and what the figures were recomputed from is one document."""
    assert ReadPdf(issued.evidence).pages == ReadPdf(issued.submission).pages


def test_the_attached_table_holds_every_result_as_it_was_typed(issued):
    with pikepdf.open(io.BytesIO(issued.evidence)) as pdf:
        files = {str(each.UF): each.EF.F.read_bytes() for each in pdf.Root.AF}
    assert sorted(files) == [
        "assessment.json", "audit.json", "content.json", "protocol.json", "results.csv", "results.json",
        "signatures.json",
    ]  # fmt: skip
    table = files["results.csv"].decode("utf-8-sig")
    entered = {row["entered"] for row in json.loads(files["results.json"])["entered"]}
    for text in BEFORE.values():
        assert text in entered
        assert f",{text},value," in table


def test_a_submission_copy_is_said_to_carry_no_data(issued):
    with pytest.raises(Unreadable, match=f"carries no data.*{issued.package.content_hash}"):
        verify(issued.submission)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 cut off", b"PK\x03\x04"], ids=["empty", "cut", "zip"])
def test_what_is_no_pdf_is_unreadable(data):
    with pytest.raises(Unreadable):
        verify(data)


def test_another_pdf_is_unreadable():
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    with pytest.raises(Unreadable, match="no content hash"):
        verify(blank.getvalue())


@pytest.mark.parametrize("name", ["content", "results", "protocol", "assessment", "signatures", "audit"])
def test_a_missing_file_is_named(issued, name):
    with pytest.raises(Unreadable, match=f"{name}.json"):
        verify(without_file(issued.evidence, f"{name}.json"))


def test_a_changed_result_is_named_with_its_attribute_and_lot(issued):
    def change(results):
        titre(results)["observations"][0]["value"] *= 1.01

    found = verify(with_file(issued.evidence, "results.json", change)).differences
    assert any("Vector-genome titre, lot A-1: read as" in each for each in found)
    assert any("interval, low end" in each for each in found)  # and what follows from it


def test_a_result_changed_together_with_its_text_contradicts_the_trail(issued):
    def change(results):
        seen = titre(results)["observations"][0]
        row = next(each for each in results["entered"] if each["result_id"] == seen["result_id"])
        seen["value"], seen["entered"] = 1.2e13, "1.20E13"
        row["entered"], row["decimal"] = "1.20E13", "1.20E+13"

    found = verify(with_file(issued.evidence, "results.json", change)).differences
    assert "results.json: result 1 is '1.20E13', entered was '1.00E13'" in found


def test_a_changed_figure_of_the_assessment_is_named(issued):
    def change(assessment):
        figure = next(each for each in compared(assessment)["figures"] if each["name"] == "interval_low")
        figure["value"] *= 1.001

    assert first_difference(with_file(issued.evidence, "assessment.json", change)).startswith(
        "assessment.json, Vector-genome titre, figures, “90\u00a0% interval, low end”, value: the file says"
    )


def test_a_changed_outcome_of_the_assessment_is_named(issued):
    def change(assessment):
        compared(assessment)["outcome"] = "different"

    found = first_difference(with_file(issued.evidence, "assessment.json", change))
    assert "outcome: the file says 'different', computed again it is 'equivalent'" in found


def test_a_figure_changed_in_the_content_is_named_although_pages_stay(issued):
    def change(content):
        section = next(each for each in content["attributes"] if each["estimate"])
        section["estimate"] = section["estimate"].replace("1.", "1.1", 1)

    found = verify(with_file(issued.evidence, "content.json", change)).differences
    assert "the document's metadata say" in found[0]
    assert any("estimate: the file says" in each for each in found)
    assert any("is on no page" in each for each in found)


def test_pages_that_do_not_say_what_the_content_says_are_named(issued):
    found = verify(with_page(issued.evidence, 0, b"")).differences
    assert found[0].startswith("page 1 does not print the SHA-256 of content.json")


def test_a_margin_widened_in_the_protocol_is_named(issued):
    def change(protocol):
        protocol["criteria"]["vg-titre"]["margin_high"] = "3.0"

    found = verify(with_file(issued.evidence, "protocol.json", change)).differences
    assert found[0].startswith("protocol.json has the SHA-256")
    assert any("the protocol that was signed is not the one attached" in each for each in found)


def test_a_signature_that_was_never_given_contradicts_the_trail(issued):
    def change(signatures):
        signatures["signatures"][-1]["printed_name"] = "Somebody Else"

    found = verify(with_file(issued.evidence, "signatures.json", change)).differences
    assert any("printed name of signature" in each for each in found)
    assert "pages: Somebody Else, who signed, is on no page" in found


def test_a_removed_signature_is_named(issued):
    def change(signatures):
        del signatures["signatures"][-1]

    assert first_difference(with_file(issued.evidence, "signatures.json", change)) == (
        "signatures.json: nobody has signed the package"
    )


@pytest.mark.parametrize("damage", ["removed", "changed"])
def test_a_damaged_entry_of_the_trail_is_named(issued, damage):
    def change(audit):
        if damage == "removed":
            del audit["entries"][41]
        else:
            audit["entries"][41]["actor"] = "eve"

    expected = {
        "removed": "audit.json: audit entry 42 is missing",
        "changed": "audit.json: audit entry 42 was changed after it was written",
    }
    assert first_difference(with_file(issued.evidence, "audit.json", change)) == expected[damage]


def test_a_trail_cut_before_the_head_that_the_pages_print_is_named(issued):
    def change(audit):
        del audit["entries"][100:]
        audit["head"] = {name: audit["entries"][-1][name] for name in ("seq", "hash")}

    found = verify(with_file(issued.evidence, "audit.json", change)).differences
    assert any("which the pages print, is not in the attached trail" in each for each in found)


def test_the_anchors_of_the_installation_agree(issued):
    assert verify(issued.evidence, anchors=issued.anchors).differences == ()


def test_anchors_of_another_trail_differ(issued):
    seq, _, at, mac = issued.anchors[-3].split(" ")
    found = verify(issued.evidence, anchors=[f"{seq} {'0' * 64} {at} {mac}"]).differences
    assert found == (f"anchor file: audit entry {seq}, anchored at {at}, is another in audit.json",)


def test_anchors_that_say_nothing_of_this_trail_are_no_proof(issued):
    assert verify(issued.evidence, anchors=[]).differences == (
        "anchor file: none of its anchors is an entry of the attached trail",
    )


def test_a_damaged_attachment_is_unreadable(issued):
    with pytest.raises(Unreadable, match="results.json is not JSON"):
        verify(with_bytes(issued.evidence, "results.json", lambda text: text[:-40]))


def test_a_copy_that_was_never_signed_is_no_difference(issued):
    found = verify(issued.evidence, trusted=b"whatever is on the list")
    assert (found.pdf_signatures, found.differences) == ((), ())
    assert found.remarks == ("The file carries no signature, and the trail does not say that it has one.",)


@pytest.mark.requirement("RC-04")
def test_data_that_changed_after_the_assessment_still_prove_what_was_assessed(database, tmp_path):
    """A correction after approval makes the assessment stale; the copy carries what was read."""
    line = a_line(database)
    line.concluded()
    package = line.approve(line.assemble())
    line.correct(1, "1.01E13")
    issued = line.issue(package, tmp_path)
    with database.read() as session:
        copy = evidence_file(session, issued.id, store=tmp_path, actor=line.staff.team.qa)
    assert verify(copy.data).differences == ()


def test_an_evidence_copy_is_for_those_who_may_read_the_trail(sqlite_database, tmp_path):
    package, _, _ = issue(sqlite_database, tmp_path)
    supplier = Actor(id=1, user_name="s", full_name="S", roles=frozenset({Role.SUPPLIER}), supplier_id=1)
    with sqlite_database.read() as session, pytest.raises(NotAllowed):
        evidence_file(session, package.id, store=tmp_path, actor=supplier)


def test_a_draft_has_no_evidence_copy(sqlite_database, tmp_path):
    line = a_line(sqlite_database)
    line.concluded()
    package = line.assemble()
    with sqlite_database.read() as session, pytest.raises(Refused, match="no evidence copy"):
        evidence_file(session, package.id, store=tmp_path, actor=line.staff.team.qa)
