"""The document as a Word file to be edited: the same text, tables and figures in Word's own styles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reports.content import Package
from reports.document import Document
from reports.figures import Figure
from reports.packages import package_document
from reports.tables import Table
from reports.twins.pieces import Captioned, Items, Passage, Piece, Title, pieces
from reports.twins.word.contents import DEEPEST, contents
from reports.twins.word.elements import Element, element, twips, word
from reports.twins.word.file import empty_file, packed, text_width
from reports.twins.word.pictures import Pictures
from reports.twins.word.tables import table_element
from reports.twins.word.text import Writer, counted, paragraph

STYLES = {
    "body": "BodyText",
    "lead": "Lead",
    "subtitle": "Subtitle",
    "verdict": "Verdict",
    "note": "Note",
    "code": "Code",
    "limitation": "Limitation",
}
BELOW_TABLE = 8.0  # points before running text; what leads to something brings its own


def docx_copy(content: Package) -> bytes:
    """The whole package as one file. The same content gives the same bytes. Raises as `render` does."""
    document = package_document(content)
    return document_docx(document, state=document.styles.words.term(content.approval.status))


def document_docx(document: Document, *, state: str) -> bytes:
    """A document that has not been laid out before as a Word file. state: in the words of the document."""
    look = document.styles
    writer = Writer(document.language, look.typography)
    pictures = Pictures(look.enlarged)
    file = empty_file(document, state=state, writer=writer)
    body = _Body(document, writer, pictures)
    written = [
        *body.paragraphs(pieces(document.front, look)),
        *contents(document.bookmarks, writer, look),
        *body.paragraphs(pieces(document.body, look), new_page=True),
    ]
    section = file.element.body[-1]
    file.element.body[:] = [*written, section]
    pictures.fill(file.part)
    return packed(file)


@dataclass(slots=True)
class _Body:
    document: Document
    writer: Writer
    pictures: Pictures
    _counted: dict[str, int] = field(default_factory=dict)

    def paragraphs(self, shown: Iterable[Piece], *, new_page: bool = False) -> Iterator[Element]:
        """What the pieces say. Two tables are kept apart, which Word would make one."""
        after_table = False
        for piece in shown:
            more = [element("pageBreakBefore")] if new_page else []
            new_page = False
            if after_table and isinstance(piece, Passage | Items):
                more = [element("spacing", before=twips(BELOW_TABLE))]
            written = list(self._piece(piece, more))
            if after_table and written[0].tag == word("tbl"):
                yield paragraph("TableText")
            yield from written
            after_table = written[-1].tag == word("tbl")
        if after_table:
            yield paragraph("TableText")

    def _piece(self, piece: Piece, more: list[Element]) -> Iterator[Element]:
        runs, words = self.writer.runs, self.document.styles.words
        match piece:
            case Title(level=1, text=text, place=place):
                yield paragraph("Title", *self.writer.marked(runs(text), place), more=more)
            case Title(level=level, text=text, place=place):
                outline = level - 1
                style = f"Heading{outline}" if place or outline > DEEPEST else "Topic"
                yield paragraph(style, *self.writer.marked(runs(text), place), more=more)
            case Passage(text=text, link=link) if link:
                yield paragraph(STYLES["body"], self.writer.link(text, link), more=more)
            case Passage(text=text, role=role, colour=colour):
                own = getattr(self.document.styles, role).colour
                said = runs(text, colour=None if colour == own else colour)
                yield paragraph(STYLES[role], *said, more=more)
            case Items(texts=texts, is_numbered=is_numbered):
                style = "ListNumber" if is_numbered else "ListBullet"
                for number, text in enumerate(texts):
                    yield paragraph(style, *runs(text), more=more if number == 0 else ())
            case Captioned(caption=caption, place=place, shown=Table() as table):
                if caption:
                    numbered = self._caption(caption, "Table", words("Table {number}"))
                    yield paragraph("Caption", *self.writer.marked(numbered, place), more=more)
                yield table_element(table, self.writer, self.pictures, width=text_width(self.document))
            case Captioned(caption=caption, place=place, shown=Figure() as figure):
                numbered = self._caption(caption, "Figure", words("Figure {number}"))
                yield paragraph("Caption", *self.writer.marked(numbered, place), more=more)
                drawing = figure.drawn(text_width(self.document) / self.pictures.enlarged)
                shown = self.pictures.run(drawing, alternative=figure.alternative)
                yield paragraph("Figure", shown)
            case _:
                raise TypeError(f"{piece!r} is no piece of a document")

    def _caption(self, caption: str, kind: str, template: str) -> list[Element]:
        """The caption with its number as a field, so that Word counts on when somebody adds one."""
        number = self._counted[kind] = self._counted.get(kind, 0) + 1
        before, _, after = template.partition("{number}")
        start = f"{before}{number}{after}"
        if not caption.startswith(start):
            raise ValueError(f"{caption!r} is not number {number} of its kind")
        counter = counted(f"SEQ {kind} \\* ARABIC", str(number))
        runs = self.writer.runs
        return [*runs(before), *counter, *runs(after + caption.removeprefix(start))]
