"""The protocol: when it was frozen, when the first post result came, which lots count, every change."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.content import FreezeChange, Protocol
from reports.sections.cover import CHANGES, change_row, versioned
from reports.sections.plan import plan_section
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import bullets, paragraph

FACTS = (Column("", names_row=True), Column(""))


def protocol_section(protocol: Protocol, changes: tuple[FreezeChange, ...], styles: Styles) -> list[Flowable]:
    """The frozen protocol with all its deviations and amendments."""
    words = styles.words
    frozen = words("{instant}, by {person}", instant=protocol.frozen_at, person=protocol.frozen_by)
    facts = [
        (words("Protocol"), versioned(protocol.reference, protocol.version, words)),
        (words("Mode"), protocol.mode),
        (words("Frozen"), frozen),
        (words("First post result"), protocol.first_post_result),
        (words("Post data declared"), protocol.post_data_declared),
        (words("Minimum lots"), protocol.minimum_lots),
        (words("Planned lots"), protocol.planned_lots),
        *([(words("Several arms"), words.parted(protocol.several_arms))] if protocol.several_arms else []),
        *([(words("Approved outside"), protocol.approved_outside)] if protocol.approved_outside else []),
    ]
    rows = [(Cell(text=name, strong=True), value) for name, value in facts]
    story: list[Flowable] = [heading(words.heading("Protocol"), styles, place="protocol")]
    story += captioned_table(words("Protocol"), FACTS, rows, styles, place="table-protocol")
    story.append(topic(words.heading("Which lots count"), styles, level=2))
    story += bullets(protocol.eligibility, styles.limitation)
    for plan in protocol.plans:
        story += plan_section(plan, styles)
    if not changes:
        return [*story, paragraph(words("No deviation and no amendment is recorded."), styles.body)]
    recorded = [change_row(change, words) for change in changes]
    return story + captioned_table(
        words("Deviations and amendments"), CHANGES, recorded, styles, place="table-deviations"
    )
