"""To the provider of single sign-on and back: a sign-in, or the proof that a signature needs."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import NotAllowed
from comparability.model.single_sign_on import Confirmed
from comparability.storage.people import SIGN_IN_FAILED, SIGNING_FAILED
from comparability.storage.sessions import record_event
from comparability.usecases import provider_requests, single_sign_on
from comparability.usecases.identity import count_failure
from comparability.usecases.provider_requests import Sent
from comparability.usecases.sign_in import DOOR, Opened
from comparability.web import provider
from comparability.web.elsewhere import provider_choice, send_elsewhere
from comparability.web.errors import error_page
from comparability.web.forms.sign_in import ProviderForm
from comparability.web.request import actor, database, now, reading, signed_in
from comparability.web.security import csrf_token
from comparability.web.sign_ins import keep_signed_in, onward

bp = Blueprint("single_sign_on", __name__)


@bp.post("/sign-in/provider")
def start() -> Response | AnyResponse:
    form = ProviderForm()
    provider_choice()
    if not form.validate():
        return redirect(url_for("sign_in.enter"))
    kept = {"next": form.next.data or "", "kept": form.kept.data or ""}
    return send_elsewhere(form=kept, signer=None, now=now())


@bp.get("/sign-in/provider/back")
def back() -> Response | AnyResponse:
    """Where the provider sends people; what it changes is allowed by the state, which works once."""
    provider_choice()
    who = DOOR if signed_in() is None else actor()
    with database().write(actor=who, now=now()) as session:
        state = request.args.get("state", "")
        sent = provider_requests.take(session, state=state, visit=csrf_token(), now=now())
    if sent is None:
        flash("That way back from the provider was taken before, or too late. Start again.")
        return redirect(url_for("sign_in.enter"))
    return _entered(sent) if sent.person_id is None else _signing(sent, sent.person_id)


def _entered(sent: Sent) -> Response | AnyResponse:
    try:
        confirmed = _confirmed(sent)
    except provider.ProviderFailed:
        with database().write(actor=DOOR, now=now()) as session:
            record_event(session, kind=SIGN_IN_FAILED, entity_id=None, text="not confirmed by the provider")
        raise
    with database().write(actor=DOOR, now=now()) as session:
        outcome = single_sign_on.enter(session, confirmed, now=now())
    if isinstance(outcome, Opened):
        answer = onward(outcome, next_path=sent.form["next"], kept=sent.form["kept"])
        return keep_signed_in(answer, outcome.token)
    return error_page(403, sentence=outcome.message)


def _signing(sent: Sent, person_id: int) -> Response:
    """The form once more, with a proof for exactly this form; its button signs."""
    if actor().number != person_id:
        raise NotAllowed("Somebody else began this signature.")
    try:
        confirmed: Confirmed | None = _confirmed(sent)
    except provider.ProviderFailed:
        confirmed = None
    with reading() as session:
        is_confirmed = confirmed is not None and single_sign_on.is_confirmed(
            session, confirmed, person_id=person_id, started_at=sent.started_at
        )
    if not is_confirmed:
        with database().write(actor=actor(), now=now()) as session:
            count_failure(session, person_id, kind=SIGNING_FAILED, now=now())
        raise NotAllowed(
            "The provider did not confirm that you have just signed in again, so nothing was signed. The "
            "failure is recorded; after five your account is locked for 15 minutes."
        )
    with database().write(actor=actor(), now=now()) as session:
        proof = provider_requests.give_proof(
            session, person_id=person_id, form_hash=sent.form["hash"], now=now()
        )
    path, fields = sent.form["path"], [*sent.form["fields"], ["proof", proof]]
    return Response(render_template("sign_in/sign_now.html", path=path, fields=fields))


def _confirmed(sent: Sent) -> Confirmed:
    """Raises ProviderFailed, also where the provider itself says no."""
    code = request.args.get("code")
    if not code or "error" in request.args:
        raise provider.ProviderFailed("The provider did not let you in, so nothing was done.")
    return provider.confirmed(provider_choice(), sent, code=code, now=now())
