"""Where a text breaks into lines: words stay whole where they fit, Chinese and Japanese break anywhere."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

LONG_WORD = 40  # characters: identifiers longer than this may break inside
# Ideographs, kana and full-width forms; Korean is not among them, since it breaks at its spaces.
UNSPACED = re.compile("[\u2e80-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
# What does not begin or end a line (kinsoku: JIS X 4051); a range keeps both its ends.
NOT_FIRST = frozenset(
    "、。，．・：；！？）」』】〕〉》”’％‰℃)],.:;!?%～〜ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ\u00a0"
)
NOT_LAST = frozenset("（「『【〔〈《“‘([～〜\u00a0")
SHORT_TERM = 6  # characters of a term that a column keeps whole
NARROWEST_TEXT = 4  # characters; a column of running text is at least so wide
AFTER = re.compile(r"(?<=[-/_.,;:|+=\u200b])")


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    width: float
    ends_with_space: bool  # a space of the text was taken by the line break


def printable(text: str) -> str:
    """Composed characters, plain line ends, tabs as spaces: the text as the fonts can print it."""
    composed = unicodedata.normalize("NFC", text)
    return composed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def break_lines(text: str, *, font: str, size: float, width: float) -> list[Line]:
    """The lines of a text, each at most `width` points wide; an empty text has one empty line."""
    lines: list[Line] = []
    for paragraph in printable(text).split("\n"):
        lines += _break_paragraph(paragraph, font, size, width)
    return lines


def longest_word(text: str, *, font: str, size: float) -> float:
    """The width of the widest piece that a line break should keep whole, in points.

    Chinese and Japanese may break anywhere; their short terms are kept whole all the same.
    """
    return max((_narrowest(word, font, size) for word in text.split(" ")), default=0.0)


def _narrowest(word: str, font: str, size: float) -> float:
    if UNSPACED.search(word) and len(word) <= SHORT_TERM:
        return float(stringWidth(word, font, size))
    widest = max((width for _, width in _pieces(word, font, size, math.inf)), default=0.0)
    return max(widest, NARROWEST_TEXT * size) if UNSPACED.search(word) else widest


def _break_paragraph(text: str, font: str, size: float, limit: float) -> Iterator[Line]:
    whole = stringWidth(text, font, size)
    if whole <= limit and "\u200b" not in text:
        yield Line(text, whole, False)
        return
    space = stringWidth(" ", font, size)
    line, used = "", 0.0
    for index, word in enumerate(text.split(" ")):
        gap = space if index else 0.0
        for position, (piece, piece_width) in enumerate(_pieces(word, font, size, limit)):
            before = gap if position == 0 else 0.0
            if (line or index) and used + before + piece_width > limit + 1e-6 and line.strip():
                yield Line(line, used, position == 0)
                line, used = piece, piece_width
            else:
                line += (" " if before else "") + piece
                used += before + piece_width
    yield Line(line, used, False)


def _pieces(word: str, font: str, size: float, limit: float) -> list[tuple[str, float]]:
    width = stringWidth(word, font, size)
    if UNSPACED.search(word):
        parts = _between_characters(word)
    elif width > limit or len(word) > LONG_WORD or "\u200b" in word:
        parts = AFTER.split(word)
    else:
        return [(word, width)]
    pieces = []
    for part in parts:
        visible = part.replace("\u200b", "")
        visible_width = stringWidth(visible, font, size)
        if visible_width > limit or len(visible) > LONG_WORD:
            pieces += [(character, stringWidth(character, font, size)) for character in visible]
        else:
            pieces.append((visible, visible_width))
    return pieces


def _between_characters(word: str) -> list[str]:
    """Pieces that may end a line: one ideograph each, Latin runs whole, punctuation with its neighbour."""
    pieces: list[str] = []
    for character in word:
        joins = bool(pieces) and (
            character in NOT_FIRST
            or pieces[-1][-1] in NOT_LAST
            or not (UNSPACED.match(character) or UNSPACED.match(pieces[-1][-1]))
        )
        if joins:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
