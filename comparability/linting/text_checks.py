"""What is read: sizes of text, fonts, text that can be searched and copied, images."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

from comparability.linting.checks import Breach, checks
from comparability.linting.fonts import UNKNOWN, Font
from comparability.linting.submitted import FILE, SubmittedFile
from comparability.model.file_rules import FileRule

TABLES = {"TD", "TH", "Caption", "TOCI", "Link", "Figure"}  # text in them is smaller, and counted on its own
HEADINGS = {"H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"}
ROUNDING = 0.05  # points


@checks("text-size")
def text_size(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    smallest = rule.number("smallest")
    said: set[tuple[int, float]] = set()
    for page, piece in file.numbered_pieces():
        if piece.size < smallest - ROUNDING and (page, piece.size) not in said:
            said.add((page, piece.size))
            yield Breach(
                f"page {page}",
                f"“{piece.text.strip():.40}” is set in {piece.size:g} points, below {smallest:g}.",
            )


@checks("body-size")
def body_size(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    """Of the sizes in which paragraphs are set, the one of most characters."""
    counted: Counter[float] = Counter()
    for _, piece in file.numbered_pieces():
        if not piece.is_running and not set(piece.tags) & (TABLES | HEADINGS):
            counted[piece.size] += len(piece.text.strip())
    if not counted:
        return
    ((size, _),) = counted.most_common(1)
    smallest, largest = rule.number("smallest"), rule.number("largest")
    if not smallest - ROUNDING <= size <= largest + ROUNDING:
        asked = f"{largest:g}" if smallest == largest else f"{smallest:g} to {largest:g}"
        yield Breach(FILE, f"Most text is set in {size:g} points; {asked} are asked for.")


@checks("fonts-embedded")
def fonts_embedded(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for font in file.fonts:
        if font.file_key is None and font.kind != "Type 3":
            yield Breach(_place(font), "It is not embedded.")


@checks("font-kind")
def font_kind(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for font in file.fonts:
        is_judged = font.file_key is not None or font.kind == "Type 3"
        if is_judged and font.kind not in ("TrueType", "OpenType"):
            yield Breach(_place(font), f"It is a {font.kind} font.")


@checks("fonts-whole")
def fonts_whole(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    latin = {
        id(piece.font) for _, piece in file.numbered_pieces() if any(_is_latin(sign) for sign in piece.text)
    }
    for font in file.fonts:
        if font.is_subset and id(font) in latin:
            yield Breach(_place(font), "Latin text is set in it, and only a subset of it is embedded.")


@checks("searchable")
def searchable(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    for number, page in enumerate(file.pages, start=1):
        if not any(piece.text.strip() and not piece.is_running for piece in page.pieces):
            yield Breach(f"page {number}", "It has no text of its own.")


@checks("copied-text")
def copied_text(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    unknown = {id(piece.font) for page in file.pages for piece in page.pieces if UNKNOWN in piece.text}
    for font in file.fonts:
        if id(font) in unknown:
            yield Breach(_place(font), "It does not say which characters are printed with it.")


@checks("images")
def images(file: SubmittedFile, rule: FileRule) -> Iterator[Breach]:
    refused = {f"/{name}" for name in rule.texts("refused")}
    for number, page in enumerate(file.pages, start=1):
        for image in page.images:
            for name in sorted(refused & set(image.filters)):
                yield Breach(f"page {number}", f"An image is compressed by {name.removeprefix('/')}.")


def _place(font: Font) -> str:
    return f"font {font.name}"


def _is_latin(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN")
