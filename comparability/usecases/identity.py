"""Knowing who acts: counting failures, locking, and the fresh authentication that each signature needs.

Opening and ending sign-in sessions is in `sign_in`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from comparability.model.errors import Invalid
from comparability.model.people import Actor
from comparability.storage import rows
from comparability.storage.people import LOCKED, SIGNING_FAILED, Person, SignIn
from comparability.storage.sessions import Database, record_event, state_reason
from comparability.storage.single_sign_on import account_of
from comparability.usecases.codes import takes_code
from comparability.usecases.passwords import is_password
from comparability.usecases.provider_requests import spend_proof
from comparability.usecases.signing import Credentials, note_presence

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class IdentityNotConfirmed(Invalid):
    """User name and password did not prove who signs. The failure is kept although nothing else is."""


@contextmanager
def identified(database: Database, *, actor: Actor, now: datetime) -> Iterator[Session]:
    """A write transaction in which identity may be confirmed.

    When that fails, everything in it is rolled back, and the failure is counted and recorded in a
    transaction of its own before the error goes on.
    """
    try:
        with database.write(actor=actor, now=now) as session:
            yield session
    except IdentityNotConfirmed:
        with database.write(actor=actor, now=now) as session:
            count_failure(session, actor.number, kind=SIGNING_FAILED, now=now)
        raise


def confirm_identity(session: Session, *, actor: Actor, credentials: Credentials, now: datetime) -> None:
    """Check what was typed for one signature, and let it be given; inside `identified`.

    Raises IdentityNotConfirmed (an Invalid with field="password") for anybody but the actor, for a wrong
    password, for a wrong or used code where the person has a second factor, without a proof for this form
    where the person comes through the provider, and while the account is locked.
    21 CFR 11.200(a)(1)(i).
    """
    person = rows.get(session, Person, actor.number)
    is_locked = person.locked_until is not None and now < person.locked_until
    if not _is_proved(session, person, credentials, now) or is_locked or not person.is_active:
        raise IdentityNotConfirmed(
            "Your user name, your password or, where you have a second factor, its code is not right. A code "
            "works once. After five failures your account is locked for 15 minutes.",
            field="password",
        )
    forget_failures(session, person)
    note_presence(session, actor)


def _is_proved(session: Session, person: Person, credentials: Credentials, now: datetime) -> bool:
    if account_of(session, person.id) is not None:
        return spend_proof(
            session, credentials.proof, person_id=person.id, form_hash=credentials.form_hash, now=now
        )
    return (
        is_password(credentials.password or "", person.password_hash)
        and plain_user_name(credentials.user_name) == person.user_name
        and takes_code(session, person.id, credentials.code, now=now)
    )


def plain_user_name(typed: str | None) -> str:
    """User names are kept in lower case, whatever the keyboard of a telephone makes of the first letter."""
    return (typed or "").strip().lower()


def count_failure(session: Session, person_id: int, *, kind: str, now: datetime) -> None:
    """Count one more failure of a known person over all clients; the fifth locks the account."""
    # Written as statements: a counted failure is no edit that should make an administrator's save fail.
    state_reason(session, "A password or a code was refused.")
    person = rows.get(session, Person, person_id)
    if person.locked_until is not None and person.locked_until <= now:
        _set(session, person, failed_sign_ins=0, locked_until=None)
    failures = person.failed_sign_ins + 1
    locked_until = now + LOCKED_FOR if failures >= MOST_FAILURES else None
    if person.locked_until is None:
        _set(session, person, failed_sign_ins=failures, locked_until=locked_until)
    record_event(session, kind=kind, entity_id=str(person.id), text=person.user_name)
    if locked_until is not None and failures == MOST_FAILURES:
        record_event(session, kind=LOCKED, entity_id=str(person.id), text=person.user_name)


def forget_failures(session: Session, person: Person) -> None:
    """After a right password the count starts again."""
    if person.failed_sign_ins or person.locked_until is not None:
        state_reason(session, "The right password was given.")
        _set(session, person, failed_sign_ins=0, locked_until=None)


def end_sessions(session: Session, person_id: int) -> None:
    """End every sign-in session of a person at once."""
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def _set(session: Session, person: Person, *, failed_sign_ins: int, locked_until: datetime | None) -> None:
    session.execute(
        update(Person)
        .where(Person.id == person.id)
        .values(failed_sign_ins=failed_sign_ins, locked_until=locked_until)
        .execution_options(synchronize_session=False)
    )
    session.refresh(person)
