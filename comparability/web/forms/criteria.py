"""What is typed about criteria: one at a time with everything, or all of them as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from comparability.model.errors import ComparabilityError, Invalid
from comparability.model.vocabulary import (
    Analysis,
    Contrast,
    ControlUse,
    CriterionKind,
    Justification,
    Tier,
    Variances,
)
from comparability.storage.attributes import Attribute
from comparability.storage.protocols import CriterionLine, CriterionRow
from comparability.usecases.criteria import CriterionChange, CriterionEntry
from comparability.web.forms.base import EditForm, long_text, reason, several, text, word
from comparability.web.forms.fields import VersionField
from comparability.web.forms.tables import TableForm, cell, table_form

_ENDS_LOW, _ENDS_HIGH = ("margin_low", "limit_low", "coverage"), ("margin_high", "limit_high", "confidence")
_LOW = {CriterionKind.LIMIT: "limit_low", CriterionKind.TOLERANCE_INTERVAL: "coverage"}
_HIGH = {CriterionKind.LIMIT: "limit_high", CriterionKind.TOLERANCE_INTERVAL: "confidence"}
_CELL_OF = {
    **dict.fromkeys(_ENDS_LOW, "low"),
    **dict.fromkeys(_ENDS_HIGH, "high"),
    "accepted_words": "kind",
    "tier_reason": "kind",
}
_PLAIN = (
    "kind",
    "contrast",
    "analysis",
    "multiplier",
    "justification",
    "justification_text",
    "source",
    "impact_rationale",
)
_COLUMNS = ("version", "low", "high", *_PLAIN)


def _figure(label: str, description: str = "") -> Any:
    return text(label, required=False, maximum=64, description=description)


class CriterionForm(EditForm):
    tier = word("Tier", Tier, empty=None)
    tier_reason = long_text(
        "Why this tier", description="Needed where it differs from the attribute's own tier."
    )
    kind = word("Kind of criterion", CriterionKind, empty=None)
    contrast = word(
        "What is compared", Contrast, required=False, description="For equivalence and non-inferiority."
    )
    margin_low = _figure("Margin, low end", "For example 0.5 for a ratio. Kept as you type it.")
    margin_high = _figure(
        "Margin, high end", "For example 2.0 for a ratio. One end only for non-inferiority."
    )
    analysis = word(
        "How it is computed",
        Analysis,
        required=False,
        description="Left open, the Welch t test on lot values, or what fits the comparison. The pooled test "
        "holds its level only where both arms vary alike.",
    )
    control = word(
        "Values compared",
        ControlUse,
        required=False,
        description="Control-normalised: each value in units of the control of its run.",
    )
    run_sd = _figure(
        "SD between runs",
        "On the scale of analysis: of natural logarithms for a ratio, so 0.10 is about 10 %. Where each arm "
        "was measured in runs of its own the interval is widened by it.",
    )
    run_sd_source = long_text("Where the SD between runs comes from")
    censored_floor = _figure(
        "Floor below the limit",
        "For censored results: what they cannot be lower than, for example the detection limit.",
    )
    history_weight = _figure(
        "Weight of the split lots", "Against the historic ones, 0 to 1. Left open, it is estimated."
    )
    variances = word("Variances of the arms", Variances, required=False, description="For replicates.")
    prior_shift_sd = _figure("SD of the true difference", "About no change. Left open: nothing is assumed.")
    prior_lot_sd = _figure("SD between lots known before", "On the scale of analysis.")
    prior_lot_df = _figure("Degrees of freedom behind it")
    prior_source = long_text("Where the prior comes from")
    probability = _figure("Probability to reach", "Where the posterior decides, for example 0.95.")
    multiplier = _figure("Multiplier k", "Of the quality range: mean ± k · SD, for example 3.")
    coverage = _figure("Coverage", "Of the tolerance interval, for example 0.99.")
    confidence = _figure("Confidence", "Of the tolerance interval, for example 0.95.")
    limit_low = _figure("Lower limit", "In the attribute's unit.")
    limit_high = _figure("Upper limit", "In the attribute's unit.")
    accepted_words = several("Words that conform")
    justification = word("Class of justification", Justification, required=False)
    justification_text = long_text("Justification", description="Why a difference of this size does no harm.")
    source = long_text("Source", description="Report, study or guideline, with its section or table.")
    impact_rationale = long_text(
        "Impact rationale",
        description="Clinical, dose or share of the specification. Needed in tier A beside history, "
        "specification or assay capability.",
    )
    history_lots = long_text("Lots used", description="Where the figures come from past lots: which ones.")
    reason = reason(
        "Reason for the change", required=False, description="Needed when a criterion stated before changes."
    )

    def offer(self, attribute: Attribute) -> None:
        self.accepted_words.choices = [(each, each) for each in attribute.allowed_words or ()]

    def entry(self) -> CriterionEntry:
        return self.fill(CriterionEntry, accepted_words=self.accepted_words.data or None)


class CriteriaForm(TableForm):
    """Every criterion of a draft at once; what the table does not show stays as it is."""

    def refuse(self, error: ComparabilityError) -> None:
        if isinstance(error, Invalid) and error.field is not None:
            number, _, column = error.field.partition("-")
            error = Invalid(str(error), field=cell_name(number, _CELL_OF.get(column, column)))
        super().refuse(error)

    def changes(self, lines: Iterable[CriterionLine]) -> tuple[CriterionChange, ...]:
        """The rows that differ from what is saved; the others are not touched."""
        changes = []
        for line in lines:
            row = line.row
            before = saved_entry(row)
            after = self._entry(row.id, before)
            if after != before:
                version = self[cell(row.id, "version")].data or 0
                changes.append(CriterionChange(criterion_id=row.id, version=version, entry=after))
        return tuple(changes)

    def _entry(self, number: int, before: CriterionEntry) -> CriterionEntry:
        typed = {column: self[cell(number, column)].data for column in _PLAIN}
        kind = typed["kind"]
        ends: dict[str, Any] = dict.fromkeys((*_ENDS_LOW, *_ENDS_HIGH))
        ends[_LOW.get(kind, "margin_low")] = self[cell(number, "low")].data
        ends[_HIGH.get(kind, "margin_high")] = self[cell(number, "high")].data
        return replace(before, **typed, **ends)


def cell_name(number: str, column: str) -> str:
    return f"{number}-{column}"


def criteria_form(lines: Sequence[CriterionLine]) -> CriteriaForm:
    fields: dict[str, Any] = {}
    for line in lines:
        name, number = line.attribute.name, line.row.id
        fields[cell(number, "version")] = VersionField("Version")
        fields[cell(number, "kind")] = word(f"{name}: kind", CriterionKind, empty=None)
        fields[cell(number, "contrast")] = word(f"{name}: compared", Contrast, required=False, empty="–")
        fields[cell(number, "analysis")] = word(f"{name}: computed", Analysis, required=False, empty="–")
        fields[cell(number, "low")] = _figure(f"{name}: low")
        fields[cell(number, "high")] = _figure(f"{name}: high")
        fields[cell(number, "multiplier")] = _figure(f"{name}: k")
        fields[cell(number, "justification")] = word(
            f"{name}: class", Justification, required=False, empty="–"
        )
        fields[cell(number, "justification_text")] = long_text(f"{name}: justification")
        fields[cell(number, "source")] = long_text(f"{name}: source")
        fields[cell(number, "impact_rationale")] = long_text(f"{name}: impact rationale")
    return table_form(CriteriaForm, fields, criteria_data(lines))


def criteria_data(lines: Iterable[CriterionLine]) -> dict[str, Any]:
    """What is saved, by field name."""
    return {cell(line.row.id, column): _saved(line.row, column) for line in lines for column in _COLUMNS}


def saved_entry(row: CriterionRow) -> CriterionEntry:
    values = {field.name: getattr(row, field.name) for field in fields_of(CriterionEntry)}
    words = row.accepted_words
    return CriterionEntry(**values | {"accepted_words": None if words is None else tuple(words)})


def _saved(row: CriterionRow, column: str) -> Any:
    if column == "low":
        return getattr(row, _LOW.get(row.kind, "margin_low"))
    if column == "high":
        return getattr(row, _HIGH.get(row.kind, "margin_high"))
    return getattr(row, column)
