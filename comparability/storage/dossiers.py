"""Everything that is on record about one assessment of a switch, read once for its package.

Only stored rows are read; what they are turned into is said in `usecases.contents`.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.storage.assessments import Assessment, AssessmentItem, Decision
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.audit import AuditHead
from comparability.storage.bridging_studies import StudyLine, studies_of
from comparability.storage.descent import Descent, descent_of
from comparability.storage.lots import Lot, LotMaterial, LotParent, MaterialLot, Retain
from comparability.storage.people import Person
from comparability.storage.plan_grounds import criteria_hash
from comparability.storage.plans import Plan, plan_before
from comparability.storage.products import Product
from comparability.storage.protocols import (
    AmendmentLine,
    CriterionLine,
    Protocol,
    amendments_of,
    criteria_of,
)
from comparability.storage.reportables import Reported, all_results
from comparability.storage.switches import (
    Arm,
    ArmLot,
    Bridging,
    Deviation,
    Difference,
    Exclusion,
    Risk,
    SourceLine,
    Switch,
    arms_of,
    differences_of,
    lots_in_arms,
    risks_of,
    sources_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One attribute of the assessment with its attribute and criterion rows."""

    item: AssessmentItem
    attribute: Attribute
    criterion: CriterionLine


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A method version with its method and the attribute that it measures."""

    attribute: Attribute
    method: Method
    version: MethodVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRecord:
    """A switch and a version of its protocol, without any result. names: of every person, by number.

    plan: the latest that was saved before the freeze; is_plan_of_protocol: whether it was made for the
    criteria that were frozen. versions: every method version of the product.
    """

    product: Product
    switch: Switch
    arms: tuple[Arm, ...]
    sources: tuple[SourceLine, ...]
    differences: tuple[Difference, ...]
    risks: tuple[Risk, ...]
    protocol: Protocol
    criteria: tuple[CriterionLine, ...]
    amendments: tuple[AmendmentLine, ...]
    plan: Plan | None
    is_plan_of_protocol: bool
    versions: tuple[VersionLine, ...]
    names: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier(SwitchRecord):
    """The rows behind a package. studies: what was computed of bridging records, by their number."""

    deviations: tuple[Deviation, ...]
    exclusions: tuple[Exclusion, ...]
    bridgings: tuple[Bridging, ...]
    studies: dict[int, StudyLine]
    lots: tuple[ArmLot, ...]
    parents: dict[int, tuple[str, ...]]
    descent: Descent
    retains: dict[int, tuple[Retain, ...]]
    results: tuple[Reported, ...]
    assessment: Assessment
    items: tuple[ItemLine, ...]
    decision: Decision | None
    audit_seq: int
    audit_hash: str


def latest_assessment(session: Session, switch_id: int) -> Assessment | None:
    """The newest assessment of the switch."""
    query = select(Assessment).where(Assessment.switch_id == switch_id)
    return session.scalar(query.order_by(Assessment.id.desc()).limit(1))


def decision_on(session: Session, assessment_id: int) -> Decision | None:
    """The decision that stands on the assessment: the newest one."""
    query = select(Decision).where(Decision.assessment_id == assessment_id)
    return session.scalar(query.order_by(Decision.id.desc()).limit(1))


def dossier(session: Session, assessment: Assessment) -> Dossier:
    """Read everything on record about the assessment."""
    switch = session.get_one(Switch, assessment.switch_id)
    protocol = session.get_one(Protocol, assessment.protocol_id)
    plan = None if protocol.frozen_at is None else plan_before(session, switch.id, protocol.frozen_at)
    lots = lots_in_arms(session, switch.id)
    lot_ids = [each.lot.id for each in lots]
    head = session.scalars(select(AuditHead)).one()
    return Dossier(
        product=session.get_one(Product, switch.product_id),
        switch=switch,
        arms=arms_of(session, switch.id),
        sources=sources_of(session, switch.id),
        differences=differences_of(session, switch.id),
        risks=risks_of(session, switch.id),
        protocol=protocol,
        criteria=criteria_of(session, protocol.id),
        amendments=amendments_of(session, switch.id),
        deviations=_all(session, Deviation, switch.id),
        plan=plan,
        is_plan_of_protocol=plan is not None and plan.criteria_hash == criteria_hash(session, protocol),
        exclusions=_all(session, Exclusion, switch.id),
        bridgings=tuple(
            session.scalars(
                select(Bridging).where(Bridging.product_id == switch.product_id).order_by(Bridging.id)
            )
        ),
        studies=studies_of(session, switch.product_id),
        lots=lots,
        parents=_parents(session, lot_ids),
        descent=descent_of(session, lot_ids),
        retains=_retains(session, lot_ids),
        versions=method_versions(session, switch.product_id),
        results=tuple(all_results(session, lot_ids)),
        assessment=assessment,
        items=items_of(session, assessment),
        decision=decision_on(session, assessment.id),
        names={number: name for number, name in session.execute(select(Person.id, Person.full_name))},
        audit_seq=head.seq,
        audit_hash=head.hash,
    )


def items_of(session: Session, assessment: Assessment) -> tuple[ItemLine, ...]:
    """The attributes of an assessment in the protocol's order."""
    criteria = {line.attribute.id: line for line in criteria_of(session, assessment.protocol_id)}
    query = select(AssessmentItem).where(AssessmentItem.assessment_id == assessment.id)
    return tuple(
        ItemLine(
            item=item,
            attribute=criteria[item.attribute_id].attribute,
            criterion=criteria[item.attribute_id],
        )
        for item in session.scalars(query.order_by(AssessmentItem.position))
    )


