"""Two methods on the same lots: one over the other, and their disagreement over their mean (Bland–Altman)."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Circle, Drawing

from reports.drawings import marks
from reports.drawings.axes import Axis, axis_around, tick_texts
from reports.drawings.intervals import axis_name, reach_text
from reports.lines import break_lines
from reports.plots import AgreementLine, AgreementPlot, AxisScale, Bound, FittedLine, MethodsPlot
from reports.styles import INK, QUIET, WHITE
from reports.typefaces import Faces
from reports.wording import Words, fixed

SIDE = 200.0  # of the square in which one method stands over the other
HEIGHT = 150.0  # of the plot of agreement
FLOOR = 34.0  # ticks and the name of the axis below
HEAD = 16.0  # the name of the axis above
LABELS = 152.0  # right of the plot of agreement
WHISKER = 8.0  # between the intervals beside it
LINE = 11.0
TICKS = 5
REACH = 0.4  # of the spread of lots and lines, as far as an interval is drawn whole beyond them


def methods_drawing(plot: MethodsPlot, faces: Faces, words: Words, width: float) -> Drawing:
    drawing = Drawing(width, FLOOR + SIDE + HEAD)
    values = [bound.at for point in plot.points for bound in (point.before, point.after)]
    plain = axis_around(values, scale=AxisScale.LINEAR, start=0, end=SIDE)
    left = _room_for_ticks(plain, faces)
    across, up = _placed(plain, left, left + SIDE), _placed(plain, FLOOR, FLOOR + SIDE)
    _axes(drawing, across, up, faces)
    marks.line(drawing, (across.start, up.start), (across.end, up.end))
    if plot.line is not None:
        _fitted(drawing, plot.line, across, up)
    for point in plot.points:
        _dot(drawing, across.at(point.before.at), up.at(point.after.at))
    _name_axes(drawing, plot.before_axis, plot.after_axis, faces, left, width)
    x, y = across.end + 16, up.end - 9
    key = [words("Circle: one lot"), words("Line: both read the same")]
    if plot.line is not None:
        key.append(words("Dashed: {line}", line=plot.line.text))
    for entry in key:
        for part in break_lines(entry, font=faces.regular, size=marks.LABEL, width=width - x):
            marks.text(drawing, x, y, part.text, faces.regular)
            y -= LINE
        y -= 3
    return drawing


def methods_alternative(plot: MethodsPlot, words: Words) -> str:
    """Every lot by both methods, and the line."""
    points = words.listed(
        words("{lot} {before} and {after}", lot=each.lot, before=each.before.text, after=each.after.text)
        for each in plot.points
    )
    line = f" {plot.line.text}." if plot.line else ""
    return words(
        "{after} over {before}, lot by lot: {points}.{line}",
        after=plot.after_axis,
        before=plot.before_axis,
        points=points,
        line=line,
    )


def agreement_drawing(plot: AgreementPlot, faces: Faces, words: Words, width: float) -> Drawing:
    drawing = Drawing(width, FLOOR + HEIGHT + HEAD)
    up = _disagreement_axis(plot)
    middles = [point.middle.at for point in plot.points]
    left = _room_for_ticks(up, faces)
    across = axis_around(middles, scale=plot.scale, start=left, end=width - LABELS)
    _axes(drawing, across, up, faces)
    at = up.at(plot.no_difference.at)
    marks.line(drawing, (across.start, at), (across.end, at))
    for number, line in enumerate(plot.lines):
        _agreement_line(drawing, line, across, up, aside=6 + WHISKER * number)
    for point in plot.points:
        _dot(drawing, across.at(point.middle.at), up.at(point.difference.at))
    _label_lines(drawing, plot.lines, up, across.end + 12 + WHISKER * len(plot.lines), width, faces)
    middle, difference = (
        axis_name(name, plot.scale, words) for name in (plot.middle_axis, plot.difference_axis)
    )
    _name_axes(drawing, middle, difference, faces, left, width)
    return drawing


def agreement_alternative(plot: AgreementPlot, words: Words) -> str:
    """Every lot's disagreement, the bias and the limits."""
    points = words.listed(
        words(
            "{lot} {difference} at {mean}",
            lot=each.lot,
            difference=each.difference.text,
            mean=each.middle.text,
        )
        for each in plot.points
    )
    lines = words.parted(f"{line.name} {line.at.text} ({_reach(line, words)})" for line in plot.lines)
    return words(
        "{difference} over {mean}, lot by lot: {points}. {lines}.",
        difference=plot.difference_axis,
        mean=plot.middle_axis,
        points=points,
        lines=lines,
    )


