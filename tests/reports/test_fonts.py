"""The fonts: collected with their licences, refused with a sentence when absent, never below nine points."""

import io
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument

from reports.fontfiles import FontFile, FontsNotCollected
from reports.fonts.collect import FOLDER, STYLE_WORDS, STYLES, collect
from reports.typefaces import admit, faces


def lay_out_packages(node_modules: Path) -> None:
    """A node_modules folder as npm lays it out, from the fonts at hand."""
    for package, (family, styles) in STYLES.items():
        for style in styles:
            target = node_modules / "@expo-google-fonts" / package / style / f"{family}_{style}.ttf"
            target.parent.mkdir(parents=True)
            target.symlink_to(FOLDER / f"{family}-{STYLE_WORDS[style]}.ttf")
        licence = node_modules / "@expo-google-fonts" / package / "LICENSE_FONT"
        licence.symlink_to(FOLDER / f"{family}-OFL.txt")


def test_every_family_is_collected_with_its_licence(tmp_path: Path) -> None:
    lay_out_packages(tmp_path / "node_modules")
    into = tmp_path / "fonts"
    into.mkdir()
    collect(tmp_path / "node_modules", into=into)
    families = {path.name.split("-")[0] for path in into.glob("*.ttf")}
    assert families == {path.name.split("-")[0] for path in into.glob("*-OFL.txt")}
    assert families == {family for family, _ in STYLES.values()}


def test_an_incomplete_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="SourceSans3_400Regular"):
        collect(tmp_path, into=tmp_path)


def test_absent_fonts_are_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    file = FontFile(tmp_path / "SourceSans3-Regular.ttf", whole=True)
    with pytest.raises(FontsNotCollected, match=r"SourceSans3-Regular\.ttf is missing: run the set-up"):
        _ = file.data


def test_no_text_is_smaller_than_nine_points(sample_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample_bytes)) as pdf:
        sizes = {
            float(operands[1])
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        }
    assert min(sizes) == 9.0


def test_a_text_is_written_alike_when_its_characters_are_new_and_when_they_are_known() -> None:
    """Characters that a document has had take a shorter way to their glyphs."""
    admit("Lot A-26 ≥ 5.0 µg, 上海", language="en")
    face, document = pdfmetrics.getFont(faces("en").regular), PDFDocument()
    for text in ("Lot A-26 ≥ 5.0 µg", "Lot 上海"):
        assert face.splitString(text, document) == face.splitString(text, document)
