"""Stability: the results of every lot over months, a line for each lot and a strong one for each arm."""

import itertools

from reportlab.graphics.shapes import Drawing

from reports.drawings import marks
from reports.drawings.axes import Axis, axis_around, tick_texts
from reports.drawings.labels import label_where_free
from reports.lines import break_lines
from reports.overtime import ArmOverTime, LotOverTime, SlopesPlot
from reports.plots import ArmRole, AxisScale, FittedLine, PointState
from reports.styles import INK, QUIET
from reports.typefaces import Faces
from reports.wording import Words

HEIGHT = 160.0
FLOOR = 34.0  # ticks and the name of the axis below
HEAD = 16.0  # the name of the axis above
LOTS = 96.0  # right of the last month, for the numbers of lots
LINE = 11.0
KEY = 8.0  # between the drawing and its key
SIGN = 26.0  # what a line of the key leaves for the mark and the line that it explains
TICKS = 5
AIR = 9.0  # between the axes and what is drawn
BESIDE = 7.0  # between two arms at one month


def slopes_drawing(plot: SlopesPlot, faces: Faces, words: Words, width: float) -> Drawing:
    key = _key(plot, words, faces, width - SIGN)
    floor = FLOOR + KEY + LINE * len(key)
    drawing = Drawing(width, floor + HEIGHT + HEAD)
    up = axis_around(_values(plot), scale=AxisScale.LINEAR, start=floor, end=floor + HEIGHT)
    left = max([24.0, *(marks.text_width(text, faces.regular) for text in tick_texts(up.ticks(TICKS)))]) + 8
    across = Axis(scale=AxisScale.LINEAR, low=0.0, high=plot.last, start=left + AIR, end=width - LOTS - AIR)
    _draw_axes(drawing, plot, across, up, faces, words)
    for arm in plot.arms:
        for lot in arm.lots:
            if lot.line and lot.points:
                last = max(point.months.at for point in lot.points)
                _draw_line(drawing, lot.line, across, up, arm.role, until=last, is_strong=False)
    for aside, arm in zip(_asides(plot), plot.arms, strict=True):
        for lot in arm.lots:
            for point in lot.points:
                x, y = across.at(point.months.at) + aside, up.at(point.value.at)
                marks.lot_mark(drawing, x, y, arm.role, excluded=point.state is PointState.EXCLUDED)
    for arm in plot.arms:
        if arm.line:
            _draw_line(drawing, arm.line, across, up, arm.role, until=_last(arm), is_strong=True)
    _draw_key(drawing, key, faces)
    _label_lots(drawing, plot, across, up, faces)
    return drawing


def _asides(plot: SlopesPlot) -> list[float]:
    """How far from its month each arm stands, so that none hides another."""
    middle = (len(plot.arms) - 1) / 2
    return [BESIDE * (number - middle) for number in range(len(plot.arms))]


def slopes_alternative(plot: SlopesPlot, words: Words) -> str:
    """Every lot with its results over months and its slope, arm by arm, and the slope of the arm."""
    arms = []
    for arm in plot.arms:
        lots = [_lot_words(lot, words) for lot in arm.lots] or [words("no lots")]
        line = [words("mean {slope}", slope=arm.line.text)] if arm.line else []
        arms.append(f"{arm.label}: {words.parted([*lots, *line])}")
    return words("{axis} over months, lot by lot. {arms}.", axis=plot.axis, arms=". ".join(arms))


def _lot_words(lot: LotOverTime, words: Words) -> str:
    points = [
        words("{value} at {month}", value=point.value.text, month=point.months.text)
        + ("" if point.state is PointState.COUNTED else f" ({words.term(point.state)})")
        for point in lot.points
    ]
    return words.listed([f"{lot.lot} {points[0]}", *points[1:], *([lot.line.text] if lot.line else [])])


def _values(plot: SlopesPlot) -> list[float]:
    """Of results and of the ends of all lines, so that nothing leaves the drawing."""
    found = [point.value.at for arm in plot.arms for lot in arm.lots for point in lot.points]
    lines = [(arm.line, _last(arm)) for arm in plot.arms]
    lines += [
        (lot.line, max(point.months.at for point in lot.points))
        for arm in plot.arms
        for lot in arm.lots
        if lot.points
    ]
    return found + [_on(line, month) for line, last in lines if line for month in (0.0, last)]


def _on(line: FittedLine, month: float) -> float:
    return line.intercept + line.slope * month


def _last(arm: ArmOverTime) -> float:
    return max((point.months.at for lot in arm.lots for point in lot.points), default=0.0)


