"""The amendments that led to a version of a protocol: why, and every value that differs."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.protocol_content import Amendment
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph
from reports.wording import fixed

FIELDS = (
    Column(fixed("Where"), names_row=True),
    Column(fixed("What")),
    Column(fixed("Before")),
    Column(fixed("After")),
)


def amendments_section(amendments: tuple[Amendment, ...], styles: Styles) -> list[Flowable]:
    """Oldest first."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Amendments"), styles, place="amendments")]
    if not amendments:
        return [*story, paragraph(words("This is the first version: nothing was amended."), styles.body)]
    for number, amendment in enumerate(amendments, start=1):
        story += [
            paragraph(
                words(
                    "Amendment, {reference}: {reason}", reference=amendment.reference, reason=amendment.reason
                ),
                styles.body,
            ),
            paragraph(words.joined((f"{amendment.recorded}.", f"{amendment.known}.")), styles.note),
        ]
        rows = [(row.place, row.field, row.before, row.after) for row in amendment.fields]
        if not rows:
            story.append(paragraph(words("Nothing differs."), styles.body))
            continue
        caption = words("What the amendment changed, {reference}", reference=amendment.reference)
        story += captioned_table(caption, FIELDS, rows, styles, place=f"table-amendment-{number}")
    return story
