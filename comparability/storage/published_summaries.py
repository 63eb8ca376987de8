"""Figures that a source prints of an arm whose lots are not to be had, or of its comparison."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from comparability.model.datasets import Summary
from comparability.model.published_summaries import TypedFigures, as_printed, in_own_unit
from comparability.model.values.plain_numbers import plain_number
from comparability.model.values.units import LOG10_UNIT
from comparability.model.vocabulary import SummaryKind
from comparability.storage.attributes import Attribute
from comparability.storage.base import Base, Editable, UtcDateTime, words
from comparability.storage.people import Person
from comparability.storage.summary_trail import first_entries
from comparability.storage.switches import Arm


class PublishedSummary(Editable, Base):
    """One attribute of one arm as printed, figures as typed. It counts when a second person verified it.

    lots: of the arm; lots_pre: of the pre arm, for a comparison. adjusted_for: what the source adjusted a
    comparison for; such a comparison is never computed again.
    """

    __tablename__ = "published_summary"
    __table_args__ = (UniqueConstraint("arm_id", "attribute_id"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    arm_id: Mapped[int] = mapped_column(ForeignKey("arm.id"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    kind: Mapped[SummaryKind] = mapped_column(words(SummaryKind))
    lots: Mapped[int]
    lots_pre: Mapped[int | None]
    centre: Mapped[str] = mapped_column(String(64))
    spread: Mapped[str | None] = mapped_column(String(64))  # SD, or CV as a fraction
    low: Mapped[str | None] = mapped_column(String(64))
    high: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[str | None] = mapped_column(String(64))  # two-sided, of low and high
    adjusted_for: Mapped[str | None] = mapped_column(Text)
    source_document: Mapped[str] = mapped_column(String(200))
    source_page: Mapped[str | None] = mapped_column(String(40))
    comment: Mapped[str | None] = mapped_column(Text)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """A summary with the names of its arm, its attribute and the people."""

    row: PublishedSummary
    arm: Arm
    attribute: Attribute
    entered_by: str
    verified_by: str | None

    @property
    def typed(self) -> TypedFigures:
        row = self.row
        return TypedFigures(
            kind=row.kind,
            lots=row.lots,
            centre=row.centre,
            lots_pre=row.lots_pre,
            spread=row.spread,
            low=row.low,
            high=row.high,
            level=row.level,
            adjusted_for=row.adjusted_for,
        )

    @property
    def words(self) -> str:
        """The figures in one line, as typed."""
        return as_printed(self.typed)

    @property
    def source(self) -> str:
        page = self.row.source_page
        if not page:
            return self.row.source_document
        return f"{self.row.source_document}, {'p. ' if page[:1].isdigit() else ''}{page}"


def summaries_of(session: Session, switch_id: int) -> tuple[SummaryLine, ...]:
    """Every summary of a switch, by attribute and arm."""
    enterer, verifier = aliased(Person), aliased(Person)
    found = session.execute(
        select(PublishedSummary, Arm, Attribute, enterer.full_name, verifier.full_name)
        .join(Arm, Arm.id == PublishedSummary.arm_id)
        .join(Attribute, Attribute.id == PublishedSummary.attribute_id)
        .join(enterer, enterer.id == PublishedSummary.entered_by_id)
        .outerjoin(verifier, verifier.id == PublishedSummary.verified_by_id)
        .where(PublishedSummary.switch_id == switch_id)
        .order_by(Attribute.position, Arm.position)
    )
    return tuple(
        SummaryLine(row=row, arm=arm, attribute=attribute, entered_by=entered_by, verified_by=verified_by)
        for row, arm, attribute, entered_by, verified_by in found
    )


def summary_line(session: Session, summary: PublishedSummary) -> SummaryLine:
    """One summary with the names."""
    return next(line for line in summaries_of(session, summary.switch_id) if line.row.id == summary.id)


def verified_summaries(session: Session, switch_id: int) -> dict[int, list[Summary]]:
    """By attribute, the summaries that a second person verified, as numbers."""
    lines = [line for line in summaries_of(session, switch_id) if line.row.verified_at is not None]
    entered = first_entries(session, switch_id) if lines else {}
    found: defaultdict[int, list[Summary]] = defaultdict(list)
    for line in lines:
        first = entered.get((line.arm.id, line.attribute.id), line.row.entered_at)
        found[line.attribute.id].append(summary_value(line, entered_at=first))
    return dict(found)


def summary_value(line: SummaryLine, *, entered_at: datetime) -> Summary:
    """entered_at: of the first figures of this arm and attribute.

    Raises Invalid, naming the column, for text that is no number.
    """
    row = line.row

    def number(column: str, text: str | None) -> float | None:
        return None if text is None else float(plain_number(text, field=column))

    value = Summary(
        summary_id=row.id,
        arm=line.arm.role,
        arm_name=line.arm.name,
        kind=row.kind,
        lots=row.lots,
        lots_pre=row.lots_pre,
        centre=float(plain_number(row.centre, field="centre")),
        spread=number("spread", row.spread),
        low=number("low", row.low),
        high=number("high", row.high),
        level=number("level", row.level),
        document=line.source,
        adjusted_for=row.adjusted_for,
        entered=line.words,
        entered_at=entered_at,
    )
    return in_own_unit(value) if is_log10(line.attribute) else value


def is_log10(attribute: Attribute) -> bool:
    """Whether results of the attribute are typed as decimal logarithms."""
    return (attribute.unit or "").startswith(LOG10_UNIT)


def has_summary(session: Session, arm_id: int, attribute_id: int | None = None) -> bool:
    """Whether figures of the arm, of this attribute where one is named, are recorded."""
    query = select(PublishedSummary.id).where(PublishedSummary.arm_id == arm_id)
    if attribute_id is not None:
        query = query.where(PublishedSummary.attribute_id == attribute_id)
    return session.scalar(query.limit(1)) is not None
