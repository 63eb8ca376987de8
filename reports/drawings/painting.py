"""Puts a drawing on a page, shape by shape; ReportLab's own renderer names a font that is not embedded."""

from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, Shape, String


def paint(drawing: Drawing, canvas: Any, left: float, bottom: float, *, enlarged: float = 1.0) -> None:
    """Draws at (left, bottom) of the present coordinates."""
    canvas.saveState()
    canvas.translate(left, bottom)
    if enlarged != 1.0:
        canvas.scale(enlarged, enlarged)
    for shape in drawing.contents:
        _paint(shape, canvas)
    canvas.restoreState()


def _paint(shape: Shape, canvas: Any) -> None:
    if isinstance(shape, String):
        canvas.setFillColor(shape.fillColor)
        canvas.setFont(shape.fontName, shape.fontSize)
        draw = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
        draw[shape.textAnchor](shape.x, shape.y, shape.text)
        return
    stroke, fill = shape.strokeColor is not None, getattr(shape, "fillColor", None) is not None
    if stroke:
        canvas.setStrokeColor(shape.strokeColor)
        canvas.setLineWidth(shape.strokeWidth)
        canvas.setDash(shape.strokeDashArray or [])
    if fill:
        canvas.setFillColor(shape.fillColor)
    match shape:
        case Line():
            canvas.line(shape.x1, shape.y1, shape.x2, shape.y2)
        case Rect():
            canvas.rect(shape.x, shape.y, shape.width, shape.height, stroke=stroke, fill=fill)
        case Circle():
            canvas.circle(shape.cx, shape.cy, shape.r, stroke=stroke, fill=fill)
        case Polygon():
            path = canvas.beginPath()
            path.moveTo(*shape.points[:2])
            for place in range(2, len(shape.points), 2):
                path.lineTo(*shape.points[place : place + 2])
            path.close()
            canvas.drawPath(path, stroke=stroke, fill=fill)
        case _:
            raise TypeError(f"{type(shape).__name__} cannot be drawn here")
