"""The same drawings as inline SVG, with presentation attributes: a strict security policy drops `style`."""

import hashlib
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, Shape, String
from reportlab.lib.colors import Color

from reports.drawings.forest import forest_row
from reports.drawings.intervals import interval_alternative
from reports.drawings.kinds import Plot, alternative_of, drawing_of
from reports.plots import IntervalPlot
from reports.typefaces import faces
from reports.wording import ENGLISH

FAMILY = "'Source Sans 3', sans-serif"
WEIGHTS = {"Regular": "400", "Italic": "400", "SemiBold": "600", "Bold": "700"}


def plot_svg(plot: Plot, *, title: str, width: float = 470) -> str:
    """Any plot, as it is printed. width: in CSS pixels; a screen reader reads the title."""
    drawing = drawing_of(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=alternative_of(plot, ENGLISH))


def forest_svg(plot: IntervalPlot, *, title: str, width: float = 150, height: float = 20) -> str:
    """One row of the overview, in shares of the margin."""
    drawing = forest_row(plot, width=width, height=height)
    return drawing_svg(drawing, title=title, description=interval_alternative(plot, ENGLISH))


def drawing_svg(drawing: Drawing, *, title: str, description: str) -> str:
    """Any drawing, with what a screen reader reads. Two drawings of one page differ in their titles."""
    body = "".join(_shapes(drawing))
    # The title is part of the digest: the same plot under two titles on one page keeps its ids apart.
    digest = hashlib.sha256(f"{title}\0{description}\0{drawing.width}\0{body}".encode()).hexdigest()[:12]
    width, height = _number(drawing.width), _number(drawing.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" aria-labelledby="t{digest} d{digest}">'
        f'<title id="t{digest}">{escape(title)}</title><desc id="d{digest}">{escape(description)}</desc>'
        f"{body}</svg>"
    )


def _shapes(drawing: Drawing) -> Iterator[str]:
    for shape in drawing.contents:
        yield _shape(shape, float(drawing.height))


def _shape(shape: Shape, height: float) -> str:
    """One shape; SVG counts downwards from the top, drawings upwards from the foot."""
    match shape:
        case Line():
            ends = f'x1="{_number(shape.x1)}" y1="{_number(height - shape.y1)}" '
            ends += f'x2="{_number(shape.x2)}" y2="{_number(height - shape.y2)}"'
            return f"<line {ends}{_stroke(shape)}/>"
        case Rect():
            corner = f'x="{_number(shape.x)}" y="{_number(height - shape.y - shape.height)}"'
            size = f'width="{_number(shape.width)}" height="{_number(shape.height)}"'
            return f"<rect {corner} {size}{_fill(shape)}{_stroke(shape)}/>"
        case Circle():
            centre = f'cx="{_number(shape.cx)}" cy="{_number(height - shape.cy)}" r="{_number(shape.r)}"'
            return f"<circle {centre}{_fill(shape)}{_stroke(shape)}/>"
        case Polygon():
            pairs = zip(shape.points[::2], shape.points[1::2], strict=True)
            points = " ".join(f"{_number(x)},{_number(height - y)}" for x, y in pairs)
            return f'<polygon points="{points}"{_fill(shape)}{_stroke(shape)}/>'
        case String():
            weight = WEIGHTS[shape.fontName.split(".")[0].partition("-")[2]]
            place = f'x="{_number(shape.x)}" y="{_number(height - shape.y)}" text-anchor="{shape.textAnchor}"'
            size = _number(shape.fontSize)
            font = f'font-family={quoteattr(FAMILY)} font-size="{size}" font-weight="{weight}"'
            return f"<text {place} {font}{_fill(shape)}>{escape(shape.text)}</text>"
        case _:
            raise TypeError(f"{type(shape).__name__} has no SVG here")


def _fill(shape: Shape) -> str:
    return f' fill="{_colour(shape.fillColor)}"'


def _stroke(shape: Shape) -> str:
    if shape.strokeColor is None:
        return ' stroke="none"'
    dashes = shape.strokeDashArray
    dashed = f' stroke-dasharray="{" ".join(_number(dash) for dash in dashes)}"' if dashes else ""
    return f' stroke="{_colour(shape.strokeColor)}" stroke-width="{_number(shape.strokeWidth)}"{dashed}'


def _colour(colour: Color | None) -> str:
    return "none" if colour is None else f"#{colour.hexval()[2:]}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
