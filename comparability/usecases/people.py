"""Administer people: who may sign in and with which roles. Never their records, and never their passwords.

An administrator hands out a start password for one sign-in; the person chooses the real one in `sign_in`.
"""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, NotFound, Refused
from comparability.model.people import Actor, Permission
from comparability.model.vocabulary import Role
from comparability.storage import people as stored
from comparability.storage import rows
from comparability.storage.people import SECOND_FACTOR_RESET, START_PASSWORD, UNLOCKED, Person, PersonRole
from comparability.storage.second_factors import factors
from comparability.storage.sessions import record_event, state_reason
from comparability.storage.single_sign_on import account_of
from comparability.storage.suppliers import Supplier
from comparability.usecases.entries import storable
from comparability.usecases.identity import end_sessions
from comparability.usecases.passwords import hash_password, make_start_password
from comparability.usecases.records import add, require_version

_USER_NAME = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """supplier_id: of a supplier user, and of nobody else."""

    user_name: str
    full_name: str
    roles: tuple[Role, ...]
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    full_name: str
    roles: tuple[Role, ...]
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """start_password: shown once and kept nowhere."""

    person: Person
    start_password: str


def add_person(
    session: Session, entry: PersonEntry, *, actor: Actor, start_password: str | None = None
) -> NewPerson:
    """Let somebody in, with a start password that has to be replaced at the first sign-in.

    start_password: chosen here where a script prints it; else one is made.
    Raises NotAllowed, and Invalid where the user name is, or ever was, somebody's.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    user_name = _read_user_name(entry.user_name)
    entry = storable(entry, Person)
    if stored.person_named(session, user_name) is not None:
        raise Invalid(f"The user name {user_name} is taken; it is never given again.", field="user_name")
    _check_roles(session, entry.roles, entry.supplier_id)
    password = start_password or make_start_password()
    person = add(
        session,
        Person(
            user_name=user_name,
            full_name=entry.full_name,
            password_hash=hash_password(password),
            is_active=True,
            must_change_password=True,
            supplier_id=entry.supplier_id,
            signature_accepted_at=None,
            failed_sign_ins=0,
            locked_until=None,
        ),
    )
    session.add_all(PersonRole(person_id=person.id, role=role) for role in Role if role in entry.roles)
    session.flush()
    return NewPerson(person=person, start_password=password)


def edit_person(
    session: Session,
    person_id: int,
    change: PersonChange,
    *,
    version: int,
    reason: str | None,
    actor: Actor,
) -> Person:
    """Change name, roles or supplier. Other roles or another supplier end the person's sessions at once.

    Raises NotAllowed, NotFound, Conflict, Invalid, Refused for one's own roles and the last administrator.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    person = _person(session, person_id, version)
    change = storable(change, Person)
    _check_roles(session, change.roles, change.supplier_id)
    before, after = stored.roles_of(session, person.id), frozenset(change.roles)
    is_same_access = before == after and person.supplier_id == change.supplier_id
    if is_same_access and person.full_name == change.full_name:
        return person
    if before != after and person.id == actor.id:
        raise Refused("Nobody changes their own roles; ask another administrator.")
    state_reason(session, reason or "")
    if Role.ADMINISTRATOR in before - after:
        _keep_an_administrator(session, person)
    person.full_name = change.full_name
    person.supplier_id = change.supplier_id
    for held in stored.held_roles(session, person.id):
        if held.role not in after:
            session.delete(held)
    session.add_all(PersonRole(person_id=person.id, role=role) for role in Role if role in after - before)
    session.flush()
    if not is_same_access:
        end_sessions(session, person.id)
    return person


def disable_person(
    session: Session, person_id: int, *, version: int, reason: str | None, actor: Actor
) -> Person:
    """Close the account and end its sessions at once. What the person did stays under the name.

    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused for oneself and the last administrator.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    person = _person(session, person_id, version)
    if person.id == actor.id:
        raise Refused("Nobody closes their own account; ask another administrator.")
    if Role.ADMINISTRATOR in stored.roles_of(session, person.id):
        _keep_an_administrator(session, person)
    state_reason(session, reason or "")
    person.is_active = False
    session.flush()
    end_sessions(session, person.id)
    return person


def enable_person(
    session: Session, person_id: int, *, version: int, reason: str | None, actor: Actor
) -> NewPerson:
    """Open a closed account again, with a new start password.

    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    person = _person(session, person_id, version)
    state_reason(session, reason or "")
    person.is_active = True
    return _issue(session, person)


