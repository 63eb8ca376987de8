"""One attribute, from its criterion to its limitations."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_figure, captioned_table, heading, topic
from reports.content import AttributeSection, Outcome, Summary
from reports.sections.methods import place_of
from reports.sections.narrative import written
from reports.styles import OUTCOME_COLOURS, Styles, outcome_text
from reports.tables import Align, Cell, Column
from reports.text import Pointer, Text, bullets, coloured, paragraph
from reports.wording import fixed

LONGEST_NOTE = 60  # characters; a longer note stands below the table, where it has the whole width
FIGURES = (
    Column(fixed("Figure"), names_row=True),
    Column(fixed("Value")),
)
INFLUENCE = (
    Column(fixed("Lot left out"), names_row=True),
    Column(fixed("Estimate"), Align.DECIMAL),
    Column(fixed("Interval or range")),
    Column(fixed("Outcome")),
)
PAIRS = (
    Column(fixed("Arm"), names_row=True),
    Column(fixed("Compared arm")),
    Column(fixed("Lots")),
    Column(fixed("Estimate"), Align.DECIMAL),
    Column(fixed("Interval or range")),
    Column(fixed("Outcome")),
)
PUBLISHED = (
    Column(fixed("Arm"), names_row=True),
    Column(fixed("What is printed")),
    Column(fixed("Lots")),
    Column(fixed("Figures as typed")),
    Column(fixed("Adjusted for")),
    Column(fixed("Source")),
)
SIDE_ANALYSES = (
    Column(fixed("Analysis"), names_row=True),
    Column(fixed("Estimate"), Align.DECIMAL),
    Column(fixed("Interval")),
    Column(fixed("Outcome")),
    Column(fixed("Remark")),
)


def results_section(sections: tuple[AttributeSection, ...], styles: Styles) -> list[Flowable]:
    """The results of all attributes."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Results by attribute"), styles, place="results")]
    if not sections:
        return [*story, paragraph(words("No attribute was assessed."), styles.body)]
    for section in sections:
        story += attribute_section(section, styles)
    return story


def attribute_section(section: AttributeSection, styles: Styles) -> list[Flowable]:
    """Verdict and criterion, results as entered, figures, plots, influence, limitations, recomputation."""
    words = styles.words
    title = " / ".join(name for name in (section.title, section.title_in_english) if name)
    story: list[Flowable] = [heading(title, styles, place=place_of(section), level=2)]
    marks = f" ({words.listed(section.marks)})" if section.marks else ""
    verdict = coloured(styles.verdict, OUTCOME_COLOURS[section.outcome])
    story.append(Text(f"{outcome_text(section.outcome, words)}{marks}", verdict))
    story.append(paragraph(section.plain_words, styles.body))
    criterion = section.criterion
    story.append(
        paragraph(
            words(
                "Criterion (tier {tier}, {kind}): {sentence}",
                tier=section.tier,
                kind=criterion.kind,
                sentence=criterion.sentence,
            ),
            styles.body,
        )
    )
    if section.difference_seen:
        seen = words("Is a difference seen? {answer}", answer=section.difference_seen)
        story.append(paragraph(seen, styles.body))
    if section.discussion:
        story.append(topic(words.heading("Discussion"), styles, level=3))
        story += written(section.discussion, styles)
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
        story.append(topic(words.heading("What else the data show"), styles, level=3))
        story += bullets(section.checks, styles.limitation)
    story += _limitations(section, styles)
    method = words("Method {name}, version {version}", name=section.method_id, version=section.method_version)
    inputs = words("Inputs SHA-256 {digest}", digest=section.inputs_hash)
    story.append(paragraph(f"{method}\n{inputs}", styles.note))
    if section.snippet:
        story.append(topic(words.heading("Recompute in R"), styles, level=3))
        story.append(paragraph(section.snippet, styles.code))
    return story


def _limitations(section: AttributeSection, styles: Styles) -> list[Flowable]:
    """Those of the attribute alone, and where the others stand."""
    words, numbers = styles.words, section.shared_limitations
    if not section.limitations and not numbers:
        return []
    story: list[Flowable] = [topic(words.heading("Limitations"), styles, level=3)]
    story += bullets(section.limitations, styles.limitation)
    if numbers:
        text = words(
            "Limitations in common with other attributes, by number: {numbers}.",
            numbers=words.listed(map(str, numbers)),
        )
        says = words("Go to {place}", place=words.heading("Limitations"))
        story.append(Pointer(text, styles.pointer, place="limitations", says=says))
    return story


