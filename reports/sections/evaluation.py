"""What is decided beforehand for every attribute: levels, handling of data, outcomes and what follows."""

from collections.abc import Sequence

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.plots import Outcome
from reports.protocol_content import Rules
from reports.styles import Styles
from reports.tables import Cell, Column
from reports.text import bullets, paragraph
from reports.wording import Fixed, fixed

RULES = (Column("", names_row=True), Column(""))
OUTCOMES = (
    Column(fixed("Outcome"), names_row=True),
    Column(fixed("When")),
    Column(fixed("What follows")),
)
CLASSES = (Column(fixed("Class"), names_row=True), Column(fixed("Proposed when")))
HANDLING = (
    fixed(
        "Unit of comparison: one reportable result for each lot and attribute, made of its determinations "
        "by the rule of the method."
    ),
    fixed(
        "Values beyond a limit: a result reported as below or above a limit is never replaced by a number. "
        "The censored likelihood takes it as a limit, and a limit criterion judges it at its limit; a "
        "range, or an equivalence by another analysis, cannot be judged with it."
    ),
    fixed(
        "Outliers: none is left out on statistics alone. Tests of outliers and the figures without each lot"
        " stand beside the outcome and decide nothing."
    ),
    fixed(
        "Exclusions: a lot, or one attribute of it, is left out for a written reason that a second person "
        "approves. It stays in every table and drawing and is marked."
    ),
    fixed(
        "Missing data: a result that is missing, invalid or not verified is not passed over. The attribute "
        "cannot be judged until it is entered and verified, or excluded with a reason."
    ),
    fixed(
        "Retests: a retest stands beside the original and becomes the reportable result only when an "
        "investigation has found a laboratory error."
    ),
    fixed(
        "Confounding: a method version, laboratory or reference standard that changed with the supplier "
        "stops a verdict in tier A, unless enough lots of each arm were measured alike or approved bridging"
        " records connect it."
    ),
    fixed(
        "Multiplicity: all attributes of tier A must pass, each at its alpha; the joint claim needs no "
        "adjustment."
    ),
)
MEANINGS = (
    (
        Outcome.EQUIVALENT,
        fixed("Equivalence: the interval lies strictly inside the margin."),
        fixed("The attribute is closed."),
    ),
    (
        Outcome.INCONCLUSIVE,
        fixed("The interval reaches across an end of the margin or touches it."),
        fixed("The attribute stays open."),
    ),
    (
        Outcome.DIFFERENT,
        fixed("Equivalence: the interval lies strictly outside the margin."),
        fixed("Tier A: the switch counts as blocked. Tier B and C: a person decides, with a justification."),
    ),
    (
        Outcome.MET,
        fixed(
            "Non-inferiority: the interval lies strictly within the bound. Range, limit or accepted words: "
            "every post lot conforms."
        ),
        fixed("The attribute is closed; in tier A a range closes nothing, because it is weak evidence."),
    ),
    (
        Outcome.NOT_MET,
        fixed(
            "Non-inferiority: the interval lies wholly beyond the bound. Range, limit or accepted words: a "
            "post lot does not conform."
        ),
        fixed(
            "The switch counts as blocked. A range of tier B or C: a person decides, with a justification."
        ),
    ),
    (
        Outcome.CANNOT_JUDGE,
        fixed(
            "Results are missing or not verified, lots are fewer than the minimum, the values permit no "
            "analysis, or in tier A the change is confounded."
        ),
        fixed("The switch counts as blocked until the reason is mended."),
    ),
    (Outcome.DESCRIBED, fixed("No criterion is set."), fixed("Nothing: the attribute is only described.")),
)
CONCLUSIONS = (
    (fixed("highly similar"), fixed("Every attribute is closed or only described.")),
    (
        fixed("similar, more data needed"),
        fixed("No attribute blocks, and at least one is open or waits for a decision."),
    ),
    (
        fixed("differences without impact, justified"),
        fixed("Never: that differences have no impact is justified by a person."),
    ),
    (fixed("not comparable"), fixed("An attribute is different or not met and blocks.")),
)
PROPOSED = fixed(
    "The outcomes propose a class of ICH Q5E, or none while an attribute cannot be judged. A person "
    "concludes, by signature, after a second person has reviewed the assessment; nobody who entered a "
    "result concludes."
)
NOT_MET = (
    fixed(
        "For every attribute that is not closed the conclusion states a justification or the further study."
    ),
    fixed(
        "“Highly similar” cannot be concluded while an attribute of tier A is not closed, and differences "
        "cannot be justified while one of tier A cannot be judged."
    ),
    fixed(
        "Further lots are compared under the same criteria. A criterion is changed by an amendment only: a "
        "new version, signed again, that states how many post-switch results were known."
    ),
    fixed(
        "A departure from the frozen protocol is recorded as a deviation with its impact and stands in "
        "front of the results in the bridging package."
    ),
)


def rules_section(rules: Rules, styles: Styles) -> list[Flowable]:
    """Levels, the plan as it was typed, and how data are handled that are not plain numbers."""
    words = styles.words
    facts = (
        (words("Alpha, one-sided"), rules.alpha),
        (words("Level for a difference"), rules.difference_level),
        (words("False-pass rate of ranges stated at"), rules.false_pass_shift),
        (words("Failed lots"), rules.failed_lots),
    )
    rows = [(Cell(text=name, strong=True), value) for name, value in facts]
    story: list[Flowable] = [heading(words.heading("Statistical evaluation"), styles, place="evaluation")]
    story += captioned_table(words("Levels and rules"), RULES, rows, styles, place="table-rules")
    if rules.statistical_plan:
        story.append(topic(words.heading("Statistical plan"), styles, level=2))
        story.append(paragraph(rules.statistical_plan, styles.body))
    story.append(topic(words.heading("Handling of data"), styles, level=2))
    return story + _said(HANDLING, styles)


def outcomes_section(styles: Styles) -> list[Flowable]:
    """What each outcome means, what it leads to, and which class is concluded."""
    words = styles.words
    outcomes = [
        (Cell(text=words.term(outcome), strong=True), words.term(when), words.term(follows))
        for outcome, when, follows in MEANINGS
    ]
    classes = [(Cell(text=words.term(name), strong=True), words.term(when)) for name, when in CONCLUSIONS]
    return [
        heading(words.heading("Outcomes and conclusion"), styles, place="outcomes"),
        *captioned_table(
            words("What each outcome means"), OUTCOMES, outcomes, styles, place="table-outcomes"
        ),
        paragraph(words(PROPOSED), styles.body),
        *captioned_table(words("Classes of conclusion"), CLASSES, classes, styles, place="table-classes"),
        topic(words.heading("When a criterion is not met"), styles, level=2),
        *_said(NOT_MET, styles),
    ]


def _said(texts: Sequence[Fixed], styles: Styles) -> list[Flowable]:
    return bullets(tuple(styles.words.term(text) for text in texts), styles.limitation)
