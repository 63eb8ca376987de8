"""The rank of each attribute's risk, typed as one table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from comparability.model.risks import LIKELIHOOD, SEVERITY
from comparability.model.vocabulary import Tier
from comparability.storage.attributes import Attribute
from comparability.storage.switches import Risk
from comparability.usecases.risks import RiskChange, RiskEntry
from comparability.web.forms.base import choice, long_text, word
from comparability.web.forms.fields import VersionField
from comparability.web.forms.tables import TableForm, cell, table_form

_COLUMNS = ("severity", "likelihood", "proposed_tier", "rationale")
_MISSING = "Rank it with severity, likelihood, tier and rationale, or leave the whole row empty."


class RisksForm(TableForm):
    attribute_ids: tuple[int, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for number in self.attribute_ids:
            cells = [self[cell(number, column)] for column in _COLUMNS]
            empty = [each for each in cells if each.data is None and not each.errors]
            is_ranked = self[cell(number, "version")].data is not None
            if empty and (is_ranked or len(empty) < len(cells)):
                empty[0].errors = [_MISSING]
                is_valid = False
        self.answer_status = 200 if is_valid else 422
        return is_valid

    def changes(self) -> tuple[RiskChange, ...]:
        """The ranked rows; a row without any rank is left as it is."""
        return tuple(
            RiskChange(
                attribute_id=number,
                version=self[cell(number, "version")].data,
                entry=RiskEntry(**{column: self[cell(number, column)].data for column in _COLUMNS}),
            )
            for number in self.attribute_ids
            if self[cell(number, "severity")].data is not None
        )


def risks_form(attributes: Sequence[Attribute], risks: Mapping[int, Risk]) -> RisksForm:
    """risks: the saved rank by attribute."""
    fields: dict[str, Any] = {}
    for attribute in attributes:
        name, number = attribute.name, attribute.id
        fields[cell(number, "version")] = VersionField("Version")
        fields[cell(number, "severity")] = choice(f"{name}: severity", _scale(SEVERITY), empty="–")
        fields[cell(number, "likelihood")] = choice(f"{name}: likelihood", _scale(LIKELIHOOD), empty="–")
        fields[cell(number, "proposed_tier")] = word(f"{name}: tier", Tier, required=False, empty="–")
        fields[cell(number, "rationale")] = long_text(f"{name}: rationale")
    form = table_form(RisksForm, fields, risk_data(risks.values()))
    form.attribute_ids = tuple(attribute.id for attribute in attributes)
    return form


def risk_data(risks: Iterable[Risk]) -> dict[str, Any]:
    """What is saved, by field name."""
    return {
        cell(risk.attribute_id, column): getattr(risk, column)
        for risk in risks
        for column in ("version", *_COLUMNS)
    }


def _scale(words: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple((number, f"{number} {word}") for number, word in words.items())
