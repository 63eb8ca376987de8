"""Who sends this request: the session cookie, its limits, and the way back to the page after signing in.

Sessions are opened and ended in `usecases.sign_in`; what a role may open is in `access/`.
"""

import hmac
from datetime import timedelta
from typing import Any, Final

from flask import Response, g, make_response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import NotAllowed
from comparability.model.second_factors import FactorRule
from comparability.storage import people
from comparability.storage.people import SignedIn
from comparability.usecases import sign_in
from comparability.usecases.sign_in import CodeAwaited, Opened
from comparability.web.forms.sign_in import SignInForm
from comparability.web.installation import installation
from comparability.web.once import typed_fields
from comparability.web.request import database, now, reading, signed_in
from comparability.web.security import (
    SAFE_METHODS,
    cookie_name,
    csrf_token,
    has_csrf_token,
    is_from_our_page,
    local_path,
    set_cookie,
)

COOKIE: Final = "sid"
KEPT_TYPING: Final = "kept typing"
PROOF: Final = "password given"
OPEN_BEFORE_PASSWORD_CHANGE = frozenset({"static", "sign_in.change_password", "sign_in.leave"})
OPEN_WITHOUT_SECOND_FACTOR = frozenset({"static", "sign_in.enter", "sign_in.leave"})
SECOND_FACTOR_SET_UP = frozenset({"second_factors.begin", "second_factors.confirm"})
CODE_WITHIN_SECONDS = 300  # between the right password and the code


def cookie_token() -> str | None:
    return request.cookies.get(cookie_name(COOKIE))


def keep_signed_in(response: Response, token: str) -> Response:
    """Give the browser the token of a new session; whatever token it brought is forgotten."""
    set_cookie(response, COOKIE, token)
    return response


def onward(opened: Opened, *, next_path: str | None, kept: str | None) -> Response:
    """Where a person goes after signing in: duties first, then what was typed, then the page asked for."""
    if opened.person.must_change_password:
        return make_response(redirect(url_for("sign_in.change_password")))
    typed = unseal(kept, opened.person.id)
    if typed is not None:
        g.csrf_secret = sign_in.csrf_secret_of(opened.token)
        text = render_template("sign_in/resume.html", path=typed["path"], fields=typed["fields"])
        return make_response(text)
    if opened.person.signature_accepted_at is None and sign_in.may_ever_sign(opened.actor):
        return make_response(redirect(url_for("sign_in.accept_signature")))
    return make_response(redirect(local_path(next_path) or url_for("start.index")))


def identify() -> None:
    """Find the person behind the cookie, unless the session is over, and note that it is in use."""
    g.signed_in = None
    token = cookie_token()
    if token is None or request.endpoint == "static":
        return
    with reading() as session:
        found = people.signed_in(session, sign_in.token_hash(token))
    if found is None:
        return
    settings = installation().settings
    idle, absolute = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
    if sign_in.is_over(found, now=now(), idle=idle, absolute=absolute):
        g.ended_person_id = found.actor.id
        return
    if now() - found.seen_at > sign_in.TOUCH_AFTER:
        with database().write(actor=found.actor, now=now()) as session:
            sign_in.touch(session, token, now=now())
    g.signed_in = found
    g.csrf_secret = found.csrf_secret


def admit() -> AnyResponse | None:
    """Let the request through, ask to sign in, or raise NotAllowed; a page without a rule is closed."""
    endpoint = request.endpoint
    if endpoint is None:
        return None  # no such page: the router answers
    person = signed_in()
    if not installation().access.permits(endpoint, None if person is None else person.actor.roles):
        if person is None:
            return ask_to_sign_in()
        raise NotAllowed("Your role does not open this page.")
    if person is not None and person.must_change_password and endpoint not in OPEN_BEFORE_PASSWORD_CHANGE:
        return redirect(url_for("sign_in.change_password"))
    if person is not None and not _is_proved_twice(person) and endpoint not in OPEN_WITHOUT_SECOND_FACTOR:
        asked = ask_for_second_factor(endpoint)
        if asked is not None:
            return asked
    if request.method not in SAFE_METHODS and not has_csrf_token():
        return _send_again()
    return None


