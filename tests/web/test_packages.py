"""Pages of packages: assembling, approving, issuing, and taking a file away."""

import hashlib
import io
import re
from dataclasses import replace

import docx
import pytest

from comparability.model.authorities import authorities
from comparability.model.document_signing import DocumentSigning
from comparability.model.vocabulary import PackageStatus, Role
from comparability.storage.filelock import held
from comparability.storage.package_files import STORE
from comparability.storage.packages import packages_of
from comparability.usecases.packages import read_content
from comparability.web.installation import NAME
from tests.evidence.certificates import PASSPHRASE, closed_port, made, served
from tests.usecases.presence import PASSWORD
from tests.usecases.register import trail
from tests.web.assessing import set_up, signature


@pytest.fixture
def line(client_as, add_person, sqlite_database):
    return set_up(client_as, add_person, sqlite_database)


def address(line):
    return f"/switches/{line.switch}/packages"


def test_authorities_are_shown_with_their_guidance_and_how_far_it_is_backed(client_as, line):
    text = client_as(Role.REGULATORY).get(address(line)).text
    for code, profile in authorities().items():
        assert profile.name in text, code
        assert all(each.source.mark.meaning in text for each in profile.guidance)


def test_what_stands_in_the_way_is_said_instead_of_a_form(client_as, line):
    client = client_as(Role.REGULATORY)
    assert "There is no assessment yet." in client.get(address(line)).text
    line.assessed()
    text = client.get(address(line)).text
    assert "has not been reviewed" in text
    assert 'name="authority"' not in text


def test_regulatory_affairs_assembles_a_version(client_as, line):
    line.concluded()
    client = client_as(Role.REGULATORY)
    form = {"authority": "PMDA", "language": "en"}
    response = client.post(f"{address(line)}/assemble", data=form, follow_redirects=True)
    assert re.fullmatch(r"/packages/\d+", response.request.path)
    assert "CMP-SW-01-PMDA, version 1" in response.text
    assert "7 lots, 7 of them counted" in response.text


def test_a_package_is_assembled_in_the_language_its_authority_works_in(client_as, line):
    line.concluded()
    client = client_as(Role.REGULATORY)
    assert "Japanese for PMDA, Korean for MFDS, Simplified Chinese for NMPA" in client.get(address(line)).text
    form = {"authority": "MFDS", "language": ""}
    text = client.post(f"{address(line)}/assemble", data=form, follow_redirects=True).text
    assert "한국어 (Korean)" in text and "headings also in English" not in text
    assert "한국어 (Korean)" in client.get(address(line)).text


def test_language_headings_and_category_are_chosen(client_as, line):
    line.concluded()
    client = client_as(Role.REGULATORY)
    form = {"authority": "HSA", "language": "zh-Hans", "bilingual": "y", "category": "MIV-1"}
    text = client.post(f"{address(line)}/assemble", data=form, follow_redirects=True).text
    assert "简体中文 (Simplified Chinese), headings also in English" in text
    with line.database.read() as session:
        (package,) = packages_of(session, line.switch)
    assert (package.language, read_content(package).conclusion.proposed_category) == ("zh-Hans", "MIV-1")


def test_an_unknown_language_is_refused_beside_the_field(client_as, line):
    line.concluded()
    form = {"authority": "HSA", "language": "tlh", "category": "kept"}
    response = client_as(Role.REGULATORY).post(f"{address(line)}/assemble", data=form)
    assert response.status_code == 422
    assert 'id="language-error"' in response.text and 'value="kept"' in response.text


def test_without_an_authority_nothing_is_assembled(client_as, line):
    line.concluded()
    response = client_as(Role.REGULATORY).post(f"{address(line)}/assemble", data={"language": "en"})
    assert response.status_code == 422
    assert 'id="authority-error"' in response.text


