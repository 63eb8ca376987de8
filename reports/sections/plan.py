"""The plan of lots behind the protocol: which chance the planned lots had, as it was known at the freeze."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, topic
from reports.content import Plan
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph

PLANNED = (
    Column("Attribute", names_row=True),
    Column("Assumed of lots and shift"),
    Column("Chance to pass"),
    Column("Lots needed"),
    Column("Smallest margin"),
)


def plan_section(plan: Plan, styles: Styles) -> list[Flowable]:
    """Chances one by one in a table, together in a sentence."""
    rows = [
        (row.name, row.assumed, row.chance, row.lots_needed, row.smallest_margin) for row in plan.attributes
    ]
    story: list[Flowable] = [topic("Planned lots and their chance", styles, level=2)]
    story.append(
        paragraph(
            f"Plan of lots, {plan.reference}: {plan.lots}. Targets: {plan.targets}. Chance to pass together: "
            f"{plan.together}.",
            styles.body,
        )
    )
    story += captioned_table("Planned chances", PLANNED, rows, styles, place="table-plan")
    story += [paragraph(remark, styles.note) for remark in plan.remarks]
    return story
