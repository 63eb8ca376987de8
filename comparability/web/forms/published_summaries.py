"""What is typed of figures that a source prints of an arm instead of its lots."""

from collections.abc import Iterable

from comparability.model.published_summaries import LEAST_LOTS
from comparability.model.vocabulary import SummaryKind
from comparability.usecases.published_summaries import FiguresEntry
from comparability.web.forms.base import BaseForm, EditForm, choice, long_text, number, reason, text, word
from comparability.web.forms.fields import Option, VersionField

FIGURE_LENGTH = 64
PAGE_LENGTH = 40


class FiguresForm(BaseForm):
    """Figures stay text until the grammar of numbers has read them, so that they are kept as typed."""

    kind = word(
        "What is printed",
        SummaryKind,
        description="A comparison is the printed ratio or difference against the pre arm; it is judged as "
        "printed.",
    )
    lots = number("Lots of the arm", low=LEAST_LOTS, high=99_999)
    lots_pre = number(
        "Lots of the pre arm", required=False, low=LEAST_LOTS, high=99_999, description="Of a comparison."
    )
    centre = text(
        "Mean, geometric mean or estimate",
        maximum=FIGURE_LENGTH,
        description="As printed, in the attribute's unit, for example 10.72.",
    )
    spread = text(
        "Spread between lots",
        required=False,
        maximum=FIGURE_LENGTH,
        description="The SD, or the CV as a fraction: 25 % is 0.25. Not the SD of replicates or of the mean.",
    )
    low = text(
        "Low end", required=False, maximum=FIGURE_LENGTH, description="Of the interval, for example 9.43."
    )
    high = text(
        "High end", required=False, maximum=FIGURE_LENGTH, description="Of the interval, for example 12.19."
    )
    level = text(
        "Level of the interval",
        required=False,
        maximum=FIGURE_LENGTH,
        description="Two-sided, for example 0.95.",
    )
    adjusted_for = text(
        "Adjusted for",
        required=False,
        description="Of a comparison, for example “age and sex”. Empty: the source adjusted for nothing.",
    )
    source_document = text("Source document", description="For example “PubMed 37432025, table 2”.")
    source_page = text("Page", required=False, maximum=PAGE_LENGTH)
    comment = long_text("Remark", description="For example how the source counts its lots.")

    def entry(self) -> FiguresEntry:
        return self.fill(FiguresEntry)


class SummaryForm(FiguresForm):
    arm_id = choice("Arm", required=True)
    attribute_id = choice("Attribute", required=True)

    def offer(self, arms: Iterable[Option], attributes: Iterable[Option]) -> None:
        self.arm_id.choices = tuple(arms)
        self.attribute_id.choices = tuple(attributes)


class EditFiguresForm(FiguresForm, EditForm):
    pass


class VerifyForm(BaseForm):
    version = VersionField("Version")
    comment = long_text("Remark", description="Kept in the audit trail with your verification.")


class WithdrawForm(BaseForm):
    version = VersionField("Version")
    reason = reason(
        "Why are they withdrawn?", description="For example “These are replicates of one lot, not lots.”"
    )
