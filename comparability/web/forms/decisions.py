"""What a person types to conclude on a switch: the class, why, and a text for each attribute not closed."""

from collections.abc import Iterable
from typing import Any

from comparability.model.vocabulary import Conclusion
from comparability.storage.dossiers import ItemLine
from comparability.usecases.decisions import DecisionEntry
from comparability.web.forms.base import long_text, word
from comparability.web.forms.signing import SigningForm


class DecisionForm(SigningForm):
    """unmet_fields: by attribute code, the field that asks for its justification or further study."""

    unmet_fields: dict[str, str]

    conclusion = word(
        "Conclusion",
        Conclusion,
        description="The classes of ICH Q5E. The proposal above is the tool's; the conclusion is yours.",
    )
    justification = long_text(
        "Justification",
        required=True,
        description="What the data show together, and why that carries the conclusion; printed.",
    )
    residual_uncertainty = long_text(
        "Residual uncertainty",
        required=True,
        description="What the data cannot tell, for example which test conditions changed with the supplier.",
    )

    def entry(self) -> DecisionEntry:
        return DecisionEntry(
            conclusion=self.conclusion.data,
            justification=self.justification.data or "",
            residual_uncertainty=self.residual_uncertainty.data or "",
            unmet={code: self[name].data or "" for code, name in self.unmet_fields.items()},
        )


def decision_form(waiting: Iterable[ItemLine]) -> DecisionForm:
    """A form with one more field for each attribute that is not closed."""
    names: dict[str, str] = {}
    fields: dict[str, Any] = {}
    for line in waiting:
        name = f"unmet-{line.attribute.id}"
        names[line.attribute.code] = name
        fields[name] = long_text(
            f"{line.attribute.name}: {line.item.outcome.value}",
            required=True,
            description="Why it has no consequence for the product, or which further study settles it.",
        )
    made: type[DecisionForm] = type("DecisionForm", (DecisionForm,), fields)
    form = made()
    form.unmet_fields = names
    return form
