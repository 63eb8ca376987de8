"""TrueType files, read where they lie: which characters they have, how wide each is, and their metrics.

Only the few tables that a page needs are looked into. A font of thirty thousand glyphs would take a tenth of
a second and twenty megabytes to read whole, and a document asks for a few dozen of them.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

POSTSCRIPT_NAME = 6
WINDOWS = 3


class FontsNotCollected(RuntimeError):
    """The font files are absent: they are fetched when the product is set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a PDF says of a font, in thousandths of its size where it is a length."""

    postscript_name: str
    box: tuple[int, int, int, int]
    ascent: float
    descent: float
    cap_height: float
    weight: int
    italic_angle: float
    is_fixed_pitch: bool


class FontFile:
    """One TrueType file, opened when the first character is asked of it."""

    def __init__(self, path: Path, *, whole: bool) -> None:
        self.path = path
        self.whole = whole  # embedded whole: FDA asks for that of Latin text

    @cached_property
    def data(self) -> memoryview:
        """The bytes of the file, of which only the pages that are read take memory."""
        if not self.path.is_file():
            raise FontsNotCollected(f"{self.path.name} is missing: run the set-up, which collects the fonts")
        with self.path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    @cached_property
    def tables(self) -> dict[str, tuple[int, int]]:
        """Offset and length of each table by its tag."""
        (count,) = struct.unpack_from(">H", self.data, 4)
        found = {}
        for number in range(count):
            tag, _, offset, length = struct.unpack_from(">4sIII", self.data, 12 + 16 * number)
            found[tag.decode("ascii")] = (offset, length)
        return found

    def table(self, tag: str) -> memoryview:
        offset, length = self.tables[tag]
        return self.data[offset : offset + length]

    @cached_property
    def _cmap(self) -> "_Segments | _Groups":
        table = self.table("cmap")
        (count,) = struct.unpack_from(">H", table, 2)
        found = {}
        for number in range(count):
            *_, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
            (form,) = struct.unpack_from(">H", table, offset)
            found[form] = table[offset:]
        return _Groups(found[12]) if 12 in found else _Segments(found[4])

    def has(self, character: int) -> bool:
        return self._cmap.glyph(character) != 0

    def glyph(self, character: int) -> int:
        """The number of the character's glyph; 0, the box, where the file has none."""
        return self._cmap.glyph(character)

    def characters(self) -> Iterator[int]:
        """Every character of the file, in order."""
        return self._cmap.characters()

    @cached_property
    def thousandth(self) -> float:
        (units,) = struct.unpack_from(">H", self.table("head"), 18)
        return 1000 / float(units)

    @cached_property
    def glyph_count(self) -> int:
        return int(struct.unpack_from(">H", self.table("maxp"), 4)[0])

    @cached_property
    def _advances(self) -> tuple[memoryview, int]:
        (count,) = struct.unpack_from(">H", self.table("hhea"), 34)
        return self.table("hmtx"), int(count)

    def advance(self, glyph: int) -> tuple[int, int]:
        """Advance width and left side bearing, in units of the font."""
        table, count = self._advances
        if glyph < count:
            width, bearing = struct.unpack_from(">Hh", table, 4 * glyph)
        else:  # from the last one on all are equally wide
            (width,) = struct.unpack_from(">H", table, 4 * (count - 1))
            (bearing,) = struct.unpack_from(">h", table, 4 * count + 2 * (glyph - count))
        return int(width), int(bearing)

    def width(self, character: int) -> float:
        return round(self.advance(self.glyph(character))[0] * self.thousandth, 3)

    @cached_property
    def metrics(self) -> Metrics:
        scale, os2, post = self.thousandth, self.table("OS/2"), self.table("post")
        version, weight = struct.unpack_from(">H2xH", os2, 0)
        ascender, descender = struct.unpack_from(">hh", os2, 68)
        (cap_height,) = struct.unpack_from(">h", os2, 88) if version >= 2 else (0,)
        angle, pitch = struct.unpack_from(">i4xI", post, 4)
        left, bottom, right, top = (
            round(each * scale) for each in struct.unpack_from(">4h", self.table("head"), 36)
        )
        return Metrics(
            postscript_name=self._name(POSTSCRIPT_NAME),
            box=(left, bottom, right, top),
            ascent=ascender * scale,
            descent=descender * scale,
            cap_height=(cap_height or ascender) * scale,
            weight=weight,
            italic_angle=angle / 65536,
            is_fixed_pitch=bool(pitch),
        )

    def _name(self, wanted: int) -> str:
        table = self.table("name")
        count, strings = struct.unpack_from(">HH", table, 2)
        for number in range(count):
            platform, _, _, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * number)
            if platform == WINDOWS and name == wanted:
                start = strings + offset
                return bytes(table[start : start + length]).decode("utf-16-be")
        raise ValueError(f"{self.path.name} has no name {wanted}")


class _Groups:
    """Characters to glyphs by a table of format 12: runs of characters whose glyphs follow one another."""

    def __init__(self, table: memoryview) -> None:
        self._table = table
        (self._count,) = struct.unpack_from(">I", table, 12)

    def _group(self, number: int) -> tuple[int, int, int]:
        first, last, glyph = struct.unpack_from(">3I", self._table, 16 + 12 * number)
        return first, last, glyph

    def glyph(self, character: int) -> int:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            first, last, glyph = self._group(middle)
            if character < first:
                high = middle
            elif character > last:
                low = middle + 1
            else:
                return glyph + character - first
        return 0

    def characters(self) -> Iterator[int]:
        for number in range(self._count):
            first, last, _ = self._group(number)
            yield from range(first, last + 1)


class _Segments:
    """Characters to glyphs by a table of format 4: segments of the first plane, looked up one by one."""

    def __init__(self, table: memoryview) -> None:
        (double,) = struct.unpack_from(">H", table, 6)
        ends = struct.unpack_from(f">{double // 2}H", table, 14)
        starts = struct.unpack_from(f">{double // 2}H", table, 16 + double)
        deltas = struct.unpack_from(f">{double // 2}H", table, 16 + 2 * double)
        offsets = struct.unpack_from(f">{double // 2}H", table, 16 + 3 * double)
        self._glyphs: dict[int, int] = {}
        for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
            for character in range(start, end + 1):
                glyph = character
                if offset:
                    place = 16 + 3 * double + 2 * number + offset + 2 * (character - start)
                    (glyph,) = struct.unpack_from(">H", table, place) if character != 0xFFFF else (0,)
                    if glyph == 0:
                        continue
                self._glyphs[character] = glyph + delta & 0xFFFF
        self._glyphs.pop(0xFFFF, None)

    def glyph(self, character: int) -> int:
        return self._glyphs.get(character, 0)

    def characters(self) -> Iterator[int]:
        return iter(self._glyphs)
