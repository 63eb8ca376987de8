"""The bridging package as a document: its sections in reading order, its running heads and metadata."""

from reportlab.platypus.flowables import Flowable

from reports.content import DocumentControl, Package, Status, content_hash, texts
from reports.document import Document, numbered
from reports.finish import Metadata
from reports.lines import printable
from reports.pages import Running
from reports.protocol_content import ProtocolDocument
from reports.sections.appendices import FIRST, completeness_section, glossary_section, provenance_section
from reports.sections.attribute import results_section
from reports.sections.bridging import bridging_section
from reports.sections.change import change_section, risk_section
from reports.sections.closing import expectation_section, limitations_section
from reports.sections.cover import (
    conclusion_section,
    places_section,
    signature_section,
    title_section,
    versioned,
)
from reports.sections.lots import lots_section
from reports.sections.methods import margins_section, methods_section
from reports.sections.narrative import commitments_part, discussion_section, written_part
from reports.sections.overview import overview_section
from reports.sections.protocol import changes_part, protocol_section
from reports.sections.revisions import marked, revisions_section
from reports.sections.text_blocks import block_section, closed_by, opened_by, wording_part
from reports.styles import PAGE_SIZES, Styles, styles
from reports.typefaces import admit
from reports.typography import Typography
from reports.wording import Words, own_texts

STANDS_NOT = (Status.DRAFT, Status.SUPERSEDED, Status.CORRECTED)


def check_characters(content: Package | ProtocolDocument) -> None:
    """Ask for every character of the content, so that a missing one is known before anything is signed.

    Raises MissingGlyph, naming the characters, and FontsNotCollected before set-up has fetched the fonts.
    """
    control = content.control
    asked = "".join(texts(content)) + own_texts(control.language)
    admit(printable(asked), language=control.language, typography=control.typography)


def check_text(text: str, *, language: str) -> None:
    """Ask for every character of a text that documents in the language will hold, for every authority.

    Raises as `check_characters` does.
    """
    for typography in Typography:
        admit(printable(text), language=language, typography=typography)


def package_document(content: Package) -> Document:
    """The sections of a package. Raises as `check_characters` does."""
    control = content.control
    check_characters(content)
    words = Words(control.language, bilingual=control.bilingual)
    look = styles(words, control.typography)
    digest = content_hash(content)
    front = [
        *title_section(content, look, digest=digest),
        *signature_section(content.approval.signatures, look),
        *closed_by(content.blocks, "conclusion", conclusion_section(content, look), look),
        *revisions_section(content.revisions, look),
        *places_section(control.places, look),
    ]
    return numbered(
        tuple(marked(front, content.revisions, look)),
        tuple(marked(_body(content, look, digest), content.revisions, look)),
        appendices_from=FIRST,
        running=_running(content, words),
        metadata=_metadata(content, words, digest),
        styles=look,
        page_size=PAGE_SIZES[control.page_size],
        language=control.language,
    )


def _body(content: Package, look: Styles, digest: str) -> list[Flowable]:
    blocks = content.blocks
    lots = lots_section(content.lots, content.exclusions, look, content.genealogy)
    return [
        *block_section(blocks, "purpose", look),
        *change_section(content.change, look),
        *risk_section(content.risks, look),
        *block_section(blocks, "approach", look),
        *protocol_section(content.protocol, look),
        *changes_part(content.changes, look),
        *opened_by(blocks, "lots", lots, look),
        *methods_section(content.methods, look),
        *bridging_section(content.bridgings, look),
        *margins_section(content.attributes, look),
        *opened_by(blocks, "outcomes", overview_section(content.attributes, look), look),
        *results_section(content.attributes, look),
        *expectation_section(content.out_of_expectation, look),
        *discussion_section(content.narrative, look),
        *limitations_section(content.limitations, look),
        *block_section(blocks, "follow-up", look),
        *commitments_part(content.narrative, look),
        *completeness_section(content.completeness, look),
        *provenance_section(content.provenance, look, digest=digest),
        *wording_part(blocks, look),
        *written_part(content.narrative, look),
        *glossary_section(content.glossary, look),
    ]


def _running(content: Package, words: Words) -> Running:
    status = content.approval.status
    return running(content.control, words, state=words.term(status) if status in STANDS_NOT else "")


def running(control: DocumentControl, words: Words, *, state: str) -> Running:
    """What every page says. state: in which the document does not stand, or empty."""
    marks = (
        state,
        words("simulated data") if control.simulated else "",
        words("illustrative") if control.illustrative else "",
        *control.marks,
    )
    return Running(
        head_left=control.ctd_home,
        head_right=versioned(control.document_id, control.version, words),
        marking=" · ".join(mark.upper() for mark in marks if mark),
        foot_left=f"{control.product}: {control.switch}",
    )


def _metadata(content: Package, words: Words, digest: str) -> Metadata:
    control, provenance = content.control, content.provenance
    return Metadata(
        title=control.title,
        author=control.sponsor,
        subject=f"{control.ctd_home}: {versioned(control.document_id, control.version, words)}",
        created=provenance.assembled_at,
        language=control.language,
        software=f"{provenance.software} {provenance.software_version}",
        content_hash=digest,
    )
