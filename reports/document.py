"""A document before it has pages: what is printed, in reading order, and what every page says of it.

The PDF lays it out; the HTML and DOCX copies read the same flowables, so that no copy says anything else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.platypus.flowables import Flowable

from reports.finish import Metadata
from reports.pages import Running, number_story
from reports.structure import Bookmark
from reports.styles import Styles


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """front: what stands before the contents. bookmarks: the contents, in the same words and order.

    language: which forms of shared Han characters are printed.
    """

    front: tuple[Flowable, ...]
    body: tuple[Flowable, ...]
    bookmarks: tuple[Bookmark, ...]
    running: Running
    metadata: Metadata
    styles: Styles
    page_size: tuple[float, float]
    language: str

    def flowables(self) -> Iterator[Flowable]:
        """Everything but the contents, in reading order."""
        yield from self.front
        yield from self.body


def numbered(
    front: Sequence[Flowable],
    body: Sequence[Flowable],
    *,
    appendices_from: str,
    running: Running,
    metadata: Metadata,
    styles: Styles,
    page_size: tuple[float, float],
    language: str,
) -> Document:
    """The document with its headings, tables and figures numbered."""
    return Document(
        front=tuple(front),
        body=tuple(body),
        bookmarks=tuple(number_story([*front, *body], appendices_from=appendices_from, words=styles.words)),
        running=running,
        metadata=metadata,
        styles=styles,
        page_size=page_size,
        language=language,
    )
