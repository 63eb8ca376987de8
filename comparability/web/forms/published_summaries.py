"""What is typed of figures that a source prints of an arm instead of its lots."""

from collections.abc import Iterable, Sequence
from typing import Any

from comparability.model.published_summaries import LEAST_LOTS
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import SummaryKind
from comparability.usecases.published_summaries import FiguresEntry
from comparability.web.forms.base import BaseForm, EditForm, choice, long_text, number, reason, text, word
from comparability.web.forms.fields import NameField, Option, VersionField, required_or_not

FIGURE_LENGTH = 64
PAGE_LENGTH = 40


class FigureField(NameField):
    """A plain number that is kept as typed."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, example: str, **kwargs: Any):
        super().__init__(label, validators, maximum=FIGURE_LENGTH, **kwargs)
        self.example = example

    def read(self, text: str) -> str:
        typed = super().read(text)
        plain_number(typed, example=self.example)
        return typed


def figure(label: str, *, example: str, description: str, required: bool = False) -> Any:
    return FigureField(label, required_or_not(required), example=example, description=description)


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
    centre = figure(
        "Mean, geometric mean or estimate",
        required=True,
        example="10.72",
        description="As printed, in the attribute's unit, for example 10.72.",
    )
    spread = figure(
        "Spread between lots",
        example="0.25",
        description="The SD, or the CV as a fraction: 25 % is 0.25. Not the SD of replicates or of the mean.",
    )
    low = figure("Low end", example="9.43", description="For example 9.43.")
    high = figure("High end", example="12.19", description="For example 12.19.")
    level = figure("Level of the interval", example="0.95", description="Two-sided, for example 0.95.")
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
