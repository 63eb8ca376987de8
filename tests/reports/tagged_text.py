"""The text of a PDF by its structure tree, a line for each block or row, so that versions can be compared.

What is no content (running heads, repeated table heads, rules) is left out, and so are page numbers: where a
line or page breaks does not change the text.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

BLOCKS = {"H1": "# ", "H2": "## ", "H3": "### ", "H4": "#### ", "P": "", "Caption": "", "LI": "- "}
LEFT_OUT = ("TOC",)  # the contents say again what the headings say
PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def sections(data: bytes) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of every section, the title page first under no heading."""
    heading, lines = "", list[str]()
    for tag, line in _lines(data):
        if tag == "H2":
            yield heading, lines
            heading, lines = line.removeprefix(BLOCKS["H2"]), []
        lines.append(line)
    yield heading, lines


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts = {page.objgen: _pieces(page) for page in pdf.pages}
        yield from _walk(pdf.Root.StructTreeRoot.K, texts)


def _walk(node: Any, texts: dict[Any, dict[int, str]]) -> Iterator[tuple[str, str]]:
    for element in _kids(node):
        tag = str(element.get("/S", ""))[1:]
        if tag in LEFT_OUT:
            continue
        if tag == "Figure":
            yield from _walk(element.get("/K", []), texts)
            yield tag, f"[figure] {element.Alt}"
        elif tag == "TR":
            yield tag, " | ".join(_cell(cell, texts) for cell in _kids(element.K))
        elif tag in BLOCKS:
            yield tag, BLOCKS[tag] + _text(element, texts)
        elif tag:
            yield from _walk(element.get("/K", []), texts)


def _cell(cell: Any, texts: dict[Any, dict[int, str]]) -> str:
    inside = [f"[{element.Alt}]" for element in _kids(cell.get("/K", [])) if "/Alt" in element]
    return " ".join([*inside, _text(cell, texts)] if inside else [_text(cell, texts)])


def _kids(node: Any) -> list[Any]:
    kids = list(node) if isinstance(node, pikepdf.Array) else [node]
    return [each for each in kids if isinstance(each, pikepdf.Dictionary)]


def _text(element: Any, texts: dict[Any, dict[int, str]], page: Any = None) -> str:
    """All text under an element, bullets aside, with single spaces."""
    page = element.get("/Pg", page)
    kids = element.get("/K")
    if kids is None:
        return ""
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") == "/Lbl":
            continue
        if not isinstance(kid, pikepdf.Dictionary):
            found.append(texts[page.objgen].get(int(kid), ""))
        elif "/MCID" in kid:
            found.append(texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), ""))
        elif "/S" in kid:
            found.append(_text(kid, texts, page))
    return re.sub(r"[ \n]+", " ", "".join(found)).strip()


def _pieces(page: pikepdf.Page) -> dict[int, str]:
    """Text by the number of its marked content."""
    fonts = {name: _characters(font) for name, font in page.resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    opened: list[int | None] = []
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                holds = len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary)
                opened.append(int(operands[1].MCID) if holds and "/MCID" in operands[1] else None)
            case "EMC":
                opened.pop()
            case "Tf":
                current = fonts[str(operands[0])]
            case "Tj":
                number = next((each for each in reversed(opened) if each is not None), None)
                if number is not None:
                    found[number] = found.get(number, "") + _shown(bytes(operands[0]), current)
            case "T*":
                number = next((each for each in reversed(opened) if each is not None), None)
                if number is not None:
                    found[number] = found.get(number, "") + "\n"
    return found


def _characters(font: Any) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
        for code, text in PAIR.findall(font.ToUnicode.read_bytes().partition(b"endcodespacerange")[2])
    }


def _shown(codes: bytes, characters: dict[int, str]) -> str:
    return "".join(characters[high << 8 | low] for high, low in zip(codes[::2], codes[1::2], strict=True))
