"""What is typed about a package: for whom it is made, and the signature that approves it."""

from comparability.model.authorities import authorities
from comparability.web.forms.base import BaseForm, choice
from comparability.web.forms.signing import SigningForm
from reports.wording import LANGUAGES, catalogue

LANGUAGE_NAMES = {code: catalogue(code).name for code in LANGUAGES}


class AssembleForm(BaseForm):
    authority = choice(
        "Authority",
        [(code, f"{code}, {profile.name}, {profile.country}") for code, profile in authorities().items()],
        required=True,
        description="It decides the page size, the local time of signatures and the sentences it asks for.",
    )
    language = choice(
        "Language",
        [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        required=True,
        empty=None,
        description="Of the package's own words. Names and entered values stand as they were typed.",
    )


class ApproveForm(SigningForm):
    pass


class IssueForm(BaseForm):
    """Only a button: what is issued was approved by signature."""
