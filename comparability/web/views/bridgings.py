"""Pages of bridging records: those of a product, one with its data, recording one, approving one.

Every figure and drawing of a study comes from what was stored when it was recorded.
"""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import ComparabilityError
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attributes_of
from comparability.storage.bridging_studies import StudyLine, corrected_since, study_of
from comparability.storage.bridgings import BridgingLine, bridgeable, bridgings_of
from comparability.storage.products import Product
from comparability.storage.switches import Bridging
from comparability.usecases import bridgings as usecase
from comparability.usecases.bridging_studies import offer_pairs
from comparability.usecases.contents.bridging_sections import section
from comparability.web.forms.bridgings import ApproveBridgingForm, BridgingForm
from comparability.web.request import actor, now, page, reading, submit
from reports.drawings.svg import plot_svg

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
    remark = None
    with reading() as session:
        product = rows.get(session, Product, product_id)
        names = bridgeable(session, product.id)
        form.offer([(each.id, f"{each.name}, {each.stage}") for each in attributes_of(session, product.id)])
        if "fill" in request.form:
            remark = _fill(session, product.id, form)
    made = None
    if "fill" not in request.form:
        made = submit(form, lambda session: _record(session, product_id, form))
    if made is None:
        return page("bridgings/form.html", form=form, product=product, names=names, remark=remark)
    return redirect(url_for("bridgings.show", bridging_id=made.id))


@bp.get("/bridgings/<int:bridging_id>")
def show(bridging_id: int) -> Response:
    with reading() as session:
        return page("bridgings/show.html", **_shown(session, bridging_id))


@bp.route("/bridgings/<int:bridging_id>/approve", methods=["GET", "POST"])
def approve(bridging_id: int) -> Response | AnyResponse:
    with reading() as session:
        shown = _shown(session, bridging_id)
    form = ApproveBridgingForm(data={"version": shown["line"].bridging.version})
    approved = submit(
        form,
        lambda session: usecase.approve_bridging(
            session,
            bridging_id,
            version=form.version.data or 0,
            reason=form.reason.data,
            explanation=form.explanation.data,
            actor=actor(),
            now=now(),
        ),
    )
    if approved is None:
        return page("bridgings/approve.html", form=form, **shown)
    return redirect(url_for("bridgings.index", product_id=approved.product_id))


def _record(session: Session, product_id: int, form: BridgingForm) -> Bridging:
    return usecase.record_bridging(
        session, product_id, form.entry(), study=form.study(), actor=actor(), now=now()
    )


def _fill(session: Session, product_id: int, form: BridgingForm) -> str | None:
    """Put the values that the register has into the form; nothing is saved and nothing else is checked."""
    form.validate()
    asked = (form.covers, form.before, form.after)
    for field in form:
        if field not in asked:
            field.errors = []
    form.problems = []
    if any(field.errors for field in asked):
        return None
    form.answer_status = 200
    try:
        offer = offer_pairs(
            session,
            product_id,
            attribute_id=form.attribute_id.data,
            covers=form.covers.data,
            before=form.before.data,
            after=form.after.data,
        )
    except ComparabilityError as error:
        form.refuse(error)
        return None
    if form.pairs.data is not None or form.pairs.process_errors:
        return f"{offer.remark} What you have pasted stands; empty the area to have it filled in."
    if offer.text:
        form.pairs.fill(offer.text)
    return offer.remark


def _shown(session: Session, bridging_id: int) -> dict[str, Any]:
    bridging = rows.get(session, Bridging, bridging_id)
    product = rows.get(session, Product, bridging.product_id)
    line = next(each for each in bridgings_of(session, product.id) if each.bridging.id == bridging.id)
    return {
        "product": product,
        "line": line,
        "names": bridgeable(session, product.id),
        **_study(session, line, study_of(session, bridging.id)),
    }


def _study(session: Session, line: BridgingLine, found: StudyLine | None) -> dict[str, Any]:
    """What the page shows of the data; `study` is None where the record has none."""
    if found is None or line.bridging.attribute_id is None:
        return {"study": None}
    attribute = rows.get(session, Attribute, line.bridging.attribute_id)
    printed = section(line.bridging, found, attribute, approved="")
    drawings = []
    if printed.methods_plot is not None:
        caption = "One over the other, lot by lot"
        drawings.append((caption, plot_svg(printed.methods_plot, title=caption)))
    if printed.agreement_plot is not None:
        caption = "Disagreement over the mean of both (Bland–Altman); bars at the right are intervals"
        drawings.append((caption, plot_svg(printed.agreement_plot, title=caption)))
    return {
        "study": found.study,
        "printed": printed,
        "pairs": list(zip(found.pairs, printed.pairs, strict=True)),
        "corrected": corrected_since(session, found.pairs),
        "drawings": [(caption, Markup(drawing)) for caption, drawing in drawings],  # noqa: S704  # svg escapes
    }
