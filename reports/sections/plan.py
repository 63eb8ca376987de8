"""The plan of lots behind the protocol: which chance the planned lots had, as it was known at the freeze."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_figure, captioned_table, topic
from reports.content import Plan
from reports.plots import PowerPlot
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph
from reports.wording import fixed

PLANNED = (
    Column(fixed("Attribute"), names_row=True),
    Column(fixed("Assumed of lots and shift")),
    Column(fixed("Chance to pass")),
    Column(fixed("Lots needed")),
    Column(fixed("Smallest margin")),
)


def plan_section(plan: Plan, styles: Styles) -> list[Flowable]:
    """Chances one by one in a table, together in a sentence."""
    rows = [
        (row.name, row.assumed, row.chance, row.lots_needed, row.smallest_margin) for row in plan.attributes
    ]
    words = styles.words
    story: list[Flowable] = [topic(words.heading("Planned lots and their chance"), styles, level=2)]
    story.append(
        paragraph(
            words(
                "Plan of lots, {reference}: {lots}. Targets: {targets}. Chance to pass together: {together}.",
                reference=plan.reference,
                lots=plan.lots,
                targets=plan.targets,
                together=plan.together,
            ),
            styles.body,
        )
    )
    story += captioned_table(words("Planned chances"), PLANNED, rows, styles, place="table-plan")
    story += [paragraph(remark, styles.note) for remark in plan.remarks]
    return story


def power_figure(plot: PowerPlot | None, styles: Styles) -> list[Flowable]:
    """How the chance to pass grows with the lots; nothing without a plan."""
    if plot is None:
        return []
    caption = styles.words("Chance to pass by number of post lots")
    return captioned_figure(caption, plot, styles, place="figure-power")
