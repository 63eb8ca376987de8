"""People, their roles and their sign-in sessions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, bindparam, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.storage.audit import AuditEntry
from comparability.storage.base import Base, Editable, Numbered, UtcDateTime, words
from comparability.storage.second_factors import SecondFactor
from comparability.storage.single_sign_on import ProviderAccount
from comparability.storage.suppliers import Supplier

# Kinds of events on the trail; each is about the person whose number it carries.
SIGNED_IN = "sign-in"
SIGN_IN_FAILED = "sign-in-failed"
SIGNING_FAILED = "signing-failed"
SIGNED_OUT = "sign-out"
LOCKED = "account-locked"
UNLOCKED = "account-unlocked"
START_PASSWORD = "start-password"  # noqa: S105  # the kind of an event
SECOND_FACTOR_SET = "second-factor-set"
SECOND_FACTOR_RESET = "second-factor-reset"
ACCESS_EVENTS = (
    SIGNED_IN, SIGN_IN_FAILED, SIGNING_FAILED, SIGNED_OUT, LOCKED, UNLOCKED, START_PASSWORD,
    SECOND_FACTOR_SET, SECOND_FACTOR_RESET,
)  # fmt: skip


class Person(Editable, Base):
    """Somebody who signs in. A user name is never reused."""

    __tablename__ = "person"

    user_name: Mapped[str] = mapped_column(String(64), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    is_active: Mapped[bool]
    must_change_password: Mapped[bool]
    # A supplier user sees the lots of this supplier and nothing else.
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    signature_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # 21 CFR 11.100(c)
    failed_sign_ins: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonRole(Numbered, Base):
    """One role held by one person."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(words(Role))


class SignIn(Base):
    """A session on the server. Only the hash of the cookie's token is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    csrf_secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The person behind a sign-in session, and the session's own dates."""

    actor: Actor
    csrf_secret: str
    created_at: datetime
    seen_at: datetime
    must_change_password: bool
    signature_accepted_at: datetime | None
    has_second_factor: bool
    has_provider: bool  # is confirmed by the provider of single sign-on, not by a password


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person as the administration and the access report show them."""

    id: int
    version: int
    user_name: str
    full_name: str
    roles: tuple[Role, ...]
    supplier_id: int | None
    supplier: str | None
    is_active: bool
    must_change_password: bool
    signature_accepted_at: datetime | None
    second_factor_since: datetime | None
    has_provider: bool
    subject: str | None
    failed_sign_ins: int
    locked_until: datetime | None
    last_sign_in: datetime | None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


def person_named(session: Session, user_name: str) -> Person | None:
    """The person of that user name, active or not."""
    return session.scalar(select(Person).where(Person.user_name == user_name))


def password_set_at(session: Session, person_id: int) -> datetime | None:
    """When the password was last set, by its entry in the trail."""
    found = session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.entity == "person",
            AuditEntry.entity_id == str(person_id),
            AuditEntry.field == "password_hash",
        )
    )
    return None if found is None else datetime.fromisoformat(found)


def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    return frozenset(held.role for held in held_roles(session, person_id))


def held_roles(session: Session, person_id: int) -> tuple[PersonRole, ...]:
    """The rows of the roles that a person holds."""
    return tuple(session.scalars(select(PersonRole).where(PersonRole.person_id == person_id)))


def has_other_administrator(session: Session, person_id: int) -> bool:
    """Whether anybody else who may sign in administers people."""
    others = (
        select(PersonRole.id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.ADMINISTRATOR, Person.is_active, Person.id != person_id)
    )
    return session.scalar(others.limit(1)) is not None


def actor_of(session: Session, person: Person) -> Actor:
    """The person as one who acts, with the roles of now."""
    return Actor(
        id=person.id,
        user_name=person.user_name,
        full_name=person.full_name,
        roles=roles_of(session, person.id),
        supplier_id=person.supplier_id,
    )


# One row for each role. Every request asks this, so it is one query and written once.
_SIGNED_IN = (
    select(
        SignIn.csrf_secret, SignIn.created_at, SignIn.seen_at,
        Person.id, Person.user_name, Person.full_name, Person.supplier_id,
        Person.must_change_password, Person.signature_accepted_at, PersonRole.role,
        exists()
        .where(SecondFactor.person_id == Person.id, SecondFactor.confirmed_at.is_not(None))
        .label("has_second_factor"),
        exists().where(ProviderAccount.person_id == Person.id).label("has_provider"),
    )
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(PersonRole, PersonRole.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token_hash"), Person.is_active)
)  # fmt: skip


def signed_in(session: Session, token_hash: str) -> SignedIn | None:
    """The active person whose session has this token; whether its time is over is for the caller to say."""
    found = session.execute(_SIGNED_IN, {"token_hash": token_hash}).all()
    if not found:
        return None
    person = found[0]
    return SignedIn(
        actor=Actor(
            id=person.id,
            user_name=person.user_name,
            full_name=person.full_name,
            roles=frozenset(row.role for row in found if row.role is not None),
            supplier_id=person.supplier_id,
        ),
        csrf_secret=person.csrf_secret,
        created_at=person.created_at,
        seen_at=person.seen_at,
        must_change_password=person.must_change_password,
        signature_accepted_at=person.signature_accepted_at,
        has_second_factor=person.has_second_factor,
        has_provider=person.has_provider,
    )


def people(session: Session) -> tuple[PersonLine, ...]:
    """Everybody, active people first, by name."""
    return _lines(session, None)


def person_line(session: Session, person_id: int) -> PersonLine | None:
    return next(iter(_lines(session, person_id)), None)


def sign_in_events(session: Session, person_id: int, *, limit: int) -> tuple[AuditEntry, ...]:
    """What the trail says of this person's sign-ins, failures, locks and start passwords, newest first."""
    return tuple(
        session.scalars(
            select(AuditEntry)
            .where(
                AuditEntry.action == "event",
                AuditEntry.entity.in_(ACCESS_EVENTS),
                AuditEntry.entity_id == str(person_id),
            )
            .order_by(AuditEntry.seq.desc())
            .limit(limit)
        )
    )


