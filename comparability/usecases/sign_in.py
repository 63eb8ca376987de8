"""Sign-in sessions on the server: opened by a password, ended by leaving, by time or by an administrator.

Confirming who signs a record is in `identity`; people and their roles in `people`.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, Refused
from comparability.model.passwords import SHORTEST, SHORTEST_OF_TWO, check_password
from comparability.model.people import MEANINGS, Actor
from comparability.storage import people as stored
from comparability.storage import rows
from comparability.storage.people import SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT, Person, SignedIn, SignIn
from comparability.storage.second_factors import confirmed_factor
from comparability.storage.sessions import record_event, state_reason
from comparability.storage.single_sign_on import account_of
from comparability.usecases.codes import takes_code
from comparability.usecases.identity import (
    confirm_identity,
    count_failure,
    end_sessions,
    forget_failures,
    plain_user_name,
)
from comparability.usecases.passwords import hash_password, is_password
from comparability.usecases.signing import Credentials

TOKEN_BYTES = 32
TOUCH_AFTER = timedelta(seconds=30)  # a page that loads many parts writes its time of use once
START_VALID = timedelta(days=7)  # a start password that nobody used by then is worth nothing
KEPT_AFTER_END = timedelta(days=7)

# Who is written in the trail while nobody is known.
DOOR = Actor(id=None, user_name="(sign-in)", full_name="Sign-in", roles=frozenset())

TURNED_AWAY = (
    "The user name or the password is not right. After five failures an account is locked for 15 minutes."
)
CODE_REFUSED = (
    "The code is not right, or was used before: each works once. Wait for the next one. After five failures "
    "an account is locked for 15 minutes."
)


EXPIRED = "Your start password was not used in time. Ask your administrator for a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A user name and password that were looked at. actor: the person if they fit, else DOOR."""

    actor: Actor
    person_id: int | None
    password_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new session. token: for the cookie; it is kept nowhere else."""

    token: str
    person: Person
    actor: Actor


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """No session. The message is the same whether the name, the password or a lock stood in the way."""

    message: str = TURNED_AWAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAwaited:
    """The password was right; the code of the second factor is still to be typed.

    proof: of that password, for `proved_before`; it is worth nothing once the password is another.
    """

    person_id: int
    proof: str


def try_password(session: Session, *, user_name: str | None, password: str | None) -> Attempt:
    """Look at a user name and password: slow on purpose, and reads only, so that nobody waits for it."""
    person = stored.person_named(session, plain_user_name(user_name))
    password_hash = None if person is None else person.password_hash
    is_right = is_password(password or "", password_hash)
    return Attempt(
        actor=stored.actor_of(session, person) if person is not None and is_right else DOOR,
        person_id=None if person is None else person.id,
        password_hash=password_hash if is_right else None,
    )


def proved_before(session: Session, given: CodeAwaited) -> Attempt:
    """The attempt of somebody whose password was right a moment ago and who now types the code."""
    person = rows.get(session, Person, given.person_id)
    is_right = hmac.compare_digest(_proof(person.password_hash), given.proof)
    return Attempt(
        actor=stored.actor_of(session, person) if is_right else DOOR,
        person_id=person.id,
        password_hash=person.password_hash if is_right else None,
    )


def sign_in(
    session: Session,
    attempt: Attempt,
    *,
    code: str | None = None,
    now: datetime,
    start_valid: timedelta = START_VALID,
    is_code_spent: bool = True,
) -> Opened | TurnedAway | CodeAwaited:
    """Open a session, or count and record the failure; both are kept, so nothing is raised.

    code: of the second factor; None where it was not asked for yet.
    start_valid: how long a start password can be used.
    is_code_spent: False where the one command that is run signs, and the signature uses the code up.
    """
    if attempt.person_id is None:
        # What was typed is not kept: it may be a password in the wrong field.
        record_event(session, kind=SIGN_IN_FAILED, entity_id=None, text="unknown user name")
        return TurnedAway()
    person = rows.get(session, Person, attempt.person_id)
    is_locked = person.locked_until is not None and now < person.locked_until
    if attempt.password_hash != person.password_hash or is_locked or not person.is_active:
        count_failure(session, person.id, kind=SIGN_IN_FAILED, now=now)
        return TurnedAway()
    if person.must_change_password and _is_expired(session, person, now, start_valid):
        record_event(session, kind=SIGN_IN_FAILED, entity_id=str(person.id), text="start password expired")
        return TurnedAway(EXPIRED)
    if code is None and confirmed_factor(session, person.id) is not None:
        return CodeAwaited(person_id=person.id, proof=_proof(person.password_hash))
    if not takes_code(session, person.id, code, now=now, is_spent=is_code_spent):
        count_failure(session, person.id, kind=SIGN_IN_FAILED, now=now)
        return TurnedAway(CODE_REFUSED)
    forget_failures(session, person)
    session.execute(delete(SignIn).where(SignIn.seen_at < now - KEPT_AFTER_END))
    return Opened(token=open_session(session, person, now=now), person=person, actor=attempt.actor)


def open_session(session: Session, person: Person, *, now: datetime) -> str:
    """A session with a new token for a person who has proved who they are; the token is returned once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            person_id=person.id,
            csrf_secret=csrf_secret_of(token),
            created_at=now,
            seen_at=now,
        )
    )
    record_event(session, kind=SIGNED_IN, entity_id=str(person.id), text=person.user_name)
    return token


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(seen_at=now))


