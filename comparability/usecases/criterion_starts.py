"""The criteria that a protocol starts with: one per attribute, without any figure.

Who may start them, and when, is asked by the use-case that does.
"""

from sqlalchemy.orm import Session

from comparability.model.criteria.defaults import criterion_start
from comparability.model.vocabulary import CriterionKind
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attributes_of
from comparability.storage.protocols import CriterionRow, Protocol, criteria_of
from comparability.storage.switches import Risk, Switch, risks_of


def start_criteria(session: Session, protocol: Protocol) -> int:
    """Rows with the tier that the risk proposes and the kind that follows from it, and no figure at all."""
    switch = rows.get(session, Switch, protocol.switch_id)
    risks = {risk.attribute_id: risk for risk in risks_of(session, switch.id)}
    judged = {line.attribute.id for line in criteria_of(session, protocol.id)}
    missing = [each for each in attributes_of(session, switch.product_id) if each.id not in judged]
    session.add_all(_start(protocol, attribute, risks.get(attribute.id)) for attribute in missing)
    session.flush()
    return len(missing)


def _start(protocol: Protocol, attribute: Attribute, risk: Risk | None) -> CriterionRow:
    tier = attribute.tier if risk is None else risk.proposed_tier
    start = criterion_start(tier=tier, scale=attribute.scale, is_qualitative=attribute.is_qualitative)
    return CriterionRow(
        protocol_id=protocol.id,
        attribute_id=attribute.id,
        tier=tier,
        tier_reason=risk.rationale if risk is not None and tier is not attribute.tier else None,
        kind=start.kind,
        contrast=start.contrast,
        analysis=start.analysis,
        accepted_words=attribute.conforming_words if start.kind is CriterionKind.QUALITATIVE else None,
    )
