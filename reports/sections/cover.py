"""The first page: document control, changes after freezing, signatures, conclusion."""

from collections.abc import Sequence

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.content import (
    AttributeSection,
    CtdPlace,
    DocumentControl,
    FreezeChange,
    Package,
    Signature,
    Status,
    Tier,
)
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Cell, Column, Table
from reports.text import Text, bullets, paragraph
from reports.wording import Words, fixed

CONTROL = (Column("", names_row=True), Column(""))
SIGNATURES = (
    Column(fixed("Printed name"), names_row=True),
    Column(fixed("Role")),
    Column(fixed("Meaning")),
    Column(fixed("Signed (UTC)")),
    Column(fixed("Signed (local time)")),
)
CHANGES = (
    Column(fixed("Record"), names_row=True),
    Column(fixed("What changed")),
    Column(fixed("Reason")),
    Column(fixed("Recorded, approved by")),
)
PLACES = (Column(fixed("Part"), names_row=True), Column(fixed("Section")), Column(fixed("Title")))
TIER_A = (
    Column(fixed("Tier A attribute"), names_row=True),
    Column(fixed("Margin")),
    Column(fixed("Estimate (interval)")),
    Column(fixed("Outcome")),
    Column(fixed("Difference seen")),
)


def title_section(content: Package, styles: Styles, *, digest: str) -> list[Flowable]:
    """Title and document control. digest: the hash of the content."""
    control, words = content.control, styles.words
    lacks = content.narrative.missing if content.narrative else ()
    after = [change for change in content.changes if change.after_freeze]
    facts = [
        (words("Document"), versioned(control.document_id, control.version, words)),
        (words("Status"), _status(content, words)),
        (words("Authority"), control.authority),
        (words("CTD location"), control.ctd_home),
        (words("Sponsor"), control.sponsor),
        (words("Product"), control.product),
        (words("Switch"), control.switch),
        (words("Changes after freezing"), _counted(after, words)),
        *_correction(content, words),
        *([(words("Still to be written"), words.parted(lacks))] if lacks else []),
        (words("Content SHA-256"), digest),
        *marks_and_statements(control, words),
    ]
    return title_page(
        control.title, words.heading("Bridging package: analytical comparability"), facts, styles
    )


def title_page(title: str, subtitle: str, facts: Sequence[tuple[str, str]], styles: Styles) -> list[Flowable]:
    """What the document is, and what controls it. facts: name and value."""
    return [
        Text(title, styles.title, tag="H1"),
        Text(subtitle, styles.subtitle),
        Table(CONTROL, [(Cell(text=name, strong=True), value) for name, value in facts], styles),
    ]


def marks_and_statements(control: DocumentControl, words: Words) -> list[tuple[str, str]]:
    """What has to be known of the data, and the sentences that the authority asks for."""
    marks = _marks(control, words)
    return [
        *([(words("Marks"), words.listed(marks))] if marks else []),
        *([(words("Statement"), words.joined(control.statements))] if control.statements else []),
    ]


def versioned(document: str, version: str, words: Words) -> str:
    """The id of the document with its version."""
    return words("{document}, version {version}", document=document, version=version)


def _status(content: Package, words: Words) -> str:
    approval = content.approval
    status = words.term(approval.status)
    if approval.status in (Status.SUPERSEDED, Status.CORRECTED) and approval.superseded_by:
        return words("{status}, by {document}", status=status, document=approval.superseded_by)
    return status


def _correction(content: Package, words: Words) -> list[tuple[str, str]]:
    revisions = content.revisions
    if revisions is None or not revisions.correction:
        return []
    corrects = words("version {number}: {text}", number=revisions.since, text=revisions.correction)
    return [(words("Corrects"), corrects)]


def _counted(changes: list[FreezeChange], words: Words) -> str:
    if not changes:
        return words("none recorded")
    references = words.parted(f"{change.kind} {change.reference}" for change in changes)
    return words("{count}, listed in the conclusion: {references}", count=len(changes), references=references)


