"""The plan of a demonstration's switch, made from the verified pre lots before its protocol is frozen.

Prices and months are round figures of the trade. The true shifts are stated as a careful person states them,
on the side of the worry, and are not those of the simulation.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from comparability.model.people import Actor
from comparability.model.plans.question import AssumptionText
from comparability.model.vocabulary import CorrelationSource
from comparability.storage.plan_grounds import plan_ground
from comparability.storage.plans import Plan
from comparability.storage.switches import Switch
from comparability.usecases.plans import PlanEntry, save_plan

TRUE_SHIFTS: Final = {
    "vg-titre": "0.97",
    "infectious-titre": "0.95",
    "empty-to-full": "-1",
    "potency": "0.95",
    "tu-per-p24": "0.97",
}


def make_plan(session: Session, switch_id: int, *, actor: Actor, now: datetime) -> Plan:
    """Every SD as the pre lots offer it, and as many post lots as the protocol plans."""
    ground = plan_ground(session, session.get_one(Switch, switch_id))
    codes = {line.attribute.id: line.attribute.code for line in ground.lines}
    assumptions = [
        AssumptionText(
            attribute_id=each.number,
            sd=ground.offers[each.number][0].sd,
            shift=TRUE_SHIFTS[codes[each.number]],
        )
        for each in ground.planned
    ]
    entry = PlanEntry(
        n_pre=ground.made_pre,
        n_post=ground.protocol.planned_post,
        post_from=3,
        post_to=12,
        target_each=Decimal("0.80"),
        target_joint=Decimal("0.80"),
        sd_ratio=Decimal(1),
        correlation_source=CorrelationSource.STATED,
        correlation=Decimal(0),
        pair_correlation=Decimal("0.5"),
        cost_post=Decimal(500_000),
        cost_pre=Decimal(350_000),
        cost_retest=Decimal(6_000),
        currency="USD",
        months_first=Decimal(11),
        months_between=Decimal(1),
        comment="SIMULATED: prices and months are round figures.",
    )
    return save_plan(session, switch_id, entry, assumptions, after=None, reason=None, actor=actor, now=now)