def _lines(session: Session, person_id: int | None) -> tuple[PersonLine, ...]:
    wanted = () if person_id is None else (Person.id == person_id,)
    roles: dict[int, list[Role]] = {}
    for number, role in session.execute(select(PersonRole.person_id, PersonRole.role)):
        roles.setdefault(number, []).append(role)
    last: dict[str | None, str] = {
        number: at
        for number, at in session.execute(
            select(AuditEntry.entity_id, func.max(AuditEntry.at))
            .where(AuditEntry.action == "event", AuditEntry.entity == SIGNED_IN)
            .group_by(AuditEntry.entity_id)
        )
    }
    found = session.execute(
        select(Person, Supplier.name, SecondFactor.confirmed_at, ProviderAccount)
        .outerjoin(Supplier, Supplier.id == Person.supplier_id)
        .outerjoin(
            SecondFactor, (SecondFactor.person_id == Person.id) & SecondFactor.confirmed_at.is_not(None)
        )
        .outerjoin(ProviderAccount, ProviderAccount.person_id == Person.id)
        .where(*wanted)
        .order_by(Person.is_active.desc(), Person.full_name, Person.id)
    )
    order = list(Role)
    return tuple(
        PersonLine(
            id=person.id,
            version=person.version,
            user_name=person.user_name,
            full_name=person.full_name,
            roles=tuple(sorted(roles.get(person.id, []), key=order.index)),
            supplier_id=person.supplier_id,
            supplier=supplier,
            is_active=person.is_active,
            must_change_password=person.must_change_password,
            signature_accepted_at=person.signature_accepted_at,
            second_factor_since=second_factor_since,
            has_provider=account is not None,
            subject=None if account is None else account.subject,
            failed_sign_ins=person.failed_sign_ins,
            locked_until=person.locked_until,
            last_sign_in=datetime.fromisoformat(last[key]) if (key := str(person.id)) in last else None,
        )
        for person, supplier, second_factor_since, account in found
    )
