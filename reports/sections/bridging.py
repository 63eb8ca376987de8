"""Bridging studies among the methods: what both read on the same lots, and what was computed from it."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_figure, captioned_table, topic
from reports.content import BridgingStudy
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Align, Column
from reports.text import Text, bullets, coloured, paragraph
from reports.wording import fixed

FIGURES = (
    Column(fixed("Figure"), names_row=True),
    Column(fixed("Estimate"), Align.DECIMAL),
    Column(fixed("Interval")),
)


def bridging_section(studies: tuple[BridgingStudy, ...], styles: Styles) -> list[Flowable]:
    """One part per study; nothing where there is none, because none is needed where nothing changed."""
    return [flowable for study in studies for flowable in _study(study, styles)]


def _study(study: BridgingStudy, styles: Styles) -> list[Flowable]:
    words = styles.words
    name = f"{study.document}, {study.attribute}"
    story: list[Flowable] = [
        topic(words.heading("Bridging study {name}", name=name), styles, level=2),
        Text(outcome_text(study.outcome, words), coloured(styles.verdict, OUTCOME_COLOURS[study.outcome])),
        paragraph(study.plain_words, styles.body),
        paragraph(
            words(
                "Covers the {covers}: {before} → {after}, performed {performed}. "
                "Conclusion of the report: {conclusion} Margin {margin}: {justification}",
                covers=study.covers,
                before=study.before,
                after=study.after,
                performed=study.performed,
                conclusion=study.conclusion,
                margin=study.margin,
                justification=study.justification,
            ),
            styles.body,
        ),
        paragraph(
            words(
                "Approved by {approved}. The report belongs to CTD section {section}.",
                approved=study.approved,
                section=study.ctd_section,
            ),
            styles.body,
        ),
    ]
    if study.explanation:
        reason = words("Approved all the same: {reason}", reason=study.explanation)
        story.append(paragraph(reason, styles.limitation))
    story += _figures(study, name, styles)
    story += _pairs(study, name, styles)
    story += _plots(study, name, styles)
    if study.remarks:
        story += bullets(study.remarks, styles.limitation)
    methods = words("Methods {names}", names=study.method)
    inputs = words("Inputs SHA-256 {digest}", digest=study.inputs_hash)
    story.append(paragraph(f"{methods}\n{inputs}", styles.note))
    if study.snippet:
        story.append(topic(words.heading("Recompute in R"), styles, level=3))
        story.append(paragraph(study.snippet, styles.code))
    return story


def _figures(study: BridgingStudy, name: str, styles: Styles) -> list[Flowable]:
    if not study.figures:
        return []
    rows = [(each.name, each.estimate, each.interval) for each in study.figures]
    caption, place = (
        styles.words("Computed figures of the bridging study {name}", name=name),
        f"table-{study.key}",
    )
    return captioned_table(caption, FIGURES, rows, styles, place=place)


def _pairs(study: BridgingStudy, name: str, styles: Styles) -> list[Flowable]:
    unit = f" ({study.unit})" if study.unit else ""
    has_notes = any(pair.note for pair in study.pairs)
    columns = [
        Column(fixed("Lot"), names_row=True),
        Column(f"{study.before}{unit}", Align.DECIMAL),
        Column(f"{study.after}{unit}", Align.DECIMAL),
        Column(study.disagreement, Align.DECIMAL),
        *([Column(fixed("Left out because"))] if has_notes else []),
    ]
    rows = [
        (pair.lot, pair.before, pair.after, pair.disagreement, *([pair.note] if has_notes else []))
        for pair in study.pairs
    ]
    caption = styles.words("Values as entered of the bridging study {name}", name=name)
    place = f"table-pairs-{study.key}"
    return captioned_table(caption, columns, rows, styles, place=place, listing=True)


def _plots(study: BridgingStudy, name: str, styles: Styles) -> list[Flowable]:
    story: list[Flowable] = []
    words = styles.words
    if study.methods_plot:
        story += captioned_figure(
            words("One method over the other: {name}", name=name),
            study.methods_plot,
            styles,
            place=f"figure-methods-{study.key}",
        )
    if study.agreement_plot:
        story += captioned_figure(
            words("Disagreement over the mean of both (Bland–Altman): {name}", name=name),
            study.agreement_plot,
            styles,
            detail=words("bars at the right are intervals"),
            place=f"figure-agreement-{study.key}",
        )
    return story