def _marks(control: DocumentControl, words: Words) -> list[str]:
    simulated = [words("simulated data")] if control.simulated else []
    illustrative = [words("illustrative")] if control.illustrative else []
    return [*simulated, *illustrative, *control.marks]


def signature_section(signatures: tuple[Signature, ...], styles: Styles) -> list[Flowable]:
    """The manifest: printed name, role, meaning and time of every signature."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Signatures"), styles, place="signatures")]
    if not signatures:
        return [*story, paragraph(words("Nobody has signed this version."), styles.body)]
    rows = [
        (row.printed_name, row.role, row.meaning, row.signed_at_utc, row.signed_at_local)
        for row in signatures
    ]
    caption = words("Signature manifest")
    return story + captioned_table(caption, SIGNATURES, rows, styles, place="table-signatures")


def conclusion_section(content: Package, styles: Styles) -> list[Flowable]:
    """The person's conclusion, changes after freezing, and one row per tier A attribute."""
    conclusion, words = content.conclusion, styles.words
    story: list[Flowable] = [heading(words.heading("Conclusion"), styles, place="conclusion")]
    overall = conclusion.overall or words("not concluded")
    story.append(Text(words("Overall: {conclusion}", conclusion=overall), styles.verdict))
    if conclusion.concluded_by:
        signed = words(
            "Concluded by {person}, {instant}.",
            person=conclusion.concluded_by,
            instant=conclusion.concluded_at,
        )
        story.append(paragraph(signed, styles.body))
    if conclusion.justification:
        story.append(paragraph(conclusion.justification, styles.body))
    state = words("State of the switch when it was assessed: {state}.", state=conclusion.readiness)
    story.append(paragraph(state, styles.body))
    story += _changes_after_freezing(content, styles)
    story += _tier_a([row for row in content.attributes if row.tier is Tier.A], styles)
    if conclusion.residual_uncertainty:
        story.append(topic(words.heading("Residual uncertainty"), styles, level=2))
        story += bullets(conclusion.residual_uncertainty, styles.limitation)
    if conclusion.proposed_category:
        category = words("Proposed category: {category}", category=conclusion.proposed_category)
        story.append(paragraph(category, styles.body))
    return story


def places_section(places: tuple[CtdPlace, ...], styles: Styles) -> list[Flowable]:
    """Where the parts of this document belong; nothing for content from before places were listed."""
    if not places:
        return []
    rows = [(place.holds, place.section, place.title) for place in places]
    words = styles.words
    return [
        heading(words.heading("Places in the CTD"), styles, place="ctd-places"),
        *captioned_table(
            words("Parts of this document and their sections"), PLACES, rows, styles, place="table-ctd"
        ),
    ]


def _changes_after_freezing(content: Package, styles: Styles) -> list[Flowable]:
    changes = [change for change in content.changes if change.after_freeze]
    if not changes:
        none = styles.words("No deviation or amendment was recorded after the criteria were frozen.")
        return [paragraph(none, styles.body)]
    return captioned_table(
        styles.words("Changes after the criteria were frozen"),
        CHANGES,
        [change_row(change, styles.words) for change in changes],
        styles,
        place="table-changes-after-freezing",
    )


def change_row(change: FreezeChange, words: Words) -> tuple[str, str, str, str]:
    """A deviation or amendment as a row under CHANGES."""
    approved = change.approved_by or words("not approved")
    return (
        f"{change.kind} {change.reference}",
        change.what,
        change.reason,
        words.parted((change.recorded, approved)),
    )


def _tier_a(sections: list[AttributeSection], styles: Styles) -> list[Flowable]:
    words = styles.words
    if not sections:
        return [paragraph(words("The protocol names no tier A attribute."), styles.body)]
    rows = [
        (
            Cell(text=section.title, link=f"attribute-{section.key}"),
            section.criterion.margin or words("none"),
            section.estimate or words("none"),
            Cell(
                text=outcome_text(section.outcome, words),
                strong=True,
                colour=OUTCOME_COLOURS[section.outcome],
            ),
            section.difference_seen or words("not stated"),
        )
        for section in sections
    ]
    return captioned_table(words("Tier A attributes"), TIER_A, rows, styles, place="table-tier-a")
