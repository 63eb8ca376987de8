"""Pages of assessments: the runs of a switch, one run as an overview, one attribute in full, the review.

Every figure and every drawing comes from the stored assessment; nothing is computed for display.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.errors import NotFound, Refused
from comparability.model.people import Permission
from comparability.model.vocabulary import Meaning
from comparability.storage import rows
from comparability.storage.assessments import Assessment, assessments_of
from comparability.storage.dossiers import ItemLine, decision_on, items_of, latest_assessment
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol, frozen_protocol
from comparability.storage.readiness import is_stale
from comparability.storage.reportables import results_of_attribute
from comparability.storage.signatures import signatures_of
from comparability.storage.switches import ArmLot, Switch, lots_in_arms
from comparability.usecases import assessments as usecase
from comparability.usecases import decisions
from comparability.usecases.contents import (
    attributes,
    beside,
    components,
    figures,
    influence,
    overtime,
    plots,
    results,
    wholes,
)
from comparability.usecases.identity import confirm_identity
from comparability.web.forms.assessments import ReviewForm, RunForm
from comparability.web.forms.base import BaseForm
from comparability.web.request import actor, now, page, reading, submit
from reports.content import Tier
from reports.drawings.svg import forest_svg, plot_svg
from reports.pairs import pair_lines
from reports.wording import ENGLISH

bp = Blueprint("assessments", __name__)


@bp.get("/switches/<int:switch_id>/assessments")
def index(switch_id: int) -> Response:
    with reading() as session:
        return _index(session, switch_id, RunForm())


@bp.post("/switches/<int:switch_id>/assessments/run")
def run(switch_id: int) -> Response | AnyResponse:
    form = RunForm()
    made = submit(form, lambda session: usecase.run_assessment(session, switch_id, actor=actor(), now=now()))
    if made is None:
        with reading() as session:
            return _index(session, switch_id, form)
    flash("The assessment is stored. Another person reviews it.")
    return redirect(url_for("assessments.show", assessment_id=made.id))


@bp.get("/assessments/<int:assessment_id>")
def show(assessment_id: int) -> Response:
    with reading() as session:
        return page("assessments/show.html", **_overview(session, assessment_id))


@bp.route("/assessments/<int:assessment_id>/review", methods=["GET", "POST"])
def review(assessment_id: int) -> Response | AnyResponse:
    form = ReviewForm()
    with reading() as session:
        overview = _overview(session, assessment_id)
    stored_hash = overview["assessment"].content_hash
    form.offer((Meaning.REVIEWED,), content_hash=stored_hash)
    if submit(form, lambda session: _review(session, assessment_id, form)):
        flash("The review is signed.")
        return redirect(url_for("assessments.show", assessment_id=assessment_id))
    if form.answer_status == 409:
        form.content_hash.data = stored_hash
    return page("assessments/review.html", form=form, refusal=_refusal(overview), **overview)


@bp.get("/assessments/<int:assessment_id>/attributes/<int:attribute_id>")
def attribute(assessment_id: int, attribute_id: int) -> Response:
    with reading() as session:
        assessment = rows.get(session, Assessment, assessment_id)
        items = items_of(session, assessment)
        place = next((n for n, line in enumerate(items) if line.attribute.id == attribute_id), None)
        if place is None:
            raise NotFound("This assessment does not compare that attribute.")
        line = items[place]
        lots = _lots(session, assessment)
        listed = results.listed(
            line, results=results_of_attribute(session, [lot.lot.id for lot in lots], attribute_id), lots=lots
        )
        return page(
            "assessments/attribute.html",
            **_frame(session, assessment),
            line=line,
            place=place,
            items=items,
            listed=tuple(listed),
            criterion=attributes.criterion_sentence(line),
            method_name=attributes.method_name(line),
            difference=figures.difference_text(line),
            named=figures.named(line),
            summary=figures.summary(line),
            influence=tuple(influence.rows(line)),
            published=tuple(beside.published(line)),
            pairs=tuple(beside.pairs(line)),
            side_analyses=tuple(beside.side_analyses(line)),
            inputs_hash=attributes.inputs_hash(line),
            drawings=_drawings(line, items),
        )


def _review(session: Session, assessment_id: int, form: ReviewForm) -> bool:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    decisions.review_assessment(
        session,
        assessment_id,
        shown_hash=form.content_hash.data or "",
        role=None,
        comment=form.comment.data,
        actor=actor(),
        now=now(),
    )
    return True


def _index(session: Session, switch_id: int, form: BaseForm) -> Response:
    switch = rows.get(session, Switch, switch_id)
    lines = assessments_of(session, switch.id)
    return page(
        "assessments/index.html",
        form=form,
        switch=switch,
        product=rows.get(session, Product, switch.product_id),
        protocol=frozen_protocol(session, switch.id),
        lines=lines,
        is_stale=bool(lines) and _is_stale(session, lines[0].assessment),
        reviewed={line.assessment.id for line in lines if decisions.is_reviewed(session, line.assessment)},
    )


def _overview(session: Session, assessment_id: int) -> dict[str, Any]:
    assessment = rows.get(session, Assessment, assessment_id)
    items = items_of(session, assessment)
    return {
        **_frame(session, assessment),
        "lines": [(line, _forest(line)) for line in items],
        "estimate": figures.estimate_text,
        "count": figures.count,
        "margin": attributes.margin_text,
        "pairs": pair_lines(
            (
                (line.attribute.name, Tier(line.criterion.row.tier.value), tuple(beside.pairs(line)))
                for line in items
            ),
            ENGLISH,
        ),
        "decision": decision_on(session, assessment.id),
        "is_reviewed": decisions.is_reviewed(session, assessment),
        "signatures": signatures_of(session, "assessment", assessment.id, assessment.content_hash),
    }


def _frame(session: Session, assessment: Assessment) -> dict[str, Any]:
    """What every page of an assessment names, and whether it is still the one to work on."""
    switch = rows.get(session, Switch, assessment.switch_id)
    latest = latest_assessment(session, switch.id)
    return {
        "switch": switch,
        "product": rows.get(session, Product, switch.product_id),
        "assessment": assessment,
        "protocol": rows.get(session, Protocol, assessment.protocol_id),
        "run_by": rows.get(session, Person, assessment.run_by_id).full_name,
        "is_latest": latest is not None and latest.id == assessment.id,
        "is_stale": _is_stale(session, assessment),
    }


def _is_stale(session: Session, assessment: Assessment) -> bool:
    """Arms that are not in order any more are a change too."""
    try:
        return is_stale(session, assessment)
    except Refused:
        return True


def _lots(session: Session, assessment: Assessment) -> tuple[ArmLot, ...]:
    """The lots of the arms; where these are not in order any more, the stored results stand alone."""
    try:
        return lots_in_arms(session, assessment.switch_id)
    except Refused:
        return ()


def _refusal(overview: dict[str, Any]) -> str | None:
    """Why this person cannot sign the review now; the use-case asks the same again."""
    person = actor()
    if not overview["is_latest"]:
        return "A newer assessment of this switch exists. Review that one."
    if overview["is_stale"]:
        return "Lots, results or the protocol have changed since. The assessment is run again first."
    if not person.may(Permission.REVIEW_ASSESSMENT) or overview["assessment"].run_by_id == person.id:
        return "You ran this assessment, so another person reviews it."
    return None


def _forest(line: ItemLine) -> Markup | None:
    plot = plots.interval_plot(line)
    return None if plot is None else Markup(forest_svg(plot, title=f"Interval of {line.attribute.name}"))  # noqa: S704  # svg escapes


def _drawings(line: ItemLine, items: Sequence[ItemLine]) -> list[tuple[str, Markup]]:
    """Caption and drawing: the same drawings as in the package."""
    name, parts = line.attribute.name, wholes.ternary_plot(line, items)
    figures = (
        (f"Interval against the margin: {name}", plots.interval_plot(line)),
        (f"Lots by arm: {name}", plots.lots_plot(line)),
        (f"Variance components: {name}", components.components_plot(line)),
        (f"Results over time: {name}", overtime.slopes_plot(line)),
        (f"Parts of one whole: {', '.join(parts.parts if parts else ())}", parts),
    )
    return [(caption, Markup(plot_svg(plot, title=caption))) for caption, plot in figures if plot]  # noqa: S704  # svg escapes
