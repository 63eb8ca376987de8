"""The page on which a person concludes on a switch and signs it."""

from flask import Blueprint, Response, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from comparability.model.vocabulary import Meaning
from comparability.storage import rows
from comparability.storage.assessments import Assessment, Decision
from comparability.storage.dossiers import decision_on, items_of
from comparability.storage.products import Product
from comparability.storage.readiness import enterers, state_of_switch
from comparability.storage.switches import Switch
from comparability.usecases import decisions as usecase
from comparability.usecases.contents import attributes, figures
from comparability.usecases.identity import confirm_identity
from comparability.web.forms.decisions import DecisionForm, decision_form
from comparability.web.request import actor, now, page, reading, submit

bp = Blueprint("decisions", __name__)


@bp.route("/assessments/<int:assessment_id>/decide", methods=["GET", "POST"])
def decide(assessment_id: int) -> Response | AnyResponse:
    with reading() as session:
        assessment = rows.get(session, Assessment, assessment_id)
        switch = rows.get(session, Switch, assessment.switch_id)
        waiting = usecase.open_items(items_of(session, assessment))
        frame = {
            "assessment": assessment,
            "switch": switch,
            "product": rows.get(session, Product, switch.product_id),
            "waiting": waiting,
            "earlier": decision_on(session, assessment.id),
            "refusals": _refusals(session, assessment),
            "estimate": figures.estimate_text,
            "margin": attributes.margin_text,
        }
    form = decision_form(waiting)
    form.offer((Meaning.APPROVED,), content_hash=assessment.content_hash)
    decision = submit(form, lambda session: _decide(session, assessment_id, form))
    if decision is not None:
        flash(f"Concluded: {decision.conclusion.value}.")
        return redirect(url_for("readiness.show", switch_id=decision.switch_id))
    if form.answer_status == 409:
        form.content_hash.data = assessment.content_hash
    return page("decisions/decide.html", form=form, **frame)


def _decide(session: Session, assessment_id: int, form: DecisionForm) -> Decision:
    confirm_identity(session, actor=actor(), credentials=form.credentials(), now=now())
    return usecase.decide(
        session,
        assessment_id,
        form.entry(),
        shown_hash=form.content_hash.data or "",
        role=None,
        comment=form.comment.data,
        actor=actor(),
        now=now(),
    )


def _refusals(session: Session, assessment: Assessment) -> list[str]:
    """What stands in the way of this person's conclusion now; the use-case asks the same again."""
    state = state_of_switch(session, assessment.switch_id)
    found = []
    if state.assessment is None or state.assessment.id != assessment.id:
        found.append("A newer assessment of this switch exists. Conclude on that one.")
    elif not usecase.is_reviewed(session, assessment):
        found.append("The assessment has not been reviewed. Its review is signed first.")
    found += [task.what for task in state.tasks if task.blocks]
    if actor().id in enterers(session, assessment):
        found.append("You entered or imported a result of this assessment, so another person concludes.")
    return found
