"""All lots, with genealogy and retains; those that do not count are listed with the reason."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import Exclusion, Lot
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph

LOTS = (
    Column("Lot", names_row=True),
    Column("Arm"),
    Column("Supplier, site"),
    Column("Process"),
    Column("Scale"),
    Column("Made"),
    Column("Status, use"),
)
GENEALOGY = (
    Column("Lot", names_row=True),
    Column("Stage"),
    Column("Made from"),
    Column("Clinical exposure"),
    Column("Retains"),
)
NOT_COUNTED = (
    Column("Lot", names_row=True),
    Column("Arm"),
    Column("Reason why the lot does not count"),
)
EXCLUSIONS = (
    Column("Lot", names_row=True),
    Column("Attribute"),
    Column("Reason"),
    Column("Recorded"),
    Column("Approved by"),
)


def lots_section(lots: tuple[Lot, ...], exclusions: tuple[Exclusion, ...], styles: Styles) -> list[Flowable]:
    """Every lot once, whatever its status."""
    story: list[Flowable] = [heading("Lots", styles, place="lots")]
    if not lots:
        return [*story, paragraph("No lot is recorded.", styles.body)]
    rows = [
        (
            lot.number,
            lot.arm,
            f"{lot.supplier}, {lot.site}",
            lot.process_version,
            lot.scale,
            lot.made,
            f"{lot.status}; {lot.use}",
        )
        for lot in lots
    ]
    story += captioned_table("All lots", LOTS, rows, styles, place="table-lots")
    lineage = [
        (lot.number, lot.stage, ", ".join(lot.parents) or "none recorded", lot.clinical_exposure, lot.retains)
        for lot in lots
    ]
    story += captioned_table("Genealogy and retains", GENEALOGY, lineage, styles, place="table-genealogy")
    out = [(lot.number, lot.arm, lot.excluded) for lot in lots if lot.excluded is not None]
    if out:
        caption = "Lots that do not count, with the reason"
        story += captioned_table(caption, NOT_COUNTED, out, styles, place="table-lots-not-counted")
    else:
        story.append(paragraph("Every lot counts.", styles.body))
    return story + _exclusions(exclusions, styles)


def _exclusions(exclusions: tuple[Exclusion, ...], styles: Styles) -> list[Flowable]:
    if not exclusions:
        return [paragraph("The exclusion register is empty.", styles.body)]
    rows = [
        (
            row.lot,
            row.attribute,
            row.reason,
            f"{row.recorded}, {row.recorded_by}",
            row.approved_by or "not approved",
        )
        for row in exclusions
    ]
    return captioned_table("Exclusion register", EXCLUSIONS, rows, styles, place="table-exclusions")
