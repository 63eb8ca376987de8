"""Electronic signatures, bound to the canonical hash of exactly what was shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import Meaning, Role
from comparability.storage.base import Base, Numbered, UtcDateTime, words
from comparability.storage.people import Person


class Signature(Numbered, Base):
    """One signature. It is valid while the record's hash is the one that was signed."""

    __tablename__ = "signature"
    __table_args__ = (Index(None, "entity", "entity_id"),)

    entity: Mapped[str] = mapped_column(String(40))  # table of the signed record, e.g. "protocol"
    entity_id: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    meaning: Mapped[Meaning] = mapped_column(words(Meaning))
    comment: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    printed_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(words(Role))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """A signature as it is shown. is_valid: the record is still the one that was signed."""

    printed_name: str
    user_name: str
    role: Role
    meaning: Meaning
    comment: str | None
    signed_at: datetime
    content_hash: str
    is_valid: bool


def signatures_of(
    session: Session, entity: str, entity_id: int, current_hash: str | None
) -> list[SignatureLine]:
    """Every signature on a record, oldest first. current_hash: of the record's content as it stands now."""
    found = session.execute(
        select(Signature, Person.user_name)
        .join(Person, Person.id == Signature.person_id)
        .where(Signature.entity == entity, Signature.entity_id == entity_id)
        .order_by(Signature.signed_at, Signature.id)
    )
    return [
        SignatureLine(
            printed_name=signature.printed_name,
            user_name=user_name,
            role=signature.role,
            meaning=signature.meaning,
            comment=signature.comment,
            signed_at=signature.signed_at,
            content_hash=signature.content_hash,
            is_valid=signature.content_hash == current_hash,
        )
        for signature, user_name in found
    ]
