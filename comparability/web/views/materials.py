"""Pages of material lots."""

from flask import Blueprint, Response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.lots import MaterialLot, lots_made_with, material_lines
from comparability.storage.products import has_simulated
from comparability.storage.suppliers import Supplier, suppliers
from comparability.usecases import materials as usecase
from comparability.web.forms.materials import EditMaterialForm, MaterialForm
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("materials", __name__)


@bp.route("/materials")
def index() -> Response:
    with reading() as session:
        return page(
            "materials/index.html", lines=material_lines(session), has_simulated=has_simulated(session)
        )


@bp.route("/materials/<int:material_id>")
def show(material_id: int) -> Response:
    with reading() as session:
        material = rows.get(session, MaterialLot, material_id)
        return page(
            "materials/show.html",
            material=material,
            supplier=rows.get(session, Supplier, material.supplier_id),
            lots=lots_made_with(session, material.id),
            has_simulated=has_simulated(session),
        )


@bp.route("/materials/new", methods=["GET", "POST"])
def new_material() -> Response | AnyResponse:
    form = MaterialForm()
    with reading() as session:
        _offer(form, session)
    made = submit(form, lambda session: usecase.create_material(session, form.entry(), actor=actor()))
    if made is None:
        return page("materials/form.html", form=form, material=None)
    return redirect(url_for("materials.show", material_id=made.id))


@bp.route("/materials/<int:material_id>/edit", methods=["GET", "POST"])
def edit_material(material_id: int) -> Response | AnyResponse:
    with reading() as session:
        material = rows.get(session, MaterialLot, material_id)
        form = EditMaterialForm(obj=material)
        _offer(form, session)
    saved = submit(
        form,
        lambda session: usecase.edit_material(
            session,
            material_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("materials/form.html", form=form, material=material)
    return redirect(url_for("materials.show", material_id=material_id))


def _offer(form: MaterialForm, session: Session) -> None:
    form.supplier_id.choices = [(supplier.id, supplier.name) for supplier in suppliers(session)]
