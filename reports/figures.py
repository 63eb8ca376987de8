"""The figures, built once as drawings: the document prints them, the web page shows the same as SVG."""

from collections.abc import Callable

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.forest import forest_axis as forest_axis
from reports.forest import forest_row as forest_row
from reports.intervals import interval_alternative as interval_alternative
from reports.intervals import interval_drawing as interval_drawing
from reports.lotplots import lots_alternative as lots_alternative
from reports.lotplots import lots_drawing as lots_drawing
from reports.tagging import Shared, TaggedCanvas


class Figure(Flowable):
    """A drawing as wide as the frame, with the text that stands for it."""

    def __init__(self, draw: Callable[[float], Drawing], *, alternative: str, owner: Shared) -> None:
        super().__init__()
        self._draw = draw
        self._alternative = alternative
        self._owner = owner
        self._drawing: Drawing | None = None
        self.spaceAfter = 8

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        if self._drawing is None or self._drawing.width != available_width:
            self._drawing = self._draw(available_width)
        self.width, self.height = self._drawing.width, self._drawing.height
        return self.width, self.height

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        element = self._owner.on(canvas)
        element.alternative = self._alternative
        element.box = (*canvas.absolutePosition(0, 0), *canvas.absolutePosition(self.width, self.height))
        with canvas.marked(element):
            renderPDF.draw(self._drawing, canvas, 0, 0)
