"""Variance components as bars from zero, arm by arm, each with its interval as a line below it."""

from reportlab.graphics.shapes import Drawing, Rect

from reports.components import ComponentsPlot, Span
from reports.drawings import marks
from reports.drawings.axes import Axis, tick_texts
from reports.plots import ArmRole, AxisScale
from reports.styles import INK, QUIET, WHITE
from reports.typefaces import Faces
from reports.wording import Words

BAR = 7.0
ROW = 17.0
BELOW = 4.0  # from the foot of a bar to its interval
CAP = 2.0  # half the height of the end of an interval
ARM = 17.0  # the name of an arm above its bars
FLOOR = 34.0
TICKS = 5
SIGN = 14.0  # the mark of the arm before its name
INDENT = 14.0
REACH = 3.0  # longest bars, where an interval is cut off and gets an arrow
VALUE = 140.0  # right of the longest bar, for its text


def components_drawing(plot: ComponentsPlot, faces: Faces, words: Words, width: float) -> Drawing:
    bars = [component for arm in plot.arms for component in arm.components]
    left = INDENT + 8 + max(marks.text_width(each.name, faces.regular) for each in bars)
    left = min(left, width * 0.4)
    longest = max(each.value.at for each in bars) or 1.0
    ends = [each.interval.high for each in bars if each.interval]
    high = min(max([longest, *ends]), REACH * longest)
    drawing = Drawing(width, FLOOR + ARM * len(plot.arms) + ROW * len(bars))
    axis = Axis(scale=AxisScale.LINEAR, low=0.0, high=high, start=left, end=width - VALUE)
    y = drawing.height
    for arm in plot.arms:
        y -= ARM
        if arm.role:
            marks.lot_mark(drawing, 4.0, y + 6.0, arm.role, excluded=False)
        name = marks.shortened(arm.label, faces.semibold, width - SIGN)
        marks.text(drawing, SIGN if arm.role else 0.0, y + 3.0, name, faces.semibold)
        for component in arm.components:
            y -= ROW
            short = marks.shortened(component.name, faces.regular, left - INDENT - 6)
            marks.text(drawing, INDENT, y + 5.0, short, faces.regular)
            end = axis.at(component.value.at)
            is_open = arm.role is ArmRole.PRE
            drawing.add(
                Rect(
                    left,
                    y + 2.0 + BELOW,
                    end - left,
                    BAR,
                    fillColor=WHITE if is_open else INK,
                    strokeColor=INK,
                    strokeWidth=0.8,
                )
            )
            if component.interval:
                end = max(end, _draw_interval(drawing, component.interval, axis, y + 2.0))
            marks.text(drawing, end + 7, y + 5.0, component.value.text, faces.regular)
    _draw_axis(drawing, plot, axis, faces, words)
    return drawing


def components_alternative(plot: ComponentsPlot, words: Words) -> str:
    """Every component of every arm."""
    arms = [
        f"{arm.label}: {words.listed(f'{each.name} {each.value.text}' for each in arm.components)}"
        for arm in plot.arms
    ]
    return f"{words.parted(filter(None, (plot.axis, plot.level)))}. {'. '.join(arms)}."


def _draw_interval(drawing: Drawing, interval: Span, axis: Axis, y: float) -> float:
    """Draws the line with its caps and returns where it ends."""
    low, high = axis.at(interval.low), axis.at(min(interval.high, axis.high))
    marks.line(drawing, (low, y), (high, y), colour=INK, width=1.0)
    marks.line(drawing, (low, y - CAP), (low, y + CAP), colour=INK, width=1.0)
    if axis.holds(interval.high):
        marks.line(drawing, (high, y - CAP), (high, y + CAP), colour=INK, width=1.0)
    else:
        marks.arrow(drawing, high, y, towards=(1, 0), size=4)
    return high


def _draw_axis(drawing: Drawing, plot: ComponentsPlot, axis: Axis, faces: Faces, words: Words) -> None:
    marks.line(drawing, (axis.start, FLOOR), (axis.start, drawing.height))
    marks.line(drawing, (axis.start, FLOOR), (axis.end, FLOOR))
    ticks = axis.ticks(TICKS)
    for tick, text in zip(ticks, tick_texts(ticks), strict=True):
        at = axis.at(tick)
        marks.line(drawing, (at, FLOOR), (at, FLOOR - 3))
        marks.text(drawing, at, FLOOR - 13, text, faces.regular, anchor="middle")
    said = words.parted(filter(None, (plot.axis, plot.level)))
    name = marks.shortened(said, faces.regular, drawing.width - axis.start)
    marks.text(drawing, axis.start, 4, name, faces.regular, colour=QUIET)
