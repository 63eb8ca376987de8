"""What is typed about a package: for whom it is made, and the signature that approves it."""

from comparability.model.authorities import authorities
from comparability.model.vocabulary import GivenCopy
from comparability.usecases.distributions import DistributionEntry
from comparability.web.forms.base import BaseForm, choice, day, long_text, text, word, yes
from comparability.web.forms.signing import SigningForm
from reports.wording import LANGUAGES, catalogue

LANGUAGE_NAMES = {
    code: "English" if code == "en" else f"{catalogue(code).name} ({catalogue(code).english_name})"
    for code in LANGUAGES
}
BY_AUTHORITY = ", ".join(
    f"{catalogue(profile.language).english_name} for {code}"
    for code, profile in authorities().items()
    if profile.language != "en"
)


class DocumentForm(BaseForm):
    """For whom a document is made, and in which words."""

    authority = choice(
        "Authority",
        [(code, f"{code}, {profile.name}, {profile.country}") for code, profile in authorities().items()],
        required=True,
        description="It decides the page size, the local time of signatures and the sentences it asks for.",
    )
    language = choice(
        "Language",
        [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        empty="As the authority works",
        description=f"Of the document's own words: {BY_AUTHORITY}, otherwise English. "
        "Names and entered values stand as they were typed.",
    )
    bilingual = yes("Headings also in English", description="After each heading that is not in English.")


class AssembleForm(DocumentForm):
    category = text(
        "Proposed category of the change",
        required=False,
        description="As this authority names it; without an entry the package says what the switch says.",
    )
    correction = long_text(
        "What the issued version states wrongly",
        required=False,
        description="Only where this version corrects an error. It stands on the first page, and the issued "
        "version counts as corrected. Where data or decisions have changed since, leave it empty.",
    )


class ApproveForm(SigningForm):
    pass


class IssueForm(BaseForm):
    """Only a button: what is issued was approved by signature."""


class DistributionForm(BaseForm):
    recipient = text("Given to", description="A person or an office, for example: HSA, Products Branch.")
    copy = word("Copy", GivenCopy)
    given_on = day("Given on", required=True)
    purpose = text("Purpose", description="For example: submission of the variation.")

    def entry(self) -> DistributionEntry:
        return self.fill(DistributionEntry)
