"""Plans of a switch: what was assumed and computed, when and by whom. Each save is a new row."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import CorrelationSource, LotRuns, SdSource
from comparability.storage.attributes import Attribute
from comparability.storage.base import Base, ExactDecimal, Json, Numbered, UtcDateTime, words
from comparability.storage.people import Person


class Plan(Numbered, Base):
    """One version of the plan of a switch, with every figure. Display never recomputes it."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("switch_id", "number"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    number: Mapped[int]
    protocol_id: Mapped[int] = mapped_column(ForeignKey("protocol.id"))  # whose criteria it plans for
    criteria_hash: Mapped[str] = mapped_column(String(64))
    n_pre: Mapped[int]
    n_post: Mapped[int]
    made_post: Mapped[int]  # counted post lots that existed when it was saved
    post_from: Mapped[int]  # numbers of post lots that are compared
    post_to: Mapped[int]
    target_each: Mapped[Decimal] = mapped_column(ExactDecimal)
    target_joint: Mapped[Decimal] = mapped_column(ExactDecimal)
    sd_ratio: Mapped[Decimal] = mapped_column(ExactDecimal)  # SD of post lots over that of pre lots
    correlation_source: Mapped[CorrelationSource] = mapped_column(words(CorrelationSource))
    correlation: Mapped[Decimal | None] = mapped_column(ExactDecimal)  # None where it was estimated
    correlation_lots: Mapped[int | None]  # from how many lots it was estimated
    pair_correlation: Mapped[Decimal | None] = mapped_column(ExactDecimal)  # of the lots of a split source
    lot_runs: Mapped[LotRuns | None] = mapped_column(words(LotRuns))
    cost_post: Mapped[Decimal] = mapped_column(ExactDecimal)
    cost_pre: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    cost_retest: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    currency: Mapped[str] = mapped_column(String(3))
    months_first: Mapped[Decimal] = mapped_column(ExactDecimal)
    months_between: Mapped[Decimal] = mapped_column(ExactDecimal)
    comment: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)  # why it follows an earlier version
    figures: Mapped[dict[str, Any]] = mapped_column(Json)  # see model.plans.figures
    answer: Mapped[list[str]] = mapped_column(Json)  # sentences
    cannot_show: Mapped[list[str]] = mapped_column(Json)  # sentences
    justification: Mapped[str] = mapped_column(Text)  # text proposed for the protocol
    method: Mapped[str] = mapped_column(String(60))
    draws: Mapped[int]
    seed: Mapped[int]
    software_version: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanAssumption(Numbered, Base):
    """What a plan takes for true of one attribute, as typed."""

    __tablename__ = "plan_assumption"
    __table_args__ = (UniqueConstraint("plan_id", "attribute_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    position: Mapped[int]
    sd: Mapped[str] = mapped_column(String(64))  # a CV in percent for a ratio
    df: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[SdSource] = mapped_column(words(SdSource))
    note: Mapped[str] = mapped_column(Text)  # where the SD comes from
    shift: Mapped[str] = mapped_column(String(64))  # the true ratio or difference


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan with the name of whoever saved it."""

    plan: Plan
    saved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionLine:
    """An assumption with its attribute."""

    assumption: PlanAssumption
    attribute: Attribute


def plans_of(session: Session, switch_id: int) -> tuple[PlanLine, ...]:
    """Every version of the plan of a switch, newest first."""
    found = session.execute(
        select(Plan, Person.full_name)
        .join(Person, Person.id == Plan.saved_by_id)
        .where(Plan.switch_id == switch_id)
        .order_by(Plan.number.desc())
    )
    return tuple(PlanLine(plan=plan, saved_by=name) for plan, name in found)


def latest_plan(session: Session, switch_id: int) -> Plan | None:
    """The newest version of the plan of a switch."""
    query = select(Plan).where(Plan.switch_id == switch_id)
    return session.scalar(query.order_by(Plan.number.desc()).limit(1))


def plan_before(session: Session, switch_id: int, instant: datetime) -> Plan | None:
    """The newest version that was saved up to an instant, such as the freeze of a protocol."""
    query = select(Plan).where(Plan.switch_id == switch_id, Plan.saved_at <= instant)
    return session.scalar(query.order_by(Plan.number.desc()).limit(1))


def assumptions_of(session: Session, plan_id: int) -> tuple[AssumptionLine, ...]:
    """The assumptions of a plan in the protocol's order."""
    found = session.execute(
        select(PlanAssumption, Attribute)
        .join(Attribute, Attribute.id == PlanAssumption.attribute_id)
        .where(PlanAssumption.plan_id == plan_id)
        .order_by(PlanAssumption.position)
    )
    return tuple(AssumptionLine(assumption=row, attribute=attribute) for row, attribute in found)
