"""The interval against its margin: labelled band, line of no change, interval, verdict in words."""

from reportlab.graphics.shapes import Drawing

from reports.drawings import marks
from reports.drawings.axes import Axis, axis_around, tick_texts
from reports.plots import AxisScale, Bound, IntervalPlot
from reports.styles import INK, OUTCOME_COLOURS, OUTCOME_SIGNS, QUIET
from reports.typefaces import Faces
from reports.wording import Fixed, Words, fixed

HEIGHT = 102.0
FLOOR, CEILING = 30.0, 66.0  # of the band
SIDE = 24.0
REACH = 3.0  # margin widths beyond the margin at which an interval is cut off and gets an arrow

NONE = fixed("none")


def interval_drawing(plot: IntervalPlot, faces: Faces, words: Words, width: float) -> Drawing:
    drawing = Drawing(width, HEIGHT)
    axis = _axis(plot, width)
    left = axis.at(plot.margin_low.at) if plot.margin_low else axis.start
    right = axis.at(plot.margin_high.at) if plot.margin_high else axis.end
    if plot.margin_low or plot.margin_high:
        marks.band(drawing, left, FLOOR, right - left, CEILING - FLOOR)
    for edge in (plot.margin_low, plot.margin_high):
        if edge:
            at = axis.at(edge.at)
            marks.line(drawing, (at, FLOOR), (at, CEILING), colour=INK, width=0.8, dashed=True)
    if axis.holds(plot.no_change.at):
        at = axis.at(plot.no_change.at)
        marks.line(drawing, (at, FLOOR), (at, CEILING), width=0.8)
    marks.line(drawing, (axis.start, FLOOR), (axis.end, FLOOR))
    _draw_interval(drawing, plot, axis, (FLOOR + CEILING) / 2)
    _label_axis(drawing, plot, axis, faces, words)
    figures = estimate_text(plot, words)
    half = marks.text_width(figures, faces.regular) / 2
    centre = min(max(axis.at(plot.estimate.at), axis.start + half), axis.end - half)
    marks.text(drawing, centre, CEILING + 6, figures, faces.regular, anchor="middle")
    verdict = _verdict(plot)
    colour = OUTCOME_COLOURS[plot.outcome]
    verdict = marks.shortened(verdict, faces.semibold, width)
    marks.text(drawing, 0, HEIGHT - 10, verdict, faces.semibold, colour=colour)
    return drawing


def interval_alternative(plot: IntervalPlot, words: Words) -> str:
    """The figure in words, from its own numbers."""
    return words(
        "{axis}: estimate {estimate}, {level} {interval}; margin {margin}; no change is {zero}. {verdict}.",
        axis=plot.axis,
        estimate=plot.estimate.text,
        level=plot.level,
        interval=reach_text(plot.low, plot.high, words),
        margin=reach_text(plot.margin_low, plot.margin_high, words),
        zero=plot.no_change.text,
        verdict=_verdict(plot),
    )


def estimate_text(plot: IntervalPlot, words: Words) -> str:
    return f"{plot.estimate.text} ({reach_text(plot.low, plot.high, words)})"


def _verdict(plot: IntervalPlot) -> str:
    return f"{OUTCOME_SIGNS[plot.outcome]} {plot.verdict}"


def reach_text(low: Bound | None, high: Bound | None, words: Words, *, without: Fixed = NONE) -> str:
    """An interval or margin of which an end may be open. without: what is said of one without ends."""
    if low and high:
        return words("{low} to {high}", low=low.text, high=high.text)
    if high:
        return words("at most {high}", high=high.text)
    return words("at least {low}", low=low.text) if low else words.term(without)


def _axis(plot: IntervalPlot, width: float) -> Axis:
    inner = [plot.no_change, plot.estimate, plot.margin_low, plot.margin_high]
    values = [bound.at for bound in inner if bound]
    wide = axis_around(values, scale=plot.scale, start=SIDE, end=width - SIDE, padding=REACH)
    for end in (plot.low, plot.high):
        if end:
            values.append(min(max(end.at, wide.low), wide.high))
    return axis_around(values, scale=plot.scale, start=SIDE, end=width - SIDE, padding=0.14)


def _draw_interval(drawing: Drawing, plot: IntervalPlot, axis: Axis, y: float) -> None:
    ends = []
    for end, edge, direction in ((plot.low, axis.start, -1), (plot.high, axis.end, 1)):
        if end and axis.holds(end.at):
            at = axis.at(end.at)
            marks.line(drawing, (at, y - 5), (at, y + 5), colour=INK, width=1.6)
        else:
            at = edge
            marks.arrow(drawing, edge, y, towards=(direction, 0), size=6)
        ends.append(at)
    marks.line(drawing, (ends[0], y), (ends[1], y), colour=INK, width=1.6)
    marks.diamond(drawing, axis.at(plot.estimate.at), y)


def _label_axis(drawing: Drawing, plot: IntervalPlot, axis: Axis, faces: Faces, words: Words) -> None:
    """Margin edges first, then no change, then round numbers where there is room between them."""
    taken: list[tuple[float, float]] = []
    low, high = plot.margin_low, plot.margin_high
    crowded = bool(low and high) and _overlap(axis, low, high, faces)
    for edge, anchor in ((low, "end"), (high, "start")):
        if edge:
            taken.append(
                _write(drawing, axis, edge.at, edge.text, faces.semibold, anchor if crowded else "middle")
            )
    ticks = axis.ticks(6)
    labels = [(plot.no_change.at, plot.no_change.text), *zip(ticks, tick_texts(ticks), strict=True)]
    for value, label in labels:
        half = marks.text_width(label, faces.regular) / 2 + 5
        at = axis.at(value) if axis.holds(value) else None
        if at is not None and all(at + half < start or at - half > end for start, end in taken):
            taken.append(_write(drawing, axis, value, label, faces.regular, "middle"))
    name = axis_name(plot.axis, plot.scale, words)
    middle = (axis.start + axis.end) / 2
    foot = words.parted((name, plot.level))
    marks.text(drawing, middle, 4, foot, faces.regular, anchor="middle", colour=QUIET)


def axis_name(name: str, scale: AxisScale, words: Words) -> str:
    """The name of an axis, which says where it is logarithmic."""
    return words("{axis}, log scale", axis=name) if scale is AxisScale.LOG else name


def _overlap(axis: Axis, low: Bound | None, high: Bound | None, faces: Faces) -> bool:
    if low is None or high is None:
        return False
    halves = (marks.text_width(low.text, faces.semibold) + marks.text_width(high.text, faces.semibold)) / 2
    return axis.at(high.at) - axis.at(low.at) < halves + 6


def _write(
    drawing: Drawing, axis: Axis, value: float, words: str, font: str, anchor: str
) -> tuple[float, float]:
    at = axis.at(value)
    marks.line(drawing, (at, FLOOR), (at, FLOOR - 3))
    marks.text(drawing, at, FLOOR - 13, words, font, anchor=anchor)
    wide = marks.text_width(words, font)
    start = at - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return start, start + wide
