"""What awaits a person: work that others have finished and that this person's roles may go on with."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from comparability.model.people import Actor, Permission
from comparability.model.retains import WARNING
from comparability.model.vocabulary import LotStatus, PackageStatus, ProtocolStatus
from comparability.storage.disposals import DisposalToApprove, disposals_to_approve
from comparability.storage.lots import Lot, Retain
from comparability.storage.open_records import OpenRecord, open_records
from comparability.storage.packages import Package
from comparability.storage.people import Person
from comparability.storage.products import Product, has_simulated
from comparability.storage.protocols import Protocol
from comparability.storage.results import Result, Verification
from comparability.storage.switches import Switch


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsToVerify:
    product_id: int
    product: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolToFreeze:
    protocol_id: int
    number: int
    switch: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageToApprove:
    package_id: int
    document_id: str
    number: int
    authority: str
    switch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringRetain:
    lot_id: int
    lot: str
    product: str
    quantity: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLine:
    switch_id: int
    code: str
    title: str
    product: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPerson:
    person_id: int
    full_name: str
    user_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """A part is None where the person's roles have nothing to do with it, and empty where nothing waits."""

    results: tuple[ResultsToVerify, ...] | None
    protocols: tuple[ProtocolToFreeze, ...] | None
    packages: tuple[PackageToApprove, ...] | None
    disposals: tuple[DisposalToApprove, ...] | None
    records: tuple[OpenRecord, ...] | None
    retains: tuple[ExpiringRetain, ...] | None
    switches: tuple[SwitchLine, ...] | None
    locked: tuple[LockedPerson, ...] | None
    has_simulated: bool


def awaiting(session: Session, *, actor: Actor, today: date) -> Awaiting:
    """What waits for this person on this day."""
    return Awaiting(
        results=_results(session, actor) if actor.may(Permission.VERIFY_RESULTS) else None,
        protocols=_protocols(session) if actor.may(Permission.FREEZE_PROTOCOL) else None,
        packages=_packages(session) if actor.may(Permission.APPROVE_PACKAGE) else None,
        disposals=disposals_to_approve(session, without=actor.number)
        if actor.may(Permission.APPROVE_DISPOSAL)
        else None,
        records=open_records(session, actor),
        retains=_retains(session, today) if actor.may(Permission.READ) else None,
        switches=_switches(session) if actor.may(Permission.READ) else None,
        locked=_locked(session) if actor.may(Permission.MANAGE_PEOPLE) else None,
        has_simulated=actor.may(Permission.READ) and has_simulated(session),
    )


def _results(session: Session, actor: Actor) -> tuple[ResultsToVerify, ...]:
    """Standing results that nobody has verified and that somebody else entered, by product."""
    later = aliased(Result)
    found = session.execute(
        select(Product.id, Product.name, func.count(Result.id))
        .join(Lot, Lot.product_id == Product.id)
        .join(Result, Result.lot_id == Lot.id)
        .outerjoin(Verification, Verification.result_id == Result.id)
        .outerjoin(later, later.replaces_id == Result.id)
        .where(
            Verification.id.is_(None),
            later.id.is_(None),
            Result.entered_by_id != actor.number,
            Lot.status != LotStatus.VOID,
        )
        .group_by(Product.id, Product.name)
        .order_by(Product.name)
    )
    return tuple(
        ResultsToVerify(product_id=number, product=name, count=count) for number, name, count in found
    )


def _protocols(session: Session) -> tuple[ProtocolToFreeze, ...]:
    found = session.execute(
        select(Protocol.id, Protocol.number, Switch.code, Switch.title)
        .join(Switch, Switch.id == Protocol.switch_id)
        .where(Protocol.status == ProtocolStatus.DRAFT)
        .order_by(Switch.code, Protocol.number)
    )
    return tuple(
        ProtocolToFreeze(protocol_id=number, number=version, switch=code, title=title)
        for number, version, code, title in found
    )


def _packages(session: Session) -> tuple[PackageToApprove, ...]:
    found = session.execute(
        select(Package.id, Package.document_id, Package.number, Package.authority, Switch.code)
        .join(Switch, Switch.id == Package.switch_id)
        .where(Package.status == PackageStatus.DRAFT)
        .order_by(Package.id)
    )
    return tuple(
        PackageToApprove(
            package_id=number, document_id=document_id, number=version, authority=authority, switch=code
        )
        for number, document_id, version, authority, code in found
    )


def _retains(session: Session, today: date) -> tuple[ExpiringRetain, ...]:
    """Retains that can be used today and not much longer, the soonest first."""
    found = session.execute(
        select(Lot.id, Lot.number, Product.name, Retain.quantity, Retain.expires_on)
        .join(Lot, Lot.id == Retain.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(Retain.expires_on.between(today, today + WARNING), Lot.status != LotStatus.VOID)
        .order_by(Retain.expires_on, Lot.number)
    )
    return tuple(
        ExpiringRetain(lot_id=number, lot=lot, product=product, quantity=quantity, expires_on=expires_on)
        for number, lot, product, quantity, expires_on in found
        if expires_on is not None
    )


def _switches(session: Session) -> tuple[SwitchLine, ...]:
    found = session.execute(
        select(Switch.id, Switch.code, Switch.title, Product.name)
        .join(Product, Product.id == Switch.product_id)
        .order_by(Switch.id.desc())
        .limit(10)
    )
    return tuple(
        SwitchLine(switch_id=number, code=code, title=title, product=product)
        for number, code, title, product in found
    )


def _locked(session: Session) -> tuple[LockedPerson, ...]:
    found = session.execute(
        select(Person.id, Person.full_name, Person.user_name)
        .where(Person.locked_until.is_not(None), Person.is_active)
        .order_by(Person.full_name)
    )
    return tuple(
        LockedPerson(person_id=number, full_name=name, user_name=user) for number, name, user in found
    )
