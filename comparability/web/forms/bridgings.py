"""What is typed about a bridging study."""

from collections.abc import Iterable

from comparability.model.vocabulary import Bridged
from comparability.usecases.bridgings import BridgingEntry
from comparability.web.forms.base import BaseForm, choice, day, long_text, text, word
from comparability.web.forms.fields import Option


class BridgingForm(BaseForm):
    covers = word("What is bridged", Bridged)
    before = text("Before", description="Spelt as the results spell it; see the list below.")
    after = text("After", description="Spelt as the results spell it; see the list below.")
    attribute_id = choice("Attribute", empty="all attributes")
    document = text("Document", description="Report that shows it, for example BR-014 version 2.")
    performed_on = day("Performed on", required=True)
    conclusion = long_text("Conclusion", required=True, description="What was compared and how it agreed.")

    def offer(self, attributes: Iterable[Option]) -> None:
        self.attribute_id.choices = tuple(attributes)

    def entry(self) -> BridgingEntry:
        return self.fill(BridgingEntry)
