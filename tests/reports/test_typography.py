"""Typography belongs to the authority: NMPA asks for a Song type, Latin of Times measures and 12 points.

Sizes and fonts are read from the operators of the pages, by another library than the one that wrote them.
"""

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from reports.content import Typography
from reports.render import render
from tests.reports.reading import ReadPdf
from tests.reports.sample import package

CM = 72 / 2.54
TABLES = 10.5  # points; a table and the note below it
TEXT = 12.0
HEADINGS = {"H1", "H2", "H3", "H4"}


def rendered(typography: Typography) -> bytes:
    content = package()
    control = replace(content.control, language="zh-Hans", typography=typography)
    return render(replace(content, control=control))


@pytest.fixture(scope="module")
def song() -> bytes:
    return rendered(Typography.SONG)


def shown(data: bytes) -> Iterator[tuple[str, str, float, int]]:
    """Tag, font, size in points and number of characters of every piece of text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            fonts = {name: str(font.BaseFont) for name, font in page.resources.Font.items()}
            tags: list[str] = []
            scales, scale = list[float](), 1.0
            font, size = "", 0.0
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BDC":
                        tags.append(str(operands[0])[1:])
                    case "EMC":
                        tags.pop()
                    case "q":
                        scales.append(scale)
                    case "Q":
                        scale = scales.pop()
                    case "cm":
                        scale *= abs(float(operands[0]))
                    case "Tf":
                        font, size = fonts[str(operands[0])], float(operands[1])
                    case "Tj" if bytes(operands[0]):
                        tag = next(each for each in reversed(tags) if each != "Span")
                        yield (
                            tag,
                            font.rpartition("+")[2].lstrip("/"),
                            size * scale,
                            len(bytes(operands[0])) // 2,
                        )


def test_nmpa_reads_text_of_twelve_points_and_tables_of_ten_and_a_half(song: bytes) -> None:
    sizes: dict[str, set[float]] = defaultdict(set)
    counted: dict[float, int] = defaultdict(int)
    for tag, _, size, characters in shown(song):
        sizes[tag].add(round(size, 2))
        counted[round(size, 2)] += characters if tag == "P" else 0
    assert min(min(each) for each in sizes.values()) >= TABLES
    assert all(min(sizes[tag]) >= TEXT for tag in (HEADINGS | {"LBody"}) & sizes.keys())
    # A note below a table or a program for R, text, the words of a verdict, the title of the contents.
    assert sizes["P"] <= {TABLES, TEXT, 13.0, 16.0}
    assert counted[TEXT] > 1000


def test_nmpa_reads_a_song_type_and_latin_of_times_measures(song: bytes) -> None:
    characters: dict[str, int] = defaultdict(int)
    for _, font, _, count in shown(song):
        characters[font.partition("-")[0]] += count
    # A Korean comment of many pages stands in the sample; signs come from Source Sans.
    assert set(characters) <= {"Tinos", "NotoSerifSC", "NotoSansKR", "SourceSans3"}
    assert characters["SourceSans3"] < 0.01 * sum(characters.values())
    assert characters["NotoSerifSC"] > 1000


def test_other_authorities_read_source_sans(song: bytes) -> None:
    fonts = {font.partition("-")[0] for _, font, _, _ in shown(rendered(Typography.SANS))}
    assert fonts & {"Tinos", "NotoSerifSC"} == set()
    assert {"SourceSans3", "NotoSansSC"} <= fonts


def test_nmpa_margins_are_kept(song: bytes) -> None:
    """At the left 2.5 cm, above 2.0 cm, at the right and below 1.0 cm."""
    for page in ReadPdf(song).document:
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        heads = [top for _, _, _, top in boxes if top > height - 2.0 * CM]
        assert min(left for left, _, _, _ in boxes) >= 2.5 * CM - 0.9
        assert max(right for _, _, right, _ in boxes) <= width - 1.0 * CM
        assert min(bottom for _, bottom, _, _ in boxes) >= 1.0 * CM
        assert heads and max(heads) <= height - 1.0 * CM  # only the running head, which names the subject
