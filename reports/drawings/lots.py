"""All lots of all arms on one value axis: lot numbers while there are few, range as band, means as bars."""

import math

from reportlab.graphics.shapes import Drawing

from reports.drawings import marks
from reports.drawings.axes import Axis, axis_around, tick_texts
from reports.drawings.intervals import axis_name
from reports.lines import break_lines
from reports.plots import Band, LotPoint, LotsPlot, PlotArm, PointState
from reports.styles import INK, QUIET, RANGE_BAND
from reports.typefaces import Faces
from reports.wording import Words

FEW = 12  # lots up to which every one is labelled with its number
PLOT_HEIGHT = 118.0
RIGHT_EDGE = 6.0
ARM_GAP = 0.9  # slots between arms
LINE = 11.0
ARROWS = {PointState.BELOW: -1, PointState.ABOVE: 1}


def lots_drawing(plot: LotsPlot, faces: Faces, words: Words, width: float) -> Drawing:
    count = sum(len(arm.points) for arm in plot.arms)
    labelled = count <= FEW
    label_rows = 2 if labelled else 0
    texts = tick_texts(_axis(plot, 0, 1).ticks(5))
    left = max([30.0, *(marks.text_width(text, faces.regular) for text in texts)]) + 8
    slot = (width - left - RIGHT_EDGE) / (count + ARM_GAP * len(plot.arms))
    arm_lines = [_arm_lines(arm, slot, faces, words) for arm in plot.arms]
    floor = 4 + LINE * (label_rows + max(len(lines) for lines in arm_lines)) + 4
    key = _key(plot, words)
    top_lines = 1 + (plot.band is not None) + bool(key)
    drawing = Drawing(width, floor + PLOT_HEIGHT + LINE * top_lines + 6)
    axis = _axis(plot, floor, floor + PLOT_HEIGHT)
    _draw_band(drawing, plot.band, axis, left, width - RIGHT_EDGE)
    _draw_axis(drawing, axis, faces, left, width)
    x = left + slot * ARM_GAP / 2
    number = 0
    for arm, lines in zip(plot.arms, arm_lines, strict=True):
        _draw_arm(drawing, arm, axis, x, slot)
        if labelled:
            for place, point in enumerate(arm.points):
                _label_lot(drawing, point, x + slot * (place + 0.5), floor, number, slot, faces)
                number += 1
        for row, (text, font) in enumerate(lines):
            height = floor - 13 - LINE * (label_rows + row)
            centre = x + slot * max(1, len(arm.points)) / 2
            marks.text(drawing, centre, height, text, font, anchor="middle")
        x += slot * (len(arm.points) + ARM_GAP)
    _head(drawing, plot, key, faces, words)
    return drawing


def lots_alternative(plot: LotsPlot, words: Words) -> str:
    """Every lot with its value, arm by arm, and the range."""
    parts = []
    for arm in plot.arms:
        points = words.listed(_point_words(point, words) for point in arm.points) or words("no lots")
        told = words.parted([points, *([arm.centre.text] if arm.centre else [])])
        parts.append(f"{arm.label}: {told}")
    band = f" {plot.band.definition}." if plot.band else ""
    return words("{axis} by lot. {arms}.{band}", axis=plot.axis, arms=". ".join(parts), band=band)


def _point_words(point: LotPoint, words: Words) -> str:
    state = "" if point.state is PointState.COUNTED else f" ({words.term(point.state)})"
    return f"{point.lot} {point.value.text}{state}"


def _axis(plot: LotsPlot, start: float, end: float) -> Axis:
    values = [point.value.at for arm in plot.arms for point in arm.points]
    values += [arm.centre.at for arm in plot.arms if arm.centre]
    if plot.band:
        values += [end.at for end in (plot.band.low, plot.band.high) if end]
    limited = any(point.state in ARROWS for arm in plot.arms for point in arm.points)
    padding = 0.2 if limited else 0.08  # room for the arrows
    return axis_around(values, scale=plot.scale, start=start, end=end, padding=padding)


