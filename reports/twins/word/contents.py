"""The contents of a Word file: fields that Word can renew, showing what the contents of the pages say."""

from collections.abc import Iterator, Sequence

from reports.pages import FIGURES, TABLES
from reports.structure import Bookmark
from reports.styles import Styles
from reports.twins.word.elements import Element
from reports.twins.word.text import Writer, field_closing, field_opening, paragraph

DEEPEST = 2  # level of the headings that the contents list
LISTS = {TABLES: "Table", FIGURES: "Figure"}  # places of the lists, and how their captions are counted


def contents(bookmarks: Sequence[Bookmark], writer: Writer, look: Styles) -> Iterator[Element]:
    """Sections, tables and figures, each a link. Page numbers come when Word renews the fields."""
    yield paragraph("TOCHeading", *writer.runs(look.words.heading("Contents")))
    starts = [place for place, bookmark in enumerate(bookmarks) if bookmark.place in LISTS]
    ends = [*starts, len(bookmarks)]
    yield from _field(f'TOC \\o "1-{DEEPEST}" \\h \\z', bookmarks[: ends[0]], writer)
    for start, end in zip(starts, ends[1:], strict=True):
        named, listed = bookmarks[start], bookmarks[start + 1 : end]
        yield paragraph("TOC1", *writer.runs(named.text, strong=True))
        yield from _field(f'TOC \\h \\z \\c "{LISTS[named.place]}"', listed, writer, style="TableofFigures")


def _field(
    instruction: str, listed: Sequence[Bookmark], writer: Writer, *, style: str = ""
) -> Iterator[Element]:
    for number, bookmark in enumerate(listed):
        yield paragraph(
            style or f"TOC{bookmark.level}",
            *(field_opening(instruction) if number == 0 else ()),
            writer.link(bookmark.text, bookmark.place),
            *([field_closing()] if number == len(listed) - 1 else ()),
        )
