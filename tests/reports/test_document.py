"""The rendered document, read back by another library."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from reports.content import PageSize, Revised, Revisions, Status, content_hash, texts
from reports.render import render
from reports.typefaces import MissingGlyph
from tests.reports.reading import ReadPdf, plain
from tests.reports.sample import package
from tests.reports.sample_attributes import COMMENT, LONG_LOT, attribute, attributes


@pytest.mark.requirement("DI-05")
def test_every_text_of_every_attribute_stands_in_its_own_section(sample: ReadPdf) -> None:
    for section in attributes():
        first, last = sample.section_pages(section.title)
        printed = plain("".join(sample.pages[first - 1 : last]))
        values = [row.entered for row in section.results]
        values += [figure.value for figure in section.figures]
        values += [cell for row in (section.summary.rows if section.summary else ()) for cell in row]
        values += [row.interval for row in section.influence]
        values += [section.plain_words, section.inputs_hash, *section.limitations]
        missing = [value for value in values if plain(value) not in printed]
        assert not missing, f"{section.title}, pages {first} to {last}"


@pytest.mark.requirement("DI-05", "DI-01")
def test_every_text_of_the_content_is_printed(sample: ReadPdf) -> None:
    content = package()
    codes = {section.key for section in (*content.attributes, *content.bridgings)}
    codes |= {
        "pre",
        "post",
        "en",
        "A4",
        "log",
        "linear",
        "sans",
        "counted",
        "excluded",
    }  # drawn or chosen, not printed
    wanted = {text for text in texts(content) if text and text not in codes and text != COMMENT}
    # A point's text and a middle margin are read from the figure's alternative text.
    alternatives = plain("".join(_alternatives(render(content))))
    missing = [t for t in sorted(wanted) if not sample.holds(t) and plain(t) not in alternatives]
    assert not missing


def _alternatives(data: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item:
                yield str(item.Alt)


@pytest.mark.requirement("DI-05")
def test_a_long_comment_is_printed_whole_over_its_pages(sample: ReadPdf) -> None:
    assert sample.holds(COMMENT)


def test_what_happened_after_freezing_stands_on_page_one(sample: ReadPdf) -> None:
    assert "DEV-07" in sample.pages[0]
    assert "Freezer alarm" in sample.pages[0]
    assert "AMD-01" not in sample.pages[0]


@pytest.mark.requirement("DI-07")
def test_page_one_prints_the_content_hash_and_the_signatures(sample: ReadPdf) -> None:
    assert content_hash(package()) in sample.pages[0]
    assert 1 in sample.pages_with("Nguyễn Thị Hường")
    assert 1 in sample.pages_with("2026-11-20 11:10 +08:00")


@pytest.mark.requirement("DI-07")
def test_every_page_says_which_page_of_how_many_it_is(sample: ReadPdf) -> None:
    count = len(sample.pages)
    for number, page in enumerate(sample.pages, start=1):
        assert f"Page {number} of {count}" in page


def test_every_page_carries_its_marks_and_the_identity_of_the_document(sample: ReadPdf) -> None:
    for page in sample.pages:
        assert "DRAFT · SIMULATED DATA · RETROSPECTIVE" in page
        assert "3.2.P.2.3 Manufacturing process development" in page
        assert "CMP-RPT-2026-0042, version 2.0" in page


def test_an_issued_document_of_real_data_carries_no_mark() -> None:
    content = package(attributes=(attribute(),))
    content = replace(
        content,
        approval=replace(content.approval, status=Status.ISSUED),
        control=replace(content.control, simulated=False, marks=()),
    )
    pages = ReadPdf(render(content)).pages
    assert not any(word in page for page in pages for word in ("DRAFT", "SIMULATED", "RETROSPECTIVE"))


def test_bookmarks_are_the_contents_in_the_same_words_with_the_same_pages(sample: ReadPdf) -> None:
    listed = plain("".join(sample.pages[1:3]))
    position = 0
    for _, text, page in sample.bookmarks():
        entry = plain(f"{text}{page}")
        position = listed.find(entry, position)
        assert position >= 0, f"{text} {page}"
        position += len(entry)


def test_every_bookmark_leads_to_the_page_where_its_words_stand(sample: ReadPdf) -> None:
    for _, text, page in sample.bookmarks():
        assert page in sample.pages_with(text), text


def test_bookmarks_have_at_most_four_levels_and_every_section(sample: ReadPdf) -> None:
    marks = sample.bookmarks()
    assert max(level for level, _, _ in marks) <= 4
    assert [text for level, text, _ in marks if level == 1][:3] == [
        "1 Signatures",
        "2 Conclusion",
        "3 Change",
    ]


def test_links_keep_the_readers_zoom(sample_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample_bytes)) as pdf:
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", [])]
        assert len(links) > 60
        for link in links:
            assert link.Dest[1] == "/XYZ"
            assert len(link.Dest) == 5
            assert link.Dest[4] is None


def test_fonts_are_embedded_and_latin_is_embedded_whole(sample_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample_bytes)) as pdf:
        fonts = {}
        for page in pdf.pages:
            for font in page.obj.Resources.Font.values():
                descendant = font.DescendantFonts[0]
                fonts[str(font.BaseFont)] = "/FontFile2" in descendant.FontDescriptor
    assert all(fonts.values())
    assert {"/SourceSans3-Regular", "/SourceSans3-SemiBold", "/SourceSans3-Bold"} <= set(fonts)
    assert all("SourceSans" in name or re.match(r"/[A-Z]{6}\+NotoSans", name) for name in fonts)


@pytest.mark.requirement("DI-05", "SEC-05")
def test_markup_in_data_is_printed_as_it_stands(sample: ReadPdf) -> None:
    wanted = "Identity <b>bold</b> & <img src=file:///etc/passwd>"
    assert any(wanted in page.replace("\r\n", " ") for page in sample.pages)


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("โรงงาน", "THAI CHARACTER"),
        ("مصنع", "ARABIC LETTER"),
        ("batch 😀", "U\\+1F600 GRINNING FACE"),
        ("bell \x07", "U\\+0007"),
    ],
    ids=["Thai", "Arabic", "emoji", "control character"],
)
def test_a_character_without_a_glyph_stops_the_build_by_name(text: str, names: str) -> None:
    with pytest.raises(MissingGlyph, match=names):
        render(package(attributes=(attribute(plain_words=text),)))


@pytest.mark.requirement("DI-01")
def test_zero_is_printed_and_numbers_stay_as_typed(sample: ReadPdf) -> None:
    first, last = sample.section_pages("10.9 pH")
    cells = "".join(sample.pages[first - 1 : last]).split()
    assert {"0", "7.4", "7.40"} <= set(cells)


def test_a_long_lot_number_is_printed_whole(sample: ReadPdf) -> None:
    assert sample.pages_with(LONG_LOT)


def test_the_file_is_pdf_1_7_linearised_without_javascript_or_attachments(sample_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample_bytes)) as pdf:
        assert pdf.pdf_version == "1.7"
        assert pdf.is_linearized
        assert pdf.Root.PageMode == "/UseOutlines"
        assert "/AcroForm" not in pdf.Root
        assert "/Names" not in pdf.Root
        assert not pdf.attachments


@pytest.mark.requirement("DI-07")
def test_metadata_tells_title_sponsor_and_the_moment_of_assembly(sample_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample_bytes)) as pdf:
        content = package()
        assert str(pdf.docinfo["/Title"]) == content.control.title
        assert str(pdf.docinfo["/Author"]) == content.control.sponsor
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261123053100Z"


def test_letter_paper_has_letter_pages() -> None:
    content = package(attributes=(attribute(),))
    letter = replace(content, control=replace(content.control, page_size=PageSize.LETTER))
    document = ReadPdf(render(letter)).document
    assert {page.get_size() for page in document} == {(612.0, 792.0)}


def test_no_text_leaves_its_margins(sample: ReadPdf) -> None:
    for page in sample.document:
        width, _ = page.get_size()
        texts_on_page = page.get_textpage()
        boxes = [texts_on_page.get_rect(index) for index in range(texts_on_page.count_rects())]
        assert min(left for left, _, _, _ in boxes) >= 70.0
        assert max(right for _, _, right, _ in boxes) <= width - 53.0


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize("language", ["en", "ja", "ko", "zh-Hans", "zh-Hant"])
def test_every_language_prints_every_script(language: str) -> None:
    content = package(attributes=(attribute(),))
    document = ReadPdf(render(replace(content, control=replace(content.control, language=language))))
    for text in (
        "田中 美咲",
        "바이오 위탁생산 주식회사",
        "上海载体生物技术有限公司",
        "Nguyễn Thị Hường",
        "Παράδειγμα",
    ):
        assert document.pages_with(text), text


def test_a_later_version_lists_its_changes_and_marks_the_headings_they_stand_under() -> None:
    made = package()
    first = made.attributes[0]
    row = Revised(
        place=f"attribute-{first.key}",
        section=first.title,
        item="Estimate (interval)",
        before="0.91 (0.85 to 0.97)",
        after=first.estimate or "",
    )
    later = replace(made, attributes=(first,), revisions=Revisions(since="2", rows=(row,)))
    document = ReadPdf(render(later))
    (listed,) = document.pages_with("Changes since version 2") & document.pages_with("0.91 (0.85 to 0.97)")
    marked = document.pages_with("Changed since version 2: Estimate (interval).")
    headings = {title: page for level, title, page in document.bookmarks() if level == 2}
    assert marked == {
        page for title, page in headings.items() if re.fullmatch(rf"[\d.]+ {first.title}.*", title)
    }
    assert listed < min(marked)
