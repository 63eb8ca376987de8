"""Pages of products."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.attributes import attributes_of, methods_of_product
from comparability.storage.lots import lots_of_product
from comparability.storage.overviews import (
    lots_with_results,
    product_lines,
    sources_of_product,
    switches_of_product,
)
from comparability.storage.products import Product
from comparability.storage.suppliers import scope
from comparability.usecases import products as usecase
from comparability.web.forms.products import AddStagesForm, EditProductForm, NewProductForm
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("products", __name__)


@bp.route("/products")
def index() -> Response:
    with reading() as session:
        lines = product_lines(session, only_supplier=scope(actor()))
        return page("products/index.html", lines=lines)


@bp.route("/products/<int:product_id>")
def show(product_id: int) -> Response:
    with reading() as session:
        product = rows.get(session, Product, product_id)
        lots = lots_of_product(session, product.id)
        return page(
            "products/show.html",
            product=product,
            lots=lots,
            measured=lots_with_results(session, [line.lot.id for line in lots]),
            sources=sources_of_product(session, product.id),
            attributes=attributes_of(session, product.id),
            methods=methods_of_product(session, product.id),
            switches=switches_of_product(session, product.id),
        )


@bp.route("/products/new", methods=["GET", "POST"])
def new_product() -> Response | AnyResponse:
    form = NewProductForm()
    made = submit(
        form,
        lambda session: usecase.create_product(
            session,
            form.entry(),
            stages=form.stages.data,
            empty_full_as=form.empty_full_as.data,
            actor=actor(),
        ),
    )
    if made is None:
        return page("products/form.html", form=form, product=None)
    return redirect(url_for("products.show", product_id=made.id))


@bp.route("/products/<int:product_id>/edit", methods=["GET", "POST"])
def edit_product(product_id: int) -> Response | AnyResponse:
    with reading() as session:
        product = rows.get(session, Product, product_id)
    form = EditProductForm(obj=product)
    saved = submit(
        form,
        lambda session: usecase.edit_product(
            session,
            product_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("products/form.html", form=form, product=product)
    return redirect(url_for("products.show", product_id=product_id))


@bp.route("/products/<int:product_id>/stages", methods=["GET", "POST"])
def add_stages(product_id: int) -> Response | AnyResponse:
    with reading() as session:
        product = rows.get(session, Product, product_id)
    form = AddStagesForm()
    added = submit(
        form,
        lambda session: usecase.add_stages(
            session,
            product_id,
            stages=form.stages.data,
            empty_full_as=form.empty_full_as.data,
            actor=actor(),
        ),
    )
    if added is None:
        return page("products/add_stages.html", form=form, product=product)
    return redirect(url_for("products.show", product_id=product_id, _anchor="attributes"))
