"""Rendered samples, once for all tests that read them."""

import pytest

from reports.render import render
from tests.reports.reading import ReadPdf
from tests.reports.sample import package


@pytest.fixture(scope="session")
def sample_bytes() -> bytes:
    return render(package())


@pytest.fixture(scope="session")
def sample(sample_bytes: bytes) -> ReadPdf:
    return ReadPdf(sample_bytes)
