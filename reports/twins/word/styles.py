"""The style sheet of a Word file: Word's own styles where it has one, so that its tools know what is what."""

from dataclasses import replace
from typing import Any

from reports.styles import INK, LINK, RULE, Styles, TextStyle
from reports.tables import GAP
from reports.twins.word.elements import Element, element, twips
from reports.twins.word.fonts import EAST_ASIAN, FONTS, LATIN, east_asian_language
from reports.twins.word.text import hex_of

HEADINGS = 3
INDENT = 14.0  # points of a bullet, and of each level of the contents
BULLETS, NUMBERS = 1, 2  # lists, as the numbering part counts them
NUMBER_INDENT = 22.0
RULE_WIDTHS = {"head": 6, "edge": 8}  # of tables, in eighths of a point


def style_sheet(look: Styles, *, width: float) -> list[Element]:
    """Every style that the copy uses. width: of the text on a page, in points, where page numbers end."""
    body, cell = look.body, look.cell
    plain = replace(body, after=0, size=look.running, leading=0)
    listed = _listed(look.contents[1])
    right = element("tab", val="right", pos=twips(width))
    leader = element("tab", val="right", leader="dot", pos=twips(width))
    return [
        _defaults(look),
        element("style", _name("Normal"), element("qFormat"), type="paragraph", default=1, styleId="Normal"),
        element(
            "style", _name("Default Paragraph Font"), type="character", default=1, styleId="DefaultFont"
        ),
        _plain_table(),
        element("style", _name("No List"), type="numbering", default=1, styleId="NoList"),
        _style("Title", "Title", look.title, look, then="Subtitle"),
        _style("Subtitle", "Subtitle", look.subtitle, look),
        _style("Heading1", "heading 1", look.heading, look, outline=0),
        _style("Heading2", "heading 2", look.attribute, look, outline=1),
        _style("Heading3", "heading 3", look.topic, look, outline=2),
        # Stands on the level of an attribute, and the contents leave it out.
        _style("Topic", "Heading 2 outside contents", look.topic, look, based="Heading2"),
        _style("BodyText", "Body Text", body, look, then="BodyText"),
        _style("Lead", "Body Text before a table", look.lead, look, based="BodyText"),
        _style("Limitation", "Limitation", look.limitation, look),
        _style("ListBullet", "List Bullet", replace(body, after=3), look, then="ListBullet", list_id=BULLETS),
        _style("ListNumber", "List Number", replace(body, after=3), look, then="ListNumber", list_id=NUMBERS),
        _style("Verdict", "Verdict", look.verdict, look),
        _style("Note", "Note", look.note, look),
        _style("Code", "Code", look.code, look, font=FONTS[look.typography].code),
        _style("Caption", "caption", look.caption, look),
        _style("Figure", "Figure", TextStyle(font=body.font, size=body.size, leading=0, after=8), look),
        _style("TableText", "Table Text", cell, look, then="TableText"),
        _style("TableHead", "Table Head", replace(look.head_cell, with_next=True), look, then="TableText"),
        _style("ListingText", "Listing Text", look.listing_cell, look, then="ListingText"),
        _style("ListingHead", "Listing Head", replace(look.listing_head, with_next=True), look),
        _style("Header", "header", plain, look, tabs=right),
        _style("Footer", "footer", plain, look, tabs=right),
        _style("TOCHeading", "TOC Heading", look.contents_title, look, breaks=True),
        *(
            _style(
                f"TOC{level}", f"toc {level}", _listed(style), look, tabs=leader, indent=INDENT * (level - 1)
            )
            for level, style in enumerate(look.contents, start=1)
        ),
        _style("TableofFigures", "table of figures", listed, look, tabs=leader, indent=INDENT),
        element(
            "style",
            _name("Hyperlink"),
            element("rPr", element("color", val=hex_of(LINK))),
            type="character",
            styleId="Hyperlink",
        ),
        _ruled_table(),
    ]  # fmt: skip


def _listed(style: TextStyle) -> TextStyle:
    """A line of the contents; what is a link in it has its colour from that."""
    return replace(style, colour=INK, leading=0)


def _name(name: str) -> Element:
    return element("name", val=name)


