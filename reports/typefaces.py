"""Which font file prints which character: a Latin family first, others for Chinese, Japanese and Korean.

`Typeface` is a font as ReportLab understands it, made of several files; every character goes to the first
file of its order that has it, and a character that no file has stops the build by name.
"""

import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.lib.rl_accel import instanceStringWidthTTF
from reportlab.pdfbase import pdfmetrics

from reports.embedding import EmbeddedFont, add_font
from reports.fontfiles import FontFile
from reports.fontfiles import FontsNotCollected as FontsNotCollected
from reports.typography import Typography

FONTS = Path(__file__).parent / "fonts"
# Which shapes shared Han characters take is a matter of language; the rest is only a place to look next.
HAN_ORDER = {
    "en": ("JP", "KR", "SC", "TC"),
    "ja": ("JP", "SC", "TC", "KR"),
    "ko": ("KR", "JP", "SC", "TC"),
    "zh-Hans": ("SC", "TC", "JP", "KR"),
    "zh-Hant": ("TC", "SC", "JP", "KR"),
}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Family:
    """The files of a typography: those for Latin by style, the others by script and style."""

    latin: str
    latin_styles: dict[str, str]
    beside: str | None  # looked into next, for signs that the Latin family lacks
    scripts: dict[str, str]


_SCRIPTS = {script: f"NotoSans{script}" for script in ("JP", "KR", "SC", "TC")}
FAMILIES = {
    Typography.SANS: Family(
        latin="SourceSans3",
        latin_styles={each: each for each in ("Regular", "Italic", "SemiBold", "Bold")},
        beside=None,
        scripts=_SCRIPTS,
    ),
    Typography.SONG: Family(
        latin="Tinos",
        latin_styles={"Regular": "Regular", "Italic": "Italic", "SemiBold": "Bold", "Bold": "Bold"},
        beside="SourceSans3",
        scripts={**_SCRIPTS, "SC": "NotoSerifSC"},
    ),
}


class MissingGlyph(ValueError):
    """No font has a glyph for a character that the document needs."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The registered ReportLab font names of one language, by what they are for."""

    regular: str
    semibold: str
    bold: str
    italic: str


@cache
def _file(family: str, style: str, *, whole: bool) -> FontFile:
    return FontFile(FONTS / f"{family}-{style}.ttf", whole=whole)


