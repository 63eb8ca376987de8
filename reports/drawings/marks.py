"""The small shapes that figures are made of; shape and fill carry the meaning, colour only supports it."""

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, String
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from reports.lines import printable
from reports.plots import ArmRole
from reports.styles import INK, MARGIN_BAND, RULE, WHITE

LABEL = 9.0  # the smallest text of the document


def text(
    drawing: Drawing, x: float, y: float, words: str, font: str, *, anchor: str = "start", colour: Color = INK
) -> None:
    drawing.add(
        String(x, y, printable(words), fontName=font, fontSize=LABEL, textAnchor=anchor, fillColor=colour)
    )


def line(
    drawing: Drawing,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: Color = RULE,
    width: float = 0.6,
    dashed: bool = False,
) -> None:
    drawing.add(
        Line(*start, *end, strokeColor=colour, strokeWidth=width, strokeDashArray=[3, 2] if dashed else None)
    )


def band(
    drawing: Drawing, left: float, bottom: float, width: float, height: float, colour: Color = MARGIN_BAND
) -> None:
    drawing.add(Rect(left, bottom, width, height, fillColor=colour, strokeColor=None))


def diamond(drawing: Drawing, x: float, y: float, size: float = 4.0, *, filled: bool = True) -> None:
    points = [x - size, y, x, y + size, x + size, y, x, y - size]
    drawing.add(Polygon(points, fillColor=INK if filled else WHITE, strokeColor=INK, strokeWidth=1))


def arrow(drawing: Drawing, x: float, y: float, *, towards: tuple[int, int], size: float = 4.5) -> None:
    """A head at (x, y) pointing along one axis: (1, 0) is right, (0, -1) is down."""
    across, up = towards
    back_x, back_y = x - across * size, y - up * size
    half = size * 0.6
    points = [x, y, back_x - up * half, back_y - across * half, back_x + up * half, back_y + across * half]
    drawing.add(Polygon(points, fillColor=INK, strokeColor=INK, strokeWidth=0.5))


def lot_mark(drawing: Drawing, x: float, y: float, role: ArmRole, *, excluded: bool) -> None:
    """Open circle before, filled square after, triangle for a site; an excluded lot is hollow and crossed."""
    size = 3.2
    fill = WHITE if excluded or role is ArmRole.PRE else INK
    match role:
        case ArmRole.PRE:
            drawing.add(Circle(x, y, size, fillColor=fill, strokeColor=INK, strokeWidth=1.1))
        case ArmRole.POST:
            side = 2 * size - 0.6
            drawing.add(
                Rect(
                    x - side / 2,
                    y - side / 2,
                    side,
                    side,
                    fillColor=fill,
                    strokeColor=INK,
                    strokeWidth=1.1,
                )
            )
        case ArmRole.SITE:
            points = [x - size - 0.4, y - size, x + size + 0.4, y - size, x, y + size + 0.6]
            drawing.add(Polygon(points, fillColor=fill, strokeColor=INK, strokeWidth=1.1))
    if excluded:
        reach = size + 1.8
        line(drawing, (x - reach, y - reach), (x + reach, y + reach), colour=INK, width=0.9)
        line(drawing, (x - reach, y + reach), (x + reach, y - reach), colour=INK, width=0.9)


def text_width(words: str, font: str, size: float = LABEL) -> float:
    return float(stringWidth(printable(words), font, size))


def shortened(words: str, font: str, width: float, size: float = LABEL) -> str:
    """The words, or their beginning and end with an ellipsis between, in at most `width` points."""
    if text_width(words, font, size) <= width:
        return words
    for kept in range(len(words) - 1, 1, -1):
        head = (kept + 1) // 2
        short = f"{words[:head]}…{words[len(words) - (kept - head) :]}"
        if text_width(short, font, size) <= width:
            return short
    return "…"
