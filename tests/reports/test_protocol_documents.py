"""The pages of a protocol: the sections and links of a package's engine, no section of results."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.protocol_content import Freezing, ProtocolState, document_hash
from reports.render import render_protocol
from tests.reports import verapdf
from tests.reports.reading import ReadPdf
from tests.reports.sample_protocol import HASH, protocol_document

SECTIONS = (
    "1 Signatures", "2 Change", "3 Risk", "4 Arms", "5 Protocol", "6 Methods", "7 Margins",
    "8 Criteria by attribute", "9 Statistical evaluation", "10 Outcomes and conclusion", "11 Amendments",
    "12 Limitations", "Appendix A Provenance", "Appendix B Glossary", "Tables", "Figures",
)  # fmt: skip


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_protocol(protocol_document())


@pytest.fixture(scope="module")
def printed(data: bytes) -> ReadPdf:
    return ReadPdf(data)


def test_its_sections_stand_in_the_order_in_which_a_protocol_is_read(printed: ReadPdf) -> None:
    assert [title for level, title, _ in printed.bookmarks() if level == 1] == list(SECTIONS)


def test_every_attribute_has_its_section_and_the_table_of_margins_leads_there(printed: ReadPdf) -> None:
    titles = [title for level, title, _ in printed.bookmarks() if level == 2 and title.startswith("8.")]
    assert len(titles) == len(protocol_document().attributes)


def test_the_same_document_gives_the_same_bytes(data: bytes) -> None:
    assert render_protocol(protocol_document()) == data


@pytest.mark.parametrize(
    ("state", "marking"), [(ProtocolState.DRAFT, "DRAFT"), (ProtocolState.SUPERSEDED, "SUPERSEDED")]
)
def test_what_is_not_in_force_says_so_on_every_page(state: ProtocolState, marking: str) -> None:
    freezing = Freezing(state=state, signatures=(), superseded_by=None)
    document = ReadPdf(render_protocol(protocol_document(freezing=freezing, attributes=(), methods=())))
    assert document.pages_with(f"{marking} · SIMULATED DATA") == set(range(1, len(document.pages) + 1))


def test_a_superseded_version_names_the_one_that_follows_it() -> None:
    freezing = Freezing(state=ProtocolState.SUPERSEDED, signatures=(), superseded_by="PRT-SW-07, version 2")
    document = ReadPdf(render_protocol(protocol_document(freezing=freezing, attributes=())))
    assert 1 in document.pages_with("superseded, by PRT-SW-07, version 2")


def test_the_hash_of_the_document_leaves_out_what_freezing_and_superseding_change() -> None:
    made = protocol_document()
    superseded = replace(made.freezing, state=ProtocolState.SUPERSEDED, superseded_by="PRT-SW-07, version 2")
    assert document_hash(replace(made, freezing=superseded)) == document_hash(made)
    assert document_hash(replace(made, limitations=())) != document_hash(made)


def test_the_pages_print_the_hash_that_was_signed(printed: ReadPdf) -> None:
    assert 1 in printed.pages_with(HASH)


@pytest.mark.slow
def test_verapdf_finds_nothing_in_a_protocol(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "protocol.pdf"
    path.write_bytes(data)
    assert verapdf.failures(path, profile="PDFA-2A") == {}
    assert verapdf.failures(path, profile="PDFUA-1") == {}
