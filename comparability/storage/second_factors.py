"""Second factors of people: the sealed secret behind their codes, and the last code that each has used."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base, Numbered, UtcDateTime


class SecondFactor(Numbered, Base):
    """A secret that server and authenticator share. confirmed_at: None until a first code was right."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sealed_secret: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpentCode(Base):
    """The time step of the last code that a person used: that code and all before it are worth nothing."""

    __tablename__ = "spent_code"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    step: Mapped[int]


def confirmed_factor(session: Session, person_id: int) -> SecondFactor | None:
    """The second factor that this person is asked for."""
    found: SecondFactor | None = session.scalar(_of(person_id).where(SecondFactor.confirmed_at.is_not(None)))
    return found


def awaited_factor(session: Session, person_id: int) -> SecondFactor | None:
    """The second factor that this person is setting up."""
    found: SecondFactor | None = session.scalar(_of(person_id).where(SecondFactor.confirmed_at.is_(None)))
    return found


def factors(session: Session, person_id: int) -> tuple[SecondFactor, ...]:
    """The one in use and the one that is being set up."""
    return tuple(session.scalars(_of(person_id)))


def last_step(session: Session, person_id: int) -> int:
    """The time step of the last code that was used; -1 where none was."""
    spent = session.get(SpentCode, person_id)
    return -1 if spent is None else spent.step


def spend_step(session: Session, person_id: int, step: int) -> None:
    """Remember that this code was used."""
    session.merge(SpentCode(person_id=person_id, step=step))
    session.flush()


def _of(person_id: int) -> Select[Any]:
    return select(SecondFactor).where(SecondFactor.person_id == person_id).order_by(SecondFactor.id.desc())
