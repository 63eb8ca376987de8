"""How the chance to pass grows with the lots, drawn: every chance in words, every line with its name."""

import dataclasses
import itertools
import xml.etree.ElementTree as ElementTree

import pytest

from reports.drawings.svg import plot_svg
from reports.plots import Bound, PowerLine, PowerPlot, PowerPoint

NAMESPACE = "{http://www.w3.org/2000/svg}"


def power_plot(**changes) -> PowerPlot:
    def line(label: str, *chances: float, is_joint: bool = False) -> PowerLine:
        return PowerLine(
            label=label,
            is_joint=is_joint,
            points=tuple(
                PowerPoint(lots=lots, chance=Bound(at=chance, text=f"{100 * chance:.0f} %"))
                for lots, chance in enumerate(chances, 3)
            ),
        )

    given = {
        "axis": "Post lots, beside 6 pre lots",
        "lines": (
            line("Titre", 0.7, 0.9, 0.95),
            line("Potency", 0.71, 0.9, 0.95),
            line("All together", 0.5, 0.8, 0.9, is_joint=True),
        ),
        "target": Bound(at=0.8, text="80 %"),
        "planned": 4,
    }
    return PowerPlot(**(given | changes))


def test_a_drawing_of_power_tells_every_chance_and_names_every_line() -> None:
    svg = plot_svg(power_plot(), title="Chance to pass")
    root = ElementTree.fromstring(svg)
    assert all("style" not in element.attrib for element in root.iter())
    described = root.find(f"{NAMESPACE}desc").text
    assert "target 80 %, planned 4" in described
    assert "All together: 50 % at 3, 80 % at 4, 90 % at 5" in described
    texts = [text.text for text in root.iter(f"{NAMESPACE}text")]
    assert {"Titre", "Potency", "All together", "planned", "target 80 %"} <= set(texts)


def test_names_of_lines_that_end_together_do_not_stand_on_one_another() -> None:
    root = ElementTree.fromstring(plot_svg(power_plot(), title="Chance to pass"))
    names = {"Titre", "Potency", "All together"}
    heights = sorted(float(text.attrib["y"]) for text in root.iter(f"{NAMESPACE}text") if text.text in names)
    assert all(below - above >= 11 for above, below in itertools.pairwise(heights))


def test_a_plot_of_one_number_of_lots_is_drawn_and_one_of_none_is_refused() -> None:
    short = tuple(dataclasses.replace(line, points=line.points[:1]) for line in power_plot().lines)
    assert "<svg" in plot_svg(power_plot(lines=short), title="t")
    with pytest.raises(ValueError, match="one at least"):
        power_plot(lines=())
    with pytest.raises(ValueError, match="same numbers of lots"):
        power_plot(lines=(short[0], power_plot().lines[1]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        PowerPoint(lots=3, chance=Bound(at=1.2, text="120 %"))
