"""TrueType files: which characters they have, and how wide each is."""

from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont


class FontsNotCollected(RuntimeError):
    """The font files are absent: they are fetched when the product is set up."""


class FontFile:
    """One TrueType file, read when the first character is asked of it."""

    def __init__(self, path: Path, *, whole: bool) -> None:
        self.path = path
        self.whole = whole  # embedded whole: FDA asks for that of Latin text

    @cached_property
    def font(self) -> TTFont:
        if not self.path.is_file():
            raise FontsNotCollected(f"{self.path.name} is missing: run the set-up, which collects the fonts")
        return open_font(self.path)

    @cached_property
    def glyph_names(self) -> dict[int, str]:
        names: dict[int, str] = self.font.getBestCmap()
        return names

    @cached_property
    def thousandth(self) -> float:
        units: int = self.font["head"].unitsPerEm
        return 1000 / units

    def glyph(self, character: int) -> int:
        return int(self.font.getGlyphID(self.glyph_names[character]))

    def width(self, character: int) -> float:
        advance: int = self.font["hmtx"][self.glyph_names[character]][0]
        return round(advance * self.thousandth, 3)


def open_font(path: Path) -> TTFont:
    """The font, read piece by piece; naming glyphs by number spares deriving names from characters."""
    font = TTFont(path, lazy=True, recalcTimestamp=False)
    font.setGlyphOrder([f"glyph{number:05d}" for number in range(font["maxp"].numGlyphs)])
    return font
