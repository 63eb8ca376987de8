"""The same drawings as inline SVG, with presentation attributes: a strict security policy drops `style`."""

import hashlib
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, Shape, String
from reportlab.lib.colors import Color

from reports.components import ComponentsPlot
from reports.figures import (
    agreement_alternative,
    agreement_drawing,
    components_alternative,
    components_drawing,
    forest_row,
    interval_alternative,
    interval_drawing,
    lots_alternative,
    lots_drawing,
    methods_alternative,
    methods_drawing,
    power_alternative,
    power_drawing,
    slopes_alternative,
    slopes_drawing,
    ternary_alternative,
    ternary_drawing,
)
from reports.overtime import SlopesPlot
from reports.plots import AgreementPlot, IntervalPlot, LotsPlot, MethodsPlot, PowerPlot
from reports.typefaces import faces
from reports.wholes import TernaryPlot
from reports.wording import ENGLISH

FAMILY = "'Source Sans 3', sans-serif"
WEIGHTS = {"Regular": "400", "Italic": "400", "SemiBold": "600", "Bold": "700"}


def interval_svg(plot: IntervalPlot, *, title: str, width: float = 470) -> str:
    """The interval against its margin. `width` is in CSS pixels; a screen reader reads `title`."""
    drawing = interval_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=interval_alternative(plot, ENGLISH))


def lots_svg(plot: LotsPlot, *, title: str, width: float = 470) -> str:
    """All lots by arm."""
    drawing = lots_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=lots_alternative(plot, ENGLISH))


def methods_svg(plot: MethodsPlot, *, title: str, width: float = 470) -> str:
    """The new method over the old one."""
    drawing = methods_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=methods_alternative(plot, ENGLISH))


def agreement_svg(plot: AgreementPlot, *, title: str, width: float = 470) -> str:
    """The disagreement of two methods over the mean of both."""
    drawing = agreement_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=agreement_alternative(plot, ENGLISH))


def power_svg(plot: PowerPlot, *, title: str, width: float = 560) -> str:
    """How the chance to pass grows with the lots."""
    drawing = power_drawing(plot, faces=faces("en"), width=width)
    return drawing_svg(drawing, title=title, description=power_alternative(plot))


def ternary_svg(plot: TernaryPlot, *, title: str, width: float = 470) -> str:
    """Three parts of a whole in a triangle."""
    drawing = ternary_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=ternary_alternative(plot, ENGLISH))


def components_svg(plot: ComponentsPlot, *, title: str, width: float = 470) -> str:
    """Variance components as bars."""
    drawing = components_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=components_alternative(plot, ENGLISH))


def slopes_svg(plot: SlopesPlot, *, title: str, width: float = 470) -> str:
    """Results over months with the line of each lot and arm."""
    drawing = slopes_drawing(plot, faces("en"), ENGLISH, width)
    return drawing_svg(drawing, title=title, description=slopes_alternative(plot, ENGLISH))


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
