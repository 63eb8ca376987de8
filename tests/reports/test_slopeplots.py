"""Stability drawn: results at their months, each lot and arm with its line, the arms told apart in grey."""

from dataclasses import replace
from itertools import combinations

import pytest
from reportlab.graphics.shapes import Circle, Line, Rect, String

from reports.drawings.labels import overlap, text_boxes
from reports.drawings.slopes import BESIDE, slopes_alternative, slopes_drawing
from reports.plots import Bound
from reports.typefaces import faces
from reports.wording import ENGLISH
from tests.reports.sample_overtime import MONTHS, slopes_plot

LONG = "L" * 60


def drawn(width=470.0, **changes):
    return slopes_drawing(slopes_plot(**changes), faces("en"), ENGLISH, width)


def shapes(drawing, kind):
    return [shape for shape in drawing.contents if isinstance(shape, kind)]


def test_results_stand_at_their_months_and_values_and_the_arms_beside_each_other():
    drawing = drawn()
    before = [(mark.cx, mark.cy) for mark in shapes(drawing, Circle)[:3]]
    after = [(mark.x + mark.width / 2, mark.y + mark.height / 2) for mark in shapes(drawing, Rect)[:3]]
    step, fall = before[1][0] - before[0][0], before[0][1] - before[1][1]  # of 6 months and 3 points
    assert step > 50.0 and fall > 10.0
    for place, (month, (x, y), (later_x, later_y)) in enumerate(zip(MONTHS, before, after, strict=True)):
        assert (x, y) == pytest.approx((before[0][0] + place * step, before[0][1] - place * fall))
        assert later_x - x == pytest.approx(BESIDE)
        lower = (100.0 - 0.5 * month) - (98.0 - month)
        assert y - later_y == pytest.approx(lower * fall / 3.0)


def test_a_line_runs_from_the_start_to_the_last_result_of_its_lot():
    drawing = drawn()
    strong = [line for line in shapes(drawing, Line) if line.strokeWidth == 1.8]
    thin = [line for line in shapes(drawing, Line) if line.strokeWidth == 0.6 and line.x1 != line.x2]
    fallen = [line for line in thin if line.y1 > line.y2]
    assert len(strong) == 4 and len(fallen) == 2  # two of the strong ones explain the others in the key
    for line, arm in zip(fallen, strong, strict=False):
        assert (line.x1, line.y1, line.x2, line.y2) == pytest.approx((arm.x1, arm.y1, arm.x2, arm.y2))
    first, last = shapes(drawing, Circle)[0], shapes(drawing, Circle)[2]
    assert (fallen[0].y1, fallen[0].y2) == pytest.approx((first.cy, last.cy))


def test_the_lines_of_the_arms_differ_without_colour():
    strong = [line for line in shapes(drawn(), Line) if line.strokeWidth == 1.8]
    assert [bool(line.strokeDashArray) for line in strong] == [False, True, True, False]


@pytest.mark.parametrize(("pre", "post"), [(3, 3), (25, 15)], ids=["three lots", "forty lots"])
@pytest.mark.parametrize("width", [470.0, 352.0], ids=["A4", "enlarged for larger text"])
def test_no_two_texts_overlap_and_all_stay_inside(pre, post, width):
    drawing = drawn(width, pre=pre, post=post, crossed=6.0, undrawn=3, first=LONG)
    boxes = list(text_boxes(drawing))
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert all(box[0] >= 0.0 and box[1] >= 0.0 and box[2] <= width + 0.01 for box in boxes)
    said = [each.text for each in shapes(drawing, String)]
    assert sum(text.startswith(("A-", "B-", "L")) for text in said) >= 2
    assert any("…" in text for text in said)
    assert "Crossed: result that was not compared" in said
    assert "Results without a number, in the table only: 3" in said


def test_the_alternative_tells_every_result_and_every_slope():
    said = slopes_alternative(slopes_plot(crossed=6.0, first=LONG), ENGLISH)
    for words in (
        "Purity (%) over months, lot by lot.", f"{LONG} 100 at 0, 97 at 6, 94 at 12",
        "92 at 6 (excluded)", "slope -0.5 percentage points per month",
        "mean slope -1 percentage points per month",
    ):  # fmt: skip
        assert words in said


def test_a_drawing_without_results_or_before_the_start_is_refused():
    plot = slopes_plot()
    with pytest.raises(ValueError, match="at least one result"):
        replace(plot, arms=(replace(plot.arms[0], lots=()),))
    with pytest.raises(ValueError, match="before the start"):
        replace(plot.arms[0].lots[0].points[0], months=Bound(at=-1.0, text="-1"))
