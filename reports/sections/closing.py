"""Out-of-expectation results and the limitations of the whole comparison."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import OutOfExpectation
from reports.styles import Styles
from reports.tables import Align, Column
from reports.text import numbered_list, paragraph
from reports.wording import fixed

EVENTS = (
    Column(fixed("Lot"), names_row=True),
    Column(fixed("Attribute")),
    Column(fixed("Result"), Align.DECIMAL),
    Column(fixed("What")),
    Column(fixed("Investigation")),
    Column(fixed("Disposition")),
)


def expectation_section(events: tuple[OutOfExpectation, ...], styles: Styles) -> list[Flowable]:
    """Out-of-specification results, invalid runs and retests."""
    words = styles.words
    story: list[Flowable] = [
        heading(words.heading("Out-of-expectation results"), styles, place="out-of-expectation")
    ]
    if not events:
        none = words("No out-of-specification result, invalid run or retest is recorded.")
        return [*story, paragraph(none, styles.body)]
    rows = [
        (row.lot, row.attribute, row.entered, row.kind, row.investigation, row.disposition) for row in events
    ]
    caption = words("Out-of-specification results, invalid runs and retests")
    return story + captioned_table(caption, EVENTS, rows, styles, place="table-out-of-expectation")


def limitations_section(limitations: tuple[str, ...], styles: Styles) -> list[Flowable]:
    """What the comparison cannot show, by the numbers that the sections of attributes name."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Limitations"), styles, place="limitations")]
    if not limitations:
        return [*story, paragraph(words("No limitation is recorded."), styles.body)]
    return story + numbered_list(limitations, styles.numbered)
