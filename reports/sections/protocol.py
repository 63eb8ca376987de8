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


def protocol_section(protocol: Protocol, styles: Styles) -> list[Flowable]:
    """The rule of the protocol and the plan of lots behind it."""
    words = styles.words
    frozen = protocol.frozen_at
    if protocol.frozen_by is not None:
        frozen = words("{instant}, by {person}", instant=frozen, person=protocol.frozen_by)
    facts = [
        (words("Protocol"), versioned(protocol.reference, protocol.version, words)),
        (words("Mode"), protocol.mode),
        (words("Frozen"), frozen),
        *([(words("First post result"), first)] if (first := protocol.first_post_result) else []),
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
    return story


def changes_part(changes: tuple[FreezeChange, ...], styles: Styles) -> list[Flowable]:
    """Every deviation and amendment, at the end of the section of the protocol."""
    words = styles.words
    if not changes:
        return [paragraph(words("No deviation and no amendment is recorded."), styles.body)]
    recorded = [change_row(change, words) for change in changes]
    return captioned_table(
        words("Deviations and amendments"), CHANGES, recorded, styles, place="table-deviations"
    )
