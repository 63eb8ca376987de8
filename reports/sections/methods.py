"""The analytical methods of both sides, and the margins with what justifies them."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import AttributeSection, Method
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import paragraph

METHODS = (
    Column("Attribute", names_row=True),
    Column("Method, version"),
    Column("Validation"),
    Column("LOQ"),
    Column("Precision"),
    Column("Laboratory"),
    Column("Same on both sides; bridging"),
)
MARGINS = (
    Column("Attribute", names_row=True),
    Column("Tier"),
    Column("Criterion"),
    Column("Margin"),
    Column("Justification"),
    Column("Source"),
)


def methods_section(methods: tuple[Method, ...], styles: Styles) -> list[Flowable]:
    """One row per attribute and method."""
    story: list[Flowable] = [heading("Methods", styles, place="methods")]
    if not methods:
        return [*story, paragraph("No method is recorded.", styles.body)]
    rows = [
        (
            row.attribute,
            f"{row.name}, {row.version}",
            row.validation,
            row.loq,
            row.precision,
            row.laboratory,
            f"{row.same_both_sides}; {row.bridging}" if row.bridging else row.same_both_sides,
        )
        for row in methods
    ]
    return story + captioned_table("Analytical methods", METHODS, rows, styles, place="table-methods")


def margins_section(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    """The frozen criterion of every attribute."""
    story: list[Flowable] = [heading("Margins", styles, place="margins")]
    if not sections:
        return [*story, paragraph("The protocol names no attribute.", styles.body)]
    rows = []
    for section in sections:
        criterion = section.criterion
        reasons = (criterion.justification_class, criterion.justification)
        rows.append(
            (
                Cell(text=section.title, link=place_of(section)),
                str(section.tier),
                criterion.kind,
                criterion.margin or "none",
                ": ".join(reason for reason in reasons if reason) or "none",
                criterion.source or "none",
            )
        )
    return story + captioned_table("Criteria and margins", MARGINS, rows, styles, place="table-margins")


def place_of(section: AttributeSection) -> str:
    """Where the attribute's own section is, for links."""
    return f"attribute-{section.key}"