def sign_out(session: Session, token: str, *, actor: Actor) -> None:
    """End this session at once."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))
    record_event(session, kind=SIGNED_OUT, entity_id=str(actor.number), text=actor.user_name)


def is_over(signed_in: SignedIn, *, now: datetime, idle: timedelta, absolute: timedelta) -> bool:
    """Whether a session has ended by itself: not used for `idle`, or older than `absolute`."""
    return now - signed_in.seen_at > idle or now - signed_in.created_at > absolute


def change_password(
    session: Session, *, current: str | None, new: str, code: str | None = None, actor: Actor, now: datetime
) -> str:
    """Replace one's own password; every session ends and the token of a new one is returned.

    code: of the second factor of a person who has one, whose password may be shorter.

    Raises IdentityNotConfirmed (field "password") when the current one is wrong, Invalid (field
    "new_password") when the new one is not accepted. Run it inside `identified`.
    """
    if account_of(session, actor.number) is not None:
        raise Refused("You come in through your provider, which keeps your password.")
    credentials = Credentials(user_name=actor.user_name, password=current, code=code)
    confirm_identity(session, actor=actor, credentials=credentials, now=now)
    person = rows.get(session, Person, actor.number)
    shortest = SHORTEST_OF_TWO if confirmed_factor(session, person.id) else SHORTEST
    check_password(new, user_name=person.user_name, full_name=person.full_name, shortest=shortest)
    if is_password(new, person.password_hash):
        raise Invalid("This is the password you have now. Choose another.", field="new_password")
    state_reason(session, "The person chose a new password.")
    person.password_hash = hash_password(new)
    person.must_change_password = False
    session.flush()
    end_sessions(session, person.id)
    return open_session(session, person, now=now)


def accept_signature(session: Session, *, credentials: Credentials, actor: Actor, now: datetime) -> Person:
    """Record that the person holds the electronic signature equal to the handwritten one (21 CFR 11.100(c)).

    Raises IdentityNotConfirmed. Run it inside `identified`.
    """
    confirm_identity(session, actor=actor, credentials=credentials, now=now)
    person = rows.get(session, Person, actor.number)
    if person.signature_accepted_at is None:
        state_reason(session, "Accepted as the legally binding equivalent of the handwritten signature.")
        person.signature_accepted_at = now
        session.flush()
    return person


def may_ever_sign(actor: Actor) -> bool:
    """Whether any of the person's roles gives a meaning to a signature."""
    return any(not roles.isdisjoint(actor.roles) for roles in MEANINGS.values())


def _is_expired(session: Session, person: Person, now: datetime, start_valid: timedelta) -> bool:
    issued_at = stored.password_set_at(session, person.id)
    return issued_at is not None and now - issued_at > start_valid


def _proof(password_hash: str) -> str:
    return hashlib.sha256(b"password given:" + password_hash.encode()).hexdigest()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_secret_of(token: str) -> str:
    """What the tokens in this session's forms are made from, so that a form of one session fits no other."""
    return hashlib.sha256(b"csrf:" + token.encode()).hexdigest()