def _draw_band(drawing: Drawing, band: Band | None, axis: Axis, left: float, right: float) -> None:
    if band is None:
        return
    low = axis.at(band.low.at) if band.low else axis.start
    high = axis.at(band.high.at) if band.high else axis.end
    marks.band(drawing, left, low, right - left, high - low, RANGE_BAND)
    for edge in (band.low, band.high):
        if edge:
            at = axis.at(edge.at)
            marks.line(drawing, (left, at), (right, at), dashed=True)


def _draw_axis(drawing: Drawing, axis: Axis, faces: Faces, left: float, width: float) -> None:
    marks.line(drawing, (left, axis.start), (left, axis.end))
    marks.line(drawing, (left, axis.start), (width - RIGHT_EDGE, axis.start))
    ticks = axis.ticks(5)
    for tick, words in zip(ticks, tick_texts(ticks), strict=True):
        at = axis.at(tick)
        marks.line(drawing, (left - 3, at), (left, at))
        marks.text(drawing, left - 5, at - 3, words, faces.regular, anchor="end")


def _draw_arm(drawing: Drawing, arm: PlotArm, axis: Axis, x: float, slot: float) -> None:
    if arm.centre and arm.points:
        at = axis.at(arm.centre.at)
        end = x + slot * len(arm.points)
        marks.line(drawing, (x + slot * 0.15, at), (end - slot * 0.15, at), colour=INK, width=1.3)
    for place, point in enumerate(arm.points):
        across, up = x + slot * (place + 0.5), axis.at(point.value.at)
        excluded = point.state is PointState.EXCLUDED
        marks.lot_mark(drawing, across, up, arm.role, excluded=excluded)
        if point.state in ARROWS:
            sense = ARROWS[point.state]
            tip = up + sense * 12
            marks.line(drawing, (across, up + sense * 3), (across, tip - sense * 3), colour=INK, width=0.9)
            marks.arrow(drawing, across, tip, towards=(0, sense), size=4)


def _label_lot(
    drawing: Drawing, point: LotPoint, x: float, floor: float, number: int, slot: float, faces: Faces
) -> None:
    """Lot numbers stand in two staggered rows, so each has the room of two slots."""
    row = number % 2
    words = marks.shortened(point.lot, faces.regular, 2 * slot - 6)
    marks.line(drawing, (x, floor), (x, floor - 3 - LINE * row))
    marks.text(drawing, x, floor - 12 - LINE * row, words, faces.regular, anchor="middle")


def _arm_lines(arm: PlotArm, slot: float, faces: Faces, words: Words) -> list[tuple[str, str]]:
    """The arm's label in at most two lines and what its bar is, each line with its font."""
    room = max(60.0, slot * (len(arm.points) + ARM_GAP) - 6)
    label = break_lines(arm.label, font=faces.semibold, size=marks.LABEL, width=room)[:2]
    lines = [(marks.shortened(line.text, faces.semibold, room), faces.semibold) for line in label]
    if arm.centre and arm.points:
        meaning = words("bar: {meaning}", meaning=arm.centre.text)
        bar = break_lines(meaning, font=faces.regular, size=marks.LABEL, width=room)[:2]
        lines += [(marks.shortened(line.text, faces.regular, room), faces.regular) for line in bar]
    return lines


def _key(plot: LotsPlot, words: Words) -> str:
    states = {point.state for arm in plot.arms for point in arm.points}
    parts = []
    if PointState.EXCLUDED in states:
        parts.append(words("Crossed: excluded lot"))
    if PointState.BELOW in states:
        parts.append(words("Arrow down: below the limit drawn"))
    if PointState.ABOVE in states:
        parts.append(words("Arrow up: above the limit drawn"))
    return words.parted(parts)


def _head(drawing: Drawing, plot: LotsPlot, key: str, faces: Faces, words: Words) -> None:
    lines = [axis_name(plot.axis, plot.scale, words)]
    if plot.band:
        lines.append(words("Band: {definition}", definition=plot.band.definition))
    if key:
        lines.append(key)
    y = math.floor(drawing.height - 9)
    for line in lines:
        short = marks.shortened(line, faces.regular, drawing.width)
        marks.text(drawing, 0, y, short, faces.regular, colour=QUIET)
        y -= int(LINE)
