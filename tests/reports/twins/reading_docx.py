"""Reads a copy for Word with libraries that did not write it, a line for each block or row, as of a PDF."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tests.reports.tagged_text import BLOCKS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
TAGS = {
    "Title": "H1",
    "Heading1": "H2",
    "Heading2": "H3",
    "Topic": "H3",
    "Heading3": "H4",
    "ListBullet": "LI",
    "ListNumber": "LI",
}
CONTENTS = re.compile("TOC|TableofFigures")
LISTED = re.compile("TOC[1-9]|TableofFigures")


class ReadDocx:
    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.body = self.part("word/document.xml")[0]

    def part(self, name: str) -> Any:
        return etree.fromstring(self.archive.read(name))

    def lines(self) -> list[str]:
        """What stands in the text but the contents and empty paragraphs that part tables."""
        return [line for element in self.body for line in _lines(element)]

    def outline(self) -> list[tuple[int, str]]:
        """Level from 1 and text of every heading that the contents list."""
        styles = {"Heading1": 1, "Heading2": 2}
        return [
            (styles[style_of(each)], text_of(each))
            for each in self.body.iter(f"{W}p")
            if style_of(each) in styles
        ]

    def contents(self) -> list[str]:
        """Every line of the contents."""
        return [text_of(each) for each in self.body.iter(f"{W}p") if LISTED.match(style_of(each))]

    def pictures(self) -> list[tuple[str, bytes]]:
        """Alternative and file of every picture."""
        targets = {each.get("Id"): each.get("Target") for each in self.part("word/_rels/document.xml.rels")}
        return [
            (holder.find(f".//{DRAWING}").get("descr"), self.archive.read(f"word/{targets[blip.get(EMBED)]}"))
            for holder in self.body.iter(f"{W}drawing")
            for blip in holder.iter(BLIP)
        ]

    def running(self, part: str) -> list[str]:
        """The lines of the running head or foot."""
        return [text_of(each) for each in self.part(f"word/{part}1.xml")]


def style_of(paragraph: Any) -> str:
    return str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))


def text_of(element: Any) -> str:
    return "".join(
        {f"{W}t": each.text, f"{W}br": " ", f"{W}tab": " "}[each.tag]
        for each in element.iter(f"{W}t", f"{W}br", f"{W}tab")
    )


def _lines(element: Any) -> Iterator[str]:
    if element.tag == f"{W}tbl":
        yield from (" | ".join(_cell(cell) for cell in row.iter(f"{W}tc")) for row in element.iter(f"{W}tr"))
    elif element.tag == f"{W}p" and not CONTENTS.match(style_of(element)):
        drawing = element.find(f".//{DRAWING}")
        if drawing is not None:
            yield f"[figure] {drawing.get('descr')}"
        elif len(element) > 1:
            yield BLOCKS[TAGS.get(style_of(element), "P")] + text_of(element)


def _cell(cell: Any) -> str:
    drawing = cell.find(f".//{DRAWING}")
    return text_of(cell) if drawing is None else f"[{drawing.get('descr')}]"
