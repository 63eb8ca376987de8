"""The one door for text. There is no markup behind it: data is drawn as it stands, never read as a tag."""

from collections.abc import Iterable
from dataclasses import replace

from reportlab.lib.colors import Color
from reportlab.platypus.flowables import Flowable

from reports.lines import Line, break_lines
from reports.natural import language_runs, only_language
from reports.styles import TextStyle
from reports.tagging import Element, LinkArea, Shared, TaggedCanvas
from reports.writing import TextWriter

BULLET = "•"
FEWEST = 2  # lines of a text that may stand alone at the foot or head of a page


class Text(Flowable):
    """A block of text in one style, continued over pages as one element of the structure."""

    def __init__(self, text: str, style: TextStyle, *, tag: str = "P", shared: Shared | None = None) -> None:
        super().__init__()
        self.text = text
        self.style = style
        self.shared = shared or Shared(tag)
        self.lines: list[Line] | None = None
        self.spaceBefore = style.before
        self.spaceAfter = style.after
        self.keepWithNext = int(style.with_next)
        self._broken_for: float | None = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width = available_width
        if self.lines is None or (self._broken_for is not None and self._broken_for != available_width):
            style = self.style
            self.lines = break_lines(
                self.text, font=style.font, size=style.size, width=available_width - style.indent
            )
            self._broken_for = available_width
        self.height = len(self.lines) * self.style.leading
        return available_width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self.wrap(available_width, available_height)
        lines = self.lines or []
        fitting = min(int(available_height / self.style.leading), len(lines) - FEWEST)
        if fitting < FEWEST:
            return []
        return [self._part(lines[:fitting], first=True), self._part(lines[fitting:], first=False)]

    def _part(self, lines: list[Line], *, first: bool) -> "Text":
        part = Text("", self.style, shared=self.shared)
        part.lines = lines
        if first:
            part.spaceAfter = 0
        else:
            part.spaceBefore = 0
        return part

    def element(self, canvas: TaggedCanvas) -> Element:
        return self.shared.on(canvas)

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        element = self.element(canvas)
        tell_language(element, self.lines or [], canvas)
        with canvas.marked(element):
            draw_lines(
                canvas,
                self.lines or [],
                self.style,
                left=self.style.indent,
                top=self.height,
                language=element.language,
            )


class Heading(Text):
    """A heading of the document: its number is given when all headings are known, its place is linked to."""

    def __init__(self, text: str, style: TextStyle, *, level: int, place: str) -> None:
        super().__init__(text, style, tag=f"H{level + 1}")  # H1 is the title of the document
        self.level = level
        self.place = place

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        return []

    def draw(self) -> None:
        _, top = self.canv.absolutePosition(0, self.height)
        self.canv.set_place(self.place, height=top + 8)
        super().draw()


class Caption(Text):
    """Names a table or figure; `owner` is the structure element that both belong to."""

    def __init__(
        self, kind: str, text: str, style: TextStyle, *, detail: str, place: str, owner: Shared
    ) -> None:
        super().__init__(text, style, shared=Shared("Caption", parent=owner))
        self.kind = kind
        self.place = place
        self.detail = detail  # method and n: printed, and left out of the contents

    def draw(self) -> None:
        _, top = self.canv.absolutePosition(0, self.height)
        self.canv.set_place(self.place, height=top + 8)
        super().draw()


class ListItem(Text):
    """One entry of a list; its sign, a bullet or a number, stands before its first line."""

    def __init__(self, text: str, style: TextStyle, *, sign: str, item: Shared) -> None:
        super().__init__(text, style, shared=Shared("LBody", parent=item))
        self.sign = sign
        self.label = Shared("Lbl", parent=item)

    def _part(self, lines: list[Line], *, first: bool) -> Text:
        if not first:
            return super()._part(lines, first=False)
        part = ListItem.__new__(ListItem)
        part.__dict__.update(super()._part(lines, first=True).__dict__)
        part.sign, part.label = self.sign, self.label
        return part

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        with canvas.marked(self.label.on(canvas)):
            draw_lines(canvas, [Line(self.sign, 0, True)], self.style, left=2, top=self.height)
        super().draw()


class Pointer(Text):
    """A paragraph that leads to a place of the document as a whole. says: what the link tells of itself."""

    def __init__(self, text: str, style: TextStyle, *, place: str, says: str) -> None:
        super().__init__(text, style)
        self.place = place
        self.says = says

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        return []

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        link = self.element(canvas).add("Link")
        lines = self.lines or []
        with canvas.marked(link):
            draw_lines(canvas, lines, self.style, left=self.style.indent, top=self.height)
        wide = self.style.indent + max((line.width for line in lines), default=0.0)
        add_link(canvas, link, (self.style.indent, 0.0, wide, self.height), self.place, self.says)


def paragraph(text: str, style: TextStyle) -> Text:
    """A paragraph of the document."""
    return Text(text, style)


def prose(text: str, style: TextStyle) -> list[Flowable]:
    """Paragraphs of a longer text, which an empty line parts."""
    parts = (part.strip("\n") for part in text.split("\n\n"))
    return [paragraph(part, style) for part in parts if part.strip()]


def bullets(texts: tuple[str, ...], style: TextStyle) -> list[Flowable]:
    """A bulleted list, one flowable per entry."""
    return _list([(BULLET, text) for text in texts], style)


def numbered_list(texts: tuple[str, ...], style: TextStyle) -> list[Flowable]:
    """A list whose entries are numbered from 1, one flowable per entry."""
    return _list([(f"{number}.", text) for number, text in enumerate(texts, start=1)], style)


def _list(entries: Iterable[tuple[str, str]], style: TextStyle) -> list[Flowable]:
    owner = Shared("L")
    return [ListItem(text, style, sign=sign, item=Shared("LI", parent=owner)) for sign, text in entries]


def tell_language(element: Element, lines: list[Line], canvas: TaggedCanvas) -> None:
    """Names the language of an element whose text is all in another one than the document's."""
    if not element.kids:  # a text over several pages is named where it begins
        element.language = only_language(tuple(line.text for line in lines), canvas.language)


def draw_lines(
    canvas: TaggedCanvas,
    lines: list[Line],
    style: TextStyle,
    *,
    left: float,
    top: float,
    language: str | None = None,
) -> None:
    """Draws lines down from `top`, left-aligned; a space that a line break took is kept in the text.

    language: of the element that is drawn, None for that of the document. Runs in another are marked as such.
    """
    writer = TextWriter(canvas, style.font, style.size, style.leading)
    writer.begin(
        left, top - style.leading + (style.leading - style.size) / 2 + style.size * 0.22, style.colour
    )
    for line in lines:
        _write_line(writer, line.text + " " if line.ends_with_space else line.text, canvas.language, language)
    writer.end()


def _write_line(writer: TextWriter, text: str, document: str, element: str | None) -> None:
    around = element or document
    for run, found in language_runs(text, document):
        language = found or document
        if language == around or not any(character.isalpha() for character in run):
            writer.text(run)
        else:
            writer.text(run, language=language)
    writer.next_line()


def add_link(
    canvas: TaggedCanvas, owner: Element, area: tuple[float, float, float, float], place: str, says: str
) -> None:
    """Makes a rectangle of the present drawing clickable; the place may come later in the document."""
    left, bottom = canvas.absolutePosition(area[0], area[1])
    right, top = canvas.absolutePosition(area[2], area[3])
    owner.kids.append(LinkArea(canvas.page, (left, bottom, right, top), place, says))


def coloured(style: TextStyle, colour: Color) -> TextStyle:
    """The same style in another colour."""
    return replace(style, colour=colour)
