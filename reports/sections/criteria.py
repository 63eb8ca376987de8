"""How each attribute will be judged, with what the criterion stands on."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import heading
from reports.protocol_content import JudgedAttribute
from reports.sections.methods import place_of
from reports.styles import Styles
from reports.tables import Cell, Column, Table
from reports.text import paragraph

FACTS = (Column("", names_row=True, width_mm=36), Column(""))  # one below the other, so of one width
WHOLE = 300.0  # points up to which the facts of an attribute stay on one page


def criteria_section(attributes: tuple[JudgedAttribute, ...], styles: Styles) -> list[Flowable]:
    """The criteria of all attributes."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Criteria by attribute"), styles, place="criteria")]
    if not attributes:
        return [*story, paragraph(words("The protocol names no attribute."), styles.body)]
    for attribute in attributes:
        story += _attribute(attribute, styles)
    return story


def _attribute(attribute: JudgedAttribute, styles: Styles) -> list[Flowable]:
    words, criterion = styles.words, attribute.criterion
    unit = f" ({attribute.unit})" if attribute.unit else ""
    english = f" / {attribute.title_in_english}" if attribute.title_in_english else ""
    reasons = (criterion.justification_class, criterion.justification)
    kind = (criterion.kind, words("tier {tier}", tier=attribute.tier), attribute.stage)
    facts = (
        (words("Criterion"), criterion.sentence),
        (words("Kind"), words.listed(kind)),
        (words("Why this tier"), attribute.tier_reason),
        (words("Statistical method"), attribute.method_name),
        (words("Details"), words.joined(attribute.details)),
        (words("Justification"), ": ".join(reason for reason in reasons if reason)),
        (words("Source"), criterion.source),
        (words("Lots of the history"), attribute.history),
        (words("Analytical methods"), words.parted(attribute.methods)),
    )
    rows = [(Cell(text=name, strong=True), value) for name, value in facts if value]
    return [
        heading(attribute.title + english + unit, styles, place=place_of(attribute), level=2),
        Table(FACTS, rows, styles, whole_up_to=WHOLE),
    ]
