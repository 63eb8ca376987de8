"""What is typed to dispose of a superseded package: the reason and the signatures of two people."""

from comparability.web.forms.base import long_text
from comparability.web.forms.signing import SigningForm


class ProposeDisposalForm(SigningForm):
    comment = long_text(
        "Why it may go",
        required=True,
        description="For example the number of the approved request. It stays on the tombstone.",
    )


class ApproveDisposalForm(SigningForm):
    pass
