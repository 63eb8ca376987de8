"""What people wrote of a switch for its packages: each save is a row with all its texts, and rows stay."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base, Json, Numbered, UtcDateTime
from comparability.storage.people import Person


class Narrative(Numbered, Base):
    """A version of the texts of a switch. A text that nobody has written yet is None.

    assessment_id: the latest assessment when it was saved, whose results it discusses; None before there was
    one. discussions: of single attributes, by their code.
    """

    __tablename__ = "narrative"
    __table_args__ = (UniqueConstraint("switch_id", "number"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    number: Mapped[int]
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    why: Mapped[str | None] = mapped_column(Text)  # the change is made
    discussion: Mapped[str | None] = mapped_column(Text)
    commitments: Mapped[str | None] = mapped_column(Text)
    discussions: Mapped[dict[str, str]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeLine:
    """A version with the name of who wrote it."""

    narrative: Narrative
    written_by: str


def latest_narrative(session: Session, switch_id: int) -> Narrative | None:
    """The version in force."""
    query = select(Narrative).where(Narrative.switch_id == switch_id).order_by(Narrative.number.desc())
    return session.scalar(query.limit(1))


def narratives_of(session: Session, switch_id: int) -> tuple[NarrativeLine, ...]:
    """Every version, newest first."""
    found = session.execute(
        select(Narrative, Person.full_name)
        .join(Person, Person.id == Narrative.written_by_id)
        .where(Narrative.switch_id == switch_id)
        .order_by(Narrative.number.desc())
    )
    return tuple(NarrativeLine(narrative=row, written_by=name) for row, name in found)


def narratives_until(session: Session, switch_id: int, until: datetime) -> list[int]:
    """The numbers of the rows that a package assembled then could have taken its texts from."""
    query = select(Narrative.id).where(Narrative.switch_id == switch_id, Narrative.written_at <= until)
    return list(session.scalars(query.order_by(Narrative.id)))


def writers_of(session: Session, switch_id: int) -> frozenset[int]:
    """The numbers of the people who wrote any version."""
    return frozenset(
        session.scalars(select(Narrative.written_by_id).where(Narrative.switch_id == switch_id).distinct())
    )
