"""What is typed about departures from the protocol."""

from comparability.usecases.deviations import DeviationEntry
from comparability.web.forms.base import BaseForm, day, long_text, text
from comparability.web.forms.fields import VersionField


class DeviationForm(BaseForm):
    reference = text(
        "Reference", maximum=120, description="Of your quality system, for example DEV-2026-031."
    )
    occurred_on = day("Occurred on", required=True)
    description = long_text("What departed from the protocol", required=True)
    impact = long_text("Impact on the comparison", description="As known so far; stated again at closing.")

    def entry(self) -> DeviationEntry:
        return self.fill(DeviationEntry)


class CloseDeviationForm(BaseForm):
    version = VersionField("Version")
    impact = long_text(
        "Impact on the comparison",
        required=True,
        description="Printed on page 1 of the package, for example: “None: see bridging report BR-014.”",
    )
