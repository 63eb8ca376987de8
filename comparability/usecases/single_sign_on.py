"""People who are confirmed by the company's provider: announced by an administrator, known by their subject.

What is sent to the provider and read from its tokens is in `web.provider`; here stands who may come in.
"""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, Refused
from comparability.model.people import Actor, Permission
from comparability.model.single_sign_on import Confirmed
from comparability.storage import people as stored
from comparability.storage import rows
from comparability.storage.people import SIGN_IN_FAILED, Person
from comparability.storage.second_factors import factors
from comparability.storage.sessions import record_event, state_reason
from comparability.storage.single_sign_on import ProviderAccount, account_named, account_of
from comparability.usecases.identity import count_failure, end_sessions, forget_failures, plain_user_name
from comparability.usecases.passwords import hash_password
from comparability.usecases.records import add, require_version
from comparability.usecases.sign_in import Opened, TurnedAway, open_session

SUBJECT_LENGTH = 255  # OpenID Connect Core 1.0, 2
NOBODY = (
    "The provider knows you, this application does not: no account here was announced for you, or it is "
    "locked or closed. Ask your administrator."
)


def announce(
    session: Session,
    person_id: int,
    *,
    issuer: str,
    subject: str | None,
    version: int,
    reason: str | None,
    actor: Actor,
) -> Person:
    """Let a person in through the provider from now on, and by password no more.

    subject: the account at the provider; without it the first to come with the person's user name is bound.
    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused for oneself: an administrator who binds the
    wrong account would be locked out.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    person = rows.get(session, Person, person_id)
    require_version(person, version)
    if person.id == actor.id:
        raise Refused("Another administrator does this for you.")
    name = (subject or "").strip() or None
    if name is not None and (len(name) > SUBJECT_LENGTH or not name.isascii() or not name.isprintable()):
        raise Invalid("A subject is up to 255 printable ASCII characters.", field="subject")
    holder = None if name is None else account_named(session, issuer, name)
    if holder is not None and holder.person_id != person.id:
        raise Invalid("This account at the provider belongs to somebody else here.", field="subject")
    state_reason(session, reason or "")
    former = account_of(session, person.id)
    if former is not None:
        session.delete(former)
        session.flush()
    for factor in factors(session, person.id):
        session.delete(factor)
    add(session, ProviderAccount(person_id=person.id, issuer=issuer, subject=name))
    # A password that nobody knows: one way in, and the time that a wrong guess takes is the same.
    person.password_hash = hash_password(secrets.token_urlsafe(32))
    person.must_change_password = False
    session.flush()
    end_sessions(session, person.id)
    return person


def enter(session: Session, confirmed: Confirmed, *, now: datetime) -> Opened | TurnedAway:
    """Open a session for the person whom the provider confirmed, or record the failure; nothing is raised."""
    person = _person_of(session, confirmed)
    if person is None:
        record_event(session, kind=SIGN_IN_FAILED, entity_id=None, text="unknown account of the provider")
        return TurnedAway(NOBODY)
    if not person.is_active or (person.locked_until is not None and now < person.locked_until):
        count_failure(session, person.id, kind=SIGN_IN_FAILED, now=now)
        return TurnedAway(NOBODY)
    forget_failures(session, person)
    token = open_session(session, person, now=now)
    return Opened(token=token, person=person, actor=stored.actor_of(session, person))


def is_confirmed(session: Session, confirmed: Confirmed, *, person_id: int, started_at: datetime) -> bool:
    """Whether the provider confirmed this very person, by proof given after the signing began.

    A token without `auth_time` proves no new sign-in (OpenID Connect Core 1.0, 3.1.2.1, max_age).
    """
    account = account_of(session, person_id)
    return (
        account is not None
        and account.subject is not None
        and (account.issuer, account.subject) == (confirmed.issuer, confirmed.subject)
        and confirmed.auth_time is not None
        and confirmed.auth_time >= int(started_at.timestamp())
    )


def _person_of(session: Session, confirmed: Confirmed) -> Person | None:
    """The person bound to the subject; else the one announced under the user name, who is bound now."""
    account = account_named(session, confirmed.issuer, confirmed.subject)
    if account is not None:
        return rows.get(session, Person, account.person_id)
    person = stored.person_named(session, plain_user_name(confirmed.user_name))
    announced = None if person is None else account_of(session, person.id)
    if announced is None or announced.issuer != confirmed.issuer or announced.subject is not None:
        return None
    state_reason(session, "First sign-in through the provider.")
    announced.subject = confirmed.subject
    session.flush()
    return person