def _defaults(look: Styles) -> Element:
    language, fonts = look.words.language, FONTS[look.typography]
    east = east_asian_language(language, look.typography)
    family = element(
        "rFonts", ascii=fonts.latin, hAnsi=fonts.latin, eastAsia=fonts.east_asian[east], cs=fonts.latin
    )
    spoken = element("lang", val=LATIN["en"], eastAsia=EAST_ASIAN[east], bidi="ar-SA")
    run = element("rPr", family, element("color", val=hex_of(INK)), *_size(look.body.size), spoken)
    block = element("pPr", element("spacing", before=0, after=0, line=240, lineRule="auto"))
    return element("docDefaults", element("rPrDefault", run), element("pPrDefault", block))


def _size(points: float) -> list[Element]:
    return [element("sz", val=round(points * 2)), element("szCs", val=round(points * 2))]


def _style(
    identity: str,
    name: str,
    style: TextStyle,
    look: Styles,
    *,
    based: str = "Normal",
    then: str = "BodyText",
    outline: int | None = None,
    list_id: int | None = None,
    breaks: bool = False,
    tabs: Element | None = None,
    indent: float = 0.0,
    font: str | None = None,
) -> Element:
    """A style of paragraphs with the measures of the pages. then: the style of a paragraph typed after it."""
    left = twips(indent or style.indent)
    spacing: dict[str, Any] = {"before": twips(style.before), "after": twips(style.after)}
    if style.leading:  # at least, since East Asian fonts may be higher
        spacing |= {"line": twips(style.leading), "lineRule": "atLeast"}
    block = element(
        "pPr",
        element("keepNext") if style.with_next else None,
        element("keepLines") if style.with_next else None,
        element("pageBreakBefore") if breaks else None,
        element("numPr", element("numId", val=list_id)) if list_id else None,
        element("tabs", _again(tabs)) if tabs is not None else None,
        element("spacing", **spacing),
        element("ind", left=left) if left and not list_id else None,
        element("outlineLvl", val=outline) if outline is not None else None,
    )
    is_strong = style.font != look.faces.regular
    run = element(
        "rPr",
        element("rFonts", ascii=font, hAnsi=font, cs=font) if font else None,
        element("b") if is_strong else None,
        element("bCs") if is_strong else None,
        element("color", val=hex_of(style.colour)),
        *_size(style.size),
    )
    return element(
        "style",
        _name(name),
        element("basedOn", val=based),
        element("next", val=then),
        element("qFormat"),
        block,
        run,
        type="paragraph",
        styleId=identity,
    )


def _again(tabs: Element) -> Element:
    """A tab stop stands in several styles, and an element in one place only."""
    made: Element = tabs.__copy__()
    return made


def _margins() -> Element:
    sides = [
        element(side, w=twips(GAP if side in ("left", "right") else 2.5), type="dxa")
        for side in ("top", "left", "bottom", "right")
    ]
    return element("tblCellMar", *sides)


def _plain_table() -> Element:
    return element(
        "style",
        _name("Normal Table"),
        element("tblPr", element("tblInd", w=0, type="dxa"), _margins()),
        type="table",
        default=1,
        styleId="TableNormal",
    )


def _ruled_table() -> Element:
    """Rules at the top, under the head and at the bottom, as on the pages."""
    edge = {"val": "single", "sz": RULE_WIDTHS["edge"], "space": 0, "color": hex_of(INK)}
    under = {"val": "single", "sz": RULE_WIDTHS["head"], "space": 0, "color": hex_of(INK)}
    borders = element("tblBorders", element("top", **edge), element("bottom", **edge))
    head = element("tcPr", element("tcBorders", element("bottom", **under)), element("vAlign", val="bottom"))
    return element(
        "style",
        _name("Package Table"),
        element("basedOn", val="TableNormal"),
        element("tblPr", element("tblInd", w=0, type="dxa"), borders, _margins()),
        element("tblStylePr", head, type="firstRow"),
        type="table",
        styleId="PackageTable",
    )


def running_rule(side: str) -> Element:
    """The rule that parts what runs on every page from the text."""
    rule = element(side, val="single", sz=RULE_WIDTHS["head"], space=4, color=hex_of(RULE))
    return element("pBdr", rule)
