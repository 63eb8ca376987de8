"""What changes, side by side, and what each change puts at risk."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.content import Change, RiskRow
from reports.sections.narrative import written
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph
from reports.wording import Words, fixed

RISKS = (
    Column(fixed("Attribute"), names_row=True),
    Column(fixed("Rating")),
    Column(fixed("Rationale")),
    Column(fixed("Mitigation")),
)


def change_section(change: Change, styles: Styles) -> list[Flowable]:
    """The change described, then both sides."""
    words = styles.words
    story: list[Flowable] = [
        heading(words.heading("Change"), styles, place="change"),
        paragraph(change.description, styles.body),
    ]
    if change.why:
        title = topic(words.heading("Why the change is made"), styles, level=2)
        story += [title, *written(change.why, styles)]
    if not change.rows:
        return [*story, paragraph(words("No difference between the sides is recorded."), styles.body)]
    columns = (
        Column(fixed("Aspect"), names_row=True),
        Column(change.pre_heading),
        Column(change.post_heading),
        Column(fixed("Assessment")),
    )
    rows = [(row.aspect, row.pre, row.post, row.assessment) for row in change.rows]
    caption = words("Both sides of the switch")
    return story + captioned_table(caption, columns, rows, styles, place="table-change")


def risk_section(risks: tuple[RiskRow, ...], styles: Styles) -> list[Flowable]:
    """Change by attribute."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Risk"), styles, place="risk")]
    if not risks:
        return [*story, paragraph(words("No risk is recorded."), styles.body)]
    # What would be the same in every row is said once above the table.
    several = len({row.change for row in risks}) > 1
    columns = ((Column(fixed("Change")),) if several else ()) + RISKS
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
        story.append(paragraph(words("Change: {change}", change=risks[0].change), styles.lead))
    return [
        *story,
        *captioned_table(words("Risk by attribute"), columns, rows, styles, place="table-risk"),
        *(paragraph(each, styles.note) for each in _grounds(risks, words)),
    ]


def _grounds(risks: tuple[RiskRow, ...], words: Words) -> list[str]:
    """What is behind the rationales that nobody has worded, said once for all that share it."""
    shared: dict[str, list[str]] = {}
    for row in risks:
        if row.ground:
            shared.setdefault(row.ground, []).append(row.attribute)
    return [
        words(
            "Rationale as proposed for this kind of switch and left as it was ({ground}): {attributes}.",
            ground=ground,
            attributes=words.listed(attributes),
        )
        for ground, attributes in shared.items()
    ]
