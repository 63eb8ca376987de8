"""Adding people, changing their roles, and the reason that every act on an account needs."""

from typing import Any

from wtforms import Form

from comparability.model.vocabulary import Role
from comparability.usecases.people import PersonChange, PersonEntry
from comparability.web.forms.base import BaseForm, EditForm, choice, reason, text, words
from comparability.web.forms.fields import VersionField

ROLES_HINT = "An administrator has no other role and cannot enter, change or sign records."


class _Access(Form):
    full_name = text("Name", description="As it is printed beside a signature, for example Mei Tanaka.")
    roles = words("Roles", Role, required=True, description=ROLES_HINT)
    supplier_id = choice(
        "Supplier", empty="None", description="Only for a supplier user, who sees the lots of this supplier."
    )


class PersonForm(_Access, BaseForm):
    user_name = text(
        "User name",
        maximum=64,
        description="3 to 64 letters a to z and digits, for example m.tanaka. It is never given again.",
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )

    def entry(self) -> PersonEntry:
        return self.fill(PersonEntry)


class PersonEditForm(_Access, EditForm):
    def change(self) -> PersonChange:
        return self.fill(PersonChange)


class AccountForm(BaseForm):
    """One act on an account: closing, opening, unlocking, a new start password."""

    version: Any = VersionField("Version")
    reason = reason()


class AnnounceForm(AccountForm):
    subject = text(
        "Subject",
        required=False,
        maximum=255,
        description=(
            "The unchanging name of the account at the provider (sub). Left empty, the first to come with "
            "this user name is bound."
        ),
    )
