"""Three parts of a whole in a triangle: every lot of both arms, their centres, how far each part may move."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportlab.graphics.shapes import Drawing, Polygon

from reports.drawings import marks
from reports.drawings.axes import tick_text, tick_texts
from reports.drawings.labels import label_where_free
from reports.drawings.triangle import HEIGHT, Percent, Stretch, Triangle, closed, moved, triangle_around
from reports.lines import break_lines
from reports.plots import ArmRole, PointState
from reports.styles import HAIR, INK, QUIET
from reports.typefaces import Faces
from reports.wholes import PartReach, Shares, TernaryPlot, WholePoint
from reports.wording import Words

SIDE = 235.0
LEFT = 46.0  # percentages beside the left edge
FLOOR = 32.0  # percentages and names below the lower edge
HEAD = 16.0  # the name above the top
KEY = 274.0  # where the key begins, in the corner that the triangle leaves free
KEY_LINES = 11  # that the corner has room for
NARROWEST_KEY = 150.0
SIGN = 14.0  # what a line of the key leaves for the mark that it explains
NAME = 165.0  # the longest name at a corner
LINE = 11.0
LONGEST_LOT = 84.0
CENTRE = 5.0
CAP = 3.5
FAR = 2.0  # times the size of what the lots need, up to which intervals are drawn whole
LOWEST = (2, 0, 1)  # by part, the one that is lowest on the edge beside which its percentages stand
# By part: from its edge the end of a stroke, and where its percentage stands with which anchor.
TICKS = (
    ((-4.0, 0.0), (-6.0, -3.0), "end"),
    ((2.0, -3.5), (5.0, -13.0), "middle"),
    ((2.0, 3.5), (5.0, 2.0), "start"),
)


def ternary_drawing(plot: TernaryPlot, faces: Faces, words: Words, width: float) -> Drawing:
    triangle = _triangle(plot)
    reaches = _reaches(plot, triangle)
    is_cut = any(not (each.has_start and each.has_end) for each in reaches)
    entries = _key(plot, triangle, words, is_cut=is_cut)
    below = 0.0
    left, key = KEY, _broken(entries, faces, width - KEY)
    if width - KEY < NARROWEST_KEY or len(key) > KEY_LINES:
        left, key = 0.0, _broken(entries, faces, width)
        below = LINE * len(key) + 4.0
    drawing = Drawing(width, below + FLOOR + SIDE * HEIGHT + HEAD)
    triangle = replace(triangle, bottom=below + FLOOR)
    _draw_grid(drawing, plot, triangle, below, faces)
    for reach in reaches:
        _draw_reach(drawing, reach, triangle)
    lots = []
    for arm in plot.arms:
        for point in arm.points:
            place = triangle.at(_closed(point.shares))
            marks.lot_mark(drawing, *place, arm.role, excluded=point.state is PointState.EXCLUDED)
            lots.append((marks.shortened(point.lot, faces.regular, LONGEST_LOT), place))
    centres = [(arm.role, triangle.at(_closed(arm.centre))) for arm in plot.arms if arm.centre]
    for role, place in centres:
        marks.diamond(drawing, *place, CENTRE, filled=role is not ArmRole.PRE)
    _draw_key(drawing, key, left, below or drawing.height, faces)
    label_where_free(drawing, lots, faces.regular, others=[place for _, place in centres])
    return drawing


def ternary_alternative(plot: TernaryPlot, words: Words) -> str:
    """Every lot with its three shares, arm by arm, the centres and the intervals."""
    arms = []
    for arm in plot.arms:
        lots = words.parted(_point_words(point, words) for point in arm.points) or words("no lots")
        centre = [words("centre {shares}", shares=_texts(arm.centre, words))] if arm.centre else []
        arms.append(f"{arm.label}: {words.parted([lots, *centre])}")
    reaches = words.parted(
        words("{part} {low} to {high}", part=part, low=reach.low.text, high=reach.high.text)
        for part, reach in zip(plot.parts, plot.reaches, strict=False)
    )
    return words(
        "{parts}, lot by lot. {arms}.{intervals}",
        parts=words.listed(plot.parts),
        arms=". ".join(arms),
        intervals=f" {plot.level}: {reaches}." if reaches else "",
    )


def _point_words(point: WholePoint, words: Words) -> str:
    state = "" if point.state is PointState.COUNTED else f" ({words.term(point.state)})"
    return f"{point.lot} {_texts(point.shares, words)}{state}"


def _texts(shares: Shares, words: Words) -> str:
    return words.listed(share.text for share in shares)


def _closed(shares: Shares) -> Percent:
    return closed([share.at for share in shares])


def _ends(plot: TernaryPlot, part: int, reach: PartReach) -> tuple[Percent, Percent]:
    if plot.before is None:
        raise ValueError("intervals of parts start from the centre of the pre lots")
    centre = _closed(plot.before)
    return moved(centre, part, reach.low.at), moved(centre, part, reach.high.at)


def _triangle(plot: TernaryPlot) -> Triangle:
    """Around lots and centres, and around the intervals where these do not reach too far beyond them."""
    drawn = [_closed(point.shares) for arm in plot.arms for point in arm.points]
    drawn += [_closed(arm.centre) for arm in plot.arms if arm.centre]
    ends = [end for part, reach in enumerate(plot.reaches) for end in _ends(plot, part, reach)]
    near, far = (
        triangle_around(shares, left=LEFT, bottom=FLOOR, side=SIDE) for shares in (drawn, [*drawn, *ends])
    )
    return far if far.size <= FAR * near.size else near


def _reaches(plot: TernaryPlot, triangle: Triangle) -> list[Stretch]:
    """Each interval as far as it is drawn."""
    found = (triangle.inside(*_ends(plot, part, reach)) for part, reach in enumerate(plot.reaches))
    return [each for each in found if each is not None]


def _draw_grid(drawing: Drawing, plot: TernaryPlot, triangle: Triangle, below: float, faces: Faces) -> None:
    for part, (stroke, label, anchor) in enumerate(TICKS):
        lowest = LOWEST[part]
        ticks = triangle.ticks(part)
        for share, text in zip(ticks, tick_texts(ticks), strict=True):
            x, y = triangle.at(triangle.corner(part, share, lowest=lowest))
            end = triangle.at(triangle.corner(part, share, lowest=3 - part - lowest))
            marks.line(drawing, (x, y), end, colour=HAIR, width=0.4)
            marks.line(drawing, (x, y), (x + stroke[0], y + stroke[1]))
            marks.text(drawing, x + label[0], y + label[1], text, faces.regular, anchor=anchor)
    corners = [triangle.left, triangle.bottom, triangle.left + SIDE, triangle.bottom]
    corners += [triangle.left + SIDE / 2.0, triangle.bottom + SIDE * HEIGHT]
    drawing.add(Polygon(corners, fillColor=None, strokeColor=QUIET, strokeWidth=0.8))
    top, left, right = (marks.shortened(f"{part} (%)", faces.regular, NAME) for part in plot.parts)
    middle, foot = triangle.left + SIDE / 2.0, below + 4.0
    marks.text(drawing, middle, drawing.height - 9.0, top, faces.regular, anchor="middle", colour=QUIET)
    marks.text(drawing, 0.0, foot, left, faces.regular, colour=QUIET)
    marks.text(drawing, 2.0 * NAME + 8.0, foot, right, faces.regular, anchor="end", colour=QUIET)


def _draw_reach(drawing: Drawing, reach: Stretch, triangle: Triangle) -> None:
    """A line, with a stroke across each end that is the interval's own and not the edge of the drawing."""
    start, end = triangle.at(reach.start), triangle.at(reach.end)
    marks.line(drawing, start, end, colour=INK, width=0.9)
    length = math.dist(start, end)
    if length == 0.0:
        return
    across, up = CAP * (start[1] - end[1]) / length, CAP * (end[0] - start[0]) / length
    for (x, y), is_own in zip((start, end), (reach.has_start, reach.has_end), strict=True):
        if is_own:
            marks.line(drawing, (x - across, y - up), (x + across, y + up), colour=INK, width=0.9)


