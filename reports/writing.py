"""Lines of text as operators of a page: what ReportLab's text objects write, at a fraction of their cost.

A listing has tens of thousands of cells, each a text of its own, and most of the time of a
document went into them.
"""

from functools import lru_cache
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.pdfbase.pdfmetrics import getFont

from reports.tagging import TaggedCanvas


class TextWriter:
    """One block of lines in one typeface, size and colour, begun and ended within one marked content."""

    def __init__(self, canvas: TaggedCanvas, font: str, size: float, leading: float) -> None:
        self._canvas = canvas
        self._typeface: Any = getFont(font)
        self._measures = _measures(size, leading)
        self._file = -1  # of the typeface, which is made of several
        self._parts: list[str] = []

    def begin(self, left: float, baseline: float, colour: Color) -> None:
        """left, baseline: of the first line, in points of the present coordinates."""
        self._parts.append(f"{_fill(colour)} BT 1 0 0 1 {fp_str(left, baseline)} Tm")

    def text(self, text: str, *, language: str | None = None) -> None:
        """language: BCP 47, where it is another than that of what stands around. Raises MissingGlyph."""
        if language:
            self._parts.append(f"/Span <</Lang ({language})>> BDC")
        document = self._canvas._doc
        for file, codes in self._typeface.splitString(text, document):
            if file != self._file:
                self._parts.append(f"{self._typeface.getSubsetInternalName(file, document)} {self._measures}")
                self._file = file
            self._parts.append(f"({escapePDF(codes)}) Tj")
        if language:
            self._parts.append("EMC")

    def next_line(self) -> None:
        self._parts.append("T*")

    def end(self) -> None:
        # In a state of its own, so that the canvas is right about which colour and font it has set.
        self._canvas._code.append(f"q {' '.join(self._parts)} ET Q")


@lru_cache(maxsize=256)
def _measures(size: float, leading: float) -> str:
    return f"{fp_str(size)} Tf {fp_str(leading)} TL"


@lru_cache(maxsize=256)
def _fill(colour: Color) -> str:
    return f"{fp_str(colour.red, colour.green, colour.blue)} rg"
