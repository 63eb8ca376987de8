"""What a view needs of its request: who acts, what time it is, the database, and the way a form is sent.

Rules and records are in the use-cases; a view reads the form, calls one of them and redirects.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import Response, abort, g, make_response, render_template, request
from sqlalchemy.orm import Session

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.storage.people import SignedIn
from comparability.storage.sessions import Database
from comparability.usecases.form_answers import given_before, once
from comparability.usecases.identity import identified
from comparability.web.elsewhere import send_elsewhere
from comparability.web.forms.base import BaseForm, FilterForm
from comparability.web.forms.sign_in import CredentialsForm
from comparability.web.installation import installation
from comparability.web.once import form_digest, sent_form, spend, typed_fields

T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The time of this request, the same for all that it writes."""
    if "now" not in g:
        g.now = installation().clock()
    return cast(datetime, g.now)


def signed_in() -> SignedIn | None:
    return cast(SignedIn | None, g.get("signed_in"))


def actor() -> Actor:
    """The person who acts. Raises NotAllowed where nobody has signed in."""
    person = signed_in()
    if person is None:
        raise NotAllowed("Sign in first.")
    return person.actor


def database() -> Database:
    """Where a change is written. The page after it shows what it did, so what was read before is left."""
    stop_reading()
    return installation().database


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one state of the database and changes nothing.

    A request goes on with the session it has read in, unless something was written since: who asks and what
    is shown are of one state, and a page costs one transaction.
    """
    stack, session = g.pop("read_in", None) or _opened()
    with stack:
        yield session
        if "read_in" not in g:
            g.read_in = stack.pop_all(), session


def _opened() -> tuple[ExitStack, Session]:
    stack = ExitStack()
    return stack, stack.enter_context(installation().database.read())


def stop_reading(error: BaseException | None = None) -> None:
    """End the session that was read in. error: what ended the request, which is answered elsewhere."""
    stack, _ = g.pop("read_in", None) or (ExitStack(), None)
    stack.close()


def submit(form: BaseForm, action: Callable[[Session], T]) -> T | None:
    """On POST, check the form and run `action` in one transaction as the current person; else None.

    A form that was sent before with the same token gives what it gave then, and nothing runs.
    A form that signs sends who comes through the provider there first; the request ends with that page.
    What the form or the use-case refuses is put into the form and None is returned, with nothing saved.
    `action` returns something other than None, so that the caller can tell that it ran.
    """
    if request.method != "POST":
        return None
    try:
        again: T | None = sent_before()
        if again is not None or not form.validate():
            return again
        if isinstance(form, CredentialsForm) and form.awaits_provider:
            stop_reading()
            kept = {"path": request.full_path.rstrip("?"), "hash": form_digest(), "fields": typed_fields()}
            abort(send_elsewhere(form=kept, signer=actor(), now=now()))
        with identified(database(), actor=actor(), now=now()) as session:
            done = once(session, sent_form(), action, actor=actor(), now=now())
    except (Invalid, Refused, Conflict, NotAllowed) as error:
        form.refuse(error)
        return None
    spend()
    return done


def sent_before() -> Any:
    """What this form gave when it was sent before, None where it was not.

    Raises Conflict where it was sent with other entries; what the page shows then has a token of its own.
    """
    sent = sent_form()
    if sent is None:
        return None
    try:
        with reading() as session:
            given = given_before(session, sent, actor=actor())
    except Conflict:
        spend()
        raise
    if given is not None:
        spend()
    return given


def page(template: str, *, form: BaseForm | FilterForm | None = None, **values: Any) -> Response:
    """The page, with the status that a refused form has given it."""
    response = make_response(render_template(template, form=form, **values))
    if form is not None:
        response.status_code = form.answer_status
    return response