def _draw_line(
    drawing: Drawing,
    line: FittedLine,
    across: Axis,
    up: Axis,
    role: ArmRole,
    *,
    until: float,
    is_strong: bool,
) -> None:
    """Solid before and dashed after, so that grey tells the arms apart."""
    start, end = ((across.at(month), up.at(_on(line, month))) for month in (0.0, until))
    colour, width = (INK, 1.8) if is_strong else (QUIET, 0.6)
    marks.line(drawing, start, end, colour=colour, width=width, dashed=role is not ArmRole.PRE)


def _draw_axes(
    drawing: Drawing, plot: SlopesPlot, across: Axis, up: Axis, faces: Faces, words: Words
) -> None:
    left = across.start - AIR
    marks.line(drawing, (left, up.start), (left, up.end))
    marks.line(drawing, (left, up.start), (across.end + AIR, up.start))
    ticks = up.ticks(TICKS)
    for tick, text in zip(ticks, tick_texts(ticks), strict=True):
        at = up.at(tick)
        marks.line(drawing, (left - 3, at), (left, at))
        marks.text(drawing, left - 5, at - 3, text, faces.regular, anchor="end")
    for month in _months(plot, across):
        at = across.at(month)
        marks.line(drawing, (at, up.start), (at, up.start - 3))
        marks.text(drawing, at, up.start - 13, f"{month:g}", faces.regular, anchor="middle")
    name = marks.shortened(plot.axis, faces.regular, drawing.width)
    marks.text(drawing, 0, drawing.height - 9, name, faces.regular, colour=QUIET)
    middle = (across.start + across.end) / 2
    marks.text(drawing, middle, up.start - 26, words("Months"), faces.regular, anchor="middle", colour=QUIET)


def _months(plot: SlopesPlot, across: Axis) -> list[float]:
    """The months of the study where each has room, else round ones."""
    found = sorted({point.months.at for arm in plot.arms for lot in arm.lots for point in lot.points})
    places = [across.at(month) for month in found]
    has_room = all(after - before >= 20.0 for before, after in itertools.pairwise(places))
    return found if has_room else across.ticks(TICKS)


def _label_lots(drawing: Drawing, plot: SlopesPlot, across: Axis, up: Axis, faces: Faces) -> None:
    """The number of a lot beside its last result."""
    ends, others = [], []
    for aside, arm in zip(_asides(plot), plot.arms, strict=True):
        for lot in arm.lots:
            places = [(across.at(point.months.at) + aside, up.at(point.value.at)) for point in lot.points]
            if places:
                last = max(places)
                ends.append((marks.shortened(lot.lot, faces.regular, LOTS - 14.0), last))
                others += [place for place in places if place != last]
    label_where_free(drawing, ends, faces.regular, others=others, at_right=True)


def _key(plot: SlopesPlot, words: Words, faces: Faces, width: float) -> list[tuple[ArmOverTime | None, str]]:
    """What signs and lines mean, one line each; an arm stands before the first line of its entry."""
    entries: list[tuple[ArmOverTime | None, str]] = []
    for arm in plot.arms:
        meaning = words("strong line: mean {slope}", slope=arm.line.text) if arm.line else ""
        entries.append((arm, words.parted(part for part in (arm.label, meaning) if part)))
    if any(lot.line for arm in plot.arms for lot in arm.lots):
        entries.append((None, words("Thin line: one lot, by least squares")))
    if len(plot.arms) > 1:
        entries.append((None, words("The arms stand beside each other at each month")))
    states = {point.state for arm in plot.arms for lot in arm.lots for point in lot.points}
    if PointState.EXCLUDED in states:
        entries.append((None, words("Crossed: result that was not compared")))
    if plot.undrawn:
        entries.append(
            (None, words("Results without a number, in the table only: {count}", count=plot.undrawn))
        )
    lines: list[tuple[ArmOverTime | None, str]] = []
    for sign, text in entries:
        broken = break_lines(text, font=faces.regular, size=marks.LABEL, width=width)
        lines += [(None if number else sign, part.text) for number, part in enumerate(broken)]
    return lines


def _draw_key(drawing: Drawing, key: list[tuple[ArmOverTime | None, str]], faces: Faces) -> None:
    for number, (arm, text) in enumerate(reversed(key)):
        base = 3.0 + LINE * number
        if arm:
            is_dashed = arm.role is not ArmRole.PRE
            marks.line(drawing, (0, base + 3), (20, base + 3), colour=INK, width=1.8, dashed=is_dashed)
            marks.lot_mark(drawing, 10, base + 3, arm.role, excluded=False)
        marks.text(drawing, SIGN, base, text, faces.regular)
