"""Bridging studies among the methods: what both read on the same lots, and what was computed from it."""

from functools import partial

from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_figure, captioned_table, topic
from reports.content import AgreementPlot, BridgingStudy, MethodsPlot
from reports.figures import agreement_alternative, agreement_drawing, methods_alternative, methods_drawing
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Align, Column
from reports.text import Text, bullets, coloured, paragraph
from reports.typefaces import Faces

FIGURES = (
    Column("Figure", names_row=True),
    Column("Estimate", Align.DECIMAL),
    Column("Interval"),
)


def bridging_section(studies: tuple[BridgingStudy, ...], styles: Styles) -> list[Flowable]:
    """One part per study; nothing where there is none, because none is needed where nothing changed."""
    return [flowable for study in studies for flowable in _study(study, styles)]


def _study(study: BridgingStudy, styles: Styles) -> list[Flowable]:
    name = f"{study.document}, {study.attribute}"
    story: list[Flowable] = [
        topic(f"Bridging study {name}", styles, level=2),
        Text(outcome_text(study.outcome), coloured(styles.verdict, OUTCOME_COLOURS[study.outcome])),
        paragraph(study.plain_words, styles.body),
        paragraph(
            f"Covers the {study.covers}: {study.before} → {study.after}, performed {study.performed}. "
            f"Conclusion of the report: {study.conclusion} Margin {study.margin}: {study.justification}",
            styles.body,
        ),
        paragraph(
            f"Approved by {study.approved}. The report belongs to CTD section {study.ctd_section}.",
            styles.body,
        ),
    ]
    if study.explanation:
        story.append(paragraph(f"Approved all the same: {study.explanation}", styles.limitation))
    story += _figures(study, name, styles)
    story += _pairs(study, name, styles)
    story += _plots(study, name, styles)
    if study.remarks:
        story += bullets(study.remarks, styles.limitation)
    story.append(paragraph(f"Methods {study.method}\nInputs SHA-256 {study.inputs_hash}", styles.note))
    if study.snippet:
        story.append(topic("Recompute in R", styles, level=3))
        story.append(paragraph(study.snippet, styles.code))
    return story


def _figures(study: BridgingStudy, name: str, styles: Styles) -> list[Flowable]:
    if not study.figures:
        return []
    rows = [(each.name, each.estimate, each.interval) for each in study.figures]
    caption, place = f"Computed figures of the bridging study {name}", f"table-{study.key}"
    return captioned_table(caption, FIGURES, rows, styles, place=place)


def _pairs(study: BridgingStudy, name: str, styles: Styles) -> list[Flowable]:
    unit = f" ({study.unit})" if study.unit else ""
    has_notes = any(pair.note for pair in study.pairs)
    columns = [
        Column("Lot", names_row=True),
        Column(f"{study.before}{unit}", Align.DECIMAL),
        Column(f"{study.after}{unit}", Align.DECIMAL),
        Column(study.disagreement, Align.DECIMAL),
        *([Column("Left out because")] if has_notes else []),
    ]
    rows = [
        (pair.lot, pair.before, pair.after, pair.disagreement, *([pair.note] if has_notes else []))
        for pair in study.pairs
    ]
    caption, place = f"Values as entered of the bridging study {name}", f"table-pairs-{study.key}"
    return captioned_table(caption, columns, rows, styles, place=place, listing=True)


def _plots(study: BridgingStudy, name: str, styles: Styles) -> list[Flowable]:
    story: list[Flowable] = []
    if study.methods_plot:
        story += captioned_figure(
            f"One method over the other: {name}",
            partial(_methods, study.methods_plot, styles.faces),
            styles,
            alternative=methods_alternative(study.methods_plot),
            place=f"figure-methods-{study.key}",
        )
    if study.agreement_plot:
        story += captioned_figure(
            f"Disagreement over the mean of both (Bland–Altman): {name}",
            partial(_agreement, study.agreement_plot, styles.faces),
            styles,
            alternative=agreement_alternative(study.agreement_plot),
            detail="bars at the right are intervals",
            place=f"figure-agreement-{study.key}",
        )
    return story


def _methods(plot: MethodsPlot, faces: Faces, width: float) -> Drawing:
    return methods_drawing(plot, faces=faces, width=width)


def _agreement(plot: AgreementPlot, faces: Faces, width: float) -> Drawing:
    return agreement_drawing(plot, faces=faces, width=width)
