"""Completeness matrix, provenance and glossary."""

import math

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import Completeness, GlossaryEntry, Package, content_hash
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import paragraph

FIRST = "completeness"
LOTS_ACROSS = 5
PROVENANCE = (Column("", names_row=True), Column(""))
GLOSSARY = (Column("Term", names_row=True), Column("Meaning"))


def completeness_section(matrix: Completeness, styles: Styles) -> list[Flowable]:
    """Attributes down, lots across, a few lots at a time; every state in words."""
    story: list[Flowable] = [heading("Completeness matrix", styles, place=FIRST)]
    if not matrix.rows or not matrix.attributes:
        return [*story, paragraph("No result is expected yet.", styles.body)]
    total = len(matrix.rows)
    tables = math.ceil(total / LOTS_ACROSS)
    across = math.ceil(total / tables)  # the same number in every table, as far as it goes
    for start in range(0, total, across):
        lots = matrix.rows[start : start + across]
        columns = [Column("Attribute", names_row=True)]
        columns += [Column(f"{lot.lot}\n{lot.arm}") for lot in lots]
        rows = [
            (attribute, *(lot.states[place] for lot in lots))
            for place, attribute in enumerate(matrix.attributes)
        ]
        caption = f"Results by attribute and lot, lots {start + 1} to {start + len(lots)} of {total}"
        place = f"table-completeness-{start + 1}"
        story += captioned_table(caption, columns, rows, styles, place=place, listing=True)
    return story


def provenance_section(content: Package, styles: Styles) -> list[Flowable]:
    """Where every figure comes from, and the hash that people sign."""
    provenance = content.provenance
    facts = [
        ("Software", f"{provenance.software} {provenance.software_version}"),
        ("Assembled", f"{provenance.assembled_at}, by {provenance.assembled_by}"),
        ("Content SHA-256", content_hash(content)),
        ("Dataset SHA-256", provenance.dataset_hash),
        ("Protocol SHA-256", provenance.protocol_hash),
        ("Audit trail head", f"entry {provenance.audit_head}"),
        ("Audit trail SHA-256", provenance.audit_hash),
    ]
    rows = [(Cell(text=name, strong=True), value) for name, value in facts]
    covers = (
        "The content hash covers everything in this document except its status and the signature manifest, "
        "because people sign that hash. The hash of this file is kept in the register of packages."
    )
    return [
        heading("Provenance", styles, place="provenance"),
        *captioned_table("Provenance", PROVENANCE, rows, styles, place="table-provenance"),
        paragraph(covers, styles.note),
    ]


def glossary_section(entries: tuple[GlossaryEntry, ...], styles: Styles) -> list[Flowable]:
    """The terms of the document."""
    rows = [(Cell(text=entry.term, strong=True), entry.meaning) for entry in entries]
    story: list[Flowable] = [heading("Glossary", styles, place="glossary")]
    if not entries:
        return [*story, paragraph("No term is explained.", styles.body)]
    return story + captioned_table("Terms", GLOSSARY, rows, styles, place="table-glossary")
