"""When, and at what cost, a switch would be settled, read from its plan and its latest assessment."""

from sqlalchemy.orm import Session

from comparability.model.errors import Refused
from comparability.model.plans.outlook import OpenAttribute, Outlook, Standing, outlook
from comparability.model.plans.question import Costs
from comparability.model.vocabulary import Analysis, ArmRole, Effect, Tier
from comparability.storage.dossiers import ItemLine
from comparability.storage.plans import Plan, latest_plan
from comparability.storage.protocols import draft_protocol, frozen_protocol
from comparability.storage.readiness import SwitchState
from comparability.storage.switch_progress import lot_lines


def outlook_of(session: Session, switch_id: int, state: SwitchState) -> Outlook | None:
    """None where lots have nothing left to settle, or nothing says how many are planned."""
    plan = latest_plan(session, switch_id)
    protocol = frozen_protocol(session, switch_id) or draft_protocol(session, switch_id)
    planned = plan.n_post if plan is not None else None if protocol is None else protocol.planned_post
    return outlook(
        Standing(
            state=state.readiness.state,
            made_post=_made_post(session, switch_id),
            planned_post=planned,
            open_attributes=tuple(_open(line) for line in state.items if _is_open(line)),
            costs=None if plan is None else _costs(plan),
        )
    )


def _made_post(session: Session, switch_id: int) -> int:
    """Lots that count; none where the arms are not in order."""
    try:
        lines = lot_lines(session, switch_id)
    except Refused:
        return 0
    return sum(line.reason is None and line.arm_lot.role is not ArmRole.PRE for line in lines)


def _is_open(line: ItemLine) -> bool:
    return line.criterion.row.tier is Tier.A and line.item.effect is Effect.OPEN


def _open(line: ItemLine) -> OpenAttribute:
    values = {figure["name"]: figure["value"] for figure in line.item.figures}
    is_welch = line.item.criterion.get("analysis") in (None, Analysis.WELCH)
    return OpenAttribute(
        name=line.attribute.name,
        # Further lots are counted where the chances of the test in hand are.
        is_counted=is_welch and "actual_size" in values,
        post_lots=_whole(values.get("lots_to_settle")),
        per_arm=_whole(values.get("lots_to_settle_per_arm")),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _costs(plan: Plan) -> Costs:
    return Costs(
        post_lot=plan.cost_post,
        pre_lot=plan.cost_pre,
        retest=plan.cost_retest,
        currency=plan.currency,
        months_first=plan.months_first,
        months_between=plan.months_between,
    )
