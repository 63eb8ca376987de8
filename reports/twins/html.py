"""The document as one HTML file to be read on a screen: the same text, tables and figures, all in one.

There is no script in it and it asks for nothing over the network, which its own security policy holds to.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape, unescape
from importlib.resources import files

from reportlab.lib.colors import Color
from reportlab.lib.units import mm

from reports.content import Package
from reports.document import Document
from reports.drawings.svg import drawing_svg
from reports.figures import Figure
from reports.natural import language_runs, only_language
from reports.packages import package_document
from reports.pages import FIGURES, TABLES
from reports.structure import Bookmark
from reports.styles import BAD, GOOD, OPEN, QUIET
from reports.tables import Align, Cell, Column, Graphic, Group, Row, Table
from reports.twins.pieces import Captioned, Items, Passage, Piece, Title, pieces
from reports.twins.webfonts import font_faces
from reports.wording import fixed

FIGURE_WIDTH = 470.0  # CSS pixels, as drawings are made for
ROW_HEIGHT = 20.0  # of a drawing in a cell
TONES = {GOOD: "good", BAD: "bad", OPEN: "open", QUIET: "quiet"}  # classes of the style sheet
READING = fixed("Copy for reading. The record is the PDF file of this document.")


def html_copy(content: Package) -> bytes:
    """The whole package as one file. The same content gives the same bytes. Raises as `render` does."""
    return document_html(package_document(content)).encode("utf-8")


def document_html(document: Document) -> str:
    """A document that has not been laid out before as a page in HTML."""
    about, language = document.metadata, document.language
    words, running = document.styles.words, document.running
    marking = f'<p class="marking">{_said(running.marking, language)}</p>' if running.marking else ""
    body = [
        "<body>",
        "<header>",
        f"<p><strong>{_said(running.head_right, language)}</strong> {_said(running.head_left, language)}</p>",
        marking,
        f"<p>{_said(words(READING), language)} SHA-256 <code>{about.content_hash}</code></p>",
        "</header>",
        *_contents(document.bookmarks, words.heading("Contents"), language),
        "<main>",
        *(_piece(piece, language) for piece in pieces(document.flowables(), document.styles)),
        "</main>",
        f"<footer><p>{_said(running.foot_left, language)}</p>{marking}</footer>",
        "</body>",
    ]
    sheet = files("reports.twins").joinpath("copy.css").read_text(encoding="utf-8")
    shown = frozenset(unescape("".join(body)))
    sheet = f"{font_faces(shown, document.styles.faces)}\n{sheet}"
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        '<meta name="viewport" content="width=device-width">',
        f'<meta name="author" content="{escape(about.author)}">',
        f'<meta name="date" content="{escape(about.created)}">',
        f'<meta name="generator" content="{escape(about.software)}">',
        f'<meta name="content-sha256" content="{about.content_hash}">',
        f"<title>{escape(about.title)}</title>",
        f"<style>{sheet}</style>",
        "</head>",
        *body,
        "</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _contents(bookmarks: Iterable[Bookmark], title: str, language: str) -> Iterator[str]:
    """The contents as a list in lists, in the words and the order of the bookmarks."""
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{escape(title)}</h2>'
    depth = 0
    for bookmark in bookmarks:
        while depth > bookmark.level:
            yield "</li></ol>"
            depth -= 1
        if depth == bookmark.level:
            yield "</li>"
        while depth < bookmark.level:
            yield "<ol>"
            depth += 1
        own = _id(bookmark.place) if bookmark.place in (TABLES, FIGURES) else ""  # a list is its own place
        text = _said(bookmark.text, language)
        yield f'<li{own}><a href="#{escape(bookmark.place)}">{text}</a>'
    yield "</li></ol>" * depth
    yield "</nav>"


def _piece(piece: Piece, language: str) -> str:
    match piece:
        case Title(level=level, text=text, place=place):
            return f"<h{level}{_id(place)}{_lang(text, language)}>{_said(text, language)}</h{level}>"
        case Passage(text=text, role=role, colour=colour, link=link):
            kinds = f'class="{" ".join(filter(None, (role, TONES.get(colour, ""))))}"'
            said = _said(text, language)
            shown = f'<a href="#{escape(link)}">{said}</a>' if link else said
            return f"<p {kinds}{_lang(text, language)}>{shown}</p>"
        case Items(texts=texts, is_numbered=is_numbered):
            items = "".join(f"<li{_lang(text, language)}>{_said(text, language)}</li>" for text in texts)
            return f"<ol>{items}</ol>" if is_numbered else f"<ul>{items}</ul>"
        case Captioned(caption=caption, place=place, shown=Figure() as figure):
            drawing = drawing_svg(figure.drawn(FIGURE_WIDTH), title=caption, description=figure.alternative)
            return (
                f"<figure{_id(place)}><figcaption>{_said(caption, language)}</figcaption>{drawing}</figure>"
            )
        case Captioned(caption=caption, place=place, shown=Table() as table):
            return _table(table, caption, place, language)
        case _:
            raise TypeError(f"{piece!r} is no piece of a document")


def _table(table: Table, caption: str, place: str, language: str) -> str:
    named = f"<caption>{_said(caption, language)}</caption>" if caption else ""
    heads = [
        f'<th scope="col"{_kind(column)}>{_said(column.heading, language)}</th>' for column in table.columns
    ]
    head = f"<thead><tr>{''.join(heads)}</tr></thead>" if not table.headless else ""
    rows = "\n".join(_row(row, table.columns, language) for row in table.source)
    return (
        f'<div class="scroll" tabindex="0"><table{_id(place)}>{named}{head}\n<tbody>\n{rows}\n</tbody>'
        "</table></div>"
    )


def _row(row: Row, columns: tuple[Column, ...], language: str) -> str:
    if isinstance(row, Group):
        head = f'<th scope="rowgroup" colspan="{len(columns)}">{_said(row.text, language)}</th>'
        return f"</tbody>\n<tbody>\n<tr>{head}</tr>"
    names = [_plain(value) for value, column in zip(row, columns, strict=True) if column.names_row]
    cells = (
        _cell(value, column, " ".join(names), language) for value, column in zip(row, columns, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _cell(value: str | Cell | Graphic, column: Column, row_name: str, language: str) -> str:
    if isinstance(value, Graphic):
        drawing = value.draw((column.width_mm or 0) * mm, ROW_HEIGHT)
        title = f"{column.heading}: {row_name}" if row_name else column.heading
        shown = drawing_svg(drawing, title=title, description=value.alternative)
        return f"<td>{shown}</td>"
    cell = value if isinstance(value, Cell) else Cell(text=value)
    shown = _said(cell.text, language)
    if cell.link:
        shown = f'<a href="#{escape(cell.link)}">{shown}</a>'
    if cell.strong:
        shown = f"<strong>{shown}</strong>"
    name = _kind(column, cell.colour) + _lang(cell.text, language)
    return (
        f'<th scope="row"{name}>{shown}</th>' if column.names_row and cell.text else f"<td{name}>{shown}</td>"
    )


def _plain(value: str | Cell | Graphic) -> str:
    match value:
        case str():
            return value
        case Cell(text=text):
            return text
        case Graphic(alternative=alternative):
            return alternative


def _kind(column: Column, colour: Color | None = None) -> str:
    kinds = [] if column.align is Align.LEFT else ["number"]
    if colour in TONES:
        kinds.append(TONES[colour])
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _id(place: str) -> str:
    return f' id="{escape(place)}"' if place else ""


def _lang(text: str, language: str) -> str:
    """What tells a reader that a whole text is in another language than the document."""
    found = only_language((text,), language)
    return f' lang="{found}"' if found and found != language else ""


def _said(text: str, language: str) -> str:
    """The text as it stands, with the runs in other languages named for readers that speak it aloud."""
    whole = only_language((text,), language)
    return "".join(
        f'<span lang="{found}">{escape(run)}</span>'
        if found and found not in (language, whole)
        else escape(run)
        for run, found in language_runs(text, language)
    )
