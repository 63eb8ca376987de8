"""Tables: declared columns, decimal alignment, heads repeated on every page, rows that may run over a page.

Rules stand only at the top, under the head and at the bottom. Every cell wraps. Repeated heads are artifacts,
so a reader hears each head once.
"""

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable

from reports.drawings.painting import paint
from reports.lines import Line, break_lines, longest_word, printable
from reports.styles import HAIR, INK, LINK, Styles, TextStyle
from reports.tagging import Element, Shared, TaggedCanvas
from reports.text import add_link, draw_lines, tell_language
from reports.widths import Need, share

GAP = 3.0  # points on each side of a column
NUMBER_GAP = 7.0  # more on the right of numbers, before the next column's text
ABOVE, BELOW = 2.2, 2.8  # points within a row
FEWEST_LINES = 3  # of a row that runs over a page
SHORT = 130.0  # points up to which a table is not parted
TALL = 200.0  # points from which a row may run over a page
HAIRLINE_EVERY = 5
NUMBER = re.compile(r"([<>≤≥~]?\s?[−+-]?\d[\d\u00a0\u202f]*)(.*)", re.DOTALL)


class Align(enum.Enum):
    LEFT = "left"
    RIGHT = "right"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Column:
    """`width_mm` is for drawings; a column of text is as wide as its text needs."""

    heading: str
    align: Align = Align.LEFT
    names_row: bool = False
    width_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that is more than plain text. `link` names the place it leads to."""

    text: str
    strong: bool = False
    colour: Color | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphic:
    """A drawing as a cell, made for the width and height that the row gives it."""

    draw: Callable[[float, float], Drawing]
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A row that names the rows under it."""

    text: str


Row = Sequence[str | Cell | Graphic] | Group


@dataclass(slots=True)
class _Cell:
    lines: list[Line]
    style: TextStyle
    align: Align
    element: Shared
    link: str | None = None
    graphic: Graphic | None = None
    left: float = 0.0  # from the column's left edge, for cells aligned on the decimal


@dataclass(slots=True)
class _Row:
    cells: list[_Cell]
    height: float
    number: int
    spans: bool = False


