"""Electronic signatures, bound to the canonical hash of exactly what was shown."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comparability.model.vocabulary import Meaning, Role
from comparability.storage.base import Base, Numbered, UtcDateTime, words


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
