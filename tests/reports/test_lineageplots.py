"""Genealogy drawn: a line for each recorded parent, strong frames for what arms share, long ones in parts."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from reportlab.graphics.shapes import Circle, Line, Rect, String

from reports.drawings.genealogy import genealogy_alternative, genealogy_drawing, genealogy_pieces
from reports.drawings.labels import overlap, text_boxes
from reports.lineage import Genealogy, Relative
from reports.typefaces import faces
from reports.wording import ENGLISH
from tests.reports.sample_lineage import LONG, genealogy

HIGHEST = 520.0


def drawn(made: Genealogy | None = None, width: float = 470.0):
    return genealogy_drawing(made or genealogy(), faces("en"), ENGLISH, width)


def shapes(drawing, kind):
    return [shape for shape in drawing.contents if isinstance(shape, kind)]


def boxes(drawing) -> dict[str, Rect]:
    """The frame around each text."""
    frames = [each for each in shapes(drawing, Rect) if each.width > 20.0]
    return {
        text.text: frame
        for text in shapes(drawing, String)
        for frame in frames
        if frame.x < text.x < frame.x + frame.width and frame.y < text.y < frame.y + frame.height
    }


def test_what_went_into_a_lot_stands_left_of_it_and_its_line_ends_at_its_middle():
    drawing = drawn()
    frames = boxes(drawing)
    columns = [frames[name].x for name in ("pHelper A-1", "drug substance A-02-DS", "A-02")]
    assert columns == pytest.approx([0.0, 134.0 + 34.0, 2 * (134.0 + 34.0)])  # (470 - 2 * 34) / 3 wide
    ends = {(round(line.x2, 3), round(line.y2, 3)) for line in shapes(drawing, Line)}
    for name in ("drug substance A-02-DS", "A-02", "B-03"):
        frame = frames[name]
        assert (round(frame.x, 3), round(frame.y + frame.height / 2, 3)) in ends


def test_materials_that_went_into_the_same_lots_stand_in_one_frame():
    frames = boxes(drawn())
    assert frames["pHelper A-1"] is frames["pHelper A-3"]
    assert frames["pHelper A-1"] is not frames["pHelper B-1"]
    assert frames["pHelper A-1"] is not frames["MCB HEK-01"]


def test_only_what_both_arms_share_has_a_strong_frame():
    strong = {name for name, frame in boxes(drawn()).items() if frame.strokeWidth > 1.0}
    assert strong == {"MCB HEK-01"}
    alone = genealogy(is_shared=False)
    assert {frame.strokeWidth for frame in boxes(drawn(alone)).values()} == {0.6}
    assert "Nothing went into lots of more than one arm." in genealogy_alternative(alone, ENGLISH)


@pytest.mark.parametrize("width", [470.0, 352.0], ids=["A4", "enlarged for larger text"])
@pytest.mark.parametrize(("pre", "post"), [(2, 1), (25, 15)], ids=["three lots", "forty lots"])
def test_no_text_and_no_frame_meets_another_and_no_piece_is_higher_than_its_page(pre, post, width):
    whole = genealogy(pre=pre, post=post, plasmids=12)
    pieces = list(genealogy_pieces(whole, highest=HIGHEST))
    assert [lot.name for piece in pieces for lot in piece.lots] == [lot.name for lot in whole.lots]
    assert (len(pieces) > 1) is (pre + post > 30)
    for piece in pieces:
        drawing = drawn(piece, width)
        assert drawing.height < HIGHEST + 60.0
        taken = list(text_boxes(drawing))
        assert [pair for pair in combinations(taken, 2) if overlap(*pair)] == []
        frames = list({id(frame): frame for frame in boxes(drawing).values()}.values())
        around = [(each.x, each.y, each.x + each.width, each.y + each.height) for each in frames]
        assert [pair for pair in combinations(around, 2) if overlap(*pair)] == []
        assert all(box[0] >= 0.0 and box[1] >= 0.0 and box[2] <= width + 0.01 for box in (*taken, *around))


def test_a_frame_with_many_materials_says_how_many_more_there_are():
    said = [each.text for each in shapes(drawn(genealogy(plasmids=12)), String)]
    assert said.count("and 4 more") == 2


def test_the_marks_tell_the_arms_apart():
    drawing = drawn(genealogy(pre=3, post=2))
    assert len([each for each in shapes(drawing, Circle) if each.r > 2.0]) == 3 + 1  # one in the key
    assert len([each for each in shapes(drawing, Rect) if each.width < 10.0]) == 2 + 1


def test_a_number_of_sixty_characters_is_shortened_in_the_drawing_and_whole_in_its_text():
    assert any(re.fullmatch("L+…L+", each.text) for each in shapes(drawn(), String))
    said = genealogy_alternative(genealogy(), ENGLISH)
    for words in (
        f"{LONG} (CDMO A) from drug substance A-01-DS",
        "drug substance B-02-DS from MCB HEK-01, pHelper B-1, pHelper B-2, pHelper B-3",
        "In lots of more than one arm: MCB HEK-01.",
    ):
        assert words in said


def test_a_lot_without_a_recorded_parent_is_drawn_and_said():
    relatives = genealogy().relatives
    alone = replace(relatives[-1], parents=())
    made = Genealogy(relatives=(*relatives[:-1], alone))
    assert "B-03" in boxes(drawn(made))
    assert "B-03 (CDMO B) without a recorded parent" in genealogy_alternative(made, ENGLISH)


def test_a_genealogy_that_contradicts_itself_is_refused():
    first, second = (
        Relative(
            number=number, name="lot", parents=(parent,), is_material=False, arm=None, role=None, arms=()
        )
        for number, parent in ((1, 2), (2, 1))
    )
    with pytest.raises(ValueError, match="descends from itself"):
        Genealogy(relatives=(first, second))
    with pytest.raises(ValueError, match="a parent is missing"):
        Genealogy(relatives=(first,))
    with pytest.raises(ValueError, match="share a number"):
        Genealogy(relatives=(first, first))
