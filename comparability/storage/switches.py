"""Switches: a change of supplier with its arms, its side-by-side differences, its risks and its records."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comparability.model.vocabulary import ArmRole, Bridged, DevelopmentStage, SwitchKind, Tier
from comparability.storage.base import Base, Editable, Numbered, UtcDateTime, words


class Switch(Editable, Base):
    """A change of supplier, process, plasmid source, site, method or formulation of one product."""

    __tablename__ = "switch"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[SwitchKind] = mapped_column(words(SwitchKind))
    development_stage: Mapped[DevelopmentStage] = mapped_column(words(DevelopmentStage))
    description: Mapped[str] = mapped_column(Text)
    reporting_category: Mapped[str | None] = mapped_column(String(200))  # as proposed by a person


class Arm(Editable, Base):
    """One side of a switch. Its lots follow from its sources, so that none can be picked or left out."""

    __tablename__ = "arm"
    __table_args__ = (UniqueConstraint("switch_id", "name"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    role: Mapped[ArmRole] = mapped_column(words(ArmRole))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]


class ArmSource(Numbered, Base):
    """Lots of this supplier (and, where named, this site and process version) belong to the arm."""

    __tablename__ = "arm_source"

    arm_id: Mapped[int] = mapped_column(ForeignKey("arm.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    process_version: Mapped[str | None] = mapped_column(String(120))


class Difference(Editable, Base):
    """One row of the side-by-side difference table."""

    __tablename__ = "difference"

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    position: Mapped[int]
    aspect: Mapped[str] = mapped_column(String(200))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    impact: Mapped[str | None] = mapped_column(Text)
    is_resolved: Mapped[bool]  # assessed by a person; an unresolved difference blocks readiness


class Risk(Editable, Base):
    """What the change can do to one attribute, ranked before the protocol (ICH Q9)."""

    __tablename__ = "risk"
    __table_args__ = (UniqueConstraint("switch_id", "attribute_id"),)

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id"))
    severity: Mapped[int]  # 1 negligible to 5 critical
    likelihood: Mapped[int]  # 1 remote to 5 expected
    rationale: Mapped[str] = mapped_column(Text)
    proposed_tier: Mapped[Tier] = mapped_column(words(Tier))


class Exclusion(Editable, Base):
    """A lot, or one attribute of it, left out of the comparison; it stays in tables and plots."""

    __tablename__ = "exclusion"

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    attribute_id: Mapped[int | None] = mapped_column(ForeignKey("attribute.id"))  # None: the whole lot
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # effective when approved
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Deviation(Editable, Base):
    """A departure from the frozen protocol, printed on page 1 of the package."""

    __tablename__ = "deviation"

    switch_id: Mapped[int] = mapped_column(ForeignKey("switch.id"))
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    occurred_on: Mapped[date]
    description: Mapped[str] = mapped_column(Text)
    impact: Mapped[str | None] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Bridging(Editable, Base):
    """Evidence that a changed method version, laboratory or reference standard reads the same."""

    __tablename__ = "bridging"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    attribute_id: Mapped[int | None] = mapped_column(ForeignKey("attribute.id"))  # None: all attributes
    covers: Mapped[Bridged] = mapped_column(words(Bridged))
    before: Mapped[str] = mapped_column(String(200))
    after: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(200))
    performed_on: Mapped[date]
    conclusion: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # it counts when approved
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
