"""Our reading and cutting of font files, against fontTools reading the same files."""

import io
from functools import cache

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from reports.fontfiles import FontFile
from reports.fonts.collect import FOLDER
from reports.subsetting import subset

FILES = sorted(path.name for path in FOLDER.glob("*.ttf"))
SOME = "Ag\u0301é½ﬁẠữơΏЖ≥−⁻¹✓漢字かな가각한上海载体國語"


@cache
def theirs(name: str) -> TTFont:
    return TTFont(FOLDER / name, lazy=True)


def outline(font: TTFont, glyph: str) -> list[object]:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return list(pen.value)


@pytest.mark.parametrize("name", FILES)
def test_characters_have_the_glyph_and_width_that_font_tools_reads(name: str) -> None:
    ours, font = FontFile(FOLDER / name, whole=True), theirs(name)
    cmap = font.getBestCmap()
    assert sorted(ours.characters()) == sorted(cmap)
    scale = 1000 / font["head"].unitsPerEm
    step = 11 if len(cmap) > 5000 else 1  # the small fonts wholly, of the large ones a tenth
    for character, glyph in list(cmap.items())[::step]:
        assert ours.glyph(character) == font.getGlyphID(glyph)
        assert ours.width(character) == round(font["hmtx"][glyph][0] * scale, 3)
    assert not ours.has(0x1F600)


@pytest.mark.parametrize("name", FILES)
def test_metrics_are_those_that_font_tools_reads(name: str) -> None:
    metrics, font = FontFile(FOLDER / name, whole=True).metrics, theirs(name)
    scale = 1000 / font["head"].unitsPerEm
    head, os2, post = font["head"], font["OS/2"], font["post"]
    assert metrics.postscript_name == font["name"].getDebugName(6)
    assert metrics.box == tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax))
    assert (metrics.ascent, metrics.descent) == (os2.sTypoAscender * scale, os2.sTypoDescender * scale)
    assert (metrics.cap_height, metrics.weight) == (os2.sCapHeight * scale, os2.usWeightClass)
    assert metrics.italic_angle == pytest.approx(post.italicAngle, abs=1e-4)
    assert metrics.is_fixed_pitch == bool(post.isFixedPitch)


@pytest.mark.parametrize("name", FILES)
def test_a_subset_draws_what_the_whole_font_draws(name: str) -> None:
    file, font = FontFile(FOLDER / name, whole=False), theirs(name)
    glyphs = {file.glyph(ord(character)) for character in SOME if file.has(ord(character))}
    data, places = subset(file, glyphs)
    part = TTFont(io.BytesIO(data), checkChecksums=2)
    order = part.getGlyphOrder()
    assert glyphs <= set(places)
    assert places[0] == 0
    for glyph, place in places.items():
        before, after = font.getGlyphName(glyph), order[place]
        assert outline(part, after) == outline(font, before)
        assert part["hmtx"][after] == font["hmtx"][before]
    for tag in ("cvt ", "fpgm", "prep"):
        assert (tag in part) == (tag in font)


def test_a_subset_brings_the_parts_of_composite_glyphs() -> None:
    file = FontFile(FOLDER / "SourceSans3-Regular.ttf", whole=False)
    _, places = subset(file, [file.glyph(ord("ẫ"))])
    assert len(places) > 2
