"""How much a person has taken away in this hour, counted for all processes."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base

SPAN_SECONDS: Final = 60 * 60


class ExportsTaken(Base):
    """span: number of the hour since 1970."""

    __tablename__ = "exports_taken"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    span: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


def count_export(session: Session, person_id: int, *, now: datetime) -> int:
    """One more, and how many that makes in this hour; what is older goes."""
    span = int(now.timestamp()) // SPAN_SECONDS
    session.execute(delete(ExportsTaken).where(ExportsTaken.span < span))
    found = session.get(ExportsTaken, (person_id, span))
    count = 1 if found is None else found.count + 1
    session.merge(ExportsTaken(person_id=person_id, span=span, count=count))
    session.flush()
    return count


def seconds_left(now: datetime) -> int:
    """Until counting begins anew."""
    return SPAN_SECONDS - int(now.timestamp()) % SPAN_SECONDS
