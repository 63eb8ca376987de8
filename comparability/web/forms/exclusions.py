"""What is typed to leave a lot out of a comparison, and to approve that."""

from collections.abc import Iterable

from comparability.usecases.exclusions import ExclusionEntry
from comparability.web.forms.base import BaseForm, choice, reason
from comparability.web.forms.fields import Option, VersionField


class ExclusionForm(BaseForm):
    lot_id = choice("Lot", required=True)
    attribute_id = choice("Attribute", empty="the whole lot")
    reason = reason(
        "Why is it left out?",
        description="A cause that is known without the comparison, for example a failed filter test with its "
        "reference. A value that looks odd is no cause.",
    )

    def offer(self, lots: Iterable[Option], attributes: Iterable[Option]) -> None:
        self.lot_id.choices = tuple(lots)
        self.attribute_id.choices = tuple(attributes)

    def entry(self) -> ExclusionEntry:
        return self.fill(ExclusionEntry)


class ApproveForm(BaseForm):
    """Used for every record that counts when a second person has approved it."""

    version = VersionField("Version")
    reason = reason("What did you check?", description="Kept in the audit trail with your approval.")
