"""What a second person says of results, and how an investigation is opened and closed."""

from typing import Any

from comparability.usecases.verifications import InvestigationEntry
from comparability.web.forms.base import BaseForm, choice, long_text, several, text
from comparability.web.forms.fields import VersionField


class VerifyForm(BaseForm):
    """One result, compared with its source."""

    is_accepted = choice(
        "Does it agree with its source?",
        [(True, "Yes, value, unit and lot agree"), (False, "No")],
        required=True,
    )
    comment = long_text("Comment", description="Needed where it does not agree: what stands in the source.")


class VerifyManyForm(BaseForm):
    result_ids = several("Results that agree with their source")
    comment = long_text("Comment", description="What they were compared with: CoA A-001, version 2.")


class InvestigationForm(BaseForm):
    reference = text("Reference", maximum=120, description="Of the quality system that holds it: OOS-25-007.")
    description = long_text("What was found", required=True)

    def entry(self) -> InvestigationEntry:
        return self.fill(InvestigationEntry)


class CloseInvestigationForm(BaseForm):
    version: Any = VersionField("Version")
    is_laboratory_error = choice(
        "Finding",
        [
            (True, "An assignable laboratory error: the retest counts"),
            (False, "No laboratory error: the original result stands"),
        ],
        required=True,
    )
    conclusion = long_text(
        "Conclusion", required=True, description="What was found, and where it is written."
    )
