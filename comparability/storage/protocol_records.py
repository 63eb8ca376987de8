"""Everything on record about one version of a protocol as it was when the version was frozen.

No result is read here. What the signature does not bind (descriptions, risks, methods, names) may be edited
after the freeze; it is taken from the audit trail as it stood, so that a version always says the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from comparability.model.canonical import content_hash
from comparability.model.protocol_changes import Change, changes_between
from comparability.model.vocabulary import ProtocolStatus
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.audit import AuditEntry
from comparability.storage.criteria import protocol_content
from comparability.storage.dossiers import SwitchRecord, VersionLine, method_versions
from comparability.storage.freezing import criterion_states
from comparability.storage.past import as_they_stood
from comparability.storage.people import Person
from comparability.storage.plan_grounds import criteria_hash
from comparability.storage.plans import latest_plan, plan_before
from comparability.storage.products import Product
from comparability.storage.protocols import (
    AmendmentLine,
    CriterionLine,
    CriterionRow,
    Protocol,
    amendments_of,
    criteria_of,
    protocols_of,
)
from comparability.storage.signatures import SignatureLine, signatures_of
from comparability.storage.suppliers import Site, Supplier
from comparability.storage.switches import (
    SourceLine,
    Switch,
    arms_of,
    differences_of,
    risks_of,
    sources_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRecord(SwitchRecord):
    """The rows behind the document of one version.

    signed_hash: what freezing signed, or of the draft what it would sign. as_of: the freeze, or the last
    change of a draft. superseded_by: the number of the next version, once that is frozen.
    changes: what each amendment changed, by the number of the version it made. problems: what is missing or
    wrong with the criterion of an attribute, by its number; a frozen version has none.
    """

    signed_hash: str
    as_of: datetime
    signatures: tuple[SignatureLine, ...]
    superseded_by: int | None
    changes: dict[int, tuple[Change, ...]]
    problems: dict[int, str]


def protocol_record(session: Session, protocol: Protocol) -> ProtocolRecord:
    """Read the version as of its freeze; a draft as it is today."""
    seq = _frozen_in(session, protocol)
    switch = session.get_one(Switch, protocol.switch_id)
    (switch,) = as_they_stood(session, [switch], seq)
    (product,) = as_they_stood(session, [session.get_one(Product, switch.product_id)], seq)
    people = as_they_stood(session, session.scalars(select(Person)), seq)
    names = {person.id: person.full_name for person in people}
    criteria = _criteria(session, protocol, seq)
    frozen_at = protocol.frozen_at
    plan = (
        latest_plan(session, switch.id) if frozen_at is None else plan_before(session, switch.id, frozen_at)
    )
    amendments = tuple(
        replace(line, made_by=names[line.amendment.made_by_id])
        for line in amendments_of(session, switch.id)
        if line.to_number <= protocol.number
    )
    signed_hash = protocol.content_hash or content_hash(protocol_content(session, protocol))
    return ProtocolRecord(
        product=product,
        switch=switch,
        arms=arms_of(session, switch.id),
        sources=_sources(session, switch.id, seq),
        differences=as_they_stood(session, differences_of(session, switch.id), seq),
        risks=as_they_stood(session, risks_of(session, switch.id), seq),
        protocol=protocol,
        criteria=criteria,
        amendments=amendments,
        plan=plan,
        is_plan_of_protocol=plan is not None and plan.criteria_hash == criteria_hash(session, protocol),
        versions=_versions(session, product.id, seq),
        names=names,
        signed_hash=signed_hash,
        as_of=frozen_at or _last_change(session, protocol),
        signatures=tuple(
            line for line in signatures_of(session, "protocol", protocol.id, signed_hash) if line.is_valid
        ),
        superseded_by=_superseded_by(session, protocol),
        changes=_changes(session, amendments, names=_names(criteria)),
        problems={} if protocol.frozen_at else _problems(session, protocol),
    )


def _frozen_in(session: Session, protocol: Protocol) -> int | None:
    """The number of the audit entry that froze the version, None for a draft."""
    return session.scalar(
        select(func.max(AuditEntry.seq)).where(
            AuditEntry.entity == "protocol",
            AuditEntry.entity_id == str(protocol.id),
            AuditEntry.field == "content_hash",
        )
    )


def _last_change(session: Session, protocol: Protocol) -> datetime:
    criteria = select(CriterionRow.id).where(CriterionRow.protocol_id == protocol.id)
    numbers = [str(number) for number in session.scalars(criteria)]
    return datetime.fromisoformat(
        session.scalars(
            select(func.max(AuditEntry.at)).where(
                or_(
                    and_(AuditEntry.entity == "protocol", AuditEntry.entity_id == str(protocol.id)),
                    and_(AuditEntry.entity == "criterion", AuditEntry.entity_id.in_(numbers)),
                )
            )
        ).one()
    )


def _superseded_by(session: Session, protocol: Protocol) -> int | None:
    later = (
        each.number
        for each in protocols_of(session, protocol.switch_id)
        if each.number > protocol.number and each.status is not ProtocolStatus.DRAFT
    )
    return next(later, None)


def _criteria(session: Session, protocol: Protocol, seq: int | None) -> tuple[CriterionLine, ...]:
    lines = criteria_of(session, protocol.id)
    stood = _by_id(as_they_stood(session, [line.attribute for line in lines], seq))
    found = [CriterionLine(row=line.row, attribute=stood[line.attribute.id]) for line in lines]
    return tuple(sorted(found, key=lambda line: (line.attribute.position, line.attribute.id)))


def _problems(session: Session, protocol: Protocol) -> dict[int, str]:
    return {
        state.line.attribute.id: state.problem
        for state in criterion_states(session, protocol)
        if state.problem is not None
    }


def _sources(session: Session, switch_id: int, seq: int | None) -> tuple[SourceLine, ...]:
    lines = sources_of(session, switch_id)
    suppliers = select(Supplier).where(Supplier.id.in_([line.supplier_id for line in lines]))
    sites = select(Site).where(Site.id.in_([line.site_id for line in lines]))
    supplier = _by_id(as_they_stood(session, session.scalars(suppliers), seq))
    site = _by_id(as_they_stood(session, session.scalars(sites), seq))
    return tuple(
        replace(
            line,
            supplier_name=supplier[line.supplier_id].name,
            site_name=None if line.site_id is None else site[line.site_id].name,
        )
        for line in lines
    )


def _versions(session: Session, product_id: int, seq: int | None) -> tuple[VersionLine, ...]:
    lines = method_versions(session, product_id)
    attributes: dict[int, Attribute] = _by_id(_once(session, [line.attribute for line in lines], seq))
    methods: dict[int, Method] = _by_id(_once(session, [line.method for line in lines], seq))
    versions: dict[int, MethodVersion] = _by_id(_once(session, [line.version for line in lines], seq))
    return tuple(
        VersionLine(
            attribute=attributes[line.attribute.id],
            method=methods[line.method.id],
            version=versions[line.version.id],
        )
        for line in lines
        if line.version.id in versions
    )


def _once(session: Session, rows: Iterable[Any], seq: int | None) -> tuple[Any, ...]:
    return as_they_stood(session, {row.id: row for row in rows}.values(), seq)


def _by_id(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.id: row for row in rows}


def _names(criteria: tuple[CriterionLine, ...]) -> dict[str, str]:
    return {line.attribute.code: line.attribute.name for line in criteria}


def _changes(
    session: Session, amendments: tuple[AmendmentLine, ...], *, names: dict[str, str]
) -> dict[int, tuple[Change, ...]]:
    """By the version that each amendment made. names: of attributes by code, as they stood."""

    def signed(protocol_id: int) -> dict[str, Any]:
        content: dict[str, Any] = protocol_content(session, session.get_one(Protocol, protocol_id))
        for code, criterion in content["criteria"].items():
            criterion["name"] = names.get(code, criterion["name"])
        return content

    return {
        line.to_number: changes_between(signed(line.amendment.from_id), signed(line.amendment.to_id))
        for line in amendments
    }
