"""Switches: a change of supplier with its arms, its side-by-side differences, its risks and its records."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.model.errors import Refused
from comparability.model.vocabulary import (
    ArmRole,
    Bridged,
    DevelopmentStage,
    MaterialKind,
    SwitchKind,
    Tier,
)
from comparability.storage.attributes import Attribute
from comparability.storage.base import Base, Editable, Numbered, UtcDateTime, words
from comparability.storage.lots import Lineage, Lot, LotMaterial, MaterialLot, lineage, lots_of_product
from comparability.storage.suppliers import Site, Supplier


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
    explanation: Mapped[str | None] = mapped_column(Text)  # why it counts although its data do not show it


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source of an arm with the names that a person knows it by."""

    id: int
    arm_id: int
    supplier_id: int
    supplier_name: str
    site_id: int | None
    site_name: str | None
    process_version: str | None

    @property
    def words(self) -> str:
        parts = (
            self.supplier_name,
            self.site_name,
            self.process_version and f"process {self.process_version}",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmLot:
    """A lot and the arm it belongs to by the rule of the arm's sources."""

    arm_id: int
    arm_name: str
    role: ArmRole
    lot: Lot
    supplier_name: str
    site_name: str | None


def arms_of(session: Session, switch_id: int) -> tuple[Arm, ...]:
    """The arms of a switch in their order."""
    query = select(Arm).where(Arm.switch_id == switch_id).order_by(Arm.position, Arm.id)
    return tuple(session.scalars(query))


def sources_of(session: Session, switch_id: int) -> tuple[SourceLine, ...]:
    """The sources of all arms of a switch, by arm."""
    found = session.execute(
        select(ArmSource, Supplier.name, Site.name)
        .join(Arm, Arm.id == ArmSource.arm_id)
        .join(Supplier, Supplier.id == ArmSource.supplier_id)
        .outerjoin(Site, Site.id == ArmSource.site_id)
        .where(Arm.switch_id == switch_id)
        .order_by(Arm.position, ArmSource.id)
    )
    return tuple(
        SourceLine(
            id=source.id,
            arm_id=source.arm_id,
            supplier_id=source.supplier_id,
            supplier_name=supplier,
            site_id=source.site_id,
            site_name=site,
            process_version=source.process_version,
        )
        for source, supplier, site in found
    )


def lots_in_arms(session: Session, switch_id: int) -> tuple[ArmLot, ...]:
    """Every lot of the arms, by arm, then by date of manufacture and number; void and failed ones too.

    Lots of a stage at which the product has no attribute belong to no arm.

    A lot belongs to an arm when one of the arm's sources names its supplier and, where stated, its site and
    process version. In a change of plasmid supplier, a source may also name the supplier of a plasmid lot
    that went into the lot or into a lot it was made from.
    Raises Refused when a lot belongs to two arms: it would be compared with itself.
    """
    switch = session.get_one(Switch, switch_id)
    arms, sources = arms_of(session, switch_id), sources_of(session, switch_id)
    stages = set(session.scalars(select(Attribute.stage).where(Attribute.product_id == switch.product_id)))
    plasmids: Mapping[int, set[int]] = {}
    if switch.kind is SwitchKind.PLASMID_SUPPLIER:
        plasmids = _plasmid_suppliers(session, lineage(session, switch.product_id))
    in_arms: list[ArmLot] = []
    for line in lots_of_product(session, switch.product_id):
        if line.lot.stage not in stages:
            continue  # nothing of such a lot is ever compared; it stands in the genealogy
        makers = {line.lot.supplier_id, *plasmids.get(line.lot.id, ())}
        arm_ids = {source.arm_id for source in sources if _is_of(line.lot, source, makers)}
        matching = [arm for arm in arms if arm.id in arm_ids]
        if len(matching) > 1:
            raise Refused(
                f"Lot {line.lot.number} belongs to the arms {' and '.join(arm.name for arm in matching)}. "
                "Name a site or a process version in their sources, so that each lot has one arm."
            )
        in_arms += [
            ArmLot(
                arm_id=arm.id,
                arm_name=arm.name,
                role=arm.role,
                lot=line.lot,
                supplier_name=line.supplier_name,
                site_name=line.site_name,
            )
            for arm in matching
        ]
    order = {arm.id: number for number, arm in enumerate(arms)}
    return tuple(
        sorted(
            in_arms,
            key=lambda each: (order[each.arm_id], each.lot.manufactured_on or date.max, each.lot.number),
        )
    )


def differences_of(session: Session, switch_id: int) -> tuple[Difference, ...]:
    """The rows of the side-by-side table in their order."""
    query = select(Difference).where(Difference.switch_id == switch_id)
    return tuple(session.scalars(query.order_by(Difference.position, Difference.id)))


def risks_of(session: Session, switch_id: int) -> tuple[Risk, ...]:
    """The ranked risks of a switch, one per attribute at most."""
    return tuple(session.scalars(select(Risk).where(Risk.switch_id == switch_id).order_by(Risk.id)))


def _is_of(lot: Lot, source: SourceLine, makers: set[int]) -> bool:
    return (
        source.supplier_id in makers
        and source.site_id in (None, lot.site_id)
        and source.process_version in (None, lot.process_version)
    )


def _plasmid_suppliers(session: Session, lots: Lineage) -> dict[int, set[int]]:
    """By lot, the suppliers of the plasmid lots in it and in every lot it was made from."""
    own: dict[int, set[int]] = defaultdict(set)
    found = session.execute(
        select(LotMaterial.lot_id, MaterialLot.supplier_id)
        .join(MaterialLot, MaterialLot.id == LotMaterial.material_lot_id)
        .where(MaterialLot.kind == MaterialKind.PLASMID, LotMaterial.lot_id.in_(list(lots.lots)))
    )
    for lot_id, supplier_id in found:
        own[lot_id].add(supplier_id)
    every: dict[int, set[int]] = {}
    for lot_id in lots.lots:
        seen, waiting = {lot_id}, [lot_id]
        while waiting:
            onward = set(lots.parents.get(waiting.pop(), ())) - seen
            seen |= onward
            waiting += onward
        every[lot_id] = set().union(*(own[each] for each in seen))
    return every


def switch_by_code(session: Session, code: str) -> Switch | None:
    """The switch with that code."""
    return session.scalar(select(Switch).where(Switch.code == code))
