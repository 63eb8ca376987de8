"""What a bridging study measured, lot by lot as typed, and what was computed from it once.

Neither is ever changed: another study is another bridging record.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import Contrast, Outcome
from comparability.storage.base import Base, Json, Numbered, UtcDateTime, words
from comparability.storage.results import Result
from comparability.storage.switches import Bridging


class BridgingStudy(Numbered, Base):
    """How a study is judged, as typed, and its finding: see `model.bridging`."""

    __tablename__ = "bridging_study"

    bridging_id: Mapped[int] = mapped_column(ForeignKey("bridging.id"), unique=True)
    contrast: Mapped[Contrast] = mapped_column(words(Contrast))
    margin_low: Mapped[str] = mapped_column(String(64))
    margin_high: Mapped[str] = mapped_column(String(64))
    margin_justification: Mapped[str] = mapped_column(Text)
    alpha: Mapped[str] = mapped_column(String(64))  # one-sided
    error_variance_ratio: Mapped[str] = mapped_column(String(64))  # new method over old one
    coverage: Mapped[str] = mapped_column(String(64))  # of the limits of agreement
    level: Mapped[str] = mapped_column(String(64))  # two-sided, of lines and limits
    unit: Mapped[str | None] = mapped_column(String(60))  # as the attribute had it, like the next two
    decimals: Mapped[int]
    is_scientific: Mapped[bool]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    reason: Mapped[str] = mapped_column(Text)
    plain_words: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(Text)  # the outcome in the few words of a limitation
    method: Mapped[str] = mapped_column(String(120))
    figures: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    points: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # lots as compared
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    remarks: Mapped[list[str]] = mapped_column(Json)
    r_snippet: Mapped[str | None] = mapped_column(Text)
    inputs_hash: Mapped[str] = mapped_column(String(64))
    software_version: Mapped[str] = mapped_column(String(40))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BridgingPair(Numbered, Base):
    """One lot or retained sample by both methods, as typed, with the results that it was taken from."""

    __tablename__ = "bridging_pair"
    __table_args__ = (UniqueConstraint("study_id", "position"),)

    study_id: Mapped[int] = mapped_column(ForeignKey("bridging_study.id"))
    position: Mapped[int]
    lot: Mapped[str] = mapped_column(String(120))
    before: Mapped[str] = mapped_column(String(64))
    after: Mapped[str] = mapped_column(String(64))
    before_result_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"))
    after_result_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyLine:
    """A study with its pairs in the order in which they were typed."""

    study: BridgingStudy
    pairs: tuple[BridgingPair, ...]


def studies_of(session: Session, product_id: int) -> dict[int, StudyLine]:
    """By number of the bridging record, the study that is attached to it."""
    query = (
        select(BridgingStudy)
        .join(Bridging, Bridging.id == BridgingStudy.bridging_id)
        .where(Bridging.product_id == product_id)
        .order_by(BridgingStudy.id)
    )
    studies = session.scalars(query).all()
    pairs = _pairs(session, [study.id for study in studies])
    return {
        study.bridging_id: StudyLine(study=study, pairs=tuple(pairs.get(study.id, ()))) for study in studies
    }


def study_of(session: Session, bridging_id: int) -> StudyLine | None:
    """The study of one bridging record, None where it has none."""
    study = session.scalar(select(BridgingStudy).where(BridgingStudy.bridging_id == bridging_id))
    if study is None:
        return None
    return StudyLine(study=study, pairs=tuple(_pairs(session, [study.id])[study.id]))


def corrected_since(session: Session, pairs: Iterable[BridgingPair]) -> dict[int, str]:
    """By result that a value was taken from, what stands in its place now where it was replaced."""
    numbers = {number for pair in pairs for number in (pair.before_result_id, pair.after_result_id)} - {None}
    query = select(Result.replaces_id, Result.entered).where(Result.replaces_id.in_(numbers))
    return {replaced: entered for replaced, entered in session.execute(query) if replaced is not None}


def _pairs(session: Session, study_ids: Iterable[int]) -> dict[int, list[BridgingPair]]:
    found: defaultdict[int, list[BridgingPair]] = defaultdict(list)
    query = select(BridgingPair).where(BridgingPair.study_id.in_(list(study_ids)))
    for pair in session.scalars(query.order_by(BridgingPair.study_id, BridgingPair.position)):
        found[pair.study_id].append(pair)
    return found