class Table(Flowable):
    """A table of text. Splitting shares the broken lines, so a cell is laid out once."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[Row],
        styles: Styles,
        *,
        owner: Shared | None = None,
        listing: bool = False,
        whole_up_to: float = SHORT,
        begins_with: float = 0.0,
    ) -> None:
        """whole_up_to: points up to which the table is not parted; less than a page.

        begins_with: points that stand on its first page at least, if need be on the next page.
        """
        super().__init__()
        self.whole_up_to = whole_up_to
        self.begins_with = begins_with
        self.columns = tuple(replace(each, heading=styles.words.column(each.heading)) for each in columns)
        self.go_to = styles.words("Go to {place}", place="{}")
        self.enlarged = styles.enlarged
        self.source = list(rows)
        self.listing = listing
        self.head_style = styles.listing_head if listing else styles.head_cell
        self.cell_style = styles.listing_cell if listing else styles.cell
        self.strong_style = styles.listing_head if listing else styles.strong_cell
        self.owner = owner or Shared("Table")
        self.spaceAfter = 8
        self.head: _Row | None = None
        self.rows: list[_Row] = []
        self.rows_height = 0.0
        self.widths: list[float] = []
        self.headless = not any(column.heading for column in self.columns)
        self.head_seen = False
        self.is_last = True

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        if self.head is None:
            self._lay_out(available_width)
        self.width = sum(self.widths)
        self.height = self._head.height + self.rows_height
        return self.width, self.height

    @property
    def _head(self) -> _Row:
        if self.head is None:
            raise RuntimeError("the table is not laid out yet")
        return self.head

    def _lay_out(self, available: float) -> None:
        self.widths = self.column_widths(available)
        row_element = Shared("TR", parent=self.owner)
        heads = [
            self._cell(column.heading, column, width, row_element, head=True)
            for column, width in zip(self.columns, self.widths, strict=True)
        ]
        self.head = _Row(heads, 0.0 if self.headless else _height(heads), -1)
        for number, row in enumerate(self.source):
            row_element = Shared("TR", parent=self.owner)
            if isinstance(row, Group):
                column = replace(self.columns[0], align=Align.LEFT, names_row=True)
                text = Cell(text=row.text, strong=True)
                cells = [self._cell(text, column, sum(self.widths), row_element)]
                self.rows.append(_Row(cells, _height(cells) + 3, number, spans=True))
            else:
                cells = [
                    self._cell(value, column, width, row_element)
                    for value, column, width in zip(row, self.columns, self.widths, strict=True)
                ]
                self.rows.append(_Row(cells, _height(cells), number))
        self.rows_height = sum(row.height for row in self.rows)
        for place, column in enumerate(self.columns):
            if column.align is Align.DECIMAL:
                numbered = [row.cells[place] for row in self.rows if not row.spans]
                _align_decimals(self._head.cells[place], numbered, self.widths[place])

    def column_widths(self, available: float) -> list[float]:
        """Of a table as wide as this, in points; room on both sides of the text included."""
        return share([self._need(place, column) for place, column in enumerate(self.columns)], available)

    def _need(self, place: int, column: Column) -> Need:
        if column.width_mm is not None:
            return Need(column.width_mm * mm, column.width_mm * mm, is_fixed=True)
        room = 2 * GAP + (0 if column.align is Align.LEFT else NUMBER_GAP)
        head = self.head_style
        narrowest = longest_word(column.heading, font=head.font, size=head.size)
        widest, before, after = narrowest, 0.0, 0.0
        for text, style in self._texts(place):
            for line in printable(text).split("\n"):
                width = stringWidth(line, style.font, style.size)
                widest = max(widest, width)
                if width > narrowest:
                    narrowest = max(narrowest, longest_word(line, font=style.font, size=style.size))
                if column.align is Align.DECIMAL and (number := NUMBER.fullmatch(line)):
                    whole = stringWidth(number[1], style.font, style.size)
                    before, after = max(before, whole), max(after, width - whole)
        return Need(narrowest + room, max(widest, before + after) + room)

    def _texts(self, place: int) -> Iterator[tuple[str, TextStyle]]:
        """Every different text of a column; a listing repeats most of its texts."""
        seen = set()
        for row in self.source:
            value = None if isinstance(row, Group) else row[place]
            if isinstance(value, str):
                value = Cell(text=value)
            if isinstance(value, Cell) and value not in seen:
                seen.add(value)
                yield value.text, self.strong_style if value.strong else self.cell_style

    def _cell(
        self, value: str | Cell | Graphic, column: Column, width: float, row: Shared, *, head: bool = False
    ) -> _Cell:
        element = Shared("TH" if head or column.names_row else "TD", parent=row)
        if isinstance(value, Graphic):
            return _Cell([], self.cell_style, column.align, element, graphic=value)
        cell = value if isinstance(value, Cell) else Cell(text=value)
        style = self.head_style if head else self.strong_style if cell.strong else self.cell_style
        colour = LINK if cell.link else cell.colour
        if colour is not None:
            style = replace(style, colour=colour)
        room = width - 2 * GAP - (0 if column.align is Align.LEFT else NUMBER_GAP)
        lines = break_lines(cell.text, font=style.font, size=style.size, width=room)
        return _Cell(lines, style, column.align, element, link=cell.link)

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self.wrap(available_width, available_height)
        if self.height <= self.whole_up_to:
            return []
        room = available_height - self._head.height
        fitting = 0
        for row in self.rows:
            if row.height > room:
                break
            room -= row.height
            fitting += 1
        if fitting == len(self.rows):
            return [self]
        if fitting == len(self.rows) - 1 and fitting > 2:  # no single row at the head of the next page
            fitting -= 1
        if fitting and self.rows[fitting - 1].spans:  # a group's name goes with its first row
            fitting -= 1
        first, rest = self.rows[:fitting], self.rows[fitting:]
        halves = None
        if rest[0].height > TALL:
            halves = _split_row(rest[0], room)
            if halves:
                first, rest = [*first, halves[0]], [halves[1], *rest[1:]]
        if not first:
            return []
        height = sum(row.height for row in first)
        if height < self.begins_with:
            return []
        # Not added up anew on every page: a long listing would cost the square of its rows.
        left = self.rows_height - height if not halves else sum(row.height for row in rest)
        start = self._part(first, height, last=False, head_seen=self.head_seen)
        return [start, self._part(rest, left, last=self.is_last, head_seen=True)]

    def _part(self, rows: list[_Row], height: float, *, last: bool, head_seen: bool) -> "Table":
        part = Table.__new__(Table)
        Flowable.__init__(part)
        for shared in (
            "columns",
            "listing",
            "owner",
            "head",
            "widths",
            "headless",
            "cell_style",
            "go_to",
            "enlarged",
            "whole_up_to",
        ):
            setattr(part, shared, getattr(self, shared))
        part.begins_with = 0.0
        part.spaceAfter = self.spaceAfter if last else 0
        part.rows = rows
        part.rows_height = height
        part.is_last = last
        part.head_seen = head_seen
        return part

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        top = self.height
        if self.headless:
            pass
        elif self.head_seen:
            with canvas.artifact("Pagination"):
                self._draw_row(canvas, self._head, top, tagged=False)
        else:
            self._draw_row(canvas, self._head, top, tagged=True)
        top -= self._head.height
        hairlines = []
        for row in self.rows:
            self._draw_row(canvas, row, top, tagged=True)
            top -= row.height
            if self.listing and (row.number + 1) % HAIRLINE_EVERY == 0 and row is not self.rows[-1]:
                hairlines.append(top)
        with canvas.artifact():
            self._draw_rules(canvas, hairlines)

    def _draw_rules(self, canvas: TaggedCanvas, hairlines: list[float]) -> None:
        canvas.setStrokeColor(HAIR)
        canvas.setLineWidth(0.4)
        for height in hairlines:
            canvas.line(0, height, self.width, height)
        canvas.setStrokeColor(INK)
        rules = [
            (self.height, 1.0),
            (self.height - self._head.height, 0.6),
            (0.0, 1.0 if self.is_last else 0.6),
        ]
        for height, weight in rules[:: 2 if self.headless else 1]:
            canvas.setLineWidth(weight)
            canvas.line(0, height, self.width, height)

    def _draw_row(self, canvas: TaggedCanvas, row: _Row, top: float, *, tagged: bool) -> None:
        left = 0.0
        bottom = top - row.height
        widths = [sum(self.widths)] if row.spans else self.widths
        for cell, width in zip(row.cells, widths, strict=True):
            if row is self.head:  # heads stand at the foot of the head row, next to their column
                cell_top = bottom + BELOW + ABOVE + len(cell.lines) * cell.style.leading
            else:
                cell_top = top - (3 if row.spans else 0)
            if not tagged:
                _draw_text(canvas, cell, left, cell_top - ABOVE, width)
            else:
                element = cell.element.on(canvas)
                if element.tag == "TH":
                    element.scope = "Column" if row is self.head else "Row"
                element.columns = len(self.columns) if row.spans else 1
                self._draw_cell(canvas, cell, element, (left, bottom, left + width, cell_top))
            left += width

    def _draw_cell(
        self, canvas: TaggedCanvas, cell: _Cell, element: Element, area: tuple[float, float, float, float]
    ) -> None:
        left, bottom, right, top = area
        if cell.graphic is not None:
            width, height = (right - left) / self.enlarged, (top - bottom) / self.enlarged
            drawing = cell.graphic.draw(width, height)
            corner, far = canvas.absolutePosition(left, bottom), canvas.absolutePosition(right, top)
            figure = element.add("Figure", alternative=cell.graphic.alternative, box=(*corner, *far))
            with canvas.marked(figure):
                paint(drawing, canvas, left, bottom, enlarged=self.enlarged)
            return
        if not any(line.text for line in cell.lines):
            return
        owner = element.add("Link") if cell.link else element
        tell_language(owner, cell.lines, canvas)
        with canvas.marked(owner):
            _draw_text(canvas, cell, left, top - ABOVE, right - left, language=owner.language)
        if cell.link:
            text = " ".join(line.text for line in cell.lines)
            add_link(canvas, owner, (left, bottom, right, top), cell.link, self.go_to.format(text))


def _draw_text(
    canvas: TaggedCanvas, cell: _Cell, left: float, top: float, width: float, *, language: str | None = None
) -> None:
    if cell.align is Align.RIGHT:
        for line in cell.lines:
            at = left + width - GAP - NUMBER_GAP - line.width
            draw_lines(canvas, [line], cell.style, left=at, top=top, language=language)
            top -= cell.style.leading
    else:
        draw_lines(canvas, cell.lines, cell.style, left=left + GAP + cell.left, top=top, language=language)


def _height(cells: list[_Cell]) -> float:
    lines = max(max(1, len(cell.lines)) * cell.style.leading for cell in cells)
    return lines + ABOVE + BELOW


def _split_row(row: _Row, room: float) -> tuple[_Row, _Row] | None:
    """The part of a tall row that fits, and the rest of it; both write into the same elements."""
    leading = row.cells[0].style.leading
    fitting = int((room - ABOVE - BELOW) / leading)
    if fitting < FEWEST_LINES:
        return None
    first = [replace(cell, lines=cell.lines[:fitting]) for cell in row.cells]
    rest = [replace(cell, lines=cell.lines[fitting:]) for cell in row.cells]
    return _Row(first, _height(first), row.number), _Row(rest, _height(rest), row.number)


def _align_decimals(head: _Cell, cells: list[_Cell], width: float) -> None:
    """Puts the decimal points of a column under one another, as far right as the longest number allows."""
    numbers: list[tuple[_Cell, float]] = []
    others: list[_Cell] = []
    ends = [0.0]
    for cell in cells:
        match = NUMBER.fullmatch(cell.lines[0].text) if len(cell.lines) == 1 else None
        if match:
            before = stringWidth(match[1], cell.style.font, cell.style.size)
            numbers.append((cell, before))
            ends.append(cell.lines[0].width - before)
        else:
            others.append(cell)
    room = width - 2 * GAP - NUMBER_GAP
    point = room - max(ends)
    if not numbers:
        return
    fits = all(before <= point for _, before in numbers)
    for cell, before in numbers:
        cell.left = point - before if fits else room - cell.lines[0].width
    head.align = Align.RIGHT
    for cell in others:
        cell.align = Align.RIGHT
