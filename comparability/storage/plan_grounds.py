"""What a plan stands on, read at once: the criteria, the lots that exist, and what the records offer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comparability.model.canonical import content_hash
from comparability.model.criteria.texts import as_typed
from comparability.model.errors import Refused
from comparability.model.plans.offers import (
    Correlations,
    SdOffer,
    correlations_from_lots,
    offer_from_lots,
    offer_from_precision,
)
from comparability.model.plans.subjects import Subject
from comparability.model.vocabulary import ArmRole
from comparability.storage.attributes import MethodLine, methods_of_product
from comparability.storage.criteria import criterion_value, eligibility_rule
from comparability.storage.datasets import load
from comparability.storage.products import Product
from comparability.storage.protocols import (
    CriterionLine,
    Protocol,
    criteria_of,
    draft_protocol,
    frozen_protocol,
)
from comparability.storage.switches import Switch


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGround:
    """subjects: in the protocol's order. offers: by attribute, the best first. made_pre, made_post: lots that
    count under the protocol's rule. correlations: of all planned subjects, None where lots are too few.
    """

    switch: Switch
    product: Product
    protocol: Protocol
    lines: tuple[CriterionLine, ...]
    subjects: tuple[Subject, ...]
    offers: Mapping[int, tuple[SdOffer, ...]]
    made_pre: int
    made_post: int
    criteria_hash: str

    @property
    def planned(self) -> tuple[Subject, ...]:
        """The subjects that a plan can be made for."""
        return tuple(each for each in self.subjects if each.is_planned)

    def correlations(self, numbers: frozenset[int]) -> Correlations | None:
        """Of these attributes, from the pre lots, where there are enough."""
        return correlations_from_lots([each for each in self.planned if each.number in numbers])


def plan_ground(session: Session, switch: Switch) -> PlanGround:
    """From the draft of the protocol or, where none is drafted, from the version in force.

    Raises Refused without a protocol or where a lot has two arms, Invalid where its rule cannot be read.
    """
    protocol = draft_protocol(session, switch.id) or frozen_protocol(session, switch.id)
    if protocol is None:
        raise Refused("A plan needs the criteria of the protocol. Draft the protocol first.")
    lines = criteria_of(session, protocol.id)
    loaded = load(
        session,
        switch.id,
        rule=eligibility_rule(protocol),
        attribute_ids=[line.attribute.id for line in lines],
    )
    subjects = tuple(
        Subject(attribute=data, criterion=criterion_value(line.row, protocol), as_typed=as_typed(line.row))
        for line, data in zip(lines, loaded.dataset.attributes, strict=True)
    )
    methods = methods_of_product(session, switch.product_id)
    roles = [each.arm_lot.role for each in loaded.lots if each.excluded_reason is None]
    return PlanGround(
        switch=switch,
        product=session.get_one(Product, switch.product_id),
        protocol=protocol,
        lines=lines,
        subjects=subjects,
        offers={
            each.number: _offers(each, methods.get(each.number, ())) for each in subjects if each.is_planned
        },
        made_pre=sum(role is ArmRole.PRE for role in roles),
        made_post=sum(role is not ArmRole.PRE for role in roles),
        criteria_hash=criteria_hash(session, protocol),
    )


def criteria_hash(session: Session, protocol: Protocol) -> str:
    """Of what a plan reads of the criteria: another margin, test or alpha needs another plan."""
    return content_hash(
        {
            "alpha": protocol.alpha,
            "criteria": [
                {
                    "attribute": line.attribute.code,
                    "tier": line.row.tier,
                    "kind": line.row.kind,
                    "contrast": line.row.contrast,
                    "analysis": line.row.analysis,
                    "control": line.row.control,
                    "typed": as_typed(line.row),
                }
                for line in criteria_of(session, protocol.id)
            ],
        }
    )


def _offers(subject: Subject, methods: tuple[MethodLine, ...]) -> tuple[SdOffer, ...]:
    stated = [
        (version, line.method.name)
        for line in methods
        for version in line.versions
        if version.precision_cv is not None
    ]
    newest = max(stated, key=lambda each: each[0].id, default=None)
    found = [offer_from_lots(subject)]
    if newest is not None:
        version, name = newest
        found.append(
            offer_from_precision(
                subject, cv_percent=version.precision_cv or "", method=f"{name}, version {version.label}"
            )
        )
    return tuple(each for each in found if each is not None)
