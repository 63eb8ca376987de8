"""Pages of exclusions: the register of a switch, asking for one, approving one."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.attributes import attributes_of
from comparability.storage.exclusions import exclusions_of
from comparability.storage.products import Product
from comparability.storage.switches import Exclusion, Switch, lots_in_arms
from comparability.usecases import exclusions as usecase
from comparability.web.forms.exclusions import ApproveForm, ExclusionForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("exclusions", __name__)


@bp.route("/switches/<int:switch_id>/exclusions")
def index(switch_id: int) -> Response:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        return page(
            "exclusions/index.html",
            switch=switch,
            product=rows.get(session, Product, switch.product_id),
            lines=exclusions_of(session, switch.id),
        )


@bp.route("/switches/<int:switch_id>/exclusions/new", methods=["GET", "POST"])
def new_exclusion(switch_id: int) -> Response | AnyResponse:
    form = ExclusionForm()
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        product = rows.get(session, Product, switch.product_id)
        form.offer(
            [
                (each.lot.id, f"{each.lot.number} ({each.arm_name})")
                for each in lots_in_arms(session, switch.id)
            ],
            [(each.id, f"{each.name}, {each.stage}") for each in attributes_of(session, product.id)],
        )
    made = submit(
        form,
        lambda session: usecase.request_exclusion(session, switch_id, form.entry(), actor=actor(), now=now()),
    )
    if made is None:
        return page("exclusions/form.html", form=form, switch=switch, product=product)
    return redirect(url_for("exclusions.index", switch_id=switch_id))


@bp.route("/exclusions/<int:exclusion_id>/approve", methods=["GET", "POST"])
def approve(exclusion_id: int) -> Response | AnyResponse:
    with reading() as session:
        exclusion = rows.get(session, Exclusion, exclusion_id)
        switch = rows.get(session, Switch, exclusion.switch_id)
        product = rows.get(session, Product, switch.product_id)
        line = next(each for each in exclusions_of(session, switch.id) if each.exclusion.id == exclusion.id)
    form = ApproveForm(data={"version": exclusion.version})
    approved = submit(
        form,
        lambda session: usecase.approve_exclusion(
            session,
            exclusion_id,
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
            now=now(),
        ),
    )
    if approved is None:
        return page("exclusions/approve.html", form=form, line=line, switch=switch, product=product)
    return redirect(url_for("exclusions.index", switch_id=switch.id))
