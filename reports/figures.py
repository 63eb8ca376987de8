"""The figures, built once as drawings: the document prints them, the web page shows the same as SVG."""

from collections.abc import Callable

from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.componentplots import components_alternative as components_alternative
from reports.componentplots import components_drawing as components_drawing
from reports.forest import forest_axis as forest_axis
from reports.forest import forest_row as forest_row
from reports.intervals import interval_alternative as interval_alternative
from reports.intervals import interval_drawing as interval_drawing
from reports.lineageplots import genealogy_alternative as genealogy_alternative
from reports.lineageplots import genealogy_drawing as genealogy_drawing
from reports.lotplots import lots_alternative as lots_alternative
from reports.lotplots import lots_drawing as lots_drawing
from reports.methodplots import agreement_alternative as agreement_alternative
from reports.methodplots import agreement_drawing as agreement_drawing
from reports.methodplots import methods_alternative as methods_alternative
from reports.methodplots import methods_drawing as methods_drawing
from reports.painting import paint
from reports.powerplots import power_alternative as power_alternative
from reports.powerplots import power_drawing as power_drawing
from reports.slopeplots import slopes_alternative as slopes_alternative
from reports.slopeplots import slopes_drawing as slopes_drawing
from reports.tagging import Shared, TaggedCanvas
from reports.ternaryplots import ternary_alternative as ternary_alternative
from reports.ternaryplots import ternary_drawing as ternary_drawing


class Figure(Flowable):
    """A drawing as wide as the frame, with the text that stands for it."""

    def __init__(
        self,
        draw: Callable[[float], Drawing],
        *,
        alternative: str,
        owner: Shared,
        enlarged: float = 1.0,
    ) -> None:
        """enlarged: how much larger than drawn it is printed, where the typography asks for larger text."""
        super().__init__()
        self._enlarged = enlarged
        self._draw = draw
        self.alternative = alternative
        self._owner = owner
        self._drawing: Drawing | None = None
        self.spaceAfter = 8

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        drawing = self.drawn(available_width / self._enlarged)
        self.width, self.height = available_width, drawing.height * self._enlarged
        return self.width, self.height

    def drawn(self, width: float) -> Drawing:
        """The drawing at a width in points, before it is enlarged."""
        if self._drawing is None or self._drawing.width != width:
            self._drawing = self._draw(width)
        return self._drawing

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        drawing = self.drawn(self.width / self._enlarged)
        element = self._owner.on(canvas)
        element.alternative = self.alternative
        element.box = (*canvas.absolutePosition(0, 0), *canvas.absolutePosition(self.width, self.height))
        with canvas.marked(element):
            paint(drawing, canvas, 0, 0, enlarged=self._enlarged)
