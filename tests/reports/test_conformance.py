"""PDF/A-2a and PDF/UA-1, judged by two independent validators."""

from pathlib import Path

import page
import pytest

from tests.reports import verapdf

LIMITS = page.SafetyLimits(max_table_grid_rows=100_000, max_table_grid_cells=10_000_000)


@pytest.mark.parametrize("profile", ["pdfa-2a", "pdfua-1"])
def test_page_validation_finds_nothing(sample_bytes: bytes, profile: str) -> None:
    report = page.validate_pdf_bytes(sample_bytes, profile=profile, limits=LIMITS)
    # STREAM-LENGTH is a false positive of this validator.
    found = {failure.rule_id: failure.message for failure in report.failures}
    assert {rule: words for rule, words in found.items() if "STREAM-LENGTH" not in rule} == {}


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["PDFA-2A", "PDFUA-1"])
def test_verapdf_finds_nothing(sample_bytes: bytes, tmp_path: Path, profile: str) -> None:
    path = tmp_path / "package.pdf"
    path.write_bytes(sample_bytes)
    assert verapdf.failures(path, profile=profile) == {}
