"""Completeness matrix, provenance and glossary."""

import math

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import Completeness, GlossaryEntry, Provenance
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import paragraph
from reports.wording import fixed

FIRST = "completeness"
LOTS_ACROSS = 5
IN_ENGLISH = fixed(
    "Sentences that the statistics wrote and stored with an assessment (plain words, reasons, limitations, "
    "checks, remarks and names of figures) are translated where they follow a known pattern, and stand in "
    "English where they do not. What people typed stands in the language in which they typed it."
)
PROVENANCE = (Column("", names_row=True), Column(""))
GLOSSARY = (Column(fixed("Term"), names_row=True), Column(fixed("Meaning")))


def completeness_section(matrix: Completeness, styles: Styles) -> list[Flowable]:
    """Attributes down, lots across, a few lots at a time; every state in words."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Completeness matrix"), styles, place=FIRST)]
    if not matrix.rows or not matrix.attributes:
        return [*story, paragraph(words("No result is expected yet."), styles.body)]
    total = len(matrix.rows)
    tables = math.ceil(total / LOTS_ACROSS)
    across = math.ceil(total / tables)  # the same number in every table, as far as it goes
    for start in range(0, total, across):
        lots = matrix.rows[start : start + across]
        columns = [Column(fixed("Attribute"), names_row=True)]
        columns += [Column(f"{lot.lot}\n{lot.arm}") for lot in lots]
        rows = [
            (attribute, *(lot.states[place] for lot in lots))
            for place, attribute in enumerate(matrix.attributes)
        ]
        caption = words(
            "Results by attribute and lot, lots {first} to {last} of {total}",
            first=start + 1,
            last=start + len(lots),
            total=total,
        )
        place = f"table-completeness-{start + 1}"
        story += captioned_table(caption, columns, rows, styles, place=place, listing=True)
    return story


def provenance_section(provenance: Provenance, styles: Styles, *, digest: str) -> list[Flowable]:
    """Where every figure comes from, and the hash that people sign."""
    words = styles.words
    assembled = words(
        "{instant}, by {person}", instant=provenance.assembled_at, person=provenance.assembled_by
    )
    facts = [
        (words("Software"), f"{provenance.software} {provenance.software_version}"),
        (words("Assembled"), assembled),
        (words("Content SHA-256"), digest),
        (words("Dataset SHA-256"), provenance.dataset_hash),
        (words("Protocol SHA-256"), provenance.protocol_hash),
        (words("Audit trail head"), words("entry {number}", number=provenance.audit_head)),
        (words("Audit trail SHA-256"), provenance.audit_hash),
        *([(words("Fixed texts"), provenance.catalogue)] if provenance.catalogue else []),
        *([(words("Texts left in English"), words.parted(provenance.english))] if provenance.english else []),
    ]
    rows = [(Cell(text=name, strong=True), value) for name, value in facts]
    covers = words(
        "The content hash covers everything in this document except its status and the signature manifest, "
        "because people sign that hash. The hash of this file is kept in the register of packages."
    )
    return [
        heading(words.heading("Provenance"), styles, place="provenance"),
        *captioned_table(words("Provenance"), PROVENANCE, rows, styles, place="table-provenance"),
        paragraph(covers, styles.note),
        *([paragraph(words(IN_ENGLISH), styles.note)] if words.language != "en" else []),
    ]


def glossary_section(entries: tuple[GlossaryEntry, ...], styles: Styles) -> list[Flowable]:
    """The terms of the document."""
    rows = [(Cell(text=entry.term, strong=True), entry.meaning) for entry in entries]
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Glossary"), styles, place="glossary")]
    if not entries:
        return [*story, paragraph(words("No term is explained."), styles.body)]
    return story + captioned_table(words("Terms"), GLOSSARY, rows, styles, place="table-glossary")
