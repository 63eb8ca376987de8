"""What the linter reads from a file is what PDFium, which shares no code with it, reads from it."""

from collections import Counter

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from comparability.linting.submitted import SubmittedFile, Unreadable, plain


@pytest.fixture(scope="module", params=["EMA", "NMPA"])
def both(request, good_file):
    data = good_file(request.param)
    return SubmittedFile(data, path="package.pdf"), pypdfium2.PdfDocument(data)


def test_every_page_has_the_characters_that_pdfium_reads(both):
    ours, theirs = both
    for drawn, page in zip(ours.pages, theirs, strict=True):
        read = plain("".join(piece.text for piece in drawn.pieces))
        expected = plain(page.get_textpage().get_text_range())
        assert Counter(read) == Counter(expected)


def test_text_ends_where_pdfium_says(both):
    """To a point: a character's own side bearings lie between where it ends and where its ink does."""
    ours, theirs = both
    for drawn, page in zip(ours.pages, theirs, strict=True):
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        pieces = [piece for piece in drawn.pieces if piece.text.strip()]
        assert min(piece.left for piece in pieces) == pytest.approx(min(box[0] for box in boxes), abs=1)
        assert max(piece.right for piece in pieces) == pytest.approx(max(box[2] for box in boxes), abs=1)


def test_sizes_are_those_that_pdfium_reads(good_file):
    """In a file whose figures are printed as drawn: PDFium leaves a scale out of the size that it tells."""
    data = good_file("EMA")
    for drawn, page in zip(SubmittedFile(data, path="a.pdf").pages, pypdfium2.PdfDocument(data), strict=True):
        text = page.get_textpage()
        expected = {
            round(pdfium.FPDFText_GetFontSize(text, index), 2)
            for index in range(text.count_chars())
            if text.get_text_range(index, 1).strip()
        }
        assert {round(piece.size, 2) for piece in drawn.pieces if piece.text.strip()} == expected


def test_bookmarks_are_those_that_pdfium_reads(both):
    ours, theirs = both
    expected = [(mark.level + 1, mark.get_title()) for mark in theirs.get_toc()]
    assert [(mark.level, mark.title) for mark in ours.marks] == expected


@pytest.mark.parametrize("data", [b"", b"lot,value\r\n", b"%PDF-1.7\n%%EOF\n"], ids=["empty", "CSV", "stub"])
def test_what_is_no_pdf_is_said_to_be_none(data):
    with pytest.raises(Unreadable, match="it is no PDF"):
        SubmittedFile(data, path="package.pdf")
