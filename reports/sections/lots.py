"""All lots, with genealogy and retains; those that do not count are listed with the reason."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_figure, captioned_table, heading
from reports.content import Exclusion, Genealogy, Lot
from reports.drawings.genealogy import genealogy_pieces
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph
from reports.wording import fixed

HIGHEST = 520.0  # points of a drawing on a page, with its key and caption below and above it
LOTS = (
    Column(fixed("Lot"), names_row=True),
    Column(fixed("Arm")),
    Column(fixed("Supplier, site")),
    Column(fixed("Process")),
    Column(fixed("Scale")),
    Column(fixed("Made")),
    Column(fixed("Status, use")),
)
GENEALOGY = (
    Column(fixed("Lot"), names_row=True),
    Column(fixed("Stage")),
    Column(fixed("Made from")),
    Column(fixed("Clinical exposure")),
    Column(fixed("Retains")),
)
NOT_COUNTED = (
    Column(fixed("Lot"), names_row=True),
    Column(fixed("Arm")),
    Column(fixed("Reason why the lot does not count")),
)
EXCLUSIONS = (
    Column(fixed("Lot"), names_row=True),
    Column(fixed("Attribute")),
    Column(fixed("Reason")),
    Column(fixed("Recorded")),
    Column(fixed("Approved by")),
)


def lots_section(
    lots: tuple[Lot, ...],
    exclusions: tuple[Exclusion, ...],
    styles: Styles,
    genealogy: Genealogy | None = None,
) -> list[Flowable]:
    """Every lot once, whatever its status."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Lots"), styles, place="lots")]
    if not lots:
        return [*story, paragraph(words("No lot is recorded."), styles.body)]
    rows = [
        (
            lot.number,
            lot.arm,
            words.listed((lot.supplier, lot.site)),
            lot.process_version,
            lot.scale,
            lot.made,
            words.parted((lot.status, lot.use)),
        )
        for lot in lots
    ]
    story += captioned_table(words("All lots"), LOTS, rows, styles, place="table-lots")
    lineage = [
        (
            lot.number,
            lot.stage,
            words.listed(lot.parents) or words("none recorded"),
            lot.clinical_exposure,
            lot.retains,
        )
        for lot in lots
    ]
    caption = words("Genealogy and retains")
    story += captioned_table(caption, GENEALOGY, lineage, styles, place="table-genealogy")
    story += _drawn(genealogy, styles)
    out = [(lot.number, lot.arm, lot.excluded) for lot in lots if lot.excluded is not None]
    if out:
        caption = words("Lots that do not count, with the reason")
        story += captioned_table(caption, NOT_COUNTED, out, styles, place="table-lots-not-counted")
    else:
        story.append(paragraph(words("Every lot counts."), styles.body))
    return story + _exclusions(exclusions, styles)


def _drawn(genealogy: Genealogy | None, styles: Styles) -> list[Flowable]:
    """In pieces, where there are more lots than a page has room for."""
    if genealogy is None:
        return []
    words = styles.words
    pieces = list(genealogy_pieces(genealogy, highest=HIGHEST / styles.enlarged))
    story: list[Flowable] = []
    for number, piece in enumerate(pieces, start=1):
        part = words("part {number} of {count}", number=number, count=len(pieces)) if len(pieces) > 1 else ""
        story += captioned_figure(
            words("What the lots were made from"),
            piece,
            styles,
            detail=part,
            place=f"figure-genealogy-{number}",
        )
    return story


def _exclusions(exclusions: tuple[Exclusion, ...], styles: Styles) -> list[Flowable]:
    words = styles.words
    if not exclusions:
        return [paragraph(words("The exclusion register is empty."), styles.body)]
    rows = [
        (
            row.lot,
            row.attribute,
            row.reason,
            f"{row.recorded}, {row.recorded_by}",
            row.approved_by or words("not approved"),
        )
        for row in exclusions
    ]
    return captioned_table(words("Exclusion register"), EXCLUSIONS, rows, styles, place="table-exclusions")
