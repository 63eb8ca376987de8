"""A drawing in the flow of the document; the web page shows the same drawing as SVG."""

from collections.abc import Callable

from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.drawings.painting import paint
from reports.tagging import Shared, TaggedCanvas


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
