"""Variance components drawn: bars from zero in proportion, a component at zero said, the arms told apart."""

import pytest
from reportlab.graphics.shapes import Rect, String

from reports.components import ComponentsPlot
from reports.drawings.components import components_alternative, components_drawing
from reports.styles import INK, WHITE
from reports.typefaces import faces
from reports.wording import ENGLISH
from tests.reports.sample_components import components_plot


def drawn(*values):
    return components_drawing(components_plot(*values), faces("en"), ENGLISH, 470.0)


def bars(drawing) -> list[Rect]:
    return [each for each in drawing.contents if isinstance(each, Rect) and each.height == 9.0]


def test_bars_start_at_zero_and_are_as_long_as_their_variance():
    found = bars(drawn((0.04, 0.01), (0.02, 0.0)))
    assert len({bar.x for bar in found}) == 1
    whole = found[0].width
    assert [bar.width for bar in found] == pytest.approx([whole, whole / 4, whole / 2, 0.0])
    assert [bar.fillColor for bar in found] == [WHITE, WHITE, INK, INK]


def test_a_component_at_zero_is_drawn_as_none_and_said():
    drawing = drawn((0.0, 0.0), (0.0, 0.0))
    assert [bar.width for bar in bars(drawing)] == [0.0] * 4
    said = [each.text for each in drawing.contents if isinstance(each, String)]
    assert said.count("0, set to zero") == 4


def test_the_alternative_tells_every_component():
    assert components_alternative(components_plot((0.04, 0.01), (0.02, 0.0)), ENGLISH) == (
        "Variance of logarithms. CDMO A (pre, n = 3): between lots 0.04, between replicates of a lot 0.01. "
        "CDMO B (post, n = 3): between lots 0.02, between replicates of a lot 0, set to zero."
    )


def test_a_negative_variance_is_refused():
    with pytest.raises(ValueError, match="a variance is not negative"):
        components_plot((-0.1, 0.1), (0.1, 0.1))
    with pytest.raises(ValueError, match="at least one"):
        ComponentsPlot(axis="Variance", arms=())
