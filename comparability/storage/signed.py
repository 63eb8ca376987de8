"""Signed records: the hash of each as it stands, and whether every signature is its signer's and on it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import String, and_, cast, select
from sqlalchemy.orm import Session

from comparability.model.canonical import content_hash
from comparability.model.errors import ComparabilityError
from comparability.model.stored_comparisons import assessment_hash, conclusion_hash
from comparability.model.vocabulary import PackageStatus
from comparability.storage.access_reviews import AccessReview
from comparability.storage.assessments import Assessment, AssessmentItem, Decision
from comparability.storage.audit import AuditEntry
from comparability.storage.criteria import protocol_content
from comparability.storage.disposals import disposal_hash, is_approved
from comparability.storage.packages import Package
from comparability.storage.people import Person
from comparability.storage.protocols import Protocol
from comparability.storage.signatures import Signature
from comparability.storage.trail_reviews import review_hash

_ITEM_KEYS = frozenset({"id", "assessment_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What checking found. outdated: signatures on records that were properly changed after them."""

    signatures: int = 0
    outdated: int = 0
    contradictions: tuple[str, ...] = ()


def current_hash(session: Session, entity: str, number: int) -> str | None:
    """The hash of the content of a record as it stands; None for what is not signed or not there."""
    compute = _CONTENTS.get(entity)
    return None if compute is None else compute(session, number)


def check(session: Session) -> Checked:
    """Every signature against its record and against who wrote it.

    An assessment, a decision and the content of a package never change once they are signed, so that a
    signature on something else was moved or the record was changed. A protocol may be outdated by a change
    of its switch, but it carries the hash that was signed.
    """
    count, outdated, found = 0, 0, []
    for each in session.execute(_SIGNATURES):
        count += 1
        name = f"signature {each.id}"
        record = f"{each.entity} {each.entity_id}"
        if each.actor != each.user_name:
            found.append(
                f"{name}: {each.user_name or 'nobody'} signed, but {each.actor or 'nobody'} wrote it"
            )
        try:
            now = current_hash(session, each.entity, each.entity_id)
            bound = _frozen_hash(session, each.entity, each.entity_id)
        except (LookupError, TypeError, ValueError, ComparabilityError) as error:
            found.append(f"{name}: the {record} that it binds cannot be read ({error})")
            continue
        if now is None:
            if each.entity in _CONTENTS:
                found.append(f"{name}: there is no {record}, which it binds")
        elif each.content_hash != (bound or now):
            found.append(f"{name} binds another content than that of {record}")
        elif each.content_hash != now:
            outdated += 1
    return Checked(signatures=count, outdated=outdated, contradictions=tuple(found))


# Columns and no rows: a damaged word must not stop the reading.
_SIGNATURES = (
    select(
        Signature.id,
        Signature.entity,
        Signature.entity_id,
        Signature.content_hash,
        Person.user_name,
        AuditEntry.actor,
    )
    .outerjoin(Person, Person.id == Signature.person_id)
    .outerjoin(
        AuditEntry,
        and_(
            AuditEntry.entity == "signature",
            AuditEntry.entity_id == cast(Signature.id, String),
            AuditEntry.field == "person_id",
            AuditEntry.action == "insert",
        ),
    )
    .order_by(Signature.id)
)


def _frozen_hash(session: Session, entity: str, number: int) -> str | None:
    """The hash that the record itself carries since it was frozen, where it may be outdated after that."""
    if entity != "protocol":
        return None
    return session.execute(select(Protocol.content_hash).where(Protocol.id == number)).scalar()


def _protocol_hash(session: Session, number: int) -> str | None:
    protocol = session.get(Protocol, number)
    return None if protocol is None else content_hash(protocol_content(session, protocol))


def _assessment_hash(session: Session, number: int) -> str | None:
    assessment = session.get(Assessment, number)
    if assessment is None:
        return None
    protocol = session.get_one(Protocol, assessment.protocol_id)
    query = select(AssessmentItem).where(AssessmentItem.assessment_id == assessment.id)
    items = session.scalars(query.order_by(AssessmentItem.position)).all()
    names = [column.key for column in AssessmentItem.__mapper__.columns if column.key not in _ITEM_KEYS]
    while True:
        computed = assessment_hash(
            inputs=assessment.dataset_hash,
            protocol=protocol.content_hash,
            items=[{name: getattr(item, name) for name in names} for item in items],
        )
        # What a later program can state beside a comparison was no part of it, and stands last and empty.
        is_newer = bool(items) and len(names) > 1 and all(getattr(i, names[-1]) is None for i in items)
        if computed == assessment.content_hash or not is_newer:
            return computed
        names.pop()


def _decision_hash(session: Session, number: int) -> str | None:
    decision = session.get(Decision, number)
    if decision is None:
        return None
    return conclusion_hash(
        assessment=_assessment_hash(session, decision.assessment_id),
        conclusion=decision.conclusion.value,
        justification=decision.justification,
        residual_uncertainty=decision.residual_uncertainty,
        unmet=decision.unmet,
    )


def _package_hash(session: Session, number: int) -> str | None:
    package = session.get(Package, number)
    if package is not None and package.status is PackageStatus.DISPOSED and is_approved(session, package):
        return package.content_hash  # The tombstone says what was signed, as two people confirmed.
    return None if package is None else hashlib.sha256(package.content.encode("utf-8")).hexdigest()


def _access_review_hash(session: Session, number: int) -> str | None:
    review = session.get(AccessReview, number)
    return None if review is None else hashlib.sha256(review.content.encode("utf-8")).hexdigest()


_CONTENTS: Final[Mapping[str, Callable[[Session, int], str | None]]] = {
    "protocol": _protocol_hash,
    "assessment": _assessment_hash,
    "decision": _decision_hash,
    "package": _package_hash,
    "trail_review": review_hash,
    "access_review": _access_review_hash,
    "disposal": disposal_hash,
}
