"""Labels of points in a drawing, each where nothing else stands; one without room is left to the table."""

from collections.abc import Iterable, Iterator
from itertools import islice

from reportlab.graphics.shapes import Drawing, String

from reports.drawings import marks

ASIDE = 6.0  # between a point and its label
ASCENT, DESCENT = 7.0, 2.5  # of the text of drawings

Box = tuple[float, float, float, float]  # left, bottom, right, top
Place = tuple[float, float]


def label_where_free(
    drawing: Drawing,
    labels: Iterable[tuple[str, Place]],
    font: str,
    *,
    others: Iterable[Place] = (),
    at_right: bool = False,
) -> None:
    """Draw each label beside its point unless it would touch another text, another point or the edge.

    others: points without a label. at_right: nowhere but right of the point.
    """
    wanted = list(labels)
    taken = [*text_boxes(drawing), *map(point_box, others), *(point_box(place) for _, place in wanted)]
    for words, place in wanted:
        wide = marks.text_width(words, font)
        for left, base in islice(_beside(place, wide), 1 if at_right else None):
            box = (left, base - DESCENT, left + wide, base + ASCENT)
            if _is_within(box, drawing) and not any(overlap(box, other) for other in taken):
                marks.text(drawing, left, base, words, font)
                taken.append(box)
                break


def text_boxes(drawing: Drawing) -> Iterator[Box]:
    """The room that each text of a drawing takes."""
    for shape in drawing.contents:
        if isinstance(shape, String):
            wide = marks.text_width(shape.text, shape.fontName, shape.fontSize)
            left = shape.x - {"start": 0.0, "middle": wide / 2.0, "end": wide}[shape.textAnchor]
            yield left, shape.y - DESCENT, left + wide, shape.y + ASCENT


def point_box(place: Place) -> Box:
    x, y = place
    return x - 4.5, y - 4.5, x + 4.5, y + 4.5


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _beside(place: Place, wide: float) -> Iterator[Place]:
    """Left end and baseline of a label right of the point, left, above, below and at the corners."""
    x, y = place
    right, left, middle = x + ASIDE, x - ASIDE - wide, x - wide / 2.0
    level, above, below = y - 3.0, y + ASIDE + DESCENT, y - ASIDE - ASCENT
    yield from ((right, level), (left, level), (middle, above), (middle, below))
    yield from ((right, above - 3.0), (left, above - 3.0), (right, below + 3.0), (left, below + 3.0))


def _is_within(box: Box, drawing: Drawing) -> bool:
    return box[0] >= 0.0 and box[1] >= 0.0 and box[2] <= drawing.width and box[3] <= drawing.height
