"""Pages where a second person judges a result, and where investigations are opened and closed."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.storage import rows
from comparability.storage.attributes import Attribute
from comparability.storage.lots import visible_lot
from comparability.storage.products import Product
from comparability.storage.reportables import history_of
from comparability.storage.results import Investigation, Result
from comparability.storage.suppliers import scope
from comparability.usecases import verifications as usecase
from comparability.web.forms.verifications import CloseInvestigationForm, InvestigationForm, VerifyForm
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("verifications", __name__)


@bp.route("/results/<int:result_id>/verify", methods=["GET", "POST"])
def verify_result(result_id: int) -> Response | AnyResponse:
    form = VerifyForm()
    with reading() as session:
        frame = _frame(session, result_id)
    done = submit(
        form,
        lambda session: usecase.verify_result(
            session,
            result_id,
            is_accepted=form.is_accepted.data,
            comment=form.comment.data,
            actor=actor(),
            now=now(),
        ),
    )
    if done is None:
        return page("results/verify_result.html", form=form, **frame)
    flash("Verified." if done.is_accepted else "Noted as not agreeing; it is to be corrected.")
    return redirect(url_for("results.history", result_id=result_id))


@bp.route("/results/<int:result_id>/investigation", methods=["GET", "POST"])
def open_investigation(result_id: int) -> Response | AnyResponse:
    form = InvestigationForm()
    with reading() as session:
        frame = _frame(session, result_id)
    done = submit(
        form,
        lambda session: usecase.open_investigation(
            session, result_id, form.entry(), actor=actor(), now=now()
        ),
    )
    if done is None:
        return page("results/open_investigation.html", form=form, **frame)
    return redirect(url_for("results.history", result_id=result_id))


@bp.route("/investigations/<int:investigation_id>/close", methods=["GET", "POST"])
def close_investigation(investigation_id: int) -> Response | AnyResponse:
    with reading() as session:
        investigation = rows.get(session, Investigation, investigation_id)
        frame = _frame(session, investigation.result_id)
    form = CloseInvestigationForm(data={"version": investigation.version})
    done = submit(
        form,
        lambda session: usecase.close_investigation(
            session,
            investigation_id,
            is_laboratory_error=form.is_laboratory_error.data,
            conclusion=form.conclusion.data,
            version=form.version.data or 0,
            actor=actor(),
            now=now(),
        ),
    )
    if done is None:
        return page("results/close_investigation.html", form=form, investigation=investigation, **frame)
    return redirect(url_for("results.history", result_id=investigation.result_id))


def _frame(session: Session, result_id: int) -> dict[str, Any]:
    row = rows.get(session, Result, result_id)
    lot = visible_lot(session, row.lot_id, only_supplier=scope(actor()))
    return {
        "result": next(each for each in history_of(session, row) if each.id == result_id),
        "lot": lot,
        "attribute": rows.get(session, Attribute, row.attribute_id),
        "product": rows.get(session, Product, lot.product_id),
    }