def _results(section: AttributeSection, styles: Styles) -> list[Flowable]:
    words = styles.words
    if not section.results:
        return [paragraph(words("No result is recorded for this attribute."), styles.body)]
    unit = section.unit
    methods = {row.method_version for row in section.results} - {""}
    laboratories = {row.laboratory for row in section.results} - {""}
    # What is the same for every result is said once above the table instead of in each of its rows.
    shared = [text for texts in (methods, laboratories) if len(texts) == 1 for text in texts]
    columns = [
        Column(fixed("Lot"), names_row=True),
        Column(fixed("Arm")),
        Column(words("Result ({unit})", unit=unit) if unit else words("Result"), Align.DECIMAL),
        *([Column(fixed("Method"))] if len(methods) > 1 else []),
        *([Column(fixed("Laboratory"))] if len(laboratories) > 1 else []),
        Column(fixed("Run, replicate")),
        Column(fixed("Tested")),
        Column(fixed("State, source, note")),
    ]
    notes: list[str] = []
    rows = []
    for row in section.results:
        note = row.note
        if len(note) > LONGEST_NOTE:
            notes.append(
                words("Note {number}, lot {lot}: {note}", number=len(notes) + 1, lot=row.lot, note=note)
            )
            note = words("note {number} below", number=len(notes))
        rows.append(
            (
                row.lot,
                row.arm,
                row.entered,
                *([row.method_version] if len(methods) > 1 else []),
                *([row.laboratory] if len(laboratories) > 1 else []),
                words.listed(part for part in (row.run, row.replicate) if part),
                row.tested,
                words.parted(part for part in (row.state, row.source, note) if part),
            )
        )
    caption = words("Results as entered: {attribute}", attribute=section.title)
    place = f"table-results-{section.key}"
    table = captioned_table(caption, columns, rows, styles, place=place, listing=True)
    same = (
        [paragraph(words("All results: {shared}.", shared=words.parted(shared)), styles.lead)]
        if shared
        else []
    )
    return [*same, *table, *(paragraph(note, styles.note) for note in notes)]


def _published(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.published:
        return []
    rows = [
        (row.arm, row.kind, row.lots, row.figures, row.adjusted_for, row.source) for row in section.published
    ]
    caption = styles.words("Published figures in place of lots: {attribute}", attribute=section.title)
    return captioned_table(caption, PUBLISHED, rows, styles, place=f"table-published-{section.key}")


def _summary(section: AttributeSection, summary: Summary, styles: Styles) -> list[Flowable]:
    first, *others = summary.headings
    columns = [Column(first, names_row=True), *(Column(name, Align.DECIMAL) for name in others)]
    return captioned_table(
        styles.words("Summary: {attribute}", attribute=section.title),
        columns,
        summary.rows,
        styles,
        detail=_numbers(section, styles),
        place=f"table-summary-{section.key}",
    )


def _computed(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.figures:
        return []
    rows = [(figure.name, figure.value) for figure in section.figures]
    return captioned_table(
        styles.words("Computed figures: {attribute}", attribute=section.title),
        FIGURES,
        rows,
        styles,
        detail=section.method_name,
        place=f"table-figures-{section.key}",
    )


def _plots(section: AttributeSection, styles: Styles) -> list[Flowable]:
    """Caption, detail and plot of each figure that the attribute has."""
    words, numbers, parts = styles.words, _numbers(section, styles), section.ternary_plot
    name, method = section.title, section.method_name
    figures = (
        (
            "interval",
            words("Interval against the margin: {attribute}", attribute=name),
            words.listed((method, numbers)),
            section.interval_plot,
        ),
        ("lots", words("Lots by arm: {attribute}", attribute=name), numbers, section.lots_plot),
        (
            "components",
            words("Variance components: {attribute}", attribute=name),
            method,
            section.components_plot,
        ),
        ("slopes", words("Results over time: {attribute}", attribute=name), numbers, section.slopes_plot),
        (
            "parts",
            words("Parts of one whole: {parts}", parts=words.listed(parts.parts if parts else ())),
            "",
            parts,
        ),
    )
    return [
        flowable
        for kind, caption, detail, plot in figures
        if plot
        for flowable in captioned_figure(
            caption, plot, styles, detail=detail, place=f"figure-{kind}-{section.key}"
        )
    ]


def _numbers(section: AttributeSection, styles: Styles) -> str:
    return styles.words("n = {pre} pre and {post} post", pre=section.n_pre, post=section.n_post)


def _pairs(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.pairs:
        return []
    rows = [
        (row.before, row.after, row.lots, row.estimate, row.interval, _outcome(row.outcome, styles))
        for row in section.pairs
    ]
    caption = styles.words("Pairs of arms: {attribute}", attribute=section.title)
    return captioned_table(caption, PAIRS, rows, styles, place=f"table-pairs-{section.key}")


def _side_analyses(section: AttributeSection, styles: Styles) -> list[Flowable]:
    if not section.side_analyses:
        return []
    rows = [
        (row.name, row.estimate, row.interval, _outcome(row.outcome, styles), row.remark)
        for row in section.side_analyses
    ]
    caption = styles.words(
        "Other analyses of the same lots, none of which decides: {attribute}", attribute=section.title
    )
    return captioned_table(caption, SIDE_ANALYSES, rows, styles, place=f"table-side-{section.key}")


def _outcome(outcome: Outcome | None, styles: Styles) -> Cell:
    if outcome is None:
        return Cell(text="")
    return Cell(text=outcome_text(outcome, styles.words), colour=OUTCOME_COLOURS[outcome])


def _influence(section: AttributeSection, styles: Styles) -> list[Flowable]:
    """Ranges have no estimate, and limits not even an interval: no column stands empty."""
    if not section.influence:
        return []
    rows = [
        (row.left_out, row.estimate, row.interval, _outcome(row.outcome, styles)) for row in section.influence
    ]
    filled = [place for place, cells in enumerate(zip(*rows, strict=True)) if any(map(_says, cells))]
    caption = styles.words("One lot left out at a time: {attribute}", attribute=section.title)
    return captioned_table(
        caption,
        [INFLUENCE[place] for place in filled],
        [tuple(row[place] for place in filled) for row in rows],
        styles,
        place=f"table-influence-{section.key}",
    )


def _says(cell: str | Cell) -> bool:
    return bool(cell.text if isinstance(cell, Cell) else cell)
