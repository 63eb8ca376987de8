"""PDF/A-2a and PDF/UA-1, judged by two independent validators."""

from pathlib import Path

import pikepdf
import pytest

from reports.render import Attachment, render_evidence
from tests.reports import page_validation, verapdf
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute


@pytest.mark.parametrize("profile", ["pdfa-2a", "pdfua-1"])
def test_page_validation_finds_nothing(sample_bytes: bytes, profile: str) -> None:
    assert page_validation.failures(sample_bytes, profile=profile) == {}


@pytest.mark.slow
def test_an_evidence_copy_carries_its_files_and_is_pdf_a_3(tmp_path: Path) -> None:
    files = (
        Attachment(name="results.csv", media_type="text/csv", description="Results", data=b"lot,value\r\n"),
        Attachment(name="content.json", media_type="application/json", description="Content", data=b"{}"),
    )
    path = tmp_path / "evidence.pdf"
    path.write_bytes(render_evidence(package(attributes=(attribute(),)), attachments=files))
    with pikepdf.open(path) as pdf:
        carried = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    assert carried == {"results.csv": b"lot,value\r\n", "content.json": b"{}"}
    assert verapdf.failures(path, profile="PDFA-3A") == {}


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["PDFA-2A", "PDFUA-1"])
def test_verapdf_finds_nothing(sample_bytes: bytes, tmp_path: Path, profile: str) -> None:
    path = tmp_path / "package.pdf"
    path.write_bytes(sample_bytes)
    assert verapdf.failures(path, profile=profile) == {}