def issue_start_password(
    session: Session, person_id: int, *, version: int, reason: str | None, actor: Actor
) -> NewPerson:
    """A new start password for somebody who lost theirs; unlocks the account and ends its sessions.

    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused for oneself and for a closed account.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    person = _person(session, person_id, version)
    if person.id == actor.id:
        raise Refused("Change your own password on the page of your name.")
    if not person.is_active:
        raise Refused("This account is closed. Open it again instead.")
    state_reason(session, reason or "")
    return _issue(session, person)


def unlock_person(
    session: Session, person_id: int, *, version: int, reason: str | None, actor: Actor
) -> Person:
    """End a lock before its time. Raises NotAllowed, NotFound, Conflict, Invalid."""
    actor.must(Permission.MANAGE_PEOPLE)
    person = _person(session, person_id, version)
    state_reason(session, reason or "")
    person.failed_sign_ins = 0
    person.locked_until = None
    session.flush()
    record_event(session, kind=UNLOCKED, entity_id=str(person.id), text=person.user_name)
    return person


def reset_second_factor(
    session: Session, person_id: int, *, version: int, reason: str | None, actor: Actor
) -> NewPerson:
    """Remove the second factor of somebody who lost the device, with a new start password.

    The password may be one of eight characters, which is too short alone: both proofs end together.
    Raises NotAllowed, NotFound, Conflict, Invalid, and Refused for oneself and where there is none.
    """
    actor.must(Permission.MANAGE_PEOPLE)
    person = _person(session, person_id, version)
    if person.id == actor.id:
        raise Refused("Nobody resets their own second factor; ask another administrator.")
    held = factors(session, person.id)
    if not held:
        raise Refused("This person has no second factor.")
    if not person.is_active:
        raise Refused("This account is closed. Open it again first.")
    state_reason(session, reason or "")
    for factor in held:
        session.delete(factor)
    record_event(session, kind=SECOND_FACTOR_RESET, entity_id=str(person.id), text=person.user_name)
    return _issue(session, person)


def _issue(session: Session, person: Person) -> NewPerson:
    account = account_of(session, person.id)
    if account is not None:  # who has a password does not come through the provider as well
        session.delete(account)
    password = make_start_password()
    person.password_hash = hash_password(password)
    person.must_change_password = True
    person.failed_sign_ins = 0
    person.locked_until = None
    session.flush()
    end_sessions(session, person.id)
    record_event(session, kind=START_PASSWORD, entity_id=str(person.id), text=person.user_name)
    return NewPerson(person=person, start_password=password)


def _person(session: Session, person_id: int, version: int) -> Person:
    person = rows.get(session, Person, person_id)
    require_version(person, version)
    return person


def _read_user_name(typed: str) -> str:
    name = typed.strip().lower()
    if not 3 <= len(name) <= 64 or _USER_NAME.fullmatch(name) is None:
        raise Invalid(
            "Use 3 to 64 letters a to z and digits, starting with a letter, parts joined by a dot, a hyphen "
            "or an underscore, such as m.tanaka.",
            field="user_name",
        )
    return name


def _check_roles(session: Session, roles: tuple[Role, ...], supplier_id: int | None) -> None:
    """Who administers people enters no data, and who belongs to a supplier sees only that supplier's lots."""
    if not roles:
        raise Invalid("Choose at least one role.", field="roles")
    for alone in (Role.ADMINISTRATOR, Role.SUPPLIER):
        if alone in roles and len(set(roles)) > 1:
            raise Invalid(f"The role {alone.value} stands alone.", field="roles")
    if (Role.SUPPLIER in roles) != (supplier_id is not None):
        raise Invalid("A supplier user belongs to one supplier, and nobody else to any.", field="supplier_id")
    if supplier_id is not None:
        try:
            rows.get(session, Supplier, supplier_id)
        except NotFound as error:
            raise Invalid("Choose one of the suppliers.", field="supplier_id") from error


def _keep_an_administrator(session: Session, person: Person) -> None:
    if not stored.has_other_administrator(session, person.id):
        raise Refused("This is the last administrator. Add another one first.")
