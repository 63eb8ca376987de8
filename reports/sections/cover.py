"""The first page: document control, changes after freezing, signatures, conclusion."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.content import AttributeSection, FreezeChange, Package, Status, Tier, content_hash
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Cell, Column, Table
from reports.text import Text, bullets, paragraph

CONTROL = (Column("", names_row=True), Column(""))
SIGNATURES = (
    Column("Printed name", names_row=True),
    Column("Role"),
    Column("Meaning"),
    Column("Signed (UTC)"),
    Column("Signed (local time)"),
)
CHANGES = (
    Column("Record", names_row=True),
    Column("What changed"),
    Column("Reason"),
    Column("Recorded, approved by"),
)
TIER_A = (
    Column("Tier A attribute", names_row=True),
    Column("Margin"),
    Column("Estimate (interval)"),
    Column("Outcome"),
    Column("Difference seen"),
)


def title_section(content: Package, styles: Styles) -> list[Flowable]:
    """Title and document control."""
    control = content.control
    after = [change for change in content.changes if change.after_freeze]
    rows = [
        ("Document", f"{control.document_id}, version {control.version}"),
        ("Status", _status(content)),
        ("Authority", control.authority),
        ("CTD location", control.ctd_home),
        ("Sponsor", control.sponsor),
        ("Product", control.product),
        ("Switch", control.switch),
        ("Changes after freezing", _counted(after)),
        ("Content SHA-256", content_hash(content)),
        *([("Marks", ", ".join(_marks(content)))] if _marks(content) else []),
        *([("Statement", " ".join(control.statements))] if control.statements else []),
    ]
    return [
        Text(control.title, styles.title, tag="H1"),
        Text("Bridging package: analytical comparability", styles.subtitle),
        Table(CONTROL, [(Cell(text=name, strong=True), value) for name, value in rows], styles),
    ]


def _status(content: Package) -> str:
    approval = content.approval
    if approval.status is Status.SUPERSEDED and approval.superseded_by:
        return f"{approval.status}, by {approval.superseded_by}"
    return str(approval.status)


def _counted(changes: list[FreezeChange]) -> str:
    if not changes:
        return "none recorded"
    references = "; ".join(f"{change.kind} {change.reference}" for change in changes)
    return f"{len(changes)}, listed in the conclusion: {references}"


def _marks(content: Package) -> list[str]:
    control = content.control
    simulated = ["simulated data"] if control.simulated else []
    illustrative = ["illustrative"] if control.illustrative else []
    return [*simulated, *illustrative, *control.marks]


def signature_section(content: Package, styles: Styles) -> list[Flowable]:
    """The manifest: printed name, role, meaning and time of every signature."""
    story: list[Flowable] = [heading("Signatures", styles, place="signatures")]
    if not content.approval.signatures:
        return [*story, paragraph("Nobody has signed this version.", styles.body)]
    rows = [
        (row.printed_name, row.role, row.meaning, row.signed_at_utc, row.signed_at_local)
        for row in content.approval.signatures
    ]
    return story + captioned_table("Signature manifest", SIGNATURES, rows, styles, place="table-signatures")


def conclusion_section(content: Package, styles: Styles) -> list[Flowable]:
    """The person's conclusion, changes after freezing, and one row per tier A attribute."""
    conclusion = content.conclusion
    story: list[Flowable] = [heading("Conclusion", styles, place="conclusion")]
    story.append(Text(f"Overall: {conclusion.overall or 'not concluded'}", styles.verdict))
    if conclusion.concluded_by:
        signed = f"Concluded by {conclusion.concluded_by}, {conclusion.concluded_at}."
        story.append(paragraph(signed, styles.body))
    if conclusion.justification:
        story.append(paragraph(conclusion.justification, styles.body))
    story.append(paragraph(f"State of the switch when it was assessed: {conclusion.readiness}.", styles.body))
    story += _changes_after_freezing(content, styles)
    story += _tier_a([row for row in content.attributes if row.tier is Tier.A], styles)
    if conclusion.residual_uncertainty:
        story.append(topic("Residual uncertainty", styles, level=2))
        story += bullets(conclusion.residual_uncertainty, styles.limitation)
    if conclusion.proposed_category:
        story.append(paragraph(f"Proposed category: {conclusion.proposed_category}", styles.body))
    return story


def _changes_after_freezing(content: Package, styles: Styles) -> list[Flowable]:
    changes = [change for change in content.changes if change.after_freeze]
    if not changes:
        return [
            paragraph("No deviation or amendment was recorded after the criteria were frozen.", styles.body)
        ]
    return captioned_table(
        "Changes after the criteria were frozen",
        CHANGES,
        [change_row(change) for change in changes],
        styles,
        place="table-changes-after-freezing",
    )


def change_row(change: FreezeChange) -> tuple[str, str, str, str]:
    """A deviation or amendment as a row under CHANGES."""
    approved = change.approved_by or "not approved"
    return f"{change.kind} {change.reference}", change.what, change.reason, f"{change.recorded}; {approved}"


def _tier_a(sections: list[AttributeSection], styles: Styles) -> list[Flowable]:
    if not sections:
        return [paragraph("The protocol names no tier A attribute.", styles.body)]
    rows = [
        (
            Cell(text=section.title, link=f"attribute-{section.key}"),
            section.criterion.margin or "none",
            section.estimate or "none",
            Cell(text=outcome_text(section.outcome), strong=True, colour=OUTCOME_COLOURS[section.outcome]),
            section.difference_seen or "not stated",
        )
        for section in sections
    ]
    return captioned_table("Tier A attributes", TIER_A, rows, styles, place="table-tier-a")
