"""What sections are made of: numbered headings, captioned tables and figures, and pieces kept on one page."""

from collections.abc import Iterable, Sequence
from functools import partial

from reportlab.platypus.flowables import Flowable

from reports.drawings.kinds import Plot, alternative_of, drawing_of
from reports.figures import Figure
from reports.styles import Styles
from reports.tables import Column, Row, Table
from reports.tagging import Shared
from reports.text import Caption, Heading, Text


class Block(Flowable):
    """Flowables that stay together: what leads (headings, captions) is never parted from what it leads to."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self.parts = list(parts)
        self.spaceBefore = self.parts[0].getSpaceBefore()
        self.spaceAfter = self.parts[-1].getSpaceAfter()

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width = available_width
        self.tops: list[float] = []
        height = 0.0
        for index, part in enumerate(self.parts):
            if index:
                height += max(self.parts[index - 1].getSpaceAfter(), part.getSpaceBefore())
            self.tops.append(height)
            height += part.wrap(available_width, available_height)[1]
        self.height = height
        return available_width, height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self.wrap(available_width, available_height)
        *leads, last = self.parts
        pieces = last.split(available_width, available_height - self.tops[-1])
        if len(pieces) < 2:
            return []
        return [Block([*leads, pieces[0]]), *pieces[1:]]

    def draw(self) -> None:
        for part, top in zip(self.parts, self.tops, strict=True):
            part.drawOn(self.canv, 0, self.height - top - part.height)


def keep_together(story: Iterable[Flowable]) -> list[Flowable]:
    """The story with everything that leads joined to what follows it."""
    kept: list[Flowable] = []
    leads: list[Flowable] = []
    for flowable in story:
        if getattr(flowable, "keepWithNext", 0):
            leads.append(flowable)
        elif leads:
            kept.append(Block([*leads, flowable]))
            leads = []
        else:
            kept.append(flowable)
    return [*kept, *leads]


def heading(text: str, styles: Styles, *, place: str, level: int = 1) -> Heading:
    """A heading of the contents: level 1 opens a section, level 2 an attribute. Our own come by `words`."""
    return Heading(text, styles.heading if level == 1 else styles.attribute, level=level, place=place)


def topic(text: str, styles: Styles, *, level: int) -> Text:
    """A heading that the contents leave out, below a section (level 2) or an attribute (level 3)."""
    return Text(text, styles.topic, tag=f"H{level + 1}")


def captioned_table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    styles: Styles,
    *,
    place: str,
    detail: str = "",
    listing: bool = False,
    begins_with: float = 0.0,
) -> list[Flowable]:
    """A numbered table under its caption; the contents leave out the detail. Further words as `Table` has."""
    owner = Shared("Table")
    return [
        Caption("Table", caption, styles.caption, detail=detail, place=place, owner=owner),
        Table(columns, rows, styles, owner=owner, listing=listing, begins_with=begins_with),
    ]


def captioned_figure(
    caption: str, plot: Plot, styles: Styles, *, place: str, detail: str = ""
) -> list[Flowable]:
    """A numbered figure under its caption; the contents leave out the detail."""
    owner = Shared("Figure")
    return [
        Caption("Figure", caption, styles.caption, detail=detail, place=place, owner=owner),
        Figure(
            partial(drawing_of, plot, styles.faces, styles.words),
            alternative=alternative_of(plot, styles.words),
            owner=owner,
            enlarged=styles.enlarged,
        ),
    ]
