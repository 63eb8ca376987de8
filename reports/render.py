"""From content to the bytes of the document. The same content gives the same bytes, whenever and wherever."""

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak
from reportlab.platypus.flowables import Flowable

from reports.attachments import Attachment as Attachment
from reports.blocks import keep_together
from reports.content import Package, Status, content_hash, texts
from reports.finish import Metadata, finish
from reports.fontfiles import FontsNotCollected as FontsNotCollected
from reports.lines import printable
from reports.pages import Running, contents_lines, lay_out, number_story
from reports.sections.appendices import FIRST, completeness_section, glossary_section, provenance_section
from reports.sections.attribute import results_section
from reports.sections.bridging import bridging_section
from reports.sections.change import change_section, risk_section
from reports.sections.closing import expectation_section, limitations_section
from reports.sections.cover import conclusion_section, signature_section, title_section
from reports.sections.lots import lots_section
from reports.sections.methods import margins_section, methods_section
from reports.sections.overview import overview_section
from reports.sections.protocol import protocol_section
from reports.styles import PAGE_SIZES, Styles, styles
from reports.text import Text
from reports.typefaces import MissingGlyph as MissingGlyph
from reports.typefaces import admit

HALF_PAGE = 350.0  # points


def check_characters(content: Package) -> None:
    """Ask for every character of the content, so that a missing one is known before anything is signed.

    Raises MissingGlyph, naming the characters, and FontsNotCollected before set-up has fetched the fonts.
    """
    admit(printable("".join(texts(content))), language=content.control.language)


def render(content: Package) -> bytes:
    """The submission copy: PDF 1.7, PDF/A-2a and PDF/UA-1, linearised, without attachments.

    Raises MissingGlyph when the content holds a character that the fonts cannot print, and FontsNotCollected
    before set-up has fetched them.
    """
    return _render(content, ())


def render_evidence(content: Package, *, attachments: Sequence[Attachment]) -> bytes:
    """The evidence copy: the same pages with the files attached, PDF/A-3a. Raises as `render` does."""
    return _render(content, attachments)


def _render(content: Package, attachments: Sequence[Attachment]) -> bytes:
    control = content.control
    check_characters(content)
    look = styles(control.language)
    front = [
        *title_section(content, look),
        *signature_section(content, look),
        *conclusion_section(content, look),
    ]
    body = _body(content, look)
    bookmarks = number_story([*front, *body], appendices_from=FIRST)
    contents = [Text("Contents", look.contents_title), *contents_lines(bookmarks, look)]
    story = keep_together([*front, _new_page(), *contents, _new_page(), *body])
    page_size = PAGE_SIZES[control.page_size]
    drawn, canvas = lay_out(story, running=_running(content), styles=look, page_size=page_size)
    return finish(
        drawn, canvas=canvas, bookmarks=bookmarks, metadata=_metadata(content), attachments=attachments
    )


def _new_page() -> Flowable:
    """A page break, unless more than half of the page is still free."""
    return CondPageBreak(HALF_PAGE)


def _body(content: Package, look: Styles) -> list[Flowable]:
    return [
        *change_section(content.change, look),
        *risk_section(content.risks, look),
        *protocol_section(content.protocol, content.changes, look),
        *lots_section(content.lots, content.exclusions, look),
        *methods_section(content.methods, look),
        *bridging_section(content.bridgings, look),
        *margins_section(content.attributes, look),
        *overview_section(content.attributes, look),
        *results_section(content.attributes, look),
        *expectation_section(content.out_of_expectation, look),
        *limitations_section(content.limitations, look),
        *completeness_section(content.completeness, look),
        *provenance_section(content, look),
        *glossary_section(content.glossary, look),
    ]


def _running(content: Package) -> Running:
    control = content.control
    status = content.approval.status
    marking = [
        *([str(status).upper()] if status in (Status.DRAFT, Status.SUPERSEDED) else []),
        *(["SIMULATED DATA"] if control.simulated else []),
        *(["ILLUSTRATIVE"] if control.illustrative else []),
        *(mark.upper() for mark in control.marks),
    ]
    return Running(
        head_left=control.ctd_home,
        head_right=f"{control.document_id}, version {control.version}",
        marking=" · ".join(marking),
        foot_left=f"{control.product}: {control.switch}",
    )


def _metadata(content: Package) -> Metadata:
    control, provenance = content.control, content.provenance
    return Metadata(
        title=control.title,
        author=control.sponsor,
        subject=f"{control.ctd_home}: {control.document_id}, version {control.version}",
        created=provenance.assembled_at,
        language="en",
        software=f"{provenance.software} {provenance.software_version}",
        content_hash=content_hash(content),
    )
