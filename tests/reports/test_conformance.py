"""PDF/A-2a and PDF/UA-1, judged by two independent validators."""

from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from reports.certificates import certificate_in
from reports.render import Attachment, render_evidence
from reports.signing import SignatureWords, sign
from tests.evidence import certificates
from tests.reports import page_validation, verapdf
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("profile", ["pdfa-2a", "pdfua-1"])
def test_page_validation_finds_nothing(sample_bytes: bytes, profile: str) -> None:
    assert page_validation.failures(sample_bytes, profile=profile) == {}


@pytest.mark.slow
def test_a_signed_evidence_copy_carries_its_files_and_is_pdf_a_3_and_ua(tmp_path: Path) -> None:
    files = (
        Attachment(name="results.csv", media_type="text/csv", description="Results", data=b"lot,value\r\n"),
        Attachment(name="content.json", media_type="application/json", description="Content", data=b"{}"),
    )
    path = tmp_path / "evidence.pdf"
    data = render_evidence(package(attributes=(attribute(),)), attachments=files)
    path.write_bytes(signed(data))
    assert path.read_bytes().startswith(data)  # what was rendered can be had again, byte for byte
    with pikepdf.open(path) as pdf:
        carried = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    assert carried == {"results.csv": b"lot,value\r\n", "content.json": b"{}"}
    assert verapdf.failures(path, profile="PDFA-3A") == {}
    assert verapdf.failures(path, profile="PDFUA-1") == {}


def signed(data: bytes) -> bytes:
    made = certificates.made("QA seal", NOW)
    certificate = certificate_in(made.pkcs12(), passphrase=certificates.PASSPHRASE, now=NOW)
    words = SignatureWords(name="Ida Rossi", reason="Evidence copy", location="Example Ltd")
    stamps = certificates.stamper(certificates.made("Clock", NOW, is_for_stamps=True), NOW)
    return sign(data, certificate, words=words, now=NOW, time_stamps=stamps)


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["PDFA-2A", "PDFUA-1"])
def test_verapdf_finds_nothing(sample_bytes: bytes, tmp_path: Path, profile: str) -> None:
    path = tmp_path / "package.pdf"
    path.write_bytes(sample_bytes)
    assert verapdf.failures(path, profile=profile) == {}
