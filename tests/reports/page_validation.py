"""What page-validation, which needs no Java, finds in a file."""

import page

LIMITS = page.SafetyLimits(max_table_grid_rows=100_000, max_table_grid_cells=10_000_000)


def failures(data: bytes, *, profile: str) -> dict[str, str]:
    """Messages by rule of the profile, "pdfa-2a" or "pdfua-1"."""
    report = page.validate_pdf_bytes(data, profile=profile, limits=LIMITS)
    # STREAM-LENGTH is a false positive of this validator.
    return {each.rule_id: each.message for each in report.failures if "STREAM-LENGTH" not in each.rule_id}
