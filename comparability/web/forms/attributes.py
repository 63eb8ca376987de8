"""What is typed about an attribute of a product."""

from typing import Any

from comparability.model.panels import panel
from comparability.model.values.units import units
from comparability.model.vocabulary import Basis, ReportedAs, Scale, Stage, Tier, VectorType, Worry
from comparability.usecases.attributes import MOST_DECIMALS, AttributeEntry
from comparability.web.forms.base import BaseForm, EditForm, choice, long_text, number, text, word, yes


class AttributeForm(BaseForm):
    code = text("Code", maximum=60, description="Short and unique in the product, for example poloxamer-188.")
    name = text("Name")
    stage = word("Stage", Stage)
    basis = word("Basis", Basis, description="Impurities and potency compare fairly per genome or per dose.")
    is_qualitative = yes("Qualitative", description="The result is a word of a list instead of a number.")
    unit = choice("Unit", empty="none, or my own below")
    own_unit = text(
        "Unit of your own",
        required=False,
        maximum=40,
        description="Only where the list has none: % w/v, spots/cm².",
    )
    reported_as = word(
        "Empty-to-full reported as",
        ReportedAs,
        required=False,
        empty="not an empty-to-full figure",
        description="Brings the unit, scale and direction of concern with it. Results are never converted.",
    )
    scale = word("Scale", Scale, description="Titres and potency vary in ratios: log.")
    worry = word("Direction of concern", Worry)
    tier = word("Tier", Tier, description="A: equivalence test. B: range. C: limit or description.")
    specification_low = text(
        "Release specification, lower limit", required=False, maximum=64, description="As on it, e.g. 1.0E13."
    )
    specification_high = text("Release specification, upper limit", required=False, maximum=64)
    allowed_words = long_text("Allowed words", description="Of a qualitative attribute, one per line.")
    conforming_words = long_text("Words that conform", description="One per line.")
    decimals = number("Decimals of computed figures", high=MOST_DECIMALS, default=2)
    is_scientific = yes("Computed figures as 1.23×10¹³")
    derived_from = long_text(
        "Derived from", description="Codes of the two attributes: infectious-titre / vg-titre."
    )
    composition = text(
        "Part of the whole",
        required=False,
        maximum=60,
        description="Empty, partial and full capsids carry one name here, for example capsids. Three "
        "parts or more are also compared together.",
    )
    source = long_text(
        "Source",
        required=True,
        description="Where this stands, for example Specification SPEC-014, version 3.",
    )

    def offer_units(self, vector_type: VectorType, current: str | None = None) -> None:
        """Units used in the panel of the vector first, then all others; a unit of the product's own stays."""
        usual = [unit for proposed in panel(vector_type).attributes for unit in proposed.units]
        known = dict.fromkeys([*([current] if current else []), *usual, *units()])
        self.unit.choices = [
            (symbol, f"{symbol} ({units()[symbol].name})" if symbol in units() else symbol)
            for symbol in known
        ]

    def entry(self) -> AttributeEntry:
        return self.fill(
            AttributeEntry,
            unit=self.own_unit.data or self.unit.data,
            allowed_words=_lines(self.allowed_words.data),
            conforming_words=_lines(self.conforming_words.data),
        )


class EditAttributeForm(AttributeForm, EditForm):
    def __init__(self, *, obj: Any, **kwargs: Any):
        super().__init__(obj=obj, **kwargs)
        for field in (self.allowed_words, self.conforming_words):
            if isinstance(field.data, list):
                field.data = "\n".join(field.data)


def _lines(text: str | None) -> list[str] | None:
    lines = [line.strip(" \t") for line in (text or "").split("\n")]
    return [line for line in lines if line] or None
