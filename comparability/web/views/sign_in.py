"""Signing in and out, one's own password, accepting the electronic signature."""

from datetime import timedelta

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import people
from comparability.storage.client_failures import count_failure_from, failures_from, seconds_left
from comparability.usecases import sign_in
from comparability.web.forms.sign_in import AcceptSignatureForm, CodeForm, PasswordForm, SignInForm
from comparability.web.installation import installation
from comparability.web.request import actor, database, now, page, reading, signed_in, submit
from comparability.web.security import drop_cookie, local_path
from comparability.web.sign_ins import COOKIE, cookie_token, keep_signed_in, onward, seal_proof, unseal_proof

bp = Blueprint("sign_in", __name__)

MOST_FAILURES_OF_A_CLIENT = 30  # in a quarter of an hour; a site behind one address has many people


@bp.route("/sign-in", methods=["GET", "POST"])
def enter() -> Response | AnyResponse:
    if request.method == "GET":
        if signed_in() is not None:
            return redirect(url_for("start.index"))
        form = SignInForm.empty(next_path=local_path(request.args.get("next")), kept=None)
        return page("sign_in/enter.html", form=form, has_ended=False, is_kept=False)
    form = SignInForm()
    refuse_many_failures()
    if form.validate():
        with reading() as session:
            attempt = sign_in.try_password(
                session, user_name=form.user_name.data, password=form.password.data
            )
        with database().write(actor=attempt.actor, now=now()) as session:
            outcome = _outcome(session, attempt)
        if isinstance(outcome, sign_in.Opened):
            return keep_signed_in(
                onward(outcome, next_path=form.next.data, kept=form.kept.data), outcome.token
            )
        if isinstance(outcome, sign_in.CodeAwaited):
            return page("sign_in/code.html", form=CodeForm.after(form, proved=seal_proof(outcome)))
        form.problems.append(outcome.message)
        form.answer_status = 422
    is_kept = bool(form.kept.data)
    return page("sign_in/enter.html", form=form, has_ended=is_kept, is_kept=is_kept)


@bp.post("/sign-in/code")
def enter_code() -> Response | AnyResponse:
    form = CodeForm()
    refuse_many_failures()
    given = unseal_proof(form.proved.data)
    if given is None:
        flash("Too long ago: enter your user name and password again.")
        return redirect(url_for("sign_in.enter", next=local_path(form.next.data)))
    if form.validate():
        with reading() as session:
            attempt = sign_in.proved_before(session, given)
        with database().write(actor=attempt.actor, now=now()) as session:
            outcome = _outcome(session, attempt, form.code.data)
        if isinstance(outcome, sign_in.Opened):
            return keep_signed_in(
                onward(outcome, next_path=form.next.data, kept=form.kept.data), outcome.token
            )
        form.problems.append(sign_in.CODE_REFUSED)
        form.answer_status = 422
    return page("sign_in/code.html", form=form)


def _outcome(
    session: Session, attempt: sign_in.Attempt, code: str | None = None
) -> sign_in.Opened | sign_in.TurnedAway | sign_in.CodeAwaited:
    days = installation().settings.start_password_days
    outcome = sign_in.sign_in(session, attempt, code=code, now=now(), start_valid=timedelta(days=days))
    if isinstance(outcome, sign_in.TurnedAway):
        count_failure_from(session, request.remote_addr, now=now())
    return outcome


def refuse_many_failures() -> None:
    """End the trying of many accounts from one place before a password is looked at, which is slow."""
    with reading() as session:
        failures = failures_from(session, request.remote_addr, now=now())
    if failures >= MOST_FAILURES_OF_A_CLIENT:
        raise TooManyRequests(
            "Too many failures from your network. Nobody signs in from there for the next minutes, whatever "
            "the password. Then try again.",
            retry_after=seconds_left(now()),
        )


@bp.get("/account")
def account() -> Response:
    with reading() as session:
        line = people.person_line(session, actor().number)
    return page("sign_in/account.html", line=line, can_sign=sign_in.may_ever_sign(actor()))


@bp.route("/sign-out", methods=["POST"])
def leave() -> Response:
    token = cookie_token()
    if token is not None:
        with database().write(actor=actor(), now=now()) as session:
            sign_in.sign_out(session, token, actor=actor())
    response = make_response(redirect(url_for("sign_in.enter")))
    drop_cookie(response, COOKIE)
    return response


@bp.route("/password", methods=["GET", "POST"])
def change_password() -> Response:
    form = PasswordForm()
    token = submit(
        form,
        lambda session: sign_in.change_password(
            session,
            current=form.password.data,
            new=form.new_password.data,
            code=form.code.data or "",
            actor=actor(),
            now=now(),
        ),
    )
    if token is None:
        return page("sign_in/change_password.html", form=form, is_first=_must_change())
    flash("Your password is changed. Every other session of yours has ended.")
    target = "sign_in.accept_signature" if _is_signature_open() else "start.index"
    return keep_signed_in(make_response(redirect(url_for(target))), token)


@bp.route("/signature", methods=["GET", "POST"])
def accept_signature() -> Response:
    form = AcceptSignatureForm()
    done = submit(
        form,
        lambda session: sign_in.accept_signature(
            session, credentials=form.credentials(), actor=actor(), now=now()
        ),
    )
    if done is None:
        return page("sign_in/accept_signature.html", form=form, is_open=_is_signature_open())
    flash("You can sign records now.")
    return make_response(redirect(url_for("start.index")))


def _must_change() -> bool:
    person = signed_in()
    return person is not None and person.must_change_password


def _is_signature_open() -> bool:
    person = signed_in()
    return person is not None and person.signature_accepted_at is None and sign_in.may_ever_sign(person.actor)
