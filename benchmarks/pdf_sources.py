"""The same document in the language of each engine: our content, HTML with CSS, and Typst.

HTML and Typst are written from the pieces of our document, so text, tables, rows and figures are the same.
"""

import json
from collections.abc import Iterator

from reportlab.lib.units import mm

from benchmarks.pdf_engines import FONTS
from reports.content import Package, to_json
from reports.document import Document
from reports.drawings.svg import drawing_svg
from reports.figures import Figure
from reports.packages import package_document
from reports.tables import Cell, Graphic, Group, Row, Table
from reports.twins.html import FIGURE_WIDTH, ROW_HEIGHT, document_html
from reports.twins.pieces import Captioned, Items, Passage, Piece, Title, pieces

PAGE_SHEET = """
@font-face {{ font-family: "Source Sans 3"; font-weight: 400; src: url("{fonts}/SourceSans3-Regular.ttf") }}
@font-face {{ font-family: "Source Sans 3"; font-weight: 600; src: url("{fonts}/SourceSans3-SemiBold.ttf") }}
@font-face {{ font-family: "Source Sans 3"; font-weight: 700; src: url("{fonts}/SourceSans3-Bold.ttf") }}
@page {{ size: A4; margin: 25mm 19mm 20mm 25mm; @top-left {{ content: "{left}"; font-size: 9pt }}
  @top-right {{ content: "{right}"; font-size: 9pt }} @bottom-left {{ content: "{foot}"; font-size: 9pt }}
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); font-size: 9pt }} }}
table {{ font-size: 9.5pt; line-height: 1.2 }}
td, th {{ padding: 1pt 3pt }}
nav a::after {{ content: leader(".") target-counter(attr(href), page) }}
"""


def ours(package: Package) -> str:
    return to_json(package)


def html(package: Package) -> str:
    """For WeasyPrint: the copy for reading, with pages, running heads and page numbers in the contents."""
    document = package_document(package)
    running = document.running
    sheet = PAGE_SHEET.format(
        fonts=FONTS.as_uri(), left=running.head_left, right=running.head_right, foot=running.foot_left
    )
    return document_html(document).replace("</head>", f"<style>{sheet}</style></head>", 1)


def typst(package: Package) -> str:
    document = package_document(package)
    return "\n".join([*_typst_pages(document), *map(_piece, pieces(document.flowables(), document.styles))])


def _typst_pages(document: Document) -> Iterator[str]:
    running, about = document.running, document.metadata
    yield f"#set document(title: {_text(about.title)}, author: {_text(about.author)}, date: none)"
    yield '#set text(font: "Source Sans 3", size: 10.5pt, lang: "en")'
    yield '#set page(paper: "a4", margin: (left: 25mm, right: 19mm, top: 25mm, bottom: 20mm),'
    yield f"  header: [#text(size: 9pt, {_text(running.head_left)}) #h(1fr)"
    yield f"    #text(size: 9pt, {_text(running.head_right)})],"
    yield f"  footer: context [#text(size: 9pt, {_text(running.foot_left)}) #h(1fr)"
    yield "    #text(size: 9pt)[Page #counter(page).display() of #counter(page).final().first()]])"
    yield "#show figure: set block(breakable: true)"
    yield "#show figure.caption: set align(left)"
    yield "#set figure(numbering: none, supplement: none)"
    yield "#set table(stroke: none, inset: (x: 3pt, y: 2.5pt), align: left)"
    yield "#show table: set text(size: 9.5pt)"
    yield "#outline(title: [Contents])"
    yield "#outline(title: [Tables], target: figure.where(kind: table))"
    yield "#outline(title: [Figures], target: figure.where(kind: image))"


def _piece(piece: Piece) -> str:
    match piece:
        case Title(level=level, text=text):
            return f"#heading(level: {level}, {_text(text)})"
        case Passage(text=text, colour=colour):
            return f'#par(text(fill: rgb("#{colour.hexval()[2:]}"), {_text(text)}))'
        case Items(texts=texts):
            return f"#list({', '.join(map(_text, texts))})"
        case Captioned(caption=caption, shown=Figure() as figure):
            drawing = drawing_svg(figure.drawn(FIGURE_WIDTH), title=caption, description=figure.alternative)
            shown = _image(drawing, figure.alternative, width="100%")
            return f"#figure({shown}, caption: {_text(caption)}, alt: {_text(figure.alternative)})"
        case Captioned(caption=caption, shown=Table() as table):
            named = f", caption: {_text(caption)}" if caption else ""
            return f"#figure({_table(table)}, kind: table{named})"
        case _:
            raise TypeError(f"{piece!r} is no piece of a document")


def _table(table: Table) -> str:
    heads = ", ".join(f"strong({_text(column.heading)})" for column in table.columns)
    head = "" if table.headless else f"table.header({heads}),\n"
    rows = "\n".join(_row(row, table) for row in table.source)
    rules = "table.hline(),"
    return f"table(columns: {len(table.columns)},\n{rules}\n{head}{rules}\n{rows}\n{rules})"


def _row(row: Row, table: Table) -> str:
    if isinstance(row, Group):
        return f"table.cell(colspan: {len(table.columns)}, strong({_text(row.text)})),"
    cells = []
    for value, column in zip(row, table.columns, strict=True):
        match value:
            case Graphic(alternative=alternative):
                width = (column.width_mm or 0) * mm
                drawing = drawing_svg(value.draw(width, ROW_HEIGHT), title="row", description=alternative)
                cells.append(_image(drawing, alternative, width=f"{width}pt"))
            case Cell(text=text, strong=strong):
                cells.append(f"strong({_text(text)})" if strong else _text(text))
            case str():
                cells.append(_text(value))
    return ", ".join(cells) + ","


def _image(svg: str, alternative: str, *, width: str) -> str:
    return f'image(bytes({_text(svg)}), format: "svg", width: {width}, alt: {_text(alternative)})'


def _text(text: str) -> str:
    """A string of Typst; the escapes that JSON uses are read by both, those of control signs do not occur."""
    return json.dumps(text, ensure_ascii=False)
