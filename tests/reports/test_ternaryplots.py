"""Three parts of a whole drawn: lots where their shares are, only the piece that is needed, labels apart."""

import math
import re
from itertools import combinations

import pytest
from reportlab.graphics.shapes import Circle, Line, Rect, String

from reports.drawings.labels import overlap, text_boxes
from reports.drawings.parts import LEFT, SIDE, ternary_alternative, ternary_drawing
from reports.drawings.triangle import Triangle, closed, moved, triangle_around
from reports.typefaces import faces
from reports.wholes import WholePoint
from reports.wording import ENGLISH
from tests.reports.sample_wholes import AFTER, BEFORE, lots, shares, ternary_plot

WHOLE = Triangle(floor=(0.0, 0.0, 0.0), step=20.0, left=100.0, bottom=50.0, side=200.0)
INTERVALS = ((11.5, 12.5), (7.5, 8.5), (79.0, 81.0))


def drawn(width=470.0, **changes):
    return ternary_drawing(ternary_plot(**changes), faces("en"), ENGLISH, width)


def shapes(drawing, kind):
    return [shape for shape in drawing.contents if isinstance(shape, kind)]


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ((100.0, 0.0, 0.0), (200.0, 50.0 + 100.0 * math.sqrt(3.0))),
        ((0.0, 100.0, 0.0), (100.0, 50.0)),
        ((0.0, 0.0, 100.0), (300.0, 50.0)),
        ((1.0, 1.0, 1.0), (200.0, 50.0 + 100.0 / math.sqrt(3.0))),
        ((0.0, 25.0, 75.0), (250.0, 50.0)),
        ((50.0, 25.0, 25.0), (200.0, 50.0 + 50.0 * math.sqrt(3.0))),
    ],
    ids=["top", "left", "right", "equal parts", "on the lower edge", "half-way up"],
)
def test_shares_lie_where_the_geometry_of_a_triangle_puts_them(parts, place):
    assert WHOLE.at(closed(parts)) == pytest.approx(place)


def test_a_piece_is_drawn_as_large_as_the_whole():
    """At least 10, 5 and 80 %: five percentage points along an edge of 200 points."""
    piece = Triangle(floor=(10.0, 5.0, 80.0), step=1.0, left=100.0, bottom=50.0, side=200.0)
    assert piece.at((10.0, 10.0, 80.0)) == pytest.approx((100.0, 50.0))
    assert piece.at((10.0, 5.0, 85.0)) == pytest.approx((300.0, 50.0))
    assert piece.at((11.0, 5.0, 84.0)) == pytest.approx((280.0, 50.0 + 20.0 * math.sqrt(3.0)))
    assert piece.ticks(2) == [81.0, 82.0, 83.0, 84.0]


def test_only_the_piece_that_holds_all_lots_is_drawn_with_round_edges():
    near = triangle_around([*BEFORE, *AFTER], left=0.0, bottom=0.0, side=SIDE)
    assert near.size < 20.0
    assert all(low % near.step == pytest.approx(0.0) for low in near.floor)
    assert all(part >= low for lot in (*BEFORE, *AFTER) for part, low in zip(lot, near.floor, strict=True))
    far = triangle_around([(90.0, 5.0, 5.0), (5.0, 90.0, 5.0)], left=0.0, bottom=0.0, side=SIDE)
    assert (far.floor, far.size) == ((0.0, 0.0, 0.0), 100.0)


def test_lots_of_one_composition_still_have_a_grid():
    same = ((10.0, 10.0, 80.0),) * 3
    *marks, _ = shapes(drawn(before=same, after=same), Circle)  # the last one explains the sign
    assert len({(mark.cx, mark.cy) for mark in marks}) == 1
    assert LEFT < marks[0].cx < LEFT + SIDE


def test_a_part_that_was_not_found_lies_on_the_edge():
    assert triangle_around([(0.0, 20.0, 80.0), (2.0, 20.0, 78.0)], left=0, bottom=0, side=1).floor[0] == 0.0


def test_one_part_moves_and_the_others_keep_their_ratios():
    """Half of the share of the first part goes to the others as 1 : 4."""
    assert moved((20.0, 16.0, 64.0), 0, 10.0) == pytest.approx((10.0, 18.0, 72.0))