def test_qa_reads_and_approves_by_signature(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(actor=line.staff.approver)
    page = f"/packages/{package.id}/approve"
    assert package.content_hash in client.get(page).text
    form = signature(client.actor, PASSWORD, content_hash=package.content_hash, meaning="approved")
    text = client.post(page, data=form, follow_redirects=True).text
    assert "The content is approved." in text
    assert "Approver Example" in text


def test_a_package_without_a_conclusion_offers_no_signature(client_as, line):
    line.review(line.assessed())
    package = line.assemble()
    text = client_as(Role.QA).get(f"/packages/{package.id}/approve").text
    assert "Nobody has concluded on the switch." in text
    assert 'name="password"' not in text


@pytest.mark.requirement("ES-04")
def test_an_approval_of_other_content_saves_nothing(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(actor=line.staff.approver)
    form = signature(client.actor, PASSWORD, content_hash="0" * 64, meaning="approved")
    response = client.post(f"/packages/{package.id}/approve", data=form)
    assert response.status_code == 409
    assert line.package(package.id).status is PackageStatus.DRAFT


def test_issuing_and_taking_the_file_away(client_as, line, tmp_path):
    line.concluded()
    package = line.assemble()
    line.approve(package)
    client = client_as(Role.REGULATORY)
    text = client.post(f"/packages/{package.id}/issue", follow_redirects=True).text
    issued = line.package(package.id)
    assert issued.status is PackageStatus.ISSUED
    assert issued.file_sha256 in text
    response = client_as(Role.INSPECTOR).post(f"/packages/{package.id}/download")
    assert response.mimetype == "application/pdf"
    assert hashlib.sha256(response.data).hexdigest() == issued.file_sha256
    assert f'filename="{issued.file_name}"' in response.headers["Content-Disposition"]
    assert (tmp_path / STORE / f"{issued.file_sha256}.pdf").read_bytes() == response.data


def configured(client, signing):
    """The installation signs evidence copies from now on."""
    extensions = client.application.extensions
    stands = extensions[NAME]
    extensions[NAME] = replace(stands, settings=replace(stands.settings, document_signing=signing))


@pytest.mark.requirement("RC-03")
def test_an_authority_without_a_time_stamp_loses_nothing_and_the_copy_is_signed_later(
    client_as, line, tmp_path, clock
):
    line.concluded()
    package = line.assemble()
    line.approve(package)
    client = client_as(Role.REGULATORY)
    file = made("QA seal", clock()).kept(tmp_path)
    port = closed_port()
    silent = DocumentSigning(certificate=file, passphrase=PASSPHRASE, time_stamps=f"http://127.0.0.1:{port}/")
    configured(client, silent)
    text = client.post(f"/packages/{package.id}/issue", follow_redirects=True).text
    assert line.package(package.id).status is PackageStatus.ISSUED
    assert "The package is issued and its file registered." in text
    assert f"The time-stamp authority {silent.time_stamps} gave no time stamp" in text
    address = f"/packages/{package.id}/evidence"
    assert address in text
    read = client_as(Role.INSPECTOR).get(f"/packages/{package.id}").text
    assert "waits for its signature" in read and "Regulatory affairs signs it" in read
    assert address not in read and 'action="None"' not in read
    before = line.package(package.id).file_sha256
    for differs in (replace(silent, time_stamps=None), None):
        configured(client, differs)
        text = client.post(address, follow_redirects=True).text
        assert "O=Test,CN=QA seal" in text and f"time stamp: {silent.time_stamps}. An administrator" in text
    configured(client, silent)
    with served(made("Clock", clock(), is_for_stamps=True), clock(), port=port):
        text = client.post(address, follow_redirects=True).text
    assert "The evidence copy is signed." in text
    assert address not in text
    assert line.package(package.id).file_sha256 == before


@pytest.mark.requirement("PF-01")
def test_a_person_has_one_document_made_at_a_time(client_as, line, tmp_path):
    line.concluded()
    package = line.assemble()
    client, other = client_as(Role.REGULATORY), client_as(Role.INSPECTOR)
    with held(tmp_path / f"document-of-{client.actor.id}.lock") as is_held:
        assert is_held
        refused = client.post(f"/packages/{package.id}/download")
        assert other.post(f"/packages/{package.id}/download").status_code == 200
    assert refused.status_code == 503
    assert "Another document is being made for you." in refused.text
    assert client.post(f"/packages/{package.id}/download").status_code == 200


@pytest.mark.requirement("RC-03")
def test_a_draft_cannot_be_issued_from_its_page(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(Role.REGULATORY)
    assert f"/packages/{package.id}/issue" not in client.get(f"/packages/{package.id}").text
    response = client.post(f"/packages/{package.id}/issue")
    assert (response.status_code, "Only an approved package is issued." in response.text) == (422, True)


@pytest.mark.requirement("SEC-06", "AT-01")
def test_a_file_is_taken_away_by_post_only_and_that_is_on_record(client_as, line):
    """Reading a page changes nothing; taking a copy away is an event of the trail."""
    line.concluded()
    package = line.assemble()
    client = client_as(Role.MANAGER)
    page = f"/packages/{package.id}/download"
    assert client.get(page).status_code == 405
    response = client.post(page)
    assert response.data.startswith(b"%PDF-1.7")
    with line.database.read() as session:
        (entry,) = trail(session, "package-downloaded")
    assert hashlib.sha256(response.data).hexdigest() in entry[3]


def test_a_download_without_the_token_of_the_sign_in_is_refused(client_as, line):
    line.concluded()
    package = line.assemble()
    response = client_as(Role.MANAGER).post(f"/packages/{package.id}/download", csrf=False)
    assert response.status_code == 403
    with line.database.read() as session:
        assert trail(session, "package-downloaded") == []


def states(client, line) -> list[str]:
    """Of every version in the list, newest first."""
    text = client.get(f"/switches/{line.switch}/packages").text
    body = re.search(r"<tbody>(.*?)</tbody>", text, re.S)[1]
    return re.findall(r"\b(draft|approved|issued|superseded|corrected)\b", re.sub(r"<[^>]+>", " ", body))


def test_a_superseded_version_leads_to_the_one_that_took_its_place(client_as, line, tmp_path):
    line.concluded()
    first = line.assemble()
    line.issue(line.approve(first), tmp_path)
    second = line.assemble(correction="The unit of pH.")
    line.issue(line.approve(second), tmp_path)
    text = client_as(Role.INSPECTOR).get(f"/packages/{first.id}").text
    assert re.search(rf'Corrected by <a href="/packages/{second.id}">version 2</a>: The unit of pH.', text)
    text = client_as(Role.INSPECTOR).get(f"/packages/{second.id}").text
    assert "It corrects version 1: The unit of pH." in text
    assert states(client_as(Role.INSPECTOR), line) == ["issued", "corrected"]
    third = line.assemble()
    line.issue(line.approve(third), tmp_path)
    text = client_as(Role.INSPECTOR).get(f"/packages/{second.id}").text
    assert re.search(rf'Superseded by <a href="/packages/{third.id}">version 3</a>', text)
    assert states(client_as(Role.INSPECTOR), line) == ["issued", "superseded", "corrected"]


def test_what_an_issued_version_states_wrongly_is_asked_for_once_there_is_one(client_as, line, tmp_path):
    line.concluded()
    address = f"/switches/{line.switch}/packages"
    client = client_as(Role.REGULATORY)
    assert 'name="correction"' not in client.get(address).text
    line.issue(line.approve(line.assemble()), tmp_path)
    assert 'name="correction"' in client.get(address).text
    client.post(f"{address}/assemble", data={"authority": "HSA", "correction": "The unit of pH."})
    with line.database.read() as session:
        assert packages_of(session, line.switch)[0].correction == "The unit of pH."


def test_a_copy_that_was_given_away_is_put_on_record_and_listed(client_as, line, tmp_path):
    line.concluded()
    package = line.issue(line.approve(line.assemble()), tmp_path)
    client, typed = (
        client_as(Role.REGULATORY),
        {"recipient": "HSA", "copy": "issued PDF", "purpose": "Filing"},
    )
    refused = client.post(f"/packages/{package.id}/distribution", data=typed | {"given_on": "soon"})
    assert (refused.status_code, 'id="given_on-error"' in refused.text) == (422, True)
    client.post(f"/packages/{package.id}/distribution", data=typed | {"given_on": "2026-11-23"})
    text = client_as(Role.INSPECTOR).get(f"/packages/{package.id}").text
    assert "HSA</th><td>issued PDF</td>" in text and "Filing" in text
    assert f'action="/packages/{package.id}/distribution"' not in text


def test_no_page_of_packages_carries_an_inline_style_or_script(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(Role.QA)
    for page in (address(line), f"/packages/{package.id}", f"/packages/{package.id}/approve"):
        assert not re.search(r"<style|\sstyle=|<script(?! [^>]*src=)|\son\w+=", client.get(page).text)


@pytest.mark.requirement("AT-01")
def test_a_copy_to_read_is_taken_away_by_post_only_and_that_is_on_record(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(Role.INSPECTOR)
    page = f"/packages/{package.id}/copies/html"
    assert f'action="{page}"' in client.get(f"/packages/{package.id}").text
    assert client.get(page).status_code == 405
    response = client.post(page)
    assert response.mimetype == "text/html"
    assert 'attachment; filename="cmp-sw-01-hsa-v1-draft.html"' in response.headers["Content-Disposition"]
    assert package.content_hash in response.text and "DRAFT" in response.text
    with line.database.read() as session:
        (entry,) = trail(session, "package-downloaded")
    assert hashlib.sha256(response.data).hexdigest() in entry[3]


@pytest.mark.requirement("AT-01")
def test_a_copy_to_edit_is_taken_away_from_the_page_and_that_is_on_record(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(Role.INSPECTOR)
    page = f"/packages/{package.id}/copies/docx"
    assert f'action="{page}"' in client.get(f"/packages/{package.id}").text
    response = client.post(page)
    assert response.mimetype.endswith(".wordprocessingml.document")
    assert 'attachment; filename="cmp-sw-01-hsa-v1-draft.docx"' in response.headers["Content-Disposition"]
    running = docx.Document(io.BytesIO(response.data)).sections[0]
    assert "DRAFT" in "\n".join(each.text for each in running.header.paragraphs)
    assert package.content_hash in running.footer.paragraphs[-1].text
    with line.database.read() as session:
        (entry,) = trail(session, "package-downloaded")
    assert hashlib.sha256(response.data).hexdigest() in entry[3]


def test_there_is_no_copy_of_another_kind(client_as, line):
    line.concluded()
    package = line.assemble()
    assert client_as(Role.INSPECTOR).post(f"/packages/{package.id}/copies/exe").status_code == 404


def test_a_supplier_takes_no_copy_away(client_as, line):
    line.concluded()
    package = line.assemble()
    client = client_as(Role.SUPPLIER)
    for ending in ("html", "docx"):
        assert client.post(f"/packages/{package.id}/copies/{ending}").status_code == 403
