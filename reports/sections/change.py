"""What changes, side by side, and what each change puts at risk."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import Change, RiskRow
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph

RISKS = (
    Column("Attribute", names_row=True),
    Column("Rating"),
    Column("Rationale"),
    Column("Mitigation"),
)


def change_section(change: Change, styles: Styles) -> list[Flowable]:
    """The change described, then both sides."""
    story: list[Flowable] = [
        heading("Change", styles, place="change"),
        paragraph(change.description, styles.body),
    ]
    if not change.rows:
        return [*story, paragraph("No difference between the sides is recorded.", styles.body)]
    columns = (
        Column("Aspect", names_row=True),
        Column(change.pre_heading),
        Column(change.post_heading),
        Column("Assessment"),
    )
    rows = [(row.aspect, row.pre, row.post, row.assessment) for row in change.rows]
    return story + captioned_table("Both sides of the switch", columns, rows, styles, place="table-change")


def risk_section(risks: tuple[RiskRow, ...], styles: Styles) -> list[Flowable]:
    """Change by attribute."""
    story: list[Flowable] = [heading("Risk", styles, place="risk")]
    if not risks:
        return [*story, paragraph("No risk is recorded.", styles.body)]
    # What would be the same in every row is said once above the table.
    several = len({row.change for row in risks}) > 1
    columns = ((Column("Change"),) if several else ()) + RISKS
    rows = [
        (
            *((row.change,) if several else ()),
            row.attribute,
            row.rating,
            row.rationale,
            row.mitigation,
        )
        for row in risks
    ]
    if not several:
        story.append(paragraph(f"Change: {risks[0].change}", styles.body))
    return story + captioned_table("Risk by attribute", columns, rows, styles, place="table-risk")
