"""One attribute, from its criterion to its limitations."""

from functools import partial

from reportlab.graphics.shapes import Drawing
from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_figure, captioned_table, heading, topic
from reports.content import AttributeSection, IntervalPlot, LotsPlot, Outcome, Summary
from reports.figures import interval_alternative, interval_drawing, lots_alternative, lots_drawing
from reports.sections.methods import place_of
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Align, Cell, Column
from reports.text import Text, bullets, coloured, paragraph
from reports.typefaces import Faces

LONGEST_NOTE = 60  # characters; a longer note stands below the table, where it has the whole width
FIGURES = (
    Column("Figure", names_row=True),
    Column("Value"),
)
INFLUENCE = (
    Column("Lot left out", names_row=True),
    Column("Estimate", Align.DECIMAL),
    Column("Interval or range"),
    Column("Outcome"),
)
PAIRS = (
    Column("Arm", names_row=True),
    Column("Compared arm"),
    Column("Lots"),
    Column("Estimate", Align.DECIMAL),
    Column("Interval or range"),
    Column("Outcome"),
)
PUBLISHED = (
    Column("Arm", names_row=True),
    Column("What is printed"),
    Column("Lots"),
    Column("Figures as typed"),
    Column("Adjusted for"),
    Column("Source"),
)
SIDE_ANALYSES = (
    Column("Analysis", names_row=True),
    Column("Estimate", Align.DECIMAL),
    Column("Interval"),
    Column("Outcome"),
    Column("Remark"),
)


