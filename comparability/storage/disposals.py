"""Disposal of superseded packages: what was proposed, and the tombstone that stays when it was approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from comparability.model.canonical import content_hash
from comparability.model.retention import retained_until
from comparability.model.vocabulary import Meaning, PackageStatus
from comparability.storage.base import Base, Numbered, UtcDateTime
from comparability.storage.packages import Package, registered_files, unsigned_of_disposed
from comparability.storage.products import Product
from comparability.storage.signatures import Signature
from comparability.storage.switches import Switch

ENTITY = "disposal"


class Disposal(Numbered, Base):
    """A version of a package that somebody proposes to dispose of. Two signatures on it make it a tombstone.

    package_hash: of the content that goes. file_sha256, evidence_sha256: of the files that go with it.
    """

    __tablename__ = ENTITY

    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), unique=True)
    package_hash: Mapped[str] = mapped_column(String(64))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    evidence_sha256: Mapped[str | None] = mapped_column(String(64))
    retained_until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalToApprove:
    """A proposal that waits for a second person."""

    disposal_id: int
    document_id: str
    number: int


def disposal_of(session: Session, package_id: int) -> Disposal | None:
    """What was proposed of this version of a package, or is left of it."""
    return session.scalar(select(Disposal).where(Disposal.package_id == package_id))


def disposal_hash(session: Session, number: int) -> str | None:
    """The hash of what both people sign; None for no such proposal."""
    disposal = session.get(Disposal, number)
    if disposal is None:
        return None
    return content_hash(disposal_content(disposal, session.get_one(Package, disposal.package_id)))


def disposal_content(disposal: Disposal, package: Package) -> Mapping[str, object]:
    """What goes and why, as it is signed."""
    return {
        "record": "package",
        "document_id": package.document_id,
        "number": package.number,
        "content_hash": disposal.package_hash,
        "file_sha256": disposal.file_sha256,
        "evidence_sha256": disposal.evidence_sha256,
        "retained_until": disposal.retained_until.isoformat(),
        "reason": disposal.reason,
        "proposed_by": disposal.proposed_by_id,
    }


def is_approved(session: Session, package: Package) -> bool:
    """Whether two people signed the same proposal to dispose of exactly this content."""
    first, second = aliased(Signature), aliased(Signature)
    found = session.execute(
        select(Disposal.id, first.content_hash)
        .join(first, (first.entity == ENTITY) & (first.entity_id == Disposal.id))
        .join(second, (second.entity == ENTITY) & (second.entity_id == Disposal.id))
        .where(
            Disposal.package_id == package.id,
            Disposal.package_hash == package.content_hash,
            first.meaning == Meaning.AUTHORED,
            first.person_id == Disposal.proposed_by_id,
            second.meaning == Meaning.APPROVED,
            second.person_id != first.person_id,
            second.content_hash == first.content_hash,
        )
    ).first()
    return found is not None and disposal_hash(session, found.id) == found.content_hash


def retention_end(session: Session, package: Package) -> date | None:
    """The last day on which the version is kept; None while no later version was issued in its place."""
    superseded = session.execute(
        select(Package.issued_at, Product.retention_years)
        .join(Switch, Switch.id == Package.switch_id)
        .join(Product, Product.id == Switch.product_id)
        .where(Package.supersedes_id == package.id, Package.issued_at.is_not(None))
        .order_by(Package.issued_at.desc())
    ).first()
    if superseded is None or superseded.issued_at is None:
        return None
    return retained_until(superseded.issued_at.date(), superseded.retention_years)


def disposed_files(session: Session) -> frozenset[str]:
    """The SHA-256 of every file whose package was disposed of and that no other package has."""
    found = session.execute(
        select(Disposal.file_sha256, Disposal.evidence_sha256)
        .join(Package, Package.id == Disposal.package_id)
        .where(Package.status == PackageStatus.DISPOSED)
    )
    named = frozenset(digest for row in found for digest in row if digest)
    return (named | unsigned_of_disposed(session)) - registered_files(session)


def disposals_to_approve(session: Session, *, without: int) -> tuple[DisposalToApprove, ...]:
    """Proposals that wait for a second person. without: number of the person who cannot be it."""
    found = session.execute(
        select(Disposal.id, Package.document_id, Package.number)
        .join(Package, Package.id == Disposal.package_id)
        .where(Package.status == PackageStatus.SUPERSEDED, Disposal.proposed_by_id != without)
        .order_by(Disposal.id)
    )
    return tuple(
        DisposalToApprove(disposal_id=number, document_id=document, number=version)
        for number, document, version in found
    )
