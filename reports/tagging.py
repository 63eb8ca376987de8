"""The logical structure of the document, recorded while it is drawn: headings, cells, figures, links.

Everything on a page is inside exactly one marked content: of a structure element, or of an artifact (rules,
running heads), which readers skip. `structure.py` writes the record into the file.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of marked content: page counted from 0, and its number on that page."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A clickable rectangle (left, bottom, right, top in points) to a named place in the document."""

    page: int
    rectangle: tuple[float, float, float, float]
    place: str
    description: str


@dataclass(eq=False, slots=True)
class Element:
    """A node of the structure tree. Drawn pieces of one element may lie on several pages."""

    tag: str
    parent: "Element | None" = None
    alternative: str | None = None
    scope: str | None = None
    columns: int = 1  # that a cell spans
    box: tuple[float, float, float, float] | None = None
    language: str | None = None  # BCP 47, where it is not that of the document
    kids: "list[Element | Content | LinkArea]" = field(default_factory=list)

    def add(self, tag: str, **attributes: Any) -> "Element":
        kid = Element(tag, parent=self, **attributes)
        self.kids.append(kid)
        return kid


class Shared:
    """An element that several flowables write into, created where the first of them is drawn."""

    __slots__ = ("_alternative", "_element", "_parent", "tag")  # every cell of a listing has one

    def __init__(self, tag: str, *, parent: "Shared | None" = None, alternative: str | None = None) -> None:
        self.tag = tag
        self._parent = parent
        self._alternative = alternative
        self._element: Element | None = None

    def on(self, canvas: "TaggedCanvas") -> Element:
        if self._element is None:
            parent = self._parent.on(canvas) if self._parent else canvas.root
            self._element = parent.add(self.tag, alternative=self._alternative)
        return self._element


class TaggedCanvas(Canvas):
    """A canvas that knows the structure, holds its pages until all is drawn, and then completes them.

    Page numbers of the contents and "page x of y" are drawn by `later`, when every place and the number of
    pages are known, so one layout is enough.
    """

    _code: list[str]

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self.language = language  # of the document
        self.root = Element("Document")
        self.places: dict[str, tuple[int, float]] = {}  # name: page from 0, height of the place in points
        self.pieces: list[int] = []  # how many pieces of marked content each page holds
        self.page_count = 0
        self.page = 0
        self._piece = 0
        self._open = False
        self._later: list[tuple[int, Callable[[], None]]] = []
        self._pages: list[dict[str, Any]] = []
        super().__init__(*args, **kwargs)

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        if self._open:
            raise RuntimeError(f"{element.tag} inside other marked content")
        self._code.append(f"/{element.tag} <</MCID {self._piece}>> BDC")
        element.kids.append(Content(self.page, self._piece))
        self._piece += 1
        self._open = True
        yield
        self._code.append("EMC")
        self._open = False

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        if self._open:
            raise RuntimeError("an artifact inside other marked content")
        self._code.append(f"/Artifact <</Type /{kind}>> BDC")
        self._open = True
        yield
        self._code.append("EMC")
        self._open = False

    def later(self, draw: Callable[[], None]) -> None:
        """Draws here and in the present coordinates, but when everything is known."""
        self._later.append((len(self._code), draw))
        self._code.append("")

    def set_place(self, name: str, *, height: float) -> None:
        """Names a height on the present page, in points from its foot."""
        self.places[name] = (self.page, height)

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._later = []
        self._piece = 0
        self.page += 1
        self._startPage()

    def save(self) -> None:
        pages, count = self._pages, len(self._pages)
        for state in pages:
            self.__dict__.update(state)
            self.page_count = count
            page_code = self._code
            for position, draw in self._later:
                self._code = []
                self.saveState()
                draw()
                self.restoreState()
                page_code[position] = "\n".join(self._code)
            self._code = page_code
            self.pieces.append(self._piece)
            Canvas.showPage(self)
            state.clear()
        self._doc.SaveToFile(self._filename, self)
