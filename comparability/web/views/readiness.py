"""Where switches stand: one switch with everything that holds it up, and all switches of all products."""

from dataclasses import dataclass

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from comparability.model.errors import Invalid, Refused
from comparability.model.plans.outlook import Outlook
from comparability.model.switchability import MONTHS
from comparability.model.vocabulary import Effect
from comparability.storage import rows
from comparability.storage.assessments import Decision
from comparability.storage.dossiers import ItemLine
from comparability.storage.outlooks import outlook_of
from comparability.storage.packages import packages_of
from comparability.storage.people import Person
from comparability.storage.plans import latest_plan
from comparability.storage.products import Product
from comparability.storage.protocols import draft_protocol, frozen_protocol
from comparability.storage.readiness import SwitchState, state_of_switch
from comparability.storage.signatures import SignatureLine, signatures_of
from comparability.storage.switch_progress import SwitchLine, switch_lines
from comparability.storage.switchability import product_maps
from comparability.storage.switches import Switch
from comparability.usecases.contents import attributes, figures
from comparability.usecases.decisions import decision_hash, is_reviewed
from comparability.web.request import now, page, reading

bp = Blueprint("readiness", __name__)

# Exceptions first: what stands in the way, then what is settled, then what is only listed.
ORDER = (Effect.BLOCKS, Effect.NEEDS_DECISION, Effect.OPEN, Effect.CLOSES, Effect.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioLine:
    """A switch in the portfolio. state: None where its data are not in order, which `problem` then says.

    outlook: what would settle it, None where lots have nothing to settle.
    """

    line: SwitchLine
    state: SwitchState | None
    problem: str | None
    outlook: Outlook | None = None

    @property
    def first(self) -> str | None:
        """What stands in the way first."""
        if self.state is None:
            return self.problem
        return next(iter(self.state.readiness.reasons), None)


@bp.get("/switches/<int:switch_id>/readiness")
def show(switch_id: int) -> Response:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        state = state_of_switch(session, switch.id)
        decision = state.decision
        return page(
            "readiness/show.html",
            switch=switch,
            product=rows.get(session, Product, switch.product_id),
            state=state,
            outlook=outlook_of(session, switch.id, state),
            plan=latest_plan(session, switch.id),
            lines=sorted(state.items, key=_urgency),
            protocol=frozen_protocol(session, switch.id) or draft_protocol(session, switch.id),
            is_reviewed=state.assessment is not None and is_reviewed(session, state.assessment),
            decided_by=decision and rows.get(session, Person, decision.decided_by_id).full_name,
            signatures=_signatures(session, state, decision),
            packages=packages_of(session, switch.id),
            estimate=figures.estimate_text,
            count=figures.count,
            margin=attributes.margin_text,
        )


@bp.get("/portfolio")
def portfolio() -> Response:
    with reading() as session:
        lines = [_portfolio_line(session, line) for line in switch_lines(session)]
        states = {line.line.switch.id: line.state for line in lines}
        maps = product_maps(session, states.get, today=now().date())
        return page("readiness/portfolio.html", lines=lines, maps=maps, months=MONTHS)


def _portfolio_line(session: Session, line: SwitchLine) -> PortfolioLine:
    try:
        state = state_of_switch(session, line.switch.id)
        to_come = outlook_of(session, line.switch.id, state)
        return PortfolioLine(line=line, state=state, problem=None, outlook=to_come)
    except (Refused, Invalid) as error:
        return PortfolioLine(line=line, state=None, problem=str(error))


def _urgency(line: ItemLine) -> tuple[int, str, int]:
    return ORDER.index(line.item.effect), line.criterion.row.tier.value, line.item.position


def _signatures(session: Session, state: SwitchState, decision: Decision | None) -> list[SignatureLine]:
    if state.assessment is None or decision is None:
        return []
    current = decision_hash(decision, state.assessment)
    return signatures_of(session, "decision", decision.id, current)
