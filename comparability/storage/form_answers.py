"""Forms that were sent, each with the answer it got: a form sent twice is answered twice and acted on once.

What an answer holds is decided in `usecases.form_answers`. The rows are no records: they go after some days.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base, Json, Numbered, UtcDateTime


class FormAnswer(Numbered, Base):
    """token: of the page on which the form stood. digest: of what was sent with it."""

    __tablename__ = "form_answer"
    __table_args__ = (UniqueConstraint("person_id", "token"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def answer_to(session: Session, person_id: int, token: str) -> FormAnswer | None:
    """What this person's form with that token was answered, if it was sent before."""
    return session.scalar(_ANSWER, {"person_id": person_id, "token": token})


def forget_answers(session: Session, person_id: int, *, before: datetime) -> None:
    """Drop the old answers of a person; a page that is days old is opened anew before it is sent."""
    session.execute(_OLD_ANSWERS, {"person_id": person_id, "before": before})


# Every save asks these; building a statement takes as long as running it.
_ANSWER = select(FormAnswer).where(
    FormAnswer.person_id == bindparam("person_id"), FormAnswer.token == bindparam("token")
)
_OLD_ANSWERS = delete(FormAnswer).where(
    FormAnswer.person_id == bindparam("person_id"), FormAnswer.at < bindparam("before")
)
