"""From a concluded switch to an issued package: who, in which order, and that the file is what was signed."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import (
    Meaning,
    PackageStatus,
    Readiness,
    ReportableRule,
    Role,
    ValidationStatus,
)
from comparability.storage import rows
from comparability.storage.attributes import attribute_by_code
from comparability.storage.packages import Package, superseding
from comparability.storage.people import PersonRole
from comparability.storage.readiness import state_of_switch
from comparability.storage.sessions import state_reason
from comparability.storage.signatures import signatures_of
from comparability.storage.switches import Switch
from comparability.usecases.contents import figures
from comparability.usecases.methods import MethodEntry, MethodVersionEntry, create_method
from comparability.usecases.packages import (
    package_file,
    printed,
    read_content,
    record_download,
    stored_file,
)
from reports import content
from tests.reports.reading import ReadPdf, plain
from tests.usecases.assessing import AFTER, BEFORE, LATER, a_line
from tests.usecases.register import trail

ROOT = Path(__file__).parents[2]
AGAIN = """
import sys
from reports.content import from_json
from reports.render import render
sys.stdout.buffer.write(render(from_json(sys.stdin.read())))
"""


@pytest.fixture
def line(database):
    return a_line(database)


@pytest.fixture
def issued(line, tmp_path):
    line.concluded()
    package = line.assemble()
    line.approve(package)
    return line.issue(package, tmp_path)


def with_role(line, actor: Actor, role: Role) -> Actor:
    with line.writing(actor) as session:
        session.add(PersonRole(person_id=actor.id, role=role))
    return Actor(
        id=actor.id, user_name=actor.user_name, full_name=actor.full_name, roles=actor.roles | {role}
    )


def add_method(line) -> None:
    version = MethodVersionEntry(
        label="2.0",
        reportable_rule=ReportableRule.MEAN,
        replicates=3,
        validation_status=ValidationStatus.VALIDATED,
    )
    cmc = line.staff.team.cmc
    with line.writing(cmc) as session:
        attribute = attribute_by_code(session, line.product, "vg-titre")
        create_method(session, attribute.id, MethodEntry(name="ddPCR"), first=version, actor=cmc)


@pytest.mark.requirement("RC-03")
def test_without_an_assessment_there_is_no_package(line):
    with pytest.raises(Refused, match="no assessment"):
        line.assemble()


@pytest.mark.requirement("RC-03")
def test_an_assessment_that_nobody_reviewed_makes_no_package(line):
    line.assessed()
    with pytest.raises(Refused, match="not been reviewed"):
        line.assemble()


@pytest.mark.requirement("RC-03")
def test_data_that_changed_since_make_no_package(line):
    line.concluded()
    line.correct(1, "1.01E13")
    with pytest.raises(Refused, match="changed since"):
        line.assemble()


def test_an_unknown_authority_is_told_beside_its_field(line):
    line.concluded()
    with pytest.raises(Invalid) as caught:
        line.assemble(authority="XYZ")
    assert caught.value.field == "authority"


def test_only_regulatory_affairs_assembles(line):
    line.concluded()
    with pytest.raises(NotAllowed, match="regulatory affairs"):
        line.assemble(actor=line.staff.team.cmc)


@pytest.mark.requirement("RC-03")
def test_before_the_conclusion_a_package_is_read_and_not_approved(line):
    line.review(line.assessed())
    package = line.assemble()
    assert read_content(package).conclusion.overall is None
    with pytest.raises(Refused, match="Nobody has concluded"):
        line.approve(package)


@pytest.mark.requirement("ES-07")
def test_whoever_assembled_a_package_does_not_approve_it(line):
    line.concluded()
    both = with_role(line, line.staff.regulatory, Role.QA)
    package = line.assemble(actor=both)
    with pytest.raises(NotAllowed, match="You assembled"):
        line.approve(package, actor=both)


@pytest.mark.requirement("ES-07")
def test_whoever_entered_a_result_does_not_approve_the_package(line):
    line.concluded()
    enterer = with_role(line, line.staff.team.qc, Role.QA)
    with pytest.raises(NotAllowed, match="You entered or imported"):
        line.approve(line.assemble(), actor=enterer)


@pytest.mark.requirement("ES-04")
def test_an_approval_of_other_content_is_refused(line):
    line.concluded()
    first = line.assemble()
    other = line.assemble(now=LATER + timedelta(hours=1))
    with pytest.raises(Conflict):
        line.approve(first, shown=other.content_hash)


def test_an_approval_signs_the_hash_of_the_content(line):
    line.concluded()
    package = line.approve(line.assemble())
    with line.database.read() as session:
        (signature,) = signatures_of(session, "package", package.id, package.content_hash)
    assert signature.meaning is Meaning.APPROVED
    assert signature.content_hash == content.content_hash(content.from_json(package.content))


@pytest.mark.requirement("RC-03")
def test_a_draft_is_not_issued(line, tmp_path):
    line.concluded()
    with pytest.raises(Refused, match="approved"):
        line.issue(line.assemble(), tmp_path)


@pytest.mark.requirement("DI-07")
def test_issuing_moves_the_switch_and_registers_the_file(line, issued, tmp_path):
    assert (issued.status, issued.file_name) == (PackageStatus.ISSUED, "pharmaceutical-development.pdf")
    data = stored_file(tmp_path, issued)
    assert hashlib.sha256(data).hexdigest() == issued.file_sha256
    with line.database.read() as session:
        assert state_of_switch(session, line.switch).readiness.state is Readiness.ISSUED


@pytest.mark.requirement("DI-07", "RC-04")
def test_the_issued_bytes_are_made_again_from_the_stored_content(line, issued, tmp_path):
    """In a new process, with another hash seed and time zone: the file can always be proved from its row."""
    with line.database.read() as session:
        text = content.to_json(printed(session, line.package(issued.id)))
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", AGAIN],
        input=text.encode(),
        capture_output=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    assert made.stdout == stored_file(tmp_path, issued)


@pytest.mark.requirement("RC-04")
def test_a_changed_file_is_not_handed_out(line, issued, tmp_path):
    (tmp_path / f"{issued.file_sha256}.pdf").write_bytes(b"%PDF-1.7 something else")
    with line.database.read() as session, pytest.raises(Refused, match="hash differs"):
        package_file(session, issued.id, store=tmp_path, actor=line.staff.team.qa)


@pytest.mark.requirement("RC-04")
def test_a_later_issue_supersedes_the_earlier_one_and_both_can_be_read(line, issued, tmp_path):
    later = line.assemble(now=LATER + timedelta(hours=1))
    assert (later.number, later.supersedes_id) == (2, issued.id)
    assert line.package(issued.id).status is PackageStatus.ISSUED
    line.issue(line.approve(later), tmp_path)
    earlier = line.package(issued.id)
    assert earlier.status is PackageStatus.SUPERSEDED
    assert hashlib.sha256(stored_file(tmp_path, earlier)).hexdigest() == issued.file_sha256


@pytest.mark.requirement("RC-04")
def test_of_two_versions_in_preparation_one_is_issued_and_takes_the_place_of_the_issued_one(
    line, issued, tmp_path
):
    second, third = line.assemble(), line.assemble()
    assert (second.supersedes_id, third.supersedes_id) == (issued.id, issued.id)
    line.issue(line.approve(third), tmp_path)
    assert line.package(issued.id).status is PackageStatus.SUPERSEDED
    with line.database.read() as session:
        assert superseding(session, line.package(issued.id)).id == third.id
    line.approve(second)
    with pytest.raises(Refused, match="Version 3 was issued after this one was assembled"):
        line.issue(second, tmp_path)
    assert line.package(third.id).status is PackageStatus.ISSUED


@pytest.mark.requirement("RC-04")
def test_a_version_that_corrects_the_issued_one_says_what_was_wrong_and_the_other_counts_as_corrected(
    line, issued, tmp_path
):
    wrong = "The bar of Figure 2 shows the arithmetic mean."
    later = line.assemble(correction=wrong)
    with line.database.read() as session:
        draft = package_file(session, later.id, store=tmp_path, actor=line.staff.team.qa)
    assert plain(f"version 1: {wrong}") in plain(ReadPdf(draft.data).pages[0])
    line.issue(line.approve(later), tmp_path)
    with line.database.read() as session:
        earlier = printed(session, line.package(issued.id))
        (reason,) = [entry[4] for entry in trail(session, "package") if entry[3] == "superseded"]
    assert earlier.approval.status is content.Status.CORRECTED
    assert earlier.approval.superseded_by.endswith("version 2")
    assert reason == f"Corrected by version 2: {wrong}"


def test_nothing_is_corrected_before_a_version_was_issued(line):
    line.concluded()
    with pytest.raises(Invalid, match="No version of this document was issued") as refused:
        line.assemble(correction="A wrong unit.")
    assert refused.value.field == "correction"


def test_packages_of_two_authorities_are_two_documents(line):
    line.concluded()
    assert (line.assemble("HSA").number, line.assemble("FDA").number) == (1, 1)


def test_a_draft_is_taken_away_marked_as_a_draft(line, tmp_path):
    line.concluded()
    package = line.assemble()
    with line.database.read() as session:
        file = package_file(session, package.id, store=tmp_path, actor=line.staff.team.qa)
    assert file.name == "cmp-sw-01-hsa-v1-draft.pdf"
    pdf = ReadPdf(file.data)
    assert all("DRAFT" in page for page in pdf.pages)


def test_a_download_is_on_the_chain(line, issued, tmp_path):
    qa = line.staff.team.qa
    with line.database.read() as session:
        file = package_file(session, issued.id, store=tmp_path, actor=qa)
    with line.writing(qa) as session:
        record_download(session, issued.id, file, actor=qa)
    with line.database.read() as session:
        texts = [entry[3] for entry in trail(session, "package-downloaded")]
    assert texts == [f"issued: {issued.file_name}, SHA-256 {issued.file_sha256}"]


@pytest.mark.requirement("DI-06")
def test_a_character_without_a_glyph_is_named_and_nothing_is_assembled(line):
    line.concluded()
    with line.writing(line.staff.team.cmc) as session:
        state_reason(session, "Wording.")
        rows.get(session, Switch, line.switch).title = "CDMO A to ᚠᚢᚦ"
    with pytest.raises(Refused, match="U\\+16A0"):
        line.assemble()


def test_a_calculated_result_is_rounded_and_its_determinations_stand_as_typed(line):
    """Twelve digits of a mean say more than was measured; what was typed is never touched."""
    add_method(line)
    line.measure(BEFORE | {number: AFTER[number] for number in ("B-1", "B-2")})
    typed = ("0.97E13", "1.00E13", "1.01E13")
    line.record("B-3", "", replicates=typed, method_version_id=1)
    line.verify()
    line.review(line.run())
    (section,) = [each for each in read_content(line.assemble()).attributes if each.key == "vg-titre"]
    of_lot = [(row.replicate, row.entered) for row in section.results if row.lot == "B-3"]
    assert of_lot == [("", "9.93×10¹²"), ("1", typed[0]), ("2", typed[1]), ("3", typed[2])]


def test_a_limitation_of_many_attributes_is_said_once(line):
    """Each attribute has runs of its own, so the sentences differ in nothing but names."""
    codes = ("vg-titre", "infectious-titre", "capsid-titre", "partial-capsids", "purity")
    for code in codes:
        for number in BEFORE | AFTER:
            text = "1.0E13" if "titre" in code else "5.0"
            line.record(number, text, code=code, run=f"{code} {'old' if number in BEFORE else 'new'}")
    line.verify()
    line.review(line.run())
    value = read_content(line.assemble())
    about_runs = [sentence for sentence in value.limitations if "in another run than" in sentence]
    own = "Every pre lot was measured in run"
    told = [each for each in value.attributes if any(text.startswith(own) for text in each.limitations)]
    assert {each.key for each in told} >= set(codes)  # those that follow from two of them are told as well
    names = [each.title for each in told]
    assert about_runs == [
        f"{', '.join(names)}: every pre lot was measured in another run than every post lot, so a difference "
        "between them cannot be told from the change. The section of each attribute names them."
    ]
    for code in codes:
        (section,) = [each for each in value.attributes if each.key == code]
        assert any(f"run {code} old" in sentence for sentence in section.limitations)


def test_content_that_cannot_be_read_is_told_in_words():
    with pytest.raises(Refused, match="cannot be read"):
        read_content(Package(content='{"format":99}'))


def test_every_stored_figure_stands_on_the_pages_of_its_attribute(line, issued, tmp_path):
    """Read back by another library than the one that wrote it."""
    pdf = ReadPdf(stored_file(tmp_path, issued))
    with line.database.read() as session:
        record = state_of_switch(session, line.switch)
    for item in record.items:
        first, last = pdf.section_pages(item.attribute.name)
        text = "".join(plain(page) for page in pdf.pages[first - 1 : last])
        for figure in item.item.figures:
            written = figures.written(figure, item)
            assert plain(written) in text, (item.attribute.name, figure["name"], written)
        for observation in item.item.observations:
            assert plain(observation["entered"]) in text, observation
        assert plain(item.item.outcome.value) in text


def test_the_package_names_everybody_by_their_full_name_in_their_script(line, issued, tmp_path):
    pdf = ReadPdf(stored_file(tmp_path, issued))
    for name in ("Kim Min-jun (김민준)", "Nguyễn Thị Hương", "Klein Eva"):
        assert pdf.holds(name), name
    assert not re.search("DRAFT", "".join(pdf.pages))
