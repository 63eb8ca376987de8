"""Pages of the plan of a switch: what it comes to, its earlier versions, and what is assumed in it."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import Invalid, Refused
from comparability.model.people import Permission
from comparability.model.plans.words import money, months
from comparability.storage import plans as stored
from comparability.storage import rows
from comparability.storage.people import Person
from comparability.storage.plan_grounds import PlanGround, criteria_hash, plan_ground
from comparability.storage.plans import Plan
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol, draft_protocol, frozen_protocol
from comparability.storage.switches import Switch
from comparability.usecases import plans as usecase
from comparability.usecases.contents import plans as contents
from comparability.web.forms.plans import plan_data, plan_form
from comparability.web.request import actor, now, page, reading, submit
from reports.drawings.svg import plot_svg

bp = Blueprint("plans", __name__)


@bp.get("/switches/<int:switch_id>/plan")
def show(switch_id: int) -> Response:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        return _page(session, switch, stored.latest_plan(session, switch.id))


@bp.get("/plans/<int:plan_id>")
def version(plan_id: int) -> Response:
    with reading() as session:
        plan = rows.get(session, Plan, plan_id)
        return _page(session, rows.get(session, Switch, plan.switch_id), plan)


@bp.route("/switches/<int:switch_id>/plan/edit", methods=["GET", "POST"])
def edit(switch_id: int) -> Response | AnyResponse:
    with reading() as session:
        frame = _frame(session, rows.get(session, Switch, switch_id))
        ground, problem = _ground(session, frame["switch"])
        plan, assumptions = _saved(session, switch_id)
        if ground is None:
            return page("plans/show.html", plan=None, problem=problem, versions=(), **frame)
    form = plan_form(ground, plan, assumptions)
    made = submit(
        form,
        lambda session: usecase.save_plan(
            session,
            switch_id,
            form.entry(),
            form.texts(ground.planned),
            after=form.after.data,
            reason=form.reason.data,
            actor=actor(),
            now=now(),
        ),
    )
    if made is not None:
        flash(f"Version {made.number} of the plan is saved.")
        return redirect(url_for("plans.show", switch_id=switch_id))
    if form.answer_status == 409:
        with reading() as session:
            form.show_saved(plan_data(ground, *_saved(session, switch_id)))
    return page("plans/form.html", form=form, ground=ground, plan=plan, **frame)


def _page(session: Session, switch: Switch, plan: Plan | None) -> Response:
    frame = _frame(session, switch)
    versions = stored.plans_of(session, switch.id)
    if plan is None:
        _, problem = _ground(session, switch)
        return page("plans/show.html", plan=None, problem=problem, versions=versions, **frame)
    text = contents.plan_text(plan)
    drawing = plot_svg(text.plot, title="Chance to pass by number of post lots", width=560)
    return page(
        "plans/show.html",
        plan=plan,
        problem=None,
        text=text,
        target=contents.target,
        money=money,
        months=months,
        drawing=Markup(drawing),  # noqa: S704  # svg escapes
        assumptions=stored.assumptions_of(session, plan.id),
        saved_by=rows.get(session, Person, plan.saved_by_id).full_name,
        protocol=rows.get(session, Protocol, plan.protocol_id),
        is_latest=versions[0].plan.id == plan.id,
        is_outdated=_is_outdated(session, switch, plan),
        versions=versions,
        **frame,
    )


def _frame(session: Session, switch: Switch) -> dict[str, Any]:
    draft = draft_protocol(session, switch.id)
    return {
        "switch": switch,
        "product": rows.get(session, Product, switch.product_id),
        "draft": draft,
        "may_plan": actor().may(Permission.PLAN_LOTS),
        "may_draft": actor().may(Permission.EDIT_PROTOCOL),
    }


def _saved(session: Session, switch_id: int) -> tuple[Plan | None, tuple[stored.AssumptionLine, ...]]:
    plan = stored.latest_plan(session, switch_id)
    return plan, () if plan is None else stored.assumptions_of(session, plan.id)


def _ground(session: Session, switch: Switch) -> tuple[PlanGround | None, str | None]:
    """What a plan stands on, or the sentence why it has nothing to stand on yet."""
    try:
        ground = plan_ground(session, switch)
    except (Refused, Invalid) as error:
        return None, str(error)
    if not ground.planned:
        return None, (
            "No criterion of the protocol has a margin yet that is tested by a Welch, pooled or paired t "
            "test. State the margins first."
        )
    return ground, None


def _is_outdated(session: Session, switch: Switch, plan: Plan) -> bool:
    """Whether the criteria differ from those that the plan was made for."""
    protocol = draft_protocol(session, switch.id) or frozen_protocol(session, switch.id)
    return protocol is not None and criteria_hash(session, protocol) != plan.criteria_hash
