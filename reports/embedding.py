"""Font files as PDF objects: Type 0 fonts, whole or subset, with a clean ToUnicode map."""

import hashlib
import zlib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

from reports.fontfiles import FontFile
from reports.subsetting import subset

SYMBOLIC = 4
FIXED_PITCH = 1
ITALIC = 64


@dataclass(slots=True)
class EmbeddedFont:
    """What one document has used of a typeface so far: per file, glyph number to character."""

    files: int
    name: str = ""
    glyphs: list[dict[int, str]] = field(init=False)
    latin: set[str] = field(default_factory=set)  # characters whose glyphs of the first file are noted

    def __post_init__(self) -> None:
        self.glyphs = [{} for _ in range(self.files)]


def add_font(document: Any, file: FontFile, used: dict[int, str], *, name: str) -> PDFDictionary:
    """The Type 0 font dictionary, whose codes are glyph numbers; its descendants join the document."""
    metrics = file.metrics
    name_in_file = metrics.postscript_name
    glyphs = dict(sorted((_all_glyphs(file) | used if file.whole else used).items()))
    if file.whole:
        base, data, glyph_map = name_in_file, _whole(file), "/Identity"
    else:
        base = f"{_subset_tag(glyphs)}+{name_in_file}"
        part, places = subset(file, glyphs)
        data = zlib.compress(part, 9), len(part)
        glyph_map = _stream(document, _glyph_map(glyphs, places))
    descriptor = PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": PDFName(base),
            "Flags": SYMBOLIC | FIXED_PITCH * metrics.is_fixed_pitch | ITALIC * bool(metrics.italic_angle),
            "FontBBox": PDFArray(metrics.box),
            "ItalicAngle": metrics.italic_angle,
            "Ascent": round(metrics.ascent),
            "Descent": round(metrics.descent),
            "CapHeight": round(metrics.cap_height),
            "StemV": 50 + int((metrics.weight / 65) ** 2),
            "FontFile2": _stream(document, data[0], Length1=data[1]),
        }
    )
    descendant = PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": PDFName(base),
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "CIDToGIDMap": glyph_map,
            "DW": 1000,
            "W": _widths(file, glyphs),
            "FontDescriptor": document.Reference(descriptor, f"descriptor{name}"),
        }
    )
    return PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": PDFName(base),
            "Encoding": "/Identity-H",
            "DescendantFonts": PDFArray([document.Reference(descendant, f"descendant{name}")]),
            "ToUnicode": _stream(document, zlib.compress(_to_unicode(glyphs))),
        }
    )


@cache
def _whole(file: FontFile) -> tuple[bytes, int]:
    return zlib.compress(file.data, 9), len(file.data)


@cache
def _all_glyphs(file: FontFile) -> dict[int, str]:
    # Of several characters that share a glyph the lowest names it, unless the document used another.
    printable = (code for code in sorted(file.characters(), reverse=True) if code >= 0x20 and code != 0xFEFF)
    return {file.glyph(code): chr(code) for code in printable}


def _glyph_map(glyphs: dict[int, str], places: dict[int, int]) -> bytes:
    table = bytearray(2 * (max(glyphs) + 1))
    for glyph in glyphs:
        table[2 * glyph : 2 * glyph + 2] = places[glyph].to_bytes(2, "big")
    return zlib.compress(bytes(table), 9)


def _subset_tag(glyphs: dict[int, str]) -> str:
    number = int.from_bytes(hashlib.sha256(repr(sorted(glyphs)).encode()).digest()[:8], "big")
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _stream(document: Any, deflated: bytes, **entries: object) -> Any:
    stream = PDFStream(content=deflated, filters=[])
    stream.dictionary["Filter"] = PDFName("FlateDecode")
    for key, value in entries.items():
        stream.dictionary[key] = value
    return document.Reference(stream, f"fontstream{document.objectcounter}")


def _widths(file: FontFile, glyphs: dict[int, str]) -> PDFArray:
    runs: list[tuple[int, list[float]]] = []
    for glyph in glyphs:
        width = round(file.advance(glyph)[0] * file.thousandth, 3)
        width = int(width) if width == int(width) else width
        if runs and glyph == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(width)
        else:
            runs.append((glyph, [width]))
    return PDFArray([item for first, widths in runs for item in (first, PDFArray(widths))])


def _to_unicode(glyphs: dict[int, str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    pairs = list(glyphs.items())
    for start in range(0, len(pairs), 100):  # a bfchar section holds at most 100 entries
        section = pairs[start : start + 100]
        lines.append(f"{len(section)} beginbfchar")
        lines += [f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>" for glyph, text in section]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()
