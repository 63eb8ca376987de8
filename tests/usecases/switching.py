"""People, lots and a switch that the tests of switches and protocols start from. No test lives here."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from comparability.model.canonical import content_hash
from comparability.model.people import Actor
from comparability.model.vocabulary import (
    ArmRole,
    Contrast,
    CriterionKind,
    DevelopmentStage,
    Justification,
    LotStatus,
    LotUse,
    Occasion,
    ProtocolMode,
    Role,
    SwitchKind,
    Tier,
)
from comparability.storage.attributes import attribute_by_code
from comparability.storage.criteria import protocol_content
from comparability.storage.people import Person, PersonRole
from comparability.storage.products import Product
from comparability.storage.protocols import CriterionLine, Protocol, criteria_of
from comparability.storage.suppliers import Supplier
from comparability.storage.switches import Switch
from comparability.usecases.criteria import CriterionChange, CriterionEntry, save_criteria
from comparability.usecases.protocols import (
    FreezeEntry,
    ProtocolEntry,
    create_protocol,
    freeze_protocol,
)
from comparability.usecases.switches import ArmEntry, SourceEntry, SwitchEntry, create_switch
from tests.usecases.presence import PASSWORD_HASH, present
from tests.usecases.register import NOW, a_product, a_supplier

LATER = NOW + timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Team:
    """People who exist as rows, so that they can ask, approve and sign."""

    cmc: Actor
    statistician: Actor
    qa: Actor
    qc: Actor


def a_person(session: Session, user_name: str, full_name: str, role: Role) -> Actor:
    row = Person(
        user_name=user_name,
        full_name=full_name,
        password_hash=PASSWORD_HASH,
        is_active=True,
        must_change_password=False,
        failed_sign_ins=0,
        signature_accepted_at=NOW,
    )
    session.add(row)
    session.flush()
    session.add(PersonRole(person_id=row.id, role=role))
    session.flush()
    return Actor(id=row.id, user_name=user_name, full_name=full_name, roles=frozenset({role}))


def a_team(session: Session) -> Team:
    return Team(
        cmc=a_person(session, "mei.tan", "Tan Mei", Role.CMC),
        statistician=a_person(session, "ken.sato", "Sato Ken", Role.STATISTICIAN),
        qa=a_person(session, "ana.lim", "Lim Ana", Role.QA),
        qc=a_person(session, "jo.park", "Park Jo", Role.QC),
    )


def switch_entry(**changes: Any) -> SwitchEntry:
    entry: dict[str, Any] = {
        "code": "SW-01",
        "title": "CDMO A to CDMO B",
        "kind": SwitchKind.CDMO_TO_CDMO,
        "development_stage": DevelopmentStage.PIVOTAL,
        "description": "Second source of drug product.",
    }
    return SwitchEntry(**{**entry, **changes})


def arms(before: Supplier, after: Supplier) -> tuple[ArmEntry, ArmEntry]:
    return (
        ArmEntry(role=ArmRole.PRE, name=before.name, sources=(SourceEntry(supplier_id=before.id),)),
        ArmEntry(role=ArmRole.POST, name=after.name, sources=(SourceEntry(supplier_id=after.id),)),
    )


@dataclass(frozen=True, slots=True)
class Scene:
    product: Product
    before: Supplier
    after: Supplier
    switch: Switch


def a_switch(session: Session, team: Team, **changes: Any) -> Scene:
    product, before, after = a_product(session), a_supplier(session), a_supplier(session, "CDMO B")
    switch = create_switch(
        session, product.id, switch_entry(**changes), arms=arms(before, after), actor=team.cmc
    )
    return Scene(product=product, before=before, after=after, switch=switch)


def protocol_entry(**changes: Any) -> ProtocolEntry:
    entry: dict[str, Any] = {
        "mode": ProtocolMode.PROSPECTIVE,
        "alpha": Decimal("0.05"),
        "difference_level": Decimal("0.95"),
        "planned_pre": 6,
        "planned_post": 4,
        "lots_justification": "Six lots are on hand and four can be made before the filing.",
        "minimum_lots": 3,
        "eligible_uses": (LotUse.PIVOTAL,),
        "eligible_statuses": (LotStatus.RELEASED,),
        "eligible_occasions": (Occasion.RELEASE,),
        "failed_lots": "A failed batch is listed with its cause and is not compared.",
    }
    return ProtocolEntry(**{**entry, **changes})


def justified(tier: Tier = Tier.A, **changes: Any) -> CriterionEntry:
    entry: dict[str, Any] = {
        "tier": tier,
        "kind": CriterionKind.EQUIVALENCE,
        "contrast": Contrast.RATIO,
        "margin_low": "0.50",
        "margin_high": "2.0",
        "justification": Justification.DOSE,
        "justification_text": "The dose is given by volume; a factor of two was studied.",
        "source": "Clinical study report CSR-7, table 14.2",
    }
    return CriterionEntry(**{**entry, **changes})


def criterion(session: Session, protocol: Protocol, code: str) -> CriterionLine:
    return next(line for line in criteria_of(session, protocol.id) if line.attribute.code == code)


def a_draft(session: Session, team: Team, scene: Scene, **changes: Any) -> Protocol:
    return create_protocol(session, scene.switch.id, protocol_entry(**changes), actor=team.statistician)


def describe_all_but(session: Session, team: Team, protocol: Protocol, *kept: str) -> None:
    """Every other attribute is only listed, so that a test can speak of the one it is about."""
    changes = []
    for line in criteria_of(session, protocol.id):
        if line.attribute.code in kept:
            continue
        is_listed = line.attribute.tier is Tier.C
        entry = CriterionEntry(
            tier=Tier.C,
            tier_reason=None if is_listed else "Listed only in this comparison.",
            kind=CriterionKind.DESCRIPTIVE,
        )
        changes.append(CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=entry))
    save_criteria(session, protocol.id, changes, reason=None, actor=team.statistician)


def a_complete_draft(session: Session, team: Team, scene: Scene, **changes: Any) -> Protocol:
    """A draft that can be frozen: the genome titre is compared, everything else is listed."""
    protocol = a_draft(session, team, scene, **changes)
    describe_all_but(session, team, protocol, "vg-titre")
    line = criterion(session, protocol, "vg-titre")
    change = CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=justified())
    save_criteria(session, protocol.id, (change,), reason=None, actor=team.statistician)
    return protocol


def freeze_entry(session: Session, protocol: Protocol, **changes: Any) -> FreezeEntry:
    entry = FreezeEntry(
        content_hash=content_hash(protocol_content(session, protocol)),
        declaration="None: no post-switch lot has been tested.",
        role=Role.QA,
    )
    return replace(entry, **changes)


def freeze(session: Session, team: Team, protocol: Protocol, **changes: Any) -> Protocol:
    entry = freeze_entry(session, protocol, **changes)
    present(session, team.qa, NOW)
    return freeze_protocol(session, protocol.id, entry, actor=team.qa, now=NOW)


def titre(session: Session, scene: Scene) -> Any:
    return attribute_by_code(session, scene.product.id, "vg-titre")
