"""Sending a person to the provider of single sign-on, with what is to be gone on with afterwards.

Who comes back is in `views.single_sign_on`.
"""

from datetime import datetime
from typing import Any

from flask import Response, abort, make_response, render_template

from comparability.model.people import Actor
from comparability.model.single_sign_on import SingleSignOn
from comparability.usecases import provider_requests
from comparability.usecases.sign_in import DOOR
from comparability.web import provider
from comparability.web.installation import installation
from comparability.web.security import csrf_token


def provider_choice() -> SingleSignOn:
    """The provider of this installation; without one there is no such page."""
    choice = installation().settings.single_sign_on
    if choice is None:
        abort(404)
    return choice


def send_elsewhere(*, form: dict[str, Any], signer: Actor | None, now: datetime) -> Response:
    """The page that goes on to the provider by itself. signer: who signs, and proves it anew.

    Our security policy lets no form of ours be answered by another host, so this is no redirect.
    """
    choice = provider_choice()
    with installation().database.write(actor=signer or DOOR, now=now) as session:
        sent = provider_requests.send(
            session,
            visit=csrf_token(),
            person_id=None if signer is None else signer.number,
            form=form,
            now=now,
        )
    there = provider.address(choice, sent)
    response = make_response(
        render_template(
            "sign_in/elsewhere.html", address=there, issuer=choice.issuer, signs=signer is not None
        )
    )
    response.headers["Refresh"] = f"0; url={there}"
    return response
