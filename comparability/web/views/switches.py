"""Pages of switches: what changes, arms, differences, risks, and where the switch stands."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import Refused
from comparability.model.people import Permission
from comparability.model.risks import LIKELIHOOD, SEVERITY, proposed_tier, risk_level
from comparability.model.switch_kinds import switch_kinds
from comparability.model.switch_steps import steps
from comparability.storage import rows
from comparability.storage import switches as stored
from comparability.storage.attributes import attributes_of
from comparability.storage.deviations import deviations_of
from comparability.storage.exclusions import exclusions_of
from comparability.storage.overviews import product_lines
from comparability.storage.plans import latest_plan
from comparability.storage.products import Product
from comparability.storage.protocols import amendments_of, draft_protocol, frozen_protocol, protocols_of
from comparability.storage.published_summaries import summaries_of
from comparability.storage.suppliers import sites_by_supplier, suppliers
from comparability.storage.switch_progress import LotLine, lot_lines, progress_of, switch_lines
from comparability.storage.switches import Arm, ArmSource, Switch
from comparability.usecases import risks as risk_usecase
from comparability.usecases import switches as usecase
from comparability.web.forms.fields import Option
from comparability.web.forms.risks import risk_data, risks_form
from comparability.web.forms.switches import (
    ArmForm,
    DifferenceForm,
    EditSwitchForm,
    NewSwitchForm,
    RemoveSourceForm,
    SourceForm,
    difference_data,
    differences_form,
    source_choices,
)
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("switches", __name__)


@bp.route("/switches")
def index() -> Response:
    with reading() as session:
        return page("switches/index.html", lines=switch_lines(session))


@bp.route("/switches/<int:switch_id>")
def show(switch_id: int) -> Response:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        lots, problem = _lots(session, switch.id)
        return page(
            "switches/show.html",
            **_frame(session, switch),
            steps=steps(progress_of(session, switch, lots)),
            arms=stored.arms_of(session, switch.id),
            sources=stored.sources_of(session, switch.id),
            lots=lots,
            lots_problem=problem,
            frozen=frozen_protocol(session, switch.id),
            draft=draft_protocol(session, switch.id),
            protocols=protocols_of(session, switch.id),
            plan=latest_plan(session, switch.id),
            amendments=amendments_of(session, switch.id),
            differences=stored.differences_of(session, switch.id),
            exclusions=exclusions_of(session, switch.id),
            deviations=deviations_of(session, switch.id),
            published=summaries_of(session, switch.id),
        )


@bp.route("/switches/new", methods=["GET", "POST"])
def new_switch() -> Response | AnyResponse:
    form = NewSwitchForm()
    with reading() as session:
        products = [(line.product.id, f"{line.product.code} {line.product.name}")
                    for line in product_lines(session, only_supplier=None)]  # fmt: skip
        form.offer(products, _sources(session))
    if request.method == "GET":
        form.product_id.data = request.args.get("product_id", type=int)
    made = submit(
        form,
        lambda session: usecase.create_switch(
            session, form.product_id.data, form.entry(), arms=form.arms(), actor=actor()
        ),
    )
    if made is None:
        return page("switches/form.html", form=form, switch=None, kinds=switch_kinds())
    return redirect(url_for("switches.show", switch_id=made.id))


@bp.route("/switches/<int:switch_id>/edit", methods=["GET", "POST"])
def edit_switch(switch_id: int) -> Response | AnyResponse:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        frame = _frame(session, switch)
    form = EditSwitchForm(obj=switch)
    saved = submit(
        form,
        lambda session: usecase.edit_switch(
            session,
            switch_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("switches/form.html", form=form, kinds=switch_kinds(), **frame)
    return redirect(url_for("switches.show", switch_id=switch_id))


@bp.route("/switches/<int:switch_id>/arms", methods=["GET", "POST"])
def arms(switch_id: int) -> Response | AnyResponse:
    form = ArmForm()
    with reading() as session:
        form.source.choices = _sources(session)
    added = submit(form, lambda session: usecase.add_arm(session, switch_id, form.entry(), actor=actor()))
    if added is not None:
        return redirect(url_for("switches.arms", switch_id=switch_id))
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        lots, problem = _lots(session, switch.id)
        return page(
            "switches/arms.html",
            form=form,
            arms=stored.arms_of(session, switch.id),
            sources=stored.sources_of(session, switch.id),
            lots=lots,
            lots_problem=problem,
            is_open=_is_open(session, switch.id),
            **_frame(session, switch),
        )


@bp.route("/arms/<int:arm_id>/sources/new", methods=["GET", "POST"])
def new_source(arm_id: int) -> Response | AnyResponse:
    form = SourceForm()
    with reading() as session:
        arm = rows.get(session, Arm, arm_id)
        frame = _frame(session, rows.get(session, Switch, arm.switch_id))
        form.source.choices = _sources(session)
    added = submit(
        form, lambda session: usecase.add_source(session, arm_id, form.source_entry(), actor=actor())
    )
    if added is None:
        return page("switches/source_form.html", form=form, arm=arm, **frame)
    return redirect(url_for("switches.arms", switch_id=arm.switch_id))


@bp.route("/arm-sources/<int:source_id>/remove", methods=["GET", "POST"])
def remove_source(source_id: int) -> Response | AnyResponse:
    form = RemoveSourceForm()
    with reading() as session:
        arm = rows.get(session, Arm, rows.get(session, ArmSource, source_id).arm_id)
        frame = _frame(session, rows.get(session, Switch, arm.switch_id))
        source = next(each for each in stored.sources_of(session, arm.switch_id) if each.id == source_id)
    removed = submit(
        form,
        lambda session: usecase.remove_source(session, source_id, reason=form.reason.data, actor=actor()),
    )
    if removed is None:
        return page("switches/remove_source.html", form=form, arm=arm, source=source, **frame)
    return redirect(url_for("switches.arms", switch_id=arm.switch_id))


@bp.route("/switches/<int:switch_id>/differences", methods=["GET", "POST"])
def differences(switch_id: int) -> Response | AnyResponse:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        table = stored.differences_of(session, switch.id)
        frame = _frame(session, switch)
    form = differences_form(table)
    saved = submit(
        form,
        lambda session: usecase.save_differences(
            session, switch_id, form.changes(table), reason=form.reason.data, actor=actor()
        ),
    )
    if saved is not None:
        flash("Saved." if saved else "Nothing had changed.")
        return redirect(url_for("switches.differences", switch_id=switch_id))
    if form.answer_status == 409:
        with reading() as session:
            form.show_saved(difference_data(stored.differences_of(session, switch_id)))
    prompts = {aspect.name: aspect.prompt for aspect in switch_kinds()[switch.kind].aspects}
    return page("switches/differences.html", form=form, differences=table, prompts=prompts, **frame)


@bp.route("/switches/<int:switch_id>/differences/new", methods=["GET", "POST"])
def new_difference(switch_id: int) -> Response | AnyResponse:
    form = DifferenceForm()
    with reading() as session:
        frame = _frame(session, rows.get(session, Switch, switch_id))
    added = submit(
        form, lambda session: usecase.add_difference(session, switch_id, form.entry(), actor=actor())
    )
    if added is None:
        return page("switches/difference_form.html", form=form, **frame)
    return redirect(url_for("switches.differences", switch_id=switch_id))


@bp.route("/switches/<int:switch_id>/risks", methods=["GET", "POST"])
def risks(switch_id: int) -> Response | AnyResponse:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        attributes = attributes_of(session, switch.product_id)
        ranked = {risk.attribute_id: risk for risk in stored.risks_of(session, switch.id)}
        frame = _frame(session, switch)
    form = risks_form(attributes, ranked)
    saved = submit(
        form,
        lambda session: risk_usecase.save_risks(
            session, switch_id, form.changes(), reason=form.reason.data, actor=actor()
        ),
    )
    if saved is not None:
        flash("Saved." if saved else "Nothing had changed.")
        return redirect(url_for("switches.risks", switch_id=switch_id))
    if form.answer_status == 409:
        with reading() as session:
            form.show_saved(risk_data(stored.risks_of(session, switch_id)))
    return page(
        "switches/risks.html",
        form=form,
        attributes=attributes,
        ranked=ranked,
        severities=SEVERITY,
        likelihoods=LIKELIHOOD,
        risk_level=risk_level,
        proposed_tier=proposed_tier,
        defaults=switch_kinds()[switch.kind],
        **frame,
    )


def _frame(session: Session, switch: Switch) -> dict[str, Any]:
    """What every page of a switch names, and whether the person may change it."""
    return {
        "switch": switch,
        "product": rows.get(session, Product, switch.product_id),
        "may_edit": actor().may(Permission.EDIT_SWITCH),
    }


def _sources(session: Session) -> tuple[Option, ...]:
    return source_choices(suppliers(session), sites_by_supplier(session))


def _lots(session: Session, switch_id: int) -> tuple[tuple[LotLine, ...], str | None]:
    """The lots of the arms, or the sentence why they cannot be told apart."""
    try:
        return lot_lines(session, switch_id), None
    except Refused as error:
        return (), str(error)


def _is_open(session: Session, switch_id: int) -> bool:
    return frozen_protocol(session, switch_id) is None
