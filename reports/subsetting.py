"""A TrueType file with a few glyphs of another, as a PDF embeds it: outlines, widths and hinting programs.

Names, layout features and the map of characters are left out, because a page refers to glyphs by number.
"""

import struct
from collections.abc import Iterable, Iterator

from reports.fontfiles import FontFile

KEPT_AS_THEY_ARE = ("cvt ", "fpgm", "prep")
# Flags of a part of a composite glyph (OpenType, glyf table).
WORDS, SCALE, MORE, TWO_SCALES, FOUR_SCALES = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


def subset(file: FontFile, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
    """The file with these glyphs and those they are made of, and where each of them now is.

    The box that stands for a missing glyph stays the first one, as the format asks.
    """
    outlines = _Outlines(file)
    order = [0, *sorted(set(glyphs) - {0})]
    for glyph in order:  # grows while it is read
        order += [part for part in outlines.parts(glyph) if part not in order]
    places = {glyph: place for place, glyph in enumerate(order)}
    glyf, loca = bytearray(), [0]
    for glyph in order:
        glyf += outlines.renumbered(glyph, places)
        glyf += b"\0" * (-len(glyf) % 4)
        loca.append(len(glyf))
    head, hhea, maxp = (bytearray(file.table(tag)) for tag in ("head", "hhea", "maxp"))
    struct.pack_into(">I", head, 8, 0)  # the check sum, until all is known
    struct.pack_into(">h", head, 50, 1)  # long offsets
    struct.pack_into(">H", hhea, 34, len(order))
    struct.pack_into(">H", maxp, 4, len(order))
    tables = {
        "glyf": bytes(glyf),
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join(struct.pack(">Hh", *file.advance(glyph)) for glyph in order),
        "loca": struct.pack(f">{len(loca)}I", *loca),
        "maxp": bytes(maxp),
        **{tag: bytes(file.table(tag)) for tag in KEPT_AS_THEY_ARE if tag in file.tables},
    }
    return _assembled(tables), places


class _Outlines:
    """The glyf table, glyph by glyph."""

    def __init__(self, file: FontFile) -> None:
        self._glyf, self._loca = file.table("glyf"), file.table("loca")
        (self._is_long,) = struct.unpack_from(">h", file.table("head"), 50)

    def _data(self, glyph: int) -> memoryview:
        if self._is_long:
            start, end = struct.unpack_from(">2I", self._loca, 4 * glyph)
        else:
            start, end = (2 * each for each in struct.unpack_from(">2H", self._loca, 2 * glyph))
        return self._glyf[start:end]

    def parts(self, glyph: int) -> list[int]:
        """The glyphs that a composite one is made of."""
        data = self._data(glyph)
        return [int(struct.unpack_from(">H", data, place)[0]) for place in _part_numbers(data)]

    def renumbered(self, glyph: int, places: dict[int, int]) -> bytearray:
        """The outline, its parts named by their new numbers."""
        data = bytearray(self._data(glyph))
        for place in _part_numbers(memoryview(data)):
            (part,) = struct.unpack_from(">H", data, place)
            struct.pack_into(">H", data, place, places[part])
        return data


def _part_numbers(data: memoryview) -> Iterator[int]:
    """Where in a composite outline the numbers of its parts stand."""
    if not data or struct.unpack_from(">h", data, 0)[0] >= 0:
        return
    place, flags = 10, MORE
    while flags & MORE:
        (flags,) = struct.unpack_from(">H", data, place)
        yield place + 2
        place += 8 if flags & WORDS else 6
        place += 2 if flags & SCALE else 4 if flags & TWO_SCALES else 8 if flags & FOUR_SCALES else 0


def _assembled(tables: dict[str, bytes]) -> bytes:
    """The tables in a file, with the check sums that the format asks for."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">I4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    offset = 12 + 16 * count
    directory, body, head_at = b"", b"", 0
    for tag, data in sorted(tables.items()):
        if tag == "head":
            head_at = offset
        directory += struct.pack(">4sIII", tag.encode(), _check_sum(data), offset, len(data))
        padded = data + b"\0" * (-len(data) % 4)
        body += padded
        offset += len(padded)
    whole = bytearray(header + directory + body)
    struct.pack_into(">I", whole, head_at + 8, 0xB1B0AFBA - _check_sum(bytes(whole)) & 0xFFFFFFFF)
    return bytes(whole)


def _check_sum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}I", padded))) & 0xFFFFFFFF
