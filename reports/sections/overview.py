"""All attributes on one table with a graphic column, grouped by category."""

from functools import partial

from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import AttributeSection
from reports.drawings.forest import forest_axis, forest_row
from reports.drawings.intervals import interval_alternative
from reports.pairs import pair_lines
from reports.sections.methods import place_of
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Cell, Column, Graphic, Group, Row
from reports.text import paragraph
from reports.wording import Words, fixed

OVERVIEW = (
    Column(fixed("Attribute"), names_row=True),
    Column(fixed("Tier")),
    Column(fixed("n\u00a0pre /\u00a0post")),
    Column(fixed("Interval in shares of the margin"), width_mm=44),
    Column(fixed("Estimate (interval)")),
    Column(fixed("Outcome")),
)
PAIRS = (
    Column(fixed("Arm"), names_row=True),
    Column(fixed("Compared with")),
    Column(fixed("Tier A that pass")),
    Column(fixed("Not passing")),
)
FIRST_ROWS = 150.0  # points: the attributes of the first category, with the scale under them
READING = fixed(
    "The pale band reaches from the lower to the upper margin of each attribute, drawn at −1 and 1; the line "
    "in it is no change. The diamond is the estimate, filled where the criterion is met. An arrow marks an "
    "end that is open or lies beyond the drawing. Attributes without an interval have no drawing."
)


def overview_section(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    """One row per attribute; categories stand in the order of their first attribute."""
    words = styles.words
    title = heading(words.heading("Overview of results"), styles, place="overview")
    if not sections:
        return [title, paragraph(words("No attribute was assessed."), styles.body)]
    rows: list[Row] = []
    for category in dict.fromkeys(section.category for section in sections):
        rows.append(Group(text=category))
        named = [section for section in sections if section.category == category]
        rows += [_row(section, words) for section in named]
        if any(section.interval_plot for section in named):
            rows.append(("", "", "", _axis(category, styles), "", ""))
    return [
        title,
        *captioned_table(
            words("Outcome of every attribute, with its interval against its margin"),
            OVERVIEW,
            rows,
            styles,
            place="table-overview",
            begins_with=FIRST_ROWS,
        ),
        paragraph(words(READING), styles.note),
        *_pairs(sections, styles),
    ]


def _pairs(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    lines = pair_lines(((section.title, section.tier, section.pairs) for section in sections), styles.words)
    if not lines:
        return []
    rows = [
        (
            line.after,
            line.before,
            styles.words("{passing} of {compared}", passing=line.passing_a, compared=line.compared_a),
            styles.words.parted(line.others) or styles.words("none"),
        )
        for line in lines
    ]
    caption = styles.words("Pairs of arms over all attributes")
    return captioned_table(caption, PAIRS, rows, styles, place="table-pairs-overview")


def _row(section: AttributeSection, words: Words) -> Row:
    plot = section.interval_plot
    unit = f" ({section.unit})" if section.unit else ""
    return (
        Cell(text=section.title + unit, link=place_of(section)),
        str(section.tier),
        f"{section.n_pre} / {section.n_post}",
        Graphic(draw=partial(_forest, section), alternative=interval_alternative(plot, words))
        if plot
        else "",
        section.estimate or "",
        Cell(text=outcome_text(section.outcome, words), strong=True, colour=OUTCOME_COLOURS[section.outcome]),
    )


def _forest(section: AttributeSection, width: float, height: float) -> Drawing:
    return forest_row(section.interval_plot, width=width, height=height)


def _axis(category: str, styles: Styles) -> Graphic:
    """The scale under the drawings of one category."""

    def draw(width: float, height: float) -> Drawing:
        return forest_axis(width=width, height=height, faces=styles.faces)

    alternative = styles.words(
        "{category}: axis from −2 to 2 in shares of the margin; 0 is no change.", category=category
    )
    return Graphic(draw=draw, alternative=alternative)
