"""How the document looks: styles named for what they mean, colours, page measures. Lengths are in points."""

from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER

from reports.content import Outcome, PageSize, Typography
from reports.typefaces import Faces, faces
from reports.wording import Words

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
DRAWN = 9.0  # the text of figures as they are drawn; a larger typography prints them larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Margins of a page. edge: of the header's baseline from the top, and of the footer's from the bottom."""

    left: float
    right: float
    top: float
    bottom: float
    edge: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Text sizes with their leading."""

    heading: tuple[float, float]
    attribute: tuple[float, float]
    verdict: tuple[float, float]
    body: tuple[float, float]
    contents: tuple[float, float]
    cell: tuple[float, float]
    listing: tuple[float, float]
    note: tuple[float, float]
    running: float
    frame: Frame


SIZES = {
    # Satisfies every authority that was read but NMPA.
    Typography.SANS: Sizes(
        heading=(17, 21),
        attribute=(12.5, 16),
        verdict=(12, 16),
        body=(10.5, 14.5),
        contents=(10, 13),
        cell=(9.5, 12),
        listing=(9, 11),
        note=(9, 11.5),
        running=9,
        frame=Frame(left=71, right=54, top=72, bottom=62, edge=42),
    ),
    # NMPA: text of 12 points or more, tables of 10.5 or more; at the left 2.5 cm, above 2.0 cm, else 1.0 cm.
    Typography.SONG: Sizes(
        heading=(16, 22),
        attribute=(14, 19),
        verdict=(13, 18),
        body=(12, 18),
        contents=(12, 16.5),
        cell=(10.5, 14),
        listing=(10.5, 13.5),
        note=(10.5, 14),
        running=10.5,
        frame=Frame(left=71, right=45, top=76, bottom=62, edge=42),
    ),
}


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
    """words: the fixed texts of the document. enlarged: how much larger than drawn figures are printed."""

    faces: Faces
    typography: Typography
    words: Words
    frame: Frame
    running: float
    enlarged: float
    title: TextStyle
    subtitle: TextStyle
    heading: TextStyle
    attribute: TextStyle
    topic: TextStyle
    body: TextStyle
    lead: TextStyle  # leads to a table, from which it is not parted
    limitation: TextStyle
    numbered: TextStyle  # an entry of a list with numbers
    pointer: TextStyle  # leads elsewhere in the document
    verdict: TextStyle
    caption: TextStyle
    note: TextStyle
    changed: TextStyle  # what differs from an earlier version
    head_cell: TextStyle
    cell: TextStyle
    strong_cell: TextStyle
    listing_cell: TextStyle
    listing_head: TextStyle
    code: TextStyle
    contents_title: TextStyle
    contents: tuple[TextStyle, ...]  # by level


def styles(words: Words, typography: Typography = Typography.SANS) -> Styles:
    """The typography of a document in the language of its words."""
    used, sizes = faces(words.language, typography), SIZES[typography]

    def style(font: str, size: tuple[float, float], **more: Any) -> TextStyle:
        return TextStyle(font=font, size=size[0], leading=size[1], **more)

    heading = style(used.bold, sizes.heading, before=16, after=7, with_next=True)
    return Styles(
        faces=used,
        typography=typography,
        words=words,
        frame=sizes.frame,
        running=sizes.running,
        enlarged=sizes.running / DRAWN,
        title=TextStyle(font=used.bold, size=22, leading=27, after=4),
        subtitle=TextStyle(font=used.regular, size=12, leading=16, colour=QUIET, after=10),
        heading=heading,
        attribute=style(used.semibold, sizes.attribute, before=14, after=4, with_next=True),
        topic=style(used.semibold, sizes.body, before=8, after=2, with_next=True),
        body=style(used.regular, sizes.body, after=6),
        lead=style(used.regular, sizes.body, after=6, with_next=True),
        limitation=style(used.regular, sizes.body, after=3, indent=12),
        numbered=style(used.regular, sizes.body, after=3, indent=22),
        pointer=style(used.regular, sizes.body, colour=LINK, after=6),
        verdict=style(used.semibold, sizes.verdict, after=3, with_next=True),
        caption=TextStyle(
            font=used.semibold,
            size=sizes.cell[0],
            leading=sizes.cell[1] + 0.5,
            before=7,
            after=3,
            with_next=True,
        ),
        note=style(used.regular, sizes.note, colour=QUIET, before=3, after=6),
        changed=style(used.semibold, sizes.note, after=6, with_next=True),
        head_cell=style(used.semibold, sizes.cell),
        cell=style(used.regular, sizes.cell),
        strong_cell=style(used.semibold, sizes.cell),
        listing_cell=style(used.regular, sizes.listing),
        listing_head=style(used.semibold, sizes.listing),
        code=style(used.regular, sizes.note, after=6, indent=12),
        contents_title=heading,
        contents=(
            style(used.semibold, sizes.contents, colour=LINK, before=4),
            style(used.regular, sizes.contents, colour=LINK, indent=14),
            style(used.regular, sizes.contents, colour=LINK, indent=28),
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


def outcome_text(outcome: Outcome, words: Words) -> str:
    """The word with its sign, so that it is read the same in grey; no line breaks between them."""
    return f"{OUTCOME_SIGNS[outcome]}\u00a0{words.term(outcome)}"
