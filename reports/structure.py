"""Writes the recorded structure into the file: structure tree, links, places, bookmarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reports.tagging import Content, Element, LinkArea, TaggedCanvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry of the contents and of the bookmarks, which are the same list. Levels count from 1."""

    level: int
    text: str
    place: str


def write_structure(pdf: pikepdf.Pdf, canvas: TaggedCanvas) -> None:
    """Structure tree, parent tree and link annotations of everything the canvas recorded."""
    writer = _Writer(pdf, canvas)
    writer.write(canvas.root)
    writer.finish()


class _Writer:
    def __init__(self, pdf: pikepdf.Pdf, canvas: TaggedCanvas) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.places = canvas.places
        self.owners: list[list[pikepdf.Object]] = [[Array([])] * pieces for pieces in canvas.pieces]
        self.link_owners: list[pikepdf.Object] = []
        self.heads: dict[tuple[str, int], pikepdf.Object] = {}
        self.tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    def write(self, root: Element) -> None:
        self.tree.K = self._element(root, self.tree)

    def _element(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        """The element as an object of the file.

        Most elements are cells without elements in them; they are made in one step, because every step into
        the library takes longer than all that Python does between.
        """
        entries: dict[str, Any] = {"/S": _name(element.tag), "/P": parent}
        first_page = next((kid.page for kid in element.kids if isinstance(kid, Content)), None)
        if first_page is not None:
            entries["/Pg"] = self.pages[first_page]
        if element.alternative is not None:
            entries["/Alt"] = String(element.alternative)
        if element.language is not None:
            entries["/Lang"] = String(element.language)
        if element.scope is not None:
            entries["/A"] = self._head(element.scope, element.columns)
        if element.box is not None:
            box = Array([round(value, 2) for value in element.box])
            entries["/A"] = Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)
        match element.kids:
            case [Content(page, number)]:
                node = self.pdf.make_indirect(Dictionary({**entries, "/K": number}))
                self.owners[page][number] = node
            case kids:
                node = self.pdf.make_indirect(Dictionary(entries))
                written = [self._kid(kid, node, first_page) for kid in kids]
                if written:
                    node.K = written[0] if len(written) == 1 else Array(written)
        return node

    def _head(self, scope: str, columns: int) -> pikepdf.Object:
        """What a head names, one object for all heads of its kind."""
        if (scope, columns) not in self.heads:
            head = Dictionary(O=Name.Table, Scope=_name(scope), ColSpan=columns)
            self.heads[scope, columns] = self.pdf.make_indirect(head)
        return self.heads[scope, columns]

    def _kid(
        self, kid: Element | Content | LinkArea, node: pikepdf.Object, first_page: int | None
    ) -> pikepdf.Object | int:
        match kid:
            case Element():
                return self._element(kid, node)
            case Content(page, number):
                self.owners[page][number] = node
                if page == first_page:
                    return number
                return Dictionary(Type=Name.MCR, Pg=self.pages[page], MCID=number)
            case LinkArea():
                return self._link(kid, node)

    def _link(self, area: LinkArea, node: pikepdf.Object) -> pikepdf.Object:
        page = self.pages[area.page]
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(value, 2) for value in area.rectangle]),
                Border=Array([0, 0, 0]),
                F=4,
                Contents=String(area.description),
                Dest=destination(self.pages, self.places[area.place]),
                StructParent=len(self.pages) + len(self.link_owners),
            )
        )
        self.link_owners.append(node)
        if Name.Annots not in page:
            page.Annots = Array([])
        page.Annots.append(annotation)
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)

    def finish(self) -> None:
        numbers: list[object] = []
        for index, owners in enumerate(self.owners):
            self.pages[index].StructParents = index
            self.pages[index].Tabs = Name.S
            numbers += [index, self.pdf.make_indirect(Array(owners))]
        for index, owner in enumerate(self.link_owners, start=len(self.pages)):
            numbers += [index, owner]
        self.tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        self.tree.ParentTreeNextKey = len(self.pages) + len(self.link_owners)
        self.pdf.Root.StructTreeRoot = self.tree
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)


@cache
def _name(word: str) -> pikepdf.Name:
    return Name(f"/{word}")


def destination(pages: Sequence[pikepdf.Object], place: tuple[int, float]) -> pikepdf.Array:
    """The place with the reader's zoom kept: XYZ with a null zoom, which authorities call inherit zoom."""
    page, height = place
    return Array([pages[page], Name.XYZ, 0, round(height, 2), None])


def write_bookmarks(pdf: pikepdf.Pdf, canvas: TaggedCanvas, bookmarks: list[Bookmark]) -> None:
    """The outline, folded below its first level."""
    pages = [page.obj for page in pdf.pages]
    outline = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    path: list[pikepdf.Object] = [outline]
    for bookmark in bookmarks:
        path = path[: bookmark.level]
        parent = path[-1]
        item = pdf.make_indirect(
            Dictionary(
                Title=String(bookmark.text),
                Parent=parent,
                Dest=destination(pages, canvas.places[bookmark.place]),
            )
        )
        if Name.First in parent:
            item.Prev = parent.Last
            parent.Last.Next = item
        else:
            parent.First = item
        parent.Last = item
        _count(parent, open_=parent.objgen == outline.objgen)
        path.append(item)
    pdf.Root.Outlines = outline
    pdf.Root.PageMode = Name.UseOutlines


def _count(parent: pikepdf.Object, *, open_: bool) -> None:
    step = 1 if open_ else -1  # a negative count folds the entry
    parent.Count = int(parent.get(Name.Count, 0)) + step
