"""The text of pages by their own ToUnicode maps, for checking that a page says what its attachments say.

It reads what this package writes: Type 0 fonts with two-byte codes. Reading order is that of the page's
operators, and nothing is said about where on the page a text stands.
"""

import re
from typing import Any

import pikepdf
from pikepdf import Name

_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_UNSEEN = re.compile(r"[\s\u00a0\u00ad\u200b\u2060]+")


def page_text(page: pikepdf.Page) -> str:
    """Every character that the page's own operators show, without white space and soft breaks."""
    fonts = {name: _characters(font) for name, font in _fonts(page)}
    current: dict[int, str] = {}
    parts: list[str] = []
    for operands, operator in _instructions(page):
        match str(operator):
            case "Tf":
                current = fonts.get(str(operands[0]), {})
            case "Tj" | "'" | '"':
                parts.append(_shown(operands[-1], current))
            case "TJ":
                parts += [_shown(each, current) for each in operands[0] if isinstance(each, pikepdf.String)]
    return without_spaces("".join(parts))


def without_spaces(text: str) -> str:
    """The text as `page_text` gives it."""
    return _UNSEEN.sub("", text)


def _instructions(page: pikepdf.Page) -> list[tuple[Any, Any]]:
    return [
        (each.operands, each.operator)
        for each in pikepdf.parse_content_stream(page)
        if isinstance(each, pikepdf.ContentStreamInstruction)
    ]


def _fonts(page: pikepdf.Page) -> list[tuple[str, pikepdf.Object]]:
    found = page.resources.get(Name.Font)
    return [] if found is None else list(found.items())


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """Code to text, by the font's ToUnicode map."""
    stream = font.get(Name.ToUnicode)
    if stream is None:
        return {}
    return {
        int(code, 16): bytes.fromhex(text.decode("ascii")).decode("utf-16-be", errors="replace")
        for code, text in _PAIR.findall(stream.read_bytes().partition(b"endcodespacerange")[2])
    }


def _shown(operand: object, characters: dict[int, str]) -> str:
    codes = bytes(operand) if isinstance(operand, pikepdf.String) else b""
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return "".join(characters.get(high << 8 | low, "\ufffd") for high, low in pairs)
