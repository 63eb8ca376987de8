"""A document as a row of pieces that any kind of copy can write down, in the reading order of its pages.

A copy writes every piece and nothing else, so it says what the pages say. Where a piece stands on a page is
left out here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color
from reportlab.platypus.flowables import Flowable

from reports.figures import Figure
from reports.styles import Styles, TextStyle
from reports.tables import Table
from reports.text import BULLET, Caption, Heading, ListItem, Pointer, Text

HEADING_TAGS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4}
ROLES = ("lead", "subtitle", "verdict", "note", "code", "limitation")  # styles whose meaning a copy shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A heading. level: 1 for the title of the document. place: what links name it by, or empty."""

    level: int
    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph. role: the name of its style, "body" for running text. link: the place it leads to."""

    text: str
    role: str
    colour: Color
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list, bulleted or numbered from 1."""

    texts: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Captioned:
    """A table or a figure under its caption. A table that stands by itself has neither caption nor place."""

    caption: str
    place: str
    shown: Table | Figure


Piece = Title | Passage | Items | Captioned


def pieces(flowables: Iterable[Flowable], styles: Styles) -> Iterator[Piece]:
    """What a document or a part of it prints. Raises TypeError for a flowable that no copy can write down."""
    caption: Caption | None = None
    items: list[ListItem] = []
    for flowable in flowables:
        if items and not isinstance(flowable, ListItem):
            yield _items(items)
            items = []
        match flowable:
            case Caption():
                caption = flowable
            case ListItem():
                items.append(flowable)
            case Text():
                yield _text(flowable, styles)
            case Table() | Figure():
                text, place = (caption.text, caption.place) if caption else ("", "")
                yield Captioned(caption=text, place=place, shown=flowable)
                caption = None
            case _:
                raise TypeError(f"{type(flowable).__name__} has no place in a copy of a document")
    if items:
        yield _items(items)


def _items(items: Sequence[ListItem]) -> Items:
    return Items(texts=tuple(item.text for item in items), is_numbered=items[0].sign != BULLET)


def _text(text: Text, styles: Styles) -> Title | Passage:
    level = HEADING_TAGS.get(text.shared.tag)
    if level is not None:
        return Title(level=level, text=text.text, place=text.place if isinstance(text, Heading) else "")
    link = text.place if isinstance(text, Pointer) else ""
    return Passage(text=text.text, role=_role(text.style, styles), colour=text.style.colour, link=link)


def _role(style: TextStyle, styles: Styles) -> str:
    """The name of the style, whose colour may say an outcome."""
    named = ((role, getattr(styles, role)) for role in ROLES)
    return next((role for role, meant in named if replace(style, colour=meant.colour) == meant), "body")
