"""The arms of a switch: by which rule a lot belongs to one of them."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.protocol_content import Arm
from reports.styles import Styles
from reports.tables import Column
from reports.text import paragraph
from reports.wording import fixed

ARMS = (Column(fixed("Arm"), names_row=True), Column(fixed("Side")), Column(fixed("Sources of its lots")))
BY_RULE = fixed(
    "A lot belongs to an arm by its source and counts by the rule of the protocol, so that none can be "
    "picked or left out."
)


def arms_section(arms: tuple[Arm, ...], styles: Styles) -> list[Flowable]:
    """One row an arm."""
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Arms"), styles, place="arms")]
    if not arms:
        return [*story, paragraph(words("No arm is described yet."), styles.body)]
    rows = [(arm.name, arm.role, words.parted(arm.sources)) for arm in arms]
    story.append(paragraph(words(BY_RULE), styles.body))
    return story + captioned_table(words("Arms and their sources"), ARMS, rows, styles, place="table-arms")
