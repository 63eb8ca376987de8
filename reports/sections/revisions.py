"""The changes since an earlier version of the document, in a table and as a line below each heading."""

from collections.abc import Iterable, Iterator

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.revisions import Revisions
from reports.styles import Styles
from reports.tables import Column
from reports.text import Heading, paragraph
from reports.wording import fixed

REVISED = (
    Column(fixed("Section"), names_row=True),
    Column(fixed("What")),
    Column(fixed("Before")),
    Column(fixed("After")),
)


def revisions_section(revisions: Revisions | None, styles: Styles) -> list[Flowable]:
    """Every value that differs; nothing for a first version."""
    if revisions is None:
        return []
    words, since = styles.words, revisions.since
    title = words.heading("Changes since version {number}", number=since)
    story: list[Flowable] = [heading(title, styles, place="revisions")]
    if not revisions.is_compared:
        other = words("Version {number} is in another language; its texts are not compared.", number=since)
        return [*story, paragraph(other, styles.body)]
    if not revisions.rows:
        same = words("Nothing that is compared has changed since version {number}.", number=since)
        return [*story, paragraph(same, styles.body)]
    rows = [
        (row.section, row.item, row.before or words("not stated"), row.after or words("not stated"))
        for row in revisions.rows
    ]
    caption = words("What is said differently from version {number}", number=since)
    return story + captioned_table(caption, REVISED, rows, styles, place="table-revisions")


def marked(story: Iterable[Flowable], revisions: Revisions | None, styles: Styles) -> Iterator[Flowable]:
    """The story with a line below each heading under which something changed."""
    changed: dict[str, dict[str, None]] = {}
    for row in revisions.rows if revisions else ():
        changed.setdefault(row.place, {})[row.item] = None
    for flowable in story:
        yield flowable
        if revisions and isinstance(flowable, Heading) and flowable.place in changed:
            yield paragraph(
                styles.words(
                    "Changed since version {number}: {items}.",
                    number=revisions.since,
                    items=styles.words.listed(changed[flowable.place]),
                ),
                styles.changed,
            )
