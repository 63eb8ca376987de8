"""Pages of test laboratories."""

from flask import Blueprint, Response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage import suppliers as stored
from comparability.storage.overviews import results_by_laboratory
from comparability.storage.products import has_simulated
from comparability.storage.suppliers import Laboratory
from comparability.usecases import suppliers as usecase
from comparability.web.forms.suppliers import EditLaboratoryForm, LaboratoryForm
from comparability.web.request import actor, page, reading, submit

bp = Blueprint("laboratories", __name__)


@bp.route("/laboratories")
def index() -> Response:
    with reading() as session:
        return page(
            "laboratories/index.html",
            laboratories=stored.laboratories(session),
            results=results_by_laboratory(session),
            has_simulated=has_simulated(session),
        )


@bp.route("/laboratories/new", methods=["GET", "POST"])
def new_laboratory() -> Response | AnyResponse:
    form = LaboratoryForm()
    with reading() as session:
        _offer(form, session)
    made = submit(form, lambda session: usecase.create_laboratory(session, form.entry(), actor=actor()))
    if made is None:
        return page("laboratories/form.html", form=form, laboratory=None)
    return redirect(url_for("laboratories.index"))


@bp.route("/laboratories/<int:laboratory_id>/edit", methods=["GET", "POST"])
def edit_laboratory(laboratory_id: int) -> Response | AnyResponse:
    with reading() as session:
        laboratory = rows.get(session, Laboratory, laboratory_id)
        form = EditLaboratoryForm(obj=laboratory)
        _offer(form, session)
    saved = submit(
        form,
        lambda session: usecase.edit_laboratory(
            session,
            laboratory_id,
            form.entry(),
            version=form.version.data or 0,
            reason=form.reason.data,
            actor=actor(),
        ),
    )
    if saved is None:
        return page("laboratories/form.html", form=form, laboratory=laboratory)
    return redirect(url_for("laboratories.index"))


def _offer(form: LaboratoryForm, session: Session) -> None:
    form.supplier_id.choices = [(supplier.id, supplier.name) for supplier in stored.suppliers(session)]
