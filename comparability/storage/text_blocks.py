"""How the prose of packages was worded here: each wording of a block in a language is a row that stays."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.text_blocks import Block, delivered
from comparability.storage.base import Base, Numbered, UtcDateTime, words
from comparability.storage.people import Person


class TextBlock(Numbered, Base):
    """A version of a block. The first is number 1; before it stands the wording that is delivered."""

    __tablename__ = "text_block"
    __table_args__ = (UniqueConstraint("block", "language", "number"),)

    block: Mapped[Block] = mapped_column(words(Block))
    language: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)  # with its placeholders
    reason: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A version of a block with who wrote it; number 0, without reason, person and time, is as delivered."""

    block: Block
    language: str
    number: int
    text: str
    reason: str | None
    written_by: str | None
    written_at: datetime | None

    @property
    def version(self) -> int:
        """The number, by the name that forms carry it under."""
        return self.number


def wordings_in_force(session: Session, language: str) -> tuple[Wording, ...]:
    """The latest wording of every block in a language, in the order of a package."""
    latest = (
        select(TextBlock.block, func.max(TextBlock.number).label("number"))
        .where(TextBlock.language == language)
        .group_by(TextBlock.block)
        .subquery()
    )
    found = session.execute(
        select(TextBlock, Person.full_name)
        .join(latest, (latest.c.block == TextBlock.block) & (latest.c.number == TextBlock.number))
        .join(Person, Person.id == TextBlock.written_by_id)
        .where(TextBlock.language == language)
    )
    written = {row.block: _wording(row, name) for row, name in found}
    return tuple(written.get(block) or as_delivered(block, language) for block in Block)


def wordings_of(session: Session, block: Block, language: str) -> tuple[Wording, ...]:
    """Every wording of a block, newest first; the one that is delivered is the last."""
    found = session.execute(
        select(TextBlock, Person.full_name)
        .join(Person, Person.id == TextBlock.written_by_id)
        .where(TextBlock.block == block, TextBlock.language == language)
        .order_by(TextBlock.number.desc())
    )
    return (*(_wording(row, name) for row, name in found), as_delivered(block, language))


def wordings_until(session: Session, language: str, until: datetime) -> list[int]:
    """The numbers of the rows that a package assembled then could have taken its prose from."""
    query = select(TextBlock.id).where(TextBlock.language == language, TextBlock.written_at <= until)
    return list(session.scalars(query.order_by(TextBlock.id)))


def as_delivered(block: Block, language: str) -> Wording:
    """The wording before anybody changed it."""
    return Wording(
        block=block,
        language=language,
        number=0,
        text=delivered()[block].texts[language],
        reason=None,
        written_by=None,
        written_at=None,
    )


def _wording(row: TextBlock, name: str) -> Wording:
    return Wording(
        block=row.block,
        language=row.language,
        number=row.number,
        text=row.text,
        reason=row.reason,
        written_by=name,
        written_at=row.written_at,
    )
