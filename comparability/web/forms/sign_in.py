"""Signing in, choosing a password, accepting the electronic signature."""

from typing import Any, Self

from flask import g
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import ValidationError

from comparability.model.passwords import SHORTEST, SHORTEST_OF_TWO
from comparability.usecases.signing import Credentials
from comparability.web.forms.base import BaseForm, yes
from comparability.web.forms.fields import required_or_not
from comparability.web.once import form_digest

NAME_ATTRIBUTES = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def user_name_field(label: str = "User name") -> Any:
    return StringField(label, required_or_not(True, "Enter your user name."), render_kw=NAME_ATTRIBUTES)


def password_field(label: str, *, autocomplete: str, description: str = "") -> Any:
    """A password is taken exactly as typed: every character counts, and pasting is welcome."""
    return PasswordField(
        label,
        required_or_not(True, "Enter the password."),
        description=description,
        render_kw={"autocomplete": autocomplete},
    )


def code_field(label: str = "Code", *, required: bool = False) -> Any:
    """Of a second factor; a page shows it only to somebody who has one."""
    return StringField(
        label,
        required_or_not(required, "Enter the code."),
        description="The six digits that your authenticator shows now. Each code works once.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"},
    )


class SignInForm(BaseForm):
    user_name = user_name_field()
    password = password_field("Password", autocomplete="current-password")
    next = HiddenField()
    kept = HiddenField()

    @classmethod
    def empty(cls, *, next_path: str | None, kept: str | None) -> Self:
        """The form as it is first shown, whatever the request carries."""
        form = cls()
        form.process(None, data={"next": next_path or "", "kept": kept or ""})
        return form


class ProviderForm(BaseForm):
    """The button that goes to the provider of single sign-on."""

    next = HiddenField()
    kept = HiddenField()


class CodeForm(BaseForm):
    """The second step of signing in. proved: by which the server knows that the password was right."""

    code = code_field(required=True)
    proved = HiddenField()
    next = HiddenField()
    kept = HiddenField()

    @classmethod
    def after(cls, form: SignInForm, *, proved: str) -> Self:
        """The form as it is first shown, with what the first step carried."""
        shown = cls()
        shown.process(None, data={"proved": proved, "next": form.next.data, "kept": form.kept.data})
        return shown


class PasswordForm(BaseForm):
    password = password_field("Password you have now", autocomplete="current-password")
    code = code_field()
    new_password = password_field(
        "New password",
        autocomplete="new-password",
        description=(
            f"At least {SHORTEST} characters of any kind, or {SHORTEST_OF_TWO} beside a second factor. "
            "Several unrelated words are easy to keep in mind."
        ),
    )
    repeated = password_field("New password again", autocomplete="new-password")

    def validate_repeated(self, field: Any) -> None:
        if field.data != self.new_password.data:
            raise ValidationError("The two new passwords differ.")


class CredentialsForm(BaseForm):
    """User name and password typed again, and a new code where there is a second factor, every time."""

    user_name = user_name_field("Your user name")
    password = password_field("Your password", autocomplete="current-password")
    code = code_field("Your code")
    proof = (
        HiddenField()
    )  # instead, that the provider of single sign-on has confirmed the person for this form

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        person = g.get("signed_in")
        self.has_provider = person is not None and person.has_provider
        for name in ("user_name", "password", "code") if self.has_provider else ("proof",):
            del self[name]

    @property
    def awaits_provider(self) -> bool:
        """Whether the person has still to be sent to the provider."""
        return self.has_provider and not self.proof.data

    def credentials(self) -> Credentials:
        if self.has_provider:
            return Credentials(user_name=None, password=None, proof=self.proof.data, form_hash=form_digest())
        return Credentials(
            user_name=self.user_name.data, password=self.password.data, code=self.code.data or ""
        )


class AcceptSignatureForm(CredentialsForm):
    is_accepted = yes(
        "My electronic signature here is the legally binding equivalent of my handwritten signature.",
        required=True,
    )