def _is_proved_twice(person: SignedIn) -> bool:
    """Whether a second factor was asked for, here or by the provider of single sign-on."""
    return person.has_second_factor or person.has_provider


def ask_for_second_factor(endpoint: str) -> AnyResponse | None:
    """Where the installation demands a second factor of this request, the way to one.

    Raises NotAllowed for somebody from outside: who has only a password may not be its owner.
    """
    settings = installation().settings
    if settings.second_factor is FactorRule.OFFERED:
        return None
    if settings.is_from_outside(request.remote_addr):
        raise NotAllowed(
            "From outside the site a second factor is needed beside the password. Set yours up at the site, "
            "on the page of your name; then sign in from anywhere."
        )
    if settings.second_factor is FactorRule.EVERYBODY and endpoint not in SECOND_FACTOR_SET_UP:
        return redirect(url_for("second_factors.begin"))
    return None


def ask_to_sign_in() -> Response | AnyResponse:
    """The sign-in page; after a POST it carries what was typed, so that nothing has to be typed twice."""
    if request.method in SAFE_METHODS:
        wanted = request.full_path if request.query_string else request.path
        return redirect(url_for("sign_in.enter", next=None if wanted == "/" else local_path(wanted)))
    person_id = g.get("ended_person_id")
    is_kept = person_id is not None and is_from_our_page() and not request.files
    form = SignInForm.empty(next_path=None, kept=_seal(person_id) if is_kept else None)
    return make_response(
        render_template("sign_in/enter.html", form=form, has_ended=True, is_kept=is_kept), 401
    )


def unseal(kept: str | None, person_id: int) -> dict[str, Any] | None:
    """What this person had typed when the session ended: {"path": …, "fields": [[name, value], …]}."""
    content = _opened(kept, KEPT_TYPING, installation().settings.session_hours * 3600)
    if content is None:
        return None
    return content if content["person"] == person_id and local_path(content["path"]) else None


def _seal(person_id: int) -> str:
    return _sealed(KEPT_TYPING, {"person": person_id, "path": request.path, "fields": typed_fields()})


def seal_proof(awaited: CodeAwaited) -> str:
    """For the form of the code: whose password was right, for this visit and some minutes."""
    return _sealed(PROOF, {"person": awaited.person_id, "proof": awaited.proof, "visit": csrf_token()})


def unseal_proof(proved: str | None) -> CodeAwaited | None:
    """Whose password was right in this visit, if that was not too long ago."""
    content = _opened(proved, PROOF, CODE_WITHIN_SECONDS)
    if content is None or not hmac.compare_digest(content["visit"], csrf_token()):
        return None
    return CodeAwaited(person_id=content["person"], proof=content["proof"])


def _sealed(what: str, content: dict[str, Any]) -> str:
    sealed = _sealer(what).dumps(content)
    return sealed if isinstance(sealed, str) else sealed.decode()


def _opened(sealed: str | None, what: str, seconds: int) -> dict[str, Any] | None:
    try:
        return _sealer(what).loads(sealed, max_age=seconds) if sealed else None
    except BadData:
        return None


def _sealer(what: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation().settings.secret_key, salt=what)


def _send_again() -> Response:
    """Refuse a change without the token of this sign-in.

    Where the browser vouches that our own page sent it, that page was opened in an earlier sign-in: the
    person sees what was typed and may send it now. No other site can bring somebody to that page.
    """
    if is_from_our_page() and signed_in() is not None and not request.files:
        text = render_template("sign_in/resume.html", path=request.path, fields=typed_fields())
        return make_response(text, 403)
    raise NotAllowed(
        "This page was opened in another sign-in, so nothing was saved. Load the page again and send it."
    )
