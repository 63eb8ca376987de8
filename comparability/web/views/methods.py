"""Pages of analytical methods and their versions."""

from flask import Blueprint, Response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.attributes import Attribute, Method, MethodVersion
from comparability.storage.products import Product
from comparability.usecases import methods as usecase
from comparability.web.forms.methods import EditMethodForm, EditVersionForm, NewMethodForm, VersionForm
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("methods", __name__)


@bp.route("/attributes/<int:attribute_id>/methods/new", methods=["GET", "POST"])
def new_method(attribute_id: int) -> Response | AnyResponse:
    with reading() as session:
        attribute, product = _place(session, attribute_id)
    form = NewMethodForm()
    made = submit(
        form,
        lambda session: usecase.create_method(
            session, attribute_id, form.entry(), first=form.version_entry(), actor=actor()
        ),
    )
    if made is None:
        return page("methods/form.html", form=form, attribute=attribute, product=product, method=None)
    return redirect(url_for("attributes.show", attribute_id=attribute_id))


@bp.route("/methods/<int:method_id>/edit", methods=["GET", "POST"])
def edit_method(method_id: int) -> Response | AnyResponse:
    with reading() as session:
        method = rows.get(session, Method, method_id)
        attribute, product = _place(session, method.attribute_id)
    form = EditMethodForm(obj=method)
    saved = submit(
        form,
        lambda session: usecase.edit_method(
            session,
            method_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("methods/form.html", form=form, attribute=attribute, product=product, method=method)
    return redirect(url_for("attributes.show", attribute_id=attribute.id))


@bp.route("/methods/<int:method_id>/versions/new", methods=["GET", "POST"])
def new_version(method_id: int) -> Response | AnyResponse:
    with reading() as session:
        method = rows.get(session, Method, method_id)
        attribute, product = _place(session, method.attribute_id)
    form = VersionForm()
    made = submit(
        form,
        lambda session: usecase.create_method_version(
            session, method_id, form.version_entry(), actor=actor()
        ),
    )
    if made is None:
        return page(
            "methods/version_form.html",
            form=form,
            attribute=attribute,
            product=product,
            method=method,
            row=None,
        )
    return redirect(url_for("attributes.show", attribute_id=attribute.id))


@bp.route("/method-versions/<int:version_id>/edit", methods=["GET", "POST"])
def edit_version(version_id: int) -> Response | AnyResponse:
    with reading() as session:
        row = rows.get(session, MethodVersion, version_id)
        method = rows.get(session, Method, row.method_id)
        attribute, product = _place(session, method.attribute_id)
    form = EditVersionForm(obj=row)
    saved = submit(
        form,
        lambda session: usecase.edit_method_version(
            session,
            version_id,
            form.version_entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page(
            "methods/version_form.html",
            form=form,
            attribute=attribute,
            product=product,
            method=method,
            row=row,
        )
    return redirect(url_for("attributes.show", attribute_id=attribute.id))


def _place(session: Session, attribute_id: int) -> tuple[Attribute, Product]:
    attribute = rows.get(session, Attribute, attribute_id)
    return attribute, rows.get(session, Product, attribute.product_id)
