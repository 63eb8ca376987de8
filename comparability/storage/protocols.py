"""Protocols: eligibility and criteria, frozen by signature before post-switch results."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.vocabulary import (
    Analysis,
    ArmClaim,
    ArmPairs,
    Contrast,
    ControlUse,
    CriterionKind,
    Justification,
    ProtocolMode,
    ProtocolStatus,
    Tier,
    Variances,
)
from comparability.storage.attributes import Attribute
from comparability.storage.audit import AuditEntry
from comparability.storage.base import Base, Editable, ExactDecimal, Json, Numbered, UtcDateTime, words
from comparability.storage.people import Person


class Protocol(Editable, Base):
    """One version of the protocol of a switch. A frozen one never changes; an amendment is a new version."""

    __tablename__ = "protocol"
    __table_args__ = (UniqueConstraint("switch_id", "number"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    number: Mapped[int]
    status: Mapped[ProtocolStatus] = mapped_column(words(ProtocolStatus))
    mode: Mapped[ProtocolMode] = mapped_column(words(ProtocolMode))
    mode_reason: Mapped[str | None] = mapped_column(Text)  # why retrospective
    alpha: Mapped[Decimal] = mapped_column(ExactDecimal)  # one-sided
    difference_level: Mapped[Decimal] = mapped_column(ExactDecimal)  # two-sided: "is a difference seen"
    planned_pre: Mapped[int]
    planned_post: Mapped[int]
    lots_justification: Mapped[str] = mapped_column(Text)
    minimum_lots: Mapped[int]
    minimum_lots_reason: Mapped[str | None] = mapped_column(Text)
    # the eligibility rule: which lots count is decided before
    eligible_uses: Mapped[list[str]] = mapped_column(Json)
    eligible_statuses: Mapped[list[str]] = mapped_column(Json)
    eligible_occasions: Mapped[list[str]] = mapped_column(Json)
    eligible_process_versions: Mapped[list[str] | None] = mapped_column(Json)  # None: any
    manufactured_from: Mapped[date | None]
    manufactured_to: Mapped[date | None]
    failed_lots: Mapped[str] = mapped_column(Text)  # how failed lots are treated, in words
    statistical_plan: Mapped[str | None] = mapped_column(Text)
    # a protocol approved outside: document, date, attestation
    external_document: Mapped[str | None] = mapped_column(String(200))
    external_approved_on: Mapped[date | None]
    external_attestation: Mapped[str | None] = mapped_column(Text)
    post_data_seen: Mapped[str | None] = mapped_column(Text)  # what the signer declares to have seen
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    # with more than two arms: which are compared, and what is claimed of them
    arm_pairs: Mapped[ArmPairs | None] = mapped_column(words(ArmPairs))
    arm_claim: Mapped[ArmClaim | None] = mapped_column(words(ArmClaim))


class CriterionRow(Editable, Base):
    """How one attribute is judged. Margins and limits are kept as typed."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("protocol_id", "attribute_id"),)

    protocol_id: Mapped[int] = mapped_column(ForeignKey("protocol.id"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    tier: Mapped[Tier] = mapped_column(words(Tier))
    tier_reason: Mapped[str | None] = mapped_column(Text)  # when the tier differs from the attribute's
    kind: Mapped[CriterionKind] = mapped_column(words(CriterionKind))
    contrast: Mapped[Contrast | None] = mapped_column(words(Contrast))
    margin_low: Mapped[str | None] = mapped_column(String(64))
    margin_high: Mapped[str | None] = mapped_column(String(64))
    multiplier: Mapped[str | None] = mapped_column(String(64))  # k of the quality range
    coverage: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[str | None] = mapped_column(String(64))
    limit_low: Mapped[str | None] = mapped_column(String(64))
    limit_high: Mapped[str | None] = mapped_column(String(64))
    accepted_words: Mapped[list[str] | None] = mapped_column(Json)
    justification: Mapped[Justification | None] = mapped_column(words(Justification))
    justification_text: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    impact_rationale: Mapped[str | None] = mapped_column(Text)
    history_lots: Mapped[str | None] = mapped_column(Text)  # which lots the margin was derived from
    # how two arms are compared, for equivalence and non-inferiority
    analysis: Mapped[Analysis | None] = mapped_column(words(Analysis))
    control: Mapped[ControlUse | None] = mapped_column(words(ControlUse))
    run_sd: Mapped[str | None] = mapped_column(String(64))  # between runs, on the scale of analysis
    run_sd_source: Mapped[str | None] = mapped_column(Text)
    censored_floor: Mapped[str | None] = mapped_column(String(64))
    history_weight: Mapped[str | None] = mapped_column(String(64))
    variances: Mapped[Variances | None] = mapped_column(words(Variances))
    prior_shift_sd: Mapped[str | None] = mapped_column(String(64))
    prior_lot_sd: Mapped[str | None] = mapped_column(String(64))
    prior_lot_df: Mapped[str | None] = mapped_column(String(64))
    prior_source: Mapped[str | None] = mapped_column(Text)
    probability: Mapped[str | None] = mapped_column(String(64))  # that a posterior must reach


class Amendment(Numbered, Base):
    """Why a frozen protocol was followed by a new version, printed on page 1 of the package."""

    __tablename__ = "amendment"

    from_id: Mapped[int] = mapped_column(ForeignKey("protocol.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("protocol.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    post_results_known: Mapped[int]  # how many post-switch results were entered when it was made
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """A criterion with the attribute that it judges."""

    row: CriterionRow
    attribute: Attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentLine:
    """An amendment with the numbers of the two versions and the name of whoever made it."""

    amendment: Amendment
    from_number: int
    to_number: int
    made_by: str


def protocols_of(session: Session, switch_id: int) -> tuple[Protocol, ...]:
    """Every version of the protocol of a switch, oldest first."""
    query = select(Protocol).where(Protocol.switch_id == switch_id).order_by(Protocol.number)
    return tuple(session.scalars(query))


def frozen_protocol(session: Session, switch_id: int) -> Protocol | None:
    """The version in force: frozen and not superseded."""
    return _with_status(session, switch_id, ProtocolStatus.FROZEN)


def draft_protocol(session: Session, switch_id: int) -> Protocol | None:
    """The version being written, if any."""
    return _with_status(session, switch_id, ProtocolStatus.DRAFT)


def criteria_of(session: Session, protocol_id: int) -> tuple[CriterionLine, ...]:
    """The criteria of one version with their attributes, in the order of the panel."""
    found = session.execute(
        select(CriterionRow, Attribute)
        .join(Attribute, Attribute.id == CriterionRow.attribute_id)
        .where(CriterionRow.protocol_id == protocol_id)
        .order_by(Attribute.position, Attribute.id)
    )
    return tuple(CriterionLine(row=row, attribute=attribute) for row, attribute in found)


def amendments_of(session: Session, switch_id: int) -> tuple[AmendmentLine, ...]:
    """Every amendment of a switch's protocol, oldest first."""
    numbers = {protocol.id: protocol for protocol in protocols_of(session, switch_id)}
    found = session.execute(
        select(Amendment, Person.full_name)
        .join(Person, Person.id == Amendment.made_by_id)
        .where(Amendment.to_id.in_(list(numbers)))
        .order_by(Amendment.id)
    )
    return tuple(
        AmendmentLine(
            amendment=amendment,
            from_number=numbers[amendment.from_id].number,
            to_number=numbers[amendment.to_id].number,
            made_by=name,
        )
        for amendment, name in found
    )


def authors_of(session: Session, protocol_id: int) -> frozenset[str]:
    """The user names of everybody who wrote the version or one of its criteria, from the audit trail."""
    criteria = select(CriterionRow.id).where(CriterionRow.protocol_id == protocol_id)
    numbers = [str(number) for number in session.scalars(criteria)]
    return frozenset(
        session.scalars(
            select(AuditEntry.actor)
            .where(
                or_(
                    and_(AuditEntry.entity == "protocol", AuditEntry.entity_id == str(protocol_id)),
                    and_(AuditEntry.entity == "criterion", AuditEntry.entity_id.in_(numbers)),
                )
            )
            .distinct()
        )
    )


def counts_from(protocol: Protocol) -> datetime | None:
    """The instant after which a post-switch result is prospective; None while the protocol is a draft.

    A protocol approved outside counts from the end of the day of its approval: the hour is not known, so a
    result of that same day is not taken for a later one.
    """
    if protocol.frozen_at is None or protocol.external_approved_on is None:
        return protocol.frozen_at
    return datetime.combine(protocol.external_approved_on + timedelta(days=1), time.min, UTC)


def _with_status(session: Session, switch_id: int, status: ProtocolStatus) -> Protocol | None:
    query = select(Protocol).where(Protocol.switch_id == switch_id, Protocol.status == status)
    return session.scalar(query.order_by(Protocol.number.desc()))
