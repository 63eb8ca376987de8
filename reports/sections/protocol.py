"""The protocol: when it was frozen, when the first post result came, which lots count, every change."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.content import FreezeChange, Protocol
from reports.sections.cover import CHANGES, change_row
from reports.sections.plan import plan_section
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import bullets, paragraph

FACTS = (Column("", names_row=True), Column(""))


def protocol_section(protocol: Protocol, changes: tuple[FreezeChange, ...], styles: Styles) -> list[Flowable]:
    """The frozen protocol with all its deviations and amendments."""
    facts = [
        ("Protocol", f"{protocol.reference}, version {protocol.version}"),
        ("Mode", protocol.mode),
        ("Frozen", f"{protocol.frozen_at}, by {protocol.frozen_by}"),
        ("First post result", protocol.first_post_result),
        ("Post data declared", protocol.post_data_declared),
        ("Minimum lots", protocol.minimum_lots),
        ("Planned lots", protocol.planned_lots),
        *([("Several arms", "; ".join(protocol.several_arms))] if protocol.several_arms else []),
        *([("Approved outside", protocol.approved_outside)] if protocol.approved_outside else []),
    ]
    rows = [(Cell(text=name, strong=True), value) for name, value in facts]
    story: list[Flowable] = [heading("Protocol", styles, place="protocol")]
    story += captioned_table("Protocol", FACTS, rows, styles, place="table-protocol")
    story.append(topic("Which lots count", styles, level=2))
    story += bullets(protocol.eligibility, styles.limitation)
    for plan in protocol.plans:
        story += plan_section(plan, styles)
    if not changes:
        return [*story, paragraph("No deviation and no amendment is recorded.", styles.body)]
    recorded = [change_row(change) for change in changes]
    return story + captioned_table(
        "Deviations and amendments", CHANGES, recorded, styles, place="table-deviations"
    )
