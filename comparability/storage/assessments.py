"""Assessments: a comparison run once and stored whole, and the decision that a person signs on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import Conclusion, Effect, Outcome, Readiness
from comparability.storage.base import Base, Json, Numbered, UtcDateTime, words
from comparability.storage.people import Person


class Assessment(Numbered, Base):
    """One run of the comparison of a switch. Display never recomputes it."""

    __tablename__ = "assessment"

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    protocol_id: Mapped[int] = mapped_column(ForeignKey("protocol.id"))
    readiness: Mapped[Readiness] = mapped_column(words(Readiness))
    proposed_conclusion: Mapped[Conclusion | None] = mapped_column(words(Conclusion))
    marks: Mapped[list[str]] = mapped_column(Json)
    lots: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # every lot of the arms, used or not, and why
    dataset_hash: Mapped[str] = mapped_column(String(64))  # of the inputs
    content_hash: Mapped[str] = mapped_column(String(64))  # of the inputs and all figures
    software_version: Mapped[str] = mapped_column(String(40))
    run_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssessmentItem(Numbered, Base):
    """The comparison of one attribute: criterion as frozen, inputs by id, every figure, the outcome."""

    __tablename__ = "assessment_item"
    __table_args__ = (UniqueConstraint("assessment_id", "attribute_id"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    position: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    effect: Mapped[Effect] = mapped_column(words(Effect))
    marks: Mapped[list[str]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    plain_words: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(60))  # e.g. "welch-tost/1"
    criterion: Mapped[dict[str, Any]] = mapped_column(Json)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    observations: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    lots: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # one number per counted lot
    unused: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # results that were left out, and why
    limitations: Mapped[list[str]] = mapped_column(Json)
    influence: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    r_snippet: Mapped[str | None] = mapped_column(Text)
    series: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # of stability studies, as read
    summaries: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # published, as read
    pairs: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # of more than two arms
    side_analyses: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    checks: Mapped[list[str] | None] = mapped_column(Json)  # what the data show, without a verdict


class Decision(Numbered, Base):
    """A person's conclusion on one assessment, valid by its signature. A later one supersedes it."""

    __tablename__ = "decision"

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    conclusion: Mapped[Conclusion] = mapped_column(words(Conclusion))
    justification: Mapped[str] = mapped_column(Text)
    residual_uncertainty: Mapped[str] = mapped_column(Text)
    unmet: Mapped[dict[str, str]] = mapped_column(Json)  # attribute code -> justification or further study
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentLine:
    """An assessment in the list of its switch."""

    assessment: Assessment
    run_by: str


def assessments_of(session: Session, switch_id: int) -> tuple[AssessmentLine, ...]:
    """Every run of a switch, newest first."""
    found = session.execute(
        select(Assessment, Person.full_name)
        .join(Person, Person.id == Assessment.run_by_id)
        .where(Assessment.switch_id == switch_id)
        .order_by(Assessment.id.desc())
    )
    return tuple(AssessmentLine(assessment=assessment, run_by=name) for assessment, name in found)
