"""The figures as SVG: strict policies keep them, screen readers read them, ids never clash."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from reports.content import AttributeSection
from reports.drawings.svg import forest_svg, plot_svg
from tests.reports.sample_attributes import attribute, attributes
from tests.reports.sample_studies import agreement_plot, methods_plot

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawings() -> list[str]:
    made = []
    for section in attributes():
        if section.interval_plot:
            made.append(plot_svg(section.interval_plot, title=section.title))
            made.append(forest_svg(section.interval_plot, title=section.title))
        if section.lots_plot:
            made.append(plot_svg(section.lots_plot, title=section.title))
        if section.components_plot:
            made.append(plot_svg(section.components_plot, title=section.title))
        if section.slopes_plot:
            made.append(plot_svg(section.slopes_plot, title=section.title))
        if section.ternary_plot:
            made.append(plot_svg(section.ternary_plot, title=section.title))
    made.append(plot_svg(methods_plot(), title="One method over the other"))
    made.append(plot_svg(agreement_plot(), title="Disagreement over the mean"))
    return made


@pytest.mark.parametrize("svg", drawings(), ids=lambda svg: re.sub("<.*?>", " ", svg)[:30])
def test_a_drawing_has_no_style_and_names_itself(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    assert all("style" not in element.attrib for element in root.iter())
    title, description = root.find(f"{NAMESPACE}title"), root.find(f"{NAMESPACE}desc")
    assert title is not None and description is not None
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"


def test_ids_differ_between_figures_of_one_page() -> None:
    ids = [name for svg in drawings() for name in re.findall(r' id="(\w+)"', svg)]
    assert len(ids) == len(set(ids))


def test_text_is_set_in_the_font_of_the_product() -> None:
    plot = attribute().interval_plot
    assert plot
    root = ElementTree.fromstring(plot_svg(plot, title="Titre"))
    families = {text.attrib["font-family"] for text in root.iter(f"{NAMESPACE}text")}
    assert families == {"'Source Sans 3', sans-serif"}


def test_the_description_tells_the_numbers_of_the_figure() -> None:
    section: AttributeSection = attribute()
    assert section.interval_plot and section.lots_plot
    described = plot_svg(section.interval_plot, title="t") + plot_svg(section.lots_plot, title="t")
    for words in (
        "estimate 1.01",
        "0.97 to 1.05",
        "margin 0.80 to 1.25",
        "AAV9-A-24-001 1.20E13",
        "(excluded)",
    ):
        assert words in described


@pytest.mark.requirement("DI-05", "SEC-01")
def test_markup_in_a_lot_number_is_text_in_the_drawing() -> None:
    section = next(section for section in attributes() if section.lots_plot)
    assert section.lots_plot
    svg = plot_svg(section.lots_plot, title="<script>alert(1)</script>")
    assert "<script>" not in svg
