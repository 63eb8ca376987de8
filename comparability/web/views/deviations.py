"""Pages of deviations: the register of a switch, recording one, closing one."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.deviations import deviations_of
from comparability.storage.products import Product
from comparability.storage.switches import Deviation, Switch
from comparability.usecases import deviations as usecase
from comparability.web.forms.deviations import CloseDeviationForm, DeviationForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("deviations", __name__)


@bp.route("/switches/<int:switch_id>/deviations")
def index(switch_id: int) -> Response:
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        return page(
            "deviations/index.html",
            switch=switch,
            product=rows.get(session, Product, switch.product_id),
            lines=deviations_of(session, switch.id),
        )


@bp.route("/switches/<int:switch_id>/deviations/new", methods=["GET", "POST"])
def new_deviation(switch_id: int) -> Response | AnyResponse:
    form = DeviationForm()
    with reading() as session:
        switch = rows.get(session, Switch, switch_id)
        product = rows.get(session, Product, switch.product_id)
    made = submit(
        form,
        lambda session: usecase.record_deviation(session, switch_id, form.entry(), actor=actor(), now=now()),
    )
    if made is None:
        return page("deviations/form.html", form=form, switch=switch, product=product)
    return redirect(url_for("deviations.index", switch_id=switch_id))


@bp.route("/deviations/<int:deviation_id>/close", methods=["GET", "POST"])
def close(deviation_id: int) -> Response | AnyResponse:
    with reading() as session:
        deviation = rows.get(session, Deviation, deviation_id)
        switch = rows.get(session, Switch, deviation.switch_id)
        product = rows.get(session, Product, switch.product_id)
    form = CloseDeviationForm(obj=deviation)
    closed = submit(
        form,
        lambda session: usecase.close_deviation(
            session,
            deviation_id,
            impact=form.impact.data,
            version=form.version.data or 0,
            actor=actor(),
            now=now(),
        ),
    )
    if closed is None:
        return page("deviations/close.html", form=form, deviation=deviation, switch=switch, product=product)
    return redirect(url_for("deviations.index", switch_id=switch.id))
