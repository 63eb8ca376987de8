"""All attributes on one table with a graphic column, grouped by category."""

from functools import partial

from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import AttributeSection
from reports.figures import forest_axis, forest_row, interval_alternative
from reports.pairs import pair_lines
from reports.sections.methods import place_of
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Cell, Column, Graphic, Group, Row
from reports.text import paragraph
from reports.typefaces import Faces

OVERVIEW = (
    Column("Attribute", names_row=True),
    Column("Tier"),
    Column("n\u00a0pre /\u00a0post"),
    Column("Interval in shares of the margin", width_mm=44),
    Column("Estimate (interval)"),
    Column("Outcome"),
)
PAIRS = (
    Column("Arm", names_row=True),
    Column("Compared with"),
    Column("Tier A that pass"),
    Column("Not passing"),
)
READING = (
    "The pale band reaches from the lower to the upper margin of each attribute, drawn at −1 and 1; the line "
    "in it is no change. The diamond is the estimate, filled where the criterion is met. An arrow marks an "
    "end that is open or lies beyond the drawing. Attributes without an interval have no drawing."
)


def overview_section(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    """One row per attribute; categories stand in the order of their first attribute."""
    title = heading("Overview of results", styles, place="overview")
    if not sections:
        return [title, paragraph("No attribute was assessed.", styles.body)]
    rows: list[Row] = []
    for category in dict.fromkeys(section.category for section in sections):
        rows.append(Group(text=category))
        rows += [_row(section) for section in sections if section.category == category]
    rows.append(("", "", "", _axis(styles.faces), "", ""))
    return [
        title,
        *captioned_table(
            "Outcome of every attribute, with its interval against its margin",
            OVERVIEW,
            rows,
            styles,
            place="table-overview",
        ),
        paragraph(READING, styles.note),
        *_pairs(sections, styles),
    ]


def _pairs(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    lines = pair_lines((section.title, section.tier, section.pairs) for section in sections)
    if not lines:
        return []
    rows = [
        (
            line.after,
            line.before,
            f"{line.passing_a} of {line.compared_a}",
            "; ".join(line.others) or "none",
        )
        for line in lines
    ]
    caption = "Pairs of arms over all attributes"
    return captioned_table(caption, PAIRS, rows, styles, place="table-pairs-overview")


def _row(section: AttributeSection) -> Row:
    plot = section.interval_plot
    unit = f" ({section.unit})" if section.unit else ""
    return (
        Cell(text=section.title + unit, link=place_of(section)),
        str(section.tier),
        f"{section.n_pre} / {section.n_post}",
        Graphic(draw=partial(_forest, section), alternative=interval_alternative(plot)) if plot else "",
        section.estimate or "",
        Cell(text=outcome_text(section.outcome), strong=True, colour=OUTCOME_COLOURS[section.outcome]),
    )


def _forest(section: AttributeSection, width: float, height: float) -> Drawing:
    return forest_row(section.interval_plot, width=width, height=height)


def _axis(faces: Faces) -> Graphic:
    def draw(width: float, height: float) -> Drawing:
        return forest_axis(width=width, height=height, faces=faces)

    return Graphic(draw=draw, alternative="Axis from −2 to 2 in shares of the margin; 0 is no change.")
