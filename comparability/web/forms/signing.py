"""The form of every signature: what it means, on what, and user name and password typed again.

Fields that a record's own signing needs are added in a form of its noun that extends this one.
"""

from collections.abc import Iterable

from wtforms import HiddenField

from comparability.model.errors import ComparabilityError, Invalid
from comparability.model.vocabulary import Meaning
from comparability.web.forms.base import choice, long_text
from comparability.web.forms.sign_in import CredentialsForm


class SigningForm(CredentialsForm):
    """content_hash: of the record as it was shown; never of the record as it is found afterwards."""

    content_hash = HiddenField()
    meaning = choice("Meaning of the signature", required=True, empty=None)
    comment = long_text("Comment")

    def offer(self, meanings: Iterable[Meaning], *, content_hash: str) -> None:
        """Set what can be chosen, and on the first display the hash of what is shown.

        Call it before `submit`; after a refusal the hash that the person saw is kept.
        """
        self.meaning.choices = [(meaning, meaning.value) for meaning in meanings]
        if not self.content_hash.data:
            self.content_hash.data = content_hash

    def refuse(self, error: ComparabilityError) -> None:
        """A record that changed meanwhile is shown as it stands now, to be read and signed anew."""
        if isinstance(error, Invalid) and error.field == "content_hash":
            self.problems.append(str(error))
            self.answer_status = 409
            return
        super().refuse(error)


class DeclaringSigningForm(SigningForm):
    """With a declaration of which results of the post-switch lots the signer has seen."""

    declaration = long_text(
        "Which results of the post-switch lots have you seen?",
        required=True,
        description="For example: “None.” or “Release certificates of lots B-001 and B-002.”",
    )
