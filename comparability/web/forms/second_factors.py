"""Setting up a second factor: who asks for it, and the first code of the new secret."""

from comparability.web.forms.base import BaseForm
from comparability.web.forms.sign_in import CredentialsForm, code_field


class BeginForm(CredentialsForm):
    """All that the person proves an identity with now; the secret is made by the server."""


class ConfirmForm(BaseForm):
    code = code_field("First code", required=True)
