"""What is typed about an assessment: nothing to run it, a signature to review it."""

from comparability.web.forms.base import BaseForm
from comparability.web.forms.signing import SigningForm


class RunForm(BaseForm):
    """Only a button: a run has no choices, everything was fixed in the protocol."""


class ReviewForm(SigningForm):
    pass
