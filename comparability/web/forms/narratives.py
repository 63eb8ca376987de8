"""What is typed of a switch for its packages: why it is made, discussions, commitments."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from comparability.model.errors import ComparabilityError, Invalid
from comparability.storage.dossiers import ItemLine
from comparability.storage.narratives import Narrative
from comparability.usecases.narratives import NarrativeEntry
from comparability.web.forms.base import EditForm, long_text
from comparability.web.forms.fields import NeededLater, ProseField

OF_ATTRIBUTE = "What differs or is not shown, what may have caused it, and what it means for the product."


class NarrativeForm(EditForm):
    """attribute_fields: by attribute code, the field of its discussion."""

    attribute_fields: dict[str, str]

    why = ProseField(
        "Why the change is made",
        [NeededLater()],
        description="Supply, scale, quality or cost, and what stays as it was. Printed below the change.",
    )
    discussion = ProseField(
        "Discussion of the results",
        [NeededLater()],
        description="What the results show together, beside the verdicts. Printed before the limitations.",
    )
    commitments = long_text(
        "Commitments",
        description="What is promised beyond this document, for example more lots or stability results.",
    )

    def entry(self) -> NarrativeEntry:
        return NarrativeEntry(
            why=self.why.data,
            discussion=self.discussion.data,
            commitments=self.commitments.data,
            discussions={code: self[name].data or "" for code, name in self.attribute_fields.items()},
        )

    def refuse(self, error: ComparabilityError) -> None:
        """Of a single attribute the use-case names the code, and the form has the number of its record."""
        if isinstance(error, Invalid) and error.field is not None:
            code = error.field.removeprefix("discussion of ")
            error = Invalid(str(error), field=self.attribute_fields.get(code, error.field))
        super().refuse(error)


def narrative_form(asked: Iterable[ItemLine], stands: Narrative | None) -> NarrativeForm:
    """A form with one more field for each attribute that is to be discussed, or was before."""
    said = {} if stands is None else stands.discussions
    names: dict[str, str] = {}
    fields: dict[str, Any] = {}
    shown: dict[str, Any] = {"version": 0 if stands is None else stands.number}
    for line in asked:
        name = f"{line.attribute.id}-discussion"
        names[line.attribute.code] = name
        label = f"{line.attribute.name}: {line.item.outcome.value}"
        fields[name] = ProseField(label, [NeededLater()], description=OF_ATTRIBUTE)
        shown[name] = said.get(line.attribute.code)
    for name in ("why", "discussion", "commitments"):
        shown[name] = getattr(stands, name, None)
    made: type[NarrativeForm] = type("NarrativeForm", (NarrativeForm,), fields)
    form = made(obj=SimpleNamespace(**shown))
    form.attribute_fields = names
    return form
