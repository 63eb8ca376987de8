"""The token that makes a form act once, however often it is sent; the answers are in `form_answers`."""

import hashlib
import json
import re
import secrets

from flask import g, request

from comparability.usecases.form_answers import Sent
from comparability.web.security import UNKEPT_FIELDS

FIELD = "form_token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def form_token() -> str:
    """The token for a form of this page: the one that was sent if nothing came of it, otherwise a new one."""
    sent = request.form.get(FIELD, "") if request.method == "POST" else ""
    if _TOKEN.fullmatch(sent) and not g.get("form_is_spent"):
        return sent
    return secrets.token_urlsafe(16)


def sent_form() -> Sent | None:
    """The sending of a form that this request is, None for one without a token, as a program sends it."""
    token = request.form.get(FIELD, "")
    if not _TOKEN.fullmatch(token):
        return None
    return Sent(token=token, digest=form_digest())


def form_digest() -> str:
    """The hash of everything that the form says, and of where; without what proves who sent it."""
    entries = [entry for entry in typed_fields() if entry[0] != FIELD]
    content = json.dumps([request.path, request.query_string.decode("ascii", "replace"), entries])
    return hashlib.sha256(content.encode()).hexdigest()


def typed_fields() -> list[list[str]]:
    """What the form carries apart from secrets, in its order."""
    return [[name, value] for name, value in request.form.items(multi=True) if name not in UNKEPT_FIELDS]


def spend() -> None:
    """The form was acted on: what this page shows next is a form of its own."""
    g.form_is_spent = True
