"""A file as it would be submitted: its bytes, its place in the dossier, and what stands on its pages."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf

from comparability.linting.drawn import Drawn, Piece, drawn_on
from comparability.linting.fonts import Font

FILE = "file"
_LEFT_OUT = re.compile(r"[\s\u00ad\u200b\ufffe]+")


class Unreadable(ValueError):
    """The bytes are no PDF, or a PDF that nobody can open without a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link annotation. area: left, bottom, right and top. name: the link in words, for a finding."""

    annotation: Any
    page: int
    area: tuple[float, float, float, float]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A bookmark. level: from 1."""

    item: Any
    title: str
    level: int


class SubmittedFile:
    """path: in the dossier, folders separated by slashes, or the file name alone. Raises Unreadable."""

    def __init__(self, data: bytes, *, path: str) -> None:
        self.data = data
        self.path = path
        try:
            self.pdf = pikepdf.open(io.BytesIO(data))
        except pikepdf.PasswordError as error:
            raise Unreadable("it opens with a password only; no authority accepts one") from error
        except pikepdf.PdfError as error:
            raise Unreadable(f"it is no PDF: {error}") from error

    @property
    def file_name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def pages(self) -> tuple[Drawn, ...]:
        fonts: dict[tuple[int, int], Font] = {}
        try:
            return tuple(drawn_on(page, fonts) for page in self.pdf.pages)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError, pikepdf.PdfError) as error:
            raise Unreadable(f"its pages are not written as PDF asks: {error}") from error

    def numbered_pieces(self) -> Iterator[tuple[int, Piece]]:
        """Every piece of text that says something, with its page from 1."""
        for number, page in enumerate(self.pages, start=1):
            for piece in page.pieces:
                if piece.text.strip():
                    yield number, piece

    def sizes(self) -> Iterator[tuple[int, float, float]]:
        """Page from 1, width and height in points, as saved."""
        for number, page in enumerate(self.pdf.pages, start=1):
            left, bottom, right, top = (float(each) for each in page.mediabox.as_list())
            yield number, right - left, top - bottom

    @cached_property
    def fonts(self) -> tuple[Font, ...]:
        """Every font that shows text, each once."""
        found = {id(piece.font): piece.font for page in self.pages for piece in page.pieces}
        return tuple(found.values())

    def annotations(self) -> Iterator[tuple[int, Any]]:
        """Page from 1 and dictionary of every annotation."""
        for number, page in enumerate(self.pdf.pages, start=1):
            for annotation in page.obj.get("/Annots", []):
                yield number, annotation

    @cached_property
    def links(self) -> tuple[Link, ...]:
        found = []
        for page, annotation in self.annotations():
            if str(annotation.get("/Subtype")) == "/Link":
                left, bottom, right, top = (float(each) for each in annotation.Rect.as_list())
                area = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
                words = "".join(piece.text for piece in self.pieces_in(page, area)).strip()
                name = f"the link on page {page} over “{words:.60}”"
                found.append(Link(annotation=annotation, page=page, area=area, name=name))
        return tuple(found)

    def pieces_in(self, page: int, area: tuple[float, float, float, float]) -> list[Piece]:
        """The text on a page, counted from 1, whose middle lies in the area."""
        left, bottom, right, top = area
        return [
            piece
            for piece in self.pages[page - 1].pieces
            if piece.text.strip()
            and left <= (piece.left + piece.right) / 2 <= right
            and bottom <= (piece.bottom + piece.top) / 2 <= top
        ]

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The bookmarks in reading order."""
        return tuple(
            self._marks(
                self.pdf.Root.get("/Outlines", pikepdf.Dictionary()).get("/First"), level=1, met=set()
            )
        )

    def _marks(self, item: Any, *, level: int, met: set[tuple[int, int]]) -> Iterator[Mark]:
        while item is not None and item.objgen not in met:  # a damaged list may lead back to itself
            met.add(item.objgen)
            yield Mark(item=item, title=str(item.get("/Title", "")), level=level)
            yield from self._marks(item.get("/First"), level=level + 1, met=met)
            item = item.get("/Next")

    def destination(self, holder: Any) -> Any | None:
        """Where a bookmark or a link leads in this file, as an array; None when it leads to no page of it."""
        target = holder.get("/Dest")
        action = holder.get("/A", {})
        if target is None and str(action.get("/S", "")) == "/GoTo":
            target = action.get("/D")
        if isinstance(target, pikepdf.Name | pikepdf.String | str):
            target = self._named.get(str(target))
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        if not isinstance(target, pikepdf.Array) or len(target) < 2:
            return None
        page = target[0]
        return target if isinstance(page, pikepdf.Dictionary) and page.objgen in self._page_ids else None

    @cached_property
    def _page_ids(self) -> frozenset[tuple[int, int]]:
        return frozenset(page.obj.objgen for page in self.pdf.pages)

    @cached_property
    def _named(self) -> dict[str, Any]:
        root = self.pdf.Root
        old = {str(name): target for name, target in root.get("/Dests", pikepdf.Dictionary()).items()}
        tree = root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        return old if tree is None else old | {str(k): v for k, v in pikepdf.NameTree(tree).items()}


def plain(text: str) -> str:
    """Without spaces and hyphenation marks, in compatibility form: how two texts are compared."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text))
