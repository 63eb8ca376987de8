"""How far a switch has come, and where its lots stand: what the switch page shows first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comparability.model.eligibility import EligibilityRule, LotFacts, why_not_eligible
from comparability.model.errors import Invalid
from comparability.model.switch_steps import Progress
from comparability.model.vocabulary import ArmRole, PackageStatus
from comparability.storage.attributes import attributes_of
from comparability.storage.criteria import eligibility_rule
from comparability.storage.dossiers import decision_on, latest_assessment
from comparability.storage.exclusions import exclusions_of
from comparability.storage.freezing import criterion_states
from comparability.storage.overviews import lots_with_results
from comparability.storage.packages import Package
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol, draft_protocol, frozen_protocol
from comparability.storage.published_summaries import verified_summaries
from comparability.storage.switches import (
    ArmLot,
    Switch,
    arms_of,
    differences_of,
    lots_in_arms,
    risks_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLine:
    """A switch in the list."""

    switch: Switch
    product_code: str
    product_name: str
    is_simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """A lot of an arm; reason: why it does not count, None where it does or no rule says which do."""

    arm_lot: ArmLot
    reason: str | None
    is_excluded: bool


def switch_lines(session: Session) -> tuple[SwitchLine, ...]:
    """Every switch by code, with its product."""
    found = session.execute(
        select(Switch, Product.code, Product.name, Product.is_simulated)
        .join(Product, Product.id == Switch.product_id)
        .order_by(Switch.code)
    )
    return tuple(
        SwitchLine(switch=switch, product_code=code, product_name=name, is_simulated=is_simulated)
        for switch, code, name, is_simulated in found
    )


def lot_lines(session: Session, switch_id: int) -> tuple[LotLine, ...]:
    """The lots of the arms under the rule of the protocol in force or, before it, of the draft.

    Raises Refused when a lot has two arms.
    """
    protocol = frozen_protocol(session, switch_id) or draft_protocol(session, switch_id)
    rule = None if protocol is None else _rule(protocol)
    excluded = {
        line.exclusion.lot_id: line.exclusion.reason
        for line in exclusions_of(session, switch_id)
        if line.exclusion.attribute_id is None and line.approved_by is not None
    }
    return tuple(
        LotLine(
            arm_lot=each,
            reason=excluded.get(each.lot.id) or (None if rule is None else _why_not(each, rule)),
            is_excluded=each.lot.id in excluded,
        )
        for each in lots_in_arms(session, switch_id)
    )


def progress_of(session: Session, switch: Switch, lots: Sequence[LotLine]) -> Progress:
    """Counts and words of every step. lots: as `lot_lines` reads them."""
    frozen, draft = frozen_protocol(session, switch.id), draft_protocol(session, switch.id)
    protocol = frozen or draft
    roles = {arm.role for arm in arms_of(session, switch.id)}
    differences = differences_of(session, switch.id)
    assessment = latest_assessment(session, switch.id)
    packages, issued = _packages(session, switch.id)
    counting = [line.arm_lot for line in lots if line.reason is None]
    counted = [each.role for each in counting]
    with_results = lots_with_results(session, [each.lot.id for each in counting])
    published = _published(session, switch.id)
    states = () if protocol is None or frozen is not None else criterion_states(session, protocol)
    return Progress(
        has_both_sides=ArmRole.PRE in roles and bool(roles - {ArmRole.PRE}),
        differences=len(differences),
        unresolved=sum(not row.is_resolved for row in differences),
        attributes=len(attributes_of(session, switch.product_id)),
        ranked=len(risks_of(session, switch.id)),
        protocol_number=None if protocol is None else protocol.number,
        open_criteria=sum(state.problem is not None for state in states),
        frozen_at=None if frozen is None else frozen.frozen_at,
        amendment_number=draft.number if frozen is not None and draft is not None else None,
        planned_pre=0 if protocol is None else protocol.planned_pre,
        planned_post=0 if protocol is None else protocol.planned_post,
        eligible_pre=sum(role is ArmRole.PRE for role in counted),
        eligible_post=sum(role is not ArmRole.PRE for role in counted),
        without_results=len(counting) - len(with_results),
        published_pre=len(published[True]),
        published_post=len(published[False]),
        readiness=None if assessment is None else assessment.readiness,
        is_decided=assessment is not None and decision_on(session, assessment.id) is not None,
        packages=packages,
        issued=issued,
    )


def _published(session: Session, switch_id: int) -> dict[bool, set[int]]:
    """The attributes with verified published figures, before the switch (True) and after it."""
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for attribute_id, summaries in verified_summaries(session, switch_id).items():
        for each in summaries:
            found[each.arm is ArmRole.PRE].add(attribute_id)
            if each.lots_pre is not None:
                found[True].add(attribute_id)  # a comparison brings its own pre arm
    return found


def _packages(session: Session, switch_id: int) -> tuple[int, int]:
    found = session.execute(
        select(Package.status, func.count()).where(Package.switch_id == switch_id).group_by(Package.status)
    )
    by_status = {status: count for status, count in found}
    return sum(by_status.values()), by_status.get(PackageStatus.ISSUED, 0)


def _rule(protocol: Protocol) -> EligibilityRule | None:
    try:
        return eligibility_rule(protocol)
    except Invalid:
        return None


def _why_not(arm_lot: ArmLot, rule: EligibilityRule) -> str | None:
    lot = arm_lot.lot
    facts = LotFacts(
        use=lot.use,
        status=lot.status,
        process_version=lot.process_version,
        manufactured_on=lot.manufactured_on,
    )
    return why_not_eligible(facts, rule=rule)
