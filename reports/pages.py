"""The page: frame, running head and foot, and contents whose page numbers are written last."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import Flowable

from reports.lines import Line, break_lines
from reports.marks import shortened, text_width
from reports.structure import Bookmark
from reports.styles import BAD, BOTTOM, HAIR, HEADER_EDGE, INK, LEFT, RIGHT, RULE, TOP, Styles, TextStyle
from reports.tagging import Shared, TaggedCanvas
from reports.text import Caption, Heading, add_link, draw_lines

NUMBER_WIDTH = 26.0  # room for a page number at the end of a line of the contents
RUNNING = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What stands on every page."""

    head_left: str
    head_right: str
    marking: str  # "DRAFT · SIMULATED DATA", or empty
    foot_left: str


class ContentsLine(Flowable):
    """One line of the contents: a link, a leader and the page number."""

    def __init__(
        self, bookmark: Bookmark, style: TextStyle, *, owner: Shared, names_itself: bool = False
    ) -> None:
        super().__init__()
        self.bookmark = bookmark
        self.style = style
        self.names_itself = names_itself  # the line that opens the list of tables or of figures
        self.item = Shared("TOCI", parent=owner)
        self.spaceBefore = style.before
        self.keepWithNext = int(names_itself)
        self.lines: list[Line] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width = available_width
        room = available_width - self.style.indent - NUMBER_WIDTH
        style = self.style
        self.lines = break_lines(self.bookmark.text, font=style.font, size=style.size, width=room)
        self.height = len(self.lines) * style.leading
        return self.width, self.height

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        style, place = self.style, self.bookmark.place
        if self.names_itself:
            canvas.set_place(place, height=canvas.absolutePosition(0, self.height)[1] + 4)
        link = self.item.on(canvas).add("Link")
        with canvas.marked(link):
            draw_lines(canvas, self.lines, style, left=style.indent, top=self.height)
        area = (style.indent, 0.0, self.width, self.height)
        add_link(canvas, link, area, place, f"Go to {self.bookmark.text}")
        right, baseline = self.width, style.leading - style.size
        with canvas.artifact():
            canvas.setStrokeColor(HAIR)
            canvas.setLineWidth(0.5)
            canvas.setDash(0.6, 2.4)
            start = style.indent + self.lines[-1].width + 6
            if start < self.width - NUMBER_WIDTH:
                canvas.line(start, 4, self.width - NUMBER_WIDTH, 4)
            canvas.setDash()

        def write_number() -> None:
            number = str(canvas.places[place][0] + 1)
            with canvas.marked(link):
                canvas.setFont(style.font, style.size)
                canvas.setFillColor(style.colour)
                canvas.drawRightString(right, baseline, number)

        canvas.later(write_number)


def contents_lines(bookmarks: Sequence[Bookmark], styles: Styles) -> list[Flowable]:
    """The contents: one line for every bookmark, in the same words and order."""
    owner = Shared("TOC")
    return [
        ContentsLine(
            bookmark,
            styles.contents[min(bookmark.level, len(styles.contents)) - 1],
            owner=owner,
            names_itself=bookmark.place in (TABLES, FIGURES),
        )
        for bookmark in bookmarks
    ]


TABLES, FIGURES = "list-of-tables", "list-of-figures"


def number_story(story: Sequence[Flowable], *, appendices_from: str) -> list[Bookmark]:
    """Numbers headings, tables and figures in reading order, and returns the bookmarks of all of them.

    appendices_from: the place of the first appendix; from there sections are lettered.
    """
    sections: list[Bookmark] = []
    captions: dict[str, list[Bookmark]] = {"Table": [], "Figure": []}
    chapter, part, lettered = 0, 0, False
    for flowable in story:
        if isinstance(flowable, Heading):
            if flowable.place == appendices_from:
                lettered, chapter = True, 0
            if flowable.level == 1:
                chapter, part = chapter + 1, 0
            else:
                part += 1
            number = chr(ord("A") + chapter - 1) if lettered else str(chapter)
            label = f"Appendix {number}" if lettered else number
            flowable.text = f"{label} {flowable.text}" if part == 0 else f"{number}.{part} {flowable.text}"
            sections.append(Bookmark(level=flowable.level, text=flowable.text, place=flowable.place))
        elif isinstance(flowable, Caption):
            listed = captions[flowable.kind]
            name = f"{flowable.kind} {len(listed) + 1}. {flowable.text}"
            flowable.text = f"{name}; {flowable.detail}" if flowable.detail else name
            listed.append(Bookmark(level=2, text=name, place=flowable.place))
    tables = [Bookmark(level=1, text="Tables", place=TABLES), *captions["Table"]] if captions["Table"] else []
    figures = (
        [Bookmark(level=1, text="Figures", place=FIGURES), *captions["Figure"]] if captions["Figure"] else []
    )
    return [*sections, *tables, *figures]


def lay_out(
    story: list[Flowable], *, running: Running, styles: Styles, page_size: tuple[float, float]
) -> tuple[bytes, TaggedCanvas]:
    """The drawn pages and the canvas that recorded their structure."""
    target = io.BytesIO()
    width, height = page_size
    document = BaseDocTemplate(
        target, pagesize=page_size, invariant=1, pageCompression=1, initialFontName=styles.faces.regular
    )
    frame = Frame(LEFT, BOTTOM, width - LEFT - RIGHT, height - TOP - BOTTOM, 0, 0, 0, 0)

    def on_page(canvas: TaggedCanvas, _: Any) -> None:
        _draw_running(canvas, running, styles, page_size)

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=on_page)])
    canvases: list[TaggedCanvas] = []

    def make_canvas(*arguments: Any, **options: Any) -> TaggedCanvas:
        canvases.append(TaggedCanvas(*arguments, **options))
        return canvases[-1]

    document.build(story, canvasmaker=make_canvas)
    return target.getvalue(), canvases[-1]


def _draw_running(
    canvas: TaggedCanvas, running: Running, styles: Styles, page_size: tuple[float, float]
) -> None:
    width, height = page_size
    right = width - RIGHT
    font, strong = styles.faces.regular, styles.faces.semibold
    with canvas.artifact("Pagination"):
        canvas.setFillColor(INK)
        canvas.setFont(font, RUNNING)
        canvas.drawRightString(right, height - HEADER_EDGE, running.head_right)
        room = right - LEFT - text_width(running.head_right, font) - 12
        canvas.drawString(LEFT, height - HEADER_EDGE, shortened(running.head_left, font, room))
        if running.marking:
            canvas.setFont(strong, RUNNING)
            canvas.setFillColor(BAD)
            canvas.drawString(LEFT, height - HEADER_EDGE - 12, running.marking)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, height - HEADER_EDGE - 17, right, height - HEADER_EDGE - 17)
        canvas.line(LEFT, HEADER_EDGE + 11, right, HEADER_EDGE + 11)
        canvas.setFillColor(INK)
        canvas.setFont(font, RUNNING)
        room = right - LEFT - 80
        canvas.drawString(LEFT, HEADER_EDGE, shortened(running.foot_left, font, room))
    number = canvas.page + 1

    def write_number() -> None:
        with canvas.artifact("Pagination"):
            text = f"Page {number} of {canvas.page_count}"
            canvas.setFont(font, RUNNING)
            canvas.setFillColor(INK)
            canvas.drawString(right - stringWidth(text, font, RUNNING), HEADER_EDGE, text)

    canvas.later(write_number)
