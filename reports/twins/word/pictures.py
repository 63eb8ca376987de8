"""Drawings as pictures: each is painted on a page of its own, which PDFium turns into dots."""

import io
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import pypdfium2
from docx.oxml.shape import CT_Inline
from docx.parts.story import StoryPart
from docx.shared import Pt
from PIL import Image
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

from reports.drawings.painting import paint
from reports.styles import BAD, GOOD, HAIR, INK, MARGIN_BAND, OPEN, QUIET, RANGE_BAND, RULE, WHITE
from reports.twins.word.elements import Element, element

DOTS_PER_INCH = 200
SHADES = 10  # between a colour and white, of the soft edges of what is drawn in it
_one_at_a_time = threading.Lock()  # PDFium is not safe to call from several threads


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one document, painted together once all are known. enlarged: as on the pages."""

    enlarged: float
    _drawings: list[Drawing] = field(default_factory=list)
    _inlines: list[CT_Inline] = field(default_factory=list)

    def run(self, drawing: Drawing, *, alternative: str) -> Element:
        """A run that shows the drawing and says the alternative to whoever does not see it."""
        number = len(self._drawings) + 1
        width, height = Pt(drawing.width * self.enlarged), Pt(drawing.height * self.enlarged)
        inline = CT_Inline.new_pic_inline(number, "", f"figure-{number}.png", width, height)
        inline.docPr.set("descr", alternative)
        self._drawings.append(drawing)
        self._inlines.append(inline)
        holder = element("drawing")
        holder.append(inline)
        return element("r", holder)

    def fill(self, part: StoryPart) -> None:
        """Paints the pictures and puts them into the file."""
        painted = _painted(self._drawings, self.enlarged)
        for inline, picture in zip(self._inlines, painted, strict=True):
            identity, _ = part.get_or_add_image(io.BytesIO(picture))
            blip = inline.graphic.graphicData.pic.blipFill.blip
            if blip is None:
                raise RuntimeError("python-docx made a picture without its place for the file")
            blip.embed = identity


def _painted(drawings: Sequence[Drawing], enlarged: float) -> Iterator[bytes]:
    """A PNG file for each drawing."""
    if not drawings:
        return
    pages = _pages(drawings, enlarged)
    with _one_at_a_time, pypdfium2.PdfDocument(pages) as document:
        for page in document:
            target = io.BytesIO()
            dots = page.render(scale=DOTS_PER_INCH / 72).to_pil()
            few = dots.quantize(palette=_palette(), dither=Image.Dither.NONE)
            few.save(target, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
            yield target.getvalue()


def _pages(drawings: Sequence[Drawing], enlarged: float) -> bytes:
    """One document with a page for each drawing, so that fonts are read once."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for drawing in drawings:
        canvas.setPageSize((drawing.width * enlarged, drawing.height * enlarged))
        paint(drawing, canvas, 0, 0, enlarged=enlarged)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@cache
def _palette() -> Image.Image:
    """The colours of our drawings: a picture that is held to them takes a third of the bytes."""
    drawn = [
        [255 - (255 - part) * shade / SHADES for part in colour.bitmap_rgb()]
        for colour in (INK, QUIET, RULE, GOOD, BAD, OPEN)
        for shade in range(1, SHADES + 1)
    ]
    pale = [colour.bitmap_rgb() for colour in (HAIR, MARGIN_BAND, RANGE_BAND, WHITE)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([round(part) for colour in (*drawn, *pale) for part in colour])
    return palette