def _disagreement_axis(plot: AgreementPlot) -> Axis:
    """Around lots and lines, and around the ends of intervals that do not reach too far beyond them."""
    values = [point.difference.at for point in plot.points]
    values += [plot.no_difference.at, *(line.at.at for line in plot.lines)]
    wide = axis_around(values, scale=plot.scale, start=0, end=1, padding=REACH)
    for line in plot.lines:
        values += [min(max(end.at, wide.low), wide.high) for end in (line.low, line.high) if end]
    return axis_around(values, scale=plot.scale, start=FLOOR, end=FLOOR + HEIGHT)


def _reach(line: AgreementLine, words: Words) -> str:
    return reach_text(line.low, line.high, words, without=fixed("no interval"))


def _placed(axis: Axis, start: float, end: float) -> Axis:
    return Axis(scale=axis.scale, low=axis.low, high=axis.high, start=start, end=end)


def _room_for_ticks(axis: Axis, faces: Faces) -> float:
    widths = [marks.text_width(words, faces.regular) for words in tick_texts(axis.ticks(TICKS))]
    return max([24.0, *widths]) + 8


def _axes(drawing: Drawing, across: Axis, up: Axis, faces: Faces) -> None:
    marks.line(drawing, (across.start, up.start), (across.end, up.start))
    marks.line(drawing, (across.start, up.start), (across.start, up.end))
    ticks = up.ticks(TICKS)
    for tick, words in zip(ticks, tick_texts(ticks), strict=True):
        at = up.at(tick)
        marks.line(drawing, (across.start - 3, at), (across.start, at))
        marks.text(drawing, across.start - 5, at - 3, words, faces.regular, anchor="end")
    ticks = across.ticks(TICKS)
    taken = -1.0
    for tick, words in zip(ticks, tick_texts(ticks), strict=True):
        at, half = across.at(tick), marks.text_width(words, faces.regular) / 2
        marks.line(drawing, (at, up.start), (at, up.start - 3))
        if at - half > taken:
            marks.text(drawing, at, up.start - 13, words, faces.regular, anchor="middle")
            taken = at + half + 4


def _name_axes(drawing: Drawing, across: str, up: str, faces: Faces, left: float, width: float) -> None:
    """The upright axis above its end, the other below its ticks."""
    head = marks.shortened(up, faces.regular, width)
    marks.text(drawing, 0, drawing.height - 9, head, faces.regular, colour=QUIET)
    foot = marks.shortened(across, faces.regular, width - left)
    marks.text(drawing, left, 4, foot, faces.regular, colour=QUIET)


def _dot(drawing: Drawing, x: float, y: float) -> None:
    drawing.add(Circle(x, y, 3.2, fillColor=WHITE, strokeColor=INK, strokeWidth=1.1))


def _fitted(drawing: Drawing, line: FittedLine, across: Axis, up: Axis) -> None:
    """As far as it lies inside the square."""
    low, high = across.low, across.high
    is_level = line.slope == 0.0
    if not is_level:
        meets = sorted((end - line.intercept) / line.slope for end in (up.low, up.high))
        low, high = max(low, meets[0]), min(high, meets[1])
    if low < high and (not is_level or up.holds(line.intercept)):
        ends = [(across.at(x), up.at(line.intercept + line.slope * x)) for x in (low, high)]
        marks.line(drawing, ends[0], ends[1], colour=INK, width=1.3, dashed=True)


def _agreement_line(drawing: Drawing, line: AgreementLine, across: Axis, up: Axis, *, aside: float) -> None:
    """The line over the whole plot, and `aside` of its right end the interval around it."""
    at = up.at(line.at.at)
    marks.line(drawing, (across.start, at), (across.end, at), colour=INK, width=1.1, dashed=line.is_limit)
    x = across.end + aside
    ends = []
    for end, edge, sense in ((line.low, up.start, -1), (line.high, up.end, 1)):
        if _is_drawn(end, up):
            place = up.at(end.at) if end else edge
            marks.line(drawing, (x - 3, place), (x + 3, place), colour=INK, width=0.9)
        else:
            place = edge
            marks.arrow(drawing, x, edge, towards=(0, sense), size=4)
        ends.append(place)
    marks.line(drawing, (x, ends[0]), (x, ends[1]), colour=INK, width=0.9)


def _is_drawn(end: Bound | None, axis: Axis) -> bool:
    return end is not None and axis.holds(end.at)


def _label_lines(
    drawing: Drawing, lines: Sequence[AgreementLine], up: Axis, x: float, width: float, faces: Faces
) -> None:
    """Beside each line its name and value, moved up where two would overlap."""
    lowest = up.start - 4
    for line in sorted(lines, key=lambda each: each.at.at):
        y = max(up.at(line.at.at) - 3, lowest)
        words = marks.shortened(f"{line.name} {line.at.text}", faces.regular, width - x)
        marks.text(drawing, x, y, words, faces.regular)
        lowest = y + LINE
