"""Reads a PDF with libraries that did not write it: PDFium for text and bookmarks."""

import re
import unicodedata

import pypdfium2


def plain(text: str) -> str:
    """Without spaces, line ends and hyphenation marks of the reader, in compatibility form."""
    return re.sub(r"[\s\u00ad\ufffe\u200b]+", "", unicodedata.normalize("NFKC", text))


class ReadPdf:
    def __init__(self, data: bytes) -> None:
        self.document = pypdfium2.PdfDocument(data)
        self.pages = [page.get_textpage().get_text_range() for page in self.document]
        self._plain = [plain(page) for page in self.pages]

    def pages_with(self, text: str) -> set[int]:
        """Pages, counted from 1, on which the text stands, line breaks and spaces aside."""
        wanted = plain(text)
        return {number for number, page in enumerate(self._plain, start=1) if wanted in page}

    def holds(self, text: str) -> bool:
        """Whether the text stands somewhere, a text over two pages included."""
        wanted = plain(text)
        return bool(self.pages_with(text)) or wanted in "".join(self._without_running())

    def _without_running(self) -> list[str]:
        return [self._body(page) for page in self._plain]

    @staticmethod
    def _body(page: str) -> str:
        running_foot = re.search(r"Page\d+of\d+", page)
        return page[running_foot.end() :] if running_foot else page

    def bookmarks(self) -> list[tuple[int, str, int]]:
        """Level from 1, text and page from 1 of every bookmark."""
        return [
            (mark.level + 1, mark.get_title(), mark.get_dest().get_index() + 1)
            for mark in self.document.get_toc()
        ]

    def section_pages(self, place: str) -> tuple[int, int]:
        """First and last page of the section whose bookmark contains the words."""
        marks = [mark for mark in self.bookmarks() if not re.match(r"(Table|Figure)s?\b", mark[1])]
        index = next(index for index, mark in enumerate(marks) if place in mark[1])
        last = marks[index + 1][2] if index + 1 < len(marks) else len(self.pages)
        return marks[index][2], last
