"""Two methods drawn: lots where their values are, lines where they were computed, nothing outside."""

from dataclasses import replace

import pytest
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon

from reports.content import AxisScale
from reports.drawings.methods import (
    agreement_alternative,
    agreement_drawing,
    methods_alternative,
    methods_drawing,
)
from reports.plots import AgreementLine, Bound, FittedLine
from reports.typefaces import faces
from reports.wording import ENGLISH
from tests.reports.sample_studies import LOTS, agreement_plot, methods_plot

WIDTH = 470.0


def over(**changes: object) -> Drawing:
    return methods_drawing(methods_plot(**changes), faces("en"), ENGLISH, WIDTH)


def disagreement(**changes: object) -> Drawing:
    return agreement_drawing(agreement_plot(**changes), faces("en"), ENGLISH, WIDTH)


def circles(drawing: Drawing) -> list[Circle]:
    return [shape for shape in drawing.contents if isinstance(shape, Circle)]


def dashed(drawing: Drawing) -> list[Line]:
    return [shape for shape in drawing.contents if isinstance(shape, Line) and shape.strokeDashArray]


def identity(drawing: Drawing) -> Line:
    """The one plain line that runs neither level nor upright."""
    return next(
        shape
        for shape in drawing.contents
        if isinstance(shape, Line)
        and not shape.strokeDashArray
        and shape.x1 != shape.x2
        and shape.y1 != shape.y2
    )


def test_both_axes_have_one_scale_so_that_equal_values_lie_on_the_diagonal():
    drawing = over()
    line = identity(drawing)
    assert line.x2 - line.x1 == pytest.approx(line.y2 - line.y1)
    for circle, (before, after) in zip(circles(drawing), LOTS.values(), strict=True):
        above = (circle.cy - line.y1) - (circle.cx - line.x1)
        assert (above > 0) is (after > before)


def test_the_fitted_line_stays_inside_the_square():
    for slope, intercept in ((5.0, -4.4e13), (0.01, 1e13), (0.0, 1.1e13)):
        drawing = over(line=FittedLine(slope=slope, intercept=intercept, text="Deming line"))
        (fitted,), square = dashed(drawing), identity(drawing)
        for x, y in ((fitted.x1, fitted.y1), (fitted.x2, fitted.y2)):
            assert square.x1 - 0.01 <= x <= square.x2 + 0.01
            assert square.y1 - 0.01 <= y <= square.y2 + 0.01


def test_a_line_that_misses_the_square_is_not_drawn():
    for slope in (1.0, 0.0):
        assert dashed(over(line=FittedLine(slope=slope, intercept=9e14, text="far away"))) == []


def test_without_a_line_the_lots_stand_alone():
    assert (len(circles(over(line=None))), dashed(over(line=None))) == (3, [])


def test_an_interval_that_reaches_far_beyond_the_lots_is_cut_with_an_arrow():
    """Three lots give an interval of any width; the lots must not shrink to a point for it."""
    far = AgreementLine(
        name="upper limit",
        at=Bound(at=1.1, text="1.1"),
        low=Bound(at=1.05, text="1.05"),
        high=Bound(at=1e6, text="1000000"),
        is_limit=True,
    )
    drawing = disagreement(lines=(far,))
    assert [shape for shape in drawing.contents if isinstance(shape, Polygon)]
    heights = [circle.cy for circle in circles(drawing)]
    assert max(heights) - min(heights) > 20.0


def test_labels_of_lines_that_lie_close_together_do_not_overlap():
    plot = agreement_plot()
    close = tuple(replace(line, at=Bound(at=1.02, text="1.02"), low=None, high=None) for line in plot.lines)
    words = [
        shape.y
        for shape in disagreement(lines=close).contents
        if getattr(shape, "text", "").endswith(" 1.02")
    ]
    assert len(words) == 2 and abs(words[0] - words[1]) >= 11.0


def test_the_alternatives_tell_every_lot_and_every_line():
    said = methods_alternative(methods_plot(), ENGLISH) + agreement_alternative(agreement_plot(), ENGLISH)
    for words in (*LOTS, "1.20E13 and 1.17E13", "Deming line, slope 0.98", "bias 1.0200 (0.9700 to 1.0700)",
                  "upper limit 1.1000 (at least 1.0300)"):  # fmt: skip
        assert words in said


def test_a_value_of_zero_has_no_place_on_a_logarithmic_plot():
    zero = agreement_plot().points[0]
    with pytest.raises(ValueError, match="no place on a logarithmic axis"):
        agreement_plot(points=(replace(zero, difference=Bound(at=0.0, text="0")),), scale=AxisScale.LOG)


@pytest.mark.parametrize("plot", [methods_plot, agreement_plot], ids=["methods", "agreement"])
def test_a_plot_without_lots_is_refused(plot):
    with pytest.raises(ValueError, match="at least one lot"):
        plot(points=())
