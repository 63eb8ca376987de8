"""How the document looks: styles named for what they mean, colours, page measures. Lengths are in points."""

from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER

from reports.content import Outcome, PageSize
from reports.typefaces import Faces, faces

INK = HexColor("#111827")
LINK = HexColor("#0B5394")
QUIET = HexColor("#4B5563")
RULE = HexColor("#9CA3AF")
HAIR = HexColor("#D1D5DB")
MARGIN_BAND = HexColor("#E8F1F8")
RANGE_BAND = HexColor("#F1F3F5")
WHITE = HexColor("#FFFFFF")
GOOD = HexColor("#1B7F4B")
BAD = HexColor("#B42318")
OPEN = HexColor("#92580A")  # amber that keeps its contrast on white

PAGE_SIZES = {PageSize.A4: A4, PageSize.LETTER: LETTER}
LEFT, RIGHT, TOP, BOTTOM = 71.0, 54.0, 72.0, 62.0
HEADER_EDGE = 42.0  # of the header's baseline from the top, and of the footer's from the bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    font: str
    size: float
    leading: float
    colour: Color = INK
    before: float = 0
    after: float = 0
    indent: float = 0
    with_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    faces: Faces
    title: TextStyle
    subtitle: TextStyle
    heading: TextStyle
    attribute: TextStyle
    topic: TextStyle
    body: TextStyle
    limitation: TextStyle
    verdict: TextStyle
    caption: TextStyle
    note: TextStyle
    head_cell: TextStyle
    cell: TextStyle
    strong_cell: TextStyle
    listing_cell: TextStyle
    listing_head: TextStyle
    code: TextStyle
    contents_title: TextStyle
    contents: tuple[TextStyle, ...]  # by level


def styles(language: str) -> Styles:
    """The default typography: body 10.5 on 14.5, tables 9.5, listings and figures 9."""
    used = faces(language)
    body = TextStyle(font=used.regular, size=10.5, leading=14.5, after=6)
    return Styles(
        faces=used,
        title=TextStyle(font=used.bold, size=22, leading=27, after=4),
        subtitle=TextStyle(font=used.regular, size=12, leading=16, colour=QUIET, after=10),
        heading=TextStyle(font=used.bold, size=17, leading=21, before=16, after=7, with_next=True),
        attribute=TextStyle(font=used.semibold, size=12.5, leading=16, before=14, after=4, with_next=True),
        topic=TextStyle(font=used.semibold, size=10.5, leading=14.5, before=8, after=2, with_next=True),
        body=body,
        limitation=TextStyle(font=used.regular, size=10.5, leading=14.5, after=3, indent=12),
        verdict=TextStyle(font=used.semibold, size=12, leading=16, after=3, with_next=True),
        caption=TextStyle(font=used.semibold, size=9.5, leading=12.5, before=7, after=3, with_next=True),
        note=TextStyle(font=used.regular, size=9, leading=11.5, colour=QUIET, before=3, after=6),
        head_cell=TextStyle(font=used.semibold, size=9.5, leading=12),
        cell=TextStyle(font=used.regular, size=9.5, leading=12),
        strong_cell=TextStyle(font=used.semibold, size=9.5, leading=12),
        listing_cell=TextStyle(font=used.regular, size=9, leading=11),
        listing_head=TextStyle(font=used.semibold, size=9, leading=11),
        code=TextStyle(font=used.regular, size=9, leading=11.5, after=6, indent=12),
        contents_title=TextStyle(font=used.bold, size=17, leading=21, before=16, after=7, with_next=True),
        contents=(
            TextStyle(font=used.semibold, size=10, leading=13, colour=LINK, before=4),
            TextStyle(font=used.regular, size=10, leading=13, colour=LINK, indent=14),
            TextStyle(font=used.regular, size=10, leading=13, colour=LINK, indent=28),
        ),
    )


OUTCOME_COLOURS = {
    Outcome.EQUIVALENT: GOOD,
    Outcome.MET: GOOD,
    Outcome.DIFFERENT: BAD,
    Outcome.NOT_MET: BAD,
    Outcome.INCONCLUSIVE: OPEN,
    Outcome.CANNOT_JUDGE: QUIET,
    Outcome.DESCRIBED: QUIET,
}
OUTCOME_SIGNS = {
    Outcome.EQUIVALENT: "✓",
    Outcome.MET: "✓",
    Outcome.DIFFERENT: "✗",
    Outcome.NOT_MET: "✗",
    Outcome.INCONCLUSIVE: "?",
    Outcome.CANNOT_JUDGE: "–",
    Outcome.DESCRIBED: "·",
}


def outcome_text(outcome: Outcome) -> str:
    """The word with its sign, so that it is read the same in grey."""
    return f"{OUTCOME_SIGNS[outcome]} {outcome}"
