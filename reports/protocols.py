"""The protocol as a document: its sections in reading order, its running heads and metadata."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.document import Document, numbered
from reports.finish import Metadata
from reports.packages import check_characters, running
from reports.protocol_content import ProtocolDocument, ProtocolState, document_hash
from reports.sections.amendments import amendments_section
from reports.sections.appendices import IN_ENGLISH, PROVENANCE, glossary_section
from reports.sections.arms import arms_section
from reports.sections.change import change_section, risk_section
from reports.sections.closing import limitations_section
from reports.sections.cover import marks_and_statements, signature_section, title_page, versioned
from reports.sections.criteria import criteria_section
from reports.sections.evaluation import outcomes_section, rules_section
from reports.sections.methods import margins_section, methods_section
from reports.sections.plan import power_figure
from reports.sections.protocol import protocol_section
from reports.styles import PAGE_SIZES, Styles, styles
from reports.tables import Cell
from reports.text import paragraph
from reports.wording import Words, fixed

FIRST_APPENDIX = "provenance"
BOUND = fixed(
    "The signature binds the rule of the protocol, its arms and its criteria: the hash is that of their "
    "canonical text. What changes, its risks, the methods and the plan of lots stand here as they were on "
    "record at the time stated above. No result of a post-switch lot was read for this document."
)


def protocol_document(content: ProtocolDocument) -> Document:
    """The sections of a protocol. Raises as `check_characters` does."""
    control = content.control
    check_characters(content)
    words = Words(control.language, bilingual=control.bilingual)
    look = styles(words, control.typography)
    state = content.freezing.state
    return numbered(
        [*_title(content, look), *signature_section(content.freezing.signatures, look)],
        _body(content, look),
        appendices_from=FIRST_APPENDIX,
        running=running(control, words, state="" if state is ProtocolState.FROZEN else words.term(state)),
        metadata=_metadata(content, words),
        styles=look,
        page_size=PAGE_SIZES[control.page_size],
        language=control.language,
    )


def _title(content: ProtocolDocument, look: Styles) -> list[Flowable]:
    control, words = content.control, look.words
    facts = [
        (words("Document"), versioned(control.document_id, control.version, words)),
        (words("Status"), _state(content, words)),
        (words("Frozen"), content.protocol.frozen_at),
        (words("Authority"), control.authority),
        (words("CTD location"), control.ctd_home),
        (words("Sponsor"), control.sponsor),
        (words("Product"), control.product),
        (words("Switch"), control.switch),
        (words("Protocol SHA-256"), content.record.signed_hash),
        *marks_and_statements(control, words),
    ]
    return title_page(
        control.title, words.heading("What is compared, by which criteria, and what follows"), facts, look
    )


def _state(content: ProtocolDocument, words: Words) -> str:
    state = words.term(content.freezing.state)
    if content.freezing.superseded_by is None:
        return state
    return words("{status}, by {document}", status=state, document=content.freezing.superseded_by)


def _body(content: ProtocolDocument, look: Styles) -> list[Flowable]:
    return [
        *change_section(content.change, look),
        *risk_section(content.risks, look),
        *arms_section(content.arms, look),
        *protocol_section(content.protocol, look),
        *power_figure(content.power, look),
        *methods_section(content.methods, look),
        *margins_section(content.attributes, look, with_reasons=False),
        *criteria_section(content.attributes, look),
        *rules_section(content.rules, look),
        *outcomes_section(look),
        *amendments_section(content.amendments, look),
        *limitations_section(content.limitations, look),
        *_provenance(content, look),
        *glossary_section(content.glossary, look),
    ]


def _provenance(content: ProtocolDocument, look: Styles) -> list[Flowable]:
    record, words = content.record, look.words
    facts = [
        (words("Software"), f"{record.software} {record.software_version}"),
        (words("As on record"), record.as_of),
        (words("Protocol SHA-256"), record.signed_hash),
        *([(words("Fixed texts"), record.catalogue)] if record.catalogue else []),
        *([(words("Texts left in English"), words.parted(record.english))] if record.english else []),
    ]
    rows = [(Cell(text=name, strong=True), value) for name, value in facts]
    return [
        heading(words.heading("Provenance"), look, place=FIRST_APPENDIX),
        *captioned_table(words("Provenance"), PROVENANCE, rows, look, place="table-provenance"),
        paragraph(words(BOUND), look.note),
        *([paragraph(words(IN_ENGLISH), look.note)] if words.language != "en" else []),
    ]


def _metadata(content: ProtocolDocument, words: Words) -> Metadata:
    control, record = content.control, content.record
    return Metadata(
        title=control.title,
        author=control.sponsor,
        subject=f"{control.ctd_home}: {versioned(control.document_id, control.version, words)}",
        created=record.as_of,
        language=control.language,
        software=f"{record.software} {record.software_version}",
        content_hash=document_hash(content),
    )