def _all(session: Session, kind: type[Deviation] | type[Exclusion], switch_id: int) -> tuple[Any, ...]:
    return tuple(session.scalars(select(kind).where(kind.switch_id == switch_id).order_by(kind.id)))


def _parents(session: Session, lot_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """By lot, what it was made from: its parent lots, and the material lots in it or in its parents."""
    made_from: defaultdict[int, list[str]] = defaultdict(list)
    children: defaultdict[int, list[int]] = defaultdict(list)
    for lot_id, parent in session.execute(
        select(LotParent.lot_id, Lot)
        .join(Lot, Lot.id == LotParent.parent_id)
        .where(LotParent.lot_id.in_(lot_ids))
        .order_by(Lot.number)
    ):
        made_from[lot_id].append(f"{parent.stage.value} {parent.number}")
        children[parent.id].append(lot_id)
    for lot_id, material in session.execute(
        select(LotMaterial.lot_id, MaterialLot)
        .join(MaterialLot, MaterialLot.id == LotMaterial.material_lot_id)
        .where(LotMaterial.lot_id.in_([*lot_ids, *children]))
        .order_by(MaterialLot.name, MaterialLot.number)
    ):
        for maker in {lot_id, *children[lot_id]} & set(lot_ids):
            made_from[maker].append(f"{material.name} {material.number}")
    return {lot_id: tuple(dict.fromkeys(texts)) for lot_id, texts in made_from.items()}


def _retains(session: Session, lot_ids: list[int]) -> dict[int, tuple[Retain, ...]]:
    kept: defaultdict[int, list[Retain]] = defaultdict(list)
    for retain in session.scalars(select(Retain).where(Retain.lot_id.in_(lot_ids)).order_by(Retain.id)):
        kept[retain.lot_id].append(retain)
    return {lot_id: tuple(retains) for lot_id, retains in kept.items()}


def method_versions(session: Session, product_id: int) -> tuple[VersionLine, ...]:
    """Every method version of a product with its attribute, in the order of the panel."""
    found = session.execute(
        select(Attribute, Method, MethodVersion)
        .join(Method, Method.attribute_id == Attribute.id)
        .join(MethodVersion, MethodVersion.method_id == Method.id)
        .where(Attribute.product_id == product_id)
        .order_by(Attribute.position, Method.name, MethodVersion.label)
    )
    return tuple(VersionLine(attribute=each[0], method=each[1], version=each[2]) for each in found)
