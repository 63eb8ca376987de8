"""The page: frame, running head and foot, and contents whose page numbers are written last."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import Flowable

from reports.drawings.marks import shortened, text_width
from reports.lines import Line, break_lines
from reports.structure import Bookmark
from reports.styles import BAD, HAIR, INK, RULE, Styles, TextStyle
from reports.tagging import Shared, TaggedCanvas
from reports.text import Caption, Heading, add_link, draw_lines, tell_language
from reports.wording import Words

NUMBER_WIDTH = 30.0  # room for a page number at the end of a line of the contents


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
        self,
        bookmark: Bookmark,
        style: TextStyle,
        *,
        owner: Shared,
        go_to: str,
        names_itself: bool = False,
    ) -> None:
        super().__init__()
        self.bookmark = bookmark
        self.go_to = go_to
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
        tell_language(link, self.lines, canvas)
        with canvas.marked(link):
            draw_lines(canvas, self.lines, style, left=style.indent, top=self.height, language=link.language)
        area = (style.indent, 0.0, self.width, self.height)
        add_link(canvas, link, area, place, self.go_to)
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
            go_to=styles.words("Go to {place}", place=bookmark.text),
            names_itself=bookmark.place in (TABLES, FIGURES),
        )
        for bookmark in bookmarks
    ]


TABLES, FIGURES = "list-of-tables", "list-of-figures"


def number_story(story: Sequence[Flowable], *, appendices_from: str, words: Words) -> list[Bookmark]:
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
            label = words("Appendix {letter}", letter=number) if lettered else number
            flowable.text = f"{label} {flowable.text}" if part == 0 else f"{number}.{part} {flowable.text}"
            sections.append(Bookmark(level=flowable.level, text=flowable.text, place=flowable.place))
        elif isinstance(flowable, Caption):
            listed = captions[flowable.kind]
            numbered = (
                words("Table {number}", number=len(listed) + 1)
                if flowable.kind == "Table"
                else words("Figure {number}", number=len(listed) + 1)
            )
            name = f"{numbered}. {flowable.text}"
            flowable.text = words.parted((name, flowable.detail)) if flowable.detail else name
            listed.append(Bookmark(level=2, text=name, place=flowable.place))
    tables = Bookmark(level=1, text=words.heading("Tables"), place=TABLES)
    figures = Bookmark(level=1, text=words.heading("Figures"), place=FIGURES)
    return [
        *sections,
        *([tables, *captions["Table"]] if captions["Table"] else []),
        *([figures, *captions["Figure"]] if captions["Figure"] else []),
    ]


def lay_out(
    story: list[Flowable], *, running: Running, styles: Styles, page_size: tuple[float, float]
) -> tuple[bytes, TaggedCanvas]:
    """The drawn pages and the canvas that recorded their structure."""
    target = io.BytesIO()
    width, height = page_size
    document = BaseDocTemplate(
        target, pagesize=page_size, invariant=1, pageCompression=1, initialFontName=styles.faces.regular
    )
    margins = styles.frame
    across, down = width - margins.left - margins.right, height - margins.top - margins.bottom
    frame = Frame(margins.left, margins.bottom, across, down, 0, 0, 0, 0)

    def on_page(canvas: TaggedCanvas, _: Any) -> None:
        _draw_running(canvas, running, styles, page_size)

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=on_page)])
    canvases: list[TaggedCanvas] = []

    def make_canvas(*arguments: Any, **options: Any) -> TaggedCanvas:
        canvases.append(TaggedCanvas(*arguments, language=styles.words.language, **options))
        return canvases[-1]

    document.build(story, canvasmaker=make_canvas)
    return target.getvalue(), canvases[-1]


def _draw_running(
    canvas: TaggedCanvas, running: Running, styles: Styles, page_size: tuple[float, float]
) -> None:
    width, height = page_size
    frame, size = styles.frame, styles.running
    left, right = frame.left, width - frame.right
    head, foot = height - frame.edge, frame.edge
    font, strong = styles.faces.regular, styles.faces.semibold
    with canvas.artifact("Pagination"):
        canvas.setFillColor(INK)
        canvas.setFont(font, size)
        canvas.drawRightString(right, head, running.head_right)
        room = right - left - text_width(running.head_right, font, size) - 12
        canvas.drawString(left, head, shortened(running.head_left, font, room, size))
        if running.marking:
            canvas.setFont(strong, size)
            canvas.setFillColor(BAD)
            canvas.drawString(left, head - size - 3, running.marking)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.line(left, head - size - 8, right, head - size - 8)
        canvas.line(left, foot + size + 2, right, foot + size + 2)
        canvas.setFillColor(INK)
        canvas.setFont(font, size)
        room = right - left - 80
        canvas.drawString(left, foot, shortened(running.foot_left, font, room, size))
    number = canvas.page + 1

    def write_number() -> None:
        with canvas.artifact("Pagination"):
            text = styles.words("Page {number} of {count}", number=number, count=canvas.page_count)
            canvas.setFont(font, size)
            canvas.setFillColor(INK)
            canvas.drawString(right - stringWidth(text, font, size), foot, text)

    canvas.later(write_number)
