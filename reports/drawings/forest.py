"""The graphic column of the overview: an interval in shares of its own margin, one row per attribute."""

import math

from reportlab.graphics.shapes import Drawing

from reports.drawings import marks
from reports.plots import AxisScale, IntervalPlot, Outcome
from reports.styles import INK, RULE
from reports.typefaces import Faces

SHOWN = 2.0  # margin shares shown on each side of no change


def forest_row(plot: IntervalPlot | None, *, width: float, height: float) -> Drawing:
    """One row; the margin is always from −1 to 1, so that rows of different attributes can be read together.

    The diamond is filled where the criterion is met. An end that is open or not shown has an arrow.
    """
    drawing = Drawing(width, height)
    if plot is None or (plot.margin_low is None and plot.margin_high is None):
        return drawing
    middle, y = width / 2, height / 2
    unit = (width / 2 - 4) / SHOWN
    left = middle - unit if plot.margin_low else middle - SHOWN * unit
    right = middle + unit if plot.margin_high else middle + SHOWN * unit
    marks.band(drawing, left, 0, right - left, height)
    for edge, x in ((plot.margin_low, left), (plot.margin_high, right)):
        if edge:
            marks.line(drawing, (x, 0), (x, height), colour=INK, width=0.7, dashed=True)
    marks.line(drawing, (middle, 0), (middle, height), colour=RULE)
    ends = []
    for end, direction in ((plot.low, -1), (plot.high, 1)):
        share = direction * math.inf if end is None else _share(plot, end.at)
        x = middle + unit * min(max(share, -SHOWN), SHOWN)
        if abs(share) > SHOWN:
            marks.arrow(drawing, x, y, towards=(1 if share > 0 else -1, 0))
        ends.append(x)
    marks.line(drawing, (ends[0], y), (ends[1], y), colour=INK, width=1.1)
    share = _share(plot, plot.estimate.at)
    if abs(share) <= SHOWN:
        met = plot.outcome in (Outcome.EQUIVALENT, Outcome.MET)
        marks.diamond(drawing, middle + unit * share, y, 3.0, filled=met)
    return drawing


def _share(plot: IntervalPlot, value: float) -> float:
    """−1 at the lower margin, 0 at no change, 1 at the upper; a one-sided margin measures both sides."""

    def position(at: float) -> float:
        return math.log(at) if plot.scale is AxisScale.LOG else at

    zero = position(plot.no_change.at)
    below = zero - position(plot.margin_low.at) if plot.margin_low else None
    above = position(plot.margin_high.at) - zero if plot.margin_high else None
    side = position(value) - zero
    reach = (below or above) if side < 0 else (above or below)
    return side / reach if reach else 0.0


def forest_axis(*, width: float, height: float, faces: Faces) -> Drawing:
    """The foot of the column: where the margins and no change are."""
    drawing = Drawing(width, height)
    middle, unit = width / 2, (width / 2 - 4) / SHOWN
    marks.line(drawing, (middle - SHOWN * unit, height), (middle + SHOWN * unit, height))
    for share, words in ((-1, "−1"), (0, "0"), (1, "1")):
        x = middle + unit * share
        marks.line(drawing, (x, height), (x, height - 3))
        marks.text(drawing, x, height - 12, words, faces.regular, anchor="middle")
    return drawing
