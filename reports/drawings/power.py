"""How the chance to pass grows with the lots: a line for each attribute and a strong one for all."""

import itertools

from reportlab.graphics.shapes import Circle, Drawing

from reports.drawings import marks
from reports.plots import ArmRole, PowerLine, PowerPlot
from reports.styles import INK, MARGIN_BAND, QUIET, RULE, WHITE
from reports.typefaces import Faces
from reports.wording import Words

PLOT_HEIGHT = 170.0
FLOOR = 34.0
TOP = 22.0
LEFT = 38.0
LINE = 11.0
LONGEST_LABEL = 160.0  # points, right of the lines
GRID = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def power_drawing(plot: PowerPlot, faces: Faces, words: Words, width: float) -> Drawing:
    labels = [_label(line, faces) for line in plot.lines]
    room = min(LONGEST_LABEL, max(marks.text_width(label, font) for label, font in labels)) + 16
    right = width - room
    height = FLOOR + max(PLOT_HEIGHT, LINE * (len(plot.lines) + 1)) + TOP
    drawing = Drawing(width, height)
    place = _Place(plot, right=right, ceiling=height - TOP)
    slot = place.across(1) - place.across(0)
    planned = next((n for n, lots in enumerate(place.lots) if lots == plot.planned), None)
    if planned is not None:
        middle = place.across(planned)
        marks.band(drawing, middle - slot / 4, FLOOR, slot / 2, place.ceiling - FLOOR, MARGIN_BAND)
        planned_word, at = words("planned"), place.ceiling + 4
        marks.text(drawing, middle, at, planned_word, faces.regular, anchor="middle", colour=QUIET)
    _axes(drawing, plot, place, faces)
    target = place.up(plot.target.at)
    marks.line(drawing, (LEFT, target), (right, target), colour=INK, dashed=True)
    aim = words("target {chance}", chance=plot.target.text)
    marks.text(drawing, right - 3, target - 10, aim, faces.regular, anchor="end", colour=QUIET)
    for line in sorted(plot.lines, key=lambda each: each.is_joint):
        _line(drawing, line, place)
    _name_lines(drawing, plot, place, labels, faces, room=room - 16)
    return drawing


def power_alternative(plot: PowerPlot, words: Words) -> str:
    """Every line with its chances, in words."""
    return words(
        "Chance to pass by number of lots ({axis}); target {target}, planned {planned}. {chances}.",
        axis=plot.axis,
        target=plot.target.text,
        planned=plot.planned,
        chances=words.parted(_chances(line, words) for line in plot.lines),
    )


def _chances(line: PowerLine, words: Words) -> str:
    points = (words("{chance} at {lots}", chance=point.chance.text, lots=point.lots) for point in line.points)
    return words("{name}: {value}", name=line.label, value=words.listed(points))


class _Place:
    """Where lots and chances lie on the drawing."""

    def __init__(self, plot: PowerPlot, *, right: float, ceiling: float):
        self.lots = [point.lots for point in plot.lines[0].points]
        self.right, self.ceiling = right, ceiling
        self._slot = (right - LEFT) / len(self.lots)

    def across(self, number: int) -> float:
        """The middle of the slot of the n-th number of lots."""
        return LEFT + self._slot * (number + 0.5)

    def up(self, chance: float) -> float:
        return FLOOR + chance * (self.ceiling - FLOOR)


def _axes(drawing: Drawing, plot: PowerPlot, place: _Place, faces: Faces) -> None:
    for share in GRID:
        at = place.up(share)
        marks.line(drawing, (LEFT, at), (place.right, at), width=0.3 if share else 0.6)
        marks.text(drawing, LEFT - 5, at - 3, f"{100 * share:.0f} %", faces.regular, anchor="end")
    marks.line(drawing, (LEFT, FLOOR), (LEFT, place.ceiling))
    for number, lots in enumerate(place.lots):
        at = place.across(number)
        marks.line(drawing, (at, FLOOR), (at, FLOOR - 3))
        marks.text(drawing, at, FLOOR - 13, str(lots), faces.regular, anchor="middle")
    middle = (LEFT + place.right) / 2
    marks.text(drawing, middle, 4, plot.axis, faces.regular, anchor="middle", colour=QUIET)


def _line(drawing: Drawing, line: PowerLine, place: _Place) -> None:
    points = [(place.across(number), place.up(point.chance.at)) for number, point in enumerate(line.points)]
    for start, end in itertools.pairwise(points):
        colour, width = (INK, 2.0) if line.is_joint else (QUIET, 0.8)
        marks.line(drawing, start, end, colour=colour, width=width)
    for x, y in points:
        if line.is_joint:
            marks.lot_mark(drawing, x, y, ArmRole.POST, excluded=False)
        else:
            drawing.add(Circle(x, y, 2.2, fillColor=WHITE, strokeColor=QUIET, strokeWidth=0.8))


def _name_lines(
    drawing: Drawing,
    plot: PowerPlot,
    place: _Place,
    labels: list[tuple[str, str]],
    faces: Faces,
    *,
    room: float,
) -> None:
    """Each label at the height of its line's end, pushed down where another one stands there."""
    ends = [place.up(line.points[-1].chance.at) for line in plot.lines]
    order = sorted(range(len(ends)), key=lambda number: -ends[number])
    heights: dict[int, float] = {}
    free = place.ceiling
    for number in order:
        heights[number] = min(ends[number], free)
        free = heights[number] - LINE
    # What was pushed below the axis moves up again, the lowest first.
    lowest = FLOOR
    for number in reversed(order):
        heights[number] = max(heights[number], lowest)
        lowest = heights[number] + LINE
    last = place.across(len(place.lots) - 1)
    for number, (words, font) in enumerate(labels):
        marks.line(
            drawing, (last + 4, ends[number]), (place.right + 4, heights[number]), colour=RULE, width=0.4
        )
        short = marks.shortened(words, font, room)
        marks.text(drawing, place.right + 8, heights[number] - 3, short, font)


def _label(line: PowerLine, faces: Faces) -> tuple[str, str]:
    return line.label, faces.semibold if line.is_joint else faces.regular
