"""Tables of a Word file: heads that repeat, rows that stay whole, columns as wide as on the pages."""

from dataclasses import dataclass

from reportlab.lib.units import mm

from reports.tables import GAP, Align, Cell, Column, Graphic, Group, Row, Table
from reports.twins.word.elements import Element, element, twips
from reports.twins.word.fonts import FONTS
from reports.twins.word.pictures import Pictures
from reports.twins.word.text import Writer, paragraph

ROW_HEIGHT = 20.0  # points of a drawing in a cell, before it is enlarged


@dataclass(frozen=True, slots=True)
class _Look:
    """The names of the styles of one table's text."""

    head: str
    text: str


PLAIN, LISTING = _Look("TableHead", "TableText"), _Look("ListingHead", "ListingText")


def table_element(table: Table, writer: Writer, pictures: Pictures, *, width: float) -> Element:
    """A table as wide as the text, whatever long word stands in it."""
    wider = FONTS[writer.typography].wider
    widths = [twips(each * wider) for each in table.column_widths(width / wider)]
    look = LISTING if table.listing else PLAIN
    about = element(
        "tblPr",
        element("tblStyle", val="PackageTable"),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        _told(table),
    )
    grid = element("tblGrid", *(element("gridCol", w=each) for each in widths))
    rows = [_row(row, table.columns, widths, look, writer, pictures) for row in table.source]
    head = [] if table.headless else [_head(table.columns, widths, look, writer)]
    return element("tbl", about, grid, *head, *rows)


def _told(table: Table) -> Element:
    """Whether the first row and the first column are heads, for the style and for readers that speak."""
    row, column = not table.headless, any(column.names_row for column in table.columns)
    bits = 0x0600 | 0x0020 * row | 0x0080 * column  # the same again, as older readers want it
    return element(
        "tblLook", val=f"{bits:04X}", firstRow=int(row), firstColumn=int(column), noHBand=1, noVBand=1
    )


def _head(columns: tuple[Column, ...], widths: list[int], look: _Look, writer: Writer) -> Element:
    cells = [
        _cell(width, paragraph(look.head, *writer.runs(column.heading), more=_aligned(column)))
        for column, width in zip(columns, widths, strict=True)
    ]
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)


def _row(
    row: Row,
    columns: tuple[Column, ...],
    widths: list[int],
    look: _Look,
    writer: Writer,
    pictures: Pictures,
) -> Element:
    whole = element("trPr", element("cantSplit"))
    if isinstance(row, Group):
        text = paragraph(look.head, *writer.runs(row.text))
        return element("tr", whole, _cell(sum(widths), text, columns=len(columns)))
    cells = [
        _cell(width, paragraph(look.text, *_inner(value, column, writer, pictures), more=_aligned(column)))
        for value, column, width in zip(row, columns, widths, strict=True)
    ]
    return element("tr", whole, *cells)


def _cell(width: int, text: Element, *, columns: int = 1) -> Element:
    span = element("gridSpan", val=columns) if columns > 1 else None
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa"), span), text)


def _inner(value: str | Cell | Graphic, column: Column, writer: Writer, pictures: Pictures) -> list[Element]:
    if isinstance(value, Graphic):
        width = (column.width_mm or 0) * mm - 2 * GAP
        drawing = value.draw(width / pictures.enlarged, ROW_HEIGHT)
        return [pictures.run(drawing, alternative=value.alternative)]
    cell = value if isinstance(value, Cell) else Cell(text=value)
    if cell.link:
        return [writer.link(cell.text, cell.link, strong=cell.strong)]
    return writer.runs(cell.text, strong=cell.strong, colour=cell.colour)


def _aligned(column: Column) -> list[Element]:
    return [] if column.align is Align.LEFT else [element("jc", val="right")]
