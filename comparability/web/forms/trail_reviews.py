"""What is typed to review the audit trail: a range, and a signature with what was found."""

from comparability.web.forms.audit import LARGEST
from comparability.web.forms.base import FilterForm, long_text, number
from comparability.web.forms.signing import SigningForm


class RangeForm(FilterForm):
    first = number("From entry no.", required=False, low=1, high=LARGEST)
    last = number("To entry no.", required=False, low=1, high=LARGEST)


class TrailReviewForm(SigningForm):
    comment = long_text("What you looked at and found", required=True, description="Kept with the signature.")
