"""Variance components drawn: bars from zero in proportion, a component at zero said, the arms told apart."""

import pytest
from reportlab.graphics.shapes import Line, Polygon, Rect, String

from reports.components import ComponentsPlot, Span
from reports.drawings.components import BAR, components_alternative, components_drawing
from reports.styles import INK, WHITE
from reports.typefaces import faces
from reports.wording import ENGLISH
from tests.reports.sample_components import components_plot


def drawn(*values, spans=None):
    return components_drawing(components_plot(*values, spans=spans), faces("en"), ENGLISH, 470.0)


def bars(drawing) -> list[Rect]:
    return [each for each in drawing.contents if isinstance(each, Rect) and each.height == BAR]


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


def interval_lines(drawing) -> list[Line]:
    """Those that lie below a bar: neither the axis nor its ticks nor a cap."""
    feet = {bar.y for bar in bars(drawing)}
    return [
        each
        for each in drawing.contents
        if isinstance(each, Line) and each.y1 == each.y2 and any(0.0 < foot - each.y1 < 5.0 for foot in feet)
    ]


def test_an_interval_lies_below_its_bar_at_the_scale_of_the_bar():
    drawing = drawn((0.04, 0.01), (0.02, 0.01), spans={0.04: Span(low=0.02, high=0.08)})
    (line,) = interval_lines(drawing)
    first = bars(drawing)[0]
    assert (line.x1, line.x2) == pytest.approx((first.x + first.width / 2, first.x + 2 * first.width))


def test_an_interval_far_beyond_its_bar_is_cut_off_with_an_arrow():
    drawing = drawn((0.04, 0.01), (0.02, 0.01), spans={0.04: Span(low=0.02, high=4.0)})
    (line,) = interval_lines(drawing)
    first = bars(drawing)[0]
    assert line.x2 == pytest.approx(first.x + 3 * first.width)
    assert sum(isinstance(each, Polygon) for each in drawing.contents) == 1


def test_an_interval_of_a_variance_that_goes_backwards_or_below_zero_is_refused():
    for low, high in ((0.2, 0.1), (-0.1, 0.1)):
        with pytest.raises(ValueError, match="an interval of a variance"):
            Span(low=low, high=high)
