"""Bridging packages: frozen content and the register of rendered files."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import PackageStatus
from comparability.storage.base import Base, Editable, UtcDateTime, words


class Package(Editable, Base):
    """A package for one authority. Its content is frozen when it is assembled; only its status moves."""

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


def latest_version(session: Session, document_id: str) -> Package | None:
    """The newest version of a document."""
    query = select(Package).where(Package.document_id == document_id).order_by(Package.number.desc())
    return session.scalar(query.limit(1))


def superseding(session: Session, package: Package) -> Package | None:
    """The version that took this one's place, if this one is superseded."""
    if package.status is not PackageStatus.SUPERSEDED:
        return None
    query = select(Package).where(Package.supersedes_id == package.id).order_by(Package.number)
    return session.scalar(query.limit(1))


def packages_of(session: Session, switch_id: int) -> tuple[Package, ...]:
    """Every version of every package of the switch, newest first."""
    return tuple(
        session.scalars(select(Package).where(Package.switch_id == switch_id).order_by(Package.id.desc()))
    )
