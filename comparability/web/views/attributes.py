"""Pages of a product's attributes."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.sources import SourceMark
from comparability.storage import rows
from comparability.storage.attributes import Attribute, methods_of_product
from comparability.storage.overviews import attribute_has_results
from comparability.storage.products import Product
from comparability.usecases import attributes as usecase
from comparability.web.forms.attributes import AttributeForm, EditAttributeForm
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("attributes", __name__)

MARKS = {mark.value: mark.meaning for mark in SourceMark} | {
    usecase.BY_A_PERSON: "set by a person of this programme"
}


@bp.route("/attributes/<int:attribute_id>")
def show(attribute_id: int) -> Response:
    with reading() as session:
        attribute = rows.get(session, Attribute, attribute_id)
        product = rows.get(session, Product, attribute.product_id)
        return page(
            "attributes/show.html",
            attribute=attribute,
            product=product,
            methods=methods_of_product(session, product.id).get(attribute.id, ()),
            has_results=attribute_has_results(session, attribute.id),
            meaning_of_mark=MARKS[attribute.source_mark],
        )


@bp.route("/products/<int:product_id>/attributes/new", methods=["GET", "POST"])
def new_attribute(product_id: int) -> Response | AnyResponse:
    with reading() as session:
        product = rows.get(session, Product, product_id)
    form = AttributeForm()
    form.offer_units(product.vector_type)
    made = submit(
        form, lambda session: usecase.create_attribute(session, product_id, form.entry(), actor=actor())
    )
    if made is None:
        return page("attributes/form.html", form=form, product=product, attribute=None)
    return redirect(url_for("attributes.show", attribute_id=made.id))


@bp.route("/attributes/<int:attribute_id>/edit", methods=["GET", "POST"])
def edit_attribute(attribute_id: int) -> Response | AnyResponse:
    with reading() as session:
        attribute = rows.get(session, Attribute, attribute_id)
        product = rows.get(session, Product, attribute.product_id)
    form = EditAttributeForm(obj=attribute)
    form.offer_units(product.vector_type, attribute.unit)
    saved = submit(
        form,
        lambda session: usecase.edit_attribute(
            session,
            attribute_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("attributes/form.html", form=form, product=product, attribute=attribute)
    return redirect(url_for("attributes.show", attribute_id=attribute_id))
