"""Administration of people: accounts, roles and start passwords. No page here shows or changes a record."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from sqlalchemy.orm import Session

from comparability.model.errors import NotFound
from comparability.storage import people as stored
from comparability.storage import suppliers
from comparability.storage.people import Person, PersonLine
from comparability.usecases import people, single_sign_on
from comparability.usecases.people import NewPerson
from comparability.web.elsewhere import provider_choice
from comparability.web.forms.people import AccountForm, AnnounceForm, PersonEditForm, PersonForm
from comparability.web.installation import installation
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("people", __name__, url_prefix="/people")

EVENTS_SHOWN = 20


@bp.get("/")
def index() -> Response:
    with reading() as session:
        lines = stored.people(session)
    return page("people/index.html", lines=lines)


@bp.route("/new", methods=["GET", "POST"])
def new_person() -> Response:
    form = PersonForm()
    with reading() as session:
        form.supplier_id.choices = [(row.id, row.name) for row in suppliers.suppliers(session)]
    added = submit(form, lambda session: people.add_person(session, form.entry(), actor=actor()))
    if added is None:
        return page("people/new_person.html", form=form)
    return _start_password_page(added)


@bp.get("/<int:person_id>")
def show(person_id: int) -> Response:
    with reading() as session:
        line = _line(session, person_id)
        events = stored.sign_in_events(session, person_id, limit=EVENTS_SHOWN)
    has_provider = installation().settings.single_sign_on is not None
    return page("people/show.html", line=line, events=events, has_provider=has_provider)


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
def edit_person(person_id: int) -> Response:
    with reading() as session:
        line = _line(session, person_id)
        offered = suppliers.suppliers(session)
    form = PersonEditForm(obj=line)
    form.supplier_id.choices = [(row.id, row.name) for row in offered]
    edited = submit(
        form,
        lambda session: people.edit_person(
            session,
            person_id,
            form.change(),
            version=form.version.data,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if edited is None:
        return page("people/edit_person.html", form=form, line=line)
    flash(f"{edited.full_name} is saved.")
    return make_response(redirect(url_for("people.show", person_id=person_id)))


@bp.route("/<int:person_id>/disable", methods=["GET", "POST"])
def disable(person_id: int) -> Response:
    return _act(
        person_id,
        people.disable_person,
        title="Close the account",
        words="The person is signed out at once. Records and signatures stay under the name.",
        button="Close the account",
    )


@bp.route("/<int:person_id>/enable", methods=["GET", "POST"])
def enable(person_id: int) -> Response:
    return _act(
        person_id,
        people.enable_person,
        title="Open the account again",
        words="The roles are as they were. A new start password is shown once; hand it to the person.",
        button="Open the account",
    )


@bp.route("/<int:person_id>/unlock", methods=["GET", "POST"])
def unlock(person_id: int) -> Response:
    return _act(
        person_id,
        people.unlock_person,
        title="Unlock the account",
        words="Five passwords or codes were refused. Ask the person first whether they typed them.",
        button="Unlock the account",
    )


@bp.route("/<int:person_id>/start-password", methods=["GET", "POST"])
def start_password(person_id: int) -> Response:
    return _act(
        person_id,
        people.issue_start_password,
        title="New start password",
        words="The old password ends now, and so does every session. The new one is shown once.",
        button="Make a start password",
    )


@bp.route("/<int:person_id>/single-sign-on", methods=["GET", "POST"])
def announce(person_id: int) -> Response:
    issuer = provider_choice().issuer
    form = AnnounceForm()
    return _act(
        person_id,
        lambda *args, **facts: single_sign_on.announce(
            *args, issuer=issuer, subject=form.subject.data, **facts
        ),
        title="Single sign-on",
        words=(
            f"From now on {issuer} confirms this person, at each sign-in and each signature; password and "
            "second factor end. A new start password undoes it."
        ),
        button="Let in through the provider",
        form=form,
    )


@bp.route("/<int:person_id>/reset-second-factor", methods=["GET", "POST"])
def reset_second_factor(person_id: int) -> Response:
    return _act(
        person_id,
        people.reset_second_factor,
        title="Reset the second factor",
        words=(
            "For somebody who lost the device. Be sure who asks. The password ends with it, and so does "
            "every session; a new start password is shown once."
        ),
        button="Reset the second factor",
    )


def _act(
    person_id: int,
    act: Callable[..., Person | NewPerson],
    *,
    title: str,
    words: str,
    button: str,
    form: AccountForm | None = None,
) -> Response:
    """One page for every act on an account: what it does, why it is done, one button."""
    with reading() as session:
        line = _line(session, person_id)
    form = form or AccountForm(obj=line)
    done = submit(
        form,
        lambda session: act(
            session, person_id, version=form.version.data, reason=form.reason.data, actor=actor()
        ),
    )
    if done is None:
        return page("people/act.html", form=form, line=line, title=title, words=words, button=button)
    if isinstance(done, NewPerson):
        return _start_password_page(done)
    flash(f"{done.full_name}: done.")
    return make_response(redirect(url_for("people.show", person_id=person_id)))


def _start_password_page(added: NewPerson) -> Response:
    return page("people/start_password.html", person=added.person, start_password=added.start_password)


def _line(session: Session, person_id: int) -> PersonLine:
    line = stored.person_line(session, person_id)
    if line is None:
        raise NotFound(f"There is no person with the number {person_id}.")
    return line