def _key(
    plot: TernaryPlot, triangle: Triangle, words: Words, *, is_cut: bool
) -> list[tuple[ArmRole | None, str]]:
    """What the signs mean, with the sign of each arm."""
    key: list[tuple[ArmRole | None, str]] = [(arm.role, arm.label) for arm in plot.arms]
    if any(arm.centre for arm in plot.arms):
        key.append((None, words("Diamond: centre of an arm (closed geometric mean), open for pre lots")))
    if plot.reaches:
        meant = words("Line: {level}, one part moving, the others keeping their ratios", level=plot.level)
        key.append((None, meant))
    if is_cut:
        key.append((None, words("Without a stroke across its end: it reaches beyond the drawing")))
    if any(point.state is PointState.EXCLUDED for arm in plot.arms for point in arm.points):
        key.append((None, words("Crossed: excluded lot")))
    if triangle.size < 100.0:
        size = tick_text(round(triangle.size, 6), triangle.step)
        key.append((None, words("Enlarged: each edge is {size} percentage points long", size=size)))
    return key


def _broken(
    key: Iterable[tuple[ArmRole | None, str]], faces: Faces, width: float
) -> list[tuple[ArmRole | None, str]]:
    """One line each; the sign stands before the first line of its entry."""
    lines: list[tuple[ArmRole | None, str]] = []
    for role, text in key:
        room = max(width - SIGN, 1.0)
        for number, part in enumerate(break_lines(text, font=faces.regular, size=marks.LABEL, width=room)):
            lines.append((None if number else role, part.text))
    return lines


def _draw_key(
    drawing: Drawing, lines: Sequence[tuple[ArmRole | None, str]], left: float, top: float, faces: Faces
) -> None:
    for number, (role, text) in enumerate(lines):
        base = top - 9.0 - LINE * number
        if role is not None:
            marks.lot_mark(drawing, left + 4.0, base + 3.0, role, excluded=False)
        marks.text(drawing, left + SIGN, base, text, faces.regular)