def results_section(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    """The results of all attributes."""
    story: list[Flowable] = [heading("Results by attribute", styles, place="results")]
    if not sections:
        return [*story, paragraph("No attribute was assessed.", styles.body)]
    for section in sections:
        story += attribute_section(section, styles)
    return story


def attribute_section(section: AttributeSection, styles: Styles) -> list[Flowable]:
    """Verdict and criterion, results as entered, figures, plots, influence, limitations, recomputation."""
    story: list[Flowable] = [heading(section.title, styles, place=place_of(section), level=2)]
    marks = f" ({', '.join(section.marks)})" if section.marks else ""
    verdict = coloured(styles.verdict, OUTCOME_COLOURS[section.outcome])
    story.append(Text(f"{outcome_text(section.outcome)}{marks}", verdict))
    story.append(paragraph(section.plain_words, styles.body))
    criterion = section.criterion
    story.append(
        paragraph(f"Criterion (tier {section.tier}, {criterion.kind}): {criterion.sentence}", styles.body)
    )
    if section.difference_seen:
        story.append(paragraph(f"Is a difference seen? {section.difference_seen}", styles.body))
    story += _results(section, styles)
    story += _published(section, styles)
    if section.summary:
        story += _summary(section, section.summary, styles)
    story += _computed(section, styles)
    story += _plots(section, styles)
    story += _pairs(section, styles)
    story += _side_analyses(section, styles)
    story += _influence(section, styles)
    if section.checks:
        story.append(topic("What else the data show", styles, level=3))
        story += bullets(section.checks, styles.body)
    if section.limitations:
        story.append(topic("Limitations", styles, level=3))
        story += bullets(section.limitations, styles.limitation)
    method = (
        f"Method {section.method_id}, version {section.method_version}\nInputs SHA-256 {section.inputs_hash}"
    )
    story.append(paragraph(method, styles.note))
    if section.snippet:
        story.append(topic("Recompute in R", styles, level=3))
        story.append(paragraph(section.snippet, styles.code))
    return story


def _results(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.results:
        return [paragraph("No result is recorded for this attribute.", styles.body)]
    methods = {row.method_version for row in section.results} - {""}
    laboratories = {row.laboratory for row in section.results} - {""}
    # What is the same for every result is said once above the table instead of in each of its rows.
    shared = [text for texts in (methods, laboratories) if len(texts) == 1 for text in texts]
    columns = [
        Column("Lot", names_row=True),
        Column("Arm"),
        Column(f"Result ({section.unit})" if section.unit else "Result", Align.DECIMAL),
        *([Column("Method")] if len(methods) > 1 else []),
        *([Column("Laboratory")] if len(laboratories) > 1 else []),
        Column("Run, replicate"),
        Column("Tested"),
        Column("State, source, note"),
    ]
    notes: list[str] = []
    rows = []
    for row in section.results:
        note = row.note
        if len(note) > LONGEST_NOTE:
            notes.append(f"Note {len(notes) + 1}, lot {row.lot}: {note}")
            note = f"note {len(notes)} below"
        rows.append(
            (
                row.lot,
                row.arm,
                row.entered,
                *([row.method_version] if len(methods) > 1 else []),
                *([row.laboratory] if len(laboratories) > 1 else []),
                ", ".join(part for part in (row.run, row.replicate) if part),
                row.tested,
                "; ".join(part for part in (row.state, row.source, note) if part),
            )
        )
    caption = f"Results as entered: {section.title}"
    place = f"table-results-{section.key}"
    table = captioned_table(caption, columns, rows, styles, place=place, listing=True)
    same = [paragraph(f"All results: {'; '.join(shared)}.", styles.body)] if shared else []
    return [*same, *table, *(paragraph(note, styles.note) for note in notes)]


def _published(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.published:
        return []
    rows = [
        (row.arm, row.kind, row.lots, row.figures, row.adjusted_for, row.source) for row in section.published
    ]
    caption = f"Published figures in place of lots: {section.title}"
    return captioned_table(caption, PUBLISHED, rows, styles, place=f"table-published-{section.key}")


def _summary(section: AttributeSection, summary: Summary, styles: Styles) -> list[Flowable]:
    first, *others = summary.headings
    columns = [Column(first, names_row=True), *(Column(name, Align.DECIMAL) for name in others)]
    return captioned_table(
        f"Summary: {section.title}",
        columns,
        summary.rows,
        styles,
        detail=f"n = {section.n_pre} pre and {section.n_post} post",
        place=f"table-summary-{section.key}",
    )


def _computed(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.figures:
        return []
    rows = [(figure.name, figure.value) for figure in section.figures]
    return captioned_table(
        f"Computed figures: {section.title}",
        FIGURES,
        rows,
        styles,
        detail=section.method_name,
        place=f"table-figures-{section.key}",
    )


def _plots(section: AttributeSection, styles: Styles) -> list[Flowable]:
    story: list[Flowable] = []
    if section.interval_plot:
        story += captioned_figure(
            f"Interval against the margin: {section.title}",
            partial(_interval, section.interval_plot, styles.faces),
            styles,
            alternative=interval_alternative(section.interval_plot),
            detail=f"{section.method_name}, n = {section.n_pre} pre and {section.n_post} post",
            place=f"figure-interval-{section.key}",
        )
    if section.lots_plot:
        story += captioned_figure(
            f"Lots by arm: {section.title}",
            partial(_lots, section.lots_plot, styles.faces),
            styles,
            alternative=lots_alternative(section.lots_plot),
            detail=f"n = {section.n_pre} pre and {section.n_post} post",
            place=f"figure-lots-{section.key}",
        )
    return story


def _interval(plot: IntervalPlot, faces: Faces, width: float) -> Drawing:
    return interval_drawing(plot, faces=faces, width=width)


def _lots(plot: LotsPlot, faces: Faces, width: float) -> Drawing:
    return lots_drawing(plot, faces=faces, width=width)


def _pairs(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.pairs:
        return []
    rows = [
        (row.before, row.after, row.lots, row.estimate, row.interval, _outcome(row.outcome))
        for row in section.pairs
    ]
    caption = f"Pairs of arms: {section.title}"
    return captioned_table(caption, PAIRS, rows, styles, place=f"table-pairs-{section.key}")


def _side_analyses(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.side_analyses:
        return []
    rows = [
        (row.name, row.estimate, row.interval, _outcome(row.outcome), row.remark)
        for row in section.side_analyses
    ]
    caption = f"Other analyses of the same lots, none of which decides: {section.title}"
    return captioned_table(caption, SIDE_ANALYSES, rows, styles, place=f"table-side-{section.key}")


def _outcome(outcome: Outcome | None) -> Cell:
    if outcome is None:
        return Cell(text="")
    return Cell(text=outcome_text(outcome), colour=OUTCOME_COLOURS[outcome])


def _influence(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.influence:
        return []
    rows = [
        (
            row.left_out,
            row.estimate,
            row.interval,
            _outcome(row.outcome),
        )
        for row in section.influence
    ]
    caption = f"One lot left out at a time: {section.title}"
    return captioned_table(caption, INFLUENCE, rows, styles, place=f"table-influence-{section.key}")
