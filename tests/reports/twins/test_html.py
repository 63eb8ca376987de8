"""The copy in HTML says what the pages say, in the same order, and is fit to be read."""

import base64
import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from reports.content import Status, content_hash
from reports.render import render
from reports.twins.html import html_copy
from reports.wording import LANGUAGES, Words
from tests.reports.reading import ReadPdf, plain
from tests.reports.sample import package
from tests.reports.tagged_text import sections
from tests.reports.test_languages import in_language
from tests.reports.twins.reading_html import ReadHtml


@pytest.fixture(scope="module")
def copy() -> ReadHtml:
    return ReadHtml(html_copy(package()))


@pytest.mark.requirement("DI-05")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_has_the_blocks_rows_and_alternatives_of_the_pdf_in_the_same_order(language: str) -> None:
    content = in_language(language)
    pages = [plain(line) for _, lines in sections(render(content)) for line in lines]
    pages.remove(plain(Words(language).heading("Contents")))  # the copy has its contents before the title
    assert [plain(line) for line in ReadHtml(html_copy(content)).lines()] == pages


def test_the_contents_are_the_bookmarks_of_the_pdf_and_lead_somewhere(
    copy: ReadHtml, sample: ReadPdf
) -> None:
    entries = copy.root.findall("body/nav//a")
    assert [each.text_content() for each in entries] == [text for _, text, _ in sample.bookmarks()]
    depths = [sum(1 for above in each.iterancestors() if above.tag == "ol") for each in entries]
    assert depths == [level for level, _, _ in sample.bookmarks()]


def test_every_link_has_its_place_and_every_id_is_given_once(copy: ReadHtml) -> None:
    ids = [each.get("id") for each in copy.root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    links = {each.get("href") for each in copy.marked("a")}
    assert links
    assert {link for link in links if link[0] != "#" or link[1:] not in ids} == set()


def test_the_copy_loads_and_runs_nothing() -> None:
    text = re.sub(r"url\(data:font/woff;base64,[A-Za-z0-9+/=]+\)", "", html_copy(package()).decode("utf-8"))
    assert not re.search(r"<script|<link|<img|<iframe|<object|@import|url\(|\son\w+=|\sstyle=", text)
    (policy,) = html.fromstring(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.requirement("DI-07")
def test_the_copy_names_document_version_hash_and_that_it_is_a_copy(copy: ReadHtml) -> None:
    head = copy.root.find("body/header").text_content()
    control = package().control
    assert control.document_id in head
    assert content_hash(package()) in head
    assert "The record is the PDF file of this document." in head


@pytest.mark.requirement("DI-07")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.ISSUED])
def test_marks_stand_at_the_head_and_at_the_foot(status: Status) -> None:
    content = package()
    marked = replace(
        content,
        approval=replace(content.approval, status=status, superseded_by=None),
        control=replace(content.control, simulated=True, illustrative=True),
    )
    read = ReadHtml(html_copy(marked))
    expected = ["DRAFT"] if status is Status.DRAFT else []
    for place in ("header", "footer"):
        (marking,) = read.root.xpath(f"body/{place}/p[@class='marking']")
        found = marking.text_content().split(" · ")
        assert found[: len(expected) + 2] == [*expected, "SIMULATED DATA", "ILLUSTRATIVE"]


def test_tables_have_heads_with_a_scope_and_figures_have_alternatives(copy: ReadHtml) -> None:
    assert {each.get("scope") for each in copy.marked("th")} == {"col", "row", "rowgroup"}
    for table in copy.marked("table"):
        widths = {sum(int(cell.get("colspan", 1)) for cell in row) for row in table.iter("tr")}
        assert len(widths) == 1
    assert len(copy.marked("svg")) > len(package().attributes)
    assert all(each.get("role") == "img" and each.findtext("desc") for each in copy.marked("svg"))


def test_headings_go_down_by_single_steps_from_one_title(copy: ReadHtml) -> None:
    levels = [int(each.tag[1]) for each in copy.root.find("body/main").iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_text_that_looks_like_markup_stands_as_it_is() -> None:
    content = package()
    hostile = "<img src=x onerror=alert(1)> & <b>lot</b>"
    copy = html_copy(replace(content, conclusion=replace(content.conclusion, justification=hostile)))
    assert b"<img" not in copy
    assert any(hostile in line for line in ReadHtml(copy).lines())


def test_the_language_of_the_document_and_of_texts_in_another_are_named() -> None:
    assert ReadHtml(html_copy(in_language("ko"))).root.get("lang") == "ko"
    english = ReadHtml(html_copy(package()))
    spoken = {each.get("lang") for each in english.root.find("body/main").iter() if each.get("lang")}
    assert {"ko", "vi"} <= spoken


def test_same_content_same_bytes() -> None:
    assert html_copy(package()) == html_copy(package())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_copy_carries_a_glyph_for_every_character_and_stays_small(language: str) -> None:
    """What a reader sees offline does not hang on the fonts of the machine."""
    data = html_copy(in_language(language))
    text = data.decode("utf-8")
    carried: set[int] = set()
    for held in re.findall(r"url\(data:font/woff;base64,([A-Za-z0-9+/=]+)\)", text):
        with TTFont(io.BytesIO(base64.b64decode(held))) as font:
            carried |= set(font.getBestCmap())
    shown = "".join(html.fromstring(text).find("body").itertext())
    printed = {each for each in shown if not each.isspace() and each != "\u200b"}
    assert {each for each in printed if ord(each) not in carried} == set()
    assert len(data) < 2_000_000