def test_the_marks_of_the_arms_differ_in_shape_and_an_excluded_lot_is_crossed():
    plain, crossed = drawn(), drawn(excluded=2)
    assert (len(shapes(plain, Circle)), len(shapes(plain, Rect))) == (3 + 1, 3 + 1)  # one each in the key
    assert len(shapes(crossed, Line)) == len(shapes(plain, Line)) + 2
    assert any("Crossed: excluded lot" in each.text for each in shapes(crossed, String))


def test_an_interval_ends_in_a_stroke_only_where_it_is_drawn_whole():
    whole = drawn(reaches=INTERVALS)
    cut = drawn(reaches=((11.5, 12.5), (0.5, 60.0), (79.0, 81.0)))
    assert len(shapes(whole, Line)) - len(shapes(drawn(), Line)) == 3 + 6
    assert len(shapes(cut, Line)) - len(shapes(drawn(), Line)) == 3 + 4
    said = [" ".join(each.text for each in shapes(drawing, String)) for drawing in (whole, cut)]
    assert ["reaches" in text for text in said] == [False, True]


@pytest.mark.parametrize("width", [470.0, 352.0], ids=["A4", "enlarged for larger text"])
@pytest.mark.parametrize("count", [3, 40])
def test_no_two_texts_overlap_and_all_stay_inside(count, width):
    """Lots spread around the centre as a spiral, close at first."""

    def spiral(start: float) -> tuple[tuple[float, ...], ...]:
        return tuple(
            (start + 0.05 * n * math.cos(n), 8.0 + 0.05 * n * math.sin(n), 80.0) for n in range(1, count + 1)
        )

    drawing = drawn(width, before=spiral(12.0), after=spiral(14.0), reaches=INTERVALS)
    boxes = list(text_boxes(drawing))
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert all(box[0] >= 0.0 and box[1] >= 0.0 and box[2] <= width + 0.01 for box in boxes)
    labelled = [each.text for each in shapes(drawing, String) if re.fullmatch(r"[AB]-\d\d", each.text)]
    assert len(labelled) >= 4


def test_labels_that_overlap_are_seen():
    assert overlap((0.0, 0.0, 10.0, 10.0), (5.0, 5.0, 15.0, 15.0))
    assert not overlap((0.0, 0.0, 10.0, 10.0), (10.0, 0.0, 20.0, 10.0))
    assert not overlap((0.0, 0.0, 10.0, 10.0), (5.0, 11.0, 15.0, 20.0))


def test_a_lot_number_of_sixty_characters_is_shortened_in_the_drawing_and_whole_in_its_text():
    long = WholePoint(lot="L" * 60, shares=shares((12.0, 8.0, 80.0)), state=lots(BEFORE, "A")[0].state)
    plot = ternary_plot()
    arm = type(plot.arms[0])(label="CDMO A", role=plot.arms[0].role, points=(long,), centre=None)
    alone = type(plot)(parts=plot.parts, arms=(arm,), reaches=(), level="")
    texts = [each.text for each in shapes(ternary_drawing(alone, faces("en"), ENGLISH, 470.0), String)]
    assert any(re.fullmatch("L+…L+", text) for text in texts)
    assert "L" * 60 in ternary_alternative(alone, ENGLISH)


def test_the_alternative_tells_every_lot_the_centres_and_the_intervals():
    said = ternary_alternative(ternary_plot(excluded=2, reaches=INTERVALS), ENGLISH)
    for words in (
        "Empty capsids, Partial capsids, Full capsids, lot by lot.", "A-01 12, 8, 80",
        "B-02 15, 7.5, 77.5 (excluded)", "centre 14.5, 7.5, 78",
        "90 % simultaneous interval: Empty capsids 11.5 % to 12.5 %",
    ):  # fmt: skip
        assert words in said


def test_shares_that_are_no_composition_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        lots(((-1.0, 50.0, 51.0),), "A")
    with pytest.raises(ValueError, match="not all of them are zero"):
        lots(((0.0, 0.0, 0.0),), "A")
    with pytest.raises(ValueError, match="around the centre of the pre lots"):
        ternary_plot(reaches=INTERVALS, centres=False)
    with pytest.raises(ValueError, match="at least one lot"):
        ternary_plot(before=(), after=())
