"""Finding one's way: bookmarks, contents, links, and what is seen when the file is opened."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from comparability.linting.checks import Breach, checks
from comparability.linting.drawn import Piece
from comparability.linting.submitted import FILE, Link, Mark, SubmittedFile, plain
from comparability.model.file_rules import FileRule

BLUE = 0.15  # by how much the blue of a link's text exceeds its red and green
XYZ_PARTS = 5  # page, kind, left, top, zoom
SHOWN = 60  # characters of a bookmark that a finding repeats


@checks("bookmarks")
def bookmarks(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if len(file.pdf.pages) >= rule.number("pages") and not file.marks:
        yield Breach(FILE, f"It has {len(file.pdf.pages)} pages and no bookmark.")


@checks("bookmark-depth")
def bookmark_depth(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for mark in file.marks:
        if mark.level > rule.number("levels"):
            yield Breach(_place(mark), f"It stands on level {mark.level}.")


@checks("bookmark-targets")
def bookmark_targets(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for mark in file.marks:
        if file.destination(mark.item) is None:
            yield Breach(_place(mark), "It leads to no page of the file.")


@checks("bookmark-zoom")
def bookmark_zoom(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for mark in file.marks:
        target = file.destination(mark.item)
        if target is not None and not _keeps_zoom(target):
            yield Breach(_place(mark), "It changes the zoom of the reader.")


@checks("bookmark-length")
def bookmark_length(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for mark in file.marks:
        if len(mark.title) > rule.number("longest"):
            yield Breach(_place(mark), f"Its text has {len(mark.title)} characters.")


@checks("contents")
def contents(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    """Each bookmark's words stand under a link, in their order; other links may stand between."""
    if len(file.pdf.pages) < rule.number("pages"):
        return
    linked = [plain("".join(piece.text for piece in _linked(file, link))) for link in file.links]
    position = 0
    for mark in file.marks:
        wanted = plain(mark.title)
        found = next((at for at in range(position, len(linked)) if _is_entry(linked[at], wanted)), None)
        if found is None:
            yield Breach(_place(mark), "The contents have no link with its words at its place.")
        else:
            position = found + 1


@checks("link-targets")
def link_targets(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for link in file.links:
        if file.destination(link.annotation) is None and not _is_relative(link.annotation.get("/A", {})):
            yield Breach(
                link.name, "It leads neither to a page of the file nor, by a relative path, to another."
            )


@checks("link-zoom")
def link_zoom(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for link in file.links:
        target = file.destination(link.annotation)
        if target is not None and not _keeps_zoom(target):
            yield Breach(link.name, "It changes the zoom of the reader.")


@checks("link-colour")
def link_colour(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for link in file.links:
        border = link.annotation.get("/Border", [0, 0, 1])
        has_frame = float(border[2]) > 0 or float(link.annotation.get("/BS", {}).get("/W", 0)) > 0
        if not has_frame and not all(_is_blue(piece) for piece in _linked(file, link)):
            yield Breach(link.name, "Its text is not blue and it has no frame.")


@checks("initial-view")
def initial_view(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if file.marks and str(file.pdf.Root.get("/PageMode", "")) != "/UseOutlines":
        yield Breach(FILE, "It has bookmarks and opens without their panel.")


@checks("opening-page")
def opening_page(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    action = file.pdf.Root.get("/OpenAction")
    if action is None:
        return
    holder = (
        pikepdf.Dictionary(Dest=action) if isinstance(action, pikepdf.Array) else pikepdf.Dictionary(A=action)
    )
    target = file.destination(holder)
    if target is None or target[0].objgen != file.pdf.pages[0].obj.objgen or not _keeps_zoom(target):
        yield Breach(FILE, "It opens elsewhere than at its first page in the reader's own zoom.")


@checks("title-shown")
def title_shown(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    if not file.pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle"):
        yield Breach(FILE, "The window shows the name of the file.")


def _place(mark: Mark) -> str:
    return f"bookmark “{mark.title[:SHOWN]}”"


def _linked(file: SubmittedFile, link: Link) -> list[Piece]:
    return file.pieces_in(link.page, link.area)


def _is_entry(linked: str, wanted: str) -> bool:
    """The words alone, or followed by a page number with or without a leader."""
    return linked.startswith(wanted) and not linked.removeprefix(wanted).strip(".…·0123456789")


def _keeps_zoom(target: Any) -> bool:
    if str(target[1]) != "/XYZ":
        return False
    return len(target) < XYZ_PARTS or target[4] is None or float(target[4]) == 0


def _is_relative(action: Any) -> bool:
    """A file of the same submission; an address of the web or a path from the root of a disk is none."""
    if str(action.get("/S", "")) not in ("/GoToR", "/Launch"):
        return False
    named = action.get("/F", "")
    path = str(named.get("/UF", named.get("/F", "")) if isinstance(named, pikepdf.Dictionary) else named)
    return bool(path) and not path.startswith(("/", "\\")) and ":" not in path


def _is_blue(piece: Piece) -> bool:
    red, green, blue = piece.colour
    return blue - max(red, green) > BLUE