class Typeface:
    """A stack of font files under one name, with the attributes that ReportLab reads of a dynamic font."""

    _multiByte = 1
    _dynamicFont = 1
    shapable = False
    encName = "UTF-8"
    substitutionFonts: tuple[object, ...] = ()

    def __init__(self, name: str, files: dict[str, FontFile]) -> None:
        """files: by script, in the order in which they are looked into; the first is the Latin one."""
        self.fontName = name
        self.encoding = SimpleNamespace(name="UTF-8")
        self.files = list(files.values())
        self._scripts = list(files)
        self._where: dict[int, int] = {}
        self._codes: dict[str, tuple[int, int, bytes]] = {}
        self._latin: dict[int, int] = {}  # character to glyph, of those in the first file
        self._used: WeakKeyDictionary[Any, EmbeddedFont] = WeakKeyDictionary()
        latin = self.files[0]
        self.face = SimpleNamespace(
            name=name,
            familyName=name,
            builtIn=0,
            bold=0,
            italic=0,
            ascent=latin.metrics.ascent,
            descent=latin.metrics.descent,
            defaultWidth=500,
            charWidths={},
            charToGlyph=self._where,
        )

    def admit(self, characters: Iterable[str]) -> set[str]:
        """Makes the characters printable; those that no file has are returned."""
        missing = set()
        for character in characters:
            code = ord(character)
            if code in self._where:
                continue
            place = next((place for place in self._candidates(code) if self.files[place].has(code)), None)
            if place is None:
                missing.add(character)
            else:
                self._admit(code, place)
        return missing

    def shared_out(self, characters: Iterable[str]) -> dict[int, frozenset[str]]:
        """Which of the characters each file prints, by the place of the file; those of none are left out."""
        found: dict[int, set[str]] = {}
        for character in characters:
            place = self._where.get(ord(character))
            if place is not None:
                found.setdefault(place, set()).add(character)
        return {place: frozenset(used) for place, used in sorted(found.items())}

    def _candidates(self, code: int) -> list[int]:
        order = list(range(len(self.files)))
        if unicodedata.name(chr(code), "").startswith("HANGUL"):  # only the Korean file has it: open no other
            korean = self._scripts.index("KR")
            order.remove(korean)
            order.insert(0, korean)
        return order

    def _admit(self, code: int, place: int) -> None:
        self.face.charWidths[code] = self.files[place].width(code)
        self._where[code] = place

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:
        return float(instanceStringWidthTTF(self, text, size, encoding))

    def splitString(self, text: str, document: Any, encoding: str = "utf8") -> list[tuple[int, bytes]]:
        """Runs of (file, two-byte glyph codes). Raises MissingGlyph."""
        used = self._used.get(document)
        if used is None:
            used = self._used[document] = EmbeddedFont(files=len(self.files))
        if text and used.latin.issuperset(text):  # nearly every text of a listing: no character is new
            return [(0, text.translate(self._latin).encode("utf-16-be", "surrogatepass"))]
        runs: list[tuple[int, bytearray]] = []
        for character in text:
            place, glyph, code = self._codes.get(character) or self._code(character, text)
            used.glyphs[place].setdefault(glyph, character)
            if place == 0:
                self._latin[ord(character)] = glyph
                used.latin.add(character)
            if runs and runs[-1][0] == place:
                runs[-1][1].extend(code)
            else:
                runs.append((place, bytearray(code)))
        return [(place, bytes(codes)) for place, codes in runs]

    def _code(self, character: str, text: str) -> tuple[int, int, bytes]:
        code = ord(character)
        if code not in self._where:
            raise MissingGlyph(missing_message({character}) + f" (in {text[:60]!r})")
        place = self._where[code]
        glyph = self.files[place].glyph(code)
        entry = self._codes[character] = (place, glyph, glyph.to_bytes(2, "big"))
        return entry

    def getSubsetInternalName(self, place: int, document: Any) -> str:
        used = self._used[document]
        if not used.name:
            used.name = f"F{len(document.fontMapping) + 1}"
            document.fontMapping[self.fontName] = f"/{used.name}"
            document.delayedFonts.append(self)
        return f"/{used.name}+{place}"

    def addObjects(self, document: Any) -> None:
        used = self._used.pop(document)
        fonts = document.idToObject["BasicFonts"].dict
        for place, (file, glyphs) in enumerate(zip(self.files, used.glyphs, strict=True)):
            if glyphs:
                name = f"{used.name}+{place}"
                fonts[name] = document.Reference(add_font(document, file, glyphs, name=name), name)


def missing_message(characters: set[str]) -> str:
    """The refusal, naming each character by its code point and Unicode name."""
    named = [f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed control')}" for c in sorted(characters)]
    more = f" and {len(named) - 8} more" if len(named) > 8 else ""
    return f"no font of this document can print {', '.join(named[:8])}{more}"


def faces(language: str, typography: Typography = Typography.SANS) -> Faces:
    """The four fonts of a language, registered with ReportLab on first use. Raises FontsNotCollected."""
    with _lock:
        return _faces(language, typography)


@cache
def _faces(language: str, typography: Typography) -> Faces:
    return Faces(
        regular=_register("Regular", "Regular", language, typography),
        semibold=_register("SemiBold", "Bold", language, typography),
        bold=_register("Bold", "Bold", language, typography),
        italic=_register("Italic", "Regular", language, typography),
    )


def _register(style: str, other: str, language: str, typography: Typography) -> str:
    """style: of the Latin file; other: of all others, which come in two weights."""
    family = FAMILIES[typography]
    files = {"Latin": _file(family.latin, family.latin_styles[style], whole=True)}
    if family.beside:
        files["beside"] = _file(family.beside, other, whole=False)
    for script in HAN_ORDER[language]:
        files[script] = _file(family.scripts[script], other, whole=False)
    name = f"{typography}-{style}.{language}"
    typeface = Typeface(name, files)
    # Signs that the code itself draws are not in the content, so nobody asks for them one by one.
    for signs in ("Latin", "beside"):
        if signs in files:
            typeface.admit(map(chr, files[signs].characters()))
    pdfmetrics.registerFont(typeface)
    return name


def admit(text: str, *, language: str, typography: Typography = Typography.SANS) -> None:
    """Makes every character of `text` printable in every font of the language.

    Raises MissingGlyph, naming all characters without a glyph; line breaks and tabs are layout.
    """
    used = faces(language, typography)
    characters = set(text) - set("\n\r\t\u200b")
    with _lock:
        missing: set[str] = set()
        for name in (used.regular, used.semibold, used.bold, used.italic):
            missing |= pdfmetrics.getFont(name).admit(characters)
    if missing:
        raise MissingGlyph(missing_message(missing))
