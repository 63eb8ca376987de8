"""What is typed about a bridging study: the record, and where there are values, how they are judged."""

from collections.abc import Iterable
from typing import Any

from wtforms.widgets import TextArea

from comparability.model.bridging.design import CONTRASTS
from comparability.model.bridging.pairs import PairsRefused, as_text, read_pairs
from comparability.model.vocabulary import Bridged, Contrast
from comparability.usecases.bridging_studies import StudyEntry
from comparability.usecases.bridgings import BridgingEntry
from comparability.web.forms.base import BaseForm, choice, day, long_text, text, word
from comparability.web.forms.exclusions import ApproveForm
from comparability.web.forms.fields import Option, ProseField, TypedField, WhenChanged

DATA = (
    "pairs", "contrast", "margin_low", "margin_high", "margin_justification", "alpha",
    "error_variance_ratio", "coverage", "level",
)  # fmt: skip
CONTRAST_WORDS = {
    Contrast.RATIO: "ratio of geometric means, after / before",
    Contrast.DIFFERENCE: "difference of means, after − before",
}


class PairsField(TypedField):
    """Lines pasted from a spreadsheet, kept as pasted. errors: one sentence for each line that is refused."""

    widget = TextArea()
    process_errors: list[str]
    errors: list[str]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = read_pairs(valuelist[0])
        except PairsRefused as refused:
            self.process_errors = [*self.process_errors, *refused.lines]

    def show(self, value: Any) -> str:
        return as_text(value)

    def fill(self, pasted: str) -> None:
        """Put text into the area as if it had been pasted."""
        self.raw_data = [pasted]
        self.process_errors, self.errors = [], []
        self.process_formdata([pasted])


def _stated(label: str, description: str) -> Any:
    return text(label, required=False, maximum=64, description=description)


class BridgingForm(BaseForm):
    covers = word("What is bridged", Bridged)
    before = text("Before", description="Spelt as the results spell it; see the list below.")
    after = text("After", description="Spelt as the results spell it; see the list below.")
    attribute_id = choice(
        "Attribute", empty="all attributes", description="One attribute where values are given."
    )
    document = text("Document", description="Report that shows it, for example BR-014 version 2.")
    performed_on = day("Performed on", required=True)
    conclusion = long_text("Conclusion", required=True, description="What was compared and how it agreed.")
    pairs = PairsField(
        "Values of the lots measured both ways",
        description="Three columns pasted from a spreadsheet: lot, before, after. Kept as typed: 1.20E13, "
        "<2.8E9, NT.",
    )
    contrast = choice(
        "What is compared", [(each, CONTRAST_WORDS[each]) for each in CONTRASTS], empty="Choose…"
    )
    margin_low = _stated("Margin, low end", "For example 0.8 for a ratio. Kept as you type it.")
    margin_high = _stated("Margin, high end", "For example 1.25 for a ratio.")
    margin_justification = long_text(
        "Justification of the margin", description="Why a disagreement of this size does no harm; its source."
    )
    alpha = _stated("Alpha", "One-sided, for example 0.05: the interval is then one of 90 %.")
    error_variance_ratio = _stated(
        "Ratio of error variances",
        "Of the new over the old, for the Deming line; 1 where both are as precise.",
    )
    coverage = _stated("Share inside the limits of agreement", "For example 0.95.")
    level = _stated("Level of the other intervals", "Two-sided, of lines and limits, for example 0.95.")

    def offer(self, attributes: Iterable[Option]) -> None:
        self.attribute_id.choices = tuple(attributes)

    def has_data(self) -> bool:
        """Whether anything of the study itself was given; then all of it is needed."""
        return any(str((self[name].raw_data or [""])[0]).strip() for name in DATA)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.has_data():
            for name in DATA:
                field = self[name]
                if field.data is None and not field.errors:
                    field.errors = ["Needed where values are given."]
                    is_valid = False
        self.answer_status = 200 if is_valid else 422
        return is_valid

    def entry(self) -> BridgingEntry:
        return self.fill(BridgingEntry)

    def study(self) -> StudyEntry | None:
        return self.fill(StudyEntry) if self.has_data() else None


class ApproveBridgingForm(ApproveForm):
    explanation = ProseField(
        "Why the record counts although its data do not show that both read the same",
        [WhenChanged()],
        description="Printed wherever the record is named, in the limitations of the package too.",
    )
