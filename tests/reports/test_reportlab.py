"""ReportLab is given text and drawings, never its markup, and may fetch nothing from anywhere."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version
from reportlab import rl_config
from reportlab.lib.utils import open_for_read

import reports
from reports.render import render
from tests.conftest import CHECKOUT
from tests.inputs.markup import REPORTLAB
from tests.reports.reading import ReadPdf, plain
from tests.reports.sample import RiskRow, package
from tests.reports.sample_attributes import attribute

pytestmark = pytest.mark.requirement("SEC-05")
MARKUP = re.compile(r"\b(Paragraph|XPreformatted|paraparser|RLImage|ImageReader|drawImage)\b")


def test_no_part_of_a_document_is_built_from_markup_or_from_a_picture_of_the_data():
    files = [*Path(reports.__file__).parent.rglob("*.py"), *(CHECKOUT / "validation").rglob("*.py")]
    assert len(files) > 40
    using = {
        file.name
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith(("import ", "from ")) and MARKUP.search(line)
    }
    assert using == set()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "https://example.org/x", "ftp://example.org/x", "file:///etc/passwd"],
)
def test_reportlab_fetches_nothing(address):
    assert rl_config.trustedSchemes == ["data"]
    assert rl_config.trustedHosts == []
    with pytest.raises((OSError, ValueError), match=r"(?i)cannot|not trusted|refus|bad"):
        open_for_read(address)


def test_reportlab_is_newer_than_its_known_vulnerabilities():
    """CVE-2019-17626, CVE-2020-28463 and CVE-2023-33733; hosts can be refused since 4.4.9."""
    assert Version(version("reportlab")) >= Version("4.4.9")


@pytest.mark.requirement("DI-05", "SEC-01")
def test_text_that_reportlab_would_act_on_is_printed_as_it_stands():
    """In table cells and in prose: nothing is left out, evaluated, fetched or linked."""
    assert len(REPORTLAB) >= 30
    cells = tuple(
        RiskRow(change=text, attribute="y", rating="high", rationale="Moves.", mitigation="none")
        for text in REPORTLAB
    )
    prose = attribute(limitations=REPORTLAB)
    printed = ReadPdf(render(package(attributes=(prose,), risks=cells)))
    whole = plain("".join(printed.pages))
    assert [text for text in REPORTLAB if whole.count(plain(text)) < 2] == []
