"""The copy for Word says what the pages say, in the same order, and Word's own tools find their way in it."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from PIL import Image

from reports.content import Package, PageSize, Status, Typography, content_hash
from reports.styles import WHITE
from reports.twins.html import html_copy
from reports.twins.word.copy import docx_copy
from reports.wording import Words
from tests.reports.reading import ReadPdf, plain
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute
from tests.reports.tagged_text import sections
from tests.reports.twins.reading_docx import ReadDocx, W, style_of

DRAWN_TEXT = re.compile(
    r"(\[[^|\]]*\])[^|]*(?= \|)"
)  # what stands in a drawing of a cell is part of a picture


HOSTILE = "<w:t>&amp;</w:t> { INCLUDETEXT c:\\secret } DDEAUTO"


@pytest.fixture(scope="module")
def copy_bytes() -> bytes:
    return docx_copy(package())


@pytest.fixture(scope="module")
def copy(copy_bytes: bytes) -> ReadDocx:
    return ReadDocx(copy_bytes)


@pytest.fixture(scope="module")
def pages(sample_bytes: bytes) -> list[str]:
    return [line for _, lines in sections(sample_bytes) for line in lines]


def small() -> Package:
    """A package of one attribute, on other paper, in another language and type."""
    content = package(attributes=(attribute(),))
    control = replace(
        content.control, language="zh-Hans", typography=Typography.SONG, page_size=PageSize.LETTER
    )
    return replace(content, control=control)


@pytest.fixture(scope="module")
def chinese_bytes() -> bytes:
    return docx_copy(small())


@pytest.fixture(scope="module")
def chinese(chinese_bytes: bytes) -> ReadDocx:
    return ReadDocx(chinese_bytes)


@pytest.fixture(scope="module")
def issued() -> ReadDocx:
    content = package(attributes=(attribute(),))
    approval = replace(content.approval, status=Status.ISSUED)
    conclusion = replace(content.conclusion, justification=HOSTILE)
    return ReadDocx(docx_copy(replace(content, approval=approval, conclusion=conclusion)))


@pytest.mark.requirement("DI-05")
def test_the_copy_has_the_blocks_rows_and_alternatives_of_the_pdf_in_the_same_order(
    copy: ReadDocx, pages: list[str]
) -> None:
    expected = [plain(DRAWN_TEXT.sub(r"\1", line)) for line in pages if line != "Contents"]
    assert [plain(line) for line in copy.lines()] == expected


def test_the_headings_and_the_contents_are_the_bookmarks_of_the_pdf(copy: ReadDocx, sample: ReadPdf) -> None:
    marks = [(level, text) for level, text, _ in sample.bookmarks()]
    assert copy.contents() == [text for _, text in marks]
    assert copy.outline() == marks[: marks.index((1, "Tables"))]


def test_the_contents_are_fields_that_word_can_renew(copy: ReadDocx) -> None:
    fields = [each.text.strip() for each in copy.body.iter(f"{W}instrText")]
    assert [each for each in fields if each.startswith("TOC")] == [
        r'TOC \o "1-2" \h \z',
        r'TOC \h \z \c "Table"',
        r'TOC \h \z \c "Figure"',
    ]
    assert {"SEQ Table", "SEQ Figure"} <= {each.partition(" \\*")[0] for each in fields}
    marks = [each.get(f"{W}fldCharType") for each in copy.body.iter(f"{W}fldChar")]
    assert marks.count("begin") == marks.count("separate") == marks.count("end") == len(fields)


def test_headings_have_the_names_of_word_and_go_down_by_single_steps(
    copy: ReadDocx, copy_bytes: bytes
) -> None:
    names = {style.style_id: style.name for style in docx.Document(io.BytesIO(copy_bytes)).styles}
    assert names["Heading1"] == "Heading 1" and names["Heading2"] == "Heading 2"
    depth = {"Title": 0, "Heading1": 1, "Heading2": 2, "Topic": 2, "Heading3": 3}
    levels = [depth[style_of(each)] for each in copy.body.iter(f"{W}p") if style_of(each) in depth]
    assert levels[0] == 0 and levels.count(0) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_has_its_place_and_every_place_one_name(copy: ReadDocx) -> None:
    places = [each.get(f"{W}name") for each in copy.body.iter(f"{W}bookmarkStart")]
    assert len(places) == len(set(places)) and all(re.fullmatch(r"\w{1,40}", each) for each in places)
    links = {each.get(f"{W}anchor") for each in copy.body.iter(f"{W}hyperlink")}
    assert links and links <= set(places)


def test_every_figure_is_a_picture_with_its_alternative(copy: ReadDocx, pages: list[str]) -> None:
    figures = [line.removeprefix("[figure] ") for line in pages if line.startswith("[figure]")]
    within = [each for line in pages for each in re.findall(r"(?<=\| \[)[^\]]*", line)]
    pictures = copy.pictures()
    assert sorted(alternative for alternative, _ in pictures) == sorted([*figures, *within])
    assert all(alternative.strip() and data.startswith(b"\x89PNG") for alternative, data in pictures)


def test_a_picture_is_fine_enough_for_print_on_white(copy: ReadDocx) -> None:
    """The text of A4 is 470 points wide."""
    first = _picture(copy.pictures()[0][1])
    assert first.width == pytest.approx(470 / 72 * 200, abs=3)
    (_, commonest), *_ = sorted(first.getcolors() or (), reverse=True)
    assert commonest == WHITE.bitmap_rgb()


def test_pictures_keep_every_colour_that_is_drawn(copy: ReadDocx) -> None:
    """The HTML copy has the same drawings with their colours by name; pictures are held to a palette."""
    drawn = set(re.findall(rb'(?:fill|stroke)="(#[0-9a-f]{6})"', html_copy(package())))
    colours = [_picture(data).getcolors() or () for _, data in copy.pictures()]
    shown = {b"#%02x%02x%02x" % each for found in colours for _, each in found}
    assert len(drawn) > 4
    assert drawn <= shown


def _picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_tables_repeat_their_heads_and_have_as_many_columns_in_every_row(copy: ReadDocx) -> None:
    headed = 0
    for table in copy.body.iter(f"{W}tbl"):
        first, *others = table.iter(f"{W}tr")
        is_headed = table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstRow") == "1"
        assert (first.find(f"{W}trPr/{W}tblHeader") is not None) == is_headed
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        spans = {
            sum(int(each.get(f"{W}val")) for each in row.iter(f"{W}gridSpan")) or len(row.findall(f"{W}tc"))
            for row in (first, *others)
        }
        assert spans == {len(table.findall(f"{W}tblGrid/{W}gridCol"))}
        headed += is_headed
    assert headed > 20


@pytest.mark.requirement("DI-07")
def test_every_page_names_document_version_state_and_hash_and_that_it_is_a_copy(copy: ReadDocx) -> None:
    head, foot = copy.running("header"), copy.running("footer")
    assert head[0].endswith("CMP-RPT-2026-0042, version 2.0 · draft")
    assert "Copy for editing. The record is the PDF file of this document." in head
    assert foot == ["AAV9-XYZ: CDMO A to CDMO B Page 1 of 1", f"SHA-256 {content_hash(package())}"]
    fields = [each.text.strip() for each in copy.part("word/footer1.xml").iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.requirement("DI-07")
def test_the_words_draft_and_simulated_stand_at_the_head_of_every_page(copy: ReadDocx) -> None:
    assert copy.running("header")[1] == "DRAFT · SIMULATED DATA · RETROSPECTIVE"


def test_what_is_issued_says_so_and_is_not_marked_as_a_draft(issued: ReadDocx) -> None:
    head = issued.running("header")
    assert head[0].endswith(" · issued")
    assert head[1] == "SIMULATED DATA · RETROSPECTIVE"


def test_the_language_and_the_fonts_are_those_of_the_document(
    copy: ReadDocx, chinese: ReadDocx, chinese_bytes: bytes
) -> None:
    for read, east, latin, spoken in (
        (copy, "MS Gothic", "Calibri", "ja-JP"),
        (chinese, "SimSun", "Times New Roman", "zh-CN"),
    ):
        look = read.part("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        assert look.find(f"{W}rFonts").get(f"{W}eastAsia") == east
        assert look.find(f"{W}rFonts").get(f"{W}ascii") == latin
        assert look.find(f"{W}lang").get(f"{W}eastAsia") == spoken
    assert Words("zh-Hans").heading("Overview of results") in "".join(chinese.lines())
    assert docx.Document(io.BytesIO(chinese_bytes)).core_properties.language == "zh-Hans"


def test_names_in_other_scripts_are_kept_and_have_their_fonts(copy: ReadDocx) -> None:
    text = "\n".join(copy.lines())
    for name in ("Nguyễn Thị Hường", "田中 美咲", "바이오 위탁생산 주식회사", "上海载体生物技术有限公司"):
        assert name in text
    fonts = {each.get(f"{W}eastAsia") for each in copy.body.iter(f"{W}rFonts")}
    assert "Malgun Gothic" in fonts
    spoken = {each.get(f"{W}val") or each.get(f"{W}eastAsia") for each in copy.body.iter(f"{W}lang")}
    assert {"vi-VN", "ko-KR", "el-GR"} <= spoken


def test_the_paper_is_that_of_the_profile(copy: ReadDocx, chinese: ReadDocx) -> None:
    sizes = [read.body.find(f"{W}sectPr/{W}pgSz") for read in (copy, chinese)]
    assert [(each.get(f"{W}w"), each.get(f"{W}h")) for each in sizes] == [
        ("11906", "16838"),
        ("12240", "15840"),
    ]


@pytest.mark.requirement("DI-05")
def test_text_that_looks_like_markup_or_a_field_stands_as_it_is(issued: ReadDocx) -> None:
    assert HOSTILE in issued.lines()
    assert {each.text.split()[0] for each in issued.body.iter(f"{W}instrText")} == {"TOC", "SEQ"}


def test_the_copy_loads_and_runs_nothing(copy: ReadDocx) -> None:
    names = copy.archive.namelist()
    for name in names:
        if name.endswith(".rels"):
            assert not [each for each in copy.part(name) if each.get("TargetMode") == "External"]
    assert {name.rpartition(".")[2] for name in names} == {"xml", "rels", "png"}
    assert not [name for name in names if re.search("vba|embeddings|activeX|customXml", name)]


def test_the_properties_say_what_the_record_says_and_no_other_day(copy_bytes: bytes) -> None:
    properties = docx.Document(io.BytesIO(copy_bytes)).core_properties
    assert properties.title == package().control.title
    assert properties.created == properties.modified
    assert f"{properties.created:%Y-%m-%dT%H:%M:%SZ}" == package().provenance.assembled_at
    assert properties.identifier == f"urn:sha-256:{content_hash(package())}"
    assert properties.content_status == "draft"


def test_same_content_same_bytes(chinese_bytes: bytes) -> None:
    assert docx_copy(small()) == chinese_bytes


def test_the_files_within_are_in_order_and_hold_no_time_of_packing(copy: ReadDocx) -> None:
    entries = copy.archive.infolist()
    assert [each.filename for each in entries] == sorted(each.filename for each in entries)
    assert {each.date_time for each in entries} == {(1980, 1, 1, 0, 0, 0)}
