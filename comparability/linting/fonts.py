"""A font of a PDF as a reader meets it: the widths of its codes and the characters they stand for."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pikepdf

UNKNOWN = "\ufffd"  # a character that is printed and that nobody can search for or copy
SUBSET = re.compile(r"^[A-Z]{6}\+")
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_ENTRY = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


class Font:
    """`name` is the name in the file, without its slash and with the tag of a subset."""

    def __init__(self, dictionary: Any) -> None:
        self.dictionary = dictionary
        self.is_composite = str(dictionary.get("/Subtype")) == "/Type0"
        self.name = str(dictionary.get("/BaseFont", "/a font without a name")).removeprefix("/")

    @property
    def described(self) -> Any:
        """The dictionary that carries widths and descriptor."""
        return self.dictionary.DescendantFonts[0] if self.is_composite else self.dictionary

    @property
    def file_key(self) -> str | None:
        """Under which key the font file is embedded; None when it is not. A Type 3 font draws itself."""
        descriptor = self.described.get("/FontDescriptor", {})
        return next((key for key in FONT_FILES if key in descriptor), None)

    @property
    def kind(self) -> str:
        """In words: TrueType, OpenType, Type 3, or what else it is."""
        if str(self.dictionary.get("/Subtype")) == "/Type3":
            return "Type 3"
        match self.file_key:
            case "/FontFile2":
                return "TrueType"
            case "/FontFile3":
                inner = str(self.described.FontDescriptor.FontFile3.get("/Subtype", ""))
                return "OpenType" if inner == "/OpenType" else "CFF"
            case _:
                return "Type 1"

    @property
    def is_subset(self) -> bool:
        return SUBSET.match(self.name) is not None

    def shown(self, string: bytes) -> Iterator[tuple[int, float, str]]:
        """Code, width in thousandths of the size, and character of each code of a string that is shown."""
        size = 2 if self.is_composite else 1
        for start in range(0, len(string) - size + 1, size):
            code = int.from_bytes(string[start : start + size], "big")
            yield code, self._widths.get(code, self._default_width), self._character(code)

    def _character(self, code: int) -> str:
        if "/ToUnicode" in self.dictionary:
            return self._characters.get(code, UNKNOWN)
        # Without a map a simple font is read by its own encoding, which Latin text shares with Windows.
        return UNKNOWN if self.is_composite else bytes([code]).decode("cp1252", "replace")

    @cached_property
    def _default_width(self) -> float:
        if self.is_composite:
            return float(self.described.get("/DW", 1000))
        return float(self.described.get("/FontDescriptor", {}).get("/MissingWidth", 500))

    @cached_property
    def _widths(self) -> dict[int, float]:
        if not self.is_composite:
            first = int(self.dictionary.get("/FirstChar", 0))
            return {first + place: float(w) for place, w in enumerate(self.dictionary.get("/Widths", []))}
        widths: dict[int, float] = {}
        items = list(self.described.get("/W", []))
        while items:
            first = int(items.pop(0))
            if isinstance(items[0], pikepdf.Array):
                widths |= {first + place: float(w) for place, w in enumerate(items.pop(0).as_list())}
            else:
                last, width = int(items.pop(0)), float(items.pop(0))
                widths |= dict.fromkeys(range(first, last + 1), width)
        return widths

    @cached_property
    def _characters(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for kind, section in _SECTION.findall(self.dictionary.ToUnicode.read_bytes()):
            words = [word for word in _ENTRY.findall(section)]
            found |= _chars(words) if kind == b"bfchar" else _ranges(words)
        return found


def _chars(words: list[tuple[bytes, bytes, bytes]]) -> dict[int, str]:
    return {
        int(code[0], 16): _text(text[0])
        for code, text in zip(words[::2], words[1::2], strict=False)
        if code[0]
    }


def _ranges(words: list[tuple[bytes, bytes, bytes]]) -> dict[int, str]:
    found: dict[int, str] = {}
    place = 0
    while place + 2 < len(words):
        first, last = int(words[place][0], 16), int(words[place + 1][0], 16)
        if words[place + 2][1]:  # a list, one text for each code
            listed = words[place + 3 : place + 4 + last - first]
            found |= {first + step: _text(word[0]) for step, word in enumerate(listed)}
            place += 5 + last - first
        else:
            start = _text(words[place + 2][0])
            found |= {
                first + step: start[:-1] + chr(ord(start[-1]) + step) for step in range(last - first + 1)
            }
            place += 3
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace") or UNKNOWN
