"""Reads a copy in HTML with a library that did not write it, a line for each block or row, as of a PDF."""

import re
from collections.abc import Iterator

from lxml import html

from tests.reports.tagged_text import BLOCKS

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "p": "P",
    "caption": "Caption",
    "figcaption": "Caption",
    "li": "LI",
}


class ReadHtml:
    def __init__(self, data: bytes) -> None:
        self.root = html.fromstring(data)

    def lines(self) -> list[str]:
        """What stands between the contents and the foot."""
        return [line for element in self.root.findall("body/main") for line in _walk(element)]

    def marked(self, *tags: str) -> list[html.HtmlElement]:
        return list(self.root.iter(*tags))


def _walk(element: html.HtmlElement) -> Iterator[str]:
    for kid in element:
        if kid.tag == "svg":
            yield f"[figure] {_described(kid)}"
        elif kid.tag == "thead" or kid.tag == "tbody":
            yield from (" | ".join(_cell(cell) for cell in row) for row in kid)
        elif kid.tag in TAGS:
            yield BLOCKS[TAGS[kid.tag]] + _text(kid)
        else:
            yield from _walk(kid)


def _cell(cell: html.HtmlElement) -> str:
    drawing = cell.find("svg")
    if drawing is None:
        return _text(cell)
    return " ".join([f"[{_described(drawing)}]", *(each.text for each in drawing.iter("text"))])


def _described(drawing: html.HtmlElement) -> str:
    return str(drawing.findtext("desc"))


def _text(element: html.HtmlElement) -> str:
    return re.sub(r"[ \n]+", " ", element.text_content()).strip()
