"""What is typed to review the access report: a signature with what was found."""

from comparability.web.forms.base import long_text
from comparability.web.forms.signing import SigningForm


class AccessReviewForm(SigningForm):
    comment = long_text("What you looked at and found", required=True, description="Kept with the signature.")
