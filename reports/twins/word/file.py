"""The file around the text: page, running head and foot, properties, settings, and the packing."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt

from reports.document import Document
from reports.finish import IDENTIFIER
from reports.styles import BAD
from reports.twins.word.elements import Element, element, twips
from reports.twins.word.fonts import EAST_ASIAN, LATIN, east_asian_language
from reports.twins.word.styles import (
    BULLETS,
    INDENT,
    NUMBER_INDENT,
    NUMBERS,
    running_rule,
    style_sheet,
)
from reports.twins.word.text import Writer, counted, paragraph, tab
from reports.wording import PLACEHOLDER, fixed

EDITING = fixed("Copy for editing. The record is the PDF file of this document.")
# Of what python-docx begins with; the rest is of no use to a copy.
NEEDED = (
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.STYLES,
)
PACKED_ON = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file can name
READABLE = 0o600 << 16  # the rights of a file in it


def empty_file(document: Document, *, state: str, writer: Writer) -> WordFile:
    """A Word file without text yet. state: of the package, in the language of the document."""
    file = docx.Document()
    for related in (file.part.rels, file.part.package.rels):
        for identity in [key for key, each in related.items() if each.reltype not in NEEDED]:
            del related[identity]
    _fill(file.styles.element, style_sheet(document.styles, width=text_width(document)))
    _fill(file.part.numbering_part.element, _lists())
    _fill(file.settings.element, _settings(document))
    _lay_page(file, document)
    _run_head_and_foot(file, document, state=state, writer=writer)
    _tell_properties(file, document, state=state)
    return file


def text_width(document: Document) -> float:
    """Of the text on a page, in points."""
    frame = document.styles.frame
    return document.page_size[0] - frame.left - frame.right


def packed(file: WordFile) -> bytes:
    """The bytes of the file, which hold no time of packing and no order by chance."""
    written, target = io.BytesIO(), io.BytesIO()
    file.save(written)
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packing:
        for name in sorted(made.namelist()):  # the list of content types comes first, as readers expect
            entry = zipfile.ZipInfo(name, PACKED_ON)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            packing.writestr(entry, made.read(name))
    return target.getvalue()


def _fill(root: Element, kids: list[Element]) -> None:
    root[:] = kids


def _lists() -> list[Element]:
    """How entries of lists begin; the schema wants all kinds of list before the lists themselves."""
    kinds = (
        (BULLETS, "bullet", "ListBullet", "•", INDENT),
        (NUMBERS, "decimal", "ListNumber", "%1.", NUMBER_INDENT),
    )
    return [
        *(
            element(
                "abstractNum",
                element("multiLevelType", val="singleLevel"),
                element(
                    "lvl",
                    element("start", val=1),
                    element("numFmt", val=format_),
                    element("pStyle", val=style),
                    element("lvlText", val=sign),
                    element("lvlJc", val="left"),
                    element("pPr", element("ind", left=twips(indent), hanging=twips(indent))),
                    ilvl=0,
                ),
                abstractNumId=number,
            )
            for number, format_, style, sign, indent in kinds
        ),
        *(element("num", element("abstractNumId", val=number), numId=number) for number, *_ in kinds),
    ]


def _settings(document: Document) -> list[Element]:
    """Word 2013 and later; the fields of the contents get their page numbers when the file is opened."""
    modes = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1}
    uri = "http://schemas.microsoft.com/office/word"
    settings = (element("compatSetting", name=name, uri=uri, val=value) for name, value in modes.items())
    east = east_asian_language(document.language, document.styles.typography)
    return [
        element("zoom", percent=100),
        element("defaultTabStop", val=720),
        element("characterSpacingControl", val="doNotCompress"),
        element("updateFields", val=1),
        element("compat", *settings),
        element("themeFontLang", val=LATIN["en"], eastAsia=EAST_ASIAN[east]),
        element("decimalSymbol", val="."),
        element("listSeparator", val=","),
    ]


def _lay_page(file: WordFile, document: Document) -> None:
    frame, (section,) = document.styles.frame, file.sections
    section.page_width, section.page_height = (Pt(length) for length in document.page_size)
    section.left_margin, section.right_margin = Pt(frame.left), Pt(frame.right)
    section.top_margin, section.bottom_margin = Pt(frame.top), Pt(frame.bottom)
    section.header_distance = section.footer_distance = Pt(frame.edge - document.styles.running)


def _run_head_and_foot(file: WordFile, document: Document, *, state: str, writer: Writer) -> None:
    words, running, (section,) = document.styles.words, document.running, file.sections
    named = f"{running.head_right} · {state}"
    marking = writer.runs(running.marking, strong=True, colour=BAD)
    head = [
        [*writer.runs(running.head_left), tab(), *writer.runs(named)],
        *([marking] if running.marking else []),
        writer.runs(words(EDITING)),
    ]
    foot = [
        [*writer.runs(running.foot_left), tab(), *_page_number(words("Page {number} of {count}"), writer)],
        writer.runs(f"SHA-256 {document.metadata.content_hash}"),
    ]
    lines = [paragraph("Header", *line) for line in head[:-1]]
    lines.append(paragraph("Header", *head[-1], more=[running_rule("bottom")]))
    _fill(section.header._element, lines)
    first, *rest = foot
    lines = [paragraph("Footer", *first, more=[running_rule("top")])]
    _fill(section.footer._element, [*lines, *(paragraph("Footer", *line) for line in rest)])


def _page_number(template: str, writer: Writer) -> Iterator[Element]:
    fields = {"number": "PAGE", "count": "NUMPAGES"}
    for place, part in enumerate(PLACEHOLDER.split(template)):  # text and names in turn
        if place % 2:
            yield from counted(fields[part], "1")
        else:
            yield from writer.runs(part)


def _tell_properties(file: WordFile, document: Document, *, state: str) -> None:
    about, properties = document.metadata, file.core_properties
    made = datetime.fromisoformat(about.created)
    properties.title, properties.subject = about.title, about.subject
    properties.author, properties.last_modified_by = about.author, about.software
    properties.comments = str(document.styles.words(EDITING))
    properties.content_status, properties.language = state, about.language
    properties.identifier = IDENTIFIER + about.content_hash
    properties.created = properties.modified = made
    properties.revision = 1
