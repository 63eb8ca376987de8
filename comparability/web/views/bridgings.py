"""Pages of bridging records: those of a product, recording one, approving one."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.attributes import attributes_of
from comparability.storage.bridgings import bridgeable, bridgings_of
from comparability.storage.products import Product
from comparability.storage.switches import Bridging
from comparability.usecases import bridgings as usecase
from comparability.web.forms.bridgings import BridgingForm
from comparability.web.forms.exclusions import ApproveForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("bridgings", __name__)


@bp.route("/products/<int:product_id>/bridgings")
def index(product_id: int) -> Response:
    with reading() as session:
        product = rows.get(session, Product, product_id)
        return page(
            "bridgings/index.html",
            product=product,
            lines=bridgings_of(session, product.id),
            names=bridgeable(session, product.id),
        )


@bp.route("/products/<int:product_id>/bridgings/new", methods=["GET", "POST"])
def new_bridging(product_id: int) -> Response | AnyResponse:
    form = BridgingForm()
    with reading() as session:
        product = rows.get(session, Product, product_id)
        names = bridgeable(session, product.id)
        form.offer([(each.id, f"{each.name}, {each.stage}") for each in attributes_of(session, product.id)])
    made = submit(
        form,
        lambda session: usecase.record_bridging(session, product_id, form.entry(), actor=actor(), now=now()),
    )
    if made is None:
        return page("bridgings/form.html", form=form, product=product, names=names)
    return redirect(url_for("bridgings.index", product_id=product_id))


@bp.route("/bridgings/<int:bridging_id>/approve", methods=["GET", "POST"])
def approve(bridging_id: int) -> Response | AnyResponse:
    with reading() as session:
        bridging = rows.get(session, Bridging, bridging_id)
        product = rows.get(session, Product, bridging.product_id)
        line = next(each for each in bridgings_of(session, product.id) if each.bridging.id == bridging.id)
        names = bridgeable(session, product.id)
    form = ApproveForm(data={"version": bridging.version})
    approved = submit(
        form,
        lambda session: usecase.approve_bridging(
            session,
            bridging_id,
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
            now=now(),
        ),
    )
    if approved is None:
        return page("bridgings/approve.html", form=form, line=line, product=product, names=names)
    return redirect(url_for("bridgings.index", product_id=product.id))
