"""Variance components as bars from zero, arm by arm: how far lots vary, and replicates within a lot."""

from reportlab.graphics.shapes import Drawing, Rect

from reports.components import ComponentsPlot
from reports.drawings import marks
from reports.drawings.axes import Axis, tick_texts
from reports.plots import ArmRole, AxisScale
from reports.styles import INK, QUIET, WHITE
from reports.typefaces import Faces
from reports.wording import Words

BAR = 9.0
ROW = 15.0
ARM = 17.0  # the name of an arm above its bars
FLOOR = 34.0
TICKS = 5
SIGN = 14.0  # the mark of the arm before its name
INDENT = 14.0
VALUE = 110.0  # right of the longest bar, for its text


def components_drawing(plot: ComponentsPlot, faces: Faces, words: Words, width: float) -> Drawing:
    bars = [component for arm in plot.arms for component in arm.components]
    left = INDENT + 8 + max(marks.text_width(each.name, faces.regular) for each in bars)
    left = min(left, width * 0.4)
    high = max(each.value.at for each in bars) or 1.0
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
            marks.text(drawing, INDENT, y + 3.0, short, faces.regular)
            end = axis.at(component.value.at)
            is_open = arm.role is ArmRole.PRE
            drawing.add(
                Rect(
                    left,
                    y + 1.5,
                    end - left,
                    BAR,
                    fillColor=WHITE if is_open else INK,
                    strokeColor=INK,
                    strokeWidth=0.8,
                )
            )
            marks.text(drawing, end + 5, y + 3.0, component.value.text, faces.regular)
    _draw_axis(drawing, plot, axis, faces, words)
    return drawing


def components_alternative(plot: ComponentsPlot, words: Words) -> str:
    """Every component of every arm."""
    arms = [
        f"{arm.label}: {words.listed(f'{each.name} {each.value.text}' for each in arm.components)}"
        for arm in plot.arms
    ]
    return f"{plot.axis}. {'. '.join(arms)}."


def _draw_axis(drawing: Drawing, plot: ComponentsPlot, axis: Axis, faces: Faces, words: Words) -> None:
    marks.line(drawing, (axis.start, FLOOR), (axis.start, drawing.height))
    marks.line(drawing, (axis.start, FLOOR), (axis.end, FLOOR))
    ticks = axis.ticks(TICKS)
    for tick, text in zip(ticks, tick_texts(ticks), strict=True):
        at = axis.at(tick)
        marks.line(drawing, (at, FLOOR), (at, FLOOR - 3))
        marks.text(drawing, at, FLOOR - 13, text, faces.regular, anchor="middle")
    name = marks.shortened(plot.axis, faces.regular, drawing.width - axis.start)
    marks.text(drawing, axis.start, 4, name, faces.regular, colour=QUIET)
