"""Bridging packages: frozen content and the register of rendered files."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, cast, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from comparability.model.document_signing import EVIDENCE_SIGNATURE
from comparability.model.vocabulary import PackageStatus
from comparability.storage.audit import AuditEntry
from comparability.storage.base import Base, Editable, UtcDateTime, words
from comparability.storage.sessions import instant_text

EVIDENCE = "package-evidence"  # kind of the event that registers the file of an evidence copy
UNSIGNED = "package-evidence-unsigned"  # of the event that registers one whose signature is still to come


class Package(Editable, Base):
    """A package for one authority. Its content is frozen when it is assembled; only its status moves.

    Of a version that was disposed of the content is empty, and the rest is part of its tombstone.
    """

    __tablename__ = "package"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    authority: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    document_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]  # version of the document
    status: Mapped[PackageStatus] = mapped_column(words(PackageStatus))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("package.id"))
    content: Mapped[str] = mapped_column(Text)  # canonical JSON, without the signature manifest
    content_hash: Mapped[str] = mapped_column(String(64))
    assembled_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assembled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_sha256: Mapped[str | None] = mapped_column(String(64))  # of the issued file in the package store
    file_name: Mapped[str | None] = mapped_column(String(120))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def correction(self) -> str:
        """What this version says that the version issued before it states wrongly, or nothing."""
        revisions = json.loads(self.content or "{}").get("revisions") or {}
        return str(revisions.get("correction", ""))


def latest_version(session: Session, document_id: str) -> Package | None:
    """The newest version of a document."""
    query = select(Package).where(Package.document_id == document_id).order_by(Package.number.desc())
    return session.scalar(query.limit(1))


def version_of(session: Session, document_id: str, number: int) -> Package | None:
    return session.scalar(select(Package).where(Package.document_id == document_id, Package.number == number))


def latest_issued(session: Session, document_id: str) -> Package | None:
    """The newest version of a document that was issued, if later ones are only being prepared."""
    query = select(Package).where(Package.document_id == document_id, Package.issued_at.is_not(None))
    return session.scalar(query.order_by(Package.number.desc()).limit(1))


def evidence_sha256(session: Session, package_id: int) -> str | None:
    """The SHA-256 of the package's evidence copy, as the trail registered it; None while it is unsigned."""
    return _registered(session, EVIDENCE, package_id)


def unsigned_sha256(session: Session, package_id: int) -> str | None:
    """Of the evidence copy that waits for its signature; None once it has it, or never needed one."""
    return None if evidence_sha256(session, package_id) else _registered(session, UNSIGNED, package_id)


def signature_stated(session: Session, package_id: int) -> str | None:
    """With which certificate and authority the trail says that the evidence copy is signed."""
    return _registered(session, EVIDENCE_SIGNATURE, package_id)


def _registered(session: Session, kind: str, package_id: int) -> str | None:
    query = select(AuditEntry.new).where(
        AuditEntry.action == "event", AuditEntry.entity == kind, AuditEntry.entity_id == str(package_id)
    )
    return session.scalar(query.order_by(AuditEntry.seq.desc()).limit(1))


def registered_files(session: Session) -> frozenset[str]:
    """The SHA-256 of every file that was issued and not disposed of: submission and evidence copies."""
    submissions = session.scalars(
        select(Package.file_sha256).where(
            Package.file_sha256.is_not(None), Package.status != PackageStatus.DISPOSED
        )
    )
    disposed = select(cast(Package.id, String)).where(Package.status == PackageStatus.DISPOSED)
    copies = session.execute(
        select(AuditEntry.entity, AuditEntry.entity_id, AuditEntry.new).where(
            AuditEntry.action == "event",
            AuditEntry.entity.in_((EVIDENCE, UNSIGNED)),
            AuditEntry.entity_id.not_in(disposed),
        )
    ).all()
    signed = {number for kind, number, _ in copies if kind == EVIDENCE}
    kept = [digest for kind, number, digest in copies if kind == EVIDENCE or number not in signed]
    return frozenset(digest for digest in (*submissions, *kept) if digest is not None)


def waiting_copies(session: Session) -> tuple[Package, ...]:
    """Every package whose evidence copy waits for its signature."""
    packages = select(Package).where(
        Package.status != PackageStatus.DISPOSED,
        cast(Package.id, String).in_(_of_kind(UNSIGNED)),
        cast(Package.id, String).not_in(_of_kind(EVIDENCE)),
    )
    return tuple(session.scalars(packages.order_by(Package.id)))


def replaced_copies(session: Session, *, before: datetime) -> frozenset[str]:
    """The SHA-256 of every unsigned copy in whose place a signed one was registered before then."""
    unsigned, signed = aliased(AuditEntry), aliased(AuditEntry)
    found = session.scalars(
        select(unsigned.new)
        .join(signed, signed.entity_id == unsigned.entity_id)
        .where(
            unsigned.action == "event",
            unsigned.entity == UNSIGNED,
            signed.action == "event",
            signed.entity == EVIDENCE,
            signed.at < instant_text(before),
        )
    )
    return frozenset(digest for digest in found if digest) - registered_files(session)


def unsigned_of_disposed(session: Session) -> frozenset[str]:
    """The SHA-256 of the unsigned copies of versions that were disposed of."""
    disposed = select(cast(Package.id, String)).where(Package.status == PackageStatus.DISPOSED)
    found = session.scalars(
        select(AuditEntry.new).where(
            AuditEntry.action == "event", AuditEntry.entity == UNSIGNED, AuditEntry.entity_id.in_(disposed)
        )
    )
    return frozenset(digest for digest in found if digest)


def _of_kind(kind: str) -> Select[str | None]:
    return select(AuditEntry.entity_id).where(AuditEntry.action == "event", AuditEntry.entity == kind)


def superseding(session: Session, package: Package) -> Package | None:
    """The version that took this one's place, if this one is superseded."""
    if package.status is not PackageStatus.SUPERSEDED:
        return None
    return session.scalar(
        select(Package).where(Package.supersedes_id == package.id, Package.issued_at.is_not(None))
    )


def packages_of(session: Session, switch_id: int) -> tuple[Package, ...]:
    """Every version of every package of the switch, newest first."""
    return tuple(
        session.scalars(select(Package).where(Package.switch_id == switch_id).order_by(Package.id.desc()))
    )


def corrected_by_others(packages: Iterable[Package]) -> frozenset[int]:
    """The numbers of those in whose place one of the others was issued that says what they state wrongly."""
    return frozenset(
        each.supersedes_id
        for each in packages
        if each.supersedes_id is not None and each.issued_at is not None and each.correction
    )
