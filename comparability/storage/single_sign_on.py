"""Who signs in through the provider, and what is under way between the provider and us."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base, Json, Numbered, UtcDateTime


class ProviderAccount(Numbered, Base):
    """A person of ours who is confirmed by the provider and by no password.

    subject: the provider's unchanging name of the account; None until the first sign-in.
    """

    __tablename__ = "provider_account"
    __table_args__ = (UniqueConstraint("person_id"), UniqueConstraint("issuer", "subject"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(255))


class ProviderRequest(Base):
    """Somebody who was sent to the provider and is awaited back; taken once.

    visit: the browser that was sent. person_id and form: of a signature, else None.
    """

    __tablename__ = "provider_request"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    visit: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    form: Mapped[Any] = mapped_column(Json)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SigningProof(Base):
    """The provider confirmed this person anew for one form, named by the hash of everything in it."""

    __tablename__ = "signing_proof"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def account_of(session: Session, person_id: int) -> ProviderAccount | None:
    return session.scalar(select(ProviderAccount).where(ProviderAccount.person_id == person_id))


def account_named(session: Session, issuer: str, subject: str) -> ProviderAccount | None:
    return session.scalar(
        select(ProviderAccount).where(ProviderAccount.issuer == issuer, ProviderAccount.subject == subject)
    )


def forget_requests(session: Session, *, before: datetime) -> None:
    """Drop what nobody came back for."""
    session.execute(delete(ProviderRequest).where(ProviderRequest.started_at < before))
    session.execute(delete(SigningProof).where(SigningProof.at < before))
