"""Text in a workbook: runs put together, phonetic guides left out, escaped characters restored."""

import re

from comparability.files.xlsx_package import Handler, Package
from comparability.model.errors import Invalid

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# XML 1.0, 2.2; a carriage return would be read back as a line feed.
_UNCARRIED = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MAX_SHARED_TEXTS = 1_000_000


def shared_texts(package: Package, part: str | None) -> list[str]:
    if part is None:
        return []
    handler = _SharedTexts(package)
    package.parse(part, handler)
    return handler.texts


def unescaped(text: str) -> str:
    """Characters that XML cannot carry are written `_x000D_` (ECMA-376-1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """The text as `unescaped` reads it back; what XML cannot carry and what looks like an escape changes."""
    return _UNCARRIED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


class RichText(Handler):
    """Collects the text of `t` elements, phonetic guides (`rPh`) left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._is_text = False
        self._phonetic_depth = 0

    def element_started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self._phonetic_depth += 1
        elif tag == "t" and not self._phonetic_depth:
            self._is_text = True

    def text_found(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)

    def element_ended(self, tag: str) -> None:
        if tag == "rPh":
            self._phonetic_depth -= 1
        elif tag == "t":
            self._is_text = False

    def take(self) -> str:
        if not self._pieces:
            return ""
        text = unescaped("".join(self._pieces))
        self._pieces.clear()
        return text


class _SharedTexts(RichText):
    def __init__(self, package: Package):
        super().__init__()
        self._package = package
        self.texts: list[str] = []

    def element_ended(self, tag: str) -> None:
        super().element_ended(tag)
        if tag == "si":
            self.texts.append(self.take())
            if len(self.texts) > _MAX_SHARED_TEXTS:
                raise Invalid(f"{self._package.file_name} holds too many texts. Split the file.")
