"""The analytical methods of both sides, and the margins with what justifies them."""

from collections.abc import Sequence

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import AttributeSection, Method
from reports.protocol_content import JudgedAttribute
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import paragraph
from reports.wording import fixed

METHODS = (
    Column(fixed("Attribute"), names_row=True),
    Column(fixed("Method, version")),
    Column(fixed("Validation")),
    Column(fixed("LOQ")),
    Column(fixed("Precision")),
    Column(fixed("Laboratory")),
    Column(fixed("Same on both sides; bridging")),
)
BEFORE_RESULTS = 5  # columns that are known of a method before anything was measured with it
WITHOUT_REASONS = 4  # columns of the margins
MARGINS = (
    Column(fixed("Attribute"), names_row=True),
    Column(fixed("Tier")),
    Column(fixed("Criterion")),
    Column(fixed("Margin")),
    Column(fixed("Justification")),
    Column(fixed("Source")),
)


def methods_section(methods: tuple[Method, ...], styles: Styles) -> list[Flowable]:
    """One row per attribute and method."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Methods"), styles, place="methods")]
    if not methods:
        return [*story, paragraph(words("No method is recorded."), styles.body)]
    # Before results are looked at, nothing is known of who measured which side.
    columns = METHODS if any(row.laboratory for row in methods) else METHODS[:BEFORE_RESULTS]
    rows = [
        (
            row.attribute,
            words.listed((row.name, row.version)),
            row.validation,
            row.loq,
            row.precision,
            row.laboratory,
            words.parted((row.same_both_sides, row.bridging)) if row.bridging else row.same_both_sides,
        )[: len(columns)]
        for row in methods
    ]
    return story + captioned_table(words("Analytical methods"), columns, rows, styles, place="table-methods")


def margins_section(
    sections: Sequence[AttributeSection | JudgedAttribute], styles: Styles, *, with_reasons: bool = True
) -> list[Flowable]:
    """The criterion of every attribute. with_reasons: False where the attribute's own section states them."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Margins"), styles, place="margins")]
    if not sections:
        return [*story, paragraph(words("The protocol names no attribute."), styles.body)]
    columns = MARGINS if with_reasons else MARGINS[:WITHOUT_REASONS]
    rows = []
    for section in sections:
        criterion = section.criterion
        reasons = (criterion.justification_class, criterion.justification)
        row = (
            Cell(text=section.title, link=place_of(section)),
            str(section.tier),
            criterion.kind,
            criterion.margin or words("none"),
            ": ".join(reason for reason in reasons if reason) or words("none"),
            criterion.source or words("none"),
        )
        rows.append(row[: len(columns)])
    return story + captioned_table(
        words("Criteria and margins"), columns, rows, styles, place="table-margins"
    )


def place_of(section: AttributeSection | JudgedAttribute) -> str:
    """Where the attribute's own section is, for links."""
    return f"attribute-{section.key}"
