"""From content to the bytes of the document. The same content gives the same bytes, whenever and wherever."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import CondPageBreak
from reportlab.platypus.flowables import Flowable

from reports.attachments import Attachment as Attachment
from reports.blocks import keep_together
from reports.content import Package
from reports.document import Document
from reports.finish import finish
from reports.fontfiles import FontsNotCollected as FontsNotCollected
from reports.packages import check_characters as check_characters
from reports.packages import check_text as check_text
from reports.packages import package_document
from reports.pages import contents_lines, lay_out
from reports.protocol_content import ProtocolDocument
from reports.protocols import protocol_document
from reports.text import Text
from reports.typefaces import MissingGlyph as MissingGlyph

HALF_PAGE = 350.0  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A file and what is to be said of its making. english: fixed texts that its catalogue lacks."""

    data: bytes
    english: tuple[str, ...]


def render(content: Package) -> bytes:
    """The submission copy: PDF 1.7, PDF/A-2a and PDF/UA-1, linearised, without attachments.

    Raises MissingGlyph when the content holds a character that the fonts cannot print, and FontsNotCollected
    before set-up has fetched them.
    """
    return render_document(package_document(content))


def render_with_report(content: Package) -> Rendering:
    """The submission copy, and which of its fixed texts had to stay in English. Raises as `render` does."""
    document = package_document(content)
    data = render_document(document)
    return Rendering(data=data, english=document.styles.words.untranslated)


def render_evidence(content: Package, *, attachments: Sequence[Attachment]) -> bytes:
    """The evidence copy: the same pages with the files attached, PDF/A-3a. Raises as `render` does."""
    return render_document(package_document(content), attachments)


def render_protocol(content: ProtocolDocument) -> bytes:
    """The document of a protocol, a file of the same kind as the submission copy. Raises as `render` does."""
    return render_document(protocol_document(content))


def render_document(document: Document, attachments: Sequence[Attachment] = ()) -> bytes:
    """The pages of a document that has not been laid out before: laying out uses its flowables up."""
    look = document.styles
    bookmarks = list(document.bookmarks)
    contents = [Text(look.words.heading("Contents"), look.contents_title), *contents_lines(bookmarks, look)]
    story = keep_together([*document.front, _new_page(), *contents, _new_page(), *document.body])
    running, metadata, page_size = document.running, document.metadata, document.page_size
    del document, contents  # every cell of a long listing, which the finished pages need no more
    drawn, canvas = lay_out(story, running=running, styles=look, page_size=page_size)
    return finish(drawn, canvas=canvas, bookmarks=bookmarks, metadata=metadata, attachments=attachments)


def _new_page() -> Flowable:
    """A page break, unless more than half of the page is still free."""
    return CondPageBreak(HALF_PAGE)
